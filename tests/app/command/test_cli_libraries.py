"""Several libraries on the command line: every command takes one by its name."""

import json
import re
from pathlib import Path

import pytest

from tests.app.command.conftest import Run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without any library."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def test_a_library_from_its_making_to_its_removal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nile.txt").write_text("The Nile is 6,650 kilometres long.")
    file = tmp_path / "rivers.footnote"
    code, out, _ = run("libraries", "new", "Year 9: rivers", "--description", "For the spring")
    assert (code, out) == (
        0,
        "Year 9: rivers is made. Add to it with: footnote add FILE --library 'Year 9: rivers'\n",
    )
    assert run("add", tmp_path / "nile.txt", "--library", "Year 9: rivers")[0] == 0
    for name in ("year 9: rivers", "year-9-rivers"):
        out = run("ask", "How long is the Nile?", "--library", name)[1]
        assert out.startswith("6,650 kilometres\n")
    assert run("libraries", "copy", "year-9-rivers", "Copy")[1] == (
        "Copy is a copy of year-9-rivers, with its 1 document.\n"
    )
    out = run("libraries", "export", "Copy", file)[1]
    assert out == f"Copy is in {file} (0.0 MB), with its 1 document.\n"
    assert run("libraries", "export", "Copy", file)[0] == 1  # it would be written over
    assert run("libraries", "import", file, "--name", "Rivers")[1] == (
        "Rivers is taken in, with its 1 document: all as they were added.\n"
    )
    assert run("libraries", "describe", "Copy", "--name", "Second")[1] == "Second: For the spring\n"
    code, out, _ = run("libraries", "remove", "Second")
    assert (code, out.endswith("footnote libraries undo Second\n")) == (0, True)
    code, out, err = run("libraries")
    assert [re.split(r"\s{2,}", line.strip())[:3] for line in out.splitlines()] == [
        ["library", "documents", "description"],
        ["My library", "0"],
        ["Rivers", "1", "For the spring"],
        ["Year 9: rivers", "1", "For the spring"],
    ]
    assert "Removed within the last day: Second." in err
    assert run("libraries", "undo", "Second")[1] == "Second is back, with its 1 document.\n"
    listed = json.loads(run("libraries", "--json")[1])
    assert {(each["id"], each["documents"]) for each in listed} == {
        ("my-library", 0), ("year-9-rivers", 1), ("rivers", 1), ("second", 1),
    }  # fmt: skip


def test_a_question_is_asked_of_several_libraries_together(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "Rivers": "The Nile is 6,650 kilometres long.",
        "Lakes": "Lake Garda is deep.",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text)
        run("libraries", "new", name)
        run("add", tmp_path / f"{name}.txt", "--library", name)
    both = ("--library", "Lakes", "--library", "rivers")
    code, out, _ = run("ask", "How long is the Nile?", *both)
    assert (code, out.partition("\n")[0]) == (0, "6,650 kilometres")
    assert "[1] Rivers, library Rivers, characters 0-34\n" in out
    answer = json.loads(
        run("ask", "How long is the Nile?", *both, "--in", "lakes.txt", "--json")[1]
    )
    assert {hit["text"] for hit in answer["hits"]} == {
        "Lake Garda is deep.", "The Nile is 6,650 kilometres long.",
    }  # fmt: skip


@pytest.mark.parametrize("command", [["list"], ["ask", "Who?"], ["add", "x.txt"], ["mcp"]])
def test_a_name_that_no_library_has_is_said_in_a_sentence(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--library", "lakes")
    assert (code, out) == (1, "")
    assert err == (
        "footnote: There is no library called 'lakes'. See them with: footnote libraries\n"
    )
