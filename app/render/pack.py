"""An evidence pack as one file of HTML that needs nothing else and checks itself when it is opened.

Whatever the file shows as words of a source says by attributes which included text it stands in, and
from where to where; the script in it compares them. Everything is there without the script as well.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise

from app.answers import Citation
from app.keeping.evidence_pack import Entry, Excerpt, Quotation, Span, excerpts, paragraph_around
from app.render.footnotes import within_html
from app.render.html import asset, shown
from ingest.documents import Document, hash_text
from ingest.errors import MisquoteError

UNCHECKED = (
    "Nothing in this file was checked again, because its script did not run. "
    "Everything can be read all the same."
)
ABOUT = (
    "When this file is opened, its script compares each quotation, paragraph and short answer, character "
    "for character, with the source texts that are included below. That shows that the file agrees "
    "with itself. That the included texts are those of the sources, only the sources can show: compare "
    "the sha256 of the original files. Characters are counted from 0, in the text as it was taken from each."
)
GONE = "Its source is no longer in the library, so it could not be checked and is left out."
NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'"

# No HTML file can keep NUL, and no UTF-8 file half of a surrogate pair.
_UNKEPT = re.compile("[\0\ud800-\udfff]")


def pack_html(
    title: str, made_at: datetime, entries: Sequence[Entry], documents: Mapping[str, Document]
) -> str:
    """The whole pack, to be written as UTF-8.

    Args:
        made_at: when it was made, with a time zone.
        documents: those that are quoted, by their ids; what is quoted from others is left out.

    Raises:
        MisquoteError: a quotation is not the slice it claims to be, or a source holds characters that
            no HTML file can keep.
    """
    included = excerpts(entries, documents)
    for excerpt in included:
        if _UNKEPT.search(excerpt.text):
            message = (
                f"{excerpt.document.source} holds characters that no HTML file can keep exactly."
            )
            raise MisquoteError(message)
    numbered = _numbered(entries)
    articles = [_entry_html(entry, quoted, included) for entry, quoted in numbered]
    places = [
        (number, quotation.citation) for _, quoted in numbered for number, quotation in quoted
    ]
    sources = "".join(_included_html(excerpt, places) for excerpt in included)
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{_policy_html()}'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{shown(title)} - Footnote</title><style>{_style()}</style></head><body>"
        f"<header><h1>{shown(title)}</h1>{_made_html(made_at)}"
        f'<p class="check" id="checks" role="status">{UNCHECKED}</p><p class="about">{ABOUT}</p></header>'
        f"<main>{''.join(articles)}"
        f'<section class="sources"><h2>Sources</h2>{sources or "<p>Nothing is quoted.</p>"}</section></main>'
        f"<footer><p>Made with Footnote, which answers in the documents&rsquo; own words.</p></footer>"
        f"<script>{_script()}</script></body></html>\n"
    )
    return _UNKEPT.sub("\ufffd", page)  # in questions and titles, which are not compared


def _style() -> str:
    return asset("colours.css") + asset("evidence_pack.css")


def _script() -> str:
    return asset("evidence_pack.js")


def _policy_html() -> str:
    """What the browser is to forbid: everything but this style sheet and this script."""
    style, script = (
        b64encode(sha256(part.encode()).digest()).decode() for part in (_style(), _script())
    )
    policy = f"{NOWHERE}; style-src 'sha256-{style}'; script-src 'sha256-{script}'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _made_html(made_at: datetime) -> str:
    utc = made_at.astimezone(UTC)
    stamp = utc.isoformat(timespec="seconds")
    return f'<p class="made">Made on <time datetime="{stamp}">{utc.day} {utc:%B %Y, %H:%M} UTC</time></p>'


def _numbered(entries: Sequence[Entry]) -> list[tuple[Entry, list[tuple[int, Quotation]]]]:
    """Each entry with its quotations, whose numbers count through the pack."""
    numbered, number = [], 1
    for entry in entries:
        numbered.append((entry, list(enumerate(entry.quotations, start=number))))
        number += len(entry.quotations)
    return numbered


def _entry_html(
    entry: Entry, quoted: Sequence[tuple[int, Quotation]], included: Sequence[Excerpt]
) -> str:
    notes = "".join(f'<p class="note">{shown(note)}</p>' for note in entry.notes)
    figures = []
    for position, (number, quotation) in enumerate(quoted):
        excerpt = next((each for each in included if each.holds(quotation.citation)), None)
        if excerpt is None:
            figures.append(_gone_html(quotation.citation, number))
            continue
        head = _short_html(entry.short, excerpt) if entry.short and not position else ""
        sure = f'<p class="sure">{shown(entry.sure)}</p>' if entry.sure and not position else ""
        figures.append(_figure_html(quotation, number, excerpt, head, sure))
    return f"<article><h2>{shown(entry.heading)}</h2>{notes}{''.join(figures)}</article>"


def _gone_html(citation: Citation, number: int) -> str:
    return f'<p class="note">{number}. {shown(citation.title)}. {GONE}</p>'


def _short_html(short: Span, excerpt: Excerpt) -> str:
    return f'<p class="short" {_place(excerpt, short, "short answer")}>{_text_html(excerpt, short)}</p>'


def _figure_html(quotation: Quotation, number: int, excerpt: Excerpt, head: str, sure: str) -> str:
    """A quotation, how it was checked, its paragraph and its footnote."""
    citation = quotation.citation
    span = (citation.start, citation.end)
    paragraph = paragraph_around(excerpt.document, *span)
    quote = _text_html(excerpt, span, quotation.marks)
    around = _text_html(excerpt, paragraph, [span])
    return (
        f'<figure id="quotation-{number}">{head}'
        f'<blockquote><span class="quote" {_place(excerpt, span, "quotation")}>{quote}</span>'
        f"<sup>{number}</sup></blockquote>{sure}"
        f'<p class="check">Not checked.</p>'
        f'<div class="paragraph"><h3>In its paragraph</h3><p {_place(excerpt, paragraph, "paragraph")}>{around}</p></div>'
        f"<figcaption>{_footnote_html(citation, number, excerpt.document)}</figcaption></figure>"
    )


def _place(excerpt: Excerpt, span: Span, part: str) -> str:
    """The attributes by which the script finds a slice again in its included text."""
    return (
        f'data-text="{excerpt.name}" data-start="{span[0]}" data-end="{span[1]}" data-part="{part}"'
    )


def _footnote_html(citation: Citation, number: int, document: Document) -> str:
    characters = f"characters {citation.start:,}-{citation.end:,}"
    place = f'<a class="place" href="#place-{number}">{characters}</a>'
    rows = [
        _source_row(document),
        ("Original file", _hash_html(document.sha256)),
        ("Its text", _hash_html(hash_text(document.text))),
    ]
    return f"<p>{number}. {shown(citation.title)}{within_html(citation)}, {place}</p>{_list_html(rows)}"


def _included_html(excerpt: Excerpt, places: Sequence[tuple[int, Citation]]) -> str:
    """A source, and the text of it that the quotations were taken from."""
    document = excerpt.document
    spans = [
        (number, (citation.start, citation.end))
        for number, citation in places
        if excerpt.holds(citation)
    ]
    extent = f"characters {excerpt.start:,}-{excerpt.end:,}"
    what = "whole text" if excerpt.is_whole else "excerpt"
    named = (("From", "source"), ("Licence", "licence"))
    rows = [
        _source_row(document),
        *((name, shown(document.metadata[key])) for name, key in named if key in document.metadata),
        ("Added", shown(document.added_at) or "unknown"),
        ("Original file", _hash_html(document.sha256)),
        (what.capitalize(), _hash_html(excerpt.sha256, f"{excerpt.name}-sha256")),
    ]
    return (
        f'<section class="included"><h3>{shown(document.title)}</h3>{_list_html(rows)}'
        f'<p class="check" id="{excerpt.name}-check">Not checked.</p>'
        f"<details><summary>The {what} ({extent})</summary>"
        f'<div class="text" id="{excerpt.name}" data-start="{excerpt.start}">'
        f"{_anchored_html(excerpt, spans)}</div></details></section>"
    )


def _source_row(document: Document) -> tuple[str, str]:
    """Where a document comes from; only a web address becomes a link."""
    address = shown(document.source)
    if document.source.startswith(("http://", "https://")):
        address = f'<a href="{address}" rel="noreferrer">{address}</a>'
    return "Source", address


def _list_html(rows: Sequence[tuple[str, str]]) -> str:
    """Terms and what is said of them; the second of each pair is HTML already."""
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{html}</dd>' for name, html in rows)}</dl>"


def _hash_html(hexadecimal: str, name: str = "") -> str:
    """A hash to compare with; under a name, the script compares it."""
    identity = f' id="{name}"' if name else ""
    hashed = f'sha256 <span class="hash"{identity}>{shown(hexadecimal)}</span>'
    return hashed if hexadecimal else "sha256 unknown"


def _text_html(excerpt: Excerpt, span: Span, marks: Sequence[Span] = ()) -> str:
    """A slice of a document, character for character, with spans marked in it."""
    text, parts = excerpt.document.text, []
    inner = [offset for mark in marks for offset in mark if span[0] < offset < span[1]]
    for start, end in pairwise(sorted({*span, *inner})):
        piece = shown(text[start:end])
        marked = any(mark[0] <= start and end <= mark[1] for mark in marks)
        parts.append(f"<mark>{piece}</mark>" if marked else piece)
    return "".join(parts)


def _anchored_html(excerpt: Excerpt, spans: Sequence[tuple[int, Span]]) -> str:
    """An included text with its quotations marked, and a place to jump to at each one's start."""
    marks = [span for _, span in spans]
    starts = sorted({excerpt.start, excerpt.end, *(start for start, _ in marks)})
    parts = []
    for start, end in pairwise(starts):
        names = [number for number, span in spans if span[0] == start]
        parts += [f'<a id="place-{number}"></a>' for number in names]
        parts.append(_text_html(excerpt, (start, end), marks))
    return "".join(parts)
