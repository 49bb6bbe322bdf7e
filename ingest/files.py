"""Opening one regular file safely: nothing else is ever opened, and every failure is a sentence.

And writing one whole or not at all.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from ingest.errors import SourceError, TooLargeError, UnreadableError

BLOCK_BYTES = 1 << 20

# A pipe put in the file's place after it was looked at must not make the opening wait.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_SPECIAL_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file.

    Raises:
        SourceError: it does not exist.
        UnreadableError: it is not a regular file, or may not be read.
        TooLargeError: it is over ``max_bytes``, or grows over them while it is read.
    """
    check_file(path, status_of(path), max_bytes)
    data = bytearray()
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            check_file(path, os.fstat(file.fileno()), max_bytes)
            while block := file.read(BLOCK_BYTES):
                data += block
                _check_size(path, len(data), max_bytes)
    except OSError as error:
        raise failure(path, error) from error
    return bytes(data)


def status_of(path: Path) -> os.stat_result:
    """What the system knows of a file or folder, links followed.

    Raises:
        SourceError: it does not exist.
        UnreadableError: it may not be looked at.
    """
    try:
        return path.stat()
    except OSError as error:
        raise failure(path, error) from error


def check_file(path: Path, status: os.stat_result, max_bytes: int) -> None:
    """Refuse what is not a regular file, or is too large, before it is opened.

    Raises:
        UnreadableError: it is a pipe, a socket, a device or a folder.
        TooLargeError: it is over ``max_bytes``.
    """
    if not stat.S_ISREG(status.st_mode):
        kind = _SPECIAL_KINDS.get(stat.S_IFMT(status.st_mode), "something else")
        message = f"{path} is not a regular file but {kind}, and was not opened."
        raise UnreadableError(message)
    _check_size(path, status.st_size, max_bytes)


def failure(path: Path, error: OSError) -> SourceError:
    """The sentence for what the system would not do, as an error to raise."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.is_symlink():
            return SourceError(f"{path} is a link to {path.readlink()}, which does not exist.")
        return SourceError(f"{path} does not exist; check the name.")
    if isinstance(error, PermissionError):
        return UnreadableError(f"{path} may not be read: you have no permission for it.")
    if error.errno == errno.ELOOP:
        return UnreadableError(f"{path} is a link that leads back to itself.")
    return UnreadableError(f"{path} cannot be read: {error.strerror}.")


def _check_size(path: Path, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        message = f"{path} is over the limit of {max_bytes:,} bytes; `footnote add --max-megabytes` raises it."
        raise TooLargeError(message)


def replace_text(path: Path, text: str) -> None:
    """Write a file beside its name and rename it, so that a kill leaves the old one or the new one."""
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
