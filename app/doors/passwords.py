"""Passwords as they are kept: hashes by Argon2id (RFC 9106), and those by scrypt of older files.

Both are slow and take memory on purpose, so that a stolen file does not give the passwords away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # 64 MiB, three passes, four lanes: what RFC 9106 asks of small machines
LEAST_MEMORY = 7 * 1_024  # KiB: the least that OWASP's password storage sheet asks for
MOST_MEMORY, MOST_PASSES, MOST_LANES = 2**18, 16, 16  # a line with more would stop the server
OLD = "scrypt"  # how the hashes begin that are no longer made: scrypt$32768$8$3$SALT$KEY
COST, BLOCK, PARALLEL = 2**15, 8, 3  # what they were given: 32 MiB, about a quarter of a second
MOST_COST, MOST_BLOCK, MOST_PARALLEL = 2**17, 16, 16
SALT_BYTES, KEY_BYTES = 16, 32


def hash_password(password: str) -> str:
    """Hash a password with a new salt."""
    return HASHER.hash(_secret(password))


def matches(hashed: str, password: str) -> bool:
    """Whether this is the password of a checked hash; takes as long either way."""
    if not hashed.startswith(OLD):
        try:
            return HASHER.verify(hashed, _secret(password))
        except (VerificationError, InvalidHashError):
            return False
    cost, block, parallel, salt, key = _parts(hashed)
    memory = 2 * 128 * block * (cost + parallel)
    made = hashlib.scrypt(
        _secret(password), salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=KEY_BYTES
    )
    return hmac.compare_digest(made, key)


def check_hash(hashed: str) -> None:
    """See that a hash is one of ours, and asks for neither too little work nor too much.

    Raises:
        ValueError: it is something else.
    """
    if hashed.startswith(OLD):
        cost, block, parallel, salt, key = _parts(hashed)
        known = (
            COST // 2 <= cost <= MOST_COST
            and cost.bit_count() == 1
            and 1 <= block <= MOST_BLOCK
            and 1 <= parallel <= MOST_PARALLEL
            and len(salt) >= SALT_BYTES
            and len(key) == KEY_BYTES
        )
    else:
        made = extract_parameters(hashed)
        for part in hashed.split("$")[-2:]:
            b64decode(part + "=" * (-len(part) % 4), validate=True)
        known = (
            made.type is Type.ID
            and LEAST_MEMORY <= made.memory_cost <= MOST_MEMORY
            and 1 <= made.time_cost <= MOST_PASSES
            and 1 <= made.parallelism <= MOST_LANES
            and made.salt_len >= SALT_BYTES
            and made.hash_len == KEY_BYTES
            and hashed.isascii()
        )
    if not known:
        raise ValueError


def nobodys_hash(*, old: bool) -> str:
    """A hash of either kind that no password has."""
    salt, key = (b64encode(secrets.token_bytes(size)).decode() for size in (SALT_BYTES, KEY_BYTES))
    if old:
        return f"{OLD}${COST}${BLOCK}${PARALLEL}${salt}${key}"
    made = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${made}${salt.rstrip('=')}${key.rstrip('=')}"


def _parts(hashed: str) -> tuple[int, int, int, bytes, bytes]:
    method, cost, block, parallel, salt, key = hashed.split("$")
    if method != OLD:
        raise ValueError
    return (
        int(cost), int(block), int(parallel),
        b64decode(salt, validate=True), b64decode(key, validate=True),
    )  # fmt: skip


def _secret(password: str) -> bytes:
    # One form of each letter: keyboards differ in how they write an accent.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
