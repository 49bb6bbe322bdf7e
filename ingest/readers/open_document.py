"""What the files of OpenOffice and LibreOffice share: their XML, styles, and the text in them.

The form is OASIS' "Open Document Format for Office Applications", version 1.3. It is read with
lxml alone, which is all that they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.readers.archive import expand_archive
from ingest.readers.builder import LINE_BREAK, DocumentBuilder, Reason, collapse
from ingest.readers.open_lists import OpenLists
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle, without_marks
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DAMAGED = "is not an OpenDocument file, or damaged: open it in LibreOffice and save it again."
_PROTECTED = "is protected by a password: save a copy without one."

MAX_XML_BYTES = 100_000_000
MAX_XML_MARKS = 4_000_000  # "<" and "=", as in docx.py

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, OFFICE, TABLE = (f"{{{_SPACE}{name}:1.0}}" for name in ("text", "office", "table"))
DRAW, STYLE, SLIDE = (f"{{{_SPACE}{name}:1.0}}" for name in ("drawing", "style", "presentation"))
_FORMAT = f"{{{_SPACE}xsl-fo-compatible:1.0}}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "encryption-data"

NOTE, ANNOTATION, FRAME = f"{TEXT}note", f"{OFFICE}annotation", f"{DRAW}frame"
_BREAKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": LINE_BREAK}
# The first is said of what stands beside it, the others are no text.
_PASSED_OVER = frozenset(
    {f"{TEXT}ruby-text", f"{TEXT}tracked-changes", f"{TEXT}bookmark", f"{OFFICE}annotation-end"}
)
_HIDDEN_TEXT = frozenset({f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"})
_MOST_SPACES = 100  # that one element may stand for


@dataclass(frozen=True, slots=True)
class Look:
    """How a style sets text: ``raised`` is 1, 0, or -1 for lowered; None where nothing is said."""

    parent: str = ""
    struck: bool | None = None
    hidden: bool | None = None
    raised: int | None = None
    unseen: bool = False  # of a table, a row or a column


@dataclass(frozen=True, slots=True)
class Aside:
    """A note or a comment: what it is called, its words, and what stands before it in its paragraph."""

    name: str
    words: str
    before: str


@dataclass
class OpenDocument:
    """An opened file: the element with its content, its styles, and what is said about it."""

    body: Element
    looks: dict[str, Look]
    title: str
    author: str
    language: str
    page_styles: Element | None
    lists: OpenLists = field(default_factory=lambda: OpenLists({}))
    notes: list[Aside] = field(default_factory=list)
    comments: list[Aside] = field(default_factory=list)

    @classmethod
    def open(cls, original: Original) -> OpenDocument:
        """Open a file.

        Raises:
            UnreadableError: it is not an OpenDocument file, or damaged, or protected.
            TooLargeError: its XML is over a limit.
        """
        most = min(original.max_expanded_bytes, MAX_XML_BYTES)
        copy = expand_archive(replace(original, max_expanded_bytes=most), (".xml",))
        with ZipFile(copy) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        if _ENCRYPTED.encode() in parts.get("META-INF/manifest.xml", b""):
            raise original.unreadable(_PROTECTED)
        if sum(part.count(b"<") + part.count(b"=") for part in parts.values()) > MAX_XML_MARKS:
            allowed = f"{MAX_XML_MARKS:,} elements and attributes"
            raise original.too_large(allowed)
        content = _parse(original, parts.get("content.xml", b""))
        body = content.find(f"{OFFICE}body")
        if body is None or not len(body):
            raise original.unreadable(_DAMAGED)
        styles, meta = (
            _parse(original, parts[name]) if parts.get(name) else None
            for name in ("styles.xml", "meta.xml")
        )
        looks = {name: look for root in (styles, content) for name, look in _looks(root)}
        title, author, language = (_field(meta, name) for name in ("title", "creator", "language"))
        lists = OpenLists.from_elements((styles, content))
        return cls(body[0], looks, sensible_title(title), author, language, styles, lists)

    def look(self, name: str) -> Look:
        """A style with what it has from those that it is based on."""
        look, seen = self.looks.get(name, Look()), {name}
        while look.parent and look.parent not in seen:
            seen.add(look.parent)
            above = self.looks.get(look.parent, Look())
            look = Look(
                above.parent,
                above.struck if look.struck is None else look.struck,
                above.hidden if look.hidden is None else look.hidden,
                above.raised if look.raised is None else look.raised,
                look.unseen,
            )
        return look

    def is_based_on(self, name: str, wanted: str) -> bool:
        """Whether a style is another or based on it."""
        seen: set[str] = set()
        while name and name not in seen:
            if name == wanted:
                return True
            seen.add(name)
            name = self.looks.get(name, Look()).parent
        return False

    def text(self, paragraph: Element, builder: DocumentBuilder) -> str:
        """The text of a paragraph; notes and comments are put by, what is not shown is noted."""
        pieces: list[str] = []
        self._gather(paragraph, Look(), builder, pieces)
        return settle("".join(pieces))

    def _gather(
        self, root: Element, look: Look, builder: DocumentBuilder, pieces: list[str]
    ) -> None:
        """Take up the text under an element; a stack, not recursion."""
        stack: list[tuple[Element | str, Look]] = [(root, look)]
        while stack:
            item, look = stack.pop()
            if isinstance(item, str):
                _take(item, look, builder, pieces)
                continue
            if not isinstance(item.tag, str) or item.tag in _PASSED_OVER:
                continue
            if item.tag in {NOTE, ANNOTATION, FRAME} and item is not root:
                self._set_aside(item, builder, pieces)
                continue
            if item.tag in _HIDDEN_TEXT:
                builder.leave_out("".join(item.itertext()), Reason.HIDDEN)
                continue
            pieces += _sign(item)
            style = self.look(item.get(f"{TEXT}style-name", ""))
            inner = Look(
                "",
                look.struck if style.struck is None else style.struck,
                look.hidden if style.hidden is None else style.hidden,
                look.raised if style.raised is None else style.raised,
            )
            for child in reversed(item):
                stack += [(child.tail or "", inner), (child, inner)]
            stack.append((item.text or "", inner))

    def _set_aside(self, element: Element, builder: DocumentBuilder, pieces: list[str]) -> None:
        if element.tag == FRAME:
            return
        paragraphs = [self.text(each, builder) for each in element.iter(f"{TEXT}p", f"{TEXT}h")]
        words = LINE_BREAK.join(text.strip() for text in paragraphs if text.strip())
        before = settle("".join(pieces))
        if element.tag == ANNOTATION:
            author = collapse(element.findtext(f"{_DUBLIN_CORE}creator") or "").strip()
            self.comments.append(
                Aside(f"Comment by {author}" if author else "Comment", words, before)
            )
            return
        mark = collapse(
            element.findtext(f"{TEXT}note-citation") or str(len(self.notes) + 1)
        ).strip()
        kind = "Endnote" if element.get(f"{TEXT}note-class") == "endnote" else "Footnote"
        self.notes.append(Aside(f"{kind} {mark}", words, before))
        pieces.append(f"[{mark}]")


def frames_in(paragraph: Element) -> Iterator[Element]:
    """The outermost frames in a paragraph: boxes with text of their own."""
    for frame in paragraph.iter(FRAME):
        if next(frame.iterancestors(FRAME), None) is None:
            yield frame


def add_comments(builder: DocumentBuilder, document: OpenDocument, level: int) -> None:
    """Write the comments of a sheet or a slide under one heading, and forget them."""
    texts = [comment.words for comment in document.comments]
    document.comments.clear()
    add_asides(builder, "Comments", texts, level)


def add_asides(builder: DocumentBuilder, heading: str, texts: list[str], level: int) -> None:
    """Write notes or comments under a heading of their own, and forget them."""
    found = [text for text in texts if text.strip()]
    if found:
        builder.add_heading(heading, level)
    for text in found:
        builder.add_block(text)
    texts.clear()


def count(element: Element, name: str, most: int) -> int:
    """A number that an element gives for how often it counts, from 1."""
    value = element.get(f"{TABLE}{name}", "1")
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() else 1


def _take(text: str, look: Look, builder: DocumentBuilder, pieces: list[str]) -> None:
    text = without_marks(collapse(text))
    if look.hidden or look.struck:
        builder.leave_out(text, Reason.HIDDEN if look.hidden else Reason.STRUCK)
    elif look.raised:
        pieces.append(raised(text) if look.raised > 0 else lowered(text))
    else:
        pieces.append(text)


def _sign(element: Element) -> list[str]:
    if element.tag == f"{TEXT}s":
        number = element.get(f"{TEXT}c", "1")
        return [
            " " * min(int(number) if number.isascii() and number.isdigit() else 1, _MOST_SPACES)
        ]
    sign = _BREAKS.get(element.tag)
    return [sign] if sign else []


def _parse(original: Original, data: bytes) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise original.unreadable(_DAMAGED) from error


def _looks(root: Element | None) -> Iterator[tuple[str, Look]]:
    for style in () if root is None else root.iter(f"{STYLE}style"):
        text = style.find(f"{STYLE}text-properties")
        parts = (*style.iterfind(f"{STYLE}table-properties"),)
        unseen = any(part.get(f"{TABLE}display") == "false" for part in parts)
        parent = style.get(f"{STYLE}parent-style-name", "")
        yield style.get(f"{STYLE}name", ""), _look(parent, text, unseen=unseen)


def _look(parent: str, text: Element | None, *, unseen: bool) -> Look:
    if text is None:
        return Look(parent, unseen=unseen)
    line = text.get(f"{STYLE}text-line-through-style") or text.get(f"{STYLE}text-line-through-type")
    display, position = text.get(f"{TEXT}display"), text.get(f"{STYLE}text-position")
    return Look(
        parent,
        None if line is None else line != "none",
        None if display is None else display == "none",
        None if position is None else _height(position),
        unseen,
    )


def _height(position: str) -> int:
    """Whether ``super 58%`` or ``-33% 58%`` is above the line or below it."""
    height = position.split(maxsplit=1)[0] if position.split() else ""
    if height == "super":
        return 1
    return -1 if height.startswith(("sub", "-")) else int(height.strip("0.%") != "")


def _field(meta: Element | None, name: str) -> str:
    found = None if meta is None else next(meta.iter(f"{_DUBLIN_CORE}{name}"), None)
    return "" if found is None else collapse("".join(found.itertext())).strip()
