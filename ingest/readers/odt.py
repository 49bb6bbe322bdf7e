"""Text documents of OpenOffice and LibreOffice (``.odt``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason
from ingest.readers.named_rows import with_one_head
from ingest.readers.open_document import (
    DRAW,
    STYLE,
    TABLE,
    TEXT,
    OpenDocument,
    add_asides,
    count,
    frames_in,
)
from ingest.readers.original import Original

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOTES, _COMMENTS, _HEADS = "Notes", "Comments", "Headers and footers"
_MOST_SPANNED = 1_000  # rows or columns of one cell
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_HEAD_TAGS = tuple(
    f"{STYLE}{name}{end}" for name in ("header", "footer") for end in ("", "-left", "-first")
)
_TOO_DEEP = "is nested too deeply to be read: open it in LibreOffice and save it again."

AddBlock = Callable[["Element"], None]


def read_odt(original: Original) -> DocumentBuilder:
    """Read a text: headings, lists, tables, boxes; then notes, comments, heads and feet of pages.

    What is hidden, struck out or deleted by a tracked change is left out.

    Raises:
        UnreadableError: it is not an OpenDocument file, or damaged, or protected.
        TooLargeError: its XML is over a limit.
    """
    document = OpenDocument.open(original)
    builder = DocumentBuilder(metadata={"author": document.author, "language": document.language})
    try:
        for deleted in document.body.iter(f"{TEXT}deletion"):
            builder.leave_out("".join(deleted.itertext()), Reason.STRUCK)
        TextWriter(document, builder).add_blocks(document.body)
        add_asides(builder, _NOTES, document.notes, 1)
        add_asides(builder, _COMMENTS, document.comments, 1)
        _add_heads(builder, document)
    except RecursionError as error:
        raise original.unreadable(_TOO_DEEP) from error
    builder.title = builder.title or document.title or builder.top_heading
    return builder


def _add_heads(builder: DocumentBuilder, document: OpenDocument) -> None:
    """Write what stands at the head and foot of each page, once each."""
    styles = document.page_styles
    heads = [] if styles is None else list(styles.iter(*_HEAD_TAGS))
    paragraphs = (each for head in heads for each in head.iter(*_PARAGRAPHS))
    texts = (document.text(each, builder).strip() for each in paragraphs)
    add_asides(builder, _HEADS, list(dict.fromkeys(texts)), 1)


class TextWriter:
    """Writes the blocks of a text, a box or a cell."""

    def __init__(self, document: OpenDocument, builder: DocumentBuilder) -> None:
        self.document, self.builder = document, builder

    def add_blocks(self, parent: Element, separator: str = BLOCK_BREAK) -> None:
        """Write what is under an element; the items of a list stand in lines of their own."""
        for element in parent:
            if element.tag in _PARAGRAPHS:
                self._add_paragraph(element, separator)
                separator = BLOCK_BREAK if separator == BLOCK_BREAK else LINE_BREAK
            elif element.tag == f"{TEXT}list":
                self._add_list(element)
            elif element.tag == f"{TABLE}table":
                self._add_table(element)
            elif element.tag == f"{TEXT}section" and element.get(f"{TEXT}display") == "none":
                self.builder.leave_out("".join(element.itertext()), Reason.HIDDEN)
            elif isinstance(element.tag, str) and element.tag != f"{TEXT}tracked-changes":
                self.add_blocks(element, separator)

    def _add_paragraph(self, element: Element, separator: str) -> None:
        document, builder = self.document, self.builder
        text = document.text(element, builder).strip()
        style = element.get(f"{TEXT}style-name", "")
        is_title = document.is_based_on(style, "Title")
        if text and (element.tag == f"{TEXT}h" or is_title):
            level = element.get(f"{TEXT}outline-level", "1")
            builder.add_heading(text, int(level) if level.isascii() and level.isdigit() else 1)
            builder.title = builder.title or (text if is_title else "")
        else:
            builder.add_block(text, separator)
        for frame in frames_in(element):
            for box in frame.iter(f"{DRAW}text-box"):
                self.add_blocks(box)

    def _add_list(self, root: Element) -> None:
        separator = BLOCK_BREAK
        items = root.iter(f"{TEXT}list-item", f"{TEXT}list-header")
        for item in items:
            for element in item:
                if element.tag in _PARAGRAPHS:
                    self._add_paragraph(element, separator)
                    separator = LINE_BREAK

    def _add_table(self, table: Element) -> None:
        """Write a table; a merged cell counts for every row and column that it covers."""
        rows = with_one_head(self._rows(table))
        if all(len(row) == 1 for row in rows):  # a frame around ordinary paragraphs
            for cell in table.iter(f"{TABLE}table-cell"):
                self.add_blocks(cell)
            return
        separator = BLOCK_BREAK
        for row in rows:
            if any(row):
                self.builder.add_row(row, separator)
                separator = LINE_BREAK

    def _rows(self, table: Element) -> list[list[str]]:
        rows: list[list[str]] = []
        covering: dict[int, tuple[int, str]] = {}  # by column: rows still covered, and by what
        for row in table.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table"), None) is not table:
                continue  # of a table in a cell
            cells: list[str] = []
            for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                for _ in range(count(cell, "number-columns-repeated", _MOST_SPANNED)):
                    self._add_cell(cell, cells, covering)
            rows.append(cells)
        return rows

    def _add_cell(
        self, cell: Element, cells: list[str], covering: dict[int, tuple[int, str]]
    ) -> None:
        place = len(cells)
        if cell.tag == f"{TABLE}covered-table-cell":
            left, text = covering.pop(place, (0, ""))
            cells.append(text)
            if left > 1:
                covering[place] = (left - 1, text)
            return
        paragraphs = [self.document.text(each, self.builder) for each in cell.iter(*_PARAGRAPHS)]
        text = " ".join(each.strip() for each in paragraphs if each.strip())
        cells.append(text)
        wide = count(cell, "number-columns-spanned", _MOST_SPANNED)
        high = count(cell, "number-rows-spanned", _MOST_SPANNED)
        for column in range(place, place + wide):
            in_rows = high if column > place else high - 1
            if in_rows > 0:
                covering[column] = (in_rows, text)
