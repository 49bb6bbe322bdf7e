"""The most and the least in a table, or in a list of figures: its row, and with how many it was compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from app.answers import Answer, Citation, Member, Shape, Span
from app.asking.citing import citation_at
from app.asking.units import blocks, section_around
from app.language.superlatives import Amount, Superlative, amount, says_extreme, superlative
from app.language.values import DATE, QUANTITY
from index.retriever import Texts
from index.words import content_words
from ingest.documents import Document
from ingest.readers.builder import CELL_BREAK, LINE_BREAK
from ingest.rows import find_tables

FEWEST_COMPARED = 2
MOST_ROWS = 5_000  # of a table; a longer one is not compared in the time of an answer
# Of the words that a question has besides, those that the table, its headings or its title must have.
# Tuned on the built-in questions for the most and the least (tune half).
KNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a document, each by the spans of its cells; a list has one cell in each and no header.

    ``words`` are those of the header and what leads to the table, ``around`` those of title and headings.
    """

    document: Document
    header: tuple[str, ...]
    rows: tuple[tuple[Span, ...], ...]
    words: frozenset[str]
    around: frozenset[str]

    def text(self, span: Span) -> str:
        """What stands in a cell."""
        return self.document.text[slice(*span)]

    def row_words(self, row: Sequence[Span]) -> frozenset[str]:
        """The content words of a row."""
        return content_words(self.text((row[0][0], row[-1][1])))


@dataclass(frozen=True, slots=True)
class _Extreme:
    """The rows that have the most or the least in a column, of so many that were compared."""

    table: Table
    column: int
    rows: tuple[tuple[Span, ...], ...]
    compared: int


def ranked(answer: Answer, store: Texts) -> Answer | None:
    """The row that has the most, or the least, of what a question asks for; None where there is no such table.

    Neither is there need of one where the sentence that was found itself says that it is the most.
    """
    asked = superlative(answer.understood_as)
    if asked is None or asked.is_plural:
        return None
    if answer.answered and says_extreme(answer.quote or "", is_most=asked.is_most):
        return None
    found = next(
        (extreme for table in tables_of(answer, store) if (extreme := _extreme(asked, table))), None
    )
    return _shown(answer, asked, found) if found else None


def tables_of(answer: Answer, store: Texts) -> Iterator[Table]:
    """The tables and lists in the sections of the passages that were read, each once, the best first."""
    seen: set[tuple[str, int]] = set()
    for chunk in (hit.chunk for hit in answer.hits):
        document = store.document(chunk.document_id)
        if document is None:
            continue
        for start, table in tables_in(document, *section_around(document, chunk.start, chunk.end)):
            if (document.id, start) not in seen:
                seen.add((document.id, start))
                yield table


def tables_in(document: Document, start: int, end: int) -> Iterator[tuple[int, Table]]:
    """The tables and lists in a stretch of a document, and where each begins."""
    headings = document.heading_path(start)
    around = content_words(" ".join((document.title, *headings)))
    last = headings[-1] if headings else ""
    for found in find_tables(document.text, start, end):
        header, *rows = _rows(document.text, found.start, found.end)
        names = tuple(document.text[slice(*cell)] for cell in header)
        whole = tuple(tuple(row) for row in rows if len(row) == len(header))[:MOST_ROWS]
        yield (
            found.start,
            Table(document, names, whole, content_words(" ".join((last, *names))), around),
        )
    for block in blocks(document.text, start, end):
        lines = [line for line in block.lines if CELL_BREAK not in document.text[slice(*line)]]
        if len(lines) == len(block.lines) > 1:
            words = content_words(f"{block.intro} {last}")
            yield (
                block.start,
                Table(document, ("",), tuple((line,) for line in lines), words, around),
            )


def _rows(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """The cells of each line, the header's first."""
    for line in text[start:end].split(LINE_BREAK):
        cells = []
        for cell in line.split(CELL_BREAK):
            cells.append((start, start + len(cell)))
            start += len(cell) + len(CELL_BREAK)
        start += len(LINE_BREAK) - len(CELL_BREAK)
        yield cells


def _extreme(asked: Superlative, table: Table) -> _Extreme | None:
    """The rows of a table that answer; None where it is not about what is asked, or cannot be compared."""
    kind, wanted = content_words(asked.kind), content_words(asked.rest)
    in_rows = [table.row_words(row) for row in table.rows]
    known = table.words | table.around | frozenset[str]().union(*in_rows)
    if not (kind & table.words if kind else True) or len(wanted & known) < KNOWN * len(wanted):
        return None
    counted, meant = content_words(asked.counted), content_words(" ".join(asked.columns))
    if counted and not (counted & known or meant & table.words):
        return None
    # "the first event in the meadow": of the rows that have a word that others lack.
    telling = wanted - table.words - table.around
    rows = [row for row, said in zip(table.rows, in_rows, strict=True) if telling & known <= said]
    column = _column(asked, table, rows)
    if column is None:
        return None
    figures = [(row, value) for row in rows if (value := _amount(table, row[column]))]
    if len(figures) < FEWEST_COMPARED or len({each.unit for _, each in figures} - {""}) > 1:
        return None
    numbers = [each.high if asked.is_most else each.low for _, each in figures]
    best = max(numbers) if asked.is_most else min(numbers)
    first = tuple(row for (row, _), number in zip(figures, numbers, strict=True) if number == best)
    return _Extreme(table, column, first, len(figures))


def _column(asked: Superlative, table: Table, rows: Sequence[Sequence[Span]]) -> int | None:
    """The column to compare by: the one the question names, or its superlative, or the only one of figures."""
    heads = [content_words(name) for name in table.header]
    with_figures = [
        number
        for number in range(len(heads))
        if sum(_amount(table, row[number]) is not None for row in rows) >= FEWEST_COMPARED
    ]
    named = content_words(asked.besides)
    meant = content_words(" ".join(asked.columns))
    for words in (named, meant):
        likeness = {n: len(words & heads[n]) / len(words | heads[n]) for n in with_figures if words}
        best = max(likeness.items(), key=itemgetter(1), default=(0, 0.0))
        if best[1] and list(likeness.values()).count(best[1]) == 1:
            return best[0]
    return with_figures[0] if len(with_figures) == 1 else None


def _amount(table: Table, cell: Span) -> Amount | None:
    """How much a cell says; of a line of a list its first figure that is no date's."""
    text = table.text(cell)
    if table.header != ("",):
        return amount(text)
    figure = QUANTITY.search(DATE.sub(lambda date: "x" * len(date[0]), text))
    return amount(text[figure.start() : figure.end()]) if figure else None


def _shown(answer: Answer, asked: Superlative, found: _Extreme) -> Answer:
    """The rows as quotations, and in each the cell that answers."""
    citations: list[Citation] = []
    members: list[Member] = []
    document, is_table = found.table.document, found.table.header != ("",)
    known = {(each.document_id, each.start): each.confidence for each in answer.citations}
    for number, row in enumerate(found.rows, start=1):
        start, end = row[0][0], row[-1][1]
        cell = row[found.column] if asked.asks_value else row[0]
        sure = known.get((document.id, start), 0.0)
        citations.append(
            citation_at(document, start, end, number, sure, cell if is_table else None)
        )
        members += [Member(number, *cell)] if is_table else []
    answer = answer.of_several(Shape.RANK, citations, found.table.header[found.column])
    return replace(answer, members=tuple(members), compared=found.compared)
