"""The jobs on disk, in the library's folder: what came by upload, and what a new start needs to go on.

A job's folder has its files, by their number, and ``job.json``. One without it was never begun: its
page was left while it was sending. Whatever is there when a job ends goes with it.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from app.jobs.job import Job, Kind
from ingest.errors import JobError
from ingest.files import replace_text
from ingest.library import built_in_sources
from ingest.sources import ADDRESS, Limits, Skipped, Source, find_sources
from ingest.sources import Kind as SourceKind

FOLDER, RECORD = "jobs", "job.json"
UPLOADED = "uploaded/"  # how a file is called that came through the browser, which tells no folder
COLLECTION = "the built-in collection"  # what a job is about that adds all of its pages
MOST_FILES = 10_000  # of one job
UNCLAIMED_SECONDS = 3_600  # of files whose job was never begun
ID = re.compile(r"[0-9a-f]{32}")


class Kept:
    """The jobs of one library, on disk."""

    def __init__(self, library: Path) -> None:
        self._folder = library / FOLDER

    def place(self, job_id: str, number: int) -> Path:
        """Where a job's file belongs; its folder is made.

        Raises:
            JobError: the id is none, or there are too many files.
        """
        if not ID.fullmatch(job_id) or not 0 <= number < MOST_FILES:
            message = f"At most {MOST_FILES:,} files can be added at once; take a part of them."
            raise JobError(message)
        folder = self._folder / job_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder / str(number)

    def write(self, job: Job) -> None:
        """Keep what a job is about, so that it can be gone on with."""
        record = {"kind": job.kind, "names": job.names, "ids": job.ids}
        replace_text(self.place(job.id, 0).with_name(RECORD), json.dumps(record))

    def sources(self, job: Job) -> list[Source | Skipped]:
        """What a job adds, in order; of one that is gone on with, what is still to be added."""
        return list(self._sources(job))

    def forget(self, job_id: str) -> None:
        """Remove what is left of a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def unfinished(self) -> list[Job]:
        """The jobs that were not ended, the first begun first; what belongs to none is removed."""
        found = []
        for path in self._folder.glob("*"):
            try:
                record = json.loads((path / RECORD).read_text(encoding="utf-8"))
                names, ids = tuple(map(str, record["names"])), tuple(map(str, record["ids"]))
                job = Job(path.name, Kind(record["kind"]), names, ids, resumed=True)
                found.append(((path / RECORD).stat().st_mtime, job))
            except (OSError, ValueError, TypeError, KeyError):
                shutil.rmtree(path, ignore_errors=True)
        return [replace(job) for _, job in sorted(found, key=lambda each: each[0])]

    def sweep(self) -> None:
        """Remove the files of jobs that were never begun, after a while."""
        for path in self._folder.glob("*"):
            try:
                old = time.time() - path.stat().st_mtime > UNCLAIMED_SECONDS
            except OSError:  # it is gone already
                continue
            if old and not (path / RECORD).exists():
                shutil.rmtree(path, ignore_errors=True)

    def _sources(self, job: Job) -> Iterator[Source | Skipped]:
        for number, (given, name) in enumerate(zip(job.names, told_apart(job.names), strict=True)):
            path = self._folder / job.id / str(number)
            # What a browser sends never names a file of this machine: it is an address, or was sent.
            if given.lower().startswith(ADDRESS):
                yield from find_sources([given], Limits())
            elif path.is_file():
                yield Source(UPLOADED + name, Path(name).suffix.lower(), SourceKind.FILE, path)
            elif given == COLLECTION:
                yield from built_in_sources()
            elif not job.resumed:  # else it was finished before
                yield Skipped(UPLOADED + name, f"{name} did not arrive whole; choose it again.")


def told_apart(names: tuple[str, ...]) -> list[str]:
    """The names as they are, but one that was there before with a number: "notes (2).txt"."""
    taken: set[str] = set()
    apart = []
    for name in names:
        path, number, other = PurePosixPath(name), 2, name
        while other in taken:
            other = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
            number += 1
        taken.add(other)
        apart.append(other)
    return apart
