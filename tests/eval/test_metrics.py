"""Measures by hand, against an independent implementation, and against their definitions."""

import random
import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torchmetrics.functional.text import squad

from eval.metrics import (
    Bin,
    Curve,
    SetScores,
    area_under,
    auroc,
    calibration_bins,
    coverage_at_risk,
    exact_match,
    expected_calibration_error,
    holds,
    normalize_answer,
    overlap_f1,
    risk_coverage,
    set_scores,
    token_f1,
)

# Few different confidences, so that ties are frequent.
QUESTIONS = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.55, 0.9, 1.0]), st.booleans()))


def test_normalisation_drops_case_punctuation_articles_and_surplus_space() -> None:
    assert normalize_answer("  The\tU.S. Navy's   lamp, a\u00a0theatre ") == "us navys lamp theatre"
    # An article that only punctuation made a word of its own is dropped as well, as SQuAD does.
    assert normalize_answer("a-n 'the'") == ""


@pytest.mark.parametrize(
    ("prediction", "golds", "f1"),
    [
        ("the old lamp", ["lamp"], 2 * (1 / 2) * 1 / (1 / 2 + 1)),
        ("red red lamp", ["red lamp lamp lamp"], 2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4)),
        ("a b c", ["x", "b c", "c d"], 1.0),
        ("lamp", ["mirror"], 0.0),
        ("The lamp.", ["mirror", "lamp"], 1.0),
        ("", [], 1.0),
        ("The...", [], 1.0),
        ("", [""], 1.0),
        ("lamp", [], 0.0),
        ("", ["lamp"], 0.0),
        # The gold "The" says nothing, so SQuAD 2.0's own script does not count it.
        ("", ["The", "lamp"], 0.0),
    ],
)
def test_token_f1_by_hand(prediction: str, golds: list[str], f1: float) -> None:
    assert token_f1(prediction, golds) == pytest.approx(f1)
    assert exact_match(prediction, golds) == float(f1 == 1.0)


def random_answer(random_: random.Random) -> str:
    words = [
        "a", "An", "THE", "the", "lamp", "Lamp.", "lamps", "1,915", "São", "Straße", "İ", "U.S.",
    ]  # fmt: skip
    spaces = [" ", "  ", "\t", "\u00a0", "\u2003", "\n", "-", " — ", "’s "]
    parts = (
        random_.choice(words) + random_.choice(spaces)
        for _ in range(random_.choice([0, 1, 2, 3, 6]))
    )
    return "".join(parts)


def of_library(prediction: str, golds: list[str]) -> tuple[float, float]:
    scores = squad(
        {"prediction_text": prediction, "id": "1"},
        {"answers": {"answer_start": [0] * len(golds), "text": golds}, "id": "1"},
    )
    return float(scores["exact_match"]) / 100, float(scores["f1"]) / 100


def test_agrees_with_an_independent_implementation() -> None:
    random_ = random.Random(20)
    seen = set()
    for _ in range(500):
        prediction = random_answer(random_)
        golds = [random_answer(random_) for _ in range(random_.choice([0, 1, 1, 2, 3]))]
        # The library lets a gold without words count beside others, SQuAD 2.0's own script does not.
        worded = [gold for gold in golds if of_library("", [gold])[0] == 0]
        ours = exact_match(prediction, golds), token_f1(prediction, golds)
        assert ours == pytest.approx(of_library(prediction, worded or [""]), abs=1e-6), prediction
        seen.add(ours)
    assert len(seen) > 10


@given(st.text("at he.", max_size=12), st.text("at he.", max_size=12))
def test_f1_is_symmetric_and_1_exactly_for_the_same_words(one: str, other: str) -> None:
    assert token_f1(one, [other]) == token_f1(other, [one])
    same = sorted(normalize_answer(one).split()) == sorted(normalize_answer(other).split())
    assert (token_f1(one, [other]) == 1.0) == same


HELD = [
    ("Built in 1915.", "1915"), ("there were 6, not 7", "6"), ("6,000 fighters", "6,000"),
    ("from 100BC on", "BC"), ("from 100BC on", "100"), ("IRAN's coast", "iran"),
    ("the red-haired keeper", "red"), ("North\u00a0 \nPoint", "north point"),
    ("Hauptstrasse", "Hauptstraße"), ("21 1 1", "1 1"), ("about $6.50", "$6.50"),
]  # fmt: skip
PART_OF_A_LONGER_RUN = [
    ("in 2012", "12"), ("in 1215", "12"), ("Iranian coast", "Iran"), ("6,000 fighters", "6"),
    ("6,000 fighters", "000"), ("21.5 m", "1.5"), ("1.55 m", "1.5"), ("21.5 m", ".5"),
    ("1.5 m", "1."), ("Élise", "lise"), ("lamp", ""), ("lamp", " "), ("", "lamp"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "is_held"),
    [(*each, True) for each in HELD] + [(*each, False) for each in PART_OF_A_LONGER_RUN],
)
def test_a_whole_form_is_held_and_a_part_is_not(text: str, form: str, is_held: bool) -> None:
    assert holds(text, form) is is_held


@given(st.data())
def test_words_cut_from_a_text_are_held(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text(min_size=1), min_size=1, max_size=5).map(" ".join)).split()
    start = data.draw(st.integers(0, len(words)))
    form = "\n".join(words[start : data.draw(st.integers(start, len(words)))])
    assert holds("  ".join(words), form) == bool(form)


@given(st.text("12.,a ", max_size=12), st.text("12", min_size=1, max_size=2))
def test_digits_are_held_exactly_where_they_are_a_whole_number(text: str, digits: str) -> None:
    assert holds(text, digits) == (digits in re.findall(r"\d+(?:[.,]\d+)*", text))


@given(st.text("ab1. ", max_size=12), st.text("ab", min_size=1, max_size=2))
def test_letters_are_held_exactly_where_they_are_a_whole_word(text: str, letters: str) -> None:
    assert holds(text, letters) == (letters in re.findall("[ab]+", text))


def test_set_scores_by_hand() -> None:
    shown = ["The lamp burnt oil.", "It rained in 1871.", "The mirror was of silver and oil."]
    items = [["oil"], ["silver", "gold"], ["wind"], ["paraffin"]]
    # Two of three quotations hold something, and two of four things are held.
    assert set_scores(shown, items) == SetScores(2 / 3, 2 / 4, pytest.approx(4 / 7))
    assert set_scores(["rain", "snow"], items) == SetScores(0.0, 0.0, 0.0)
    assert set_scores([], items) == SetScores(0.0, 0.0, 0.0)
    assert set_scores(["oil", "silver"], items[:2]) == SetScores(1.0, 1.0, 1.0)


def test_overlap_f1_by_hand() -> None:
    # Characters 10-19 and 15-29: 5 shared, of 10 and of 15.
    assert overlap_f1((10, 20), [(15, 30)]) == pytest.approx(
        2 * (5 / 10) * (5 / 15) / (5 / 10 + 5 / 15)
    )
    assert overlap_f1((10, 20), [(20, 30), (0, 5), (10, 20)]) == 1.0
    assert overlap_f1((10, 20), [(20, 30)]) == 0.0
    assert overlap_f1((10, 20), []) == 0.0


SPANS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted).map(tuple)


@given(SPANS, SPANS)
def test_overlap_f1_is_that_of_sets_of_characters(
    span: tuple[int, int], gold: tuple[int, int]
) -> None:
    one, other = set(range(*span)), set(range(*gold))
    expected = 2 * len(one & other) / (len(one) + len(other)) if one & other else 0.0
    assert overlap_f1(span, [gold]) == overlap_f1(gold, [span]) == expected


def test_risk_coverage_by_hand() -> None:
    curve = risk_coverage([0.3, 0.8, 0.9, 0.8], [False, True, True, False])
    assert curve == Curve((1 / 4, 3 / 4, 1.0), (0.0, 1 / 3, 2 / 4), (0.9, 0.8, 0.3))
    assert area_under(curve) == pytest.approx((0 + 1 / 3 + 1 / 3 + 1 / 2) / 4)
    assert coverage_at_risk(curve, 0.0) == 1 / 4
    assert coverage_at_risk(curve, 1 / 3) == 3 / 4
    assert coverage_at_risk(curve, 0.5) == 1.0


def test_the_largest_coverage_counts_though_the_risk_was_higher_before() -> None:
    curve = risk_coverage([0.9, 0.8, 0.7, 0.6], [False, True, True, True])
    assert curve.risk == (1.0, 1 / 2, 1 / 3, 1 / 4)
    assert coverage_at_risk(curve, 0.25) == 1.0
    assert coverage_at_risk(curve, 0.2) == 0.0
    # One wrong in twenty is a risk of 5 %.
    assert coverage_at_risk(risk_coverage([0.5] * 20, [False] + [True] * 19), 0.05) == 1.0


def test_no_questions_have_an_empty_curve() -> None:
    curve = risk_coverage([], [])
    assert curve == Curve((), (), ())
    assert coverage_at_risk(curve, 1.0) == 0.0
    with pytest.raises(ValueError, match="no questions"):
        area_under(curve)


@given(QUESTIONS.filter(bool), st.floats(0, 1))
def test_the_curve_is_what_answering_from_a_threshold_gives(
    questions: list[tuple[float, bool]], risk: float
) -> None:
    def error_from(threshold: float) -> float:
        rights = [right for confidence, right in questions if confidence >= threshold]
        return rights.count(False) / len(rights)

    curve = risk_coverage(*zip(*questions, strict=True))
    assert list(curve.threshold) == sorted(
        {confidence for confidence, _ in questions}, reverse=True
    )
    assert list(curve.risk) == [error_from(threshold) for threshold in curve.threshold]
    assert curve.coverage[-1] == 1.0
    mean = sum(error_from(confidence) for confidence, _ in questions) / len(questions)
    assert area_under(curve) == pytest.approx(mean)
    coverage = coverage_at_risk(curve, risk)
    if coverage:
        assert curve.risk[curve.coverage.index(coverage)] <= risk
    larger = [
        wrong for share, wrong in zip(curve.coverage, curve.risk, strict=True) if share > coverage
    ]
    assert all(wrong > risk for wrong in larger)


def test_auroc_by_hand() -> None:
    # Pairs: 0.9 over 0.5 and 0.2; 0.5 over 0.2, level with 0.5.
    assert auroc([0.9, 0.5, 0.5, 0.2], [True, True, False, False]) == (1 + 1 + 1 + 1 / 2) / 4
    assert auroc([0.1, 0.9], [True, False]) == 0.0


@given(QUESTIONS)
def test_auroc_is_the_share_of_pairs_in_order(questions: list[tuple[float, bool]]) -> None:
    scores, positive = [score for score, _ in questions], [flag for _, flag in questions]
    positives = [score for score, flag in questions if flag]
    negatives = [score for score, flag in questions if not flag]
    pairs = [(p > n) + (p == n) / 2 for p, n in product(positives, negatives)]
    expected = pytest.approx(sum(pairs) / len(pairs)) if pairs else None
    assert auroc(scores, positive) == expected


def test_calibration_by_hand() -> None:
    bins = calibration_bins([0.0, 0.1, 0.125, 1.0, 0.9375], [False, True, False, True, True])
    assert bins == (
        Bin(0.0, 0.1, 1, 0.0, 0.0),
        Bin(0.1, 0.2, 2, pytest.approx(0.225 / 2), 1 / 2),
        Bin(0.9, 1.0, 2, 1.9375 / 2, 1.0),
    )
    error = (1 * 0 + 2 * (1 / 2 - 0.225 / 2) + 2 * (1 - 1.9375 / 2)) / 5
    assert expected_calibration_error(bins) == pytest.approx(error)
    # A confidence on an edge is in the bin above; as floats 0.29 x 100 is 28.999999999999996.
    assert calibration_bins([0.29], [True], bins=100) == (Bin(0.29, 0.3, 1, 0.29, 1.0),)


def test_nothing_has_no_calibration() -> None:
    assert calibration_bins([], []) == ()
    with pytest.raises(ValueError, match="no questions"):
        expected_calibration_error(())


@given(
    st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1),
    st.sampled_from([1, 5, 10, 100]),
)
def test_calibration_is_that_of_each_bin(percents: list[tuple[int, bool]], bins: int) -> None:
    confidences = [percent / 100 for percent, _ in percents]
    right = [flag for _, flag in percents]
    # In whole numbers, where no rounding can move a question to another bin.
    places = np.array([min(percent * bins // 100, bins - 1) for percent, _ in percents])
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            apart = np.mean(np.array(confidences)[inside]) - np.mean(np.array(right)[inside])
            error += inside.mean() * abs(apart)
    found = calibration_bins(confidences, right, bins)
    assert sum(each.count for each in found) == len(percents)
    assert expected_calibration_error(found) == pytest.approx(error)
