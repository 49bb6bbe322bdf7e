"""Tables in a stored text: lines of cells, and the row above them that names their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.builder import CELL_BREAK, LINE_BREAK

FEWEST_ROWS = 3  # with the one that names the columns
LONGEST_NAME = 60  # characters of a cell that names a column
ROWS_SEEN = 50  # below the first, to tell by

_TABLE = re.compile(
    rf"(?:^[^\n]*{re.escape(CELL_BREAK)}[^\n]*(?:\n|\Z)){{{FEWEST_ROWS},}}", re.MULTILINE
)
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Table:
    """A stretch of a text, half-open, that is a table's rows under the one that is its header."""

    start: int
    end: int
    header: str


def find_tables(text: str, start: int, end: int) -> Iterator[Table]:
    """The tables in a stretch of a text whose first row names their columns, in order."""
    for match in _TABLE.finditer(text, start, end):
        lines = match[0].rstrip(LINE_BREAK).split(LINE_BREAK)
        if _names_columns(lines[0], lines[1 : ROWS_SEEN + 1]):
            yield Table(match.start(), match.start() + len(match[0].rstrip(LINE_BREAK)), lines[0])


def whole_tables(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the tables of a stretch stand, half-open, each with the line right above it, in order."""
    for match in _TABLE.finditer(text, start, end):
        above = text.rfind(LINE_BREAK, start, max(start, match.start() - 1)) + 1
        yield max(start, above), match.end()


def header_above(text: str, start: int) -> str:
    """The header of the table in which a row begins; empty for the header itself, and elsewhere."""
    first, last = _first_row(text, start), text.rfind(LINE_BREAK, 0, start) + 1
    end = text.find("\n\n", last)
    tables = find_tables(text, first, len(text) if end < 0 else end)
    return next((t.header for t in tables if t.start == first < last < t.end), "")


def caption_above(text: str, start: int) -> str:
    """The line right above the table in which a row begins; empty where there is none."""
    first = _first_row(text, start)
    above = text.rfind(LINE_BREAK, 0, max(0, first - 1)) + 1
    return text[above : max(0, first - 1)].strip()


def _first_row(text: str, start: int) -> int:
    """Where the first line of cells begins, of those that stand together with the line of a place."""
    first = text.rfind(LINE_BREAK, 0, start) + 1
    while first:
        above = text.rfind(LINE_BREAK, 0, first - 1) + 1
        if CELL_BREAK not in text[above : first - 1]:
            break
        first = above
    return first


def _names_columns(header: str, rows: Sequence[str]) -> bool:
    """Whether a row names columns: a column under it has figures, which its own cell has not."""
    names = header.split(CELL_BREAK)
    if any(len(name) > LONGEST_NAME or ": " in name for name in names):
        return False
    columns = list(
        zip(
            *(row.split(CELL_BREAK) for row in rows if row.count(CELL_BREAK) == len(names) - 1),
            strict=True,
        )
    )
    return any(
        name
        and not _FIGURE.search(name)
        and 2 * sum(map(bool, map(_FIGURE.search, cells))) > len(cells)
        for name, cells in zip(names, columns, strict=False)
    )
