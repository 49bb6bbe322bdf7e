"""What people say themselves of the claims that they check, and their last handout, beside the library.

Both are their own words: nothing of a document is in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.checking.verdicts import Judged, Ruling
from index.database import SQL_VARIABLES, Database
from index.store import Store

FILE = "judged.db"  # in the library's folder
LONGEST_NOTE = 5_000  # characters

TABLES = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judged (
    owner TEXT, claim TEXT, ruling TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (owner, claim)
) WITHOUT ROWID;
"""


class KeptVerdicts:
    """The verdicts and handouts of each owner, an empty name where nobody signs in; for many threads."""

    def __init__(self, store: Store) -> None:
        self.path = store.folder / FILE
        self._database = Database(self.path)

    def of(self, owner: str, claims: Sequence[str]) -> dict[str, Judged]:
        """What was said of these claims, as far as anything was."""
        found: dict[str, Judged] = {}
        for first in range(0, len(claims) if self.path.exists() else 0, SQL_VARIABLES - 1):
            part = claims[first : first + SQL_VARIABLES - 1]
            marks = ",".join("?" * len(part))
            query = f"SELECT claim, ruling, note FROM judged WHERE owner = ? AND claim IN ({marks})"
            rows = self._database.rows(query, (owner, *part))
            found |= {claim: judged(ruling, note) for claim, ruling, note in rows}
        return found

    def judge(self, owner: str, claim: str, said: Judged) -> None:
        """Keep what is said of a claim, in the place of what was; nothing said is not kept."""
        if said == Judged():
            self._change("DELETE FROM judged WHERE owner = ? AND claim = ?", owner, claim)
        else:
            query = "REPLACE INTO judged VALUES (?, ?, ?, ?)"
            self._change(query, owner, claim, said.ruled, said.note)

    def handout(self, owner: str) -> str:
        """The text that was checked last."""
        return self._database.setting(_handout(owner)) if self.path.exists() else ""

    def keep_handout(self, owner: str, text: str) -> None:
        """Keep the text that is checked, in the place of the one before."""
        self._change("REPLACE INTO settings VALUES (?, ?)", _handout(owner), text)

    def _change(self, query: str, *values: str) -> None:
        self._database.make(TABLES)
        with self._database.change(deletes=False) as connection:
            connection.execute(query, values)


def judged(ruling: str, note: str) -> Judged:
    """A verdict by its word, and a note; what is no verdict is none."""
    note = note.strip()[:LONGEST_NOTE].encode("utf-8", "replace").decode()
    return Judged(Ruling(ruling) if ruling in set(Ruling) else None, note)


def _handout(owner: str) -> str:
    return f"handout {owner}"
