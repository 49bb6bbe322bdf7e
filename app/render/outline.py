"""What stands above a source's text: its title, its contents, and the choice of text or pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.render.html import source_address
from app.render.marks import Span
from ingest.documents import Document
from ingest.readers.pdf_contents import Entry

OPEN_ENTRIES = 8  # a longer outline would push the text out of sight
NOT_KEPT = (
    "Its pages cannot be shown, because this library has only their text. "
    "Add the file again, and they can."
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of an outline: where on the page it leads, how deep it is, and its page if known."""

    target: str
    title: str
    depth: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """Links to headings, or only the numbers of pages; a single entry is no outline."""

    links: tuple[Link, ...]
    pages: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is short enough to be seen at once."""
        return len(self.links or self.pages) <= OPEN_ENTRIES

    @classmethod
    def from_document(
        cls, document: Document, contents: Sequence[Entry], pages: Sequence[int]
    ) -> Outline:
        """Links to the headings, with their pages where these are known.

        Without headings they lead to the pages there are: by what the table of contents that a PDF
        brings along calls them, else by their numbers.
        """
        top = min((section.level for section in document.sections), default=0)
        links = [
            Link(f"heading-{n}", s.heading, s.level - top, document.page_at(s.start))
            for n, s in enumerate(document.sections)
        ]
        links = links or [
            Link(f"page-{entry.page}", entry.title, entry.level, entry.page)
            for entry in contents
            if entry.page in pages
        ]
        several = len(links) > 1
        numbers = tuple(pages) if not several and len(pages) > 1 else ()
        return cls(tuple(links) if several else (), numbers)


@dataclass(frozen=True, slots=True)
class View:
    """One of the two ways to see a PDF: its name, its address, and whether it is this page."""

    name: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Head:
    """All that stands above the text.

    ``origin`` are lines on where the text comes from, by its own account; ``not_kept`` says that the
    PDF itself is not at hand.
    """

    title: str
    origin: tuple[str, ...]
    outline: Outline
    views: tuple[View, ...]
    not_kept: str = ""


def head(
    document: Document,
    outline: Outline,
    spans: Sequence[Span],
    *,
    kept: bool,
    pages: bool,
) -> Head:
    """The head of a document; ``pages`` says whether its pages or its text are shown below it."""
    stated = [document.metadata[key] for key in ("source", "licence") if key in document.metadata]
    origin = (document.source, *stated)
    if not document.pages or not kept:
        return Head(document.title, origin, outline, (), NOT_KEPT if document.pages else "")
    start, end = spans[0] if spans else (0, 0)
    views = tuple(
        View(
            name,
            source_address(document.id, start, end, spans[1:], pages=wanted),
            is_here=wanted is pages,
        )
        for name, wanted in (("Text", False), ("Pages", True))
    )
    return Head(document.title, origin, outline, views)
