"""Rows of a sheet or a file of values, each written so that it can be understood by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, collapse

SAMPLE = 200  # rows below a first row that are looked at to tell what it is
MOST_OF = 0.8  # share of a column's values that must be alike
LONGEST_NAME = 60  # characters of a column's name
_LONG_VALUE = 40  # characters: from here on it is a text rather than a name

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_LINK = re.compile(r"https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.\w+")
_NUMBER = re.compile(r"[-+(~<>]{0,2}[^\w\s]?\s?[\d][\d.,:'\u00a0\u202f /-]*\s?[^\s\d]{0,6}\)?")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")

Row = Sequence[str]


def add_tables(builder: DocumentBuilder, rows: Sequence[Row], *, marked: bool = False) -> None:
    """Write rows; an empty one ends a table.

    Where the first row of a table clearly names its columns, each row is written as
    ``Station: Arlen | Height: 412``: a quotation of it, or a passage from the middle of a long
    table, would otherwise be a list of figures of which nobody knows what they are. Where that is
    not clear, all rows are written as they are: a value taken for a name would be a false
    statement. ``marked`` says that the first row is set apart, in bold for example.
    """
    names: Row = ()
    for table in _parted([[collapse(cell).strip() for cell in row] for row in rows]):
        start = _first_of_table(table)
        separator = BLOCK_BREAK
        for row in table[:start]:
            builder.add_row(row, separator)
        body = table[start:]
        if names_columns(body, marked=marked):
            names, body = body[0], body[1:]
        elif _width(body) != len(names):
            names = ()  # else it goes on below an empty row
        for row in body:
            if list(row) != list(names):
                _add_row(builder, row, names, separator)
                separator = LINE_BREAK


def names_columns(rows: Sequence[Row], *, marked: bool = False) -> bool:
    """Whether the first row clearly names the columns of those below it.

    It does if each column has a name of its own that is no value, none of the names stands below
    itself, and something tells them from the values: a column of figures, dates, addresses or
    longer texts under a word, or names written as a program would.
    """
    if len(rows) < 2:  # noqa: PLR2004 - one row has nothing to name
        return False
    first, width = rows[0], _width(rows)
    names = [*first, *[""] * (width - len(first))]
    columns = [_column(rows, number) for number in range(width)]
    if width < 2 or not _are_names(names, columns):  # noqa: PLR2004 - a list has no columns
        return False
    kinds = [_usual_kind(column) for column in columns]
    told = any(
        name and kind not in {"", "text", _kind(name)}
        for name, kind in zip(names, kinds, strict=True)
    )
    return told or marked or _are_identifiers(names, columns)


def _are_names(names: Row, columns: Sequence[Row]) -> bool:
    """Whether nothing speaks against it: only the first column, of what rows are about, needs none."""
    given = [name for name in names if name]
    nameless = [number for number, name in enumerate(names) if not name and columns[number]]
    return (
        len(given) > 0
        and len(set(given)) == len(given)
        and nameless in ([], [0])
        and all(len(name) <= LONGEST_NAME and _kind(name) in {"text", "year"} for name in given)
        and not any(name in column for name, column in zip(names, columns, strict=True) if name)
        and any(_kind(name) == "text" for name in given[:2])
    )


def _are_identifiers(names: Row, columns: Sequence[Row]) -> bool:
    """Whether all names are in small letters, and the values of some column are not."""
    return all(_IDENTIFIER.fullmatch(name) for name in names if name) and any(
        column and sum(value != value.lower() for value in column) >= MOST_OF * len(column)
        for column in columns
    )


def _column(rows: Sequence[Row], number: int) -> list[str]:
    below = islice(rows, 1, SAMPLE)
    return [row[number] for row in below if len(row) > number and row[number]]


def _usual_kind(values: Row) -> str:
    kinds = [_kind(value) for value in values]
    return next((kind for kind in set(kinds) if kinds.count(kind) >= MOST_OF * len(kinds)), "")


def _kind(value: str) -> str:
    if _YEAR.fullmatch(value):
        return "year"
    if _NUMBER.fullmatch(value):
        return "number"
    if _LINK.fullmatch(value):
        return "link"
    return "long" if len(value) > _LONG_VALUE else "text"


def _parted(rows: Sequence[Row]) -> list[list[Row]]:
    """The tables between empty rows, without what is empty at a row's end."""
    tables: list[list[Row]] = [[]]
    for row in rows:
        cells = list(row)
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            tables[-1].append(cells)
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def _first_of_table(table: Sequence[Row]) -> int:
    """How many rows of a single cell stand above a table, as its title does."""
    for number, (row, below) in enumerate(pairwise(table)):
        if len(row) > 1:
            return number
        if len(below) > 1:
            return number + 1
    return 0


def _width(rows: Sequence[Row]) -> int:
    return max((len(row) for row in rows), default=0)


def _add_row(builder: DocumentBuilder, row: Row, names: Row, separator: str) -> None:
    if not names:
        builder.add_row(row, separator)
        return
    named = [*names, *[""] * (len(row) - len(names))]
    cells = zip(named, row, strict=False)
    builder.add_row([_named(name, value) for name, value in cells if value], separator)


def _named(name: str, value: str) -> str:
    if not name:
        return value
    return f"{name} {value}" if name.endswith((":", "?")) else f"{name}: {value}"
