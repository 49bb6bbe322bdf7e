"""The table of questions on the page: its cells, in which order its rows can be, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.answers import Citation
from app.render.footnotes import place_address, where_words
from app.render.html import source_address
from app.render.marks import cut
from app.render.templates import piece
from app.table.table import NOT_FOUND, Cell, Said, Table


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a cell says with one quotation: its values, the quotation's pieces with these marked, and its place."""

    values: list[str]
    pieces: Sequence[tuple[str, object]]
    address: str
    where: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is shown; ``rank`` puts its column in order."""

    cell: Cell
    quoted: list[Quoted]
    rank: int | None
    is_asked: bool

    @property
    def is_empty(self) -> bool:
        """Whether the document says nothing to the question."""
        return self.cell.note == NOT_FOUND


def table_html(table: Table | None) -> Markup:
    """The table as far as it is filled; without one, what it is for."""
    if table is None:
        return piece("table.html", "welcome")
    columns = range(len(table.questions))
    ranks = [table.ranks(column) for column in columns]
    rows = [
        (
            document,
            source_address(document.id),
            [_shown(table, row, column, ranks[column][row]) for column in columns],
        )
        for row, document in enumerate(table.documents)
    ]
    return piece("table.html", "table", table.questions, rows)


def filling_html(table: Table) -> Markup:
    """How far a table is: "12 of 90 cells"."""
    return piece("table.html", "filling", len(table.cells), table.size)


def _shown(table: Table, row: int, column: int, rank: int | None) -> Shown:
    cell = table.cells.get((row, column))
    if cell is None:
        return Shown(Cell(), [], None, is_asked=False)
    quoted = [_quoted(citation, list(said)) for citation, said in groupby(cell.said, _citation)]
    return Shown(cell, quoted, rank, is_asked=True)


def _quoted(citation: Citation, said: Sequence[Said]) -> Quoted:
    spans = sorted(each.span for each in said if each.span)
    pieces = cut(citation.quote, [(span, True) for span in spans])
    values = [each.value for each in said if each.value]
    return Quoted(values, pieces, place_address(citation), where_words(citation))


def _citation(said: Said) -> Citation:
    return said.citation
