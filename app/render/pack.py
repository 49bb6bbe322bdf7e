"""An evidence pack as one file of HTML that needs nothing else and checks itself when it is opened.

Whatever the file shows as words of a source says by attributes which included text it stands in, and
from where to where; the script in it compares them. Everything is there without the script as well.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count, pairwise

from app.answers import Citation
from app.keeping.evidence_pack import Entry, Excerpt, Range, excerpts, paragraph_around
from app.render.footnotes import where_words
from app.render.html import asset
from app.render.marks import cut
from app.render.templates import render
from ingest.documents import Document, hash_text
from ingest.errors import MisquoteError

UNCHECKED = (
    "Nothing in this file was checked again, because its script did not run. "
    "Everything can be read all the same."
)
NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'"

# No HTML file can keep NUL, and no UTF-8 file half of a surrogate pair.
_UNKEPT = re.compile("[\0\ud800-\udfff]")

Pieces = list[tuple[str, bool | None]]  # see marks.cut


@dataclass(frozen=True, slots=True)
class Slice:
    """Words of a source, character for character, and where the script finds them in its excerpt."""

    excerpt: Excerpt
    part: str
    start: int
    end: int
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Figure:
    """A quotation with its number: itself and its paragraph, None where its source is gone.

    ``short`` and ``sure`` are the short answer and how sure it is, where they stand beside it.
    """

    number: int
    citation: Citation
    where: str
    quote: Slice | None = None
    paragraph: Slice | None = None
    short: Slice | None = None
    sure: str = ""


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
    numbers = count(1)  # through the pack
    articles = [(entry, _figures(entry, numbers, included)) for entry in entries]
    figures = [figure for _, quoted in articles for figure in quoted]
    style, script = asset("colours.css") + asset("evidence_pack.css"), asset("evidence_pack.js")
    page = render(
        "pack.html",
        title=title,
        made_at=made_at.astimezone(UTC),
        unchecked=UNCHECKED,
        articles=articles,
        text_sha256={each.id: hash_text(each.text) for each in documents.values()},
        sources=[(excerpt, _stretches(excerpt, figures)) for excerpt in included],
        style=style,
        script=script,
        policy=f"{NOWHERE}; style-src '{_hash(style)}'; script-src '{_hash(script)}'",
    )
    # In questions and titles, which are not compared.
    return _UNKEPT.sub("\ufffd", f"{page}\n")


def _hash(text: str) -> str:
    """What a browser knows a style sheet or script by that it may run."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _figures(entry: Entry, numbers: Iterator[int], included: Sequence[Excerpt]) -> list[Figure]:
    figures: list[Figure] = []
    for quotation in entry.quotations:
        citation = quotation.citation
        excerpt = next((each for each in included if each.holds(citation)), None)
        figure = Figure(next(numbers), citation, where_words(citation))
        if excerpt is not None:
            span = (citation.start, citation.end)
            around = paragraph_around(excerpt.document, *span)
            figure = replace(
                figure,
                quote=_slice(excerpt, "quotation", span, quotation.marks),
                paragraph=_slice(excerpt, "paragraph", around, [span]),
                short=_slice(excerpt, "short answer", entry.short)
                if entry.short and not figures
                else None,
                sure="" if figures else entry.sure,
            )
        figures.append(figure)
    return figures


def _slice(excerpt: Excerpt, part: str, span: Range, marks: Sequence[Range] = ()) -> Slice:
    return Slice(excerpt, part, *span, _pieces(excerpt.document, span, marks))


def _pieces(document: Document, span: Range, marks: Sequence[Range]) -> Pieces:
    return cut(document.text, ((mark, True) for mark in sorted(marks)), span)


def _stretches(excerpt: Excerpt, figures: Sequence[Figure]) -> list[tuple[list[int], Pieces]]:
    """An included text from quotation to quotation: whose numbers begin there, and its pieces."""
    held = [figure for figure in figures if figure.quote and figure.quote.excerpt is excerpt]
    marks = [(figure.citation.start, figure.citation.end) for figure in held]
    starts = sorted({excerpt.start, excerpt.end, *(start for start, _ in marks)})
    return [
        (
            [figure.number for figure in held if figure.citation.start == start],
            _pieces(excerpt.document, (start, end), marks),
        )
        for start, end in pairwise(starts)
    ]
