"""A library as one file, to be carried to another machine or given to somebody.

The file is a ZIP archive of the library's database, with its name and the hashes of what is in it. Taking
it in checks all of it: the hashes, then every slice, id and vector, as ``footnote verify`` does.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from app.reading.own_cuts import FILE as CUTS
from app.shelf.shelf import About, Library, Shelf, copy_files
from index.store import DATABASE, Store
from index.tags import FILE as TAGS
from index.verify import verify
from ingest.errors import ShelfError

SUFFIX = ".footnote"
HEAD = "library.json"  # in the archive
FORMAT, VERSION = "footnote library", 1
CARRIED = (DATABASE, CUTS, TAGS)  # of a library's files; its conversations stay where they are
PIECE_BYTES = 1 << 20
LONGEST_HEAD = 100_000  # bytes

NOT_OURS = "This file is not a library that Footnote exported."
NEWER = "This library was exported by a newer version of Footnote. Import it with that one."
BROKEN = "This library was damaged or changed since Footnote exported it, so it is not taken in."


@dataclass(frozen=True, slots=True)
class _Head:
    """What an archive says of itself: what the library is called, and the hashes of its files."""

    about: About
    sha256: dict[str, str]


def export_library(library: Library, path: Path) -> None:
    """Write a library into one file, without its conversations; beside it first, then renamed.

    Raises:
        LibraryError: it is damaged, or there is none.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".footnote-") as name:
        folder, beside = Path(name), Path(name) / path.name
        copy_files(library.folder, folder)
        files = [folder / each for each in CARRIED if (folder / each).exists()]
        head = {
            "format": FORMAT,
            "version": VERSION,
            "name": library.name,
            "description": library.description,
            "sha256": {each.name: _sha256(each) for each in files},
        }
        with ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(HEAD, json.dumps(head, ensure_ascii=False, indent=1))
            for each in files:
                archive.write(each, each.name)
        beside.replace(path)


def import_library(file: Path | BinaryIO, shelf: Shelf, name: str = "") -> Library:
    """Take in an exported library, under its own name or another one.

    Raises:
        ShelfError: it is no library, or not as it was exported.
    """
    with tempfile.TemporaryDirectory(dir=shelf.place(), prefix=".import-") as parent:
        folder = Path(parent) / "library"
        folder.mkdir()
        try:
            with ZipFile(file) as archive:
                head = _read_head(archive)
                for each, expected in head.sha256.items():
                    with archive.open(each) as found, (folder / each).open("wb") as copy:
                        shutil.copyfileobj(found, copy, PIECE_BYTES)
                    if _sha256(folder / each) != expected:
                        raise ShelfError(BROKEN)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError) as error:
            raise ShelfError(NOT_OURS) from error
        store = Store(folder)
        faults = verify(store).faults
        store.close()
        if faults:
            message = f"{BROKEN} {faults[0]}"
            raise ShelfError(message)
        about = About(name or head.about.name, head.about.description)
        return shelf.put(about, folder)


def _read_head(archive: ZipFile) -> _Head:
    """What an archive says of itself; nothing in it is to be trusted.

    Raises:
        ShelfError: it is no library, or of a newer version.
    """
    try:
        with archive.open(HEAD) as file:
            row = json.loads(file.read(LONGEST_HEAD))
        if row["format"] != FORMAT:
            raise ShelfError(NOT_OURS)
        if row["version"] > VERSION:
            raise ShelfError(NEWER)
        about = About(str(row["name"]), str(row["description"]))
        hashes = {each: str(row["sha256"][each]) for each in CARRIED if each in row["sha256"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ShelfError(NOT_OURS) from error
    if DATABASE not in hashes:
        raise ShelfError(NOT_OURS)
    return _Head(about, hashes)


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
