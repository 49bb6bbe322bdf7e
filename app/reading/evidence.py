"""What speaks for a span, how it is weighed, and how sure one may be: pure functions of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answers import Risk
from app.language.grammar import DETERMINERS
from app.reading.forest import Forest
from app.reading.reader import Cut
from app.reading.signs import NAMES as SIGNS
from app.reading.signs import NO_SIGNS, Signs, rarity, share

Figures = NDArray[np.float64]

MARGIN_LIMIT = 4.0  # a lead beyond it says no more; also that of an answer without a rival
READING_LIMITS = (-8.0, 12.0)  # log-odds; beyond them the model is as sure as it can be

# What is known of each candidate beside the others of its question: see ``figures_of_all``.
FIGURES = (
    "reading", "retrieval", "overlap", "likeness", *SIGNS, "reading_lead", "retrieval_lead", "likeness_lead",
    "best_reading", "best_likeness", "passages", "words", "characters",
)  # fmt: skip
CONFIDENCE = (*FIGURES, "share", "lead")
_signs_of = attrgetter(*SIGNS)


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

    The trees of ``ranking`` order a question's candidates, those of ``confidence`` give log-odds.
    """

    ranking: Forest
    confidence: Forest
    cuts: Mapping[Risk, Cut]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Weights:
        """Take them from what calibrating wrote, which says more."""
        cuts = {Risk(risk): Cut(**cut) for risk, cut in row["cuts"].items()}
        ranking, confidence = row["ranking"], row["confidence"]
        return cls(Forest(FIGURES, ranking), Forest(CONFIDENCE, confidence), cuts)

    def scores(self, candidates: Sequence[Candidate]) -> Figures:
        """How much speaks for each candidate, (candidates,); they compare within a question."""
        return rounded(self.ranking.log_odds(figures_of_all(candidates)))

    def weigh(self, candidates: Sequence[Candidate]) -> tuple[Figures, Figures]:
        """The scores of a question's candidates, and the chance that each answers, both (candidates,)."""
        figures = figures_of_all(candidates)
        scores = rounded(self.ranking.log_odds(figures))
        odds = self.confidence.log_odds(confidence_figures(candidates, scores, figures))
        return scores, rounded(1 / (1 + np.exp(-odds)))


def rough_scores(candidates: Sequence[Candidate]) -> Figures:
    """What orders candidates before they are encoded, (candidates,).

    The model's score goes through a sigmoid: how far it is from 0 matters little once it is sure.
    """
    reading = np.array([candidate.reading for candidate in candidates]).clip(*READING_LIMITS)
    others = [4 * candidate.retrieval + candidate.overlap for candidate in candidates]
    return rounded(3 / (1 + np.exp(-reading / 2)) + np.array(others))


def rounded(figures: Figures) -> Figures:
    """Figures to six decimals: the last bits of a sum differ from one run to the next."""
    return np.round(figures, 6)


def figures_of_all(candidates: Sequence[Candidate]) -> Figures:
    """What is known of the candidates of a question, (candidates, ``FIGURES``).

    A lead is how far a figure is behind the best, 0 or less. ``passages`` is how many were read:
    where there is one only, nothing competes. ``words`` are those of the short answer.
    """
    if not candidates:
        return np.zeros((0, len(FIGURES)))
    own = np.array(
        [
            (c.reading, c.retrieval, c.overlap, c.likeness, *_signs_of(c.signs), len(c.short.split()), c.end - c.start)
            for c in candidates
        ]
    )  # fmt: skip
    own[:, 0] = own[:, 0].clip(*READING_LIMITS)
    best = own[:, [0, 1, 3]].max(axis=0)
    passages = len({candidate.hit for candidate in candidates})
    ours = np.tile([best[0], best[2], passages], (len(candidates), 1))
    return rounded(np.hstack([own[:, :-2], own[:, [0, 1, 3]] - best, ours, own[:, -2:]]))


def confidence_figures(
    candidates: Sequence[Candidate], scores: Figures, figures: Figures | None = None
) -> Figures:
    """What tells right candidates from wrong ones, (candidates, ``CONFIDENCE``).

    Args:
        candidates: all of a question; equal short answers support each other.
        scores: how much speaks for each, (candidates,).
        figures: those of ``figures_of_all``, where they are at hand.
    """
    # What has no words is like nothing else.
    keys = [
        answer_key(candidate.short) or f"#{number}" for number, candidate in enumerate(candidates)
    ]
    chances = np.exp(scores - scores.max()) if len(scores) else scores
    chances = chances / chances.sum()
    rows = []
    for key, score in zip(keys, scores, strict=True):
        same = np.array([other == key for other in keys])
        lead = float(score - scores[~same].max()) if not same.all() else MARGIN_LIMIT
        rows.append((float(chances[same].sum()), min(max(lead, -MARGIN_LIMIT), MARGIN_LIMIT)))
    figures = figures_of_all(candidates) if figures is None else figures
    return np.hstack([figures, rounded(np.array(rows).reshape(-1, 2))])


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
    """How much of the question each sentence has, in [0, 1]; words that are rare in them weigh more."""
    weights = rarity(words, sentences)
    return [share(words & sentence, weights) for sentence in sentences]
