"""Questions of all documents at once, on the command line."""

import json
import re
from pathlib import Path

from tests.app.command.conftest import Run


def test_every_document_is_asked_and_the_files_are_written(
    run: Run, library: Path, tmp_path: Path
) -> None:
    questions, kept = tmp_path / "questions.txt", tmp_path / "kept"
    questions.write_text("Where was the meeting?\nHow do bats sleep?\n")
    kept.mkdir()
    flags = ("--risk", "always", "--library", library)
    code, out, _ = run("table", questions, "--documents", "bats", "notes.txt", *flags)
    assert code == 1  # two are called notes.txt
    files = [kept / f"table.{form}" for form in ("csv", "xlsx", "html")]
    code, out, _ = run("table", questions, *flags)
    assert code == 0
    rows = {row[0]: row[1:] for row in (re.split(r"\s{2,}", r.strip()) for r in out.splitlines())}
    assert rows["document"] == ["Where was the meeting?", "How do bats sleep?"]
    assert len(rows) == 1 + len({"owls", "Bats of Europe", "notes"})
    assert rows["Bats of Europe"][1] == "hang upside down"
    named = [part for file in files for part in (f"--{file.suffix[1:]}", file)]
    assert (
        run("table", questions, *named, *flags)[1]
        == f"8 cells are in {', '.join(map(str, files))}.\n"
    )
    assert all(file.stat().st_size > 100 for file in files)
    assert files[0].read_text(encoding="utf-8-sig").startswith("Document,Source,Where was")
    out = run("table", questions, "--documents", "Bats", "--json", *flags)[1]
    (row,) = json.loads(out)
    assert (row["title"], row["cells"][1]["said"][0]["citation"]["quote"]) == (
        "Bats of Europe", "Bats hang upside down when they sleep.",
    )  # fmt: skip


def test_what_cannot_be_asked_is_a_sentence(run: Run, library: Path, tmp_path: Path) -> None:
    for content in (b"", b"\xff\xfe"):
        (tmp_path / "questions.txt").write_bytes(content)
        code, out, err = run("table", tmp_path / "questions.txt", "--library", library)
        assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert run("table", tmp_path / "none.txt", "--library", library)[0] == 1
