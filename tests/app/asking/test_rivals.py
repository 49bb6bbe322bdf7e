"""Values that differ in ordinary text, found by reading; and copies, which count once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.answers import Risk
from app.asking.citing import is_copy
from app.assemble import Footnote
from app.language.differences import differ
from app.language.statements import is_another_case, proposes, without_speaker
from app.language.values import value_of
from index.encoder import OnnxEncoder
from index.store import Store
from tests.app.render.samples import cited
from tests.tiny_library import add_texts

LEAFLET = """# The Senn Bridge: a leaflet

The Senn Bridge was opened on 4 June 1867. Nine men lost their lives during construction. The deck
was renewed in 1934. A guided walk costs 4 pounds.
"""
TEXTS = {
    "leaflet.md": LEAFLET,
    "inspection.md": """# Inspection of the Senn Bridge

The bridge was opened to traffic in June 1868. The burial register lists eleven men who died while
it was being built. We counted 46 rods of the bridge with corrosion.

## Findings

In all, we counted 52 rods of the bridge with corrosion. The average span has 12 rods.
""",
}


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Footnote:
    library: Path = tmp_path_factory.mktemp("bridge") / "library"
    add_texts(library, {**TEXTS, "copy.md": LEAFLET + "\nPrinted anew in May.\n"}, encoder)
    return Footnote.from_store(Store(library), encoder)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When was the Senn Bridge opened?", {"4 June 1867", "June 1868"}),
        ("How many men died while the Senn Bridge was built?", {"Nine", "eleven"}),
        ("How many rods of the Senn Bridge have corrosion?", {"46", "52"}),
        ("When was the deck of the Senn Bridge renewed?", set()),
        ("How much does a guided walk on the Senn Bridge cost?", set()),
    ],
)
def test_values_that_differ_stand_side_by_side(
    bridge: Footnote, question: str, said: set[str]
) -> None:
    answer = bridge.answer(question, risk=Risk.ONE_IN_5)
    assert answer.answered
    sides = answer.disagreement.sides if answer.disagreement else ()
    assert {side.said for side in sides} == said
    assert len(sides) == len(said)  # what the copy says stands there once


def test_a_copy_is_quoted_once(bridge: Footnote) -> None:
    answer = bridge.answer("When was the deck of the Senn Bridge renewed?")
    assert [each.quote for each in answer.citations] == ["The deck was renewed in 1934."]


def test_a_copy_has_the_same_words_around_its_quotation() -> None:
    one = replace(cited("It has [12] rods."), before="So.", after="Yes.")
    other = replace(one, document_id="2", after="No.")
    assert is_copy(one, other)
    assert is_copy(replace(one, before="", after=""), replace(other, before="", after=""))
    assert not is_copy(one, replace(other, before="Ah."))
    assert not is_copy(one, replace(one, start=500))  # of one document


@pytest.mark.parametrize(
    ("one", "other", "they_differ"),
    [
        ("4 June 1867", "June 1868", True),
        ("4 June 1867", "June 1867", False),
        ("4 June 1867", "4 June", False),
        ("up to 500", "no more than 256", True),
        ("7.3 metres", "seven metres", False),
        ("7.3 metres", "8 metres", True),
        ("7 metres", "8 feet", False),
    ],
)
def test_values_for_one_thing_that_cannot_both_be_right(
    one: str, other: str, they_differ: bool
) -> None:
    values = [value_of(text, 0, len(text)) for text in (one, other)]
    assert differ(values[0], values[1]) is they_differ
    assert differ(values[1], values[0]) is they_differ


def test_another_time_a_plan_and_an_average_are_another_case() -> None:
    assert is_another_case("Next year 500 will come.", "400 came.")
    assert is_another_case("The average class has 24 pupils.", "It has 600 pupils.")
    assert not is_another_case("Next year 500 will come.", "How many will come next year?")
    assert without_speaker("We have 40, said the chair, Ada Day.").strip() == "We have 40, ."
    assert proposes("We recommend repairs at ")
    assert not proposes("We paid ")
