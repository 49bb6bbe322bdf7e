"""One writer at a time: the lock of a library folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from ingest.errors import LibraryError, LibraryLockedError

LOCK = "library.lock"
WAIT_SECONDS = 2.0  # a question may hold it for a moment, to bring the search indexes up


@contextmanager
def write_lock(folder: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a library folder's lock, after waiting for it for a while.

    Raises:
        LibraryLockedError: another process holds it.
        LibraryError: the folder cannot be made or written.
    """
    lock = filelock.FileLock(folder / LOCK, timeout=wait_seconds)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        message = f"Another process is changing the library in {folder}. Wait until it is done, then try again."
        raise LibraryLockedError(message) from error
    except OSError as error:
        message = f"The library folder {folder} cannot be written: {error.strerror or error}."
        raise LibraryError(message) from error
    try:
        yield
    finally:
        lock.release()
