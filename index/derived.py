"""The two searchable forms of a library, derived from its store and brought up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.lexical import LexicalIndex, build_lexical, lexical_stamp, open_lexical, write_lexical
from index.lock import write_lock
from index.store import Store, of_same_library
from index.vectors import (
    VectorSearch,
    build_vectors,
    open_vectors,
    vectors_stamp,
    write_vectors,
)
from ingest.errors import LibraryLockedError
from ingest.languages import ENGLISH


@dataclass(frozen=True)
class Derived:
    """Vector search and BM25 search over one state of a library.

    ``languages`` are those of its documents that are not in English, by their ids.
    """

    stamp: str
    vectors: VectorSearch
    lexical: LexicalIndex
    languages: Mapping[str, str]

    @property
    def spoken(self) -> frozenset[str]:
        """The languages of all documents, and English."""
        return frozenset({ENGLISH, *self.languages.values()})


def open_derived(store: Store) -> Derived:
    """The library's present state, from its files or rebuilt.

    While another process is writing, an outdated state is rebuilt in memory instead.
    """
    try:
        return reopen_derived(store)
    except LibraryLockedError:
        stamp = store.stamp
        return Derived(stamp, build_vectors(store), build_lexical(store), store.languages())


def reopen_derived(store: Store) -> Derived:
    """The library's present state, from its files, which are brought up to date first.

    Raises:
        LibraryLockedError: they are behind, and another process is writing.
    """
    derived = open_current(store)
    if derived is not None:
        return derived
    with write_lock(store.folder, wait_seconds=0):
        return refresh_derived(store)


def refresh_derived(store: Store) -> Derived:
    """Bring the files up to the store, wherever they are not. Only under the folder's lock."""
    store.settle()
    stamp = store.stamp
    vectors = open_vectors(store.folder, stamp) or write_vectors(store, stamp)
    lexical = open_lexical(store.folder, stamp) or write_lexical(store, stamp)
    return Derived(stamp, vectors, lexical, store.languages())


def open_newer(store: Store, stamp: str) -> Derived | None:
    """The state of the library that its files are of, if it is another than ``stamp``; else None.

    While another process is adding to the library, its files follow now and then.
    """
    there = vectors_stamp(store.folder)
    if there in {"", stamp} or not of_same_library(there, store.stamp):
        return None
    return _open(store, there)


def open_current(store: Store) -> Derived | None:
    """The library's present state from its files, or None where they are not of it."""
    return _open(store, store.stamp)


def _open(store: Store, stamp: str) -> Derived | None:
    """The state of this stamp; looking at it is quick where the files are of another."""
    if not vectors_stamp(store.folder) == lexical_stamp(store.folder) == stamp:
        return None
    vectors, lexical = open_vectors(store.folder, stamp), open_lexical(store.folder, stamp)
    if vectors is None or lexical is None:
        return None
    return Derived(stamp, vectors, lexical, store.languages())
