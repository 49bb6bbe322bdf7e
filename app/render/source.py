"""A source as a page of HTML, whole, with its quotations marked by their offsets."""

from __future__ import annotations

from collections.abc import Sequence

from app.render.html import shown
from app.render.marks import Mark, Span, number_marks
from app.render.outline import head_html, outline_html, views_html
from ingest.documents import Document, Page, check_slice, hash_text
from ingest.readers.pdf_contents import Entry

DEEPEST_HEADING = 6
CHANGED = (
    "The stored text is not what was added, so nothing is marked in it. "
    "In a terminal, footnote verify tells more."
)
# The page has an h1 of its own and the document's title is an h2.
HEADINGS_ABOVE = 2


def source_page(article: str, title: str, style: str) -> str:
    """A page that stands by itself, without scripts; the app takes its article out of it."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{shown(title)} - Footnote</title><style>{style}</style>"
        f'<header class="home"><h1><a href="/">Footnote</a></h1></header><main>{article}</main></html>'
    )


def missing_html(sentence: str) -> str:
    """What stands in the place of a source that cannot be shown."""
    return f'<article class="source"><h2 class="missing">{shown(sentence)}</h2></article>'


def source_html(
    document: Document,
    spans: Sequence[Span],
    text_sha256: str | None = None,
    *,
    kept: bool = False,
    contents: Sequence[Entry] = (),
) -> str:
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
    pieces = _Pieces(document, number_marks(spans))
    parts, position = [], 0
    for number, section in enumerate(document.sections):
        parts.append(pieces.text(position, section.start))
        level = min(section.level + HEADINGS_ABOVE, DEEPEST_HEADING)
        heading = pieces.inline(section.start, section.body_start)
        parts.append(f'<h{level} id="heading-{number}">{heading}</h{level}>')
        position = section.body_start
    parts.append(pieces.text(position, len(document.text)))
    views = views_html(document, spans, kept=kept, pages=False)
    outline = outline_html(document, contents, [page.number for page in document.pages])
    head = head_html(document, outline, views)
    body = f'<div class="body">{"".join(parts)}</div>'
    return f'<article class="source">{head}{warning}{body}</article>'


def markable(
    document: Document, spans: Sequence[Span], text_sha256: str | None
) -> tuple[Sequence[Span], str]:
    """The spans that may be marked, each checked; and a warning if the text allows none.

    Raises:
        MisquoteError: a span is out of range.
    """
    if text_sha256 is not None and hash_text(document.text) != text_sha256:
        return (), f'<p class="changed" role="alert">{shown(CHANGED)}</p>'
    for start, end in spans:
        check_slice(document.text, start, end, document.text[start:end], document.source)
    return spans, ""


def anchor(mark: Mark, total: int, *, first: bool) -> str:
    """The attributes of an element that marks a quotation, so that one can go there.

    ``first`` says whether it is the quotation's first element: only that is gone to.
    """
    current = ' class="current"' if mark.current else ""
    which = f' data-mark="{mark.number}"{current}'
    if not first:
        return which
    name = "quotation" if mark.current else f"quotation-{mark.number}"
    described = f' aria-description="Quotation {mark.number} of {total}"' if total > 1 else ""
    return f'{which} id="{name}" tabindex="-1"{described}'


class _Pieces:
    """Slices of one document's text as HTML, with marks and the beginnings of pages in them."""

    def __init__(self, document: Document, marks: Sequence[Mark]) -> None:
        self._text = document.text
        self._marks = sorted((*span, mark) for mark in marks for span in mark.spans)
        self._total = len(marks)
        self._pages = document.pages
        self._begun: set[int] = set()

    def text(self, start: int, end: int) -> str:
        """A stretch between two headings; the line ends around it are a gap that the style sets."""
        text = self._text[start:end]
        first = start + len(text) - len(text.lstrip("\n"))
        last = max(first, end - len(text) + len(text.rstrip("\n")))
        middle = self.inline(first, last)
        return f"{self._gap(start, first)}{middle and f'<div>{middle}</div>'}{self._gap(last, end)}"

    def _gap(self, start: int, end: int) -> str:
        return f'<div class="gap">{self.inline(start, end)}</div>' if start < end else ""

    def inline(self, start: int, end: int) -> str:
        """A stretch of text, cut where a page begins in it."""
        parts, position = [], start
        for page in self._pages:
            if start <= page.start < end:
                parts += [self._marked(position, page.start), _page_html(page)]
                position = page.start
        return "".join([*parts, self._marked(position, end)])

    def _marked(self, start: int, end: int) -> str:
        parts, position = [], start
        for span_start, span_end, mark in self._marks:
            begin, stop = max(span_start, position), min(span_end, end)
            if begin < stop:
                parts += [shown(self._text[position:begin]), self._mark(begin, stop, mark)]
                position = stop
        return "".join([*parts, shown(self._text[position:end])])

    def _mark(self, start: int, end: int, mark: Mark) -> str:
        attributes = anchor(mark, self._total, first=mark.number not in self._begun)
        self._begun.add(mark.number)
        return f"<mark{attributes}>{shown(self._text[start:end])}</mark>"


def _page_html(page: Page) -> str:
    number = page.number
    return (
        f'<span class="page" id="page-{number}" role="note" aria-label="Page {number}" '
        f'data-page="{number}"></span>'
    )
