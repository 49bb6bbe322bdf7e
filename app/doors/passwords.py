"""Passwords as they are kept: hashes by Argon2id (RFC 9106), and those by scrypt of older files.

Both are slow and take memory on purpose, so that a stolen file does not give the passwords away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # 64 MiB, three passes, four lanes: what RFC 9106 asks of small machines
LEAST_MEMORY = 7 * 1_024  # KiB: the least that OWASP's password storage sheet asks for
MOST_MEMORY, MOST_PASSES, MOST_LANES = 2**18, 16, 16  # a line with more would stop the server
# What scrypt was given: 32 MiB and about a quarter of a second.
COST, BLOCK, PARALLEL = 2**15, 8, 3
MOST_COST, MOST_BLOCK, MOST_PARALLEL = 2**17, 16, 16
SALT_BYTES, KEY_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class Argon2id:
    """A password's hash as Argon2 writes it: ``$argon2id$v=19$...``."""

    text: str

    @classmethod
    def from_password(cls, password: str) -> Argon2id:
        """Hash a password with a new salt."""
        return cls(HASHER.hash(_secret(password)))

    @classmethod
    def from_text(cls, text: str) -> Argon2id:
        """Read what ``str`` wrote.

        Raises:
            ValueError: it is something else, or too weak, or so strong that it would stop the server.
        """
        made = extract_parameters(text)
        for part in text.split("$")[-2:]:
            b64decode(part + "=" * (-len(part) % 4), validate=True)
        known = (
            made.type is Type.ID
            and LEAST_MEMORY <= made.memory_cost <= MOST_MEMORY
            and 1 <= made.time_cost <= MOST_PASSES
            and 1 <= made.parallelism <= MOST_LANES
            and made.salt_len >= SALT_BYTES
            and made.hash_len == KEY_BYTES
            and text.isascii()
        )
        if not known:
            raise ValueError
        return cls(text)

    def __str__(self) -> str:
        return self.text

    def matches(self, password: str) -> bool:
        """Whether this is the password; takes as long either way."""
        try:
            return HASHER.verify(self.text, _secret(password))
        except (VerificationError, InvalidHashError):
            return False


@dataclass(frozen=True, slots=True)
class Scrypt:
    """A password's hash by scrypt (RFC 7914), ``scrypt$32768$8$3$...``; none is made any more."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    key: bytes

    @classmethod
    def from_text(cls, text: str) -> Scrypt:
        """Read what ``str`` writes.

        Raises:
            ValueError: as for ``Argon2id``.
        """
        method, *numbers, salt, key = text.split("$")
        cost, block, parallel = (int(number) for number in numbers)
        found = cls(
            cost, block, parallel, *(b64decode(part, validate=True) for part in (salt, key))
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
        memory = 2 * 128 * self.block * (self.cost + self.parallel)
        made = hashlib.scrypt(
            _secret(password), salt=self.salt, n=self.cost, r=self.block, p=self.parallel,
            maxmem=memory, dklen=KEY_BYTES,
        )  # fmt: skip
        return hmac.compare_digest(made, self.key)


Hash = Argon2id | Scrypt


def read_hash(text: str) -> Hash:
    """Read a hash of either kind.

    Raises:
        ValueError: it is neither.
    """
    return Argon2id.from_text(text) if text.startswith("$") else Scrypt.from_text(text)


def nobodys_hash(like: type[Hash]) -> Hash:
    """A hash of that kind that no password has."""
    salt, key = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(KEY_BYTES)
    if like is Scrypt:
        return Scrypt(COST, BLOCK, PARALLEL, salt, key)
    made = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    parts = (b64encode(part).decode().rstrip("=") for part in (salt, key))
    return Argon2id("$".join(["", "argon2id", "v=19", made, *parts]))


def _secret(password: str) -> bytes:
    # One form of each letter: keyboards differ in how they write an accent.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
