"""Two runs side by side, worked by hand."""

import pytest

from eval.intervals import Estimate
from eval.results import Result, Verdict
from eval.two_runs import Change, TwoRuns, compare_runs
from tests.eval.samples import result


def of(name: str, verdict: Verdict, question: str = "", **scores: float) -> Result:
    return result(verdict, id=name, question=question or f"What is {name}?", scores=scores)


BEFORE = [
    of("a", Verdict.RIGHT, mrr=1.0, f1=0.5),
    of("b", Verdict.READ_WRONG, mrr=1 / 2, set_f1=1.0),
    of("c", Verdict.NOT_RETRIEVED, mrr=0.0, f1=0.0),
    of("d", Verdict.RIGHTLY_DECLINED),
    of("gone", Verdict.RIGHT, mrr=1.0),
    of("reworded", Verdict.RIGHT, mrr=1.0),
]
AFTER = [
    of("d", Verdict.FALSE_ANSWER),
    of("c", Verdict.RANKED_LOW, mrr=1 / 4),
    of("b", Verdict.RIGHT, mrr=1.0, f1=1.0),
    of("a", Verdict.RIGHT, mrr=1.0, f1=0.75),
    of("reworded", Verdict.DECLINED, "Which one?", mrr=0.0),
]


@pytest.fixture(scope="module")
def runs() -> TwoRuns:
    return compare_runs(BEFORE, AFTER, ("old", "new"), seed=0)


def test_only_questions_of_the_same_id_and_text_are_shared(runs: TwoRuns) -> None:
    assert (runs.before, runs.after) == ("old", "new")
    assert (runs.shared, runs.only_before, runs.only_after) == (4, 2, 1)
    # In the order of the later run.
    assert runs.changes == (
        Change("d", "What is d?", Verdict.RIGHTLY_DECLINED, Verdict.FALSE_ANSWER),
        Change("c", "What is c?", Verdict.NOT_RETRIEVED, Verdict.RANKED_LOW),
        Change("b", "What is b?", Verdict.READ_WRONG, Verdict.RIGHT),
    )


def test_the_differences_by_hand(runs: TwoRuns) -> None:
    # Only what both have, in the order of a report.
    assert [each.measure for each in runs.differences] == ["right", "mrr", "f1"]
    right, mrr, f1 = runs.differences
    # b became right, d did not stay so.
    assert (right.before, right.after, right.difference.value) == (2 / 4, 2 / 4, 0.0)
    assert (right.differ, right.difference.n, right.p_value) == (2, 4, 1.0)
    assert right.difference.low is not None
    assert right.difference.high is not None
    assert right.difference.low < 0 < right.difference.high
    # Of a, b and c, b gained 1/2 and c 1/4; one sign in four goes each way together.
    assert mrr.before == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert mrr.after == pytest.approx((1 + 1 + 1 / 4) / 3)
    assert mrr.difference.value == pytest.approx((0 + 1 / 2 + 1 / 4) / 3)
    assert (mrr.differ, mrr.difference.n, mrr.p_value) == (2, 3, 2 / 4)
    # Only a has it in both, so there is no interval.
    assert (f1.before, f1.after, f1.differ, f1.p_value) == (0.5, 0.75, 1, 1.0)
    assert f1.difference == Estimate(0.25, None, None, 1)


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
