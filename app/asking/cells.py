"""The cell of a table that a question asks for, where another of its row, or another row, was named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.answers import Citation, Span
from app.asking.citing import citation_at
from app.asking.ranking import Table, tables_in
from app.asking.units import section_around
from index.retriever import Texts
from index.words import content_words


def first_in_its_cell(
    question: str, citations: Sequence[Citation], store: Texts
) -> tuple[Citation, ...]:
    """Citations of which the first has the cell that the question names, and no other its row."""
    first, *others = [in_its_cell(question, citations[0], store), *citations[1:]]
    kept = [each for each in others if not each.overlaps(first.document_id, first.start, first.end)]
    return first, *(replace(each, number=number) for number, each in enumerate(kept, start=2))


def in_its_cell(question: str, citation: Citation, store: Texts) -> Citation:
    """A quoted row of a table with the cell that the question names; as it is where it names none.

    The row is another one where the question has all words of that one's first cell, and not all of the
    first cell that was quoted. The column is the one that shares most of its words with the question.
    """
    document = store.document(citation.document_id) if citation.columns else None
    if document is None or citation.answer is None:
        return citation
    floor, ceiling = section_around(document, citation.start, citation.end)
    for start, table in tables_in(document, floor, ceiling):
        rows = [row for row in table.rows if row[0][0] == citation.start]
        if start < citation.start and rows:
            row, cell = _cell(question, table, rows[0])
            is_whose = _holds(rows[0][0], citation.answer) and row == rows[0]
            if cell is None or is_whose or (row == rows[0] and _holds(cell, citation.answer)):
                return citation
            moved = citation_at(
                document, row[0][0], row[-1][1], citation.number, citation.confidence, cell
            )
            return moved if row != rows[0] else replace(citation, answer=cell)
    return citation


def _holds(cell: Span, answer: Span) -> bool:
    return cell[0] <= answer[0] and answer[1] <= cell[1]


def _cell(
    question: str, table: Table, quoted: tuple[Span, ...]
) -> tuple[tuple[Span, ...], Span | None]:
    asked = content_words(question)
    named = [row for row in table.rows if _label(table, row) <= asked]
    row = named[0] if len(named) == 1 and quoted not in named else quoted
    column = _column(asked - _label(table, row), table.header)
    return row, row[column] if column else None


def _label(table: Table, row: Sequence[Span]) -> frozenset[str]:
    return content_words(table.text(row[0])) or frozenset({""})


def _column(asked: frozenset[str], header: Sequence[str]) -> int | None:
    """The column that the question names best; the only one beside the first; None where several are alike."""
    if len(header) == 2:  # noqa: PLR2004 - what is told, and of what
        return 1
    heads = [content_words(name) for name in header]
    likeness = [len(asked & head) / len(head) if head else 0.0 for head in heads]
    best = max(likeness)
    return likeness.index(best) if best and likeness.count(best) == 1 else None
