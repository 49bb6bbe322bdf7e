"""The libraries of a server over REST: which there are, and making, naming, copying and carrying them."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Form, Response, UploadFile
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from app.api.schemas import LibraryEntry, NewLibrary, OtherName
from app.doors.terms import Doors
from app.shelf.carrying import SUFFIX, export_library, import_library
from app.shelf.shelf import Library, Shelf
from app.web.libraries import PREFIX, Libraries
from index.store import Store

CREATED = 201


@dataclass(frozen=True)
class LibrariesApi:
    """The endpoints; each docstring is what the description says of it."""

    libraries: Libraries
    doors: Doors
    shelf: Shelf

    def list_libraries(self) -> list[LibraryEntry]:
        """List the libraries. Each has at its address all that the API has, such as .../api/ask."""
        return [self._entry(each) for each in self.shelf.libraries()]

    def new_library(self, library: NewLibrary, response: Response) -> LibraryEntry:
        """Make a library: empty, or a copy of another one, without its conversations."""
        self.doors.check_may_change()
        response.status_code = CREATED
        if library.copy_of:
            return self._entry(self.shelf.copy(library.copy_of, library.name))
        return self._entry(self.shelf.create(library.name, library.description))

    def describe_library(self, library_id: str, other: OtherName) -> LibraryEntry:
        """Give a library another name or description; its address stays."""
        self.doors.check_may_change()
        there = self.shelf.find(library_id)
        name = there.name if other.name is None else other.name
        about = there.description if other.description is None else other.description
        return self._entry(self.shelf.describe(there.id, name, about))

    def remove_library(self, library_id: str) -> LibraryEntry:
        """Remove a library; for a day it can be brought back."""
        self.doors.check_may_change()
        library = self.shelf.find(library_id)
        entry = self._entry(library)
        self.libraries.forget(library)
        self.shelf.remove(library.id)
        return entry

    def restore_library(self, library_id: str) -> LibraryEntry:
        """Bring a library back that was removed within the last day."""
        self.doors.check_may_change()
        return self._entry(self.shelf.restore(library_id))

    def export_library(self, library_id: str) -> FileResponse:
        """Have a library as one file, without its conversations."""
        library = self.shelf.find(library_id)
        folder = Path(tempfile.mkdtemp(prefix="footnote-export-"))
        name = f"{library.id}{SUFFIX}"
        try:
            export_library(library, folder / name)
        except Exception:
            shutil.rmtree(folder)
            raise
        away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
        return FileResponse(folder / name, filename=name, background=away)

    def import_library(
        self, file: UploadFile, response: Response, name: Annotated[str, Form()] = ""
    ) -> LibraryEntry:
        """Take in a library that was exported, under its own name or another; all of it is checked."""
        self.doors.check_may_change()
        response.status_code = CREATED
        return self._entry(import_library(file.file, self.shelf, name))

    def _entry(self, library: Library) -> LibraryEntry:
        return LibraryEntry(
            library.id, library.name, library.description,
            len(Store(library.folder).document_ids()), f"{PREFIX}/{library.id}/",
        )  # fmt: skip
