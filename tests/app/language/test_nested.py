"""A question within a question is told by its grammar, and asked by itself."""

from __future__ import annotations

import pytest

from app.language.nested import nested_in


@pytest.mark.parametrize(
    ("question", "inner", "outer"),
    [
        ("What is the capital of the country most fighters came from?",
         "Which country did most fighters come from?", "What is the capital of Ys?"),
        ("When was the founder of the company born?",
         "Who was the founder of the company?", "When was Ys born?"),
        ("When did the woman who found the comet at Keld Fell die?",
         "Who found the comet at Keld Fell?", "When did Ys die?"),
        ("How long is the bridge that Ada Day designed?",
         "Which bridge did Ada Day design?", "How long is Ys?"),
        ("How many people worked in the mill that the Hartop brothers built?",
         "Which mill did the Hartop brothers build?", "How many people worked in Ys?"),
        ("What is the population of the town where Ada Day was born?",
         "In which town was Ada Day born?", "What is the population of Ys?"),
        ("In what year was the ship that sent a call at 3.42 a.m. built?",
         "Which ship sent a call at 3.42 a.m.?", "In what year was Ys built?"),
        ("Of what did the man whom Ada Day married die?",
         "Who did Ada Day marry?", "Of what did Ys die?"),
    ],
)  # fmt: skip
def test_the_inner_question_is_asked_first(question: str, inner: str, outer: str) -> None:
    nested = nested_in(question)
    assert nested is not None
    assert (nested.inner, nested.outer("Ys")) == (inner, outer)


@pytest.mark.parametrize(
    "question",
    [
        "When did Ada Day die?",
        "Who is the founder of the company?",
        "Who was the minister who said that it should be stopped?",
        "Which cities did the people who left Denmark come from?",
        "What is the price of the meadow?",
        "How old was the oldest runner of the marathon?",
        "How much has the Courier fund brought in?",
        "Tell me what the man who came was called. Thanks!",
    ],
)
def test_what_asks_for_one_thing_is_left_alone(question: str) -> None:
    assert nested_in(question) is None


def test_a_name_in_small_letters_gets_an_article() -> None:
    nested = nested_in("What does a place on the list that Mrs Day keeps cost?")
    assert nested is not None
    assert nested.outer("the waiting list") == "What does a place on the waiting list cost?"
