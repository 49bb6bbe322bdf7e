"""Users and passwords: what is stored, what is refused, and how a line of old is renewed."""

import shutil
import time

import argon2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.doors.passwords import check_hash, hash_password
from app.doors.users import LONGEST, Users, read_users, user_line
from ingest.errors import AccessError
from tests.paths import ROOT

LINE = user_line("ada", "correct horse")
OLD = ROOT / "tests/before/users.txt"  # made when passwords were hashed by scrypt
OLD_LINE = OLD.read_text().splitlines()[1]
OLD_USERS = {"ada": "correct horse battery", "bob": "staple and horse"}


def users_file(tmp_path, text, mode=0o600):
    path = tmp_path / "users"
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def test_a_line_holds_what_argon2_makes_of_the_password_and_not_the_password():
    name, _, hashed = LINE.partition(":")
    assert (name, "horse" in LINE) == ("ada", False)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert argon2.PasswordHasher().verify(hashed, "correct horse")
    assert user_line("ada", "correct horse") != LINE  # another salt


def test_users_are_known_by_their_passwords_alone(tmp_path):
    text = f"# Our users\n\n{LINE}\n{user_line('Zoë', 'pass:word ü$')}\n{OLD.read_text()}"
    users = read_users(users_file(tmp_path, text.replace("ada:s", "eva:s")))
    assert users.know("ada", "correct horse")
    assert users.know("Zoë", "pass:word u\u0308$")  # the same letter, typed in two strokes
    assert users.know("eva", OLD_USERS["ada"])
    for name, password in [
        ("ada", "correct hors"), ("ada", ""), ("ada", "pass:word ü$"), ("Ada", "correct horse"),
        ("", ""), ("carl", "correct horse"), ("ada", "correct horse" * LONGEST), ("ada", "\ud800"),
        ("bob", OLD_USERS["ada"]), ("bob", ""),
    ]:  # fmt: skip
        assert not users.know(name, password), (name, password)


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=8, max_size=20))
def test_any_password_is_known_again_when_its_line_is_read(password):
    made = hash_password(password)
    check_hash(made)
    assert Users({"a": made}, OLD).know("a", password)


def test_a_line_of_old_opens_and_is_renewed_where_it_stands(tmp_path):
    old = (
        OLD.read_text().replace("\n", "\r\n") + f"\r\n# and a new one\n{LINE.replace('ada', 'eva')}"
    )
    path = users_file(tmp_path, old)
    (tmp_path / "link").symlink_to(path)
    users = read_users(tmp_path / "link")
    assert not users.know("ada", "correct horse")
    assert path.read_bytes().decode() == old
    assert users.know("ada", OLD_USERS["ada"])
    assert users.know("ada", OLD_USERS["ada"])
    new = path.read_bytes().decode().splitlines(keepends=True)
    assert new[1].startswith("ada:$argon2id$")
    assert new == [
        new[1] if n == 1 else each for n, each in enumerate(old.splitlines(keepends=True))
    ]
    assert new[1].endswith("\r\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {"users", "link"}
    again = read_users(path)
    assert all(again.know(*user) for user in OLD_USERS.items())
    assert "scrypt" not in path.read_text()


def test_where_the_file_cannot_be_written_a_line_of_old_opens_all_the_same(tmp_path):
    (tmp_path / "gone").mkdir()
    users = read_users(users_file(tmp_path / "gone", OLD.read_text()))
    shutil.rmtree(tmp_path / "gone")
    assert all(users.know(*user) for user in OLD_USERS.items())
    users = read_users(users_file(tmp_path, OLD.read_text()))
    changed = users_file(tmp_path, f"{LINE}\n").read_bytes()  # and a line that is no longer there
    assert users.know("ada", OLD_USERS["ada"])
    assert users.file.read_bytes() == changed


def test_no_time_tells_whether_a_name_is_known_and_how_it_was_hashed(tmp_path):
    users = read_users(users_file(tmp_path, f"{LINE.replace('ada', 'eva')}\n{OLD_LINE}\n"))

    def seconds(name):
        started = time.process_time()
        assert not users.know(name, "wrong")
        return time.process_time() - started

    taken = [min(seconds(name) for _ in range(3)) for name in ("eva", "ada", "nobody")]
    assert max(taken) < 1.5 * min(taken)


CHANGES = ["m=65536 m=1024", "m=65536 m=33554432", "m=65536 m=٦٥٥٣٦", "t=3 t=3000", "p=4 p=400",
           "argon2id argon2i", "ada "]  # fmt: skip
OLD_CHANGES = ["$32768$ $3$", "$32768$ $33554432$", "$32768$8$ $32768$8000$", "scrypt md5"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no user"),
        ("# ada\n", "names no user"),
        ("ada:secret\n", "Line 1 of .* is not a user's; make it with: footnote password NAME"),
        (f"{LINE}\nbob\n", "Line 2"),
        (f"{LINE}\n{LINE}\n", "two lines for ada"),
        (f"{LINE}\n{OLD_LINE}\n", "two lines for ada"),
        *((line, "Line 1") for line in (LINE[:-4], f"{LINE[:-4]}ü###", OLD_LINE[:-4])),
        *((LINE.replace(*change.split(" ")), "Line 1") for change in CHANGES),
        *((OLD_LINE.replace(*change.split(" ")), "Line 1") for change in OLD_CHANGES),
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
