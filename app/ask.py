"""The whole flow, from a question to quotations: retrieve, read, verify, cite."""

from __future__ import annotations

from collections.abc import Sequence

from app.answers import Answer, Citation, Declined
from app.reader import Reader, Span
from index.retriever import Hit, Retriever
from index.stopwatch import Stopwatch
from index.store import Store
from ingest.documents import Document, check_slice
from ingest.errors import QuestionError
from ingest.sentences import split_sentences

PASSAGES_READ = 8
CITATIONS_SHOWN = 3
# Where an answer is as likely right as wrong. With the sentence reader that answers 58 % of the
# built-in tune questions, 67 % of them rightly; of those without an answer it answers none of ten on
# other topics, but 9 of 20 near misses.
MIN_CONFIDENCE = 0.5
NEIGHBOUR_CHARACTERS = 1_000  # how far to look for the sentence before and after


def ask(
    question: str,
    retriever: Retriever,
    reader: Reader,
    *,
    k: int = PASSAGES_READ,
    documents: Sequence[str] | None = None,
    min_confidence: float = MIN_CONFIDENCE,
) -> Answer:
    """Answer a question with quotations, or decline and give what came nearest.

    Raises:
        QuestionError: the question is empty.
        MisquoteError: the library's text is not what was indexed.
    """
    question = check_question(question)
    clock = Stopwatch()
    hits = retriever.search(question, k, documents, clock)
    return answer_from(hits, question, retriever.store, reader, clock, min_confidence)


def answer_from(
    hits: Sequence[Hit],
    question: str,
    store: Store,
    reader: Reader,
    clock: Stopwatch,
    min_confidence: float = MIN_CONFIDENCE,
) -> Answer:
    """Answer a question from passages that are found already; see ``ask``."""
    with clock.stage("read"):
        spans = reader.read(question, hits)
    with clock.stage("cite"):
        best = sorted(zip(spans, hits, strict=True), key=lambda pair: -pair[0].score)
        citations = cite(best, store)
    confidence = citations[0].confidence if citations else 0.0
    declined = why_declined(citations, min_confidence, store)
    if declined is None:
        citations = tuple(c for c in citations if c.confidence >= min_confidence)
    return Answer(
        question=question,
        understood_as=question,
        short=None if declined else citations[0].short,
        quote=None if declined else citations[0].quote,
        confidence=confidence,
        citations=citations,
        hits=tuple(hits),
        declined_because=declined,
        timings=clock.seconds,
    )


def check_question(question: str) -> str:
    """The question in one line.

    Raises:
        QuestionError: nothing is asked.
    """
    question = " ".join(question.split())
    if not any(character.isalnum() for character in question):
        message = "Nothing is asked. Type a question, such as: How many fighters came from Tunisia?"
        raise QuestionError(message)
    return question


def cite(best: Sequence[tuple[Span, Hit]], store: Store) -> tuple[Citation, ...]:
    """The best spans as footnotes, each found again in its document; overlapping ones once."""
    citations: list[Citation] = []
    for span, hit in best:
        document = store.document(hit.chunk.document_id)
        start, end = hit.chunk.start + span.start, hit.chunk.start + span.end
        if document is None or any(
            c.document_id == document.id and c.start < end and start < c.end for c in citations
        ):
            continue
        quote = hit.chunk.text[span.start : span.end]
        check_slice(document.text, start, end, quote, document.source)
        answer = None
        if span.answer is not None:
            answer = (hit.chunk.start + span.answer[0], hit.chunk.start + span.answer[1])
            named = hit.chunk.text[slice(*span.answer)]
            check_slice(quote, answer[0] - start, answer[1] - start, named, document.source)
        before, after = neighbours(document, start, end)
        citations.append(
            Citation(
                number=len(citations) + 1,
                document_id=document.id,
                title=document.title,
                source=document.source,
                section=document.heading_path(start),
                page=document.page_at(start),
                start=start,
                end=end,
                quote=quote,
                before=before,
                after=after,
                confidence=span.confidence,
                sha256=document.sha256,
                answer=answer,
            )
        )
        if len(citations) == CITATIONS_SHOWN:
            break
    return tuple(citations)


def why_declined(
    citations: Sequence[Citation], min_confidence: float, store: Store
) -> Declined | None:
    """Why the best citation is no answer, or None if it is one."""
    if not citations:
        empty = not store.document_ids()
        return Declined.EMPTY_LIBRARY if empty else Declined.NOTHING_FOUND
    return Declined.UNCERTAIN if citations[0].confidence < min_confidence else None


def neighbours(document: Document, start: int, end: int) -> tuple[str, str]:
    """The sentences before and behind a span in the same section."""
    floor = max((s.body_start for s in document.sections if s.body_start <= start), default=0)
    ceiling = min(
        (s.start for s in document.sections if s.start >= end), default=len(document.text)
    )
    before = split_sentences(document.text, max(floor, start - NEIGHBOUR_CHARACTERS), start)
    after = split_sentences(document.text, end, min(ceiling, end + NEIGHBOUR_CHARACTERS))
    return (
        document.text[slice(*before[-1])] if before else "",
        document.text[slice(*after[0])] if after else "",
    )
