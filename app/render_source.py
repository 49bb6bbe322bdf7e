"""A source as a page of HTML, whole, with a quotation marked by its offsets."""

from __future__ import annotations

from collections.abc import Sequence

from app.render_html import shown
from ingest.documents import Document, Page, check_slice, hash_text

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
    document: Document, spans: Sequence[tuple[int, int]], text_sha256: str | None = None
) -> str:
    """A document whole, its headings as headings, with the spans marked by their offsets.

    If the hash recorded when it was added is given and is another than its text's, nothing is marked
    and a sentence says why.

    The text content of the element ``.body`` is ``document.text``, character for character: numbers
    of pages are attributes, and drawn by the style sheet.

    Raises:
        MisquoteError: a span is out of range.
    """
    changed = text_sha256 is not None and hash_text(document.text) != text_sha256
    spans = () if changed else spans
    for start, end in spans:
        check_slice(document.text, start, end, document.text[start:end], document.source)
    pieces = _Pieces(document, spans)
    parts, position = [], 0
    for section in document.sections:
        parts.append(pieces.text(position, section.start))
        level = min(section.level + HEADINGS_ABOVE, DEEPEST_HEADING)
        heading = pieces.inline(section.start, section.body_start)
        parts.append(f"<h{level}>{heading}</h{level}>")
        position = section.body_start
    parts.append(pieces.text(position, len(document.text)))
    body = f'<div class="body">{"".join(parts)}</div>'
    warning = f'<p class="changed" role="alert">{shown(CHANGED)}</p>' if changed else ""
    return f'<article class="source">{_head_html(document)}{warning}{body}</article>'


def _head_html(document: Document) -> str:
    """The title and where the text comes from, as far as its own page says so."""
    origin = [document.source]
    origin += [document.metadata[key] for key in ("source", "licence") if key in document.metadata]
    lines = "".join(f'<p class="origin">{shown(line)}</p>' for line in origin)
    return f'<header><h2 class="title">{shown(document.title)}</h2>{lines}</header>'


class _Pieces:
    """Slices of one document's text as HTML, with marks and the beginnings of pages in them."""

    def __init__(self, document: Document, spans: Sequence[tuple[int, int]]) -> None:
        self._text = document.text
        self._spans = sorted(spans)
        self._pages = document.pages
        self._first = True

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
        for span_start, span_end in self._spans:
            begin, stop = max(span_start, position), min(span_end, end)
            if begin < stop:
                parts += [shown(self._text[position:begin]), self._mark(begin, stop)]
                position = stop
        return "".join([*parts, shown(self._text[position:end])])

    def _mark(self, start: int, end: int) -> str:
        anchor = ' id="quotation" tabindex="-1"' if self._first else ""
        self._first = False
        return f"<mark{anchor}>{shown(self._text[start:end])}</mark>"


def _page_html(page: Page) -> str:
    return f'<span class="page" role="note" aria-label="Page {page.number}" data-page="{page.number}"></span>'
