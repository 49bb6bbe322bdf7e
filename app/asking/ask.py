"""The whole flow, from a question to quotations: retrieve, read, verify, cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.answers import DEFAULT_RISK, Answer, Citation, Considered, Declined, Disagreement, Risk
from app.asking.disagreement import differing, rivals
from app.follow_ups.conversation import understand
from app.reading.reader import Reader, Span, Told
from index.retriever import Hit, Retriever
from index.stopwatch import Stopwatch
from index.store import Store
from ingest.documents import Document, check_slice
from ingest.errors import QuestionError
from ingest.sentences import split_sentences

# On 286 built-in tune questions the best quotation was right as often with 4 to 6 as with 8, and the
# confidence told right from wrong as well; the time goes with the number.
PASSAGES_READ = 6
CITATIONS_SHOWN = 3
# The best cosine of a question with a sentence of the passages read was at most 0.22 for the built-in
# tune questions on other topics, and 0.32 or more for 95 of 100 of the others.
ON_TOPIC = 0.25
NEIGHBOUR_CHARACTERS = 1_000  # how far to look for the sentence before and after


def ask(  # noqa: PLR0913 - a question, what answers it, and four choices of the user's
    question: str,
    retriever: Retriever,
    reader: Reader,
    *,
    k: int = PASSAGES_READ,
    documents: Sequence[str] | None = None,
    risk: Risk = DEFAULT_RISK,
    earlier: Answer | None = None,
) -> Answer:
    """Answer a question with quotations, or decline and give what came nearest.

    ``risk`` is how many answers may be wrong: what is less certain is declined. ``earlier`` is the
    turn before: what a follow-up leaves unsaid is carried over from it.

    Raises:
        QuestionError: the question is empty.
        MisquoteError: the library's text is not what was indexed.
    """
    question = check_question(question)
    understood = understand(question, earlier)
    clock = Stopwatch()
    hits = retriever.search(understood, k, documents, clock)
    told = told_by(earlier) if understood != question else None
    answer = answer_from(hits, understood, retriever.store, reader, clock, risk, told)
    return replace(answer, question=question, documents=tuple(documents or ()))


def answer_from(  # noqa: PLR0913, PLR0917 - as ask
    hits: Sequence[Hit],
    question: str,
    store: Store,
    reader: Reader,
    clock: Stopwatch,
    risk: Risk = DEFAULT_RISK,
    told: Told | None = None,
) -> Answer:
    """Answer a question from passages that are found already; see ``ask``."""
    with clock.stage("read"):
        spans = reader.read(question, hits, told)
    min_confidence = reader.cuts[risk].min_confidence
    with clock.stage("cite"):
        best = sorted(zip(spans, hits, strict=True), key=lambda pair: -pair[0].confidence)
        citations = tuple(islice(cite(best, store), CITATIONS_SHOWN))
        declined = why_declined(spans, citations, min_confidence, store)
        if declined is None:
            citations = tuple(c for c in citations if c.confidence >= min_confidence)
        citations, disagreement = compare(question, citations, hits, store)
    return Answer(
        question=question,
        understood_as=question,
        short=None if declined else citations[0].short,
        quote=None if declined else citations[0].quote,
        confidence=citations[0].confidence if citations else 0.0,
        citations=citations,
        considered=tuple(
            Considered(hit, span.score, span.confidence)
            for span, hit in zip(spans, hits, strict=True)
        ),
        declined_because=declined,
        min_confidence=min_confidence,
        timings=clock.seconds,
        disagreement=disagreement,
        risk=risk,
    )


def told_by(earlier: Answer | None) -> Told | None:
    """What an answer said in short: a follow-up asks for something else."""
    first = earlier.citations[0] if earlier and earlier.answered else None
    return Told(first.document_id, *first.answer) if first and first.answer else None


def check_question(question: str) -> str:
    """The question in one line.

    Raises:
        QuestionError: nothing is asked.
    """
    question = " ".join(question.split())
    if not any(character.isalnum() for character in question):
        message = "Nothing is asked. Type a question, such as: How many foreign fighters came from Tunisia?"
        raise QuestionError(message)
    return question


def cite(
    best: Iterable[tuple[Span, Hit]], store: Store, there: tuple[Citation, ...] = ()
) -> Iterator[Citation]:
    """The spans as footnotes behind those that are ``there``; overlapping ones once."""
    taken = list(there)
    for span, hit in best:
        document, passage = store.document(hit.chunk.document_id), hit.chunk
        start, end = passage.start + span.start, passage.start + span.end
        if document is None or any(
            c.document_id == document.id and c.start < end and start < c.end for c in taken
        ):
            continue
        quote, answer = passage.text[span.start : span.end], None
        check_slice(document.text, start, end, quote, document.source)
        if span.answer is not None:
            answer = (passage.start + span.answer[0], passage.start + span.answer[1])
            named = passage.text[slice(*span.answer)]
            check_slice(quote, answer[0] - start, answer[1] - start, named, document.source)
        number = len(taken) + 1
        taken.append(citation_at(document, start, end, number, span.confidence, answer))
        yield taken[-1]


def citation_at(
    document: Document,
    start: int,
    end: int,
    number: int = 1,
    confidence: float = 0.0,
    answer: tuple[int, int] | None = None,
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
    )


def compare(
    question: str, citations: tuple[Citation, ...], hits: Sequence[Hit], store: Store
) -> tuple[tuple[Citation, ...], Disagreement | None]:
    """Where the passages disagree with the first citation; the others' quotations get footnotes too."""
    others = rivals(question, citations[0], hits) if citations else []
    cited = (*citations, *cite(others, store, citations))
    sides = [
        citation
        for span, hit in others
        for citation in cited[1:]
        # The reader may have quoted the sentence before, for other words of it.
        if citation.document_id == hit.chunk.document_id
        and overlaps(citation.answer, span.answer, hit.chunk.start)
    ]
    return cited, differing([cited[0], *sides], question) if sides else None


def overlaps(
    answer: tuple[int, int] | None, figure: tuple[int, int] | None, passage_start: int
) -> bool:
    """Whether a short answer in a document and a figure in one of its passages share a character."""
    if answer is None or figure is None:
        return False
    return answer[0] < passage_start + figure[1] and passage_start + figure[0] < answer[1]


def why_declined(
    spans: Sequence[Span], citations: Sequence[Citation], min_confidence: float, store: Store
) -> Declined | None:
    """At which stage there was no answer, or None if the best citation is one."""
    if not citations:  # nothing was found, or it was removed meanwhile
        empty = not store.document_ids()
        return Declined.EMPTY_LIBRARY if empty else Declined.NOTHING_FOUND
    if citations[0].confidence >= min_confidence:
        return None
    if max(span.likeness for span in spans) < ON_TOPIC:
        return Declined.NOTHING_FOUND
    return Declined.UNCERTAIN if any(span.found for span in spans) else Declined.NO_ANSWER


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
