"""Two runs side by side, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from eval.intervals import Estimate
from eval.results import Result, Verdict
from eval.summary import MEASURES
from eval.two_runs import Change, TwoRuns, compare_runs


def result(id_: str, verdict: Verdict, scores: Mapping[str, float], question: str = "") -> Result:
    return Result(
        id=id_,
        question=question or f"What is {id_}?",
        kind="fact",
        answerable=True,
        expected=(("oil",),),
        gold=(),
        answered=True,
        confidence=0.5,
        quotes=(),
        right_rank=None,
        candidate_right=False,
        verdict=verdict,
        scores=scores,
    )


BEFORE = [
    result("a", Verdict.RIGHT, {"mrr": 1.0, "f1": 0.5}),
    result("b", Verdict.READ_WRONG, {"mrr": 1 / 2, "set_f1": 1.0}),
    result("c", Verdict.NOT_RETRIEVED, {"mrr": 0.0, "f1": 0.0}),
    result("d", Verdict.RIGHTLY_DECLINED, {}),
    result("gone", Verdict.RIGHT, {"mrr": 1.0}),
    result("reworded", Verdict.RIGHT, {"mrr": 1.0}),
]
AFTER = [
    result("d", Verdict.FALSE_ANSWER, {}),
    result("c", Verdict.RANKED_LOW, {"mrr": 1 / 4}),
    result("b", Verdict.RIGHT, {"mrr": 1.0, "f1": 1.0}),
    result("a", Verdict.RIGHT, {"mrr": 1.0, "f1": 0.75}),
    result("reworded", Verdict.DECLINED, {"mrr": 0.0}, question="Which one?"),
]


@pytest.fixture(scope="module")
def comparison() -> TwoRuns:
    return compare_runs(BEFORE, AFTER, ("old", "new"), seed=0)


def test_only_questions_of_the_same_id_and_text_are_shared(comparison: TwoRuns) -> None:
    assert (comparison.before, comparison.after) == ("old", "new")
    assert (comparison.shared, comparison.only_before, comparison.only_after) == (4, 2, 1)


def test_the_changes_come_in_the_order_of_the_later_run(comparison: TwoRuns) -> None:
    assert comparison.changes == (
        Change("d", "What is d?", Verdict.RIGHTLY_DECLINED, Verdict.FALSE_ANSWER),
        Change("c", "What is c?", Verdict.NOT_RETRIEVED, Verdict.RANKED_LOW),
        Change("b", "What is b?", Verdict.READ_WRONG, Verdict.RIGHT),
    )


def test_the_measures_that_both_have_come_in_the_order_of_a_report(comparison: TwoRuns) -> None:
    assert [each.measure for each in comparison.differences] == ["right", "mrr", "f1"]


def test_the_differences_by_hand(comparison: TwoRuns) -> None:
    right, mrr, f1 = comparison.differences
    # b became right, d did not stay so.
    assert (right.before, right.after, right.difference.value) == (2 / 4, 2 / 4, 0.0)
    assert (right.differ, right.difference.n, right.p_value) == (2, 4, 1.0)
    # Of a, b and c, b gained 1/2 and c 1/4; one sign in four goes each way together.
    assert mrr.before == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert mrr.after == pytest.approx((1 + 1 + 1 / 4) / 3)
    assert mrr.difference.value == pytest.approx((0 + 1 / 2 + 1 / 4) / 3)
    assert (mrr.differ, mrr.difference.n, mrr.p_value) == (2, 3, 2 / 4)
    # Only a has it in both, so there is no interval.
    assert (f1.before, f1.after, f1.differ, f1.p_value) == (0.5, 0.75, 1, 1.0)
    assert f1.difference == Estimate(0.25, None, None, 1)


def test_the_interval_of_a_difference_reaches_both_ways(comparison: TwoRuns) -> None:
    right = comparison.differences[0].difference
    assert right.low is not None
    assert right.high is not None
    assert right.low < 0 < right.high


def test_a_run_compared_with_itself_does_not_differ() -> None:
    same = compare_runs(BEFORE, BEFORE, ("one", "other"), seed=0)
    assert same.changes == ()
    assert (same.shared, same.only_before, same.only_after) == (6, 0, 0)
    assert [each.measure for each in same.differences] == ["right", "mrr", "f1", "set_f1"]
    for each in same.differences:
        low_and_high = (each.difference.low, each.difference.high)
        assert low_and_high == ((0.0, 0.0) if each.difference.n > 1 else (None, None))
        assert (each.difference.value, each.p_value, each.differ) == (0.0, 1.0, 0)


def test_runs_without_a_shared_question_have_no_differences() -> None:
    nothing = compare_runs(BEFORE, [], ("old", "new"), seed=0)
    assert nothing == TwoRuns("old", "new", 0, len(BEFORE), 0, (), ())


def test_the_report_begins_with_what_is_right() -> None:
    assert next(iter(MEASURES)) == "right"
