"""The libraries of a shelf as they are asked together: each is opened when it is first wanted."""

from __future__ import annotations

from threading import Lock

from app.shelf.shelf import Library, Shelf
from index.joined import JoinedTexts, Part
from index.retriever import Retriever
from index.store import DATABASE, Store
from ingest.errors import EncoderMismatchError


class Beside:
    """The libraries of a shelf that may be asked together; usable from many threads, and by many pages."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._open: dict[str, Retriever] = {}
        self._lock = Lock()

    def part(self, name: str, home: Retriever) -> Part:
        """The library of this name, open; ``home`` is the one at hand.

        Raises:
            NoLibraryError: there is none.
            EncoderMismatchError: it was made with another encoder.
        """
        library = self._shelf.find(name)
        if library.folder == home.store.folder:
            return Part(library.id, library.name, home)
        with self._lock:
            there = self._open.get(library.id)
            if there is None or there.store.folder != library.folder:
                there = self._opened(library, home)
        if there.encoder.fingerprint != home.encoder.fingerprint:
            raise EncoderMismatchError(_apart(library))
        return Part(library.id, library.name, there)

    def texts(self, home: Store) -> JoinedTexts:
        """The documents of all of them, those of the one at hand first."""
        return JoinedTexts([home, *(Store(each.folder) for each in self._others(home))])

    def offered(self, home: Store) -> list[tuple[str, str, int]]:
        """The short name, name and number of documents of each, the one at hand first."""
        here = [each for each in self._shelf.libraries() if each.folder == home.folder]
        return [
            (each.id, each.name, len(Store(each.folder).document_ids()))
            for each in (*here, *self._others(home))
        ]

    def _others(self, home: Store) -> list[Library]:
        return [
            each
            for each in self._shelf.libraries()
            if each.folder != home.folder and (each.folder / DATABASE).exists()
        ]

    def _opened(self, library: Library, home: Retriever) -> Retriever:
        try:
            opened = Retriever.from_store(Store(library.folder), home.encoder)
        except EncoderMismatchError as error:
            raise EncoderMismatchError(_apart(library)) from error
        self._open[library.id] = opened
        return opened


def _apart(library: Library) -> str:
    return (
        f"{library.name} was made with another encoder than this library, so that the two cannot be "
        "asked together; ask each by itself."
    )
