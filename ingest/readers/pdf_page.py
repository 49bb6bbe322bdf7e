"""One page of a PDF as it is read: its blocks in order, its notes, and what is left out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ingest.readers.pdf_columns import Block, page_blocks
from ingest.readers.pdf_fields import Filled, page_annotations
from ingest.readers.pdf_letters import Area, read_letters
from ingest.readers.pdf_lines import Piece, page_pieces
from ingest.readers.tracing import Traced

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

UNREADABLE = 0.3  # of a page's letters whose font does not say what they are
NOTE_SIZE = 0.93  # of the usual size: notes at the foot of a page are set smaller
FEWEST_NUMBERED = 5  # lines in a row with numbers beside them
_NOTE_START = re.compile(r"\[?(?:\d{1,3}|[*†‡§¶])[\].)]?\s*[^\W\d_\"“(]|[*†‡§]")
_VALUE_SIZE = 11.0  # points, where a page has no letters to go by


@dataclass(slots=True)
class PageText:
    """A page's text in reading order: blocks, then the notes at its foot.

    ``left`` and ``top`` are of the page as its text runs; ``unreadable`` is its text where its
    fonts do not say which letters they show.
    """

    bottom: float = 0.0
    top: float = 0.0
    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unreadable: str = ""

    def pieces(self) -> Iterator[Piece]:
        """Everything that is stored of it, if nothing is found to be no text."""
        for block in (*self.blocks, *self.notes):
            yield from block.pieces()


def read_page(pdf: PdfDocument, index: int) -> PageText:
    """Read a page; what is found does not depend on other pages."""
    # Closed here, not by the garbage collector: that would run outside the lock.
    with closing(pdf[index]) as page, closing(page.get_textpage()) as textpage:
        return _read(pdf, page, textpage)


def without_places(text: PageText) -> PageText:
    """The page without the places of its characters, which a long document cannot all keep."""
    for piece in text.pieces():
        piece.traced = Traced(piece.text, ())
    return text


def read_open_page(pdf: PdfDocument, page: PdfPage, textpage: PdfTextPage) -> PageText:
    """``read_page`` for a page that is open."""
    return _read(pdf, page, textpage)


def _read(pdf: PdfDocument, page: PdfPage, textpage: PdfTextPage) -> PageText:
    letters = read_letters(page, textpage)
    annotations = page_annotations(pdf, page)
    text = PageText(hidden=letters.hidden, furniture=letters.askew)
    text.remarks = list(annotations.remarks)
    if letters.total and letters.unmapped > UNREADABLE * letters.total:
        text.unreadable = str(textpage.get_text_range())
        return text
    left, bottom, right, top = page.get_bbox()
    main = letters.main
    text.bottom, text.top = _extent(main, (left, bottom, right, top))
    for turn in sorted(letters.turned, key=lambda turn: turn != main):
        rules = letters.rules if turn == 0 else []
        rows = page_pieces(letters.turned[turn], rules)
        if turn == main:
            rows = _with_values(rows, annotations.values if turn == 0 else ())
            rows = _without_line_numbers(rows, text.furniture)
        text.blocks += page_blocks(rows, rules)
    if not letters.turned and annotations.values:
        text.blocks = page_blocks(_with_values([], annotations.values), [])
    _part_notes(text)
    return text


def _extent(turn: int, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The lower and the upper edge of a page whose text is turned."""
    left, bottom, right, top = box
    return ((bottom, top), (-right, -left), (-top, -bottom), (left, right))[turn]


def _with_values(rows: list[list[Piece]], values: tuple[Filled, ...]) -> list[list[Piece]]:
    """The lines of a page, with the values of its form beside their labels."""
    size = median(piece.size for row in rows for piece in row) if rows else _VALUE_SIZE
    for value in values:
        piece = _value_piece(value, size)
        row = next((row for row in rows if _is_beside(row, value.area)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
            row.sort(key=lambda each: each.left)
    if values:
        rows.sort(key=lambda row: -row[0].base)
    return rows


def _value_piece(value: Filled, size: float) -> Piece:
    area = value.area
    height = area.top - area.bottom
    # A field of one line has it in the middle, a higher one at its top.
    base = area.bottom + (height - size) / 2 if height < 3 * size else area.top - 1.2 * size
    traced = Traced(value.text, (None,) * len(value.text))
    return Piece(traced, area.left, area.right, base, size)


def _is_beside(row: list[Piece], area: Area) -> bool:
    middle = (row[0].base + row[0].top) / 2
    overlaps = any(min(p.right, area.right) - max(p.left, area.left) > p.size for p in row)
    return area.bottom <= middle <= area.top and not overlaps


def _without_line_numbers(rows: list[list[Piece]], left_out: list[str]) -> list[list[Piece]]:
    """The lines without the numbers beside them, if they count lines."""
    for side in (0, -1):
        numbered = [row for row in rows if len(row) > 1 and row[side].text.isdecimal()]
        numbers = [int(row[side].text) for row in numbered]
        steps = {b - a for a, b in pairwise(numbers)}
        if len(numbers) < FEWEST_NUMBERED or len(steps) != 1 or steps & {0}:
            continue
        if any(len(row) != 2 for row in numbered):  # noqa: PLR2004 - the number and the line
            continue
        lines = [row[1 + side] for row in numbered]
        if median(len(line.text) for line in lines) < 25:  # noqa: PLR2004 - cells of a table
            continue
        left_out.append(" ".join(map(str, numbers)))
        marks = {id(row[side]) for row in numbered}
        rows = [[piece for piece in row if id(piece) not in marks] for row in rows]
    return rows


def _part_notes(text: PageText) -> None:
    """Set the notes at the foot of a page apart: smaller lines below all others."""
    sizes = Counter[float]()
    for piece in text.pieces():
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    if not sizes:
        return
    usual = sizes.most_common(1)[0][0]
    for block in text.blocks:
        if block.is_table:
            continue
        start = len(block.rows)
        while start and _is_small(block.rows[start - 1], usual):
            start -= 1
        while start < len(block.rows) and not _NOTE_START.match(_text(block.rows[start])):
            start += 1
        # A page of small print has no notes, and a page's first line is none.
        if 0 < start < len(block.rows):
            text.notes.append(Block(block.rows[start:]))
            del block.rows[start:]


def _is_small(row: list[Piece | None], usual: float) -> bool:
    return all(piece is not None and piece.size < NOTE_SIZE * usual for piece in row)


def _text(row: list[Piece | None]) -> str:
    return " ".join(piece.text for piece in row if piece is not None)
