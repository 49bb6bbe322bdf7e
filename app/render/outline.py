"""What stands above a source's text: its title, its contents, and the choice of text or pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answers import Span
from app.render.html import source_address
from app.render.stored import CUT
from ingest.documents import Document
from ingest.readers.pdf_contents import Entry
from ingest.readers.sniffing import SHOWN
from ingest.report import about, left_out

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
class Head:
    """All that stands above the text.

    ``origin`` are lines on where it comes from, by its own account. Its outline are the ``links``, or
    else the numbers of its ``pages``. ``views`` are the ways to see a PDF, each with its name, its
    address and whether it is this one; ``not_kept`` says why there is none. ``left_out`` is what the
    text has not of the file: the reason, the number of characters, and the words; ``about`` what is
    said about the document, by name.
    """

    title: str
    origin: tuple[str, ...]
    links: tuple[Link, ...]
    pages: tuple[int, ...]
    views: tuple[tuple[str, str, bool], ...]
    not_kept: str
    left_out: tuple[tuple[str, str, str], ...] = ()
    about: tuple[tuple[str, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the outline is short enough to be seen at once."""
        return len(self.links or self.pages) <= OPEN_ENTRIES


def head(
    document: Document,
    contents: Sequence[Entry],
    pages: Sequence[int],
    spans: Sequence[Span],
    *,
    kept: bool,
    as_pages: bool,
) -> Head:
    """The head of a document: ``contents`` are a PDF's bookmarks, ``pages`` what may be led to.

    ``kept``: the PDF itself is at hand; ``as_pages``: its pages are shown below, not its text.
    """
    stated = [document.metadata[key] for key in ("source", "licence") if key in document.metadata]
    links = _links(document, contents, pages)
    start, end = spans[0] if spans else (0, 0)
    views = [
        (
            name,
            source_address(document.id, start, end, spans[1:], pages=pages_shown),
            pages_shown is as_pages,
        )
        for name, pages_shown in (("Text", False), ("Pages", True))
        if document.pages and kept
    ]
    return Head(
        document.title,
        (document.source, *stated),
        tuple(links),
        tuple(pages) if len(pages) > 1 and not links else (),
        tuple(views),
        NOT_KEPT if document.pages and document.read_as in SHOWN and not kept else "",
        tuple(_left_out(document)),
        tuple(
            (name, said) for name, said in about(document.metadata).items() if said not in stated
        ),
    )


def _left_out(document: Document) -> Iterator[tuple[str, str, str]]:
    for each in left_out(document.metadata):
        more = f"\n{CUT}" if each.is_cut else ""
        yield each.reason, f"{each.characters:,}", f"{each.words}{more}"


def _links(document: Document, contents: Sequence[Entry], pages: Sequence[int]) -> list[Link]:
    """Links to the headings, with their pages where these are known.

    Without headings they lead to the pages there are, by what the table of contents that a PDF
    brings along calls them. A single entry is no outline.
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
    return links if len(links) > 1 else []
