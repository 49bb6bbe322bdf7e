"""Slides of OpenOffice and LibreOffice (``.odp``): each a page, with its notes below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason
from ingest.readers.odt import TextWriter
from ingest.readers.open_document import (
    DRAW,
    FRAME,
    SLIDE,
    TABLE,
    TEXT,
    OpenDocument,
    add_asides,
    add_comments,
)
from ingest.readers.original import Original

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOTES = "Notes"
_TITLE = "title"
_FURNITURE = frozenset({"header", "footer", "date-time", "page-number", "page"})
_TOO_DEEP = "is nested too deeply to be read: open it in LibreOffice and save it again."


def read_odp(original: Original) -> DocumentBuilder:
    """Read slides in their order: title, text, tables, notes, comments.

    Raises:
        UnreadableError: it is not an OpenDocument file, or damaged, or protected.
        TooLargeError: its XML is over a limit.
    """
    document = OpenDocument.open(original)
    builder = DocumentBuilder(metadata={"author": document.author, "language": document.language})
    pages = document.body.iterchildren(f"{DRAW}page")
    try:
        for number, page in enumerate(pages, start=1):
            _add_page(document, builder, page, number)
    except RecursionError as error:
        raise original.unreadable(_TOO_DEEP) from error
    builder.title = document.title or builder.top_heading
    return builder


def _add_page(document: OpenDocument, builder: DocumentBuilder, page: Element, number: int) -> None:
    shapes = [each for each in page.iterdescendants() if _is_shape(each, page)]
    titles = [each for each in shapes if each.get(f"{SLIDE}class") == _TITLE]
    words = [
        document.text(each, builder).strip() for shape in titles for each in shape.iter(f"{TEXT}p")
    ]
    builder.begin_page(number)
    builder.add_heading(" ".join(words) or f"Slide {number}", 1)
    writer = TextWriter(document, builder)
    for shape in shapes:
        if shape.get(f"{SLIDE}class") in _FURNITURE:
            builder.leave_out("".join(shape.itertext()), Reason.FURNITURE)
        elif shape not in titles:
            _add_shape(writer, shape)
    add_comments(builder, document, 2)
    add_asides(builder, _NOTES, _notes(document, builder, page), 2)


def _is_shape(element: Element, page: Element) -> bool:
    """Whether an element is a frame or a drawn shape with text, of the slide itself."""
    if not isinstance(element.tag, str) or not element.tag.startswith(DRAW):
        return False
    if next(element.iterancestors(f"{SLIDE}notes"), None) is not None:
        return False
    is_box = element.tag == FRAME
    inside = any(around.tag == FRAME for around in element.iterancestors() if around is not page)
    return not inside and (is_box or element.find(f"{TEXT}p") is not None)


def _add_shape(writer: TextWriter, shape: Element) -> None:
    boxes = [each for each in shape if each.tag in {f"{DRAW}text-box", f"{TABLE}table"}]
    if not boxes:
        separator = BLOCK_BREAK
        for paragraph in shape.iterchildren(f"{TEXT}p"):
            writer.builder.add_block(writer.document.text(paragraph, writer.builder), separator)
            separator = LINE_BREAK
    for box in boxes:
        if box.tag == f"{TABLE}table":
            writer.add_blocks(shape)
            return
        writer.add_blocks(box)


def _notes(document: OpenDocument, builder: DocumentBuilder, page: Element) -> list[str]:
    frames = (each for notes in page.iter(f"{SLIDE}notes") for each in notes.iter(FRAME))
    bodies = (each for each in frames if each.get(f"{SLIDE}class") not in _FURNITURE)
    return [
        document.text(each, builder).strip() for body in bodies for each in body.iter(f"{TEXT}p")
    ]
