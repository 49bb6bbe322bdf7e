"""The libraries of one user, side by side in one folder; each is found by its name or its short name.

The one that Footnote begins with lies in ``library``, the others in ``libraries``, those that were
removed in ``removed`` for a day. What a library is called stands in its folder, in ``about.json``.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.assemble import default_folder
from index.encoder import load_default
from index.lock import write_lock
from index.store import DATABASE, Store
from index.sync import open_or_create
from index.tags import Tags
from ingest.errors import NoLibraryError, ShelfError
from ingest.files import replace_text

ABOUT = "about.json"  # in a library's folder
FIRST_NAME = "My library"  # until it is given another
OTHERS, REMOVED = "libraries", "removed"
KEPT_FOR = timedelta(days=1)  # what was removed can be brought back so long
LONGEST_NAME, LONGEST_DESCRIPTION = 80, 500  # characters
LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class About:
    """What a library is called and what is in it; ``removed_at`` where it was removed."""

    name: str
    description: str = ""
    removed_at: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A library on the shelf. ``id`` is its short name, which stays and stands in addresses."""

    id: str
    name: str
    description: str
    folder: Path


class Shelf:
    """A user's libraries; usable from many threads and processes, as every change is one renaming."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @classmethod
    def of_user(cls) -> Shelf:
        """The shelf in the user's data folder."""
        return cls(default_folder().parent)

    @property
    def first(self) -> Library:
        """The library that Footnote begins with; it may not have been made yet."""
        return _library(short_name(FIRST_NAME), self._home / default_folder().name, FIRST_NAME)

    def libraries(self) -> list[Library]:
        """All libraries, the first one first and the others by name."""
        others = [_library(each.name, each) for each in _folders(self._home / OTHERS)]
        return [self.first, *sorted(others, key=lambda each: each.name.casefold())]

    def find(self, name: str) -> Library:
        """The library of this name or short name, in any case.

        Raises:
            NoLibraryError: there is none.
        """
        wanted = _line(name).casefold()
        for each in self.libraries():
            if wanted in {each.id, each.name.casefold()}:
                return each
        message = f"There is no library called {name!r}. See them with: footnote libraries"
        raise NoLibraryError(message)

    def folder_of(self, text: str) -> Path:
        """The folder that a user means by a library's name or by a path.

        Raises:
            NoLibraryError: it looks like a name, and nothing is called so.
        """
        try:
            return self.find(text).folder
        except NoLibraryError:
            path = Path(text).expanduser()
            if path.name == text and not path.exists():
                raise
            return path.absolute()

    def create(self, name: str, description: str = "") -> Library:
        """Make an empty library.

        Raises:
            ShelfError: the name is taken, or none.
        """
        with self._making(About(name, description)) as part:
            open_or_create(part, load_default()).close()
        return self.find(name)

    def describe(self, id_: str, name: str, description: str) -> Library:
        """Give a library another name and description.

        Raises:
            ShelfError: the name is another library's, or none.
        """
        library = self.find(id_)
        about = self._checked(About(name, description), besides=library.id)
        _write_about(library.folder, about)
        return replace(library, name=about.name, description=about.description)

    def copy(self, id_: str, name: str) -> Library:
        """Copy a library with all its documents, and without its conversations.

        Raises:
            ShelfError: the name is taken, or none.
        """
        library = self.find(id_)
        with self._making(About(name, library.description)) as part:
            copy_files(library.folder, part)
        return self.find(name)

    def put(self, about: About, folder: Path) -> Library:
        """Take in a library that lies in a folder, which is moved; a name that is taken gets a number.

        Raises:
            ShelfError: the name is none.
        """
        about = replace(about, name=self._free_name(_line(about.name)), removed_at="")
        with self._making(about) as part:
            folder.replace(part)  # which is empty
        return self.find(about.name)

    def remove(self, id_: str) -> Library:
        """Remove a library; ``restore`` brings it back for a day, then it is gone.

        Raises:
            ShelfError: it is the one that Footnote begins with.
            LibraryLockedError: something is being added to it.
        """
        self.sweep()
        library = self.find(id_)
        if library.id == self.first.id:
            message = (
                f"{library.name} is the library that Footnote begins with, and stays. "
                "Its documents can be removed, and it can be renamed."
            )
            raise ShelfError(message)
        with write_lock(library.folder):
            now = datetime.now(UTC).isoformat()
            _write_about(library.folder, About(library.name, library.description, now))
            there = self._home / REMOVED
            there.mkdir(parents=True, exist_ok=True)
            library.folder.replace(_free(there, library.id))
        return library

    def removed(self) -> list[Library]:
        """What was removed and can be brought back, the latest first."""
        folders = sorted(_folders(self._home / REMOVED), key=_removed_at, reverse=True)
        return [_library(each.name, each) for each in folders]

    def restore(self, id_: str) -> Library:
        """Bring a library back that was removed.

        Raises:
            NoLibraryError: it is not there any more.
        """
        wanted = _line(id_).casefold()
        for each in self.removed():
            if wanted in {each.id, each.name.casefold()}:
                return self.put(About(each.name, each.description), each.folder)
        message = f"No library called {id_!r} was removed within the last day."
        raise NoLibraryError(message)

    def sweep(self) -> None:
        """Let go for good what was removed long enough ago."""
        late = (datetime.now(UTC) - KEPT_FOR).isoformat()
        for each in _folders(self._home / REMOVED):
            if _removed_at(each) < late:
                shutil.rmtree(each, ignore_errors=True)

    def place(self) -> Path:
        """The folder of all but the first library, made if need be, to put something in that becomes one."""
        folder = self._home / OTHERS
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def _making(self, about: About) -> Iterator[Path]:
        """A folder to be filled, which then takes its place under the name; on failure it is gone."""
        about = self._checked(about)
        others, name = self.place(), short_name(about.name)
        with tempfile.TemporaryDirectory(dir=others, prefix=".new-") as parent:
            part = Path(parent) / name
            part.mkdir()
            yield part
            _write_about(part, about)
            part.replace(_free(others, name, {self.first.id}))

    def _checked(self, about: About, besides: str = "") -> About:
        name, description = _line(about.name), _line(about.description)
        if not name or len(name) > LONGEST_NAME or len(description) > LONGEST_DESCRIPTION:
            message = (
                f"A library needs a name of at most {LONGEST_NAME} characters, "
                f"and its description may have {LONGEST_DESCRIPTION}."
            )
            raise ShelfError(message)
        if name.casefold() in self._taken(besides):
            message = f"There is a library called {name!r} already; choose another name."
            raise ShelfError(message)
        return About(name, description)

    def _taken(self, besides: str = "") -> set[str]:
        libraries = [each for each in self.libraries() if each.id != besides]
        return {name for each in libraries for name in (each.id, each.name.casefold())}

    def _free_name(self, name: str) -> str:
        taken, number, free = self._taken(), 2, name
        while free.casefold() in taken:
            free, number = f"{name} ({number})", number + 1
        return free


def short_name(name: str) -> str:
    """A name as it can stand in an address and be a folder's: "Year 9: rivers" is "year-9-rivers"."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())
    return "-".join(words)[:LONGEST_ID].strip("-") or "library"


def copy_files(folder: Path, to: Path) -> None:
    """Copy what a library is, as of one moment; what is derived from it is made anew when it is opened.

    Raises:
        LibraryError: it is damaged, or there is none.
    """
    from app.reading.own_cuts import FILE

    store = Store(folder)
    store.copy_to(to / DATABASE)
    store.close()
    Tags(folder).copy_to(to)
    if (folder / FILE).exists():
        shutil.copyfile(folder / FILE, to / FILE)


def _library(id_: str, folder: Path, name: str = "") -> Library:
    about = _read_about(folder)
    return Library(id_, about.name or name or id_, about.description, folder)


def _read_about(folder: Path) -> About:
    """What stands in a folder; nothing where nothing does, or no sense."""
    try:
        row = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        return About(*(_line(str(row[key])) for key in ("name", "description", "removed_at")))
    except (OSError, ValueError, KeyError, TypeError):
        return About("")


def _write_about(folder: Path, about: About) -> None:
    replace_text(folder / ABOUT, json.dumps(asdict(about), ensure_ascii=False) + "\n")


def _removed_at(folder: Path) -> str:
    return _read_about(folder).removed_at


def _folders(folder: Path) -> list[Path]:
    """The libraries in a folder; one whose name begins with a full stop is still being made."""
    found = folder.iterdir() if folder.is_dir() else ()
    return [each for each in found if (each / DATABASE).exists() and not each.name.startswith(".")]


def _free(folder: Path, name: str, taken: set[str] | frozenset[str] = frozenset()) -> Path:
    """A place in a folder under a name, with a number where it is taken."""
    number, free = 2, name
    while free in taken or (folder / free).exists():
        free, number = f"{name}-{number}", number + 1
    return folder / free


def _line(text: str) -> str:
    """A name or a description in one line, without what UTF-8 cannot hold or a terminal obeys."""
    sound = text.encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in sound).split())
