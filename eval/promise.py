"""What can be promised of a library's answers, from questions of one's own whose answers are known."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.answers import Risk
from app.reading.reader import Cut
from eval.results import Result

SURE = 0.95  # a promise that is made holds for so many of all who make one
RISKS = {Risk.ONE_IN_20: 1 / 20, Risk.ONE_IN_10: 1 / 10, Risk.ONE_IN_5: 1 / 5}
MOST_QUESTIONS = 20  # times as many as there are: beyond, nobody would ask them


@dataclass(frozen=True, slots=True)
class Promise:
    """How far a risk can be promised.

    Answers from ``min_confidence`` on, of which ``wrong`` of ``answers`` were wrong, are wrong at
    most as often as ``bound`` says. Where that cannot be promised ``min_confidence`` is None, and
    ``needed`` is how many questions would do if they came out like these; None if none would.
    """

    risk: Risk
    questions: int
    min_confidence: float | None
    answers: int = 0
    wrong: int = 0
    bound: float = 1.0
    needed: int | None = None


def promises(confidence: ArrayLike, right: ArrayLike) -> list[Promise]:
    """For each risk the lowest confidence that keeps it, or how many questions it would take.

    Geifman and El-Yaniv (2017), "Selective classification for deep neural networks", algorithm 1:
    a binary search over the confidences, each step with an exact binomial bound and its share of
    the doubt.
    """
    order = np.argsort(-np.asarray(confidence, dtype=float), kind="stable")
    sure = np.asarray(confidence, dtype=float)[order]
    wrong = np.cumsum(~np.asarray(right, dtype=bool)[order])
    return [_promise(risk, share, sure, wrong) for risk, share in RISKS.items()]


def _promise(risk: Risk, share: float, sure: np.ndarray, wrong: np.ndarray) -> Promise:
    questions = len(sure)
    low, high, best = 0, questions, 0  # answers that surely keep it, and that surely do not
    for _ in range(_steps(questions)):
        middle = (low + high + 1) // 2
        taken = int((sure >= sure[middle - 1]).sum()) if middle else 0  # with all that are as sure
        if taken and upper_bound(int(wrong[taken - 1]), taken, _doubt(questions)) <= share:
            low, best = middle, max(best, taken)
        else:
            high = middle - 1
    if not best:
        return Promise(risk, questions, None, needed=_needed(share, wrong))
    count = int(wrong[best - 1])
    bound = upper_bound(count, best, _doubt(questions))
    return Promise(risk, questions, float(sure[best - 1]), best, count, bound)


def own_cuts(results: Sequence[Result]) -> dict[Risk, Cut]:
    """What a library may promise by the results of its own questions, as cuts for its reader."""
    read = [result for result in results if result.read]
    confidence = [result.confidence for result in read]
    right = [result.candidate_right for result in read]
    return {
        promise.risk: _cut(promise.min_confidence, read)
        for promise in promises(confidence, right)
        if promise.min_confidence is not None
    }


def _cut(least: float, results: Sequence[Result]) -> Cut:
    answerable = [result for result in results if result.answerable]
    answered = [result for result in results if result.confidence >= least]
    return Cut(
        min_confidence=least,
        questions=len(results),
        answerable=len(answerable),
        answered=round(np.mean([r.confidence >= least for r in answerable]).item(), 3),
        answers=len(answered),
        right=round(np.mean([r.candidate_right for r in answered]).item(), 3),
        own=True,
    )


def upper_bound(wrong: int, answers: int, doubt: float) -> float:
    """Clopper and Pearson's (1934) exact bound: a share above it would have shown more wrong ones."""
    return float(upper_bounds(np.array([wrong]), np.array([answers]), doubt)[0])


def upper_bounds(wrong: np.ndarray, answers: np.ndarray, doubt: float) -> np.ndarray:
    """As ``upper_bound``, of many at once."""
    from scipy.stats import beta

    right = answers - wrong
    bounds: np.ndarray = np.where(
        right > 0, beta.ppf(1 - doubt, wrong + 1, np.maximum(right, 1)), 1.0
    )
    return bounds


def _needed(share: float, wrong: np.ndarray) -> int | None:
    """The fewest questions, wrong as often as these at each confidence, of which the risk could be promised."""
    now, answers = len(wrong), np.arange(1, len(wrong) + 1)

    def would_do(total: int) -> bool:
        taken = answers * total // now
        expected = np.ceil(wrong * total / now)
        return bool((upper_bounds(expected, taken, _doubt(total)) <= share).any())

    tried = range(now + 1, MOST_QUESTIONS * max(now, 10))
    first = bisect_left(tried, True, key=would_do)
    return tried[first] if first < len(tried) else None


def _steps(questions: int) -> int:
    return max(1, math.ceil(math.log2(questions + 1)))


def _doubt(questions: int) -> float:
    return (1 - SURE) / _steps(questions)
