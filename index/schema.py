"""The library file's tables, and how objects become rows and come back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.encoder import Vectors
from ingest.documents import Chunk, Document, Page, Section, hash_bytes, hash_text
from ingest.readers import VERSION
from ingest.readers.builder import READER_KEYS

SCHEMA_VERSION = 1

TABLES = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL, pages TEXT NOT NULL, sections TEXT NOT NULL,
    metadata TEXT NOT NULL, added_at TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
    heading_path TEXT NOT NULL, page INTEGER, sentences TEXT NOT NULL,
    encoder_text_sha256 TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX chunks_by_document ON chunks (document_id, ordinal);
CREATE INDEX chunks_by_text ON chunks (encoder_text_sha256);
"""
# The bytes of sources whose pages can be shown, or to which no path leads. The table is made when it is first needed, so a
# library of an earlier day has none, and a program of that day, too, reads it and removes from it.
ORIGINALS = """
CREATE TABLE IF NOT EXISTS originals (
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE, data BLOB NOT NULL
)
"""

# With {where} still to be filled in.
SUMMARIES = """
SELECT d.id, d.source, d.title, d.sha256, length(d.text), count(c.id), d.added_at,
    coalesce(json_extract(d.metadata, '$.pages_without_text'), ''),
    coalesce(json_extract(d.metadata, '$.recognised_language'), ''),
    cast(coalesce(json_extract(d.metadata, '$.read_by'), '0') AS INTEGER),
    coalesce((SELECT group_concat(key || ': ' || value, char(10)) FROM json_each(d.metadata)
        WHERE key NOT IN ({own})), '')
FROM documents d LEFT JOIN chunks c ON c.document_id = d.id {where}
GROUP BY d.id ORDER BY d.title COLLATE NOCASE, d.source
""".replace("{own}", ", ".join(f"'{key}'" for key in sorted(READER_KEYS)))


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """What shaped a library: its encoder and its passages; it is refused by any other."""

    encoder_name: str
    encoder_fingerprint: str
    dimension: int
    chunking: str


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text, for lists.

    ``language`` is a code, empty where it could not be told; ``read_by`` the version of the readers,
    0 where nobody noted it. ``about`` is what is said about it, a line each: "author: Ada Lovelace".
    """

    id: str
    source: str
    title: str
    sha256: str
    characters: int
    passages: int
    added_at: str
    pages_without_text: str
    language: str = ""
    read_by: int = VERSION
    about: str = ""

    @property
    def is_outdated(self) -> bool:
        """Whether today's readers may make another text of its file."""
        return self.read_by < VERSION


def insert_chunks(
    connection: sqlite3.Connection, chunks: Sequence[Chunk], vectors: Vectors
) -> None:
    """Add passages and their vectors, row i to passage i."""
    connection.executemany(
        "INSERT INTO chunks (document_id, ordinal, start, end, text, heading_path, page, sentences,"
        " encoder_text_sha256, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (*chunk_row(chunk), hash_text(chunk.encoder_text), vector.astype(np.float32).tobytes())
            for chunk, vector in zip(chunks, vectors, strict=True)
        ),
    )


def chunk_row(chunk: Chunk) -> tuple[str | int | None, ...]:
    """A passage as the first columns of its row."""
    return (
        chunk.document_id, chunk.ordinal, chunk.start, chunk.end, chunk.text,
        json.dumps(chunk.heading_path), chunk.page, json.dumps(chunk.sentences),
    )  # fmt: skip


def chunk_from_row(row: tuple[Any, ...]) -> Chunk:
    """A passage's first columns, in the order of its fields, as a passage."""
    document_id, ordinal, start, end, text, heading_path, page, sentences = row
    path = tuple(json.loads(heading_path))
    spans = tuple((first, last) for first, last in json.loads(sentences))
    return Chunk(document_id, ordinal, start, end, text, path, page, spans)


def content_digest(document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> str:
    """One hash over all that is stored of a document: its fields, its passages, their vectors."""
    rows = json.dumps([document_row(document), [chunk_row(chunk) for chunk in chunks]])
    return hash_bytes(hash_text(rows).encode() + vectors.astype(np.float32).tobytes())


def document_row(document: Document) -> tuple[str, ...]:
    """A document as a row of its table."""
    pages = json.dumps([[page.number, page.start] for page in document.pages])
    sections = json.dumps([[s.start, s.level, s.heading] for s in document.sections])
    return (
        document.id, document.source, document.title, document.text, hash_text(document.text),
        document.sha256, pages, sections, json.dumps(dict(document.metadata), sort_keys=True), document.added_at,
    )  # fmt: skip


def document_from_row(row: tuple[Any, ...]) -> Document:
    """A document's columns, in the order of its fields, as a document."""
    identifier, source, title, text, sha256, pages, sections, added_at, metadata = row
    starts = tuple(Page(*page) for page in json.loads(pages))
    headings = tuple(Section(*section) for section in json.loads(sections))
    return Document(
        identifier, source, title, text, sha256, starts, headings, added_at, json.loads(metadata)
    )
