"""The body of a Word file in order: paragraphs, tables by row and column, notes by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, CELL_BREAK, LAST_LEVEL, LINE_BREAK, DocumentBuilder
from ingest.readers.named_rows import with_one_head
from ingest.readers.word_lists import WordLists
from ingest.readers.word_notes import MARKS, Note, heading_of
from ingest.readers.word_styles import VALUE, WORD, WordStyles
from ingest.readers.word_text import PARAGRAPH, add_before, text_before, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TABLE, _ROW, _CELL = (f"{WORD}{tag}" for tag in ("tbl", "tr", "tc"))
_TEXT_BOX = f"{WORD}txbxContent"
_WRAPPERS = tuple(f"{WORD}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_INDENT = "  "  # before the items of a list that is in another's item
MOST_COLUMNS = 63  # that Word lets a table have
MOST_REPEATED = 1_000_000  # characters that merged cells may add to a document, as a file may lie


class WordBlocks:
    """Writes paragraphs, tables and text boxes, and each section's notes behind it."""

    def __init__(
        self,
        builder: DocumentBuilder,
        styles: WordStyles,
        lists: WordLists,
        notes: dict[Element, Note],
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._lists = lists
        self._notes = notes
        self._is_in_list = False
        self._pending: list[tuple[Note, str]] = []
        self._repeated = 0

    def add(self, parent: Element) -> None:
        """Everything in an element, in order."""
        for element in _children(parent, PARAGRAPH, _TABLE):
            if element.tag == _TABLE:
                self._add_table(element)
            else:
                self._add_paragraph(element)

    def add_notes(self) -> None:
        """The notes of the section that ends here; any heading ends theirs."""
        pending, self._pending = self._pending, []
        for note, text in pending:
            self._builder.add_heading(heading_of(note.name, text), LAST_LEVEL)
            for paragraph in note.body.iter(PARAGRAPH):
                self._builder.add_block(text_of(paragraph))

    def _add_paragraph(self, paragraph: Element) -> None:
        boxes = list(paragraph.iter(_TEXT_BOX))
        for box in boxes:
            parent = box.getparent()
            if parent is not None:
                parent.remove(box)
        text, level = text_of(paragraph).strip(), self._styles.level(paragraph)
        item = self._lists.item(paragraph) if text else None
        shown = f"{item.label} {text}" if item and item.label else text
        if level and text:
            self.add_notes()
            self._builder.add_heading(shown, level)
        elif item and self._is_in_list:
            self._builder.add_block(shown, LINE_BREAK + _INDENT * item.depth)
        else:
            self._builder.add_block(shown)
        self._is_in_list = item is not None and not level
        self._take_notes(paragraph)
        if self._styles.is_title(paragraph):
            self._builder.title = self._builder.title or text
        for box in boxes:
            self.add(box)

    def _take_notes(self, element: Element, row: str = "") -> None:
        """Keep the notes to which an element refers, each with what stands before its mark."""
        for reference, before in text_before(element, *MARKS):
            if reference in self._notes:
                self._pending.append((self._notes[reference], row or before))

    def _add_table(self, table: Element) -> None:
        """A row is one line; a table of one column is a frame around ordinary paragraphs.

        A table in a cell follows the table that it is in.
        """
        self._is_in_list = False
        rows = [list(_children(row, _CELL)) for row in _children(table, _ROW)]
        if all(len(row) == 1 for row in rows) or (len(rows) == 1 and _holds_blocks(rows[0])):
            for row in rows:
                for cell in row:
                    self.add(cell)
            return
        inner = [each for row in rows for cell in row for each in _take_tables(cell)]
        self._number_within(each for row in rows for cell in row for each in cell.iter(PARAGRAPH))
        separator = BLOCK_BREAK
        for row, cells in zip(rows, with_one_head(list(self._grid(table))), strict=True):
            if any(cell.strip() for cell in cells):
                self._builder.add_row(cells, separator)
                separator = LINE_BREAK
            for cell in row:
                self._take_notes(cell, CELL_BREAK.join(cells))
        for each in inner:
            self._add_table(each)

    def _number_within(self, paragraphs: Iterable[Element]) -> None:
        """Write into the paragraphs of cells the numbers that Word shows before them."""
        for paragraph in paragraphs:
            item = self._lists.item(paragraph)
            if item and item.label:
                add_before(paragraph, f"{item.label} ")

    def _grid(self, table: Element) -> Iterator[list[str]]:
        """The texts of each row, one for each column: a merged cell's stands for all it covers."""
        above: dict[int, str] = {}
        for row in _children(table, _ROW):
            texts = [""] * _number(row, f"{WORD}trPr/{WORD}gridBefore", 0)
            cells = list(_children(row, _CELL))
            for cell in cells:
                width = _number(cell, f"{WORD}tcPr/{WORD}gridSpan", 1) or 1
                text = self._covering(cell, above.get(len(texts), ""))
                over = self._again(text, width - 1) if len(cells) > 1 else []
                texts += [text, *over]
            above = dict(enumerate(texts))
            yield texts

    def _covering(self, cell: Element, above: str) -> str:
        merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
        if merged is None or merged.get(VALUE) == "restart":
            return text_of(cell)
        return (self._again(above, 1) or [""])[0]

    def _again(self, text: str, times: int) -> list[str]:
        self._repeated += len(text) * times
        return [text if self._repeated <= MOST_REPEATED else ""] * times


def _children(parent: Element, *tags: str) -> Iterator[Element]:
    """Children with these tags, also those inside content controls and tracked insertions."""
    for child in parent.iterchildren(*tags, *_WRAPPERS):
        if child.tag in tags:
            yield child
        else:
            yield from _children(child, *tags)


def _holds_blocks(row: list[Element]) -> bool:
    """Whether a row lays out a page: there is a table in one of its cells."""
    return any(next(cell.iterdescendants(_TABLE), None) is not None for cell in row)


def _take_tables(cell: Element) -> list[Element]:
    """The tables directly in a cell, taken out of it."""
    tables = list(_children(cell, _TABLE))
    for table in tables:
        parent = table.getparent()
        if parent is not None:
            parent.remove(table)
    return tables


def _number(element: Element, path: str, default: int) -> int:
    found = element.find(path)
    value = "" if found is None else found.get(VALUE, "")
    return min(int(value), MOST_COLUMNS) if value.isascii() and value.isdigit() else default
