"""Which questions ask for several things, and which parts of an answer are these."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.questions import asks_several, items


@pytest.mark.parametrize(
    "question",
    [
        "Which rivers cross the plain?", "What were the reasons for the strike?", "Who were the founders?",
        "Name three painters of the school.", "In which towns was the paper printed?",
        "And which old mines closed?", "Can you list the members?", "From what countries did they come?",
    ],
)  # fmt: skip
def test_questions_for_several_things(question: str) -> None:
    assert asks_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many rivers cross the plain?", "What was the reason for the strike?", "Who is the founder?",
        "Which part of Brussels is it?", "What is this?",  "When did the mines close?",
        "Name the capital of Peru.", "What does the glass hold?", "Tell me more.", "",
    ],
)  # fmt: skip
def test_questions_for_one_thing(question: str) -> None:
    assert not asks_several(question)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belgium, France and Germany", ["Belgium", "France", "Germany"]),
        ("salt, pepper, and oil", ["salt", "pepper", "oil"]),
        ("tin; lead; as well as zinc", ["tin", "lead", "zinc"]),
        ("Kosovo, and Bosnia and Herzegovina", ["Kosovo", "Bosnia and Herzegovina"]),
        (
            "Kosovo, Albania and Bosnia and Herzegovina",
            ["Kosovo", "Albania", "Bosnia and Herzegovina"],
        ),
        ("1,700 men", ["1,700 men"]),
        ("Andorra", ["Andorra"]),
        ("black or white", ["black", "white"]),
        (", ;", []),
    ],
)
def test_items(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in items(text)] == expected


@given(st.text(st.sampled_from("ab1,; \nandor"), max_size=40))
def test_items_are_in_order_and_apart(text: str) -> None:
    found = items(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert found == sorted(found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    between = text
    for start, end in reversed(found):
        between = between[:start] + between[end:]
    assert not any(character.isdigit() for character in between)
