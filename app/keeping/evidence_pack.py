"""What goes into an evidence pack: quotations, their paragraphs, and the source texts to check them by.

An evidence pack is one file that someone else can open years later, without Footnote and without a
network. Here is decided what it holds; ``render/pack.py`` makes the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.answers import Citation
from ingest.documents import Document, check_slice, hash_text
from ingest.sentences import split_sentences

Range = tuple[int, int]  # half-open, in the document's text

WHOLE_TEXT = 200_000  # characters: a long book chapter; of what is longer, excerpts are enough
EXCERPT_REACH = 10_000  # characters on either side of a quotation: a few printed pages
PARAGRAPH_REACH = 1_500  # characters on either side; where no paragraph ends, sentences do

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A citation, and what is marked in its quotation: spans of the document's text."""

    citation: Citation
    marks: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A question or a claim, what came of it in sentences, and the quotations that show it.

    ``sure`` says how sure the first quotation is; ``short`` is the span of the short answer in the
    first quotation's document, where it is to stand by itself above the quotation.
    """

    heading: str
    notes: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    sure: str = ""
    short: Range | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a document that is included; all of it where it is short enough.

    ``name`` is unique in the pack.
    """

    name: str
    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """The included text."""
        return self.document.text[self.start : self.end]

    @property
    def sha256(self) -> str:
        """The hash of the included text; a whole text's is that of the stored text."""
        return hash_text(self.text)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the document is left out."""
        return (self.start, self.end) == (0, len(self.document.text))

    def holds(self, citation: Citation) -> bool:
        """Whether a quotation stands in this stretch."""
        same = citation.document_id == self.document.id
        return same and self.start <= citation.start and citation.end <= self.end


def cited_documents(
    entries: Sequence[Entry], find: Callable[[str], Document | None]
) -> dict[str, Document]:
    """The documents that are quoted, by their ids, in the order of the footnotes.

    ``find`` gives a document by its id, or None where it is gone; such a one is left out.
    """
    ids = dict.fromkeys(q.citation.document_id for entry in entries for q in entry.quotations)
    found = ((each, find(each)) for each in ids)
    return {each: document for each, document in found if document is not None}


def excerpts(entries: Sequence[Entry], documents: Mapping[str, Document]) -> tuple[Excerpt, ...]:
    """The texts by which every quotation can be checked, in the order of the documents.

    Raises:
        MisquoteError: a quotation, or what is marked in it, is not the slice it claims to be.
    """
    quoted: dict[str, list[Range]] = {}
    for quotation in chain.from_iterable(entry.quotations for entry in entries):
        citation = quotation.citation
        document = documents.get(citation.document_id)
        if document is None:
            continue
        check_slice(document.text, citation.start, citation.end, citation.quote, citation.source)
        for start, end in quotation.marks:
            marked = citation.quote[start - citation.start : end - citation.start]
            check_slice(document.text, start, end, marked, citation.source)
        quoted.setdefault(document.id, []).append((citation.start, citation.end))
    stretches = [
        (documents[each], span)
        for each, spans in quoted.items()
        for span in _stretches(documents[each], spans)
    ]
    return tuple(
        Excerpt(f"text-{number}", document, *span)
        for number, (document, span) in enumerate(stretches, start=1)
    )


def _stretches(document: Document, spans: Sequence[Range]) -> list[Range]:
    """What to include of a document: all, or the surroundings of each quotation, joined where they meet."""
    if len(document.text) <= WHOLE_TEXT:
        return [(0, len(document.text))]
    stretches: list[Range] = []
    for start, end in sorted(spans):
        floor, ceiling = _section(document, start, end)
        begin, stop = max(floor, start - EXCERPT_REACH), min(ceiling, end + EXCERPT_REACH)
        if stretches and begin <= stretches[-1][1]:
            begin, stop = stretches[-1][0], max(stretches.pop()[1], stop)
        stretches.append((begin, stop))
    return stretches


def paragraph_around(document: Document, start: int, end: int) -> Range:
    """The paragraph a span stands in, or the sentences around it where a paragraph goes on for pages.

    It lies within the span's section, and holds the span.
    """
    text = document.text
    floor, ceiling = _section(document, start, end)
    left, right = max(floor, start - PARAGRAPH_REACH), min(ceiling, end + PARAGRAPH_REACH)
    gaps = [gap.end() for gap in _BLANK_LINE.finditer(text, left, start)]
    gap = _BLANK_LINE.search(text, end, right)
    if gaps:
        begin = gaps[-1]
    elif left == floor:
        begin = floor
    else:  # the first sentence of the reach may be cut, so the second is the first to show
        begin = next(
            (each[0] for each in split_sentences(text, left, start, document.language)[1:]), start
        )
    if gap:
        stop = gap.start()
    elif right == ceiling:
        stop = ceiling
    else:
        sentences = split_sentences(text, end, right, document.language)
        stop = sentences[-2][1] if len(sentences) > 1 else end
    before, after = text[begin:start], text[end:stop]
    return begin + len(before) - len(before.lstrip()), stop - len(after) + len(after.rstrip())


def _section(document: Document, start: int, end: int) -> Range:
    """From the last heading's end before a span to the next heading behind it."""
    floor = max((s.body_start for s in document.sections if s.body_start <= start), default=0)
    ceiling = min((s.start for s in document.sections if s.start >= end), default=None)
    return floor, len(document.text) if ceiling is None else ceiling
