"""The SQLite file under a library: connections, queries, and changes that are whole or not at all.

Every change is one transaction and raises the generation, by which derived files know that they
are behind. Deleted content is overwritten, in the file and in its journal.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import LibraryError

UNSWEPT = "unswept"  # the setting that is there from a removal until the file was written anew
BUSY_SECONDS = 10.0  # a reader holds up the writer only while a checkpoint runs
SQL_VARIABLES = 900  # SQLite's oldest limit on the values in one statement is 999
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

Row = tuple[Any, ...]


class Database:
    """One SQLite file; usable from many threads, each with its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def make(self, tables: str) -> None:
        """Make the tables that are not there yet: CREATE statements with ";" between them."""
        for table in tables.split(";"):
            self.rows(table)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query.

        Raises:
            LibraryError: the file is damaged, or no library.
        """
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            message = (
                f"The library file {self.path} cannot be used ({error}). "
                "If it is damaged, move it away and add its documents again."
            )
            raise LibraryError(message) from error

    def rows_in(self, query: str, column: str, values: Sequence[int] | Sequence[str]) -> list[Row]:
        """The rows of a query whose column has one of these values, however many they are."""
        found = []
        for start in range(0, len(values), SQL_VARIABLES):
            part = tuple(values[start : start + SQL_VARIABLES])
            marks = ",".join("?" * len(part))
            found += self.rows(f"{query} WHERE {column} IN ({marks})", part)
        return found

    def setting(self, key: str) -> str:
        """A row of the table of settings, or an empty string."""
        rows = self.rows("SELECT value FROM settings WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    @contextmanager
    def change(self, *, deletes: bool) -> Iterator[sqlite3.Connection]:
        """A transaction around what is done in the block.

        Raises:
            LibraryError: the file cannot be changed; it is as before.
        """
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection
                connection.execute(
                    "UPDATE settings SET value = CAST(value AS INTEGER) + 1"
                    " WHERE key = 'generation'"
                )
                if deletes:
                    connection.execute("REPLACE INTO settings VALUES (?, '1')", (UNSWEPT,))
        except sqlite3.DatabaseError as error:
            message = f"The library file {self.path} cannot be changed ({error}); it is as before."
            raise LibraryError(message) from error

    def settle(self) -> None:
        """Empty the journal into the file, which is written anew if something was removed.

        SQLite overwrites what it deletes, but not the remains of rows that it once moved from page
        to page; after this, nothing of what was removed is left.
        """
        if self.setting(UNSWEPT):
            self.rows("VACUUM")
        ((busy, _, _),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        # A reader that holds an old state keeps its pages: the next run sweeps again.
        if self.setting(UNSWEPT) and not busy:
            self.rows("DELETE FROM settings WHERE key = ?", (UNSWEPT,))
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with them."""
        connection = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            self._local.connection = connection
        return connection
