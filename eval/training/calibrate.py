"""Fit how the reader weighs what speaks for an answer, and how sure it may be, on held-out questions."""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
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
    FIGURES,
    Weights,
    best_of_passages,
    confidence_figures,
    figures_of_all,
)
from app.reading.forest import Forest, Tree
from app.reading.reader import Cut
from app.reading.span_reader import CALIBRATION, SpanReader, load_finder, published_sha256
from app.reading.thorough import pair_finder
from eval.intervals import Estimate, Rows, statistic_estimate
from eval.metrics import auroc, calibration_bins, expected_calibration_error
from eval.plots import calibration_plot
from eval.promise import RISKS, upper_bounds
from eval.training.calibration_set import REMOVED, Case, ask_all
from eval.training.train import say
from index.encoder import load_default

Figures = NDArray[np.float64]
Judged = tuple[float, bool]  # a confidence, and whether the quotation is right

NEVER = 1.01  # above every confidence
DOUBT = 0.25  # that a risk is kept by the cut that is chosen for it, on questions harder than those to test with
FOLDS = 10
UNANSWERABLE = 0.3  # of what people ask
SEED = 1
UNFITTED = Weights(Forest(FIGURES, ()), Forest(CONFIDENCE, ()), {})

# Which way a figure may move the confidence, for those of which it is known: 1 up, -1 down.
MONOTONE = {
    "reading": 1, "retrieval": 1, "overlap": 1, "likeness": 1, "near": 1, "share": 1, "lead": 1,
    "reading_lead": 1, "retrieval_lead": 1, "likeness_lead": 1,
    "nowhere": -1, "elsewhere": -1, "names": -1, "figures": -1, "echoed": -1, "mistyped": -1,
}  # fmt: skip
TREES = {"lambdarank": 100, "binary": 120}
SUREST = 3  # quotations of each question by which the confidence is fitted; others are never first
BOOSTING = {
    "learning_rate": 0.06,
    "num_leaves": 7,
    "max_depth": 3,
    "min_data_in_leaf": 60,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 5,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions, fit on one half, and measure on the other."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.calibrate",
        description=__doc__,
        epilog="example: python -m eval.training.calibrate reader-run ../shared/data/reading",
    )
    parser.add_argument("run", type=Path, help="the folder with the released reader")
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument("--large", type=Path, metavar="FILE", help="read with the large model too")
    options = parser.parse_args(arguments)
    sha256 = published_sha256(options.run)
    finder = pair_finder(options.large) if options.large else load_finder(options.run)
    reader = SpanReader(finder, load_default(), UNFITTED)
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
    weights = fit(tune)
    lowest = lowest_confidences(*cross_validate(tune))
    asked = as_asked(test)
    confidences, right = figures_of(asked, weights)
    answerable = np.array([case.answerable for case in asked])
    measured = measure(asked, weights) | measure_twins(test, weights)
    return {
        "ranking": weights.ranking.trees,
        "confidence": weights.confidence.trees,
        "cuts": {
            risk: asdict(cut_at(least, confidences, right, answerable))
            for risk, least in lowest.items()
        },
        "fitted_on": len(tune),
        "test": {name: asdict(each) for name, each in measured.items()},
    }


def as_asked(cases: Sequence[Case]) -> list[Case]:
    """The cases with so few of those without an answer that they are ``UNANSWERABLE`` of each question set."""
    kept = []
    for source, count in wanted_of(cases).items():
        mine = [case for case in cases if case.source == source]
        without = [case for case in mine if not case.answerable]
        kept += [case for case in mine if case.answerable]
        kept += [without[number * len(without) // count] for number in range(count)]
    return kept


def wanted_of(cases: Sequence[Case]) -> dict[str, int]:
    """Of each question set, how many of its questions without an answer make up their share."""
    wanted = {}
    for source in dict.fromkeys(case.source for case in cases):
        answerable = [case.answerable for case in cases if case.source == source]
        share = round(sum(answerable) * UNANSWERABLE / (1 - UNANSWERABLE))
        wanted[source] = min(share, answerable.count(False))
    return wanted


def fit(cases: Sequence[Case]) -> Weights:
    """Trees for the order, then those for the confidence in the surest quotations of a question."""
    mixed = [case for case in cases if any(case.right) and not all(case.right)]
    order = boosted(
        "lambdarank",
        FIGURES,
        np.concatenate([figures_of_all(case.candidates) for case in mixed]),
        np.concatenate([case.right for case in mixed]),
        group=[len(case.right) for case in mixed],
    )
    weights = replace(UNFITTED, ranking=Forest(FIGURES, order))
    wanted, rows, right, counts = wanted_of(cases), [], [], []
    without = Counter(case.source for case in cases if not case.answerable)
    for case in cases:
        scores = weights.scores(case.candidates)
        kept = best_of_passages(case.candidates, scores)[:SUREST]
        rows.append(confidence_figures(case.candidates, scores)[kept])
        right += [case.right[number] for number in kept]
        count = 1.0 if case.answerable else wanted[case.source] / without[case.source]
        counts += [count] * len(kept)
    trees = boosted(
        "binary", CONFIDENCE, np.concatenate(rows), np.array(right), weight=np.array(counts)
    )
    return replace(weights, confidence=Forest(CONFIDENCE, trees))


def boosted(
    objective: str,
    names: Sequence[str],
    rows: Figures,
    right: Figures,
    **data: Any,  # noqa: ANN401 - as LightGBM takes it
) -> list[Tree]:
    """Small boosted trees: for the order within groups of rows, or for the log-odds of being right."""
    import lightgbm

    constraints = [MONOTONE.get(name, 0) for name in names]
    settings = BOOSTING | {"objective": objective, "monotone_constraints": constraints}
    given = lightgbm.Dataset(rows, right.astype(int), **data)
    found = lightgbm.train(settings, given, num_boost_round=TREES[objective]).dump_model()
    return [_tree(each["tree_structure"], names) for each in found["tree_info"]]


def _tree(node: dict[str, Any], names: Sequence[str]) -> Tree:
    if "leaf_value" in node:
        return round(float(node["leaf_value"]), 4)
    name, limit = names[node["split_feature"]], float(f"{node['threshold']:.5g}")
    return (name, limit, _tree(node["left_child"], names), _tree(node["right_child"], names))


def judged(case: Case, weights: Weights) -> list[Judged]:
    """The best quotation of each passage, the surest first, as the reader gives them."""
    scores, confidences = weights.weigh(case.candidates)
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
    """As ``figures_of`` the cases as asked, by weights fitted without the case and those of its group."""
    groups = sorted({case.group for case in cases})
    random.Random(SEED).shuffle(groups)
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    asked = as_asked(cases)
    confidences, right = np.zeros(len(asked)), np.zeros(len(asked))
    folds = np.array([fold_of[case.group] for case in asked])
    for fold in np.unique(folds):
        weights = fit([case for case in cases if fold_of[case.group] != fold])
        mine = [case for case in asked if fold_of[case.group] == fold]
        confidences[folds == fold], right[folds == fold] = figures_of(mine, weights)
    return confidences, right


def lowest_confidences(confidences: Figures, right: Figures) -> dict[Risk, float]:
    """For each risk the confidence from which on, with 95 % certainty, no more of the answers are wrong.

    The bound is Clopper and Pearson's, of the answers that are at least so sure.
    """
    order = np.argsort(-confidences, kind="stable")
    sure, wrong = confidences[order], np.cumsum(right[order] == 0)
    last = np.append(sure[1:] < sure[:-1], True)  # of those that are equally sure
    bounds = upper_bounds(wrong, np.arange(1, len(sure) + 1), DOUBT)
    lowest = {
        risk: min(sure[last & (bounds <= most)], default=NEVER) for risk, most in RISKS.items()
    }
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
