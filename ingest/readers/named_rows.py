"""Rows of a sheet or a file of values, each written so that it can be understood by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, collapse

SAMPLE = 200  # rows below a first row that are looked at to tell what it is
MOST_OF = 0.8  # share of a column's values that must be alike
LONGEST_NAME = 60  # characters of a column's name
LONGEST_UNIT = 12  # characters of a unit below a column's name
MOST_ABOVE = 3  # rows with few cells that may stand above the names of a table
GROUP_BREAK = " - "  # between a group of columns and the name of one
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
    kinds: list[str] = []
    for table in _parted([[collapse(cell).strip() for cell in row] for row in rows]):
        above, found, body = _headed(table, marked=marked)
        separator = BLOCK_BREAK
        for row in above:
            builder.add_row(row, separator)
        if found:
            names, kinds = found, _kinds(body)
        elif above or not _are_alike(kinds, body):
            names = ()  # else the table goes on below an empty row
        for row in body:
            if list(row) != list(names):
                _add_row(builder, row, names, separator)
                separator = LINE_BREAK


def _headed(table: Sequence[Row], *, marked: bool) -> tuple[Sequence[Row], Row, Sequence[Row]]:
    """What stands above a table, the names of its columns if they are clear, and its rows."""
    start = _first_of_table(table)
    width = _width(table)
    for top in range(start, min(start + MOST_ABOVE, len(table) - 1) + 1):
        body = table[top:]
        has_units = _is_of_units(body)
        below = body[1 + has_units :]
        if names_columns([body[0], *below], marked=marked):
            return table[:top], _with_units(body) if has_units else body[0], below
        if names := len(body) > 1 and _of_groups(body[0], body[1], body[2:], marked=marked):
            return table[:top], names, body[2:]
        if 2 * sum(map(bool, body[0])) > width:
            break  # a row of the table, not a line above it
    return table[:start], (), table[start:]


def _is_of_units(rows: Sequence[Row]) -> bool:
    """Whether the row below the names says only in which units the figures below it are."""
    if len(rows) < 3:  # noqa: PLR2004 - names, units, figures
        return False
    kinds = _kinds(rows[2:])
    units = [*rows[1], *[""] * (len(kinds) - len(rows[1]))]
    return any(units) and all(
        not unit or (kind == "number" and len(unit) <= LONGEST_UNIT and _kind(unit) != "number")
        for unit, kind in zip(units, kinds, strict=False)
    )


def _with_units(rows: Sequence[Row]) -> Row:
    units = [*rows[1], *[""] * (len(rows[0]) - len(rows[1]))]
    named = zip(rows[0], (unit.strip("()[] ") for unit in units), strict=False)
    return [f"{name} ({unit})" if unit else name for name, unit in named]


def _of_groups(groups: Row, names: Row, body: Sequence[Row], *, marked: bool) -> Row:
    """The names of columns that two rows name together, groups above; none if unclear.

    A group stands over the first of its columns or over each. Something must tell the names from
    the rows below them.
    """
    width = max(len(groups), len(names), _width(body))
    groups, names = ([*row, *[""] * (width - len(row))] for row in (groups, names))
    if not body or any(_kind(cell) not in {"text", "year"} for cell in (*groups, *names) if cell):
        return ()
    told = any(
        name and kind not in {"", "text", _kind(name)}
        for name, kind in zip(names, _kinds(body), strict=False)
    )
    is_merged = any(one and one == other for one, other in pairwise(groups))
    spread = _spread(groups, names)
    reaches = any(one and one == other for one, other in pairwise(spread))
    if not reaches or not (told or (marked and is_merged)):
        return ()
    both = [
        GROUP_BREAK.join(dict.fromkeys(filter(None, pair)))
        for pair in zip(spread, names, strict=True)
    ]
    given = [name for name in both if name]
    nameless = [n for n, name in enumerate(both) if not name and _column([both, *body], n)]
    short = all(len(name) <= LONGEST_NAME for name in given)
    return both if short and nameless in ([], [0]) and len(set(given)) == len(given) else ()


def with_one_head(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table; where two name the columns together, the second of them does.

    The first is then empty, so that each row keeps its number.
    """
    for start in range(min(2, len(rows) - 2)):  # a title may stand above
        groups, names = (
            [collapse(cell).strip() for cell in row] for row in rows[start : start + 2]
        )
        if both := _of_groups(groups, names, rows[start + 2 :][:SAMPLE], marked=False):
            return [*rows[:start], [], list(both), *rows[start + 2 :]]
    return rows


def _spread(groups: Row, below: Row) -> Row:
    """Groups, each over all columns below it that have a name, up to the next group."""
    spread: list[str] = []
    for group, name in zip(groups, below, strict=True):
        goes_on = spread and not group and name and spread[-1] and below[len(spread) - 1]
        spread.append(spread[-1] if goes_on else group)
    return spread


def _kinds(rows: Sequence[Row]) -> list[str]:
    width = _width(rows)
    return [_usual_kind(_column([[], *rows], number)) for number in range(width)]


def _are_alike(kinds: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether rows have the columns of those above: each value of its kind, some not mere words."""
    return (
        len(kinds) == _width(rows)
        and list(kinds) == _kinds(rows)
        and any(
            kind not in {"", "text"} and (not value or _kind(value) == kind)
            for kind, value in zip(kinds, rows[0], strict=False)
        )
    )


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
