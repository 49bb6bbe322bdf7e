"""What was made by the version before this one opens with this one: ``tests/before`` holds one of each.

None of these files is ever made anew: that they are old is what they are for.
"""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from app.answers import Answer
from app.assemble import Footnote
from app.doors.users import read_users
from app.keeping.saved import open_text, recheck
from index.status import read_status
from index.store import Store
from index.verify import verify
from tests.conftest import say_nothing

BEFORE = Path(__file__).with_name("before")


def old_library(tmp_path: Path) -> Path:
    return shutil.copytree(BEFORE / "library", tmp_path / "library")


def test_a_library_answers_and_is_whole(tmp_path):
    folder = old_library(tmp_path)
    footnote = Footnote.from_folder(folder, say_nothing)
    answer = footnote.answer("When does the library close on Fridays?")
    assert (answer.short, answer.quote) == ("at noon", "On Fridays it closes at noon.")
    assert answer.citations[0].source == "/home/ada/documents/hours.txt"
    assert verify(footnote.store).faults == ()
    assert "read by an earlier version" in dict(read_status(folder).lines())["to read again"]


def test_a_saved_conversation_is_shown_as_it_was(tmp_path):
    opened = recheck(
        open_text((BEFORE / "conversation.json").read_text()), Store(old_library(tmp_path))
    )
    assert opened.unchecked == 0
    answers = [turn for turn in opened.turns if isinstance(turn, Answer)]
    assert [(answer.understood_as, answer.short) for answer in answers] == [
        ("When does the first boat leave in winter?", "08:15"),
        ("When does the first boat leave in summer?", "May to September"),
        ("What is the boiling point of water?", None),
    ]


def test_users_sign_in_with_their_passwords(tmp_path):
    file = Path(shutil.copy(BEFORE / "users.txt", tmp_path))
    file.chmod(0o600)
    users = read_users(file)
    assert users.know("ada", "correct horse battery")
    assert users.know("bob", "staple and horse")
    assert not users.know("ada", "staple and horse")


def test_an_evidence_pack_checks_itself(chromium: Browser):
    page = chromium.new_page()
    page.goto((BEFORE / "evidence.html").as_uri())
    expect(page.locator("#checks")).to_contain_text("sources: 7 of 7.")
    expect(page.locator("#checks")).to_contain_text("sha256: 3 of 3.")
    page.close()
