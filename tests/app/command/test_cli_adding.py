"""`footnote add`: what is added, and one sentence for each thing that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.readers import SUFFIXES
from ingest.sentences import split_sentences
from tests.app.command.conftest import TEXTS, Run, titles, write
from tests.ingest.readers_samples import PROTECTED_PDF, make_pdf


def test_adding_a_file_and_a_folder(run: Run, tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", TEXTS)
    library = tmp_path / "deep" / "library"
    code, out, _ = run("add", texts / "owls.txt", "--library", library)
    assert (code, titles(library)) == (0, ["owls"])
    assert out.splitlines()[-1].startswith("1 added; 1 passage encoded in ")
    (texts / "bats.md").write_text("# Bats\n\nBats are changed.", encoding="utf-8")
    code, out, _ = run("add", texts, "--library", library, "--json")
    report = json.loads(out)
    assert code == 0
    assert {name: count for name, count in report["counts"].items() if count} == {
        "added": 3,
        "unchanged": 1,
    }
    assert [Path(entry["source"]).name for entry in report["entries"]] == [
        "bats.md", "notes.txt", "notes.txt", "owls.txt",
    ]  # fmt: skip
    assert report["encoded_passages"] == 3
    assert run("add", texts, "--library", library)[1].startswith("outcome")


def test_adding_nothing_is_an_error_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    code, _, err = run("add", "--library", tmp_path / "library")
    assert (code, len(err.splitlines())) == (1, 1)
    assert not (tmp_path / "library").exists()


@pytest.fixture
def bad_sources(tmp_path: Path) -> dict[str, str]:
    """Every kind of bad input, by the name that its sentence must give, and a word of the sentence."""
    folder = write(
        tmp_path / "bad",
        {
            "empty.txt": b"",
            "binary.txt": bytes(range(256)) * 40,
            "broken.pdf": make_pdf([["Owls see."]])[:200],
            "secret.pdf": PROTECTED_PDF,
            "scanned.pdf": make_pdf([[], []]),
            "no-zip.docx": b"Owls see.",
            "image.tiff": b"II*\0",
            "big.txt": b"owl " * 20_000,
        },
    )
    (folder / "round").symlink_to("round")
    return {
        str(folder / "empty.txt"): "empty",
        str(folder / "binary.txt"): "text",
        str(folder / "broken.pdf"): "damaged",
        str(folder / "secret.pdf"): "password",
        str(folder / "scanned.pdf"): "scanned",
        str(folder / "no-zip.docx"): "docx",
        str(folder / "image.tiff"): "pictures are not read",
        str(folder / "big.txt"): "over the limit",
        str(folder / "round"): "leads back to itself",
        str(folder / "missing.txt"): "not exist",
        "http://127.0.0.1:9/page.html": "private",
        "ftp://example.com/page.html": "neither a file nor",
    }


def test_each_bad_input_gives_one_sentence_and_the_rest_is_added(
    run: Run, tmp_path: Path, bad_sources: dict[str, str]
) -> None:
    good = write(tmp_path / "good", {"owls.txt": TEXTS["owls.txt"]}) / "owls.txt"
    flags = ("--library", tmp_path / "library", "--max-megabytes", "0.05")
    code, out, _ = run("add", *bad_sources, good, *flags, "--json")
    assert code == 3
    entries = {entry["source"]: entry for entry in json.loads(out)["entries"]}
    assert entries.pop(str(good))["outcome"] == "added"
    assert set(entries) == set(bad_sources)
    for source, word in bad_sources.items():
        reason = entries[source]["reason"]
        assert entries[source]["outcome"] == "skipped"
        assert reason.startswith(source), reason
        assert word in reason, reason
        assert reason.endswith("."), reason
        said = reason.removeprefix(source)
        assert len(split_sentences(said)) == 1, reason
    assert titles(tmp_path / "library") == ["owls"]
    code, out, _ = run("add", *bad_sources, *flags)
    assert (code, out.splitlines()[-1][:13]) == (3, "12 skipped in")


def test_the_kinds_of_files_are_listed(run: Run) -> None:
    code, out, _ = run("formats")
    assert code == 0
    for words in (".docx", ".pptx .ppsx .pptm", "a mailbox, each mail under its subject"):
        assert words in out
    listed = json.loads(run("formats", "--json")[1])
    assert {suffix for each in listed for suffix in each["suffixes"]} == SUFFIXES
    assert all(each["read"] for each in listed)
