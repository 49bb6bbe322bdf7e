"""A process that changes a library is killed at any moment: the library stays whole.

A child process is killed while it adds, changes, removes or re-encodes documents, at moments spread
over the whole of what it does. Each time, what is left must open, verify, answer, and hold each
document wholly in its old or its new form; and doing it again must succeed.
"""

import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.retriever import Retriever
from index.store import Store
from index.verify import verify
from tests.index import library_work
from tests.index.conftest import assert_passages_whole, traces_left, windows
from tests.index.other_process import SECONDS, other_process
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import TINY, add_texts, random_prose

KILLS = 13  # of each operation, in each of the two ways
SLOW = TinyEncoder(seconds_a_text=0.0005)

SHARED = 1_000  # characters at the beginning that a change does not change
OLD = {f"old {n}.txt": random_prose(2_500, seed=n) for n in range(5)}
NEW = {f"new {n}.txt": random_prose(2_500, seed=50 + n) for n in range(4)}
CHANGED = {
    name: text[:SHARED] + random_prose(1_500, seed=70 + n)
    for n, (name, text) in enumerate(OLD.items())
}
REMOVED = ["old 1.txt", "old 2.txt", "old 4.txt"]
# The text of each file's document; None where there is none.
BEFORE: dict[str, str | None] = {**OLD, **dict.fromkeys(NEW)}
AFTER: dict[str, dict[str, str | None]] = {
    "add": {**OLD, **NEW},
    "change": {**CHANGED, **dict.fromkeys(NEW)},
    "remove": {**BEFORE, **dict.fromkeys(REMOVED)},
    "reindex": BEFORE,
}


OPERATIONS = list(AFTER)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A folder with a library and the files for each operation; copied for each kill."""
    folder = tmp_path_factory.mktemp("kill")
    add_texts(folder / "library", OLD)
    for operation, texts in {"add": OLD | NEW, "change": CHANGED}.items():
        (folder / operation).mkdir()
        for name, text in texts.items():
            (folder / operation / name).write_text(text)
    return folder


def work_of(operation: str, home: Path, template: Path) -> tuple[Callable[..., None], list[Any]]:
    """What the child does; sources are always under the same path, by which they are known."""
    library = home / "library"
    if operation == "remove":
        return library_work.remove, [library, REMOVED]
    if operation == "reindex":
        return library_work.reindex_smaller, [library, SLOW]
    sources = template / "sources"
    shutil.rmtree(sources)
    shutil.copytree(template / operation, sources)
    return library_work.add, [library, sources, SLOW]


def run(work: Callable[..., None], arguments: list[Any]) -> float:
    """Let a child do its work; returns how long it took from where it began."""
    with other_process(work, *arguments) as other:
        other.wait_for("begun")
        started = time.perf_counter()
        other.wait_for("done")
        return time.perf_counter() - started


def run_and_kill(work: Callable[..., None], arguments: list[Any], seconds: float) -> bool:
    """Let a child do its work for so long, then kill it; says whether it was still at it."""
    with other_process(work, *arguments) as other:
        other.wait_for("begun")
        time.sleep(seconds)
        other.process.kill()
        other.process.join()
        return not other.has_said("done")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(operation, template, tmp_path):
    home = copy_of(template, tmp_path / "whole")
    seconds = run(*work_of(operation, home, template))
    assert texts_of(Store(home / "library")) == AFTER[operation]
    chance = random.Random(operation)
    killed = tries = 0
    while killed < KILLS:
        moment = (killed + chance.random()) / KILLS * seconds
        home = copy_of(template, tmp_path / str(tries))
        work, arguments = work_of(operation, home, template)
        if run_and_kill(work, arguments, moment):
            killed += 1
        else:
            seconds *= 0.9  # it was quicker this time
        check_whole(home / "library", operation)
        if killed % 4 == 0:
            run(work, arguments)
            assert texts_of(Store(home / "library")) == AFTER[operation]
        shutil.rmtree(home, ignore_errors=True)
        tries += 1
        assert tries < 3 * KILLS, "most were killed too late to tell anything"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_kill_between_any_two_steps_leaves_the_old_or_the_new(operation, template, tmp_path):
    """Moments that are too short for a clock to hit: before a line of ours is run for the first time."""
    home = copy_of(template, tmp_path / "whole")
    with other_process(
        library_work.killed_at_line, None, *work_of(operation, home, template)
    ) as other:
        other.wait_for("begun")
        lines = int(other.hears())
    assert lines > 50
    chance = random.Random(operation)
    for number in range(KILLS):
        line = int((number + chance.random()) / KILLS * lines) + 1
        home = copy_of(template, tmp_path / str(number))
        arguments = work_of(operation, home, template)
        with other_process(library_work.killed_at_line, line, *arguments) as other:
            other.wait_for("begun")
            other.process.join(SECONDS)
            assert other.process.exitcode == -signal.SIGKILL
        check_whole(home / "library", operation)
        shutil.rmtree(home, ignore_errors=True)


def copy_of(template: Path, home: Path) -> Path:
    shutil.copytree(template / "library", home / "library")
    return home


def check_whole(library: Path, operation: str) -> None:
    """Opened as a user would: it answers; then nothing is found wrong, and nothing was left over."""
    store = Store(library)
    texts = texts_of(store)
    for name, text in texts.items():
        assert text in {BEFORE[name], AFTER[operation][name]}, name
    if operation == "remove":  # one change, for all that are named at once
        assert texts in (BEFORE, AFTER[operation])
    retriever = Retriever.from_store(store, TINY)
    assert_passages_whole(store)
    for document in map(store.document, store.document_ids()):
        hit = retriever.search(document.text[200:280], 1)[0]
        assert hit.chunk.document_id == document.id
    result = verify(store)
    assert (result.faults, result.repairs) == ((), ())
    names = {path.name for path in library.iterdir()}
    assert names <= {"library.db", "library.db-shm", "library.db-wal", "library.lock",
                     "vectors.faiss", "lexical"}  # fmt: skip
    gone = [text[SHARED:].encode() for name, text in OLD.items() if texts[name] != text]
    assert traces_left(library, set().union(*map(windows, gone))) == set()


def texts_of(store: Store) -> dict[str, str | None]:
    """The text of each file's document, None where there is none."""
    texts: dict[str, str | None] = dict.fromkeys(BEFORE)
    for document in map(store.document, store.document_ids()):
        texts[Path(document.source).name] = document.text
    return texts
