"""The table of questions as files to keep: comma-separated values, an Excel workbook, a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePath
from typing import Any

from markupsafe import Markup

from app.render.citations import footnote_text, place_link
from app.render.claims import harmless
from app.render.html import asset
from app.render.templates import render
from app.render.text import one_line
from app.table.table import Cell, Table
from ingest.sources import ADDRESS

WIDTHS = {"document": 34, "value": 24, "quotation": 70}  # of a workbook's columns, in characters


def table_csv(table: Table) -> str:
    """A row for each document; a value, its quotation and its footnote for each question.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(harmless, _head(table)))
    for row in range(len(table.documents)):
        writer.writerow(map(harmless, _row(table, row)))
    return text.getvalue()


def table_xlsx(table: Table) -> bytes:
    """The same as an Excel workbook, whose links lead to the documents where these are."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Questions"
    rows = [_head(table), *(_row(table, row) for row in range(len(table.documents)))]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = sound(text)
            cell.data_type = "s"  # never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for below, document in enumerate(table.documents, 2):
        if link := _link(document.source):
            sheet.cell(below, 1).hyperlink = link
    kinds = ["document", "document", *["value", "quotation", "quotation"] * len(table.questions)]
    for column, kind in enumerate(kinds, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[kind]
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table_page(table: Table, made_at: datetime) -> Markup:
    """The same as one page without scripts, with the quotations, to be read and printed."""
    made = f"Made with Footnote on {made_at.day} {made_at:%B %Y, %H:%M} UTC."
    rows = [
        (document, _link(document.source), [_noted(table.cells.get((row, column), Cell())) for column in range(len(table.questions))])
        for row, document in enumerate(table.documents)
    ]  # fmt: skip
    style = asset("colours.css") + asset("evidence_pack.css") + asset("table_page.css")
    return render("table_page.html", table=table, rows=rows, made=made, style=style)


def cell_text(cell: Cell) -> str:
    """What a cell says in a line: its value, or values, or else its quotation or its note."""
    return next(_texts(cell))


def table_json(table: Table) -> list[dict[str, Any]]:
    """The rows as plain values, each cell with what it says, where that stands, and a note where it says nothing."""
    return [
        {
            "document_id": document.id,
            "title": document.title,
            "source": document.source,
            "cells": [
                {"question": question, **asdict(table.cells[row, column])}
                for column, question in enumerate(table.questions)
            ],
        }
        for row, document in enumerate(table.documents)
    ]


def _noted(cell: Cell) -> tuple[Cell, list[tuple[str, str, str, str | None]]]:
    """A cell, and for each thing said its value, quotation, footnote and link."""
    said = [
        (each.value, each.citation.quote, footnote_text(each.citation), place_link(each.citation))
        for each in cell.said
    ]
    return cell, said


def _head(table: Table) -> list[str]:
    parts = [
        f"{question}{what}"
        for question in table.questions
        for what in ("", " - quotation", " - footnote")
    ]
    return ["Document", "Source", *parts]


def _row(table: Table, row: int) -> list[str]:
    document = table.documents[row]
    cells = (table.cells.get((row, column), Cell()) for column in range(len(table.questions)))
    return [document.title, document.source, *(text for cell in cells for text in _texts(cell))]


def _texts(cell: Cell) -> Iterator[str]:
    """A cell's value, quotation and footnote; several things each in a line of its own."""
    if not cell.said:
        yield from (cell.note, "", "")
        return
    between = " / " if cell.differs else "; "
    values = [one_line(each.value) for each in cell.said]
    quotes = dict.fromkeys(each.citation for each in cell.said)
    yield between.join(filter(None, values)) or one_line(cell.said[0].citation.quote)
    yield "\n".join(one_line(each.quote) for each in quotes)
    yield "\n".join(footnote_text(each) for each in quotes)


def _link(source: str) -> str:
    """Where a document's source can be opened: an address, or a file of this machine."""
    if source.lower().startswith(ADDRESS):
        return source
    return PurePath(source).as_uri() if PurePath(source).is_absolute() else ""


def sound(text: str) -> str:
    """A text that a workbook can hold: without control characters, and not too long for a cell."""
    return "".join(c for c in text if c.isprintable() or c == "\n")[:32_000]
