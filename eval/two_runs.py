"""Two runs, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Estimate, paired_randomisation, statistic_estimate
from eval.results import Result, Verdict
from eval.summary import MEASURES


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions that both runs have it for.

    ``difference``: after minus before, with its interval. ``p_value``: of the paired randomisation
    test, two-sided. ``differ``: how many questions have another value.
    """

    measure: str
    before: float
    after: float
    difference: Estimate
    p_value: float
    differ: int


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose verdict is another one now."""

    id: str
    question: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class TwoRuns:
    """What changed from one run to another; ``shared`` questions have the same id and the same text."""

    before: str
    after: str
    shared: int
    only_before: int
    only_after: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare_runs(
    before: Sequence[Result], after: Sequence[Result], names: tuple[str, str], seed: int
) -> TwoRuns:
    """Compare two runs on the questions they share; the seed is that of the resampling.

    Differences come in the order of ``MEASURES``, changes in that of ``after``. A measure that no
    shared question has in both runs is left out.
    """
    earlier = {(result.id, result.question): result for result in before}
    pairs = [
        (earlier[result.id, result.question], result)
        for result in after
        if (result.id, result.question) in earlier
    ]
    differences = (_difference(name, pairs, seed) for name in MEASURES)
    return TwoRuns(
        *names,
        shared=len(pairs),
        only_before=len(before) - len(pairs),
        only_after=len(after) - len(pairs),
        differences=tuple(each for each in differences if each is not None),
        changes=tuple(
            Change(new.id, new.question, old.verdict, new.verdict)
            for old, new in pairs
            if old.verdict is not new.verdict
        ),
    )


def _difference(
    measure: str, pairs: Sequence[tuple[Result, Result]], seed: int
) -> Difference | None:
    scores = [(_scores(old), _scores(new)) for old, new in pairs]
    both = [(old[measure], new[measure]) for old, new in scores if measure in old.keys() & new]
    before, after = np.array(both).reshape(-1, 2).T
    apart = after - before
    # Not mean_estimate: a difference can be negative, so it is no share where all are 0 or all 1.
    difference = statistic_estimate(
        lambda rows: float(apart[rows].mean()) if rows.size else None, len(apart), seed
    )
    if difference is None:
        return None
    return Difference(
        measure=measure,
        before=float(before.mean()),
        after=float(after.mean()),
        difference=difference,
        p_value=paired_randomisation(apart, seed),
        differ=int(np.count_nonzero(apart)),
    )


def _scores(result: Result) -> dict[str, float]:
    return {**result.scores, "right": float(result.verdict.is_right)}
