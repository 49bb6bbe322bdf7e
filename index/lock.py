"""One writer at a time: the lock of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from ingest.errors import LibraryError, LibraryLockedError

WAIT_SECONDS = 2.0  # a question may hold it for a moment, to bring the search indexes up


@contextmanager
def write_lock(
    folder: Path, wait_seconds: float = WAIT_SECONDS, *, what: str = "library"
) -> Iterator[None]:
    """Hold a folder's lock, after waiting for it for a while; ``what`` the folder holds.

    Raises:
        LibraryLockedError: another process holds it.
        LibraryError: the folder cannot be made or written.
    """
    lock = filelock.FileLock(folder / f"{what}.lock", timeout=wait_seconds)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        message = f"Another process is changing the {what} in {folder}. Wait until it is done, then try again."
        raise LibraryLockedError(message) from error
    except OSError as error:
        message = f"The {what} folder {folder} cannot be written: {error.strerror or error}."
        raise LibraryError(message) from error
    try:
        yield
    finally:
        lock.release()
