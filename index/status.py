"""What a library holds, and what it takes on disk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.derived import open_current
from index.store import Store


@dataclass(frozen=True, slots=True)
class Status:
    """A library at a glance."""

    folder: str
    documents: int
    passages: int
    characters: int
    encoder: str
    chunking: str
    bytes: int
    search_indexes_current: bool
    outdated: int = 0

    def lines(self) -> list[tuple[str, str]]:
        """The status as names and values, for people."""
        indexes = "current" if self.search_indexes_current else "behind; brought up at the next use"
        return [
            ("folder", self.folder),
            ("documents", f"{self.documents:,}"),
            *([("to read again", read_again_words(self.outdated))] if self.outdated else []),
            ("passages", f"{self.passages:,}"),
            ("characters", f"{self.characters:,}"),
            ("encoder", self.encoder),
            ("passage size", self.chunking),
            ("on disk", f"{self.bytes / 1e6:.1f} MB"),
            ("indexes", indexes),
        ]


def read_again_words(count: int) -> str:
    """What to do about documents that an earlier version read."""
    return f"{outdated_words(count)}; footnote read-again reads them as it does now."


def outdated_words(count: int) -> str:
    """How many documents an earlier version read."""
    were = "1 document was" if count == 1 else f"{count:,} documents were"
    return f"{were} read by an earlier version of Footnote"


def read_status(folder: Path) -> Status:
    """Look at a library without changing it.

    Raises:
        NoLibraryError: there is none in the folder.
    """
    store = Store(folder)
    summaries = store.summaries()
    settings = store.settings
    return Status(
        folder=str(folder),
        documents=len(summaries),
        passages=sum(summary.passages for summary in summaries),
        characters=sum(summary.characters for summary in summaries),
        encoder=settings.encoder_fingerprint,
        chunking=settings.chunking,
        bytes=_folder_bytes(folder),
        search_indexes_current=open_current(store) is not None,
        outdated=store.count_of_outdated(),
    )


def _folder_bytes(folder: Path) -> int:
    """What a folder takes; a file that another process has just replaced is passed over."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
