"""How good an exported span finder is on validation questions, and how far 8-bit weights changed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.reading.span_finder import Found, Passage, SpanFinder
from eval.datasets import draw
from eval.intervals import Estimate, mean_estimate, statistic_estimate
from eval.metrics import auroc, exact_match, token_f1
from eval.squad_forms import read_articles

MAX_F1_LOSS = 0.005  # with 8-bit arithmetic; what differs is as often better as worse


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its paragraph; ``answers`` are the acceptable forms, none if it has none."""

    question: str
    heading: str
    passage: str
    answers: tuple[str, ...]


def read_gold(path: Path, limit: int | None, seed: int) -> list[GoldQuestion]:
    """The questions of a SQuAD file, or so many of them drawn by chance."""
    golds = [
        GoldQuestion(
            qa["question"],
            article["title"].replace("_", " "),
            paragraph["context"],
            tuple(answer["text"] for answer in qa["answers"]),
        )
        for article in read_articles(path)
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]
    return draw(golds, limit, seed)


def find_all(
    finder: SpanFinder, golds: Sequence[GoldQuestion], on_done: Callable[[int, int], None]
) -> list[Found]:
    """What the finder finds in each question's own paragraph."""
    found = []
    for gold in golds:
        (spans,) = finder.find(gold.question, [Passage(gold.heading, gold.passage)])
        found += spans
        on_done(len(found), len(golds))
    return found


def same_spans(found: Sequence[Found], other: Sequence[Found]) -> float:
    """The share of questions in which two finders find the same span."""
    pairs = zip(found, other, strict=True)
    return float(np.mean([(a.start, a.end) == (b.start, b.end) for a, b in pairs]))


def score(golds: Sequence[GoldQuestion], found: Sequence[Found], seed: int) -> dict[str, Estimate]:
    """Exact match and F1 of the answerable, the AUROC of "has an answer", and SQuAD 2.0's F1.

    The last takes "no answer" where the score is below 0, as the model was trained.
    """
    texts = [gold.passage[f.start : f.end] for gold, f in zip(golds, found, strict=True)]
    has_answer = np.array([bool(gold.answers) for gold in golds])
    scores = np.array([each.score for each in found])
    answerable = [(t, g.answers) for t, g in zip(texts, golds, strict=True) if g.answers]
    given = [text if each.score > 0 else "" for text, each in zip(texts, found, strict=True)]
    overall = [token_f1(text, gold.answers) for text, gold in zip(given, golds, strict=True)]
    estimates = {
        "exact match": mean_estimate([exact_match(*each) for each in answerable], seed),
        "F1": mean_estimate([token_f1(*each) for each in answerable], seed),
        "F1 over all": mean_estimate(overall, seed),
    }
    ranked = statistic_estimate(
        lambda rows: auroc(scores[rows], has_answer[rows]), len(golds), seed
    )
    return estimates | ({"AUROC of has an answer": ranked} if ranked else {})
