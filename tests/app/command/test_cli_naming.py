"""Which documents a name on the command line means: `remove` takes no part of a title."""

from pathlib import Path

import pytest

from app.assemble import find_documents
from app.render.stored import stored_text
from index.schema import DocumentSummary
from index.store import Store
from ingest.documents import Document, Page
from ingest.errors import QuestionError
from tests.app.command.conftest import Run


def summary(identifier: str, source: str, title: str) -> DocumentSummary:
    return DocumentSummary(identifier, source, title, "", 1, 1, "", "")


OWLS = summary("0123456789abcdef", "/texts/owls.txt", "Owls of the North")
BATS = summary("0123456700000000", "https://example.org/bats.html", "Bats")
NONE = summary("fedcba9876543210", "/texts/none.txt", "")
LIBRARY = [OWLS, BATS, NONE]


@pytest.mark.parametrize("by_part", [True, False])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("owls of the north", OWLS),
        ("OWLS.txt", OWLS),
        ("/texts/owls.txt", OWLS),
        ("0123456789abcdef", OWLS),
        ("0123456789", OWLS),
        ("https://example.org/bats.html", BATS),
        ("bats.html", BATS),
    ],
)
def test_a_full_name_is_enough_everywhere(
    text: str, meant: DocumentSummary, *, by_part: bool
) -> None:
    assert find_documents(LIBRARY, [text], by_part=by_part) == [meant]


@pytest.mark.parametrize(("text", "meant"), [("north", OWLS), ("BAT", BATS)])
def test_part_of_a_title_is_enough_to_ask_but_not_to_remove(
    text: str, meant: DocumentSummary
) -> None:
    assert find_documents(LIBRARY, [text], by_part=True) == [meant]
    with pytest.raises(QuestionError, match="No document in the library is called"):
        find_documents(LIBRARY, [text], by_part=False)


@pytest.mark.parametrize("by_part", [True, False])
@pytest.mark.parametrize("text", ["", " ", "0123456", "fedcba9", "~nouser/x", "texts", "\0"])
def test_nothing_and_too_little_mean_no_document(text: str, *, by_part: bool) -> None:
    with pytest.raises(QuestionError, match="No document in the library is called"):
        find_documents(LIBRARY, [text], by_part=by_part)


def test_a_beginning_of_two_ids_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"could mean 2 documents: .*by its source or its id"):
        find_documents(LIBRARY, ["01234567"], by_part=False)


def test_a_file_is_found_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [summary(f"{n}" * 16, f"{tmp_path}/{n}/notes.txt", "notes") for n in range(2)]
    monkeypatch.chdir(tmp_path)
    assert find_documents(here, ["1/notes.txt"], by_part=False) == [here[1]]


def test_a_document_named_twice_counts_once() -> None:
    names = ["bats", "bats.html", "owls.txt", BATS.id]
    assert find_documents(LIBRARY, names, by_part=False) == [BATS, OWLS]


def test_a_document_is_shown_with_its_marks_and_what_was_left_out(library, run) -> None:
    code, shown, _ = run("show", "bats.md", "--library", library)
    assert code == 0
    assert "[heading 1] Bats of Europe\n\nBats hang upside down when they sleep." in shown
    left_out = '{"hidden": {"characters": 12, "text": "a dark secret"}}'
    made = Document.from_text(
        "a.pdf",
        "A",
        "One.\nTwo.",
        "",
        pages=(Page(1, 0), Page(2, 5)),
        metadata={"left_out": left_out},
    )
    assert stored_text(made) == (
        "A (a.pdf), 9 characters\n\n[page 1] One.\n[page 2] Two.\n\n"
        "[left out, hidden: 12 characters]\na dark secret"
    )
    assert stored_text(made, text=False) == (
        "A (a.pdf), 9 characters\n\n[left out, hidden: 12 characters]\na dark secret"
    )
    shown = run("show", "bats.md", "--left-out", "--library", library)[1]
    assert shown.endswith("54 characters, English, nothing left out\n")


def test_documents_are_tagged_and_asked_by_their_tag_or_folder(run: Run, library: Path) -> None:
    assert run("tag", "animals", "owls", "Bats of Europe", "--library", library)[1] == (
        "animals: 2 documents\n"
    )
    flags = ["--library", library, "--in"]
    code, out, _ = run("check", *flags, "tag:animals", typed="The meeting was in Geneva.")
    assert (code, "Geneva.” [1]" in out) == (0, False)
    (folder,) = {
        str(Path(s.source).parent) for s in Store(library).summaries() if s.title == "owls"
    }
    _, out, _ = run("check", *flags, f"folder:{folder}", typed="The meeting was in Geneva.")
    assert "Geneva.” [1]" in out
    code, _, err = run("check", *flags, "tag:plants", typed="Bats sleep.")
    assert (code, "No document has the tag 'plants'" in err) == (1, True)
    assert (
        run("tag", "animals", "owls", "--off", "--library", library)[1] == "animals: 1 document\n"
    )
