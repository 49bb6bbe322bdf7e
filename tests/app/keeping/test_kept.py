"""What is kept beside a library: it comes back, says what has changed, and loses what was removed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.answers import Answer, Outdated, Problem
from app.asking.citing import citation_at
from app.keeping import kept as kept_module
from app.keeping.kept import Kept, place_of
from index.joined import JoinedTexts
from index.store import Store
from index.sync import remove_documents
from tests.app.keeping.test_saved import bees_answer
from tests.tiny_library import add_texts, id_of

TEXTS = {"bees.txt": "Bees hum. Bees sting.", "cats.txt": "Cats purr."}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    add_texts(tmp_path / "library", TEXTS)
    store = Store(tmp_path / "library")
    yield store
    store.close()


@pytest.fixture
def kept(store: Store) -> Kept:
    return Kept(store)


def remove(store: Store, name: str) -> None:
    remove_documents(store, [each for each in store.summaries() if each.id == id_of(store, name)])


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_written_before_there_is_something_to_keep(kept, store):
    assert kept.conversations("") == []
    assert kept.open("", "unknown") is None
    assert not kept.path.exists()


def test_a_conversation_is_listed_found_renamed_and_comes_back_as_it_was(kept, store):
    answer, problem = bees_answer(store), Problem("Why?", "Too many are asking.")
    name = kept.begin("", "What do  bees\ndo?")
    kept.add("", name, [answer])
    kept.add("", name, [problem])
    (listed,) = kept.conversations("")
    assert (listed.id, listed.title, listed.answers) == (name, "What do bees do?", 1)
    assert kept.open("", name) == [answer, problem]
    for search, found in (("HUM", 1), ("what do bees", 1), ("purr", 0)):
        assert len(kept.conversations("", search)) == found
    kept.rename("", name, "Insects")
    kept.rename("", name, "  ")
    assert kept.title("", name) == "Insects"


def test_what_two_pages_add_to_one_conversation_is_all_there(kept, store):
    name = kept.begin("", "Bees")
    first, second = Kept(store), Kept(store)
    for each, question in ((first, "One?"), (second, "Two?"), (first, "Three?")):
        each.add("", name, [Problem(question, "No.")])
    assert [turn.question for turn in kept.open("", name)] == ["One?", "Two?", "Three?"]
    kept.put("", name, 1, Problem("Two?", "Yes."))
    kept.put("", name, 1, Problem("Another?", "No."))  # which stands elsewhere by now
    assert kept.open("", name)[1] == Problem("Two?", "Yes.")


def test_a_conversation_belongs_to_its_owner_alone(kept, store):
    name = kept.begin("ada", "Bees")
    kept.add("ada", name, [bees_answer(store)])
    assert kept.conversations("bob") == kept.conversations("") == []
    assert kept.open("bob", name) is None
    kept.add("bob", name, [Problem("?", "!")])
    kept.rename("bob", name, "Mine")
    kept.delete("bob", name)
    assert [each.title for each in kept.conversations("ada")] == ["Bees"]
    assert len(kept.open("ada", name)) == 1


def test_what_was_deleted_comes_back_until_it_goes_for_good(kept, store, monkeypatch):
    name = kept.begin("", "A secret title")
    kept.delete("", name)
    assert kept.conversations("") == []
    kept.delete("", name, undo=True)
    assert len(kept.conversations("")) == 1
    kept.delete("", name)
    monkeypatch.setattr(kept_module, "UNDO_FOR", timedelta(0))
    kept.sweep()
    kept.delete("", name, undo=True)
    assert kept.conversations("") == []


def test_keeping_nothing_is_remembered_for_each_owner(kept):
    assert kept.keeps("ada")
    kept.set_keeps("ada", keeps=False)
    assert (kept.keeps("ada"), kept.keeps("bob")) == (False, True)
    kept.set_keeps("ada", keeps=True)
    assert kept.keeps("ada")


# What becomes of the documents


@pytest.mark.parametrize(
    ("text", "now"),
    [("Hello. Bees hum. Bees sting.", "Bees hum."), ("Bees hum loudly. They sting.", "Bees hum loudly."),
     ("Nothing else.", None)],
)  # fmt: skip
def test_an_answer_of_a_changed_document_shows_both_wordings(kept, store, text, now):
    name = kept.begin("", "Bees")
    kept.add("", name, [bees_answer(store)])
    add_texts(store.folder, {"bees.txt": text})
    (turn,) = kept.open("", name)
    assert isinstance(turn, Outdated)
    (change,) = turn.changes
    assert change.cited.quote == "Bees hum."
    assert (change.now and change.now.quote) == now
    if change.now:
        assert store.document(change.now.document_id).text[change.now.start :].startswith(now)
    add_texts(store.folder, TEXTS)  # as it was
    assert kept.open("", name) == [bees_answer(store)]


def test_the_words_of_a_removed_document_go_and_come_back_with_it(kept, store):
    answer = bees_answer(store)
    name = kept.begin("", "Insects")
    kept.add("", name, [answer])
    kept.keep("", "Insects?", answer.citations[0])
    remove(store, "bees.txt")
    kept.sweep()
    store.close()
    assert b"ees hum" not in everything_in(store.folder)
    assert kept.conversations("", "hum") == []
    (turn,) = kept.open("", name)
    assert isinstance(turn, Outdated)
    assert turn.changes[0].is_gone
    assert isinstance(kept.quotations("")[0].turn, Outdated)
    add_texts(store.folder, TEXTS)
    assert kept.quotations("")[0].turn.quote == "Bees hum."
    (turn,) = kept.open("", name)
    assert isinstance(turn, Answer)
    assert turn.citations == answer.citations
    assert (turn.quote, turn.short) == (answer.quote, answer.short)


# Quotations


def test_a_quotation_is_kept_once_with_a_note_and_deleted_with_undo(kept, store):
    citation = replace(bees_answer(store).citations[0], number=7)
    kept.keep("", "What do bees do?", citation)
    kept.keep("", "Again?", citation)
    (quotation,) = kept.quotations("")
    assert (quotation.turn.question, quotation.turn.quote) == ("What do bees do?", "Bees hum.")
    kept.annotate("", quotation.id, "For the first LESSON.")
    kept.annotate("bob", quotation.id, "Mine.")
    for search, found in (("lesson", 1), ("HUM", 1), ("bees do", 1), ("purr", 0)):
        assert len(kept.quotations("", search)) == found
    kept.delete("", quotation.id)
    assert kept.quotations("") == kept.places("") == []
    kept.delete("", quotation.id, undo=True)
    kept.let_go("", place_of(citation))
    assert kept.quotations("") == kept.quotations("bob") == []
    kept.keep("", "What do bees do?", citation)
    assert [each.note for each in kept.quotations("")] == ["For the first LESSON."]
    assert kept.places("") == [place_of(citation)]


def test_a_kept_quotation_of_a_changed_document_shows_both_wordings(kept, store):
    kept.keep("", "Bees?", bees_answer(store).citations[0])
    add_texts(store.folder, {"bees.txt": "Bees hum loudly."})
    (change,) = kept.quotations("")[0].turn.changes
    assert (change.cited.quote, change.now.quote) == ("Bees hum.", "Bees hum loudly.")


def test_a_file_from_before_quotations_were_kept_gets_room_for_them(kept, store):
    kept.set_keeps("", keeps=False)
    kept._database.rows("DROP TABLE quotations")
    assert kept.quotations("") == kept.places("") == []
    kept.keep("", "Bees?", bees_answer(store).citations[0])
    assert len(kept.quotations("")) == 1


def test_of_another_library_no_word_is_kept_and_all_come_back_from_it(store, tmp_path):
    add_texts(tmp_path / "other" / "library", {"dogs.txt": "Dogs bark at night."})
    other = Store(tmp_path / "other" / "library")
    joined = JoinedTexts([store, other])
    kept = Kept(store, lambda answers: joined)
    dogs = citation_at(other.document(id_of(other, "dogs.txt")), 0, 19, 2)
    bees = replace(bees_answer(store).citations[0], library="Home")
    answer = replace(
        bees_answer(store),
        citations=(bees, replace(dogs, library="Other")),
        libraries=(("o", "Other"),),
    )
    name = kept.begin("", "What do they do?")
    kept.add("", name, [answer])
    kept.keep("", "What do dogs do?", replace(dogs, library="Other"))
    assert b"bark" not in everything_in(store.folder)
    assert b"Bees hum" in everything_in(store.folder)
    (again,) = kept.open("", name)
    assert again.citations == answer.citations
    assert kept.quotations("")[0].turn.quote == "Dogs bark at night."
    remove(other, "dogs.txt")
    (outdated,) = kept.open("", name)
    assert isinstance(outdated, Outdated)
    assert [change.is_gone for change in outdated.changes] == [False, True]
