"""Fixtures of a shelf with several libraries, served."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assemble import Footnote
from app.doors.terms import Doors
from app.jobs.board import Board
from app.shelf.shelf import Library, Shelf
from index.encoder import load_default
from index.sync import add_sources
from ingest.sources import Limits, find_sources
from tests.browser import serving

NILE = "The Nile is 6,650 kilometres long."


def add_text(library: Library, folder: Path, name: str, text: str) -> None:
    """Add a text, as a file of a folder, to a library."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = list(find_sources([str(path)], Limits()))
    add_sources(library.folder, found, load_default(), Limits())


@pytest.fixture(scope="module")
def shelf(built_in_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The built-in collection as the first library, and one of rivers, for a module's tests to change."""
    home = tmp_path_factory.mktemp("shelf")
    shutil.copytree(built_in_folder, home / "library")
    shelf = Shelf(home)
    add_text(shelf.create("Year 9: rivers", "For the spring"), home, "nile.txt", NILE)
    return shelf


@pytest.fixture(scope="module")
def shelf_address(shelf: Shelf) -> Iterator[str]:
    """Where they are served; the first is at its start."""
    first = Footnote.from_folder(shelf.first.folder, print)
    with serving(first, Doors(jobs=Board(undo_seconds=0.5)), shelf) as address:
        yield address
