"""Libraries side by side: made, named, copied, removed and brought back; carried as one file, and checked."""

import json
import shutil
import sqlite3
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from app.keeping.kept import FILE as CONVERSATIONS
from app.shelf import shelf as shelves
from app.shelf.carrying import BROKEN, NEWER, NOT_OURS, export_library, import_library
from app.shelf.shelf import Library, Shelf, short_name
from index.lock import write_lock
from index.store import DATABASE, Store
from index.tags import Tags
from index.verify import verify
from ingest.errors import LibraryError, LibraryLockedError, NoLibraryError


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def rivers(shelf: Shelf, built_in_folder: Path, tmp_path: Path) -> Library:
    """A library with documents, a conversation and a description."""
    folder = Path(shutil.copytree(built_in_folder, tmp_path / "given"))
    (folder / CONVERSATIONS).write_bytes(b"kept")
    return shelf.put(shelves.About("Year 9: rivers", "For the spring"), folder)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Year 9: rivers", "year-9-rivers"),
        ("  Übung/../1 ", "übung-1"),
        ("../..", "library"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_becomes_a_folder_of_its_own_and_leads_nowhere_else(name: str, short: str) -> None:
    assert short_name(name) == short


def test_libraries_are_made_named_and_found_by_either_name(shelf: Shelf, tmp_path: Path) -> None:
    assert [each.name for each in shelf.libraries()] == ["My library"]
    made = shelf.create(" Year 9:\n rivers ", "For the spring")
    assert (made.id, made.name, made.description) == (
        "year-9-rivers", "Year 9: rivers", "For the spring",
    )  # fmt: skip
    assert Store(made.folder).document_ids() == []
    named = shelf.describe(made.id, "Rivers", "")
    assert (named.id, named.folder) == (made.id, made.folder)
    assert shelf.find("RIVERS") == shelf.find("year-9-rivers") == named
    assert shelf.folder_of("rivers") == made.folder
    assert shelf.folder_of(str(tmp_path / "elsewhere")) == tmp_path / "elsewhere"
    with pytest.raises(NoLibraryError, match=r"'lakes'.*footnote libraries"):
        shelf.folder_of("lakes")
    for taken in ("rivers", "Year-9-Rivers", "my library", " ", "x" * 81):
        with pytest.raises(LibraryError, match=r"choose another|needs a name"):
            shelf.create(taken)
    assert {each.name for each in shelf.libraries()} == {"My library", "Rivers"}


def test_a_copy_has_the_documents_and_not_the_conversations(shelf: Shelf, rivers: Library) -> None:
    copy = shelf.copy("year 9: rivers", "Copy")
    assert copy.description == "For the spring"
    assert not (copy.folder / CONVERSATIONS).exists()
    assert Store(copy.folder).document_ids() == Store(rivers.folder).document_ids() != []
    assert verify(Store(copy.folder)).faults == ()


def test_what_is_removed_comes_back_until_a_day_is_over(
    shelf: Shelf, rivers: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LibraryError, match="begins with, and stays"):
        shelf.remove("my library")
    with write_lock(rivers.folder), pytest.raises(LibraryLockedError):
        shelf.remove(rivers.id)
    there = Store(rivers.folder).document_ids()
    shelf.remove(rivers.id)
    assert not rivers.folder.exists()
    shelf.create("year 9: RIVERS")  # its name may be taken meanwhile
    back = shelf.restore(rivers.name)
    assert back.name == "Year 9: rivers (2)"
    assert len(Store(back.folder).document_ids()) == len(there)
    assert (back.folder / CONVERSATIONS).read_bytes() == b"kept"
    shelf.remove(back.id)
    monkeypatch.setattr(shelves, "KEPT_FOR", -shelves.KEPT_FOR)
    shelf.sweep()
    assert shelf.removed() == []
    with pytest.raises(NoLibraryError, match="within the last day"):
        shelf.restore(rivers.name)


def test_a_library_is_carried_as_one_file(shelf: Shelf, rivers: Library, tmp_path: Path) -> None:
    file = tmp_path / "rivers.footnote"
    export_library(rivers, file)
    assert set(zipfile.ZipFile(file).namelist()) == {"library.json", DATABASE}
    there = import_library(file, Shelf(tmp_path / "other machine"))
    assert (there.id, there.name, there.description) == (
        "year-9-rivers", "Year 9: rivers", "For the spring",
    )  # fmt: skip
    assert Store(there.folder).summaries() == Store(rivers.folder).summaries()
    (source,) = [each.source for each in Store(rivers.folder).summaries()][:1]
    Tags(rivers.folder).add([source], "Spring")
    export_library(rivers, file)
    assert (again := import_library(file, shelf)).name == "Year 9: rivers (2)"
    assert Tags(again.folder).by_source() == {source: ("Spring",)}
    assert import_library(file, shelf, "Seas").id == "seas"


def change(file: Path, **parts: bytes | None) -> None:
    """Write an archive again with other content, or without it."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content |= {name.replace("_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in content.items():
            if part is not None:
                archive.writestr(name, part)


def with_other_words(file: Path, folder: Path) -> bytes:
    """The database of an archive with a number changed in a document, and nothing else."""
    with zipfile.ZipFile(file) as archive:
        archive.extract(DATABASE, folder)
    with sqlite3.connect(folder / DATABASE) as connection:
        connection.execute("UPDATE documents SET text = replace(text, '2015', '2016')")
    connection.close()
    return (folder / DATABASE).read_bytes()


def test_what_is_taken_in_is_checked_and_nothing_is_left_of_what_is_refused(
    rivers: Library, tmp_path: Path
) -> None:
    file, shelf = tmp_path / "rivers.footnote", Shelf(tmp_path / "other machine")

    def refused(sentence: str, **parts: bytes | None) -> None:
        export_library(rivers, file)
        change(file, **parts)
        with pytest.raises(LibraryError) as error:
            import_library(file, shelf)
        assert str(error.value).startswith(sentence)

    export_library(rivers, file)
    head = json.loads(zipfile.ZipFile(file).read("library.json"))
    changed = with_other_words(file, tmp_path)
    refused(BROKEN, library_db=changed)
    digest = json.dumps({**head, "sha256": {DATABASE: sha256(changed).hexdigest()}})
    refused(BROKEN, library_db=changed, library_json=digest.encode())
    refused(NOT_OURS, library_db=None)
    refused(NOT_OURS, library_json=b"[]")
    refused(NOT_OURS, library_json=json.dumps({**head, "sha256": {}}).encode())
    refused(NEWER, library_json=json.dumps({**head, "version": 2}).encode())
    file.write_bytes(b"no archive")
    with pytest.raises(LibraryError, match=NOT_OURS):
        import_library(file, shelf)
    assert [each.name for each in shelf.libraries()] == ["My library"]
    assert list((tmp_path / "other machine" / "libraries").iterdir()) == []
