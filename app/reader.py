"""Passages -> the span in each that best answers: the reader seam, and the sentence reader."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.encoder import Encoder
from index.lexical import content_words
from index.retriever import Hit
from ingest.documents import encoder_text
from ingest.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open offsets in the text it was found in; a higher score is better."""

    start: int
    end: int
    score: float


class Reader(Protocol):
    """Finds the answer in passages; the third of the three seams."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """The best span of each passage, in the order of the hits, offsets in ``chunk.text``."""
        ...

    def confidence(self, score: float) -> float:
        """The chance, measured on held-out questions, that a span with this score answers."""
        ...


# Fitted by logistic regression; see README.md, "How sure".
COSINE_WEIGHT = 6.0
OVERLAP_WEIGHT = 3.0
INTERCEPT = -5.0


class SentenceReader:
    """Quotes the sentence most like the question, by the encoder and by shared words."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """See Reader; a sentence is encoded with its headings, as passages are."""
        spans = [split_sentences(hit.chunk.text) for hit in hits]
        texts = [
            encoder_text(hit.chunk.heading_path, hit.chunk.text[start:end])
            for hit, sentences in zip(hits, spans, strict=True)
            for start, end in sentences
        ]
        vectors = self._encoder.encode([question, *texts])
        cosines = iter((vectors[1:] @ vectors[0]).tolist())
        words = content_words(question)
        overlaps = iter([_overlap(words, text) for text in texts])
        return [
            max(
                (
                    Span(start, end, _score(next(cosines), next(overlaps)))
                    for start, end in sentences
                ),
                key=lambda span: span.score,
            )
            for sentences in spans
        ]

    def confidence(self, score: float) -> float:
        """See Reader."""
        return 1 / (1 + math.exp(-score))


def _score(cosine: float, overlap: float) -> float:
    return COSINE_WEIGHT * cosine + OVERLAP_WEIGHT * overlap + INTERCEPT


def _overlap(words: frozenset[str], text: str) -> float:
    """The share of the question's words that a text has."""
    return len(words & content_words(text)) / len(words) if words else 0.0
