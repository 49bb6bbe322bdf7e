"""What stands above a source's text: its title, its contents, and the choice of text or pages."""

from __future__ import annotations

from collections.abc import Sequence

from app.render.html import shown, source_address
from app.render.marks import Span
from ingest.documents import Document
from ingest.readers.pdf_contents import Entry

OPEN_ENTRIES = 8  # a longer outline would push the text out of sight
NOT_KEPT = (
    "Its pages cannot be shown, because this library has only their text. "
    "Add the file again, and they can."
)


def head_html(document: Document, outline: str, views: str) -> str:
    """The title, what leads about the document, and where the text comes from by its own account."""
    origin = [document.source]
    origin += [document.metadata[key] for key in ("source", "licence") if key in document.metadata]
    lines = "".join(f'<p class="origin">{shown(line)}</p>' for line in origin)
    tools = f'<div class="tools">{outline}{views}</div>' if outline or views else ""
    title = f'<h2 class="title">{shown(document.title)}</h2>'
    return f'<header><div class="top">{title}{tools}</div>{lines}</header>'


def outline_html(document: Document, contents: Sequence[Entry], pages: Sequence[int]) -> str:
    """Links to the headings, with their pages where these are known.

    Without headings they lead to the pages there are: by what the table of contents that a PDF
    brings along calls them, else by their numbers. A single entry is no outline.
    """
    top = min((section.level for section in document.sections), default=0)
    entries = [
        _entry(f"heading-{n}", s.heading, s.level - top, document.page_at(s.start))
        for n, s in enumerate(document.sections)
    ]
    entries = entries or [
        _entry(f"page-{entry.page}", entry.title, entry.level, entry.page)
        for entry in contents
        if entry.page in pages
    ]
    if len(entries) > 1:
        return _details("Contents", "headings", entries)
    links = [f'<a href="#page-{page}" aria-label="Page {page}">{page}</a>' for page in pages]
    entries = [f"<li>{link}</li>" for link in links]
    return _details("Go to page", "numbers", entries) if len(entries) > 1 else ""


def _entry(target: str, title: str, depth: int, page: int | None) -> str:
    where = f' <span class="at">page {page}</span>' if page is not None else ""
    return f'<li class="deep-{depth}"><a href="#{target}">{shown(title)}{where}</a></li>'


def _details(name: str, kind: str, entries: Sequence[str]) -> str:
    opened = " open" if len(entries) <= OPEN_ENTRIES else ""
    links = f'<nav aria-label="{name}"><ol class="{kind}">{"".join(entries)}</ol></nav>'
    return f'<details class="outline"{opened}><summary>{name}</summary>{links}</details>'


def views_html(document: Document, spans: Sequence[Span], *, kept: bool, pages: bool) -> str:
    """The choice between a PDF's text and its pages; a sentence where the PDF itself was not kept.

    ``pages`` says which of the two this is.
    """
    if not document.pages:
        return ""
    if not kept:
        return f'<p class="not-kept">{NOT_KEPT}</p>'
    start, end = spans[0] if spans else (0, 0)
    links = ""
    for name, wanted in (("Text", False), ("Pages", True)):
        address = shown(source_address(document.id, start, end, spans[1:], pages=wanted))
        here = ' aria-current="page"' if wanted is pages else ""
        links += f'<a href="{address}"{here}>{name}</a>'
    return f'<nav class="views" aria-label="Show as">{links}</nav>'
