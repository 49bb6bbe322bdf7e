"""How several questions are put in one: two joined by "and", and one asked of several names."""

from __future__ import annotations

import pytest

from app.language.parts import are_together, asked_of_each, may_be_one, questions_in


def test_two_questions_in_one_are_told_apart() -> None:
    assert questions_in("When did it open, and how much did it cost?") == [
        "When did it open?",
        "How much did it cost?",
    ]
    assert questions_in("When did the queen and her son arrive?") == [
        "When did the queen and her son arrive?"
    ]
    assert questions_in("I was away. What is new?") == ["I was away. What is new?"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many came from Spain, from Finland and from Poland?", ["Spain", "Finland", "Poland"]),
        ("How many came from Spain, Finland and Poland?", ["Spain", "Finland", "Poland"]),
        ("How many finished in 2018 and in 2019?", ["2018", "2019"]),
        ("What is the fare for adults, for a child and for dogs?", ["adults", "a child", "dogs"]),
        ("How many people live in Bosnia and Herzegovina?", []),
        ("How far is it from Oslo to Bergen?", []),
        ("When was the war between Spain and Poland?", []),
        ("When did Anna and Peter marry?", []),
    ],
)
def test_a_question_is_asked_of_several_names(question: str, names: list[str]) -> None:
    assert [each.name for each in asked_of_each(question)] == names


def test_what_stands_around_the_names_is_asked_of_each() -> None:
    asked = asked_of_each("What did Ulm get from members, from the lottery and from shops in 2022?")
    assert [each.question for each in asked] == [
        "What did Ulm get from members in 2022?",
        "What did Ulm get from the lottery in 2022?",
        "What did Ulm get from shops in 2022?",
    ]


def test_two_names_may_be_meant_as_one() -> None:
    assert may_be_one("How many fought in Syria and Iraq?")
    assert not may_be_one("How many fought in Syria and in Iraq?")
    assert are_together(["Syria", "Iraq"], "They fought in Iraq and Syria.")
    assert not are_together(["Syria", "Iraq"], "9 fought in Iraq and 7 in Syria.")
    assert not are_together([], "They fought.")
