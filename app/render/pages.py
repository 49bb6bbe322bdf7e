"""A PDF's pages as HTML: images of them, with the quotations marked by boxes that lie over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.answers import Span
from app.render.html import source_address
from app.render.marks import Mark, number_marks
from app.render.outline import head
from app.render.source import Anchor, Anchors, markable
from app.render.templates import piece
from ingest.documents import Document
from ingest.readers.pdf_contents import Entry
from ingest.readers.pdf_pages import Box, Layout, Place

UNPLACED = "The quotation could not be placed on this page, so nothing is marked on it."


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: the address and the size of its image, and what is marked on it.

    ``unplaced`` are quotations of the page that have no place on its image. ``boxes`` lie over the
    marked lines: the anchor, the words of the quotation, and where the box lies, as a style.
    """

    number: int
    address: str
    width: int
    height: int
    has_text: bool
    unplaced: list[Anchor]
    boxes: list[tuple[Anchor, str, str]]


def pages_html(
    document: Document,
    spans: Sequence[Span],
    layout: Layout,
    text_sha256: str | None = None,
    *,
    contents: Sequence[Entry] = (),
) -> Markup:
    """The pages of a document that was a PDF, the spans marked where its text layer has them.

    The first span is the current quotation. ``layout`` has the places of the marks' spans, see
    ``mark_spans``; ``contents`` are the PDF's bookmarks. A quotation without a place is not marked,
    and a sentence on its page says so.

    Raises:
        MisquoteError: a span is out of range.
    """
    spans, warning = markable(document, spans, text_sha256)
    pages = _pages(document, number_marks(spans), layout)
    by_page = replace(document, sections=())  # headings have no place on the images
    numbers = range(1, len(layout.sizes) + 1)
    above = head(by_page, contents, numbers, spans, kept=True, as_pages=True)
    return piece("source.html", "pages", above, warning, pages, UNPLACED)


def mark_spans(spans: Sequence[Span]) -> list[Span]:
    """The spans whose places are needed to mark these quotations."""
    return [span for mark in number_marks(spans) for span in mark.spans]


def image_address(document_id: str, number: int) -> str:
    """The address of the image of a page on this server."""
    return f"{source_address(document_id)}/page/{number}.png"


def _pages(document: Document, marks: Sequence[Mark], layout: Layout) -> list[PageImage]:
    with_text = {page.number for page in document.pages}
    anchors = Anchors(marks)
    pages = []
    for number, size in enumerate(layout.sizes, start=1):
        marked = _marked(marks, layout, number)
        width, height = (round(length) or 1 for length in size)
        pages.append(
            PageImage(
                number,
                image_address(document.id, number),
                width,
                height,
                has_text=number in with_text,
                unplaced=[anchors.next(mark) for mark, place in marked if not place.boxes],
                boxes=[
                    _box(anchors.next(mark), document.text[slice(*place.span)], box)
                    for mark, place in marked
                    for box in place.boxes
                ],
            )
        )
    return pages


def _marked(marks: Sequence[Mark], layout: Layout, page: int) -> list[tuple[Mark, Place]]:
    return [
        (mark, place)
        for mark in marks
        for place in layout.places
        if place.page == page and place.span in mark.spans
    ]


def _box(anchor: Anchor, quoted: str, box: Box) -> tuple[Anchor, str, str]:
    sides = {
        "left": box.left, "top": box.top,
        "width": box.right - box.left, "height": box.bottom - box.top,
    }  # fmt: skip
    style = ";".join(f"{side}:{100 * part:.3f}%" for side, part in sides.items())
    return anchor, " ".join(quoted.split()), style
