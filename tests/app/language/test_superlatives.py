"""The most and the least: how a question asks for it, and how much a cell says."""

from __future__ import annotations

from math import inf

import pytest

from app.language.superlatives import Amount, amount, says_extreme, superlative


@pytest.mark.parametrize(
    ("question", "word", "is_most", "kind", "counted"),
    [
        ("Which country had the most fighters?", "most", True, "country", "fighters"),
        ("Which is the cheapest ticket?", "cheapest", False, "ticket", "ticket"),
        ("What is the most expensive room?", "most expensive", True, "room", "room"),
        ("In which year did it rain least?", "least", False, "year", ""),
        ("When does the last ferry to Ulm leave?", "last", True, "ferry", "ferry"),
    ],
)
def test_what_is_compared(question: str, word: str, is_most: bool, kind: str, counted: str) -> None:
    asked = superlative(question)
    assert asked is not None
    assert (asked.word, asked.is_most, asked.kind) == (word, is_most, kind)
    assert asked.counted in {counted, "leave"}
    assert not asked.is_plural


def test_one_is_asked_for_or_several() -> None:
    for question in ("Which countries had the most?", "Which are the cheapest tickets?"):
        asked = superlative(question)
        assert asked is not None
        assert asked.is_plural
    pays = superlative("Which vehicle pays the most?")
    assert pays is not None
    assert not pays.is_plural


@pytest.mark.parametrize(
    "question", ["How many came at least?", "Did most of them return?", "When did it open?"]
)
def test_no_superlative(question: str) -> None:
    assert superlative(question) is None


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("£165", Amount("£", 165, 165)),
        ("48p", Amount("£", 0.48, 0.48)),
        ("free", Amount("", 0, 0)),
        ("unlimited", Amount("", inf, inf)),
        ("6.15 (a)", Amount("", 6.15, 6.15)),
        ("2 h 35 min", Amount("min", 155, 155)),
        ("48 min", Amount("min", 48, 48)),
        ("1.5 kg", Amount("g", 1500, 1500)),
        ("40–60 °C", Amount("°c", 40, 60)),
        ("1 to 2 tablets", Amount("tablet", 1, 2)),
        ("Adult", None),
    ],
)
def test_how_much_a_cell_says(cell: str, said: Amount | None) -> None:
    assert amount(cell) == said


def test_a_sentence_that_says_it_itself() -> None:
    assert says_extreme("Eco takes longest.", is_most=True)
    assert not says_extreme("Eco takes longest.", is_most=False)
    assert not says_extreme("It takes at least an hour.", is_most=False)
