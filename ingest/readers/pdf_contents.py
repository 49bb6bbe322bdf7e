"""The table of contents that a PDF brings along: its bookmarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ingest.readers.builder import clean, collapse
from ingest.readers.pdf_file import opened_pdf

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_ENTRIES = 1_000  # more than a long book has
DEEPEST = 5  # levels below the first; deeper ones are left out


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents; level 0 is the top, pages count from 1."""

    title: str
    level: int
    page: int


def pdf_contents(data: bytes) -> tuple[Entry, ...]:
    """The bookmarks of a PDF that lead to a page of it; none of bytes that are no PDF."""
    import pypdfium2

    try:
        with opened_pdf(data) as pdf:
            return tuple(bookmarks(pdf))
    except pypdfium2.PdfiumError:
        return ()


def bookmarks(pdf: PdfDocument) -> Iterator[Entry]:
    """The bookmarks of an open PDF."""
    for bookmark in islice(pdf.get_toc(max_depth=DEEPEST + 1), MOST_ENTRIES):
        place = bookmark.get_dest()
        index = place.get_index() if place else None
        try:
            title = collapse(clean(bookmark.get_title())).strip()
        except UnicodeDecodeError:  # half of a surrogate pair
            title = ""
        if title and index is not None and index < len(pdf):
            yield Entry(title, bookmark.level, index + 1)
