"""The board of one server: which jobs there are, whose turn it is, and how far each one is."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.jobs.changing import adding, following, reading_again, removing
from app.jobs.job import ENDED, Job, Kind, State, Step, Work
from app.jobs.kept import Kept
from app.jobs.worker import Worker
from index.following import followed
from index.schema import DocumentSummary
from ingest.errors import FootnoteError, JobError, LibraryLockedError
from ingest.report import Entry, Report

# Those of a lane are done one after another. What changes the library has one writer.
LANES = (frozenset({Kind.ADDING, Kind.REMOVING, Kind.FOLLOWING}), frozenset({Kind.EVALUATING}))
UNDO_SECONDS = 10.0  # before documents are removed
AGAIN_SECONDS = 2.0  # until a library is tried again that another process is changing
FOLDER_SECONDS = 20.0  # between two looks whether a followed folder is due
IDLE_SECONDS = 60.0  # a process without work takes some 300 MB
ENDED_KEPT = 3  # jobs that have ended are shown until they are put away, or so many came after

NO_LIBRARY = "There is no library open to change."
NOT_FOLLOWED = "This folder is not kept current any more."
NO_JOB = "This job is not there any more."
LEFT = {
    Kind.REMOVING: "Footnote was stopped before these documents were removed. They are still there.",
    Kind.FOLLOWING: "Footnote was stopped in the middle. What was finished is kept; read the folder again.",
    Kind.EVALUATING: "Footnote was stopped in the middle. Start it again, and it goes on from there.",
}


class Board:
    """Does jobs one after another in a process of their own; usable from many threads."""

    def __init__(self, undo_seconds: float = UNDO_SECONDS) -> None:
        """A board without a library, on which nothing can be put yet."""
        self.undo_seconds = undo_seconds
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._works: dict[str, Work] = {}
        self._workers: dict[frozenset[Kind], Worker] = {}
        self._kept: Kept | None = None
        self._library = Path()
        self._closed = False

    def open(self, library: Path) -> None:
        """Take jobs for a library, once, and go on with those that another server has left."""
        if self._kept is not None:
            return
        self._kept, self._library = Kept(library), library
        for job in self._kept.unfinished():
            if job.kind is Kind.ADDING and job.ids:
                self._put(job, reading_again(library, job.ids))
            elif job.kind is Kind.ADDING:
                self._put(job, adding(library, self._kept.sources(job)))
            else:
                self._kept.forget(job.id)
                left = replace(job, state=State.LEFT, sentence=LEFT[job.kind])
                self._jobs[job.id] = replace(left, since=time.monotonic())
        for lane in LANES:
            name = "footnote-jobs"
            threading.Thread(target=self._attend, args=(lane,), name=name, daemon=True).start()
        threading.Thread(target=self._follow, name="footnote-folders", daemon=True).start()

    @property
    def kept(self) -> Kept:
        """Where the files belong that are to be added.

        Raises:
            JobError: there is no library open.
        """
        if self._kept is None:
            raise JobError(NO_LIBRARY)
        return self._kept

    @property
    def jobs(self) -> list[Job]:
        """All jobs, the first first."""
        with self._changed:
            return list(self._jobs.values())

    @property
    def unread(self) -> int:
        """How many documents are being added just now, and not answered from yet."""
        return sum(job.left for job in self.jobs if job.kind is Kind.ADDING)

    def add(self, names: Sequence[str], job_id: str) -> Job:
        """Add what was sent under this id, and what addresses lead to.

        Raises:
            JobError: there is a job of this id already.
        """
        if job_id in self._jobs:
            raise JobError(NO_JOB)
        self.kept.sweep()
        job = Job(job_id, Kind.ADDING, tuple(names))
        self.kept.write(job)
        return self._put(job, adding(self._library, self.kept.sources(job)))

    def read_again(self, summaries: Sequence[DocumentSummary]) -> Job:
        """Read documents again from where they came from, see ``index.rereading.read_again``."""
        names, ids = (tuple(getattr(s, key) for s in summaries) for key in ("source", "id"))
        job = Job(new_id(), Kind.ADDING, names, ids)
        self.kept.write(job)
        return self._put(job, reading_again(self._library, ids))

    def remove(self, ids: Sequence[str], titles: Sequence[str], wait: float | None = None) -> Job:
        """Remove documents, after some seconds in which it can be undone."""
        due = time.monotonic() + (self.undo_seconds if wait is None else wait)
        job = Job(new_id(), Kind.REMOVING, tuple(titles), tuple(ids), due=due)
        self.kept.write(job)
        return self._put(job, removing(self._library, ids))

    def follow(self, folder: str, *, quiet: bool = False) -> Job:
        """Bring the library up to a folder that it follows; a quiet one is shown only where something changed.

        Raises:
            JobError: it is not followed.
        """
        if folder not in [each.folder for each in followed(self._library)]:
            raise JobError(NOT_FOLLOWED)
        for job in self.jobs:
            if job.kind is Kind.FOLLOWING and job.names == (folder,) and not job.ended:
                return job
        job = Job(new_id(), Kind.FOLLOWING, (folder,), quiet=quiet)
        self.kept.write(job)
        return self._put(job, following(self._library, folder))

    def evaluate(self, name: str, work: Work) -> Job:
        """Ask questions whose answers are known; ``work`` returns the folder of the run."""
        for job in self.jobs:
            if job.kind is Kind.EVALUATING and not job.ended:
                return job
        job = Job(new_id(), Kind.EVALUATING, (name,))
        self.kept.write(job)
        return self._put(job, work)

    def cancel(self, job_id: str) -> None:
        """End a job at once; what it has finished is kept."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.ended:
                return
            self._become(job, State.CANCELLED)
            lane = next(lane for lane in LANES if job.kind in lane)
            worker = self._workers.pop(lane, None) if job.state is State.RUNNING else None
        if worker is not None:
            worker.kill()
        self._works.pop(job_id, None)
        self.kept.forget(job_id)

    def put_away(self, job_id: str) -> None:
        """Show a job no longer that has ended."""
        with self._changed:
            if job_id in self._jobs and self._jobs[job_id].ended:
                del self._jobs[job_id]

    def wait(self, job_id: str) -> Job:
        """Wait until a job has ended.

        Raises:
            LibraryLockedError: a process that is not ours is changing the library.
            JobError: it was put away.
        """
        with self._changed:
            while True:
                job = self._jobs.get(job_id)
                if job is None or self._closed:
                    raise JobError(NO_JOB)
                if job.ended:
                    return job
                if job.sentence:
                    break
                self._changed.wait()
        self.cancel(job_id)
        raise LibraryLockedError(job.sentence)

    def close(self) -> None:
        """End the work; what is unfinished is gone on with when a library is opened again."""
        with self._changed:
            self._closed = True
            workers, self._workers = list(self._workers.values()), {}
            self._changed.notify_all()
        for worker in workers:
            worker.kill()

    def _put(self, job: Job, work: Work) -> Job:
        job = replace(job, since=time.monotonic())
        with self._changed:
            ended = [each.id for each in self._jobs.values() if each.ended]
            for old in ended[: max(len(ended) - ENDED_KEPT, 0)]:
                del self._jobs[old]
            self._jobs[job.id], self._works[job.id] = job, work
            self._changed.notify_all()
        return job

    def _follow(self) -> None:
        """Read the followed folders when they are due, until the board is closed."""
        begun: dict[
            str, str
        ] = {}  # also of one whose work broke off, so that it is not begun at once again
        while not self._closed:
            with suppress(FootnoteError):  # a list that cannot be read is told on the page
                now = datetime.now(UTC)
                for each in followed(self._library):
                    if replace(each, last=max(each.last, begun.get(each.folder, ""))).is_due(now):
                        begun[each.folder] = now.isoformat(timespec="seconds")
                        self.follow(each.folder, quiet=True)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, FOLDER_SECONDS)

    def _attend(self, lane: frozenset[Kind]) -> None:
        """Do the jobs of a lane, one after another, until the board is closed."""
        while (job := self._next(lane)) is not None:
            self._do(job, lane)

    def _next(self, lane: frozenset[Kind]) -> Job | None:
        """The first job that may begin, as soon as there is one; None when the board is closed."""
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                jobs = self._jobs.values()
                waiting = [j for j in jobs if j.kind in lane and j.state is State.WAITING]
                for job in waiting:
                    if job.due <= now:
                        return self._become(job, State.RUNNING, began=now, sentence="")
                patience = min((job.due - now for job in waiting), default=IDLE_SECONDS)
                if not self._changed.wait(patience) and not waiting and lane in self._workers:
                    self._workers.pop(lane).kill()
        return None

    def _do(self, job: Job, lane: frozenset[Kind]) -> None:
        with self._changed:
            if self._closed or self._jobs[job.id].ended:
                return
            if lane not in self._workers:
                self._workers[lane] = Worker()
            worker = self._workers[lane]
            work = self._works[job.id]
        try:
            result = worker.run(work, partial(self._shown, job.id))
        except LibraryLockedError as error:
            again = time.monotonic() + AGAIN_SECONDS
            self._end(job.id, State.WAITING, sentence=str(error), due=again)
        except FootnoteError as error:
            self._end(job.id, State.FAILED, sentence=str(error))
        else:
            if isinstance(result, Report):
                self._end(job.id, State.DONE, report=result)
            else:
                self._end(job.id, State.DONE, result=str(result))
        if not worker.is_alive:
            with self._changed:
                if self._workers.get(lane) is worker:
                    del self._workers[lane]

    def _end(self, job_id: str, state: State, **changes: object) -> None:
        """Its work has ended; unless it was cancelled, or will be gone on with by another server."""
        with self._changed:
            if self._closed:
                return
        if state in ENDED:
            self.kept.forget(job_id)  # first: whoever waits for its end finds nothing left of it
            self._works.pop(job_id, None)
        with self._changed:
            job = self._jobs.get(job_id)
            if job is not None and not job.ended:
                job = self._become(job, state, **changes)
                if job.quiet and job.report and not job.report.has_news:
                    del self._jobs[job_id]

    def _shown(self, job_id: str, shown: object) -> None:
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.ended:
                return
            now = time.monotonic()
            if isinstance(shown, Step):
                began = job.began if job.step else now  # the process has started by now
                self._jobs[job_id] = replace(job, step=shown, began=began)
            elif isinstance(shown, Entry):
                entries = job.report.entries if job.report else ()
                report = Report((*entries, shown), 0, now - job.began)
                self._jobs[job_id] = replace(job, report=report)

    def _become(self, job: Job, state: State, **changes: object) -> Job:
        """Only under the lock."""
        now = time.monotonic()
        become = replace(job, state=state, since=now, **changes)  # type: ignore[arg-type]
        self._jobs[job.id] = become
        self._changed.notify_all()
        return become


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(16)
