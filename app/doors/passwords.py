"""Users and their passwords: a file of lines such as ``ada:scrypt$...``, without the passwords.

A line is made by ``footnote password ada``. The hash is scrypt (RFC 7914), which is slow and takes
memory on purpose, so that a stolen file does not give the passwords away.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from ingest.errors import AccessError

# 32 MiB and about a quarter of a second: what OWASP's password storage sheet asks of scrypt.
COST, BLOCK, PARALLEL = 2**15, 8, 3
MOST_COST, MOST_BLOCK, MOST_PARALLEL = 2**17, 16, 16  # a line with more would stop the server
SALT_BYTES, KEY_BYTES = 16, 32
SHORTEST = 8  # characters: what NIST SP 800-63B asks for
LONGEST = 1_000  # characters of a name or password: more is no password
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Hash:
    """A password's scrypt hash, with what it was made with."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    key: bytes

    @classmethod
    def from_password(cls, password: str) -> Hash:
        """Hash a password with a new salt.

        Raises:
            AccessError: it is too short or too long.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            message = f"A password has at least {SHORTEST} characters, and at most {LONGEST:,}."
            raise AccessError(message)
        salt = secrets.token_bytes(SALT_BYTES)
        key = _derive(password, salt, COST, BLOCK, PARALLEL)
        return cls(COST, BLOCK, PARALLEL, salt, key)

    @classmethod
    def from_text(cls, text: str) -> Hash:
        """Read what ``str`` wrote.

        Raises:
            ValueError: it is something else.
        """
        method, *numbers, salt, key = text.split("$")
        cost, block, parallel = (int(number) for number in numbers)
        found = cls(
            cost, block, parallel, b64decode(salt, validate=True), b64decode(key, validate=True)
        )
        known = (
            method == "scrypt"
            and COST // 2 <= cost <= MOST_COST
            and cost.bit_count() == 1
            and 1 <= block <= MOST_BLOCK
            and 1 <= parallel <= MOST_PARALLEL
            and len(found.salt) >= SALT_BYTES
            and len(found.key) == KEY_BYTES
        )
        if not known:
            raise ValueError
        return found

    def __str__(self) -> str:
        salt, key = (b64encode(part).decode() for part in (self.salt, self.key))
        return f"scrypt${self.cost}${self.block}${self.parallel}${salt}${key}"

    def matches(self, password: str) -> bool:
        """Whether this is the password; takes as long either way."""
        made = _derive(password, self.salt, self.cost, self.block, self.parallel)
        return hmac.compare_digest(made, self.key)


NOBODY = Hash(
    COST, BLOCK, PARALLEL, secrets.token_bytes(SALT_BYTES), secrets.token_bytes(KEY_BYTES)
)


@dataclass(frozen=True)
class Users:
    """Who may come in."""

    hashes: Mapping[str, Hash]

    def know(self, name: str, password: str) -> bool:
        """Whether this is a user's password; a name that is unknown takes as long."""
        if len(password) > LONGEST:
            return False
        found = self.hashes.get(name)
        return (found or NOBODY).matches(password) and found is not None


def user_line(name: str, password: str) -> str:
    """The line of a user for the file.

    Raises:
        AccessError: the name or the password will not do.
    """
    check_name(name)
    return f"{name}:{Hash.from_password(password)}"


def ask_password(name: str) -> str:
    """Ask for a user's password in the terminal, twice and without showing it.

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
    hashes: dict[str, Hash] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        try:
            check_name(name)
            found = Hash.from_text(hashed)
        except (ValueError, AccessError) as error:
            message = (
                f"Line {number} of {path} is not a user's; make it with: footnote password NAME"
            )
            raise AccessError(message) from error
        if name in hashes:
            message = f"{path} has two lines for {name}; take one out."
            raise AccessError(message)
        hashes[name] = found
    if not hashes:
        message = f"{path} names no user; make a line for it with: footnote password NAME"
        raise AccessError(message)
    return Users(hashes)


def _derive(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    # One form of each letter: keyboards differ in how they write an accent.
    secret = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    memory = 2 * 128 * block * (cost + parallel)
    return hashlib.scrypt(
        secret, salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=KEY_BYTES
    )
