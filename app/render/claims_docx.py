"""Checked claims as a Word document: a table to read, judge and print, and the sources it quotes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.checking.verdicts import Checked, Judged, Part
from app.render.citations import footnote_text
from app.render.claims import (
    NONE_JUDGED,
    ONLY_COMPARED,
    compared_words,
    is_plain,
    judged_words,
    numbered,
    total_words,
    value_words,
)
from app.render.claims_html import STANDINGS
from app.render.table_files import sound
from app.render.text import one_line

if TYPE_CHECKING:
    from docx.table import _Row

HEAD = (
    "",
    "Statement",
    "Compared with the documents",
    "What they say",
    "Your verdict",
    "Your note",
)
WIDTHS_CM = (0.8, 6.0, 5.4, 7.2, 2.6, 3.7)  # of A4 across, without its margins of 2 cm


def claims_docx(
    all_checked: Sequence[Checked],
    made_at: datetime,
    judged: Mapping[str, Judged] = NONE_JUDGED,
) -> bytes:
    """The file; cells for a person's verdict and note stay empty where there is none yet."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    file = Document()
    page = file.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    file.styles["Normal"].font.size = Pt(10)
    file.add_heading("Checked statements", 1)
    made = f"Made with Footnote on {made_at.day} {made_at:%B %Y, %H:%M} UTC."
    file.add_paragraph(f"{made} {total_words(all_checked)} {ONLY_COMPARED}")
    if judged:
        file.add_paragraph(judged_words(all_checked, judged))
    table = file.add_table(1, len(HEAD), "Table Grid")
    table.autofit = False
    _write(table.rows[0], HEAD)
    _repeat(table.rows[0])
    sources = []
    for place, (checked, parts) in enumerate(numbered(all_checked), start=1):
        _write(table.add_row(), _cells(place, checked, parts, judged.get(checked.claim, Judged())))
        sources += [(n, part.citation) for part, n in parts if part.citation]
    file.add_heading("Sources", 2)
    for number, citation in sources:
        file.add_paragraph(sound(f"[{number}] {footnote_text(citation)}"))
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _cells(
    place: int, checked: Checked, parts: Sequence[tuple[Part, int]], judged: Judged
) -> list[str]:
    compared = [STANDINGS[checked.standing] + "."]
    for part, _ in parts:
        said = [value_words(part, each) for each in part.compared if not is_plain(part, each)]
        about = f"“{one_line(part.text)}”: " if len(parts) > 1 else ""
        compared.append(f"{about}{compared_words(part)} {' '.join(said)}".strip())
    quoted = [f"“{one_line(part.citation.quote)}” [{n}]" for part, n in parts if part.citation]
    quotations = "\n".join(dict.fromkeys(quoted))
    return [str(place), checked.claim, "\n".join(compared), quotations, judged.ruled, judged.note]


def _write(row: _Row, cells: Sequence[str]) -> None:
    from docx.shared import Cm

    for cell, text, width in zip(row.cells, cells, WIDTHS_CM, strict=True):
        cell.text, cell.width = sound(text), Cm(width)


def _repeat(row: _Row) -> None:
    """Let a row stand at the top of each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - nothing public does
