"""Word files (``.docx``): paragraphs and tables in document order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.readers.archive import expand_archive
from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.titles import sensible_title
from ingest.readers.word_styles import VALUE, WORD, WordStyles

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element as Element

_OLD_OR_PROTECTED = "is an old Word file or protected by a password: save it as .docx without one."
_DAMAGED = "is not a Word file, or damaged: open it in Word and save it as .docx again."

# The XML of a file becomes a tree in memory, and python-docx reads whatever part the file calls
# XML: what ends otherwise (pictures, fonts) is left out, and the rest is held to two limits. At
# ten marks for a run of ten words, a thousand pages need half a million. The worst that was found
# to fit: empty paragraphs take 15 s and 270 MB, a row of empty cells 8 s and 690 MB; four
# paragraphs of 9 MB each, 1.5 s and 160 MB.
_XML_ENDINGS = (".xml", ".rels")
MAX_XML_BYTES = 40_000_000
MAX_XML_MARKS = 2_000_000  # "<" and "=": an element has one or two, an attribute one

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{WORD}{tag}" for tag in ("p", "tbl", "tr", "tc"))
_TEXT_BOX = f"{WORD}txbxContent"
_WRAPPERS = tuple(f"{WORD}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
# Deleted or moved away by a tracked change; a second form of what stands beside it; tab stops.
_NOT_SHOWN = (f"{WORD}del", f"{WORD}moveFrom", f"{_COMPATIBILITY}Fallback", f"{WORD}tabs")
_CHARACTERS = {
    _PARAGRAPH: LINE_BREAK,  # a cell holds several, and boxes in them more
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}br": LINE_BREAK,
    f"{WORD}cr": LINE_BREAK,
    f"{WORD}noBreakHyphen": "-",
}
_LETTERS = (f"{WORD}t", f"{_MATH}t")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and .docx under a password


def read_docx(original: Original) -> DocumentBuilder:
    """Read a Word file: headings by style or outline level, a table row as one line.

    Headers, footers, footnotes and comments are left out.

    Raises:
        UnreadableError: it is not a Word file, or damaged, or protected by a password.
        TooLargeError: its XML is over a limit.
    """
    word = _open(original)
    builder = DocumentBuilder(metadata={"author": word.author, "language": word.language})
    if word.body is not None:
        _remove_hidden(word.body)
        _add_blocks(builder, word.body, WordStyles.from_element(word.styles))
    builder.title = builder.title or sensible_title(word.title) or builder.top_heading
    return builder


@dataclass(frozen=True)
class _WordFile:
    """What is needed of a file: two XML trees and three of its properties."""

    body: Element | None
    styles: Element
    title: str
    author: str
    language: str

    @classmethod
    def from_library(cls, document: WordDocument) -> _WordFile:
        fields = document.core_properties
        styles = document.styles.element
        return cls(document.element.body, styles, fields.title, fields.author, fields.language)


def _open(original: Original) -> _WordFile:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if original.data.startswith(_OLE_MAGIC):
        raise original.unreadable(_OLD_OR_PROTECTED)
    most_bytes = min(original.max_expanded_bytes, MAX_XML_BYTES)
    archive = expand_archive(replace(original, max_expanded_bytes=most_bytes), _XML_ENDINGS)
    if _count_marks(archive) > MAX_XML_MARKS:
        allowed = f"{MAX_XML_MARKS:,} elements and attributes"
        raise original.too_large(allowed)
    try:
        return _WordFile.from_library(docx.Document(archive))
    # python-docx has no error for a damaged part; these it raised over 3000 damaged files.
    except (AttributeError, KeyError, LxmlError, OpcError, TypeError, ValueError) as error:
        raise original.unreadable(_DAMAGED) from error


def _count_marks(archive: BytesIO) -> int:
    """How many elements and attributes there may be: "<" and "=", also in UTF-16."""
    with ZipFile(archive) as parts:
        texts = (parts.read(name) for name in parts.namelist())
        return sum(text.count(b"<") + text.count(b"=") for text in texts)


def _remove_hidden(body: Element) -> None:
    for element in list(body.iter(*_NOT_SHOWN)):
        element.getparent().remove(element)
    for mark in list(body.iter(f"{WORD}vanish")):
        run = mark.getparent().getparent()
        if run.tag == f"{WORD}r" and mark.get(VALUE) not in {"0", "false", "off"}:
            run.getparent().remove(run)


def _children(parent: Element, *tags: str) -> Iterator[Element]:
    """Children with these tags, also those inside content controls and tracked insertions."""
    for child in parent.iterchildren(*tags, *_WRAPPERS):
        if child.tag in tags:
            yield child
        else:
            yield from _children(child, *tags)


def _add_blocks(builder: DocumentBuilder, parent: Element, styles: WordStyles) -> None:
    for element in _children(parent, _PARAGRAPH, _TABLE):
        if element.tag == _TABLE:
            _add_table(builder, element, styles)
        else:
            _add_paragraph(builder, element, styles)


def _add_paragraph(builder: DocumentBuilder, paragraph: Element, styles: WordStyles) -> None:
    boxes = list(paragraph.iter(_TEXT_BOX))
    for box in boxes:
        box.getparent().remove(box)
    text, level = _text(paragraph).strip(), styles.level(paragraph)
    if level:
        builder.add_heading(text, level)
    else:
        builder.add_block(text)
    if styles.is_title(paragraph):
        builder.title = builder.title or text
    for box in boxes:
        _add_blocks(builder, box, styles)


def _add_table(builder: DocumentBuilder, table: Element, styles: WordStyles) -> None:
    """A row is one line; a table of one column is a frame around ordinary paragraphs."""
    rows = [list(_children(row, _CELL)) for row in _children(table, _ROW)]
    if all(len(row) == 1 for row in rows):
        for row in rows:
            _add_blocks(builder, row[0], styles)
        return
    separator = BLOCK_BREAK
    for row in rows:
        cells = [_text(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            builder.add_row(cells, separator)
            separator = LINE_BREAK


def _text(element: Element) -> str:
    pieces = element.iter(*_LETTERS, *_CHARACTERS)
    return "".join(_CHARACTERS.get(piece.tag) or piece.text or "" for piece in pieces)
