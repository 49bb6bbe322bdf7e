"""Tables with merged cells, laid out so that each row can be read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile, zip_longest

from ingest.readers.named_rows import GROUP_BREAK, with_one_head

MOST_COLUMNS = 1000  # that one cell may cover, as the HTML Standard has it
_MOST_CELLS = 100_000  # of a table in all; in a larger one, merged cells count once
_LONGEST_LABEL = 120  # characters; what is longer is no label, and said once
_LONGEST_GROUP = 60
_MOST_HEADER_ROWS = 4
_SENTENCE_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and how many rows (0: all that follow) and columns it covers."""

    text: str
    is_header: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row, and the part of the table that it is in."""

    cells: tuple[Cell, ...]
    part: int = 0
    is_head: bool = False

    @property
    def is_header(self) -> bool:
        """Whether the row names the columns."""
        return self.is_head or all(cell.is_header for cell in self.cells)

    @property
    def says(self) -> str:
        """All that its cells say."""
        return " ".join(cell.text for cell in self.cells if cell.text)

    def is_across(self, width: int) -> bool:
        """Whether one cell takes the whole width of the table."""
        return len(self.cells) == 1 and self.cells[0].columns >= width > 1


def lay_out(rows: Sequence[Row]) -> list[list[str]]:
    """The lines of a table, each with a text for every column.

    A merged cell is said in each row and column that it covers. Several header rows become one,
    each column with all that stands above it. A row of one cell across the table that names the
    group of the rows below it is said in each of them, too.
    """
    spread = [(row, texts) for row, texts in zip(rows, _spread(rows), strict=True) if row.says]
    width = max((len(texts) for _, texts in spread), default=0)
    body = list(dropwhile(lambda pair: pair[0].is_across(width), spread))
    titles = [[row.says] for row, _ in spread[: len(spread) - len(body)]]
    head = list(takewhile(lambda pair: pair[0].is_header and not pair[0].is_across(width), body))
    if len(head) == len(body) or len(head) > _MOST_HEADER_ROWS:
        head = head[:1]
    if not head:
        texts = with_one_head([texts for _, texts in body])
        body = [(row, cells) for (row, _), cells in zip(body, texts, strict=True) if cells]
    body = body[len(head) :]
    header = [_above(column) for column in zip_longest(*(texts for _, texts in head), fillvalue="")]
    has_groups = any(row.is_across(width) for row, _ in body)
    group = titles[-1][0] if titles and not head and has_groups else ""
    return [*titles, *([header] if header else []), *_grouped(body, width, group)]


def _grouped(body: Sequence[tuple[Row, list[str]]], width: int, group: str) -> Iterator[list[str]]:
    for number, (row, texts) in enumerate(body):
        if not row.is_across(width):
            yield [": ".join(filter(None, (group, texts[0]))), *texts[1:]]
            continue
        yield [row.says]
        names = number == 0 or row.is_header or bool(group)
        is_last = number + 1 == len(body) or body[number + 1][0].is_across(width)
        is_label = len(row.says) <= _LONGEST_GROUP and not row.says.endswith(_SENTENCE_ENDS)
        group = row.says if names and is_label and not is_last else ""


def _above(texts: Sequence[str]) -> str:
    """What stands above a column, each text once."""
    return GROUP_BREAK.join(dict.fromkeys(filter(None, texts)))


def _spread(rows: Sequence[Row]) -> list[list[str]]:
    """For each row the texts of its columns (HTML Standard, "forming a table")."""
    merged = sum(cell.columns * max(cell.rows, 1) for row in rows for cell in row.cells)
    counts_once = merged > _MOST_CELLS
    grid: list[list[str]] = []
    reaching: dict[
        int, tuple[str, int]
    ] = {}  # by column the text, and how many rows more it covers
    part: int | None = None
    for row in rows:
        if row.part != part:
            reaching, part = {}, row.part
        texts = {column: text for column, (text, _) in reaching.items()}
        still = {c: (text, left - 1) for c, (text, left) in reaching.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in texts:
                column += 1
            label = cell.text if len(cell.text) <= _LONGEST_LABEL else ""
            more_rows = (cell.rows or _MOST_CELLS) - 1
            for place in range(column, column + (1 if counts_once else cell.columns)):
                texts[place] = cell.text if place == column else label
                if more_rows and not counts_once:
                    still[place] = (label, more_rows)
            column += 1
        reaching = still
        grid.append([texts.get(place, "") for place in range(max(texts, default=-1) + 1)])
    return grid
