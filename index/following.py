"""Folders that are kept current: what was added, changed or removed in them is so in the library, too."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.encoder import Encoder
from index.lock import write_lock
from index.progress import OnProgress, Reckoning
from index.sync import OnEntry, Run, bring_in, kind_and_size, open_or_create
from ingest.errors import FootnoteError, SourceError
from ingest.files import replace_text
from ingest.report import Entry, Outcome, Report, summary_line
from ingest.sources import Limits, Skipped, Source, find_sources

FILE = "followed.json"  # in the library's folder


@dataclass(frozen=True, slots=True)
class Followed:
    """A folder that is kept current: read ``every`` so many minutes by a server, 0 only when asked.

    ``last`` is when it was last looked at, in ISO 8601, and ``said`` what came of that.
    """

    folder: str
    every: int = 0
    last: str = ""
    said: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to read it again."""
        if not self.every or not self.last:
            return bool(self.every)
        return now - datetime.fromisoformat(self.last) >= timedelta(minutes=self.every)


def followed(library: Path) -> list[Followed]:
    """The folders that a library follows, by name."""
    try:
        listed = json.loads((library / FILE).read_text(encoding="utf-8"))
        return sorted((Followed(**each) for each in listed), key=lambda each: each.folder)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        message = (
            f"{library / FILE} cannot be read ({error}); remove it and follow the folders anew."
        )
        raise FootnoteError(message) from error


def remember(library: Path, folder: str, **changes: object) -> None:
    """Follow a folder, or note something of one that is followed."""
    listed = {each.folder: each for each in followed(library)}
    listed[folder] = replace(listed.get(folder, Followed(folder)), **changes)  # type: ignore[arg-type]
    _write(library, list(listed.values()))


def forget(library: Path, folder: str) -> bool:
    """Follow a folder no longer, its documents stay; whether it was followed."""
    listed = followed(library)
    _write(library, [each for each in listed if each.folder != folder])
    return any(each.folder == folder for each in listed)


def follow(
    library: Path,
    folder: str,
    encoder: Encoder,
    on_progress: OnProgress = lambda progress: None,
    on_entry: OnEntry = lambda number, entry: None,
) -> Report:
    """Read a folder, and bring the library up to it: a document goes when its file is gone.

    Nothing is changed unless the whole folder could be looked through. A file that cannot be read
    leaves what was read of it before. What came of it is noted where the folder is followed.

    Raises:
        SourceError: the folder, or one in it, is not there or cannot be read, or all files are gone.
        EncoderMismatchError: the library was encoded by another model.
        LibraryLockedError: another process is writing.
    """
    try:
        report = _follow(library, folder, encoder, on_progress, on_entry)
    except SourceError as error:
        _note(library, folder, str(error))
        raise
    _note(library, folder, f"{summary_line(report)}.")
    return report


def _follow(
    library: Path, folder: str, encoder: Encoder, on_progress: OnProgress, on_entry: OnEntry
) -> Report:
    started = time.perf_counter()
    found = list(find_sources([folder], Limits()))
    _check_whole(folder, found)
    with write_lock(library), closing(open_or_create(library, encoder)) as store:
        gone = [s for s in store.summaries() if _is_in(s.source, folder) and _is_gone(s.source)]
        if gone and not found:
            message = (
                f"There is no file in {folder} any more, so nothing was changed. If that is meant, "
                "remove its documents."
            )
            raise SourceError(message)
        store.remove([each.id for each in gone])
        removed = tuple(
            Entry(s.source, Outcome.REMOVED, characters=s.characters, passages=s.passages)
            for s in gone
        )
        reckoning = Reckoning([kind_and_size(item) for item in found])
        run = Run(store, encoder, Limits(), len(found), on_progress, reckoning)
        entries = bring_in(run, found, on_entry)
    return Report((*removed, *entries), run.encoded, time.perf_counter() - started)


def _check_whole(folder: str, found: Sequence[Source | Skipped]) -> None:
    """See that a folder could be looked through.

    Raises:
        SourceError: it is no folder, or one in it could not be read.
    """
    if not Path(folder).is_dir():
        message = f"{folder} is not a folder that can be read, so nothing was changed."
        raise SourceError(message)
    for item in found:
        is_folder = Path(item.name).is_dir() and not Path(item.name).is_symlink()
        if isinstance(item, Skipped) and is_folder:
            message = f"{item.reason} Nothing was changed."
            raise SourceError(message)


def _is_in(source: str, folder: str) -> bool:
    return source.startswith(folder.rstrip(os.sep) + os.sep)


def _is_gone(path: str) -> bool:
    """Whether a file is not there; of one that cannot be looked at nobody knows."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _note(library: Path, folder: str, said: str) -> None:
    if any(each.folder == folder for each in followed(library)):
        now = datetime.now(UTC).isoformat(timespec="seconds")
        remember(library, folder, last=now, said=said)


def _write(library: Path, listed: Sequence[Followed]) -> None:
    library.mkdir(parents=True, exist_ok=True)
    replace_text(library / FILE, json.dumps([asdict(each) for each in listed]))
