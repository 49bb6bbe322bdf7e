"""The table of questions: a row for each document, a column for each question, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.answers import Answer, Citation, Member, Problem, Span
from app.language.values import Date, Number, value_of
from index.schema import DocumentSummary
from ingest.errors import QuestionError

MOST_QUESTIONS = 20
MOST_CELLS = 3_000  # of one table: more could hardly be drawn, and take half an hour
NOT_FOUND = "not found"

Key = tuple[int, str, float, str]  # what a cell is put in order by
Place = tuple[int, int]  # of a cell: its row and its column, from 0


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a document says: a quotation, and where its value stands in it, if it has one."""

    citation: Citation
    span: Span | None = None

    @property
    def value(self) -> str:
        """The value, as it stands in the quotation; empty where there is none."""
        return self.citation.quote[slice(*self.span)] if self.span else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a document says to a question: nothing, with a note that says why, or one thing or several.

    ``differs``: the several are values that differ; else they are the members of a list, or the
    quotations of an answer that one sentence cannot give.
    """

    said: tuple[Said, ...] = ()
    note: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Table:
    """Questions of documents; cells that are not there yet are still to be asked."""

    questions: tuple[str, ...]
    documents: tuple[DocumentSummary, ...]
    cells: Mapping[Place, Cell] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many cells it will have."""
        return len(self.questions) * len(self.documents)

    def places(self) -> list[Place]:
        """All cells, row by row."""
        rows, columns = range(len(self.documents)), range(len(self.questions))
        return [(row, column) for row in rows for column in columns]

    def with_cell(self, place: Place, answer: Answer | Problem) -> Table:
        """It with one more cell."""
        return replace(self, cells={**self.cells, place: cell_of(answer)})

    def ranks(self, column: int) -> list[int | None]:
        """The place of each row when a column is in order, equal values alike; None where nothing is said."""
        keys = [
            _key(cell) if (cell := self.cells.get((row, column))) and cell.said else None
            for row in range(len(self.documents))
        ]
        order = {key: rank for rank, key in enumerate(sorted({key for key in keys if key}))}
        return [None if key is None else order[key] for key in keys]


def read_questions(text: str) -> tuple[str, ...]:
    """The questions of a text, one a line, each once.

    Raises:
        QuestionError: there are none, or too many.
    """
    questions = tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines()))
    questions = tuple(filter(None, questions))
    if not questions:
        message = "Nothing is asked. Write a question on each line."
        raise QuestionError(message)
    if len(questions) > MOST_QUESTIONS:
        message = f"A table may have at most {MOST_QUESTIONS} questions; ask the others in another."
        raise QuestionError(message)
    return questions


def begin(questions: Sequence[str], documents: Sequence[DocumentSummary]) -> Table:
    """A table without cells.

    Raises:
        QuestionError: there are no documents, or there would be too many cells.
    """
    table = Table(tuple(questions), tuple(documents))
    if not documents:
        message = "The library is empty, so there is nothing to ask."
        raise QuestionError(message)
    if table.size > MOST_CELLS:
        message = (
            f"This would be a table of {table.size:,} cells; {MOST_CELLS:,} are the most. "
            "Choose fewer documents or ask fewer questions at once."
        )
        raise QuestionError(message)
    return table


def cell_of(answer: Answer | Problem) -> Cell:
    """What an answer, restricted to one document, says."""
    if isinstance(answer, Problem):
        return Cell(note=answer.sentence)
    if not answer.answered:
        return Cell(note=NOT_FOUND)
    if answer.disagreement is not None:
        sides = [side.citation for side in answer.disagreement.sides]
        return Cell(tuple(Said(each, each.answer_in_quote) for each in sides), differs=True)
    if answer.members:
        return Cell(tuple(_member(answer, each) for each in answer.members))
    if answer.shape is not None:
        numbers = [number for part in answer.parts for number in part.numbers]
        return Cell(tuple(Said(answer.cited(each)) for each in dict.fromkeys(numbers)))
    first = answer.citations[0]
    return Cell((Said(first, first.answer_in_quote),))


def _member(answer: Answer, member: Member) -> Said:
    citation = answer.cited(member.number)
    return Said(citation, (member.start - citation.start, member.end - citation.start))


def _key(cell: Cell) -> Key:
    """Numbers first, those of a unit together, then days, then words."""
    first = cell.said[0]
    value = value_of(first.citation.quote, *first.span) if first.span else None
    if isinstance(value, Number):
        return 0, value.unit, float(value.low), ""
    if isinstance(value, Date):
        return 1, "", (value.year or 0) * 372 + (value.month or 0) * 31 + (value.day or 0), ""
    return 2, "", 0.0, (first.value or first.citation.quote).casefold()
