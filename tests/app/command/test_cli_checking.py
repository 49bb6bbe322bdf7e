"""Checking claims from the command line: from a file or standard input, as text, JSON and a table."""

import csv
import io
import json
from pathlib import Path

import docx
import pytest

from app.render.claims import NOTHING_CLOSE, TABLE_HEAD
from tests.app.command.conftest import Run, write

CLAIMS = "Bats hang upside down when they sleep.\n- The meeting was on 7 May 2014 in Geneva.\n"


def test_claims_from_standard_input(run: Run, library: Path) -> None:
    code, out, err = run("check", "--library", library, typed=CLAIMS)
    assert (code, err) == (5, "")  # one differs
    bats, meeting, total = out.split("\n\n")
    assert bats.splitlines()[1] == "  “Bats hang upside down when they sleep.” [1]"
    assert meeting.splitlines()[:4] == [
        "The meeting was on 7 May 2014 in Geneva.",
        "  “The meeting was on 5 May 2014 in Geneva.” [2]",
        "  Compared: 1 date, 1 name. 1 agrees, 1 differs.",
        "  ≠ “7 May 2014” differs: the quotation has “5 May 2014”.",
    ]
    assert total.startswith("2 claims: 1 agrees in all its parts; 1 differs somewhere.")


def test_claims_from_a_file_as_a_table_and_as_json(run: Run, library: Path, tmp_path: Path) -> None:
    write(tmp_path, {"said": CLAIMS.encode("utf-16")})
    _, out, _ = run("check", tmp_path / "said", "--csv", "--library", library)
    head, *rows = csv.reader(io.StringIO(out, newline=""))
    assert tuple(head) == TABLE_HEAD
    assert [row[5] for row in rows] == ["0", "1"]
    _, out, _ = run("check", tmp_path / "said", "--json", "--library", library)
    assert [each["parts"][0]["evidence"]["title"] for each in json.loads(out)] == [
        "Bats of Europe",
        "notes",
    ]


def test_claims_are_checked_against_the_documents_that_are_named(run: Run, library: Path) -> None:
    code, out, _ = run("check", "--in", "owls", "--library", library, typed="Bats sleep.")
    assert (code, "Bats hang" in out) == (0, False)
    code, _, err = run("check", "--in", "cats", "--library", library, typed="Bats sleep.")
    assert (code, "No document in the library is called 'cats'" in err) == (1, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("\n", "There is nothing to check."), ("a" * 501, "at most 500 characters")],
)
def test_what_cannot_be_checked_is_said(run: Run, library: Path, typed: str, sentence: str) -> None:
    code, out, err = run("check", "--library", library, typed=typed)
    assert (code, out) == (1, "")
    assert sentence in err


def test_a_file_that_is_not_there_is_said(run: Run, library: Path, tmp_path: Path) -> None:
    code, _, err = run("check", tmp_path / "none.txt", "--library", library)
    assert (code, "does not exist" in err) == (1, True)


def test_what_is_far_from_everything_is_said(run: Run, library: Path) -> None:
    code, out, _ = run("check", "--library", library, typed="The stock market fell by 3%.")
    assert (code, NOTHING_CLOSE in out) == (0, True)


@pytest.mark.parametrize(
    ("typed", "flags", "code"),
    [
        ("Bats hang upside down when they sleep.", [], 0),
        ("Bats eat cheese.", [], 0),  # it is not stated, and nothing differs
        (CLAIMS, [], 5),
        (CLAIMS, ["--fail-under", "50"], 0),
        (CLAIMS, ["--fail-under", "51"], 5),
        ("Bats eat cheese.", ["--fail-under", "1"], 5),
    ],
)
def test_the_exit_code_tells_what_came_of_it(
    run: Run, library: Path, typed: str, flags: list[str], code: int
) -> None:
    assert run("check", "--library", library, *flags, typed=typed)[0] == code


@pytest.mark.parametrize("percent", ["-1", "101", "many"])
def test_only_a_percentage_is_taken(run: Run, library: Path, percent: str) -> None:
    with pytest.raises(SystemExit):
        run("check", "--library", library, "--fail-under", percent, typed="Bats sleep.")


def test_a_handout_is_cut_into_statements_and_reported_as_a_word_document(
    run: Run, library: Path, tmp_path: Path
) -> None:
    text = "Bats hang upside down when they sleep. The meeting was on 7 May 2014 in Geneva. Why?"
    write(tmp_path, {"handout.txt": text.encode()})
    report = tmp_path / "report.docx"
    code, out, err = run("check", tmp_path / "handout.txt", "--docx", report, "--library", library)
    assert (code, out) == (5, "")
    assert "handout.txt: 2 statements. Left out: 1 question." in err
    (table,) = docx.Document(str(report)).tables
    assert "“7 May 2014” differs" in table.rows[2].cells[2].text
