"""Results -> the figures of a run, each with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.answers import Shape
from eval.intervals import Estimate, Rows, mean_estimate, statistic_estimate
from eval.metrics import (
    Bin,
    Curve,
    area_under,
    auroc,
    calibration_bins,
    coverage_at_risk,
    expected_calibration_error,
    risk_coverage,
)
from eval.promise import Promise, promises
from eval.results import Result, Verdict


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure's group and name in a report, what it says in one line, and how it is written."""

    group: str
    label: str
    about: str
    percent: bool = False
    higher_is_better: bool = True


SHAPES = {
    Shape.LIST: "members of a list", Shape.WHY: "reasons", Shape.STEPS: "steps",
    Shape.ABOUT: "what is said of something", Shape.COMPARE: "sentences on both sides",
    Shape.PARTS: "sentences for each of several questions", Shape.RANK: "rows that have the most or the least",
    Shape.TWO_STEPS: "sentences that link",
}  # fmt: skip


def _of_shapes() -> dict[str, Measure]:
    """Precision, recall and F1 of what an answer of several quotations shows, for each shape."""
    figures = {
        "precision": "share of the {} shown that were expected",
        "recall": "share of the {} expected that were shown",
        "f1": "harmonic mean of the two, of the {}",
    }
    return {
        f"{shape.name.casefold()}_{figure}": Measure(
            "Shapes", f"{shape.value}: {figure.capitalize()}", about.format(what)
        )
        for shape, what in SHAPES.items()
        for figure, about in figures.items()
    }


# In the order of a report. Those of single questions bear the names they have in Result.scores.
MEASURES: dict[str, Measure] = {
    "right": Measure(
        "All questions", "right",
        "answered with a right quotation, or rightly declined; where only retrieval is measured: a "
        "right passage or document came high enough to be read", percent=True,
    ),
    "success@1": Measure("Retrieval", "success@1", "the first passage is right"),
    "success@5": Measure("Retrieval", "success@5", "a right passage is among the first five"),
    "recall@5": Measure("Retrieval", "recall@5", "share of the right passages among the first five"),
    "recall@20": Measure("Retrieval", "recall@20", "share of the right passages among the first 20"),
    "mrr": Measure("Retrieval", "MRR", "mean of 1 / rank of the first right passage"),
    "ndcg@10": Measure("Retrieval", "nDCG@10", "order of the first ten passages"),
    "right_paragraph": Measure(
        "Retrieval", "right paragraph, after reading",
        "the best quotation, shown or not, comes from the gold paragraph", percent=True,
    ),
    "quote_correct": Measure(
        "Answer", "quote correct",
        "the quotation shown first holds a gold answer and comes from a gold place", percent=True,
    ),
    "quote_correct_always": Measure(
        "Answer", "quote correct, never declining",
        "the same, if Footnote showed its best quotation every time", percent=True,
    ),
    "exact_match": Measure("Answer", "exact match", "the short answer is a gold answer", percent=True),
    "f1": Measure("Answer", "token F1", "words that the short answer shares with a gold one", percent=True),
    "exact_match_always": Measure(
        "Answer", "exact match, never declining", "answerable questions only", percent=True
    ),
    "f1_always": Measure(
        "Answer", "token F1, never declining", "answerable questions only", percent=True
    ),
    "overlap_f1": Measure(
        "Answer", "quote overlap F1", "characters that the quotation shares with the gold quote"
    ),
    "set_precision": Measure("Answer", "lists: precision", "share of the quotations shown that hold something asked"),
    "set_recall": Measure("Answer", "lists: recall", "share of the things asked that stand in a quotation shown"),
    "set_f1": Measure("Answer", "lists: F1", "harmonic mean of the two"),
    **_of_shapes(),
    "yes_no_decided": Measure(
        "Shapes", "yes or no: decided", "the deciding sentence is the one quoted", percent=True
    ),
    "yes_no_wrongly": Measure(
        "Shapes", "yes or no: wrongly decided", "a sentence is said to decide what none does",
        percent=True, higher_is_better=False,
    ),
    "rank_wrongly": Measure(
        "Shapes", "rank: wrongly", "a row is said to have the most or the least where no table tells",
        percent=True, higher_is_better=False,
    ),
    "two_steps_wrongly": Measure(
        "Shapes", "two steps: wrongly", "answered though one of the two is said nowhere",
        percent=True, higher_is_better=False,
    ),
    "understood": Measure(
        "Follow-ups", "understood", "of all turns of conversations, as it was meant", percent=True
    ),
    "understood_follow_up": Measure(
        "Follow-ups", "understood, of what hints at turns before",
        "of the turns that do not stand by themselves", percent=True,
    ),
    **{
        f"understood_{turn}": Measure(
            "Follow-ups", f"understood, turn {turn}", f"of the turns with number {turn}", percent=True
        )
        for turn in range(2, 6)
    },
    "claims_right": Measure(
        "Claims", "verdict right", "claims that agree where the documents say so, and only there",
        percent=True,
    ),
    "claims_agreeing": Measure(
        "Claims", "true claims said to agree", "of the claims that the documents say", percent=True
    ),
    "claims_falsely_agreeing": Measure(
        "Claims", "false agreement", "of the claims that were planted wrong, those said to agree",
        percent=True, higher_is_better=False,
    ),
    "differ_shown": Measure(
        "Shapes", "values that differ: side by side", "all of them are set side by side", percent=True
    ),
    "differ_wrongly": Measure(
        "Shapes", "nothing differs: wrongly side by side",
        "values are set side by side though the documents give one", percent=True,
        higher_is_better=False,
    ),
    "value_marked": Measure(
        "Shapes", "several values in a sentence: the one asked for marked",
        "the first quotation is that sentence, and no other value in it is marked", percent=True,
    ),
    "answered": Measure("Honesty", "answered", "share of all questions that got an answer", percent=True),
    "wrong_of_answered": Measure(
        "Honesty", "wrong, of those answered", "", percent=True, higher_is_better=False
    ),
    "false_answers": Measure(
        "Honesty", "false answers, of the unanswerable", "answered though nothing answers them",
        percent=True, higher_is_better=False,
    ),
    "auroc_right": Measure(
        "Honesty", "AUROC of the confidence, right", "how well it tells right quotations from wrong ones"
    ),
    "auroc_answerable": Measure(
        "Honesty", "AUROC of the confidence, answerable",
        "how well it tells questions with an answer from those without",
    ),
    "aurc": Measure(
        "Honesty", "area under the risk-coverage curve",
        "mean error over all shares answered", higher_is_better=False,
    ),
    "ece": Measure(
        "Honesty", "expected calibration error",
        "how far the confidence is from the share that is right", higher_is_better=False,
    ),
    "coverage_at_5": Measure(
        "Honesty", "coverage at 5 % risk", "share answered if at most 1 in 20 may be wrong", percent=True
    ),
    "coverage_at_10": Measure(
        "Honesty", "coverage at 10 % risk", "share answered if at most 1 in 10 may be wrong", percent=True
    ),
    "verbatim": Measure(
        "Verbatim", "quotations found at their offsets", "must be 100 %", percent=True
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage over all questions."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run.

    ``estimates``: by the names of ``MEASURES``, only those that apply. ``kinds``: for each kind of
    question the share that came out right. ``latencies``: by stage, "whole" first. ``promises``: how
    far each risk can be promised; none where nothing was read.
    """

    questions: int
    answerable: int
    estimates: Mapping[str, Estimate]
    kinds: Mapping[str, Estimate]
    verdicts: Counter[Verdict]
    curve: Curve
    bins: tuple[Bin, ...]
    latencies: Mapping[str, Latency]
    promises: tuple[Promise, ...] = ()


def summarise(results: Sequence[Result], seed: int) -> Summary:
    """The figures of results; the seed is that of the resampling.

    Every question counts: one that was declined has no quotation that is right. What only questions
    with an answer have, such as the retrieval measures, is averaged over these.
    """
    answers = [result for result in results if result.read]
    estimates = _means(results, seed)
    bins: tuple[Bin, ...] = ()
    curve = Curve((), (), ())
    promised: tuple[Promise, ...] = ()
    if answers:
        right = np.array([result.candidate_right for result in answers])
        confidence = np.array([result.confidence for result in answers])
        curve = risk_coverage(confidence, right)
        bins = calibration_bins(confidence, right)
        estimates |= _of_confidence(answers, confidence, right, seed)
        promised = tuple(promises(confidence, right))
    kinds = {kind: [r for r in results if r.kind == kind] for kind in _in_order(results)}
    return Summary(
        questions=len(results),
        answerable=sum(result.answerable for result in results),
        estimates={name: estimates[name] for name in MEASURES if name in estimates},
        kinds={kind: mean_estimate(_right(members), seed) for kind, members in kinds.items()},
        verdicts=Counter(result.verdict for result in results),
        curve=curve,
        bins=bins,
        latencies=_latencies(results),
        promises=promised,
    )


def _means(results: Sequence[Result], seed: int) -> dict[str, Estimate]:
    """Means over the questions that have the measure."""
    values: dict[str, list[float]] = {"right": _right(results)}
    for result in results:
        for name, score in result.scores.items():
            values.setdefault(name, []).append(score)
    answers = [result for result in results if result.read]
    values["answered"] = [result.answered for result in answers]
    values["wrong_of_answered"] = [not r.candidate_right for r in answers if r.answered]
    values["false_answers"] = [r.answered for r in answers if not r.answerable]
    values["verbatim"] = [quoted.verbatim for result in results for quoted in result.quotes]
    return {name: mean_estimate(each, seed) for name, each in values.items() if each}


def _of_confidence(
    answers: Sequence[Result],
    confidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    seed: int,
) -> dict[str, Estimate]:
    """What is no mean of single questions."""
    answerable = np.array([result.answerable for result in answers])

    def curve(rows: Rows) -> Curve:
        return risk_coverage(confidence[rows], right[rows])

    statistics: dict[str, Callable[[Rows], float | None]] = {
        "auroc_right": lambda rows: auroc(confidence[rows], right[rows]),
        "auroc_answerable": lambda rows: auroc(confidence[rows], answerable[rows]),
        "aurc": lambda rows: area_under(curve(rows)),
        "ece": lambda rows: expected_calibration_error(
            calibration_bins(confidence[rows], right[rows])
        ),
        "coverage_at_5": lambda rows: coverage_at_risk(curve(rows), 0.05),
        "coverage_at_10": lambda rows: coverage_at_risk(curve(rows), 0.10),
    }
    found = {
        name: statistic_estimate(statistic, len(answers), seed)
        for name, statistic in statistics.items()
    }
    return {name: estimate for name, estimate in found.items() if estimate is not None}


def _latencies(results: Sequence[Result]) -> dict[str, Latency]:
    """Each stage in the order in which a question comes to it."""
    spent: dict[str, list[float]] = {}
    for result in results:
        for stage, seconds in result.seconds.items():
            spent.setdefault(stage, []).append(1000 * seconds)
    return {
        stage: Latency(*(float(end) for end in np.percentile(each, [50, 95])))
        for stage, each in spent.items()
    }


def _right(results: Sequence[Result]) -> list[float]:
    return [float(result.verdict.is_right) for result in results]


def _in_order(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(result.kind for result in results))
