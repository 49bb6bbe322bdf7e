"""What speaks for a span, how it is weighed, and how sure one may be: pure functions of figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answers import Risk
from app.language.grammar import DETERMINERS
from app.reading.forest import Forest
from app.reading.reader import Cut
from app.reading.signs import NAMES as SIGNS
from app.reading.signs import NO_SIGNS, Signs

Figures = NDArray[np.float64]

MARGIN_LIMIT = 4.0  # a lead beyond it says no more; also that of an answer without a rival
READING_LIMITS = (-8.0, 12.0)  # log-odds; beyond them the model is as sure as it can be

# For choosing which sentences are encoded; the order of these is fitted.
SHORTLIST = {"reading": 3.0, "retrieval": 4.0, "overlap": 1.0, "likeness": 0.0}

RANKING = ("reading", "retrieval", "overlap", "likeness")
CONFIDENCE = (*RANKING, "share", "lead", *SIGNS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with what speaks for it.

    Attributes:
        hit: the number of its passage among those that are read.
        start, end: the quotation's half-open offsets in the passage.
        answer: those of the short answer, within the quotation; None where it has no words.
        short: the short answer.
        reading: the span finder's score above "the answer is not here".
        retrieval: the passage's fused score, in [0, 1].
        overlap: see ``weighted_overlaps``.
        likeness: the cosine of the question with the sentence and its headings; 0 if not reckoned.
        signs: what it bears out of the question.
    """

    hit: int
    start: int
    end: int
    answer: tuple[int, int] | None
    short: str
    reading: float
    retrieval: float
    overlap: float
    likeness: float
    signs: Signs = NO_SIGNS


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted on calibration questions: see ``eval.training.calibrate``.

    ``ranking`` are the weights of the figures of these names, ``confidence`` the trees that turn all
    figures into log-odds.
    """

    ranking: Mapping[str, float]
    confidence: Forest
    cuts: Mapping[Risk, Cut]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Weights:
        """Take them from what calibrating wrote, which says more."""
        cuts = {Risk(risk): Cut(**cut) for risk, cut in row["cuts"].items()}
        return cls(row["ranking"], Forest(CONFIDENCE, row["confidence"]), cuts)

    def scores(self, candidates: Sequence[Candidate]) -> Figures:
        """How much speaks for each candidate, (candidates,); they compare within a question."""
        return weighed(candidates, self.ranking)

    def confidences(self, candidates: Sequence[Candidate], scores: Figures) -> Figures:
        """The chance that each candidate answers, (candidates,), given the scores of all."""
        figures = confidence_figures(candidates, scores)
        return rounded(1 / (1 + np.exp(-self.confidence.log_odds(figures))))


def weighed(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> Figures:
    """The weighted sum of what orders candidates, (candidates,)."""
    return rounded(ranking_figures(candidates) @ _in_order(weights, RANKING))


def rounded(figures: Figures) -> Figures:
    """Figures to six decimals: the last bits of a sum differ from one run to the next."""
    return np.round(figures, 6)


def _in_order(weights: Mapping[str, float], names: Sequence[str]) -> Figures:
    return np.array([weights[name] for name in names])


def ranking_figures(candidates: Sequence[Candidate]) -> Figures:
    """What orders the candidates of a question, (candidates, ``RANKING``).

    The model's score goes through a sigmoid: how far it is from 0 matters little once it is sure.
    """
    return np.array(
        [
            (1 / (1 + math.exp(-_reading(c) / 2)), c.retrieval, c.overlap, c.likeness)
            for c in candidates
        ]
    ).reshape(-1, len(RANKING))


def confidence_figures(candidates: Sequence[Candidate], scores: Figures) -> Figures:
    """What tells right candidates from wrong ones, (candidates, ``CONFIDENCE``).

    Args:
        candidates: all of a question; equal short answers support each other.
        scores: how much speaks for each, (candidates,).
    """
    # What has no words is like nothing else.
    keys = [
        answer_key(candidate.short) or f"#{number}" for number, candidate in enumerate(candidates)
    ]
    chances = np.exp(scores - scores.max()) if len(scores) else scores
    chances = chances / chances.sum()
    rows = []
    for candidate, key, score in zip(candidates, keys, scores, strict=True):
        same = np.array([other == key for other in keys])
        lead = float(score - scores[~same].max()) if not same.all() else MARGIN_LIMIT
        rows.append(
            (
                _reading(candidate),
                candidate.retrieval,
                candidate.overlap,
                candidate.likeness,
                float(chances[same].sum()),
                min(max(lead, -MARGIN_LIMIT), MARGIN_LIMIT),
                *astuple(candidate.signs),
            )
        )
    return np.array(rows).reshape(-1, len(CONFIDENCE))


def _reading(candidate: Candidate) -> float:
    low, high = READING_LIMITS
    return min(max(candidate.reading, low), high)


def best_of_passages(candidates: Sequence[Candidate], scores: Figures) -> list[int]:
    """The number of each passage's best candidate, the best passage first."""
    best: dict[int, int] = {}
    for number in sorted(range(len(candidates)), key=lambda number: -scores[number]):
        best.setdefault(candidates[number].hit, number)
    return list(best.values())


def answer_key(text: str) -> str:
    """What two short answers have in common if they are the same: letters and digits, without case."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return " ".join(word for word in words if word not in DETERMINERS)


def weighted_overlaps(words: frozenset[str], sentences: Sequence[frozenset[str]]) -> list[float]:
    """How much of the question each sentence has, in [0, 1]; rare words weigh more.

    A word's weight is its inverse frequency among these sentences, so that what all of them speak
    of decides nothing, and a word that none of them has counts against them all.
    """
    frequency = Counter(word for sentence in sentences for word in words & sentence)
    weights = {word: math.log(1 + len(sentences) / (1 + frequency[word])) for word in words}
    total = sum(weights.values())
    if not total:
        return [0.0] * len(sentences)
    return [sum(weights[word] for word in words & sentence) / total for sentence in sentences]
