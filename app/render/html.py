"""What all our HTML shares: escaping, addresses, the sentences of the page; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote as quote_address
from urllib.parse import urlencode

WELCOME = (
    "Ask a question. The answer is a sentence from your documents, "
    "with a footnote that opens it in its place."
)
READING = "Reading your documents…"
TITLE = "<header><h1>Footnote</h1><p>Answers in your documents&rsquo; own words.</p></header>"
HINT = "Choose a footnote to read it here, in its place."
DEAD = "Footnote is not running any more. Start it again and reload this page."
# page.js shows the two sentences again, and reads them here.
PANE = (
    '<aside class="pane" aria-label="Source" tabindex="-1"><div class="bar">'
    '<button class="close" type="button">Close source</button>'
    '<div class="steps" role="group" aria-label="Quotations" hidden><span class="which"></span>'
    '<button class="previous" type="button" aria-label="Previous quotation" title="Previous (p)" '
    'aria-keyshortcuts="p">&uarr;</button>'
    '<button class="next" type="button" aria-label="Next quotation" title="Next (n)" '
    'aria-keyshortcuts="n">&darr;</button></div></div>'
    f'<div class="sheet" tabindex="0" role="region" aria-label="Text of the source" data-hint="{HINT}" data-dead="{DEAD}"><p class="hint">{HINT}</p></div>'
    "</aside>"
)


def shown(text: str) -> str:
    """Text as HTML that a browser shows character for character (a bare CR would become LF)."""
    return escape(text, quote=True).replace("\r", "&#13;")


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script of ``app/assets``."""
    return files("app").joinpath("assets", name).read_text(encoding="utf-8")


def source_address(
    document_id: str,
    start: int = 0,
    end: int = 0,
    others: Sequence[tuple[int, int]] = (),
    *,
    pages: bool = False,
) -> str:
    """The address of a document on this server, at a quotation if there is one.

    ``others`` are more quotations to be marked in it; ``pages`` shows a PDF's pages, not its text.
    """
    path = f"/source/{quote_address(document_id, safe='')}{'/pages' if pages else ''}"
    if not end:
        return path
    spans = [(start, end), *others]
    query = urlencode([pair for span in spans for pair in zip(("start", "end"), span, strict=True)])
    return f"{path}?{query}#quotation"


def download_html(name: str, media_type: str, text: str) -> str:
    """A file for the user to keep: download.js hands its text to the browser as it is."""
    attributes = f'data-name="{shown(name)}" data-type="{shown(media_type)}"'
    return f"<div hidden {attributes}>{shown(text)}</div>"
