"""A source as a page of HTML, whole, with its quotations marked by their offsets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.answers import Span
from app.render.marks import Mark, cut, number_marks
from app.render.outline import head
from app.render.templates import piece, render
from ingest.documents import Document, check_slice, hash_text
from ingest.readers.pdf_contents import Entry

DEEPEST_HEADING = 6
CHANGED = (
    "The stored text is not what was added, so nothing is marked in it. "
    "In a terminal, footnote verify tells more."
)
# The page has an h1 of its own and the document's title is an h2.
HEADINGS_ABOVE = 2


def source_page(article: Markup, title: str, style: str) -> Markup:
    """A page that stands by itself, without scripts; the app takes its article out of it."""
    return render("alone.html", article=article, title=title, style=style)


def missing_html(sentence: str) -> Markup:
    """What stands in the place of a source that cannot be shown."""
    return piece("source.html", "missing", sentence)


def source_html(
    document: Document,
    spans: Sequence[Span],
    text_sha256: str | None = None,
    *,
    kept: bool = False,
    contents: Sequence[Entry] = (),
) -> Markup:
    """A document whole, its headings as headings, with the spans marked by their offsets.

    The first span is the current quotation. If the hash recorded when the document was added is
    given and is another than its text's, nothing is marked and a sentence says why. ``kept`` says
    whether its file is at hand, so that a PDF's pages can be shown; ``contents`` are its bookmarks.

    The text content of the element ``.body`` is ``document.text``, character for character: numbers
    of pages are attributes, and drawn by the style sheet.

    Raises:
        MisquoteError: a span is out of range.
    """
    spans, warning = markable(document, spans, text_sha256)
    pages = [page.number for page in document.pages]
    above = head(document, contents, pages, spans, kept=kept, as_pages=False)
    blocks = _Blocks(document, number_marks(spans)).all()
    return piece("source.html", "text", above, warning, blocks)


def markable(
    document: Document, spans: Sequence[Span], text_sha256: str | None
) -> tuple[Sequence[Span], str]:
    """The spans that may be marked, each checked; and a warning if the text allows none.

    Raises:
        MisquoteError: a span is out of range.
    """
    if text_sha256 is not None and hash_text(document.text) != text_sha256:
        return (), CHANGED
    for start, end in spans:
        check_slice(document.text, start, end, document.text[start:end], document.source)
    return spans, ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of a quotation, to be marked; its first part has a name, so that one can go there.

    ``described`` tells it from others, if there are any.
    """

    number: int
    current: bool
    name: str = ""
    described: str = ""


class Anchors:
    """The anchors of some marks, handed out in the order of the page."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._total = len(marks)
        self._begun: set[int] = set()

    def next(self, mark: Mark) -> Anchor:
        """The anchor of a mark's next part."""
        if mark.number in self._begun:
            return Anchor(mark.number, mark.current)
        self._begun.add(mark.number)
        name = "quotation" if mark.current else f"quotation-{mark.number}"
        described = f"Quotation {mark.number} of {self._total}" if self._total > 1 else ""
        return Anchor(mark.number, mark.current, name, described)


# Of a document's text: a stretch of it that is marked or not, or the number of the page beginning.
Piece = tuple[str, Anchor | None] | int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with a name to go to, a stretch of text, or the gap between those."""

    tag: str
    pieces: list[Piece]
    name: str = ""
    is_gap: bool = False


class _Blocks:
    """One document's text in blocks, with marks and the beginnings of pages in them."""

    def __init__(self, document: Document, marks: Sequence[Mark]) -> None:
        self._document = document
        self._marks = sorted((span, mark) for mark in marks for span in mark.spans)
        self._anchors = Anchors(marks)

    def all(self) -> Iterator[Block]:
        """All of it, in order: an iterator to be used once, as each mark begins only once."""
        position = 0
        for number, section in enumerate(self._document.sections):
            yield from self._text(position, section.start)
            level = min(section.level + HEADINGS_ABOVE, DEEPEST_HEADING)
            pieces = self._pieces(section.start, section.body_start)
            yield Block(f"h{level}", pieces, f"heading-{number}")
            position = section.body_start
        yield from self._text(position, len(self._document.text))

    def _text(self, start: int, end: int) -> Iterator[Block]:
        """A stretch between two headings; the line ends around it are a gap that the style sets."""
        text = self._document.text[start:end]
        first = start + len(text) - len(text.lstrip("\n"))
        last = max(first, end - len(text) + len(text.rstrip("\n")))
        for begin, stop in ((start, first), (first, last), (last, end)):
            if begin < stop:
                yield Block("div", self._pieces(begin, stop), is_gap=begin != first)

    def _pieces(self, start: int, end: int) -> list[Piece]:
        """A stretch of text, cut where a mark or a page begins in it."""
        pieces: list[Piece] = []
        for page in self._document.pages:
            if start <= page.start < end:
                pieces += [*self._marked(start, page.start), page.number]
                start = page.start
        return [*pieces, *self._marked(start, end)]

    def _marked(self, start: int, end: int) -> Iterator[Piece]:
        for text, mark in cut(self._document.text, self._marks, (start, end)):
            yield text, None if mark is None else self._anchors.next(mark)
