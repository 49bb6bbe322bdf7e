"""How good an answer is, and how far a confidence can be believed: the standard measures."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
# A place between two letters, between two digits, or beside the point or comma of a number.
_INSIDE = r"(?:(?<=[^\W\d_])(?=[^\W\d_])|(?<=\d)(?=[.,]?\d)|(?<=\d[.,])(?=\d))"


def normalize_answer(text: str) -> str:
    """The text without case, ASCII punctuation, articles and surplus white space.

    Rajpurkar et al. (2016), "SQuAD: 100,000+ questions for machine comprehension of text", 6.1.
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if the prediction is a gold answer after normalisation, else 0.0.

    No golds: the question is unanswerable, and only an empty prediction is right.
    """
    return float(normalize_answer(prediction) in _normalized(golds))


def token_f1(prediction: str, golds: Sequence[str]) -> float:
    """F1 of the words shared with a gold answer, from 0 to 1, for the gold where it is highest.

    Where either side has no words it is 1 if both have none, else 0, as in SQuAD 2.0:
    Rajpurkar et al. (2018), "Know what you don't know".
    """
    words = normalize_answer(prediction).split()
    return max(_words_f1(words, gold.split()) for gold in _normalized(golds))


def _normalized(golds: Sequence[str]) -> list[str]:
    # SQuAD 2.0's script leaves out golds of which nothing remains ("The"), unless there is no other.
    return [gold for gold in map(normalize_answer, golds) if gold] or [""]


def _words_f1(words: Sequence[str], gold: Sequence[str]) -> float:
    if not words or not gold:
        return float(not words and not gold)
    common = (Counter(words) & Counter(gold)).total()
    return 2 * common / (len(words) + len(gold))


def holds(text: str, form: str) -> bool:
    """Whether a text holds a form of an answer, as whole words and numbers.

    Case and the kind of white space do not count. The form may not be cut out of a longer run of
    letters ("Iran" out of "Iranian") or a longer number ("6" out of "6,000", "5" out of "1.5"),
    but a letter and a digit are two runs ("BC" in "100BC"). An empty form is never held.
    """
    form = _folded(form)
    whole = rf"(?!{_INSIDE}){re.escape(form)}(?!{_INSIDE})"
    return bool(form) and re.search(whole, _folded(text)) is not None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class SetScores:
    """How well the quotations shown cover several things asked; each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def set_scores(shown: Sequence[str], items: Sequence[Sequence[str]]) -> SetScores:
    """Score the texts shown against items, each given by its acceptable forms.

    Precision: the share of the texts that hold at least one item. Recall: the share of the items
    that stand in some text. All are 0 if nothing was shown or nothing was asked.
    """
    if not shown or not items:
        return SetScores(0.0, 0.0, 0.0)
    held = np.array(
        [[any(holds(text, form) for form in forms) for forms in items] for text in shown]
    )
    precision, recall = float(held.any(axis=1).mean()), float(held.any(axis=0).mean())
    # Neither can be 0 without the other: a text holds an item where an item stands in a text.
    f1 = 2 * precision * recall / (precision + recall) if precision else 0.0
    return SetScores(precision, recall, f1)


def overlap_f1(span: tuple[int, int], gold_spans: Sequence[tuple[int, int]]) -> float:
    """F1 of the characters shared with a gold span of the same text, where it is highest.

    Spans are half-open. It is 0.0 without gold spans.
    """
    return max((_span_f1(span, gold) for gold in gold_spans), default=0.0)


def _span_f1(span: tuple[int, int], gold: tuple[int, int]) -> float:
    common = min(span[1], gold[1]) - max(span[0], gold[0])
    return 2 * common / (span[1] - span[0] + gold[1] - gold[0]) if common > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A risk-coverage curve: one point for each distinct confidence, from the highest down.

    ``coverage``: the share of the questions answered if those at ``threshold`` or above are.
    ``risk``: the share of these that are wrong.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    threshold: tuple[float, ...]


def risk_coverage(confidences: ArrayLike, right: ArrayLike) -> Curve:
    """The curve of n questions, from their confidences and whether each answer is right.

    El-Yaniv and Wiener (2010); Geifman and El-Yaniv (2017), "Selective classification for deep
    neural networks". Questions of the same confidence are answered together.
    """
    distinct, places = np.unique(np.asarray(confidences, dtype=float), return_inverse=True)
    wrong = 1.0 - np.asarray(right, dtype=float)
    answered = np.cumsum(np.bincount(places)[::-1])
    risk = np.cumsum(np.bincount(places, weights=wrong)[::-1]) / answered
    coverage = answered / max(len(wrong), 1)
    return Curve(tuple(coverage.tolist()), tuple(risk.tolist()), tuple(distinct[::-1].tolist()))


def area_under(curve: Curve) -> float:
    """AURC: the mean over the questions of the risk where each is first answered; lower is better.

    Geifman, Uziel and El-Yaniv (2019), "Bias-reduced uncertainty estimation for deep neural
    classifiers". Questions of the same confidence count as often as there are of them.

    Raises:
        ValueError: the curve is of no questions.
    """
    if not curve.coverage:
        message = "there is no area under the curve of no questions"
        raise ValueError(message)
    return float(np.diff(curve.coverage, prepend=0.0) @ np.asarray(curve.risk))


def coverage_at_risk(curve: Curve, risk: float) -> float:
    """The largest share that can be answered with at most this risk; 0.0 if none can."""
    points = zip(curve.coverage, curve.risk, strict=True)
    return max((coverage for coverage, wrong in points if wrong <= risk), default=0.0)


def auroc(scores: ArrayLike, positive: ArrayLike) -> float | None:
    """The chance that a positive scores above a negative, a tie counting half; from 0 to 1.

    It is the Mann-Whitney U over the number of pairs: Hanley and McNeil (1982), "The meaning and
    use of the area under a receiver operating characteristic (ROC) curve". None if there are no
    positives or no negatives.
    """
    from scipy.stats import rankdata

    is_positive = np.asarray(positive, dtype=bool)
    positives = int(is_positive.sum())
    negatives = is_positive.size - positives
    if not positives or not negatives:
        return None
    ranks = rankdata(np.asarray(scores, dtype=float))
    above = ranks[is_positive].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from ``low`` to below ``high``; 1.0 is in the last bin.

    ``confidence``: the mean of theirs. ``right``: the share that is right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def calibration_bins(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> tuple[Bin, ...]:
    """Questions by confidence, from 0 to 1, in bins of equal width; empty bins are left out."""
    confidence, is_right = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    edges = np.arange(bins + 1) / bins
    # By the edges, not by multiplying: 0.29 x 100 is below 29, but 0.29 belongs to the bin from 0.29.
    places = np.digitize(confidence, edges[1:-1])
    return tuple(
        Bin(
            low=float(edges[place]),
            high=float(edges[place + 1]),
            count=int(np.sum(places == place)),
            confidence=float(confidence[places == place].mean()),
            right=float(is_right[places == place].mean()),
        )
        for place in np.unique(places)
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """How far mean confidence and share right lie apart, averaged over the questions; from 0 to 1.

    Guo et al. (2017), "On calibration of modern neural networks", equation 3.

    Raises:
        ValueError: there are no questions.
    """
    if not bins:
        message = "there is no calibration error of no questions"
        raise ValueError(message)
    apart = sum(each.count * abs(each.confidence - each.right) for each in bins)
    return apart / sum(each.count for each in bins)
