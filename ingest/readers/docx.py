"""Word files (``.docx``): paragraphs, tables and notes in document order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.readers.archive import expand_archive
from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.titles import sensible_title
from ingest.readers.word_blocks import WordBlocks
from ingest.readers.word_lists import WordLists
from ingest.readers.word_notes import add_margins, word_notes
from ingest.readers.word_styles import WordStyles
from ingest.readers.word_text import prepare

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

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and .docx under a password


# The parts that stand beside the body, by the last word of how the body refers to them.
_NOTES = ("footnotes", "endnotes", "comments")
_MARGINS = ("header", "footer")
_NUMBERING = "numbering"


def read_docx(original: Original) -> DocumentBuilder:
    """Read a Word file: headings by style or outline level, a table row as one line.

    Footnotes, endnotes and comments follow the section that refers to them, each under a heading
    that says to which words it belongs; headers and footers come last.

    Raises:
        UnreadableError: it is not a Word file, or damaged, or protected by a password.
        TooLargeError: its XML is over a limit.
    """
    word = _open(original)
    builder = DocumentBuilder(metadata={"author": word.author, "language": word.language})
    styles = WordStyles.from_element(word.styles)
    for root in word.roots():
        prepare(root, styles, builder)
    if word.body is not None:
        lists = WordLists.from_element(word.numbering, styles)
        blocks = WordBlocks(builder, styles, lists, word_notes(word.body, word.notes))
        blocks.add(word.body)
        blocks.add_notes()
    builder.title = builder.title or sensible_title(word.title) or builder.top_heading
    add_margins(builder, word.margins)
    return builder


@dataclass(frozen=True)
class _WordFile:
    """What is needed of a file: its XML trees and three of its properties."""

    body: Element | None
    styles: Element
    numbering: Element | None
    notes: dict[str, Element]
    margins: list[tuple[str, Element]]
    title: str
    author: str
    language: str

    @classmethod
    def from_library(cls, document: WordDocument) -> _WordFile:
        fields = document.core_properties
        parts = _parts(document)
        return cls(
            document.element.body,
            document.styles.element,
            next((root for kind, root in parts if kind == _NUMBERING), None),
            {kind: root for kind, root in parts if kind in _NOTES},
            [(kind, root) for kind, root in parts if kind in _MARGINS],
            fields.title,
            fields.author,
            fields.language,
        )

    def roots(self) -> list[Element]:
        """Every tree that holds text."""
        margins = [root for _, root in self.margins]
        return [*([] if self.body is None else [self.body]), *self.notes.values(), *margins]


def _parts(document: WordDocument) -> list[tuple[str, Element]]:
    """The notes, comments, lists, headers and footers of a file, and what each of them is."""
    from docx.opc.part import XmlPart
    from docx.oxml import parse_xml

    parts = []
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {*_NOTES, *_MARGINS, _NUMBERING} and not relation.is_external:
            part = relation.target_part
            is_parsed = isinstance(part, XmlPart)
            parts.append((kind, part.element if is_parsed else parse_xml(part.blob)))
    return parts


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
