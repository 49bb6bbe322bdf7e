"""What a library holds: documents, passages and vectors. The truth; all else is derived."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.database import Database, Row
from index.encoder import Vectors
from index.schema import (
    ORIGINALS,
    SCHEMA_VERSION,
    SUMMARIES,
    TABLES,
    DocumentSummary,
    LibrarySettings,
    chunk_from_row,
    content_digest,
    document_from_row,
    document_row,
    insert_chunks,
)
from ingest.documents import LANGUAGE, READ_BY, Chunk, Document, hash_text
from ingest.errors import LibraryError, NoLibraryError
from ingest.languages import ENGLISH
from ingest.readers import VERSION

Ids = NDArray[np.int64]

DATABASE = "library.db"


class Store:
    """One library folder's documents, passages and vectors; usable from many threads."""

    def __init__(self, folder: Path) -> None:
        """Open an existing library.

        Raises:
            NoLibraryError: there is none in the folder.
            LibraryError: its file is damaged or of another version.
        """
        self.folder = folder
        self.path = folder / DATABASE
        self._database = Database(self.path)
        self._rows = self._database.rows
        if not self.path.is_file():
            message = f"There is no library in {folder}. Make one with: footnote add FILE-OR-FOLDER"
            raise NoLibraryError(message)
        version = self._database.setting("schema_version")
        if version != str(SCHEMA_VERSION):
            message = (
                f"The library in {folder} has version {version or 'unknown'}; this program reads "
                f"version {SCHEMA_VERSION}. Move it away and add its documents again."
            )
            raise LibraryError(message)

    @classmethod
    def create(cls, folder: Path, settings: LibrarySettings) -> Store:
        """Make an empty library; one that a kill left half made is begun again.

        Raises:
            LibraryError: the folder cannot be written, or holds a library already.
        """
        path = folder / DATABASE
        if path.exists():
            message = f"There is a library in {folder} already."
            raise LibraryError(message)
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        connection = sqlite3.connect(beside)
        connection.executescript(TABLES)
        rows = {
            "schema_version": str(SCHEMA_VERSION),
            "library_id": uuid.uuid4().hex,
            "generation": "0",
            "settings": json.dumps(asdict(settings)),
        }
        with connection:
            connection.executemany("INSERT INTO settings VALUES (?, ?)", rows.items())
        connection.close()
        beside.replace(path)
        return cls(folder)

    # Reading

    @property
    def stamp(self) -> str:
        """Names this state of this library; derived files carry it."""
        rows = self._rows(
            "SELECT key, value FROM settings WHERE key IN ('library_id', 'generation')"
        )
        return "{library_id}:{generation}".format(**dict(rows))

    @property
    def settings(self) -> LibrarySettings:
        """What shaped the library."""
        return LibrarySettings(**json.loads(self._database.setting("settings")))

    def summaries(self) -> list[DocumentSummary]:
        """All documents by title, without their text."""
        rows = self._rows(SUMMARIES.format(where=""))
        return [DocumentSummary(*row) for row in rows]

    def summary_by_source(self, source: str) -> DocumentSummary | None:
        """A document without its text, by where it came from."""
        rows = self._rows(SUMMARIES.format(where="WHERE d.source = ?"), (source,))
        return next((DocumentSummary(*row) for row in rows), None)

    def titles(self, document_ids: Sequence[str]) -> dict[str, str]:
        """The titles of those documents that are there, by their ids."""
        rows = self._database.rows_in("SELECT id, title FROM documents", "id", document_ids)
        return {row[0]: row[1] for row in rows}

    def document(self, document_id: str) -> Document | None:
        """A document by its id."""
        rows = self._rows(
            "SELECT id, source, title, text, sha256, pages, sections, added_at, metadata"
            " FROM documents WHERE id = ?",
            (document_id,),
        )
        return document_from_row(rows[0]) if rows else None

    def original(self, document_id: str) -> bytes | None:
        """The bytes that a document was read from, or None where they were not kept."""
        found = self._select_original("data", document_id)
        return bytes(found[0][0]) if found else None

    def has_original(self, document_id: str) -> bool:
        """Whether the bytes that a document was read from were kept."""
        return bool(self._select_original("1", document_id))

    def source_of_bytes(self, sha256: str) -> str | None:
        """Where a document with these original bytes came from, if there is one."""
        rows = self._rows("SELECT source FROM documents WHERE sha256 = ?", (sha256,))
        return str(rows[0][0]) if rows else None

    def text_sha256(self, document_id: str) -> str:
        """The hash of a document's text, as it was when the document was added."""
        query = "SELECT text_sha256 FROM documents WHERE id = ?"
        return str(self._rows(query, (document_id,))[0][0])

    def is_as_added(self, document: Document) -> bool:
        """Whether nothing stored of a document, its passages and their vectors has changed."""
        chunks = self.document_chunks(document.id)
        vectors = self.vectors(self.chunk_ids([document.id]))
        recorded = self._rows("SELECT digest FROM documents WHERE id = ?", (document.id,))
        return bool(recorded[0][0] == content_digest(document, chunks, vectors))

    def languages(self) -> dict[str, str]:
        """The languages of the documents that are known not to be in English, by their ids."""
        rows = self._rows(
            f"SELECT id, json_extract(metadata, '$.{LANGUAGE}') AS language FROM documents"
            " WHERE language NOT IN ('', ?)",
            (ENGLISH,),
        )
        return dict(rows)

    def count_of_outdated(self) -> int:
        """How many documents were read by an earlier version of the readers."""
        read_by = f"coalesce(json_extract(metadata, '$.{READ_BY}'), '0')"
        query = f"SELECT count(*) FROM documents WHERE cast({read_by} AS INTEGER) < ?"
        return int(self._rows(query, (VERSION,))[0][0])

    def document_ids(self) -> list[str]:
        """The ids of all documents, in the order they were added."""
        return [row[0] for row in self._rows("SELECT id FROM documents ORDER BY rowid")]

    def chunk_ids(self, document_ids: Sequence[str] | None = None) -> Ids:
        """The ids of all passages, or of those in some documents, ascending."""
        query = "SELECT id FROM chunks"
        rows = (
            self._rows(query)
            if document_ids is None
            else self._database.rows_in(query, "document_id", document_ids)
        )
        return np.sort(np.fromiter((row[0] for row in rows), dtype=np.int64))

    def chunks(self, chunk_ids: Iterable[int]) -> dict[int, Chunk]:
        """Passages by id; an id that is not there is left out."""
        rows = self._database.rows_in(
            "SELECT id, document_id, ordinal, start, end, text, heading_path, page, sentences"
            " FROM chunks",
            "id",
            [int(chunk_id) for chunk_id in chunk_ids],
        )
        return {row[0]: chunk_from_row(row[1:]) for row in rows}

    def documents_of(self, chunk_ids: Sequence[int]) -> list[str]:
        """The id of each passage's document; a passage that is not there is left out."""
        query = "SELECT document_id FROM chunks"
        return [row[0] for row in self._database.rows_in(query, "id", list(chunk_ids))]

    def document_chunks(self, document_id: str) -> list[Chunk]:
        """A document's passages in order."""
        chunks = self.chunks(self.chunk_ids([document_id]))
        return sorted(chunks.values(), key=lambda chunk: chunk.ordinal)

    def all_vectors(self) -> tuple[Ids, Vectors]:
        """Every passage's id and vector, of one state: (n,) and (n, dimension)."""
        rows = self._rows("SELECT id, vector FROM chunks ORDER BY id")
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        return ids, self._stack([row[1] for row in rows])

    def vectors(self, chunk_ids: Iterable[int]) -> Vectors:
        """The stored vectors of passages that exist, in the order of the ids: (n, dimension)."""
        wanted = [int(chunk_id) for chunk_id in chunk_ids]
        rows = self._database.rows_in("SELECT id, vector FROM chunks", "id", wanted)
        blobs = {row[0]: row[1] for row in rows}
        return self._stack([blobs[chunk_id] for chunk_id in wanted])

    def known_vectors(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those encoder texts that some passage already has, by the text's hash."""
        hashes = list({hash_text(text) for text in texts})
        query = "SELECT encoder_text_sha256, vector FROM chunks"
        rows = self._database.rows_in(query, "encoder_text_sha256", hashes)
        return {row[0]: np.frombuffer(row[1], dtype=np.float32) for row in rows}

    def misshapen_vectors(self) -> list[int]:
        """The passages whose vector has not the library's dimension."""
        size = self.settings.dimension * np.dtype(np.float32).itemsize
        rows = self._rows(
            "SELECT id FROM chunks WHERE length(vector) IS NOT ? ORDER BY id", (size,)
        )
        return [row[0] for row in rows]

    def integrity_faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        faults = [str(row[0]) for row in self._rows("PRAGMA integrity_check(5)") if row[0] != "ok"]
        tables = [row[0] for row in self._rows("PRAGMA foreign_key_check")]
        for table, what in (("chunks", "passages belong"), ("originals", "kept files belong")):
            count = tables.count(table)
            faults += [f"{count} {what} to no document."] if count else []
        return faults

    # Writing: only under the folder's lock

    def put(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        vectors: Vectors,
        replaces: str | None = None,
        original: bytes | None = None,
    ) -> None:
        """Add a document with its passages, or put it in the place of another, as one change.

        ``original`` are the bytes it was read from, where they are to be kept.
        """
        with self._database.change(deletes=replaces is not None) as connection:
            if replaces is not None:
                connection.execute("DELETE FROM documents WHERE id = ?", (replaces,))
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*document_row(document), content_digest(document, chunks, vectors)),
            )
            insert_chunks(connection, chunks, vectors)
            if original is not None:
                _keep_original(connection, document.id, original)

    def keep_original(self, document_id: str, data: bytes) -> None:
        """Keep the bytes that a document here was read from, as one change."""
        with self._database.change(deletes=False) as connection:
            _keep_original(connection, document_id, data)

    def remove(self, document_ids: Sequence[str]) -> None:
        """Remove documents and all that is theirs, as one change."""
        with self._database.change(deletes=True) as connection:
            connection.executemany(
                "DELETE FROM documents WHERE id = ?", [(i,) for i in document_ids]
            )

    def replace_all_chunks(
        self,
        settings: LibrarySettings,
        passages: Iterable[tuple[Document, Sequence[Chunk], Vectors]],
    ) -> None:
        """Put other passages and vectors in the place of all, as one change."""
        with self._database.change(deletes=True) as connection:
            connection.execute("DELETE FROM chunks")
            for document, chunks, vectors in passages:
                insert_chunks(connection, chunks, vectors)
                connection.execute(
                    "UPDATE documents SET digest = ? WHERE id = ?",
                    (content_digest(document, chunks, vectors), document.id),
                )
            connection.execute(
                "UPDATE settings SET value = ? WHERE key = 'settings'",
                (json.dumps(asdict(settings)),),
            )

    def settle(self) -> None:
        """Empty the journal, and leave nothing of what was removed; see ``Database.settle``."""
        self._database.settle()

    def copy_to(self, path: Path) -> None:
        """Write all of it, as of one moment, into a file that is not there yet."""
        self._rows("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with them."""
        self._database.close()

    def _select_original(self, column: str, document_id: str) -> list[Row]:
        """A column of what was kept; a library made before originals were kept has no table."""
        if not self._rows("SELECT 1 FROM sqlite_master WHERE name = 'originals'"):
            return []
        return self._rows(f"SELECT {column} FROM originals WHERE document_id = ?", (document_id,))

    def _stack(self, blobs: list[bytes]) -> Vectors:
        if not blobs:
            return np.empty((0, self.settings.dimension), dtype=np.float32)
        return np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(len(blobs), -1)


def _keep_original(connection: sqlite3.Connection, document_id: str, data: bytes) -> None:
    connection.execute(ORIGINALS)
    connection.execute("REPLACE INTO originals VALUES (?, ?)", (document_id, data))


def of_same_library(stamp: str, other: str) -> bool:
    """Whether two stamps are of states of one library, in which an id never changes its passage."""
    return stamp.partition(":")[0] == other.partition(":")[0]
