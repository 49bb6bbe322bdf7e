"""Which questions ask for several things, and which parts of an answer are these."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.questions import asks_several, items
from tests.tables import read_lines, read_table


@pytest.mark.parametrize("question", read_lines(__file__, "several"))
def test_questions_for_several_things(question: str) -> None:
    assert asks_several(question)


@pytest.mark.parametrize("question", ["", *read_lines(__file__, "one")])
def test_questions_for_one_thing(question: str) -> None:
    assert not asks_several(question)


@pytest.mark.parametrize("row", read_table(__file__, "items"))
def test_items(row: tuple[str, ...]) -> None:
    text, *expected = row
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
