"""The evidence that is closest to a statement: sentences, and what it has in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.answers import Citation, Span
from app.asking.citing import citation_at
from app.checking.quoting import find_in_documents, quotations
from app.language.statements import topic
from app.reading.evidence import weighted_overlaps
from index.encoder import Encoder
from index.retriever import Hit
from index.store import Store
from index.words import content_words
from ingest.documents import Document, check_slice, encoder_text
from ingest.sentences import split_sentences

# The cosine of a claim with its closest sentence was at most 0.24 for the 14 tune claims on other
# topics (tests/claims.jsonl), and more than 0.35 for all others.
CLOSE = 0.35
# What shared words weigh beside the cosine. With 0 the closest sentence was the right one for 97 of
# the 105 tune claims, with 0.25 and 0.5 for 102.
OVERLAP_WEIGHT = 0.5
# How many of them make a sentence close whose meaning the encoder takes for another, as it may of a
# short sentence under long headings.
NEARLY_ALL = 0.75
# How many sentences a statement is held against; the first that agrees is its evidence.
SENTENCES_COMPARED = 4
LONGEST_SENTENCE = 1_000  # characters, around words that are quoted


def is_close(text: str, place: Closest) -> bool:
    """Whether a sentence is near a statement by its meaning, or has nearly all of its words."""
    words = topic(text)
    same = words & topic(place.hit.chunk.text[place.start : place.end])
    return place.closeness >= CLOSE or len(same) >= NEARLY_ALL * len(words) > 0


def cited_closest(
    text: str, places: Sequence[Closest], hits: Sequence[Hit], store: Store
) -> Iterator[tuple[Citation, float]]:
    """What a statement is held against, with how close it is: what it quotes, then what is closest."""
    ids = list(dict.fromkeys(hit.chunk.document_id for hit in hits))
    for start, end in quotations(text):
        if found := find_in_documents(text[start:end], ids, store):
            document, span = found
            yield citation_at(document, *_sentences_around(document, span)), 1.0
    for place in places:
        chunk = place.hit.chunk
        document_or_none = store.document(chunk.document_id)
        if document_or_none is None:  # it was removed just now
            continue
        document = document_or_none
        start, end = chunk.start + place.start, chunk.start + place.end
        check_slice(document.text, start, end, chunk.text[place.start : place.end], document.source)
        yield citation_at(document, start, end), place.closeness


def _sentences_around(document: Document, span: Span) -> Span:
    """The sentences that a span of a document lies in, whole."""
    low, top = max(span[0] - LONGEST_SENTENCE, 0), span[1] + LONGEST_SENTENCE
    top = min(top, len(document.text))
    inside = [
        sentence
        for sentence in split_sentences(document.text, low, top, document.language)
        if sentence[0] < span[1] and span[0] < sentence[1]
    ]
    return (min(inside[0][0], span[0]), max(inside[-1][1], span[1])) if inside else span


@dataclass(frozen=True, slots=True)
class Closest:
    """A sentence of a passage: half-open offsets in it, and its cosine with the claim."""

    hit: Hit
    start: int
    end: int
    closeness: float


def closest_sentences(claim: str, hits: Sequence[Hit], encoder: Encoder) -> list[Closest]:
    """The sentences that are most like a claim, by their meaning and by shared words, the best first."""
    places = [
        (hit, start, end)
        for hit in {(hit.chunk.document_id, hit.chunk.ordinal): hit for hit in hits}.values()
        for start, end in hit.chunk.sentences or ((0, len(hit.chunk.text)),)
    ]
    if not places:
        return []
    texts = [encoder_text(hit.chunk.heading_path, hit.chunk.text[a:b]) for hit, a, b in places]
    vectors = encoder.encode([claim, *texts])
    likeness = vectors[1:] @ vectors[0]
    overlaps = weighted_overlaps(content_words(claim), [content_words(text) for text in texts])
    scores = likeness + OVERLAP_WEIGHT * np.array(overlaps)
    best = np.argsort(-scores, kind="stable")[:SENTENCES_COMPARED]
    return [
        Closest(hit, start, end, float(likeness[number]))
        for number in best
        for hit, start, end in [places[number]]
    ]
