"""Two processes and one library: one writer at a time, and readers that are never without it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.index.other_process import Other, other_process
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import TINY, add_texts, id_of, random_prose, write_texts

SLOW = TinyEncoder(seconds_a_text=0.02)
SENTENCE = "Another process is changing the library in {}. Wait until it is done, then try again."
FIRST = {f"first {n}.txt": random_prose(2_000, seed=n) for n in range(5)}
LATER = {f"later {n}.txt": random_prose(2_000, seed=100 + n) for n in range(10)}


@pytest.fixture
def library(tmp_path):
    add_texts(tmp_path / "library", FIRST)
    return tmp_path / "library"


@pytest.fixture
def retriever(library):
    """A reader that was there before."""
    return Retriever.from_store(Store(library), TINY)


def names_found(retriever: Retriever, text: str) -> list[str]:
    """The files that the three best passages for a text come from."""
    names = {s.id: Path(s.source).name for s in retriever.store.summaries()}
    return [names[hit.chunk.document_id] for hit in retriever.search(text, 3)]


@contextmanager
def locked(library: Path) -> Iterator[Other]:
    """The library while another process is changing it, which is done when the block ends."""
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
        yield other
        other.go_on()
        other.wait_for("done")


def do(work: Callable[..., None], *arguments: object) -> None:
    """Let another process do some work."""
    with other_process(work, *arguments) as other:
        other.wait_for("begun", "done")


# One writer


def test_a_second_writer_is_told_to_wait(library):
    store = Store(library)
    before = store.stamp
    with locked(library):
        for refused in (
            lambda: add_texts(library, {"new.txt": "New."}),
            lambda: remove_documents(store, store.summaries()),
        ):
            with pytest.raises(LibraryLockedError) as caught:
                refused()
            assert str(caught.value) == SENTENCE.format(library)
        assert store.stamp == before
    assert add_texts(library, {"new.txt": "New."}).encoded == 1


@pytest.mark.parametrize("command", [["remove", "first 1.txt", "--yes"], ["verify"]])
def test_the_command_line_says_so_and_exits_with_1(library, command, capsys):
    with locked(library):
        assert main([*command, "--library", str(library)]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"footnote: {SENTENCE.format(library)}\n")
    assert main([*command, "--library", str(library)]) == 0


def test_a_writer_waits_for_one_that_is_soon_done_and_a_killed_one_leaves_no_lock(library):
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
        threading.Timer(0.3, other.go_on).start()
        assert add_texts(library, {"new.txt": "New."}).encoded == 1
        other.wait_for("done")
    with other_process(library_work.hold_lock, library) as other:
        other.wait_for("held")
    with write_lock(library):  # it was killed on leaving the block above
        pass


# Many readers


def test_a_reader_goes_on_from_the_last_state_during_a_long_addition(library, retriever):
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


def test_a_reader_goes_on_from_the_last_state_during_a_long_reindex(library, retriever):
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


def test_a_reader_is_not_left_without_passages_while_search_is_behind(library, retriever):
    """After a reindex all passages have other ids; the search files come a moment later."""
    question = FIRST["first 2.txt"][100:200]
    with other_process(library_work.reindex_in_two_steps, library, TINY) as other:
        other.wait_for("replaced")
        assert names_found(retriever, question)[0] == "first 2.txt"
        other.go_on()
        other.wait_for("done")
    assert names_found(retriever, question)[0] == "first 2.txt"


def test_a_running_reader_notices_what_another_process_adds_and_removes(library, retriever):
    sources = write_texts(library, {"new.txt": "The quokka lives on Rottnest Island."})
    question = "Where does the quokka live?"
    assert names_found(retriever, question)[0] != "new.txt"
    do(library_work.add, library, sources, TINY)
    assert names_found(retriever, question)[0] == "new.txt"
    only_new = retriever.search(question, 5, [id_of(retriever.store, "new.txt")])
    assert [hit.chunk.text for hit in only_new] == ["The quokka lives on Rottnest Island."]
    gone = [id_of(retriever.store, "first 1.txt")]
    do(library_work.remove, library, ["new.txt", "first 1.txt"])
    assert not {"new.txt", "first 1.txt"} & set(names_found(retriever, question))
    assert retriever.search("anything", 5, gone) == []  # restricted to what is no more
    assert len(retriever.search("anything", 5)) == 5
    assert verify(retriever.store).repairs == ()
