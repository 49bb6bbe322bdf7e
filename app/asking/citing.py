"""A place in a document -> a citation: the quotation, held against the text, and what a footnote says of it."""

from __future__ import annotations

from collections.abc import Sequence

from app.answers import Citation, Span
from app.reading.reader import Reading
from index.retriever import Hit, Texts
from ingest.documents import Document, check_slice
from ingest.readers.scans import recognised_parts
from ingest.rows import header_above
from ingest.sentences import split_sentences

CITATIONS_SHOWN = 3
NEIGHBOUR_CHARACTERS = 1_000  # how far to look for the sentence before and after


def cite_best(
    readings: Sequence[Reading], hits: Sequence[Hit], store: Texts
) -> tuple[Citation, ...]:
    """The most certain sentences of the passages as footnotes, the surest first.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    cited: list[Citation] = []
    read = zip(readings, hits, strict=True)
    for reading, hit in sorted(read, key=lambda each: -each[0].confidence):
        if len(cited) == CITATIONS_SHOWN:
            break
        sentence = reading.start, reading.end
        citation = cite(hit, sentence, reading.answer, cited, store, reading.confidence)
        cited += [citation] if citation else []
    return tuple(cited)


def cite(
    hit: Hit,
    sentence: Span,
    answer: Span | None,
    taken: Sequence[Citation],
    store: Texts,
    confidence: float = 0.0,
) -> Citation | None:
    """A sentence of a passage, and the short answer in it, as the footnote behind those that are taken.

    None where one of these quotes it already, in a copy of its document too, or its document was
    removed meanwhile.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    passage, document = hit.chunk, store.document(hit.chunk.document_id)
    start, end = passage.start + sentence[0], passage.start + sentence[1]
    if document is None or any(each.overlaps(document.id, start, end) for each in taken):
        return None
    quote = passage.text[slice(*sentence)]
    check_slice(document.text, start, end, quote, document.source)
    if answer is not None:
        named = passage.text[slice(*answer)]
        check_slice(quote, answer[0] - sentence[0], answer[1] - sentence[0], named, document.source)
        answer = passage.start + answer[0], passage.start + answer[1]
    made = citation_at(document, start, end, len(taken) + 1, confidence, answer)
    return None if any(is_copy(made, each) for each in taken) else made


def is_copy(one: Citation, other: Citation) -> bool:
    """Whether two quotations are one that stands in two documents, of which one copies from the other.

    They have the same words, and so has the sentence before or behind; or they stand quite alone.
    """
    if one.document_id == other.document_id or _words(one.quote) != _words(other.quote):
        return False
    around = [
        (_words(mine), _words(theirs))
        for mine, theirs in ((one.before, other.before), (one.after, other.after))
    ]
    return any(mine and mine == theirs for mine, theirs in around) or not any(
        mine or theirs for mine, theirs in around
    )


def _words(text: str) -> list[str]:
    return text.casefold().split()


def citation_at(
    document: Document,
    start: int,
    end: int,
    number: int = 1,
    confidence: float = 0.0,
    answer: Span | None = None,
) -> Citation:
    """What stands at a place of a document, with all that a footnote says of it."""
    before, after = neighbours(document, start, end)
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        source=document.source,
        section=document.heading_path(start),
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
        before=before,
        after=after,
        confidence=confidence,
        sha256=document.sha256,
        answer=answer,
        by_ocr=any(part.start <= start < part.end for part in recognised_parts(document)),
        columns=header_above(document.text, start),
    )


def neighbours(document: Document, start: int, end: int) -> tuple[str, str]:
    """The sentences before and behind a span in the same section."""
    floor = max((s.body_start for s in document.sections if s.body_start <= start), default=0)
    ceiling = min(
        (s.start for s in document.sections if s.start >= end), default=len(document.text)
    )
    text, language = document.text, document.language
    before = split_sentences(text, max(floor, start - NEIGHBOUR_CHARACTERS), start, language)
    after = split_sentences(text, end, min(ceiling, end + NEIGHBOUR_CHARACTERS), language)
    return (
        text[slice(*before[-1])] if before else "",
        text[slice(*after[0])] if after else "",
    )
