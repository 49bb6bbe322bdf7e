"""`footnote add`: what is added, and one sentence for each thing that cannot be."""

import json
import sqlite3
from contextlib import closing
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


# Every kind of bad input, with a word of the sentence that is said of it.
BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "text"),
    "broken.pdf": (make_pdf([["Owls see."]])[:200], "damaged"),
    "secret.pdf": (PROTECTED_PDF, "password"),
    "scanned.pdf": (make_pdf([[], []]), "scanned"),
    "no-zip.docx": (b"Owls see.", "docx"),
    "image.tiff": (b"II*\0", "damaged or not a picture"),
    "big.txt": (b"owl " * 20_000, "over the limit"),
}


@pytest.fixture
def bad_sources(tmp_path: Path) -> dict[str, str]:
    """The bad inputs by the name that the sentence must give."""
    folder = write(tmp_path / "bad", {name: data for name, (data, _) in BAD_FILES.items()})
    (folder / "round").symlink_to("round")
    return {str(folder / name): word for name, (_, word) in BAD_FILES.items()} | {
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


def test_what_is_left_out_of_a_file_is_said_and_counted(run: Run, tmp_path: Path) -> None:
    files = write(
        tmp_path / "texts", {"fees.md": "# Fees\n\nIt is ~~40~~ 55.\n\n<!-- raise it -->\n"}
    )
    library = tmp_path / "library"
    out = run("add", files / "fees.md", "--library", library)[1]
    assert "(characters left out: 8 comments, 2 struck out)" in " ".join(out.split())
    other = write(tmp_path / "more", {"more.html": "<p>Open <b hidden>never</b> daily.</p>"})
    report = json.loads(run("add", other, "--library", library, "--json")[1])
    assert report["entries"][0]["left_out"] == {"hidden": 5}


def test_the_kinds_of_files_are_listed(run: Run) -> None:
    code, out, _ = run("formats")
    assert code == 0
    for words in (".docx", ".pptx .ppsx .pptm", "a mailbox, each mail under its subject"):
        assert words in out
    listed = json.loads(run("formats", "--json")[1])
    assert {suffix for each in listed for suffix in each["suffixes"]} == SUFFIXES
    assert all(each["read"] for each in listed)


def test_what_an_earlier_version_read_is_read_again(run: Run, tmp_path: Path) -> None:
    files, library = write(tmp_path / "texts", TEXTS), tmp_path / "library"
    run("add", files, "--library", library)
    assert "by this version" in run("read-again", "--library", library)[1]
    with closing(sqlite3.connect(library / "library.db")) as connection, connection:
        connection.execute("UPDATE documents SET metadata = '{}' WHERE title <> 'owls'")
    (files / "bats.md").unlink()
    code, out, _ = run("read-again", "--library", library, "--json")
    report = json.loads(out)
    assert (code, report["counts"]["unchanged"], report["counts"]["skipped"]) == (3, 2, 1)
    assert "What was read of it before stays." in str(report["entries"])
    assert len(titles(library)) == 4
    (files / "owls.txt").write_text("Owls see well by day.")
    code, out, _ = run("read-again", "owls", "--library", library)
    assert (code, out.splitlines()[-1][:9]) == (0, "1 changed")


def test_front_matter_is_told_of_and_found_by_its_words(run: Run, tmp_path: Path) -> None:
    files = write(
        tmp_path / "texts", {"kiln.md": "---\nauthor: R. Voss\nstatus: draft\n---\nIt is fired."}
    )
    library = tmp_path / "library"
    out = run("add", files, "--library", library)[1]
    assert "(kept as data about it, not as text: author, status)" in " ".join(out.split())
    assert "kiln" in run("list", "r. voss", "--library", library)[1]
    shown = run("show", "kiln.md", "--library", library)[1]
    assert "author: R. Voss\nstatus: draft\n\nIt is fired." in shown


# Folders that are kept current


def test_a_folder_is_kept_current_until_that_is_stopped(run: Run, tmp_path: Path) -> None:
    texts, library = write(tmp_path / "texts", TEXTS), tmp_path / "library"
    assert run("follow", "--library", library)[1].startswith("No folder is followed.")
    code, out, _ = run("follow", texts, "--every", "30", "--library", library)
    assert (code, out.splitlines()[-1].split(";")[0]) == (0, "4 added")
    (texts / "bats.md").unlink()
    (texts / "owls.txt").write_text("Owls hear well.")
    code, out, _ = run("follow", "--library", library, "--json")
    counts = {name: n for name, n in json.loads(out)["counts"].items() if n}
    assert (code, counts) == (0, {"changed": 1, "removed": 1, "unchanged": 2})
    assert titles(library) == ["notes", "notes", "owls"]
    assert "its documents stay" in run("follow", texts, "--stop", "--library", library)[1]
    assert run("follow", texts, "--stop", "--library", library)[0] == 1
    code, _, err = run("follow", tmp_path / "nowhere", "--library", library)
    assert (code, "nothing was changed" in err) == (1, True)
    assert run("follow", "--library", library)[1].startswith("No folder is followed.")
