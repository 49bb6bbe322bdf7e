"""Fit how the reader weighs what speaks for an answer, and how sure it may be, on held-out questions."""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answers import Risk
from app.reading.evidence import (
    CONFIDENCE,
    RANKING,
    SHORTLIST,
    Weights,
    best_of_passages,
    confidence_figures,
    ranking_figures,
)
from app.reading.reader import Cut
from app.reading.span_reader import CALIBRATION, SpanReader, load_finder, published_sha256
from eval.intervals import Estimate, Rows, statistic_estimate
from eval.metrics import auroc, calibration_bins, expected_calibration_error, risk_coverage
from eval.plots import calibration_plot
from eval.training.calibration_set import REMOVED, Case, ask_all
from eval.training.train import say
from index.encoder import load_default

Figures = NDArray[np.float64]
Judged = tuple[float, bool]  # a confidence, and whether the quotation is right

RISKS = {Risk.ONE_IN_20: 1 / 20, Risk.ONE_IN_10: 1 / 10, Risk.ONE_IN_5: 1 / 5}
NEVER = 1.01  # above every confidence
FEWEST_ANSWERS = 30  # fewer are too few to say how often they are wrong
FOLDS = 10
REMOVED_KEPT = 3  # of the questions asked without their documents, every third
SEED = 1
STRENGTH = 10.0  # scikit-learn's C: the less, the nearer to 0 the weights stay
UNFITTED = Weights(SHORTLIST, dict.fromkeys(CONFIDENCE, 0.0), 0.0, {})


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions, fit on one half, and measure on the other."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.calibrate",
        description=__doc__,
        epilog="example: python -m eval.training.calibrate reader-run ../shared/data/reading",
    )
    parser.add_argument("run", type=Path, help="the folder with the released reader")
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    options = parser.parse_args(arguments)
    sha256 = published_sha256(options.run)
    reader = SpanReader(load_finder(options.run), load_default(), UNFITTED)
    tune, test = ask_all(sha256, reader, options.run, options.data, say)
    calibration = {"reader_sha256": sha256, **calibrate(tune, test)}
    text = json.dumps(calibration, indent=2)
    (options.run / CALIBRATION).write_text(text + "\n", encoding="utf-8")
    judged = figures_of(as_asked(test), Weights.from_row(calibration))
    plot = calibration_plot(calibration_bins(*judged))
    (options.run / "calibration.svg").write_text(plot, encoding="utf-8")
    say(text)


def calibrate(tune: Sequence[Case], test: Sequence[Case]) -> dict[str, Any]:
    """Weights and lowest confidences from some cases, and what they are worth on others.

    The lowest confidences are chosen among those of a cross-validation, so that no case is judged by
    weights that were fitted on it.
    """
    tune, asked = as_asked(tune), as_asked(test)
    weights = fit(tune)
    lowest = lowest_confidences(*cross_validate(tune))
    confidences, right = figures_of(asked, weights)
    answerable = np.array([case.answerable for case in asked])
    measured = measure(asked, weights) | measure_twins(test, weights)
    return {
        "ranking": weights.ranking,
        "confidence": weights.confidence,
        "intercept": weights.intercept,
        "cuts": {
            risk: asdict(cut_at(least, confidences, right, answerable))
            for risk, least in lowest.items()
        },
        "fitted_on": len(tune),
        "test": {name: asdict(each) for name, each in measured.items()},
    }


def as_asked(cases: Sequence[Case]) -> list[Case]:
    """The cases with every third only of the questions that were asked without their documents.

    About three in ten then have no answer, which is nearer to what people ask than every second.
    """
    removed = [case for case in cases if case.id.endswith(REMOVED)]
    return [case for case in cases if not case.id.endswith(REMOVED)] + removed[::REMOVED_KEPT]


def fit(cases: Sequence[Case]) -> Weights:
    """Weights of the order, then those of the confidence in the best quotation of each passage."""
    mixed = [case for case in cases if any(case.right) and not all(case.right)]
    order, _ = logistic(
        [ranking_figures(case.candidates) for case in mixed], [case.right for case in mixed]
    )
    weights = replace(UNFITTED, ranking=named(RANKING, order))
    rows, right = [], []
    for case in cases:
        scores = weights.scores(case.candidates)
        kept = best_of_passages(case.candidates, scores)
        rows.append(confidence_figures(case.candidates, scores)[kept])
        right.append([case.right[number] for number in kept])
    sure, intercept = logistic(rows, right)
    return replace(weights, confidence=named(CONFIDENCE, sure), intercept=round(intercept, 4))


def logistic(rows: Sequence[Figures], right: Sequence[Sequence[bool]]) -> tuple[Figures, float]:
    """Logistic regression of what is right on its figures: their weights, and the intercept."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=STRENGTH, max_iter=1_000)
    fitted.fit(np.concatenate(rows), np.concatenate(right))
    return fitted.coef_[0], float(fitted.intercept_[0])


def named(names: Sequence[str], weights: Figures) -> dict[str, float]:
    """Weights by name, rounded to what matters."""
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def judged(case: Case, weights: Weights) -> list[Judged]:
    """The best quotation of each passage, the surest first, as the reader gives them."""
    scores = weights.scores(case.candidates)
    confidences = weights.confidences(case.candidates, scores)
    kept = best_of_passages(case.candidates, scores)
    pairs = [(float(confidences[number]), case.right[number]) for number in kept]
    return sorted(pairs, key=lambda pair: -pair[0])


def figures_of(cases: Sequence[Case], weights: Weights) -> tuple[Figures, Figures]:
    """Of each case's first quotation the confidence, and whether it is right.

    Where there was none, the confidence is 0 and nothing is right.
    """
    first = [next(iter(judged(case, weights)), (0.0, False)) for case in cases]
    confidences, right = np.array(first, dtype=float).reshape(-1, 2).T
    return confidences, right


def cross_validate(cases: Sequence[Case]) -> tuple[Figures, Figures]:
    """As ``figures_of``, by weights that were fitted without the case and without those of its group."""
    groups = sorted({case.group for case in cases})
    random.Random(SEED).shuffle(groups)
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    confidences, right = np.zeros(len(cases)), np.zeros(len(cases))
    folds = np.array([fold_of[case.group] for case in cases])
    for fold in np.unique(folds):
        weights = fit([case for case, its in zip(cases, folds, strict=True) if its != fold])
        mine = [case for case, its in zip(cases, folds, strict=True) if its == fold]
        confidences[folds == fold], right[folds == fold] = figures_of(mine, weights)
    return confidences, right


def lowest_confidences(confidences: Figures, right: Figures) -> dict[Risk, float]:
    """For each risk the confidence from which on no more of the answers are wrong."""
    curve = risk_coverage(confidences, right)
    points = list(zip(curve.risk, curve.threshold, curve.coverage, strict=True))
    enough = FEWEST_ANSWERS / len(confidences)
    lowest = {
        risk: min((t for wrong, t, answered in points if wrong <= most and answered >= enough),
                  default=NEVER)
        for risk, most in RISKS.items()
    }  # fmt: skip
    return {risk: math.ceil(1e4 * least) / 1e4 for risk, least in lowest.items()} | {
        Risk.ALWAYS: 0.0
    }


def cut_at(least: float, confidences: Figures, right: Figures, answerable: Figures) -> Cut:
    """What comes of declining below a confidence."""
    answered = confidences >= least
    return Cut(
        min_confidence=least,
        questions=len(confidences),
        answerable=int(answerable.sum()),
        answered=round(float(answered[answerable].mean()), 3),
        answers=int(answered.sum()),
        right=round(float(right[answered].mean()), 3) if answered.any() else 0.0,
    )


def measure(cases: Sequence[Case], weights: Weights) -> dict[str, Estimate]:
    """What the confidence is worth, with intervals from resampling the cases."""
    confidences, right = figures_of(cases, weights)

    def error(rows: Rows) -> float:
        return expected_calibration_error(calibration_bins(confidences[rows], right[rows]))

    estimates = {
        "AUROC right": statistic_estimate(
            partial(_auroc_of_rows, confidences, right), len(cases), SEED
        ),
        "expected calibration error": statistic_estimate(error, len(cases), SEED),
    }
    return {name: estimate for name, estimate in estimates.items() if estimate}


def measure_twins(cases: Sequence[Case], weights: Weights) -> dict[str, Estimate]:
    """How well the confidence tells questions asked with their documents from the same without them."""
    removed = {case.id.removesuffix(REMOVED) for case in cases if case.id.endswith(REMOVED)}
    twins = [case for case in cases if case.id.removesuffix(REMOVED) in removed]
    estimates = {}
    for source in sorted({case.source for case in twins}):
        mine = [case for case in twins if case.source == source]
        confidences, _ = figures_of(mine, weights)
        answerable = np.array([case.answerable for case in mine])
        estimates[f"AUROC with and without the document, {source}"] = statistic_estimate(
            partial(_auroc_of_rows, confidences, answerable), len(mine), SEED
        )
    return {name: estimate for name, estimate in estimates.items() if estimate}


def _auroc_of_rows(scores: Figures, positive: Figures, rows: Rows) -> float | None:
    return auroc(scores[rows], positive[rows])


if __name__ == "__main__":
    main()
