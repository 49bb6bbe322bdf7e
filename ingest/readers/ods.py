"""Spreadsheets of OpenOffice and LibreOffice (``.ods``): every sheet a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, Reason
from ingest.readers.named_rows import add_tables
from ingest.readers.open_document import (
    OFFICE,
    TABLE,
    TEXT,
    Aside,
    OpenDocument,
    add_comments,
    count,
)
from ingest.readers.original import Original

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_REPEATED = 1_000  # times that a row or cell with something in it is written
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_UNSEEN = frozenset({"collapse", "filter"})


def read_ods(original: Original) -> DocumentBuilder:
    """Read the sheets of a file, each value as it is shown but a date as ``2024-05-31``.

    Hidden sheets and rows are left out. Comments stand below their sheet.

    Raises:
        UnreadableError: it is not an OpenDocument file, or damaged, or protected.
        TooLargeError: its XML is over a limit.
    """
    document = OpenDocument.open(original)
    builder = DocumentBuilder(metadata={"author": document.author, "language": document.language})
    for table in document.body.iterchildren(f"{TABLE}table"):
        if document.look(table.get(f"{TABLE}style-name", "")).unseen:
            builder.leave_out(" ".join(table.itertext()), Reason.HIDDEN)
            continue
        builder.add_heading(table.get(f"{TABLE}name", ""), 1)
        add_tables(builder, _rows(document, table, builder))
        add_comments(builder, document, 2)
    builder.title = document.title
    return builder


def _rows(document: OpenDocument, table: Element, builder: DocumentBuilder) -> list[list[str]]:
    rows: list[list[str]] = []
    covering: dict[int, tuple[int, str]] = {}
    for row in table.iter(f"{TABLE}table-row"):
        cells = _cells(document, row, builder, covering)
        if row.get(f"{TABLE}visibility") in _UNSEEN:
            builder.leave_out(" ".join(cells), Reason.HIDDEN)
            continue
        times = count(row, "number-rows-repeated", _MOST_REPEATED) if cells else 1
        rows += [cells] * times
    return rows


def _cells(
    document: OpenDocument,
    row: Element,
    builder: DocumentBuilder,
    covering: dict[int, tuple[int, str]],
) -> list[str]:
    """The cells of a row without the empty ones at its end; a merged cell counts wherever it covers."""
    cells: list[str] = []
    wide_cells: list[tuple[int, int]] = []  # where merged cells begin and end
    for cell in row.iterchildren(*_CELLS):
        place = len(cells)
        times = count(cell, "number-columns-repeated", _MOST_REPEATED)
        text = _shown(document, cell, builder)
        left, above = covering.pop(place, (0, ""))
        if left:
            text = text or above
            if left > 1:
                covering[place] = (left - 1, above)
        high, wide = (
            count(cell, f"number-{what}-spanned", _MOST_REPEATED) for what in ("rows", "columns")
        )
        if text and high > 1:
            covering.update({place + at: (high - 1 + (at > 0), text) for at in range(wide)})
        elif text and wide > 1:
            wide_cells.append((place, place + wide))
        cells += [text] * times
    if sum(map(bool, cells)) > 1:  # a title over the whole width is said once
        for start, end in wide_cells:
            cells[start:end] = [cells[start]] * len(cells[start:end])
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _shown(document: OpenDocument, cell: Element, builder: DocumentBuilder) -> str:
    for annotation in cell.iterchildren(f"{OFFICE}annotation"):
        words = " ".join(document.text(each, builder) for each in annotation.iter(f"{TEXT}p"))
        document.comments.append(Aside("Comment", words, ""))
    if cell.get(f"{OFFICE}value-type") == "date":
        value = cell.get(f"{OFFICE}date-value", "")
        day, _, clock = value.partition("T")
        return f"{day} {clock[:5]}" if clock.strip("0:.") else day
    paragraphs = (document.text(each, builder) for each in cell.iterchildren(f"{TEXT}p"))
    return " ".join(text for text in paragraphs if text)
