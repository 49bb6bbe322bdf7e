"""What may be promised, worked out by hand and held against an independent binomial."""

import numpy as np
import pytest
from scipy.stats import binom

from app.answers import Risk
from eval.promise import Promise, own_cuts, promises, upper_bound
from eval.results import Verdict
from tests.eval.samples import result


@pytest.mark.parametrize(("wrong", "answers"), [(0, 30), (3, 40), (12, 60)])
def test_the_bound_is_where_so_few_wrong_ones_become_unlikely(wrong: int, answers: int) -> None:
    bound = upper_bound(wrong, answers, 0.05)
    assert binom.cdf(wrong, answers, bound) == pytest.approx(0.05)
    assert upper_bound(answers, answers, 0.05) == 1.0


def test_a_promise_takes_the_lowest_confidence_that_keeps_it() -> None:
    """80 sure answers that are right, then 80 that are wrong: all of the first, or a few more."""
    sure = [0.9 - n / 1_000 for n in range(160)]
    found = {each.risk: each for each in promises(sure, [True] * 80 + [False] * 80)}
    one_in_five = found[Risk.ONE_IN_5]
    assert one_in_five.bound <= 1 / 5
    assert 80 <= one_in_five.answers < 100
    assert one_in_five.wrong == one_in_five.answers - 80
    assert one_in_five.min_confidence == sure[one_in_five.answers - 1]
    # 0.95 ** 80 is 0.017, above the 0.05 / 8 of a search in eight steps.
    assert found[Risk.ONE_IN_20].min_confidence is None


def test_too_few_questions_promise_nothing_and_it_is_said_how_many_would_do() -> None:
    few = promises([0.9] * 20, [True] * 20)
    assert [each.min_confidence for each in few[:2]] == [None, None]
    needed = few[1].needed
    assert needed is not None
    assert promises([0.9] * needed, [True] * needed)[1].min_confidence == 0.9
    assert promises([0.9] * (needed - 1), [True] * (needed - 1))[1].min_confidence is None
    assert promises([0.9] * 30, [False] * 30)[0] == Promise(Risk.ONE_IN_20, 30, None, needed=None)


def test_what_is_promised_holds_nineteen_times_in_twenty() -> None:
    """On questions whose chance to be right is their confidence, drawn two hundred times."""
    chance = np.random.default_rng(1)
    broken = 0
    for _ in range(200):
        sure = chance.uniform(0.3, 1.0, 150)
        promise = promises(sure, chance.uniform(size=150) < sure)[2]
        if promise.min_confidence is not None:
            taken = (1 + promise.min_confidence) / 2  # the mean chance from there on
            broken += 1 - taken > 1 / 5
    assert broken <= 20


def test_a_librarys_cuts_are_what_its_questions_promise() -> None:
    right = [result(Verdict.RIGHT, confidence=0.9 - n / 1_000) for n in range(80)]
    wrong = [result(Verdict.FALSE_ANSWER, confidence=0.5) for _ in range(80)]
    unread = result(Verdict.RIGHT, confidence=0.99, read=False)
    cuts = own_cuts([*right, *wrong, unread])
    assert list(cuts) == [Risk.ONE_IN_10, Risk.ONE_IN_5]
    cut = cuts[Risk.ONE_IN_10]
    assert (cut.questions, cut.answerable, cut.answers, cut.right) == (160, 80, 80, 1)
    assert (cut.answered, cut.own) == (1, True)
    assert own_cuts(wrong) == {}
