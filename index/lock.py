"""One writer at a time: the lock of a library folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from ingest.errors import LibraryLockedError

LOCK = "library.lock"


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold a library folder's lock.

    Raises:
        LibraryLockedError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        message = f"Another process is changing the library in {folder}. Wait until it is done, then try again."
        raise LibraryLockedError(message) from error
    try:
        yield
    finally:
        lock.release()
