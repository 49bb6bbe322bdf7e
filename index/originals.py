"""The bytes of sources whose pages can be shown, beside what was read from them.

Their table is made when it is first needed, so a library of an earlier day has none, and is one
like any other; a program of that day, too, reads it and removes from it (the rows go with their
documents).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

KEPT = frozenset({".pdf"})  # the suffixes of what has pages to be shown

_TABLE = """
CREATE TABLE IF NOT EXISTS originals (
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE, data BLOB NOT NULL
)
"""

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]  # runs a query, gives all its rows


def keep_original(connection: sqlite3.Connection, document_id: str, data: bytes) -> None:
    """Keep the bytes that a document was read from, as a part of the change at hand."""
    connection.execute(_TABLE)
    connection.execute("REPLACE INTO originals VALUES (?, ?)", (document_id, data))


def select_original(rows: Rows, column: str, document_id: str) -> list[tuple[Any, ...]]:
    """A column of what was kept of a document's original; no row where nothing was."""
    if not rows("SELECT 1 FROM sqlite_master WHERE name = 'originals'", ()):
        return []
    return rows(f"SELECT {column} FROM originals WHERE document_id = ?", (document_id,))
