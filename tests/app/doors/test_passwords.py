"""Users and passwords: what is stored, what is refused, and the command that makes a line."""

from __future__ import annotations

import hashlib
from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.doors.passwords import LONGEST, Hash, Users, read_users, user_line
from ingest.errors import AccessError

LINE = user_line("ada", "correct horse")


def users_file(tmp_path, text, mode=0o600):
    path = tmp_path / "users"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_a_line_holds_what_scrypt_makes_of_the_password_and_not_the_password():
    name, _, rest = LINE.partition(":")
    method, cost, block, parallel, salt, key = rest.split("$")
    assert (name, method) == ("ada", "scrypt")
    assert "horse" not in LINE
    expected = hashlib.scrypt(
        b"correct horse", salt=b64decode(salt), n=int(cost), r=int(block), p=int(parallel),
        maxmem=2**28, dklen=32,
    )  # fmt: skip
    assert b64decode(key) == expected
    assert user_line("ada", "correct horse") != LINE  # another salt


def test_users_are_known_by_their_passwords_alone(tmp_path):
    text = f"# Our users\n\n{LINE}\n{user_line('Zoë', 'pass:word ü$')}\n"
    users = read_users(users_file(tmp_path, text))
    assert users.know("ada", "correct horse")
    assert users.know("Zoë", "pass:word u\u0308$")  # the same letter, typed in two strokes
    for name, password in [
        ("ada", "correct hors"), ("ada", ""), ("ada", "pass:word ü$"), ("Ada", "correct horse"),
        ("", ""), ("bob", "correct horse"), ("ada", "correct horse" * LONGEST), ("ada", "\ud800"),
    ]:  # fmt: skip
        assert not users.know(name, password), (name, password)


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=8, max_size=20))
def test_any_password_is_known_again_when_its_line_is_read(password):
    made = Hash.from_password(password)
    assert Hash.from_text(str(made)) == made
    assert Users({"a": made}).know("a", password)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no user"),
        ("# ada\n", "names no user"),
        ("ada:secret\n", "Line 1 of .* is not a user's; make it with: footnote password NAME"),
        (f"{LINE}\nbob\n", "Line 2"),
        (f"{LINE}\n{LINE}\n", "two lines for ada"),
        (LINE.replace("$32768$", "$3$"), "Line 1"),
        (LINE.replace("$32768$", "$33554432$"), "Line 1"),
        (LINE.replace("$32768$8$", "$32768$8000$"), "Line 1"),
        (LINE.replace("scrypt", "md5"), "Line 1"),
        (LINE[:-4], "Line 1"),
        (LINE.replace("ada", ""), "Line 1"),
    ],
)
def test_a_line_that_is_no_users_is_named(tmp_path, text, said):
    with pytest.raises(AccessError, match=said):
        read_users(users_file(tmp_path, text))


def test_a_file_that_others_can_read_or_nobody_is_refused(tmp_path):
    for mode in (0o640, 0o604, 0o620, 0o602):
        with pytest.raises(AccessError, match="forbid it with: chmod 600"):
            read_users(users_file(tmp_path, LINE, mode))
    with pytest.raises(AccessError, match="No such file"):
        read_users(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(AccessError, match="UTF-8"):
        read_users(tmp_path / "bytes")


@pytest.mark.parametrize("name", ["", "a:b", " ada", "#ada", "a\nb", "a" * 2000])
def test_a_name_that_cannot_stand_in_the_file_is_refused(name):
    with pytest.raises(AccessError, match="cannot be a user's name"):
        user_line(name, "correct horse")


@pytest.mark.parametrize("password", ["", "1234567", "x" * 2000])
def test_a_password_has_a_fitting_length(password):
    with pytest.raises(AccessError, match="at least 8 characters"):
        user_line("ada", password)
