"""Answers of several quotations, from documents made for it: what is quoted, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answers import Answer, Risk, Shape
from app.assemble import Footnote
from app.render.shapes import groups, lead
from index.encoder import OnnxEncoder
from index.store import Store
from tests.tiny_library import add_texts

TEXTS = {
    "mill.md": """# The Old Mill of Harrowby

## History

The Old Mill is a watermill on the river Senn, built in 1742. It was closed in 1961 because the
weir had broken. The miller had gone bankrupt as well, since bread came from the city.

## Grains

The mill grinds wheat, rye and spelt. Barley is ground there too.

## Cleaning the stones

Stop the wheel and lock the gate. Lift the upper stone with the crane. Brush both stones with a dry
brush. Lower the stone again. The job takes an hour.

## Visitors

Dogs are not admitted to the mill. Visitors may take photographs of the mill without flash.

The following tickets are sold:

- Adult ticket, 4 pounds
- Child ticket, 2 pounds
- Family ticket, 9 pounds
""",
    "loaf.md": """# The country loaf

## The dough of the country loaf

Mix the flour of the country loaf with water. Fold the country loaf four times. Do not add flour.

## Shaping and the night

Turn the dough out on the table. Draw the edges to the middle. Lay it in a basket. Leave it in the cold.
""",
    "forge.md": """# The Forge of Harrowby

The Forge is a workshop for iron tools. The Forge was built in 1803. The Forge opens on Sundays.
""",
    "guests.md": """# Guests of the inn

In the summer 139 guests came from Spain. At least 70 guests came from Finland.

## Rooms

| Room | Beds | Price per night |
|---|---|---|
| Garden room | 2 | £70 |
| Attic | 1 | £45 |
| Hall | 6 | £120 |
| Stable | 1 | £45 |
""",
}


@pytest.fixture(scope="module")
def harrowby(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Footnote:
    library: Path = tmp_path_factory.mktemp("harrowby") / "library"
    add_texts(library, TEXTS, encoder)
    return Footnote.from_store(Store(library), encoder)


def quotes(answer: Answer, heading: str = "") -> list[str]:
    """What is quoted under a heading, in order, each shown to be a slice."""
    parts = [part for part in answer.parts if part.heading == heading]
    return [answer.cited(number).quote for part in parts for number in part.numbers]


def test_a_list_has_each_member_once_and_marked(harrowby: Footnote) -> None:
    answer = harrowby.answer("Which tickets are sold at the mill?")
    assert answer.shape is Shape.LIST
    assert [answer.said(member) for member in answer.members] == [
        "Adult ticket, 4 pounds",
        "Child ticket, 2 pounds",
        "Family ticket, 9 pounds",
    ]
    assert not answer.unread


def test_several_members_are_told_where_one_sentence_alone_would_not_be_sure_enough(
    harrowby: Footnote,
) -> None:
    answer = harrowby.answer("which grains are there", risk=Risk.ONE_IN_20)
    assert answer.shape is Shape.LIST
    assert answer.confidence < answer.min_confidence
    assert [answer.said(each) for each in answer.members] == ["wheat", "rye", "spelt", "Barley"]


def test_reasons_come_from_their_several_places(harrowby: Footnote) -> None:
    answer = harrowby.answer("Why was the Old Mill closed?")
    assert answer.shape is Shape.WHY
    assert quotes(answer)[0] == "It was closed in 1961 because the\nweir had broken.".replace(
        "\n", " "
    )


def test_steps_are_whole_and_in_their_order(harrowby: Footnote) -> None:
    answer = harrowby.answer("How do I clean the stones of the mill?")
    assert answer.shape is Shape.STEPS
    assert [quote.split()[0] for quote in quotes(answer)] == ["Stop", "Lift", "Brush", "Lower"]


def test_steps_stand_under_the_heading_that_has_their_verb(harrowby: Footnote) -> None:
    answer = harrowby.answer("What are the steps for shaping the country loaf?")
    assert answer.shape is Shape.STEPS
    assert [quote.split()[0] for quote in quotes(answer)] == ["Turn", "Draw", "Lay", "Leave"]


def test_what_something_is_comes_before_what_else_is_said_of_it(harrowby: Footnote) -> None:
    answer = harrowby.answer("What is the Old Mill?")
    assert answer.shape is Shape.ABOUT
    assert quotes(answer)[0].startswith("The Old Mill is a watermill")
    assert 1 < len(quotes(answer)) <= 6


def test_both_sides_stand_under_their_names(harrowby: Footnote) -> None:
    answer = harrowby.answer("Compare the Old Mill and the Forge on when they were built.")
    assert answer.shape is Shape.COMPARE
    assert quotes(answer, "Old Mill")[0].endswith("built in 1742.")
    assert "The Forge was built in 1803." in quotes(answer, "Forge")


def test_of_what_no_document_names_nothing_is_said(harrowby: Footnote) -> None:
    answer = harrowby.answer("Compare the Forge and the Brewery.")
    assert answer.shape is Shape.COMPARE
    assert quotes(answer, "Forge")
    assert [part.numbers for part in answer.parts if part.heading == "Brewery"] == [()]


def test_what_decides_is_quoted_and_nothing_is_where_nothing_does(harrowby: Footnote) -> None:
    answer = harrowby.answer("Are dogs allowed in the mill?")
    assert answer.shape is Shape.YES_NO
    assert quotes(answer) == ["Dogs are not admitted to the mill."]
    assert answer.short is None
    for question in ("Are parrots allowed in the mill?", "Was the Forge sold?"):
        assert harrowby.answer(question).shape is None


def test_two_questions_are_answered_each_by_itself(harrowby: Footnote) -> None:
    answer = harrowby.answer("When was the Forge built and when was the Old Mill closed?")
    assert answer.shape is Shape.PARTS
    one, other = (part.heading for part in answer.parts)
    assert quotes(answer, one) == ["The Forge was built in 1803."]
    assert quotes(answer, other) == ["It was closed in 1961 because the weir had broken."]


def test_what_is_asked_of_several_names_is_answered_for_each_or_declined_by_name(
    harrowby: Footnote,
) -> None:
    answer = harrowby.answer("How many guests came from Spain, from Finland and from Poland?")
    assert answer.shape is Shape.PARTS
    assert [(part.heading, part.numbers) for part in answer.parts] == [
        ("Spain", (1,)), ("Finland", (2,)), ("Poland", ()),
    ]  # fmt: skip
    assert [citation.short for citation in answer.citations] == ["139", "At least 70"]
    assert groups(answer)[-1].note == "No sentence was found that answers this for Poland."


def test_the_least_of_a_table_is_its_rows_and_with_how_many_they_were_compared(
    harrowby: Footnote,
) -> None:
    answer = harrowby.answer("Which is the cheapest room at the inn?")
    assert answer.shape is Shape.RANK
    assert lead(answer) == "The cheapest by “Price per night”, of 4 rows compared:"
    assert [citation.quote for citation in answer.citations] == [
        "Attic | 1 | £45",
        "Stable | 1 | £45",
    ]
    assert {citation.columns for citation in answer.citations} == {"Room | Beds | Price per night"}
    assert [answer.said(member) for member in answer.members] == ["Attic", "Stable"]
    most = harrowby.answer("Which room has the most beds?")
    assert [most.said(member) for member in most.members] == ["Hall"]


def test_nothing_is_ranked_where_no_table_has_what_is_counted(harrowby: Footnote) -> None:
    for question in (
        "Which room has the most windows?",
        "Which is the cheapest parrot at the inn?",
    ):
        assert harrowby.answer(question).shape is not Shape.RANK


def test_a_question_for_one_fact_is_answered_as_ever(harrowby: Footnote) -> None:
    answer = harrowby.answer("When was the Forge built?")
    assert (answer.shape, answer.parts, answer.members) == (None, (), ())
    assert answer.short == "1803"


def test_every_quotation_is_a_slice(harrowby: Footnote) -> None:
    questions = ("Which grains does the mill grind?", "Tell me about the Forge.")
    for answer in map(harrowby.answer, questions):
        for citation in answer.citations:
            document = harrowby.store.document(citation.document_id)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
