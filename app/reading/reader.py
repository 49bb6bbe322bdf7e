"""Passages -> the sentence in each that best answers: the reader seam, and how often it may be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answers import Risk
from index.retriever import Hit


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a passage came to, a sentence to quote: half-open offsets in its text; a higher score is better.

    ``confidence`` is the chance, measured on held-out questions, that the quotation answers.
    ``answer`` are the offsets of the short answer within the passage, where the reader names one.
    ``found`` is False where the reader rather thinks that the passage does not answer; ``likeness``
    is the cosine of the question with the quotation, which says whether they share a topic.
    """

    start: int
    end: int
    score: float
    confidence: float
    answer: tuple[int, int] | None = None
    found: bool = True
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Cut:
    """What a risk comes to: answers below ``min_confidence`` are declined.

    The rest is what came of it on test questions, with which it was not chosen: how many there were
    and how many of them had an answer; the share ``answered`` of these; how many ``answers`` there
    were in all, and the share of them that was ``right``.
    """

    min_confidence: float
    questions: int
    answerable: int
    answered: float
    answers: int
    right: float
    own: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The short answer of the turn before: its half-open offsets in the document's text."""

    document_id: str
    start: int
    end: int


class Reader(Protocol):
    """Finds the answer in passages; the third of the three seams."""

    @property
    def cuts(self) -> Mapping[Risk, Cut]:
        """What each risk comes to with this reader."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the languages it reads, as in ``ingest.languages``."""
        ...

    def read(self, question: str, hits: Sequence[Hit], told: Told | None = None) -> list[Reading]:
        """The best sentence of each passage, in the order of the hits, offsets in ``chunk.text``.

        What was ``told`` just before answers nothing new: another answer is looked for.
        """
        ...
