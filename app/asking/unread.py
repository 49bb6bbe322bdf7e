"""What is nearest to a question in a language that the reader cannot read: shown as passages, not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.answers import Answer, Citation, Considered, Declined
from app.asking.citing import CITATIONS_SHOWN, citation_at
from app.reading.reader import Reader
from index.retriever import Hit, Searches
from ingest.languages import likeliest


def readable(hits: Sequence[Hit], retriever: Searches, reader: Reader) -> list[Hit]:
    """The passages of documents in a language that the reader reads."""
    return [hit for hit in hits if retriever.language(hit.chunk.document_id) in reader.languages]


def language_unread(
    question: str, hits: Sequence[Hit], retriever: Searches, reader: Reader
) -> tuple[str, bool]:
    """The language of the best passage where the reader cannot read it, and whether it is the question's.

    Empty where the reader can.
    """
    nearest = retriever.language(hits[0].chunk.document_id) if hits else ""
    if not nearest or nearest in reader.languages:
        return "", False
    return nearest, likeliest(question, retriever.languages()) == nearest


def nearest_in(language: str, answer: Answer, hits: Sequence[Hit], retriever: Searches) -> Answer:
    """A declined answer with the best passages of a language as what came nearest, each of them whole."""
    found = [hit for hit in hits if retriever.language(hit.chunk.document_id) == language]
    citations: list[Citation] = []
    for chunk in (hit.chunk for hit in found):
        document = retriever.store.document(chunk.document_id)
        taken = any(each.overlaps(chunk.document_id, chunk.start, chunk.end) for each in citations)
        if document is not None and not taken and len(citations) < CITATIONS_SHOWN:
            number = len(citations) + 1
            citations.append(citation_at(document, chunk.start, chunk.end, number))
    return replace(
        answer,
        confidence=0.0,
        citations=tuple(citations),
        considered=tuple(Considered(hit, 0.0, 0.0) for hit in hits),
        declined_because=Declined.LANGUAGE,
        disagreement=None,
        lacking=(),
        nearest=(),
        unnamed=(),
        language=language,
    )
