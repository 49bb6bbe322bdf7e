"""The board with its real process: adding, the same again, names that clash, cancelling, going on."""

import time

import pytest

from app.jobs.board import Board, new_id
from app.jobs.job import Job, Kind, State
from app.jobs.kept import COLLECTION, Kept, told_apart
from index.following import remember
from index.lock import write_lock
from index.store import Store
from index.sync import add_sources
from ingest.errors import JobError
from ingest.library import built_in_sources
from ingest.report import Outcome
from ingest.sources import Limits, find_sources
from tests.tiny_library import random_prose

PATIENCE = 60  # seconds


@pytest.fixture
def board(tmp_path):
    board = Board()
    board.open(tmp_path / "library")
    yield board
    board.close()


def send(board, files):
    """What a page does: files by number, then their names."""
    job_id = new_id()
    for number, (_, text) in enumerate(files):
        board.kept.place(job_id, number).write_text(text)
    return board.add([name for name, _ in files], job_id)


def until(board, job, reached):
    """The job, as soon as something holds of it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = next(each for each in board.jobs if each.id == job.id)
        if reached(now):
            return now
        time.sleep(0.02)
    pytest.fail(f"It did not come to that: {now}")


def sources(folder):
    return [each.source for each in Store(folder).summaries()]


def test_files_are_added_and_removed_in_another_process_and_leave_nothing(board, tmp_path):
    library = tmp_path / "library"
    job = send(
        board, [("a.txt", "Owls see well."), ("b/a.txt", "Bats sleep."), ("a.txt", "Bees dance.")]
    )
    done = board.wait(job.id)
    assert done.state is State.DONE
    assert sources(library) == ["uploaded/a.txt", "uploaded/b/a.txt", "uploaded/a (2).txt"]
    assert list((library / "jobs").iterdir()) == []
    again = board.wait(send(board, [("a.txt", "Owls see well."), ("c.txt", "Bats sleep.")]).id)
    assert [entry.outcome for entry in again.report.entries] == [
        Outcome.UNCHANGED,
        Outcome.DUPLICATE,
    ]
    doomed = [each.id for each in Store(library).summaries()][:2]
    removing = board.remove(doomed, ["a", "a"], wait=0.0)
    assert board.wait(removing.id).report.counts[Outcome.REMOVED] == 2
    assert sources(library) == ["uploaded/a (2).txt"]


def test_what_was_to_be_removed_can_be_kept(board, tmp_path):
    board.wait(send(board, [("a.txt", "Owls see well.")]).id)
    (summary,) = Store(tmp_path / "library").summaries()
    job = board.remove([summary.id], [summary.title])
    assert board.unread == 0
    board.cancel(job.id)
    assert until(board, job, lambda now: now.ended).state is State.CANCELLED
    assert sources(tmp_path / "library") == [summary.source]


def test_a_job_is_cancelled_at_once_and_keeps_what_is_finished(board, tmp_path):
    files = [("small.txt", "Owls see well."), ("long.txt", random_prose(800_000, 1))]
    job, waiting = send(board, files), send(board, [("later.txt", "Bats sleep.")])
    until(board, job, lambda now: now.report)
    assert board.unread == 2
    began = time.monotonic()
    board.cancel(job.id)
    assert time.monotonic() - began < 2
    assert board.wait(waiting.id).state is State.DONE
    assert sources(tmp_path / "library") == ["uploaded/later.txt", "uploaded/small.txt"]
    assert list((tmp_path / "library" / "jobs").iterdir()) == []


def test_another_board_goes_on_where_one_was_stopped(board, tmp_path):
    library = tmp_path / "library"
    files = [
        ("small.txt", "Owls see well."),
        ("long.txt", random_prose(60_000, 2)),
        ("last.txt", "Bees."),
    ]
    job = send(board, files)
    removing = board.remove(["0" * 32], ["What is to go"])
    until(board, job, lambda now: now.report)
    board.close()
    board.kept.place(new_id(), 0).write_text("Its page was left while it was sending.")
    other = Board()
    other.open(library)
    try:
        left = next(each for each in other.jobs if each.kind is Kind.REMOVING)
        assert (left.id, left.state) == (removing.id, State.LEFT)
        done = other.wait(job.id)
        assert [entry.source for entry in done.report.entries] == [
            "uploaded/long.txt",
            "uploaded/last.txt",
        ]
        assert len(sources(library)) == 3
        assert list((library / "jobs").iterdir()) == []
    finally:
        other.close()


def test_a_library_that_another_process_is_changing_is_waited_for(board, tmp_path):
    with write_lock(tmp_path / "library"):
        job = send(board, [("a.txt", "Owls see well.")])
        waiting = until(board, job, lambda now: now.sentence)
        assert "Another process is changing the library" in waiting.sentence
    assert until(board, job, lambda now: now.ended).state is State.DONE


def test_documents_are_read_again_from_where_they_came(board, tmp_path, encoder):
    library, note = tmp_path / "library", tmp_path / "note.txt"
    note.write_text("The lamp is green.")
    add_sources(library, list(find_sources([note], Limits())), encoder, Limits())
    note.write_text("The lamp is blue.")
    done = board.wait(board.read_again(Store(library).summaries()).id)
    assert [entry.outcome for entry in done.report.entries] == [Outcome.CHANGED]
    board.wait(send(board, [("a.txt", "Owls see well.")]).id)
    note.unlink()
    done = board.wait(board.read_again(Store(library).summaries()).id)
    found = {each.source.rpartition("/")[2]: each.outcome for each in done.report.entries}
    assert found == {"a.txt": Outcome.UNCHANGED, "note.txt": Outcome.SKIPPED}


def test_a_followed_folder_is_read_when_it_is_due_and_told_only_where_something_changed(tmp_path):
    library, folder = tmp_path / "library", tmp_path / "notes"
    folder.mkdir()
    (folder / "owls.txt").write_text("Owls see well.")
    remember(library, str(folder), every=1)
    board = Board()
    board.open(library)
    try:
        end = time.monotonic() + PATIENCE
        while not (board.jobs and board.jobs[0].ended) and time.monotonic() < end:
            time.sleep(0.05)
        (job,) = board.jobs
        assert (job.kind, job.state) == (Kind.FOLLOWING, State.DONE)
        assert [entry.outcome for entry in job.report.entries] == [Outcome.ADDED]
        again = board.follow(str(folder), quiet=True)
        while again.id in [each.id for each in board.jobs] and time.monotonic() < end:
            time.sleep(0.05)
        assert [each.id for each in board.jobs] == [job.id]
        (folder / "owls.txt").write_text("Owls hear well.")
        (entry,) = board.wait(board.follow(str(folder)).id).report.entries
        assert entry.outcome is Outcome.CHANGED
        with pytest.raises(JobError):
            board.follow(str(tmp_path))
    finally:
        board.close()


def test_the_built_in_collection_is_gone_on_with_wherever_it_was_stopped(tmp_path):
    job = Job(new_id(), Kind.ADDING, (COLLECTION,))
    Kept(tmp_path).write(job)
    (left,) = Kept(tmp_path).unfinished()
    assert left.resumed
    assert Kept(tmp_path).sources(job) == Kept(tmp_path).sources(left) == built_in_sources()


def test_names_that_clash_are_told_apart():
    assert told_apart(("a.txt", "a.txt", "b/a.txt", "a (2).txt")) == [
        "a.txt", "a (2).txt", "b/a.txt", "a (2) (2).txt",
    ]  # fmt: skip
