"""Conversations and quotations that are kept in the library's folder, for one reader or for each user.

They lie in one SQLite file beside the library's, made when there is first something to keep. A turn is
kept as a saved conversation has it (``saved.py``), and comes back through the same checks. What a kept
answer quotes goes from here when its document is removed: only where it stood is remembered. Of what
it quotes from other libraries only the place is kept from the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.answers import Answer, Citation, Outdated, Turn
from app.keeping.outdated import answers, as_given, renewed, without_words
from app.keeping.saved import open_text, recheck, save_text
from index.database import Database, Row
from index.retriever import Texts
from index.store import Store

TextsOf = Callable[[Iterable[Answer]], Texts]

FILE = "kept.db"  # in the library's folder
UNDO_FOR = timedelta(minutes=10)  # what was deleted can be brought back so long
LONGEST_TITLE = 200  # characters
LONGEST_NOTE = 5_000
MOST_LISTED = 500  # a longer list is slow to draw; the search finds the rest

TABLES = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed_at TEXT NOT NULL,
    deleted_at TEXT
);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL, is_answer INTEGER NOT NULL, documents TEXT NOT NULL, words TEXT NOT NULL,
    turn TEXT NOT NULL, PRIMARY KEY (conversation, place)
);
CREATE TABLE IF NOT EXISTS quotations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, place TEXT NOT NULL, kept_at TEXT NOT NULL,
    note TEXT NOT NULL, documents TEXT NOT NULL, words TEXT NOT NULL, turn TEXT NOT NULL,
    deleted_at TEXT, UNIQUE (owner, place)
);
"""
LISTED = """
SELECT c.id, c.title, c.changed_at, (SELECT count(*) FROM turns WHERE conversation = c.id AND is_answer)
FROM conversations c WHERE c.owner = ? AND c.deleted_at IS NULL AND (? = '' OR instr(c.title, ?)
    OR EXISTS (SELECT 1 FROM turns WHERE conversation = c.id AND instr(words, ?)))
ORDER BY c.changed_at DESC, c.rowid DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list: ``changed_at`` is when it was last asked in."""

    id: str
    title: str
    changed_at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class KeptQuotation:
    """A quotation that somebody kept: an answer of one quotation, or what became of it, and a note."""

    id: str
    kept_at: datetime
    note: str
    turn: Turn


class Kept:
    """What is kept beside one library; usable from many threads.

    ``owner`` is a user's name, or empty where nobody signs in. An id of somebody else's, or of nothing,
    changes nothing and finds nothing.
    """

    def __init__(self, store: Store, texts: TextsOf | None = None) -> None:
        """Open what is kept; ``texts`` has the documents that answers of several libraries quote."""
        self._store = store
        self._texts = texts or (lambda answers: store)
        self.path = store.folder / FILE
        self._database = Database(self.path)

    def keeps(self, owner: str) -> bool:
        """Whether conversations are kept: they are unless their owner wants it otherwise."""
        return not self._rows("SELECT 1 FROM settings WHERE key = ?", (_switch(owner),))

    def set_keeps(self, owner: str, *, keeps: bool) -> None:
        """Keep conversations from now on, or nothing; what is there already stays."""
        query = (
            "DELETE FROM settings WHERE key = ?"
            if keeps
            else "REPLACE INTO settings VALUES (?, '1')"
        )
        self._change(query, (_switch(owner),))

    # Conversations

    def conversations(self, owner: str, search: str = "") -> list[Listed]:
        """The conversations that have a text in a question, a quotation or their title, the latest first."""
        self.sweep()
        wanted = search.strip().casefold()
        rows = self._rows(LISTED, (owner, wanted, wanted, wanted, MOST_LISTED))
        return [Listed(i, title, _time(at), answers) for i, title, at, answers in rows]

    def begin(self, owner: str, title: str) -> str:
        """A new conversation; its id."""
        name = secrets.token_hex(8)
        self._change("INSERT INTO conversations VALUES (?, ?, ?, ?, NULL)",
                     (name, owner, _line(title), _now()))  # fmt: skip
        return name

    def add(self, owner: str, conversation: str, turns: Sequence[Turn]) -> None:
        """Let turns follow those that are there, also those that another page has added meanwhile."""
        if not self.title(owner, conversation):
            return
        ((place,),) = self._rows(
            "SELECT coalesce(max(place) + 1, 0) FROM turns WHERE conversation = ?", (conversation,)
        )
        for number, turn in enumerate(turns, start=place):
            self._put(conversation, number, turn)
        self._change("UPDATE conversations SET changed_at = ? WHERE id = ?", (_now(), conversation))

    def put(self, owner: str, conversation: str, place: int, turn: Turn) -> None:
        """Put a turn in the place of the one that was there for the same question."""
        there = self._turns(owner, conversation)
        if place < len(there) and there[place].question == turn.question:
            self._put(conversation, place, turn)

    def open(self, owner: str, conversation: str) -> list[Turn] | None:
        """A conversation's turns, held against the library; None where there is none of this id."""
        if not self.title(owner, conversation):
            return None
        self.sweep()
        return self._shown(self._turns(owner, conversation))

    def title(self, owner: str, conversation: str) -> str:
        """A conversation's title; empty where there is none of this id."""
        rows = self._rows(
            "SELECT title FROM conversations WHERE id = ? AND owner = ? AND deleted_at IS NULL",
            (conversation, owner),
        )
        return str(rows[0][0]) if rows else ""

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            self._change("UPDATE conversations SET title = ? WHERE id = ? AND owner = ?",
                         (_line(title), conversation, owner))  # fmt: skip

    # Quotations

    def quotations(self, owner: str, search: str = "") -> list[KeptQuotation]:
        """The quotations that have a text in themselves, their question or note, the latest first."""
        self.sweep()
        wanted = search.strip().casefold()
        rows = self._rows(
            "SELECT id, kept_at, note, words, turn FROM quotations"
            " WHERE owner = ? AND deleted_at IS NULL ORDER BY kept_at DESC, rowid DESC",
            (owner,),
        )
        found = [row for row in rows if wanted in row[3] or wanted in row[2].casefold()]
        found = found[:MOST_LISTED]
        turns = self._shown([open_text(text)[0] for *_, text in found])
        return [
            KeptQuotation(i, _time(at), note, turn)
            for (i, at, note, *_), turn in zip(found, turns, strict=True)
        ]

    def places(self, owner: str) -> list[str]:
        """Where the kept quotations stand, see ``place_of``."""
        self.sweep()
        query = "SELECT place FROM quotations WHERE owner = ? AND deleted_at IS NULL"
        return [place for (place,) in self._rows(query, (owner,))]

    def keep(self, owner: str, question: str, citation: Citation) -> None:
        """Keep a quotation with the question that found it; one that was deleted comes back with its note."""
        alone = replace(citation, number=1)
        answer = Answer(question, question, alone.short, alone.quote, alone.confidence, (alone,))
        self._change(
            "INSERT INTO quotations VALUES (?, ?, ?, ?, '', ?, ?, ?, NULL)"
            " ON CONFLICT (owner, place) DO UPDATE SET deleted_at = NULL",
            (secrets.token_hex(8), owner, place_of(citation), _now(), *self._own(answer)),
        )

    def let_go(self, owner: str, place: str) -> None:
        """Delete the kept quotation that stands in a place."""
        self._change(
            "UPDATE quotations SET deleted_at = ? WHERE owner = ? AND place = ?",
            (_now(), owner, place),
        )

    def annotate(self, owner: str, quotation: str, note: str) -> None:
        """Write a note of one's own beside a quotation, in the place of the one before."""
        note = note.encode("utf-8", "replace").decode()[:LONGEST_NOTE]
        self._change(
            "UPDATE quotations SET note = ? WHERE id = ? AND owner = ?", (note, quotation, owner)
        )

    # Deleting

    def delete(self, owner: str, name: str, *, undo: bool = False) -> None:
        """Delete a conversation or a kept quotation, or bring it back; for good it goes a little later."""
        at = None if undo else _now()
        for table in ("conversations", "quotations"):
            self._change(
                f"UPDATE {table} SET deleted_at = ? WHERE id = ? AND owner = ?", (at, name, owner)
            )

    def sweep(self) -> None:
        """Let go what was deleted, and the words of documents that are no longer in the library."""
        if not self.path.exists():
            return
        self._make_tables()
        late = ((datetime.now(UTC) - UNDO_FOR).isoformat(),)
        for table in ("conversations", "quotations"):
            if self._rows(f"SELECT 1 FROM {table} WHERE deleted_at < ? LIMIT 1", late):
                self._change(f"DELETE FROM {table} WHERE deleted_at < ?", late, deletes=True)
                self._database.settle()
        stamp = self._store.stamp
        if self._database.setting("swept") != stamp:
            for table in ("turns", "quotations"):
                self._forget_words(table)
            self._change("REPLACE INTO settings VALUES ('swept', ?)", (stamp,))
            self._database.settle()

    def _forget_words(self, table: str) -> None:
        """Empty what a table's answers say in the words of documents that were removed."""
        summaries = self._store.summaries()
        there = {each.id for each in summaries} | {each.source for each in summaries}
        for row, documents, text in self._rows(f"SELECT rowid, documents, turn FROM {table}"):
            named = [line.split(" ", 1) for line in documents.splitlines()]
            gone = {each for each, source in named if each not in there and source not in there}
            turn = open_text(text)[0] if gone else None
            if isinstance(turn, Answer):
                self._change(
                    f"UPDATE {table} SET documents = ?, words = ?, turn = ? WHERE rowid = ?",
                    (*_columns(without_words(turn, gone), gone), row), deletes=True,
                )  # fmt: skip

    def _shown(self, turns: Sequence[Turn]) -> list[Turn]:
        """Turns as they may be shown: each quotation stands in the library, or says that it does no longer."""
        texts = self._texts(answers(turns))
        now = renewed(turns, texts)
        current = [turn for turn in now if not isinstance(turn, Outdated)]
        checked = iter(recheck(current, texts, own=True).turns)
        return [turn if isinstance(turn, Outdated) else next(checked) for turn in now]

    def _turns(self, owner: str, conversation: str) -> list[Turn]:
        rows = self._rows(
            "SELECT turn FROM turns JOIN conversations c ON c.id = conversation"
            " WHERE c.id = ? AND c.owner = ? AND c.deleted_at IS NULL ORDER BY place",
            (conversation, owner),
        )
        return [open_text(text)[0] for (text,) in rows]

    def _put(self, conversation: str, place: int, turn: Turn) -> None:
        turn = as_given(turn)
        self._change("REPLACE INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                     (conversation, place, isinstance(turn, Answer), *self._own(turn)))  # fmt: skip

    def _own(self, turn: Turn) -> tuple[str, str, str]:
        """What a table says of a turn: of other libraries, from which words may be removed at any time, no word."""
        if not isinstance(turn, Answer) or not any(each.library for each in turn.citations):
            return _columns(turn)
        foreign = {each.document_id for each in turn.citations} | {
            each.hit.chunk.document_id for each in turn.considered
        }
        foreign -= set(self._store.document_ids())
        return _columns(without_words(turn, foreign), foreign)

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        return self._database.rows(query, values) if self.path.exists() else []

    def _change(self, query: str, values: Sequence[object], *, deletes: bool = False) -> None:
        self._make_tables()
        with self._database.change(deletes=deletes) as connection:
            connection.execute(query, values)

    def _make_tables(self) -> None:
        """Make what is not there yet, also in a file of an earlier version."""
        self._database.make(TABLES)


def place_of(citation: Citation) -> str:
    """Where a quotation stands, in a word."""
    return f"{citation.document_id}:{citation.start}-{citation.end}"


def _columns(turn: Turn, gone: set[str] | frozenset[str] = frozenset()) -> tuple[str, str, str]:
    """What a table says of a turn: the documents whose words it has, what it is found by, and itself."""
    cited = turn.citations if isinstance(turn, Answer) else ()
    read = (
        [each.hit.chunk.document_id for each in turn.considered] if isinstance(turn, Answer) else []
    )
    named = {each.document_id: each.source for each in cited}
    named = {each: named.get(each, "") for each in [*named, *read] if each not in gone}
    said = [turn.question, *(each.quote for each in cited), *(each.title for each in cited)]
    documents = "\n".join(f"{each} {' '.join(source.split())}" for each, source in named.items())
    return documents, "\n".join(said).casefold(), save_text([turn])


def _switch(owner: str) -> str:
    return f"keep nothing {owner}"


def _line(title: str) -> str:
    """A title in one line, not too long."""
    return " ".join(title.encode("utf-8", "replace").decode().split())[:LONGEST_TITLE]


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
