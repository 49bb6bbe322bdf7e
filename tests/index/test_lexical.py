"""Word search: scores against an independent BM25, misspelt words, odd questions, its files."""

import math
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived import open_derived
from index.lexical import FOLDER, SEAL, LexicalIndex, build_lexical, open_lexical, write_lexical
from index.store import Store
from index.sync import remove_documents
from index.words import content_words
from tests.tiny_library import add_texts

K1, B = 1.2, 0.75
WORDS = ["apple", "pear", "plum", "grape", "lemon", "cherry", "melon", "fig", "quince", "lime"]


def bm25(passages: Mapping[int, list[str]], question: list[str]) -> dict[int, float]:
    """BM25 as Robertson & Zaragoza (2009) give it, with the idf that is never negative."""
    average = sum(map(len, passages.values())) / len(passages)
    scores: dict[int, float] = {}
    for word in dict.fromkeys(question):
        containing = sum(word in words for words in passages.values())
        idf = math.log(1 + (len(passages) - containing + 0.5) / (containing + 0.5))
        for passage, words in passages.items():
            if count := Counter(words)[word]:
                length = 1 - B + B * len(words) / average
                gain = idf * count * (K1 + 1) / (count + K1 * length)
                scores[passage] = scores.get(passage, 0.0) + gain
    return scores


def index_of(*passages: str) -> LexicalIndex:
    """Passages numbered from 1, each of a document named after its first word."""
    index = LexicalIndex.in_memory()
    index.add((number, text.split()[0], text) for number, text in enumerate(passages, start=1))
    return index


def found(index: LexicalIndex, question: str, only: list[str] | None = None) -> list[int]:
    return [passage for passage, _ in index.search(question, 100, only)]


def test_words_that_no_passage_has_are_told_as_they_were_typed():
    index = index_of("Storks nest on chimneys", "Owls nested in Austria")
    assert index.lacking("Do the storks nest in Belgium or AUSTRIA?") == ["Belgium"]
    assert index.lacking("storks in Austria", ["Owls"]) == ["storks"]
    assert index.lacking("of the and") == []


def test_a_number_of_thousands_is_one_however_it_is_written():
    index = index_of(
        "Plain 6000 came", "Grouped 6,000 came", "Narrow 6\u202f000 came", "Others 60 came"
    )
    assert set(found(index, "6000")) == {1, 2, 3}
    assert set(found(index, "Of the 6,000?")) == {1, 2, 3}
    assert len(found(index_of("Grouped 2,014,300", "Plain 2014300"), "2014300")) == 2
    assert index_of("It has 6,000").lacking("6000 people") == ["people"]


# tantivy keeps lengths up to 40 words exactly, so that scores can be compared and not only order.
passages_of_words = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(passages=passages_of_words, question=st.lists(st.sampled_from(WORDS), max_size=6))
def test_scores_are_those_of_an_independent_bm25(passages, question):
    numbered = dict(enumerate(passages, start=1))
    present = {word for words in passages for word in words}
    question = [word for word in question if word in present]  # others are matched fuzzily
    hits = index_of(*map(" ".join, passages)).search(" ".join(question), 100)
    scores = bm25(numbered, question)
    assert dict(hits) == pytest.approx(scores, rel=1e-4)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


def test_scores_worked_by_hand():
    """N = 2; "apple" is in both, twice in the first; lengths 3 and 1, on average 2."""
    index = index_of("apple apple pear", "apple")
    idf = math.log(1 + (2 - 2 + 0.5) / (2 + 0.5))
    first = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    second = idf * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / 2))
    assert index.search("apple", 5) == [(2, pytest.approx(second)), (1, pytest.approx(first))]
    assert [passage for passage, _ in index.search("apple", 1)] == [2]


def test_case_accents_and_endings_do_not_matter():
    index = index_of("The fighters returned from Český Krumlov.", "A returning ship")
    assert found(index, "CESKY") == [1]
    assert found(index, "fighter") == [1]
    assert sorted(found(index, "returns")) == [1, 2]
    assert content_words("Which of the Fighters were in Český?") == {"fighter", "ceski"}


@pytest.mark.parametrize(
    ("misspelt", "passage"),
    [("tunisa", 1), ("tunesia", 1), ("azerbaidjan", 2), ("Fnland", 3), ("finlnad", 3)],
)
def test_a_misspelt_word_is_found(misspelt, passage):
    index = index_of("people from Tunisia", "people from Azerbaijan", "people from Finland")
    assert found(index, misspelt) == [passage]


def test_only_a_word_that_no_passage_has_is_matched_fuzzily():
    index = index_of("the main mail", "the rain", "a cat on a car")
    assert found(index, "mail") == [1]
    assert found(index, "cat") == [3]
    assert found(index, "cad") == []  # three letters: too many neighbours
    assert found(index, "1999") == []


def test_the_search_can_be_restricted_to_documents():
    index = index_of("apple pear", "plum pear", "grape pear")
    assert sorted(found(index, "pear")) == [1, 2, 3]
    assert found(index, "pear", ["plum"]) == [2]
    assert sorted(found(index, "pear", ["plum", "grape", "unknown"])) == [2, 3]
    assert found(index, "pear", []) == []
    assert found(index, "pear", ["unknown"]) == []
    everything, some = dict(index.search("pear", 9)), dict(index.search("pear", 9, ["plum"]))
    assert some[2] == pytest.approx(everything[2])  # a restriction does not change a score


HOSTILE = [
    *("", " \n\t", '"', '"apple', "(", ")(", "apple AND", "AND OR NOT", "*", "app*", "\0"),
    *("text:apple", "id:1 OR document:*", "[a TO z]", "apple^1e400 ~ \\ / {}", "-apple +apple"),
    *("🍏", "apple🍏pear", "ａｐｐｌｅ", "i̇stanbul ﬁsh", "'; DROP TABLE chunks; --"),
    *("x" * 10_000, "apple " * 2_000),
]


@pytest.mark.parametrize("question", HOSTILE, ids=lambda question: repr(question[:20]))
def test_a_hostile_question_is_only_words(question):
    index = index_of("apple pie", "plum", "grape")
    asks_for_apples = "apple" in question or question == "ａｐｐｌｅ"
    assert found(index, question) == ([1] if asks_for_apples else [])


def test_a_question_of_ten_thousand_strange_characters_is_answered_soon(tmp_path):
    names = [f"{start}{middle}orthe{end}" for start in "bdfg" for middle in "aeou" for end in WORDS]
    question = " ".join(name[:4] + name for name in names)[:10_000] + " lemon"
    index = index_of("lemon", *names)
    started = time.perf_counter()
    assert 1 in found(index, question)
    assert time.perf_counter() - started < 5


# Its files


@pytest.fixture
def store(library):
    add_texts(library, {f"{w}.txt": f"The {w} is a fruit. The {w} is sweet." for w in WORDS})
    return Store(library)


def answers(index: LexicalIndex) -> dict[tuple[str, int], float]:
    questions = ["fruit", "sweet apple", "lemons", "quinze", "marzipan vegetable"]
    return {(q, passage): score for q in questions for passage, score in index.search(q, 100)}


def test_following_the_library_gives_what_a_rebuild_gives(store):
    for change in (
        lambda: None,
        lambda: add_texts(store.folder, {"sugar.txt": "Marzipan is a sweet of sugar and nuts."}),
        lambda: add_texts(store.folder, {"plum.txt": "The plum is a stone fruit."}),
        lambda: remove_documents(store, store.summaries()[:4]),
        lambda: remove_documents(store, store.summaries()),
    ):
        change()
        assert_follows(store)


def assert_follows(store: Store) -> None:
    """The index on disk is current and answers as one that is built anew."""
    index = open_lexical(store.folder, store.stamp)
    rebuilt = build_lexical(store)
    assert index.ids() == rebuilt.ids() == set(store.chunk_ids().tolist())
    assert answers(index) == pytest.approx(answers(rebuilt))


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x01
    path.write_bytes(data)


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink])
def test_damage_to_any_file_is_noticed_and_mended(store, damage):
    folder = store.folder / FOLDER
    expected = answers(build_lexical(store))
    names = sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")
    assert {"meta.json", SEAL} < set(names)
    for name in names:
        if (folder / name).exists():  # else it was rebuilt under other names since
            damage(folder / name)
            assert open_lexical(store.folder, store.stamp) is None, name
            assert answers(open_derived(store).lexical) == pytest.approx(expected)
            assert open_lexical(store.folder, store.stamp) is not None


def test_a_missing_folder_is_made_again(store):
    expected = answers(build_lexical(store))
    shutil.rmtree(store.folder / FOLDER)
    assert open_lexical(store.folder, store.stamp) is None
    assert not (store.folder / FOLDER).exists()  # looking makes nothing
    assert answers(open_derived(store).lexical) == pytest.approx(expected)


def test_an_index_of_another_library_gives_nothing_to_grow_from(store):
    for file in store.folder.glob("library.db*"):
        file.unlink()
    new = Store.create(store.folder, store.settings)
    assert open_lexical(new.folder, new.stamp) is None
    add_texts(new.folder, {f"{i}.txt": f"Another text of {i}." for i in range(20)})
    assert len(found(open_lexical(new.folder, new.stamp), "another text")) == 20


def test_a_reader_that_opens_the_index_while_it_is_replaced_does_no_harm(store, monkeypatch):
    """tantivy's thread makes its lock file a moment after opening: also when all was deleted."""
    remove_tree = shutil.rmtree
    folder = store.folder / FOLDER

    def remove_tree_and_meet_a_reader(path: Path, ignore_errors: bool = False) -> None:
        was_there = path == folder and path.exists()
        remove_tree(path, ignore_errors=ignore_errors)
        if was_there:
            path.mkdir()
            (path / ".tantivy-meta.lock").touch()

    monkeypatch.setattr(shutil, "rmtree", remove_tree_and_meet_a_reader)
    remove_documents(store, store.summaries()[:5])
    assert_follows(store)
    assert [path.name for path in store.folder.glob("lexical*")] == [FOLDER]


def test_an_open_index_answers_on_while_its_files_are_replaced(store):
    """What is asked is answered from one state, whatever the writer does to the files."""
    index = open_lexical(store.folder, store.stamp)
    before = answers(index)
    remove_documents(store, store.summaries()[:5])
    write_lexical(store, store.stamp)
    time.sleep(1)  # tantivy looks for a new state twice a second, if it is not told otherwise
    assert answers(index) == before
