"""A PDF's pages as HTML: images of them, with the quotations marked by boxes that lie over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.render.html import shown, source_address
from app.render.marks import Mark, Span, number_marks
from app.render.outline import head_html, outline_html, views_html
from app.render.source import anchor, markable
from ingest.documents import Document
from ingest.readers.pdf_contents import Entry
from ingest.readers.pdf_pages import Box, Layout, Place

UNPLACED = "The quotation could not be placed on this page, so nothing is marked on it."


def pages_html(
    document: Document,
    spans: Sequence[Span],
    layout: Layout,
    text_sha256: str | None = None,
    *,
    contents: Sequence[Entry] = (),
) -> str:
    """The pages of a document that was a PDF, the spans marked where its text layer has them.

    The first span is the current quotation. ``layout`` has the places of the marks' spans, see
    ``mark_spans``; ``contents`` are the PDF's bookmarks. A quotation without a place is not marked,
    and a sentence on its page says so.

    Raises:
        MisquoteError: a span is out of range.
    """
    spans, warning = markable(document, spans, text_sha256)
    marks = _Marks(document, number_marks(spans), layout)
    with_text = {page.number for page in document.pages}
    figures = "".join(
        f'<figure class="pdf-page" id="page-{number}">{_caption_html(number, has_text=number in with_text)}'
        f"{marks.sentences(number)}"
        f'<div class="paper">{_image_html(document, number, size)}{marks.boxes(number)}</div></figure>'
        for number, size in enumerate(layout.sizes, start=1)
    )
    by_page = replace(document, sections=())  # headings have no place on the images
    outline = outline_html(by_page, contents, range(1, len(layout.sizes) + 1))
    head = head_html(document, outline, views_html(document, spans, kept=True, pages=True))
    return f'<article class="source as-pages">{head}{warning}{figures}</article>'


def mark_spans(spans: Sequence[Span]) -> list[Span]:
    """The spans whose places are needed to mark these quotations."""
    return [span for mark in number_marks(spans) for span in mark.spans]


def image_address(document_id: str, number: int) -> str:
    """The address of the image of a page on this server."""
    return f"{source_address(document_id)}/page/{number}.png"


def _image_html(document: Document, number: int, size: tuple[float, float]) -> str:
    width, height = (round(length) or 1 for length in size)
    return (
        f'<img src="{shown(image_address(document.id, number))}" width="{width}" height="{height}" '
        f'alt="Page {number} of {shown(document.title)}" loading="lazy">'
    )


def _caption_html(number: int, *, has_text: bool) -> str:
    without = "" if has_text else ", which has no text to quote"
    return f"<figcaption>Page {number}{without}</figcaption>"


class _Marks:
    """The marks of one document, page by page."""

    def __init__(self, document: Document, marks: Sequence[Mark], layout: Layout) -> None:
        self._text = document.text
        self._marks = marks
        self._places = layout.places
        self._begun: set[int] = set()

    def boxes(self, page: int) -> str:
        """The marked lines of one page; the first of each quotation is called by its words."""
        parts = []
        for mark, place in self._on(page):
            quoted = shown(" ".join(self._text[slice(*place.span)].split()))
            for box in place.boxes:
                begun = mark.number in self._begun
                name = "aria-hidden=true" if begun else f'role="img" aria-label="Quoted: {quoted}"'
                parts.append(f'<span{self._anchor(mark)} {name} style="{_style(box)}"></span>')
        return "".join(parts)

    def sentences(self, page: int) -> str:
        """A sentence for each quotation that has no place on its page."""
        return "".join(
            f"<p{self._anchor(mark)}>{UNPLACED}</p>"
            for mark, place in self._on(page)
            if not place.boxes
        )

    def _on(self, page: int) -> list[tuple[Mark, Place]]:
        return [
            (mark, place)
            for mark in self._marks
            for place in self._places
            if place.page == page and place.span in mark.spans
        ]

    def _anchor(self, mark: Mark) -> str:
        first = mark.number not in self._begun
        self._begun.add(mark.number)
        return anchor(mark, len(self._marks), first=first)


def _style(box: Box) -> str:
    sides = {
        "left": box.left, "top": box.top,
        "width": box.right - box.left, "height": box.bottom - box.top,
    }  # fmt: skip
    return ";".join(f"{side}:{100 * part:.3f}%" for side, part in sides.items())
