"""A person's own questions with known answers, beside the library they are asked of.

Of a document only the place of the answer is kept, so that its words go with it when it is removed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.answers import Span
from app.asking.ask import check_question
from index.database import Database, Row
from index.store import Store
from ingest.documents import Document
from ingest.errors import QuestionError
from ingest.sentences import split_sentences

FILE = "questions.db"  # in the library's folder
LONGEST_KIND = 40  # characters
USUAL_KIND = "question"

TABLES = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS questions (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
    unanswerable INTEGER NOT NULL, document TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    gone INTEGER NOT NULL, UNIQUE (owner, question)
)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is answered: half-open offsets of the answer in a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of one's own.

    ``answer`` stands at its ``place`` in the document of this ``title`` and ``source``, within the
    ``sentences`` there; all are empty where none was chosen yet, or its document is there no longer.
    """

    id: str
    question: str
    kind: str
    unanswerable: bool
    place: Place | None = None
    title: str = ""
    source: str = ""
    answer: str = ""
    sentences: Span = (0, 0)

    @property
    def is_open(self) -> bool:
        """Whether it is not known yet what would be right."""
        return not (self.unanswerable or self.answer)


class OwnQuestions:
    """The questions of each owner, an empty name where nobody signs in; usable from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.path = store.folder / FILE
        self._database = Database(self.path)

    def all(self, owner: str) -> list[OwnQuestion]:
        """An owner's questions, those without a known answer first."""
        query = (
            "SELECT id, question, kind, unanswerable, document, start, end FROM questions"
            " WHERE owner = ? AND NOT gone ORDER BY rowid"
        )
        rows = self._database.rows(query, (owner,)) if self.path.exists() else []
        read = cache(self._store.document)
        found = [_question(row, read(row[4]) if row[4] else None) for row in rows]
        return sorted(found, key=lambda each: not each.is_open)

    def put(
        self,
        owner: str,
        question: str,
        kind: str = "",
        *,
        place: Place | None = None,
        unanswerable: bool = False,
    ) -> None:
        """Keep a question, in the place of the same one; without a place it is unanswerable, or open.

        Raises:
            QuestionError: nothing is asked.
        """
        question = check_question(question).encode("utf-8", "replace").decode()
        kind = " ".join(kind.encode("utf-8", "replace").decode().split())[:LONGEST_KIND]
        kind = kind or ("unanswerable" if unanswerable else USUAL_KIND)
        where = ("", 0, 0) if place is None else (place.document_id, place.start, place.end)
        self._change(
            "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (owner, question) DO"
            " UPDATE SET kind = excluded.kind, unanswerable = excluded.unanswerable, gone = 0,"
            " document = excluded.document, start = excluded.start, end = excluded.end",
            (secrets.token_hex(8), owner, question, kind, unanswerable and place is None, *where),
        )

    def remove(self, owner: str, name: str, *, undo: bool = False) -> None:
        """Remove a question by its id, or bring back the one that was removed last."""
        if not undo:  # what went before it is gone for good
            self._change("DELETE FROM questions WHERE owner = ? AND gone", (owner,))
        self._change(
            "UPDATE questions SET gone = ? WHERE owner = ? AND id = ?", (not undo, owner, name)
        )

    def _change(self, query: str, values: Sequence[object]) -> None:
        self._database.make(TABLES)
        with self._database.change(deletes=False) as connection:
            connection.execute(query, values)


def find_words(document: Document, words: str) -> Place:
    """Where a document has some words, whatever white space is between them.

    Raises:
        QuestionError: nowhere, or in several places.
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = [each.span() for each in re.finditer(pattern, document.text)] if pattern else []
    if not found:
        message = f"These words do not stand in {document.title}; select them in its text."
        raise QuestionError(message)
    if len(found) > 1:
        message = (
            f"These words stand {len(found):,} times in {document.title}; select the right ones "
            "in its text, or take a few more."
        )
        raise QuestionError(message)
    return Place(document.id, *found[0])


def _question(row: Row, document: Document | None) -> OwnQuestion:
    name, question, kind, unanswerable, document_id, start, end = row
    if document is None or not 0 <= start < end <= len(document.text):
        return OwnQuestion(name, question, kind, bool(unanswerable))
    around = [
        (first, last)
        for first, last in split_sentences(document.text, language=document.language)
        if first < end and start < last
    ]
    return OwnQuestion(
        name, question, kind, unanswerable=False, place=Place(document_id, start, end),
        title=document.title, source=document.source, answer=document.text[start:end],
        sentences=(min(start, around[0][0]), max(end, around[-1][1])) if around else (start, end),
    )  # fmt: skip
