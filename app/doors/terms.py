"""Who may do what through the doors: the browser, the REST API, and the assistants' protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from app.answers import DEFAULT_RISK, Answer, Problem, Risk
from app.assemble import Footnote
from app.checking.claims import check
from app.checking.statements import split_claims
from app.checking.verdicts import Checked
from app.doors.gate import Gate
from app.doors.users import Users
from app.jobs.board import Board
from app.table.table import Place, Table
from ingest.errors import BusyError, QuestionError, ReadOnlyError

LONGEST_QUESTION = 1_000  # characters
BUSY_SECONDS = 1.0  # until a cell of a table asks again for its turn


@dataclass(frozen=True)
class Doors:
    """The terms of one server.

    Without ``users`` nobody has to sign in. ``host`` is the name by which a tunnel makes the server
    known; else only this machine's own names are answered.
    """

    read_only: bool = False
    users: Users | None = None
    gate: Gate = field(default_factory=Gate)
    jobs: Board = field(default_factory=Board)
    host: str | None = None

    def check_may_change(self) -> None:
        """See that documents may be added and removed.

        Raises:
            ReadOnlyError: they may not.
        """
        if self.read_only:
            message = (
                "This library is served for reading only: nothing can be added or removed here."
            )
            raise ReadOnlyError(message)

    async def answer(
        self,
        footnote: Footnote,
        question: str,
        risk: Risk = DEFAULT_RISK,
        documents: Sequence[str] | None = None,
        earlier: Sequence[Answer] = (),
        *,
        thorough: bool | None = None,
    ) -> Answer:
        """Answer a question when it is its turn, from all documents or what is named; see ``Footnote.among``.

        Raises:
            QuestionError: it is empty or too long, nothing is called as a document is named, or the
                larger reader is wanted and not here.
            LibraryError: a library that is named cannot be asked.
            BusyError: too many are waiting.
        """
        check_text(question)

        def work() -> Answer:
            among, only = footnote.among(documents)
            answer = footnote.answer(
                question, documents=only, risk=risk, earlier=earlier, thorough=thorough, among=among
            )
            return replace(answer, being_added=self.jobs.unread)

        return await self.gate.run(work)

    async def check(
        self, footnote: Footnote, claims: Sequence[str], documents: Sequence[str] | None = None
    ) -> AsyncIterator[Checked]:
        """Check claims, each when it is its turn, so that questions need not wait for all of them.

        Raises:
            QuestionError: there are none, too many, one is no text or too long, or nothing is called as
                a document is named.
            BusyError: too many are waiting.
        """
        for claim in claims:
            check_text(claim)
        lines = split_claims("\n".join(" ".join(claim.split()) for claim in claims))
        only = await self.gate.run(partial(footnote.ids_of, documents))
        for line in lines:
            yield await self.gate.run(partial(check, line, footnote.retriever, documents=only))

    async def fill(
        self, footnote: Footnote, table: Table, risk: Risk = DEFAULT_RISK
    ) -> AsyncIterator[tuple[Place, Answer | Problem]]:
        """Answer a table's questions cell by cell, each when it is its turn; one that cannot be says why.

        Raises:
            QuestionError: a question is too long.
        """
        for question in table.questions:
            check_text(question)
        for row, column in table.places():
            question, document = table.questions[column], table.documents[row]
            while True:
                try:
                    yield (row, column), await self.answer(footnote, question, risk, [document.id])
                except BusyError:  # people who ask go first
                    await asyncio.sleep(BUSY_SECONDS)
                    continue
                except QuestionError as error:  # such as a document that was removed meanwhile
                    yield (row, column), Problem(question, str(error))
                break


def check_text(question: str) -> None:
    """See that a question or a claim is text, and not too much of it.

    Raises:
        QuestionError: it is something else, or too long.
    """
    try:
        question.encode()
    except UnicodeEncodeError as error:  # JSON can name halves of characters
        message = "The question holds something that is no character; type it again."
        raise QuestionError(message) from error
    if len(question) > LONGEST_QUESTION:
        message = f"A question may have at most {LONGEST_QUESTION:,} characters; shorten it."
        raise QuestionError(message)
