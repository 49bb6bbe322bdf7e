"""Two processes and one library: one writer at a time, and readers that are never without it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from app.command.cli import main
from index.lock import write_lock
from index.retriever import Retriever
from index.store import Store
from index.sync import remove_documents
from index.verify import verify
from ingest.errors import LibraryLockedError
from tests.index import library_work
from tests.index.other_process import other_process
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import TINY, add_texts, id_of, random_prose, write_texts

SLOW = TinyEncoder(seconds_a_text=0.005)
SENTENCE = "Another process is changing the library in {}. Wait until it is done, then try again."
FIRST = {f"first {n}.txt": random_prose(2_000, seed=n) for n in range(5)}
LATER = {f"later {n}.txt": random_prose(2_000, seed=100 + n) for n in range(10)}


@pytest.fixture
def library(tmp_path):
    add_texts(tmp_path / "library", FIRST)
    return tmp_path / "library"


def names_found(retriever: Retriever, text: str) -> list[str]:
    """The files that the three best passages for a text come from."""
    names = {s.id: Path(s.source).name for s in retriever.store.summaries()}
    return [names[hit.chunk.document_id] for hit in retriever.search(text, 3)]


# One writer


def test_a_second_writer_is_told_to_wait(library):
    store = Store(library)
    before = store.stamp
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
        for refused in (
            lambda: add_texts(library, {"new.txt": "New."}),
            lambda: remove_documents(store, store.summaries()),
        ):
            with pytest.raises(LibraryLockedError) as caught:
                refused()
            assert str(caught.value) == SENTENCE.format(library)
        assert store.stamp == before
        other.go_on()
        other.wait_for("done")
    assert add_texts(library, {"new.txt": "New."}).encoded == 1


@pytest.mark.parametrize("command", [["remove", "first 1.txt", "--yes"], ["verify"]])
def test_the_command_line_says_so_and_exits_with_1(library, command, capsys):
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
        assert main([*command, "--library", str(library)]) == 1
        other.go_on()
        other.wait_for("done")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"footnote: {SENTENCE.format(library)}\n")
    assert main([*command, "--library", str(library)]) == 0


def test_a_writer_waits_for_one_that_is_soon_done(library):
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
        threading.Timer(0.3, other.go_on).start()
        assert add_texts(library, {"new.txt": "New."}).encoded == 1
        other.wait_for("done")


def test_a_killed_writer_leaves_no_lock(library):
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
    with write_lock(library):  # it was killed on leaving the block above
        pass


# Many readers


def test_a_reader_goes_on_from_the_last_state_during_a_long_addition(library, tmp_path):
    retriever = Retriever.from_store(Store(library), TINY)
    sources = write_texts(library, LATER)
    question = FIRST["first 2.txt"][100:200]
    searches, longest = 0, 0.0
    with other_process(library_work.add, library, sources, SLOW) as other:
        other.wait_for("begun")
        while not other.says_something():
            started = time.perf_counter()
            assert names_found(retriever, question)[0] == "first 2.txt"
            newcomer = Retriever.from_store(Store(library), TINY)
            assert names_found(newcomer, question)[0] == "first 2.txt"
            longest = max(longest, time.perf_counter() - started)
            searches += 1
        other.wait_for("done")
    assert searches > 3
    assert longest < 3
    for name, text in (FIRST | LATER).items():
        assert names_found(retriever, text[100:200])[0] == name


def test_a_reader_goes_on_from_the_last_state_during_a_long_reindex(library):
    retriever = Retriever.from_store(Store(library), TINY)
    questions = [text[100:200] for text in FIRST.values()]
    expected = [retriever.search(question, 5) for question in questions]
    unchanged = 0
    with other_process(library_work.reindex_smaller, library, SLOW) as other:
        other.wait_for("begun")
        while not other.says_something():
            found = [retriever.search(question, 5) for question in questions]
            assert [len(hits) for hits in found] == [5] * len(questions)
            unchanged += found == expected
        other.wait_for("done")
    assert unchanged > 3
    found = [retriever.search(question, 5) for question in questions]
    assert found != expected
    assert [hits[0].chunk.document_id for hits in found] == [
        hits[0].chunk.document_id for hits in expected
    ]


def test_a_reader_is_not_left_without_passages_while_search_is_behind(library):
    """After a reindex all passages have other ids; the search files come a moment later."""
    retriever = Retriever.from_store(Store(library), TINY)
    question = FIRST["first 2.txt"][100:200]
    with other_process(library_work.reindex_in_two_steps, library, TINY) as other:
        other.wait_for("replaced")
        assert names_found(retriever, question)[0] == "first 2.txt"
        other.go_on()
        other.wait_for("done")
    assert names_found(retriever, question)[0] == "first 2.txt"


def test_a_running_reader_notices_what_another_process_adds_and_removes(library):
    retriever = Retriever.from_store(Store(library), TINY)
    sources = write_texts(library, {"new.txt": "The quokka lives on Rottnest Island."})
    question = "Where does the quokka live?"
    assert names_found(retriever, question)[0] != "new.txt"
    with other_process(library_work.add, library, sources, TINY) as other:
        other.wait_for("begun")
        other.wait_for("done")
    assert names_found(retriever, question)[0] == "new.txt"
    only_new = retriever.search(question, 5, [id_of(retriever.store, "new.txt")])
    assert [hit.chunk.text for hit in only_new] == ["The quokka lives on Rottnest Island."]
    with other_process(library_work.remove, library, ["new.txt", "first 1.txt"]) as other:
        other.wait_for("begun")
        other.wait_for("done")
    assert not {"new.txt", "first 1.txt"} & set(names_found(retriever, question))
    assert verify(retriever.store).repairs == ()


def test_a_reader_that_removes_meanwhile_what_is_asked_for_gets_the_rest(library):
    """A restriction to a document that another process removed finds nothing, and nothing fails."""
    retriever = Retriever.from_store(Store(library), TINY)
    gone = id_of(retriever.store, "first 1.txt")
    with other_process(library_work.remove, library, ["first 1.txt"]) as other:
        other.wait_for("begun")
        other.wait_for("done")
    assert retriever.search("anything", 5, [gone]) == []
    assert len(retriever.search("anything", 5)) == 5
