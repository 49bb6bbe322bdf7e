"""The built-in questions that want several quotations, and the measures by which answers to them count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from app.answers import Answer, Disagreement, Member, Part, Shape, Side
from eval.datasets import Expected, Place
from eval.shape_scores import member_scores, shape_scores
from eval.shapes import shapes_dataset
from tests.app.render.samples import FIRST
from tests.eval.samples import documents_of

SOURCE = FIRST.source


def quoted(*places: tuple[int, int], shape: Shape | None = None) -> Answer:
    """An answer that quotes these places of one document, all in one part."""
    citations = tuple(
        replace(FIRST, number=number, start=start, end=end, quote="x" * (end - start))
        for number, (start, end) in enumerate(places, start=1)
    )
    numbers = tuple(range(1, len(places) + 1))
    return Answer("?", "?", None, "x", 0.5, citations, shape=shape, parts=(Part("", numbers),))


def places(*spans: tuple[int, int]) -> tuple[tuple[Place, ...], ...]:
    return tuple((Place(SOURCE, *span),) for span in spans)


def test_there_are_twelve_questions_of_each_shape_and_their_quotes_stand_in_their_documents() -> (
    None
):
    dataset = shapes_dataset("all")
    questions = dataset.questions(documents_of(dataset))
    counts = Counter(question.kind for question in questions)
    shapes = {"list", "why", "steps", "about", "compare", "yes-no", "parts", "rank", "two-steps"}
    shapes |= {"value"}
    assert set(counts) == shapes | {"differ", "agree"}
    assert min(counts[shape] for shape in shapes) >= 12
    assert (counts["differ"], counts["agree"]) == (40, 60)
    for question in questions:
        assert question.expected is not None
        assert question.answerable or question.kind in {"yes-no", "rank", "two-steps"}, question.id
    splits = Counter(question.split for question in questions)
    assert min(splits["tune"], splits["test"]) >= 70


def test_a_member_counts_once_for_the_one_that_it_holds() -> None:
    shown = ["tin", "lead and zinc", "gold"]
    found = member_scores(shown, [["Tin"], ["lead", "Pb"], ["zinc"]])
    assert (found.precision, found.recall) == pytest.approx((2 / 3, 2 / 3))


def test_sentences_count_where_they_stand() -> None:
    expected = Expected(Shape.WHY, sentences=places((0, 10), (20, 30), (40, 50)))
    scores = shape_scores(expected, quoted((0, 10), (22, 28), (60, 70), shape=Shape.WHY))
    assert scores["why_precision"] == pytest.approx(2 / 3)
    assert scores["why_recall"] == pytest.approx(2 / 3)


def test_members_of_a_list_are_those_that_are_marked() -> None:
    answer = quoted((0, 3), shape=Shape.LIST)
    answer = replace(
        answer,
        citations=(replace(answer.citations[0], quote="tin, zinc", end=9),),
        members=(Member(1, 0, 3), Member(1, 5, 9)),
    )
    expected = Expected(Shape.LIST, members=(("tin",), ("zinc",), ("lead",), ("gold",)))
    scores = shape_scores(expected, answer)
    assert (scores["list_precision"], scores["list_recall"]) == (1.0, 0.5)


def test_a_comparison_is_right_if_each_side_begins_well_or_is_rightly_silent() -> None:
    expected = Expected(Shape.COMPARE, sides={"Oslo": places((0, 10)), "Bergen": ()})
    answer = replace(
        quoted((0, 10), shape=Shape.COMPARE), parts=(Part("Oslo", (1,)), Part("Bergen"))
    )
    assert shape_scores(expected, answer)["shape_right"] == 1.0
    both = replace(answer, parts=(Part("Oslo", (1,)), Part("Bergen", (1,))))
    assert shape_scores(expected, both)["shape_right"] == 0.0


def test_values_that_differ_stand_side_by_side_and_no_others() -> None:
    both = quoted((0, 10), (20, 30))
    both = replace(both, disagreement=Disagreement(tuple(Side(c, "x") for c in both.citations)))
    differ = Expected(None, sentences=places((0, 5), (22, 24)), differ=True)
    assert shape_scores(differ, both)["differ_shown"] == 1.0
    assert shape_scores(differ, quoted((0, 10), (20, 30)))["differ_shown"] == 0.0
    third = replace(differ, sentences=places((0, 5), (22, 24), (40, 50)))
    assert shape_scores(third, both)["differ_shown"] == 0.0
    agree = Expected(None, sentences=places((0, 5)), differ=False)
    assert shape_scores(agree, both)["differ_wrongly"] == 1.0
    assert shape_scores(agree, quoted((0, 10)))["differ_wrongly"] == 0.0


def test_to_decide_what_nothing_decides_is_wrong() -> None:
    nothing = Expected(Shape.YES_NO)
    assert shape_scores(nothing, quoted((0, 10), shape=Shape.YES_NO))["yes_no_wrongly"] == 1.0
    assert shape_scores(nothing, quoted((0, 10)))["yes_no_wrongly"] == 0.0
    decided = Expected(Shape.YES_NO, sentences=places((0, 10)))
    assert shape_scores(decided, quoted((0, 10), shape=Shape.YES_NO))["yes_no_decided"] == 1.0
    assert shape_scores(decided, quoted((0, 10)))["yes_no_decided"] == 0.0


def test_to_rank_what_no_table_has_is_wrong() -> None:
    nothing = Expected(Shape.RANK)
    assert shape_scores(nothing, quoted((0, 10), shape=Shape.RANK))["rank_wrongly"] == 1.0
    assert shape_scores(nothing, quoted((0, 10)))["rank_wrongly"] == 0.0
