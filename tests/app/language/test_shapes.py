"""How a question asks for several things, and what a sentence says of reasons, steps and definitions."""

from __future__ import annotations

import pytest

from app.answers import Shape
from app.asking.shapes import shape_of
from app.language.comparisons import Sides, compared
from app.language.enumerations import enumeration
from app.language.sentences import defines, gives_reason, is_order
from app.language.shapes import about


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("Which metals do they trade in?", Shape.LIST),
        ("Name the requirements for a licence.", Shape.LIST),
        ("Why was the bridge closed?", Shape.WHY),
        ("How come the bridge was closed?", Shape.WHY),
        ("How do I clean the filter?", Shape.STEPS),
        ("What are the steps for cleaning the filter?", Shape.STEPS),
        ("Tell me about the mill.", Shape.ABOUT),
        ("Who is Ada Lovelace?", Shape.ABOUT),
        ("Compare Oslo and Bergen on rain.", Shape.COMPARE),
        ("Is it allowed to smoke here?", Shape.YES_NO),
        ("When did it open and who built it?", Shape.PARTS),
        ("When did the mill open?", None),
        ("What is the height of the tower?", None),
        ("Who is the mayor of Oslo?", None),
        ("How many people live there?", None),
        ("How can I tell that the dough is ready?", None),
        ("Can you tell me when the mill opened?", None),
    ],
)
def test_the_shape_follows_from_how_a_question_is_put(question: str, shape: Shape | None) -> None:
    assert shape_of(question) is shape


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare Oslo and Bergen.", Sides("Oslo", "Bergen", "")),
        ("Compare Oslo with Bergen on rain.", Sides("Oslo", "Bergen", "rain")),
        (
            "What is the difference between the old mill and the new mill?",
            Sides("old mill", "new mill", ""),
        ),
        ("How do rules for cats and dogs differ?", Sides("cats", "dogs", "rules")),
        ("How does Oslo differ from Bergen?", Sides("Oslo", "Bergen", "")),
        (
            "What is the difference between room A1 and B2 of the inn?",
            Sides("A1", "B2", "room the inn"),
        ),
        ("whats the difference between oslo and bergen", Sides("oslo", "bergen", "")),
        ("difference between the mill and the forge", Sides("mill", "forge", "")),
        ("Compare Oslo.", None),
    ],
)
def test_two_sides_and_in_what_they_are_compared(question: str, sides: Sides | None) -> None:
    assert compared(question) == sides


def test_what_is_asks_about_a_name_but_for_a_fact_otherwise() -> None:
    assert about("What is yellow fever?") == "yellow fever"
    assert about("What is the Golden Mill?") == "the Golden Mill"
    assert about("What is the monthly rent?") == ""
    assert about("What are the rents?") == ""


@pytest.mark.parametrize(
    ("marked", "items"),
    [
        ("They trade in tin, [lead] and zinc.", ["tin", "lead", "zinc"]),
        ("It has three towns: [Ulm, Bonn] and Trier.", ["Ulm", "Bonn", "Trier"]),
        ("It works in [German and Dutch]; French will follow.", ["German", "Dutch"]),
        ("The parties Red, Blue and [Green Future] agreed.", ["Red", "Blue", "Green Future"]),
        ("The [Old Mill] is one of the mills in Ulm and Bonn.", ["Old Mill"]),
        ("It is for [bakers, millers], and anybody who will help.",
         ["bakers", "millers", "anybody who will help"]),
    ],
)  # fmt: skip
def test_the_items_of_a_list_of_which_a_part_was_found(marked: str, items: list[str]) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    assert [text[slice(*span)] for span in enumeration(text, start, end)] == items


def test_orders_reasons_and_definitions_are_known_by_their_words() -> None:
    assert is_order("Stone and chop two kilos of plums.")
    assert is_order("If you are ill, telephone your manager.")
    assert is_order("The filter must be cleaned.")
    assert not is_order("The chutney uses up the plums.")
    assert gives_reason("Dogs are not allowed because there is no yard.")
    assert not gives_reason("It has been open since 1904.")
    assert defines("The Old Mill is a house in Ulm.", "the Old Mill")
    assert defines("Ada Byron, a mathematician, wrote it.", "Ada Byron")
    assert not defines("Ada Byron wrote it.", "Ada Byron")
