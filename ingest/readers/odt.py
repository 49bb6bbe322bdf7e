"""Text documents of OpenOffice and LibreOffice (``.odt``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LAST_LEVEL, LINE_BREAK, DocumentBuilder, Reason
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
from ingest.readers.word_notes import heading_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADS = "Headers and footers"
_INDENT = "  "  # before the items of a list that is in another's item
_MOST_SPANNED = 1_000  # rows or columns of one cell
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_HEAD_TAGS = tuple(
    f"{STYLE}{name}{end}" for name in ("header", "footer") for end in ("", "-left", "-first")
)
_TOO_DEEP = "is nested too deeply to be read: open it in LibreOffice and save it again."

AddBlock = Callable[["Element"], None]


def read_odt(original: Original) -> DocumentBuilder:
    """Read a text: headings, lists, tables, boxes; at its end the heads and feet of its pages.

    Notes and comments follow the section that they belong to, each under a heading that says to
    which words. What is hidden, struck out or deleted by a tracked change is left out.

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
        add_notes(builder, document)
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


def add_notes(builder: DocumentBuilder, document: OpenDocument) -> None:
    """Write the notes and comments of what was read so far, each under its place, and forget them."""
    noted = [*document.notes, *document.comments]
    document.notes.clear()
    document.comments.clear()
    for note in noted:
        if note.words.strip():
            builder.add_heading(heading_of(note.name, note.before), LAST_LEVEL)
            builder.add_block(note.words)


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

    def _add_paragraph(self, element: Element, separator: str, number: str = "") -> None:
        document, builder = self.document, self.builder
        style = element.get(f"{TEXT}style-name", "")
        is_title = document.is_based_on(style, "Title")
        is_heading = element.tag == f"{TEXT}h" or is_title
        if is_heading:
            add_notes(builder, document)  # of the section that ends here
        text = document.text(element, builder).strip()
        if text and is_heading:
            said = element.get(f"{TEXT}outline-level", "1")
            level = int(said) if said.isascii() and said.isdigit() else 1
            if element.tag == f"{TEXT}h" and element.get(f"{TEXT}is-list-header") != "true":
                number = number or document.lists.heading_number(level)
            builder.add_heading(f"{number} {text}".strip(), level)
            builder.title = builder.title or (text if is_title else "")
        else:
            builder.add_block(f"{number} {text}" if text else "", separator)
        for frame in frames_in(element):
            for box in frame.iter(f"{DRAW}text-box"):
                self.add_blocks(box)

    def _add_list(self, root: Element, depth: int = 1, style: str = "") -> None:
        """Write a list; ``style`` is that of the one that it is in."""
        lists = self.document.lists
        style = root.get(f"{TEXT}style-name") or style
        if root.get(f"{TEXT}continue-numbering") != "true":
            lists.begin(style, depth)
        separator = BLOCK_BREAK if depth == 1 else LINE_BREAK + _INDENT * (depth - 1)
        for item in root.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            is_numbered = item.tag == f"{TEXT}list-item" and item[:1] and item[0].tag in _PARAGRAPHS
            value = item.get(f"{TEXT}start-value", "")
            number = lists.number(style, depth, value) if is_numbered else ""
            for element in item:
                if element.tag in _PARAGRAPHS:
                    self._add_paragraph(element, separator, number)
                elif element.tag == f"{TEXT}list":
                    self._add_list(element, depth + 1, style)
                else:
                    self.add_blocks(element, LINE_BREAK)
                separator, number = LINE_BREAK + _INDENT * (depth - 1), ""

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
