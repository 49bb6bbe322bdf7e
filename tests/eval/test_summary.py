"""Results into figures, by hand; how wide the intervals are is tested with them."""

from collections import Counter

import pytest

from eval.metrics import Curve
from eval.results import Quoted, Verdict
from eval.summary import MEASURES, Latency, Summary, summarise
from tests.eval.samples import result


def timed(milliseconds: float) -> dict[str, float]:
    return {"whole": milliseconds / 1000, "read": milliseconds / 2000}


def quoted(*, verbatim: bool = True) -> tuple[Quoted]:
    return (Quoted("Title", (), "source", 0, 5, "Quote", right=False, verbatim=verbatim),)


RESULTS = [
    result(verdict, confidence=confidence, kind=kind, scores=scores, seconds=timed(milliseconds),
           quotes=quoted(verbatim=milliseconds != 50))
    for verdict, confidence, kind, scores, milliseconds in [
        (Verdict.RIGHT, 0.9, "fact", {"mrr": 1.0, "f1": 0.75}, 10),
        (Verdict.FALSE_ANSWER, 0.8, "none", {"f1": 0.0}, 20),
        (Verdict.READ_WRONG, 0.7, "fact", {"mrr": 1 / 2, "f1": 0.25}, 30),
        (Verdict.DECLINED, 0.4, "fact", {"mrr": 1 / 4, "f1": 0.0}, 40),
        (Verdict.RIGHTLY_DECLINED, 0.1, "none", {"f1": 1.0}, 50),
    ]
]  # fmt: skip


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarise(RESULTS, seed=0)


def values(summary: Summary) -> dict[str, float]:
    return {name: estimate.value for name, estimate in summary.estimates.items()}


def test_the_figures_by_hand(summary: Summary) -> None:
    expected = {
        "right": 2 / 5,  # the first and the last
        "mrr": (1 + 1 / 2 + 1 / 4) / 3,  # only questions with an answer have it
        "f1": (3 / 4 + 0 + 1 / 4 + 0 + 1) / 5,
        "answered": 3 / 5,
        "wrong_of_answered": 2 / 3,
        "false_answers": 1 / 2,
        # Right at 0.9 and 0.4, wrong at 0.8, 0.7 and 0.1: of six pairs four are in order.
        "auroc_right": 4 / 6,
        # Answerable at 0.9, 0.7 and 0.4, not so at 0.8 and 0.1: again four of six.
        "auroc_answerable": 4 / 6,
        "aurc": (0 / 1 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5,
        # Each alone in its bin.
        "ece": ((1 - 0.9) + (0.8 - 0) + (0.7 - 0) + (1 - 0.4) + (0.1 - 0)) / 5,
        "coverage_at_5": 1 / 5,
        "coverage_at_10": 1 / 5,
        "verbatim": 4 / 5,
    }
    assert values(summary) == pytest.approx(expected)
    assert list(summary.estimates) == [name for name in MEASURES if name in expected]
    assert next(iter(MEASURES)) == "right"
    again = summarise(RESULTS, seed=0)
    assert (again.estimates, again.kinds) == (summary.estimates, summary.kinds)


def test_each_figure_says_of_how_many_questions_and_between_what_it_is(summary: Summary) -> None:
    counts = {name: estimate.n for name, estimate in summary.estimates.items()}
    of_fewer = {"mrr": 3, "wrong_of_answered": 3, "false_answers": 2}
    assert counts == dict.fromkeys(counts, 5) | of_fewer
    for name, estimate in summary.estimates.items():
        assert estimate.low is not None, name
        assert estimate.high is not None, name
        assert estimate.low <= estimate.value <= estimate.high, name


def test_the_counts_the_kinds_and_the_curve(summary: Summary) -> None:
    assert (summary.questions, summary.answerable) == (5, 3)
    assert {kind: (each.value, each.n) for kind, each in summary.kinds.items()} == {
        "fact": (pytest.approx(1 / 3), 3),
        "none": (1 / 2, 2),
    }
    assert summary.verdicts == Counter(each.verdict for each in RESULTS)
    assert summary.verdicts[Verdict.RIGHT] == 1
    assert summary.curve.threshold == (0.9, 0.8, 0.7, 0.4, 0.1)
    assert summary.curve.risk == pytest.approx((0 / 1, 1 / 2, 2 / 3, 2 / 4, 3 / 5))
    assert [(each.count, each.right) for each in summary.bins] == [
        (1, 0.0), (1, 1.0), (1, 0.0), (1, 0.0), (1, 1.0),
    ]  # fmt: skip


def test_how_long_the_stages_took(summary: Summary) -> None:
    # 10 to 50: the middle one, and four fifths of the way from the fourth to the fifth.
    assert list(summary.latencies) == ["whole", "read"]
    assert summary.latencies["whole"] == Latency(pytest.approx(30), pytest.approx(40 + 0.8 * 10))
    assert summary.latencies["read"] == Latency(pytest.approx(15), pytest.approx(20 + 0.8 * 5))


def test_where_only_the_retrieval_is_measured() -> None:
    summary = summarise(
        [
            result(verdict, kind="query", read=False, answered=False, scores={"ndcg@10": gain})
            for verdict, gain in ((Verdict.RIGHT, 1.0), (Verdict.NOT_RETRIEVED, 0.5))
        ],
        seed=0,
    )
    assert values(summary) == {"right": 1 / 2, "ndcg@10": 3 / 4}
    assert (summary.curve, summary.bins) == (Curve((), (), ()), ())
    assert list(summary.kinds) == ["query"]


def test_where_no_question_has_an_answer() -> None:
    results = [
        result(Verdict.RIGHTLY_DECLINED, confidence=0.2, scores={"f1": 1.0}, quotes=quoted()),
        result(Verdict.FALSE_ANSWER, confidence=0.6, scores={"f1": 0.0}),
    ]
    summary = summarise(results, seed=0)
    assert summary.answerable == 0
    # Nothing is right and nothing answerable, so nothing can be told apart.
    assert values(summary) == pytest.approx({
        "right": 1 / 2, "f1": 1 / 2, "answered": 1 / 2, "wrong_of_answered": 1,
        "false_answers": 1 / 2, "aurc": 1, "ece": (0.2 + 0.6) / 2, "coverage_at_5": 0,
        "coverage_at_10": 0, "verbatim": 1,
    })  # fmt: skip


def test_where_all_are_declined() -> None:
    results = [
        result(Verdict.DECLINED, confidence=0.4), result(Verdict.RIGHTLY_DECLINED, confidence=0.1)
    ]  # fmt: skip
    found = values(summarise(results, seed=0))
    assert "wrong_of_answered" not in found
    assert (found["answered"], found["false_answers"], found["right"]) == (0, 0, 1 / 2)
    assert (found["auroc_right"], found["auroc_answerable"]) == (1, 1)


def test_one_question_has_no_interval() -> None:
    summary = summarise(RESULTS[:1], seed=0)
    assert {(each.low, each.high, each.n) for each in summary.estimates.values()} == {
        (None, None, 1)
    }
    assert "false_answers" not in summary.estimates
    assert "auroc_right" not in summary.estimates
