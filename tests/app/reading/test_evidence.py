"""What speaks for a span: its figures by hand, and what holds for every set of candidates."""

from __future__ import annotations

import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answers import Risk
from app.reading.evidence import (
    CONFIDENCE,
    FIGURES,
    Candidate,
    Figures,
    Weights,
    answer_key,
    confidence_figures,
    figures_of_all,
    rough_scores,
    weighted_overlaps,
)
from app.reading.forest import Forest
from app.reading.reader import Cut
from app.reading.signs import NO_SIGNS

LOG2, LOG3 = math.log(2), math.log(3)
ONE = Candidate(0, 0, 20, (4, 8), "1871", 2.0, 0.9, 0.5, 0.7)
WEIGHTS = Weights(
    ranking=Forest(FIGURES, (("likeness", 0.6, 0.0, 3.0), ("reading", 1.0, 0.0, 2.0))),
    confidence=Forest(CONFIDENCE, (-1.0, ("share", 0.5, 0.0, ("names", 0.0, 2.0, 1.0)))),
    cuts={},
)

candidates = st.lists(
    st.builds(
        Candidate,
        hit=st.integers(0, 3),
        start=st.just(0),
        end=st.just(20),
        answer=st.just((0, 4)),
        short=st.sampled_from(["1871", "The 1871", "Ada", "", ".", "1", "2", "Brandt"]),
        reading=st.floats(-40, 40) | st.just(-math.inf),
        retrieval=st.floats(0, 1),
        overlap=st.floats(0, 1),
        likeness=st.floats(-1, 1),
    ),
    min_size=1,
    max_size=8,
)


def column(figures: Figures, name: str) -> list[float]:
    """A figure of all candidates, by its name."""
    found: list[float] = figures[:, CONFIDENCE.index(name)].tolist()
    return found


def test_the_figures_of_one() -> None:
    (row,) = figures_of_all([ONE]).tolist()
    known = dict(zip(FIGURES, row, strict=True))
    assert [known[name] for name in FIGURES[:4]] == [2.0, 0.9, 0.5, 0.7]
    assert [known[name] for name in FIGURES if name.endswith("_lead")] == [0, 0, 0]
    assert (known["passages"], known["words"], known["characters"]) == (1, 1, 20)
    assert WEIGHTS.scores([ONE]).tolist() == [5.0]
    # Without a rival it has the whole share and the longest lead.
    figures = confidence_figures([ONE], np.array([5.0]))
    assert (column(figures, "share"), column(figures, "lead")) == ([1.0], [4.0])
    assert WEIGHTS.weigh([ONE])[1] == pytest.approx([1 / (1 + math.exp(-1))], abs=1e-6)
    assert rough_scores([ONE]) == pytest.approx([3 / (1 + math.exp(-1)) + 4 * 0.9 + 0.5], abs=1e-6)


def test_how_far_each_is_behind_the_best_of_its_question() -> None:
    other = replace(ONE, hit=1, reading=-20.0, retrieval=0.4, likeness=0.8)
    figures = figures_of_all([ONE, other])
    assert column(figures, "reading_lead") == [
        0,
        -10,
    ]  # the other's score counts as no less than -8
    assert column(figures, "retrieval_lead") == [0, -0.5]
    assert column(figures, "likeness_lead") == pytest.approx([-0.1, 0])
    assert column(figures, "passages") == [2, 2]
    assert column(figures, "best_reading") == [2, 2]


def test_a_name_that_is_not_there_makes_it_less_sure() -> None:
    lacks = replace(ONE, signs=replace(NO_SIGNS, names=1.0))
    assert WEIGHTS.weigh([lacks])[1] == pytest.approx([0.5])


def test_equal_answers_support_each_other() -> None:
    same, other = replace(ONE, hit=1, short="the 1871"), replace(ONE, hit=2, short="1904")
    # Shares 1/2, 1/4 and 1/4; the two that say 1871 have 3/4 together, and lead over 1904.
    scores = np.array([LOG2, 0.0, 0.0])
    figures = confidence_figures([ONE, same, other], scores)
    assert column(figures, "share") == pytest.approx([3 / 4, 3 / 4, 1 / 4])
    assert column(figures, "lead") == pytest.approx([LOG2, 0.0, -LOG2], abs=1e-6)


def test_a_passage_of_nothing_supports_no_other() -> None:
    nothing = replace(ONE, short="", answer=None, reading=-math.inf)
    one = replace(ONE, short="1")  # as the other's number
    figures = confidence_figures([nothing, nothing, one], np.array([LOG3, 0.0, 0.0]))
    assert column(figures, "share") == pytest.approx([3 / 5, 1 / 5, 1 / 5])
    assert column(figures, "reading") == [-8, -8, 2]


@given(candidates)
def test_confidences_are_chances_and_do_not_depend_on_the_order(given: list[Candidate]) -> None:
    chances = WEIGHTS.weigh(given)[1]
    assert np.isfinite(chances).all()
    assert ((chances > 0) & (chances < 1)).all()
    turned = given[::-1]
    again = WEIGHTS.weigh(turned)[1]
    assert again[::-1] == pytest.approx(chances)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Pankisi Gorge", "pankisi gorge", True),
        ("6,000", "6 000", True),
        ("6,000", "60,00", False),
        ("May 2019.", "May 2019", True),
        ("70", "about 70", False),
    ],
)
def test_what_counts_as_the_same_answer(one: str, other: str, same: bool) -> None:
    assert (answer_key(one) == answer_key(other)) is same


def test_rare_words_weigh_more() -> None:
    sentences = [frozenset({"owl", "night"}), frozenset({"owl"}), frozenset()]
    # owl is in two of three sentences, night in one, mouse in none: log(1 + 3/3), (1 + 3/2), (1 + 3/1)
    owl, night, mouse = math.log(2), math.log(2.5), math.log(4)
    total = owl + night + mouse
    found = weighted_overlaps(frozenset({"owl", "night", "mouse"}), sentences)
    assert found == pytest.approx([(owl + night) / total, owl / total, 0])
    assert weighted_overlaps(frozenset(), sentences) == [0, 0, 0]


def test_weights_are_taken_from_what_calibrating_wrote() -> None:
    cut = Cut(0.7, questions=4, answerable=3, answered=0.6, answers=3, right=0.9)
    row = {"ranking": WEIGHTS.ranking.trees, "confidence": WEIGHTS.confidence.trees,
           "cuts": {"1/10": asdict(cut)}, "fitted_on": 3}  # fmt: skip
    assert Weights.from_row(row) == replace(WEIGHTS, cuts={Risk.ONE_IN_10: cut})
