"""Users: a file of lines such as ``ada:$argon2id$...``, each made by ``footnote password ada``."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from app.doors.passwords import OLD, check_hash, hash_password, matches, nobodys_hash
from ingest.errors import AccessError

SHORTEST = 8  # characters: what NIST SP 800-63B asks for
LONGEST = 1_000  # characters of a name or password: more is no password
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
NOBODY = {old: nobodys_hash(old=old) for old in (True, False)}


@dataclass(frozen=True)
class Users:
    """Who may come in, and the file that says so."""

    hashes: dict[str, str]
    file: Path

    def know(self, name: str, password: str) -> bool:
        """Whether this is a user's password; a name that is unknown takes as long.

        The line of a user who comes in and was hashed by scrypt is renewed, in the file as well if
        it can be written. Not for several threads at once.
        """
        if len(password) > LONGEST:
            return False
        found, right = self.hashes.get(name, ""), False
        # As long as the file has both kinds, every name is tried with both, so that no time tells.
        for old in {each.startswith(OLD) for each in self.hashes.values()}:
            tried = found if found and found.startswith(OLD) is old else NOBODY[old]
            right |= matches(tried, password) and tried is found
        if right and found.startswith(OLD):
            renewed = self.hashes[name] = hash_password(password)
            with suppress(OSError, UnicodeError):
                _replace_line(self.file.resolve(), f"{name}:{found}", f"{name}:{renewed}")
        return right


def user_line(name: str, password: str) -> str:
    """The line of a user for the file.

    Raises:
        AccessError: the name or the password will not do.
    """
    check_name(name)
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"A password has at least {SHORTEST} characters, and at most {LONGEST:,}."
        raise AccessError(message)
    return f"{name}:{hash_password(password)}"


def type_password(name: str) -> str:
    """Have a user's password typed in the terminal, twice and without showing it.

    Raises:
        AccessError: the two differ, or nobody answers.
    """
    try:
        password = getpass(f"A password for {name}: ")
        again = getpass("The same again: ")
    except EOFError as error:
        message = "Nobody typed a password. Nothing was made."
        raise AccessError(message) from error
    if password != again:
        message = "The two are not the same. Nothing was made."
        raise AccessError(message)
    return password


def check_name(name: str) -> None:
    """See that a name can stand in the file and in a browser's question for it.

    Raises:
        AccessError: it cannot.
    """
    if (
        not name
        or len(name) > LONGEST
        or name.startswith("#")
        or ":" in name
        or name != name.strip()
        or not name.isprintable()
    ):
        message = f"{name!r} cannot be a user's name: take letters and digits, such as: ada"
        raise AccessError(message)


def read_users(path: Path) -> Users:
    """Read a file of users.

    Raises:
        AccessError: it cannot be read, others can read it, or a line of it is not a user's.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise AccessError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path} is not a text in UTF-8; make its lines with: footnote password NAME"
        raise AccessError(message) from error
    if os.name == "posix" and mode & READABLE_BY_OTHERS:
        message = (
            f"Others on this machine can read or change {path}; forbid it with: chmod 600 {path}"
        )
        raise AccessError(message)
    hashes: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        try:
            check_name(name)
            check_hash(hashed)
        except (ValueError, AccessError) as error:
            message = (
                f"Line {number} of {path} is not a user's; make it with: footnote password NAME"
            )
            raise AccessError(message) from error
        if name in hashes:
            message = f"{path} has two lines for {name}; take one out."
            raise AccessError(message)
        hashes[name] = hashed
    if not hashes:
        message = f"{path} names no user; make a line for it with: footnote password NAME"
        raise AccessError(message)
    return Users(hashes, path)


def _replace_line(path: Path, old: str, new: str) -> None:
    """Put one line in the place of another: the file is written beside and renamed, as it was else."""
    before = path.stat()
    text = path.read_bytes().decode()
    lines = text.splitlines(keepends=True)
    renewed = "".join(each.replace(old, new) if each.strip() == old else each for each in lines)
    if not os.access(path, os.W_OK) or renewed == text:
        return
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(renewed.encode())
            file.flush()
            os.fsync(handle)
        beside.chmod(stat.S_IMODE(before.st_mode))
        if os.name == "posix":
            os.chown(beside, before.st_uid, before.st_gid)
        now = path.stat()
        if (now.st_mtime_ns, now.st_size) == (before.st_mtime_ns, before.st_size):
            beside.replace(path)  # else somebody has just written a line: it is renewed next time
    finally:
        beside.unlink(missing_ok=True)
