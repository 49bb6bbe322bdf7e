"""What the handlers of the claims tab do without a browser: uploads, faults, and the file."""

from __future__ import annotations

import pytest

from app.checking.claims import Checked
from app.doors.terms import Doors
from app.page.claims import ClaimHandlers
from app.web.errors import BROKEN
from tests.app.page.test_library_tab import uploaded
from tests.browser import run


@pytest.fixture
def handlers(open_footnote):
    return ClaimHandlers(open_footnote, Doors())


def steps_of(handlers: ClaimHandlers, text: str) -> list:
    async def collect() -> list:
        return [step async for step in handlers.check(text)]

    return run(collect())


def test_an_upload_that_cannot_be_read_is_said(handlers, tmp_path):
    box, status, button = handlers.upload(uploaded("c1", "said.txt", b"\x00\x01" * 99))
    assert ("said.txt" in status, button) == (True, None)
    box, status, _ = handlers.upload(uploaded("c2", "said.zip", b"PK"))
    assert ("value" not in box, "unknown ending" in status) == (True, True)
    private = tmp_path / "private.txt"
    private.write_text("secret")
    _, status, _ = handlers.upload({"path": str(private)})
    assert "was not uploaded here" in status
    assert private.read_text() == "secret"
    assert handlers.upload(None)[2] is None


def test_a_list_of_one_file_is_taken_too(handlers):
    box, status, _ = handlers.upload([uploaded("c3", "said.md", b"One.\n\nTwo.")])
    assert (box.split(), "Read said.md." in status) == (["One.", "Two."], True)


def test_a_fault_of_ours_is_said_and_the_button_comes_back(handlers, monkeypatch, capsys):
    monkeypatch.setattr("app.checking.claims.closest_sentence", lambda *_: 1 / 0)
    *_, (status, _, button, *_) = steps_of(handlers, "Bats sleep.")
    assert BROKEN in status
    assert button.interactive is True
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_file_comes_after_nothing_so_that_it_comes_again(handlers):
    first, second = handlers.export([Checked("Milk is <white>.", None)])
    assert first == ""
    assert 'data-name="claims.csv"' in second
    assert "\ufeffclaim," in second
    assert "Milk is &lt;white&gt;." in second


def test_claims_are_checked_one_by_one_and_it_is_told_how_far(handlers):
    steps = steps_of(handlers, "The Soufan Group counted 6,000 fighters from Tunisia.\nBats sleep.")
    assert [step[0].partition("<p>")[2].partition("<")[0] for step in steps] == [
        "Reading your documents\u2026", "1 of 2", "2 of 2", ""
    ]  # fmt: skip
    assert [each.claim for each in steps[-1][-1]][1] == "Bats sleep."


def test_the_pack_of_checked_claims_holds_their_evidence(handlers):
    checked = steps_of(handlers, "The Soufan Group counted 5,000 fighters from Tunisia.")[-1][-1]
    first, pack = handlers.pack(checked)
    assert first == ""
    assert "differs: the quotation has" in pack
    assert "footnote-claims-" in pack
