"""An evidence pack as one file of HTML that needs nothing else and checks itself when it is opened.

Whatever the file shows as words of a source says by attributes which included text it stands in, and
from where to where; the script in it compares them. Everything is there without the script as well.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count, pairwise

from app.answers import Citation
from app.keeping.evidence_pack import Entry, Excerpt, Quotation, Range, excerpts, paragraph_around
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
    """A quotation with its number, and the excerpt it stands in: None where its source is gone."""

    number: int
    quotation: Quotation
    excerpt: Excerpt | None

    @property
    def citation(self) -> Citation:
        """The citation itself."""
        return self.quotation.citation

    @property
    def where(self) -> str:
        """Where in its document it stands, to go on behind the title."""
        return where_words(self.citation)

    @property
    def text_sha256(self) -> str:
        """The hash of its source's text."""
        return hash_text(self.excerpt.document.text) if self.excerpt else ""

    @property
    def quote(self) -> Slice | None:
        """The quotation with what is marked in it."""
        return self.slice("quotation", self._span, self.quotation.marks)

    @property
    def paragraph(self) -> Slice | None:
        """The paragraph around it, in which it is marked."""
        if self.excerpt is None:
            return None
        around = paragraph_around(self.excerpt.document, *self._span)
        return self.slice("paragraph", around, [self._span])

    def slice(self, part: str, span: Range, marks: Sequence[Range] = ()) -> Slice | None:
        """A part of the source, as the script names it."""
        if self.excerpt is None:
            return None
        return Slice(self.excerpt, part, *span, _pieces(self.excerpt.document, span, marks))

    @property
    def _span(self) -> Range:
        return self.citation.start, self.citation.end


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
    articles = [
        (entry, [_figure(quotation, next(numbers), included) for quotation in entry.quotations])
        for entry in entries
    ]
    figures = [figure for _, quoted in articles for figure in quoted]
    style, script = asset("colours.css") + asset("evidence_pack.css"), asset("evidence_pack.js")
    page = render(
        "pack.html",
        title=title,
        made_at=made_at.astimezone(UTC),
        unchecked=UNCHECKED,
        articles=articles,
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


def _figure(quotation: Quotation, number: int, included: Sequence[Excerpt]) -> Figure:
    holding = (each for each in included if each.holds(quotation.citation))
    return Figure(number, quotation, next(holding, None))


def _pieces(document: Document, span: Range, marks: Sequence[Range]) -> Pieces:
    return cut(document.text, ((mark, True) for mark in sorted(marks)), span)


def _stretches(excerpt: Excerpt, figures: Sequence[Figure]) -> list[tuple[list[int], Pieces]]:
    """An included text from quotation to quotation: whose numbers begin there, and its pieces."""
    held = [figure for figure in figures if figure.excerpt == excerpt]
    marks = [(figure.citation.start, figure.citation.end) for figure in held]
    starts = sorted({excerpt.start, excerpt.end, *(start for start, _ in marks)})
    return [
        (
            [figure.number for figure in held if figure.citation.start == start],
            _pieces(excerpt.document, (start, end), marks),
        )
        for start, end in pairwise(starts)
    ]
