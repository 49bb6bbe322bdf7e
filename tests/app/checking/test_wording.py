"""What keeps a claim from agreeing whose values all agree: how it is said, letter for letter."""

from __future__ import annotations

import pytest

from app.checking.comparison import Aspect
from app.checking.quoting import Change, changes, find_exactly, quotations
from app.checking.statements import cut
from app.checking.verdicts import Standing
from tests.app.checking.claims_samples import worded

AGREES, DIFFERS, NOT_STATED = Standing


@pytest.mark.parametrize(
    ("claim", "quote", "standing"),
    [
        # Rounding, comparison words, units, what is counted
        ("About 100 came.", "70 came.", DIFFERS),
        ("About 1,000 came.", "760 came.", DIFFERS),
        ("About 700 came.", "689 came.", AGREES),
        ("6000 came.", "6,000 came.", AGREES),
        ("6,000 came.", "6,\n000 came.", AGREES),
        ("It fell on 7 December 2015.", "It fell on 7\nDecember 2015.", AGREES),
        ("1,000 came.", "960 came.", DIFFERS),
        ("100 fighters came.", "They came from over 100 countries.", NOT_STATED),
        ("At least 6 came.", "At most 6 came.", DIFFERS),
        ("Over 6 came.", "6 came.", DIFFERS),
        ("6 came.", "Over 6 came.", DIFFERS),
        ("Nearly 300 came.", "More than 300 came.", DIFFERS),
        ("Exactly 100 came.", "About 100 came.", DIFFERS),
        ("It is 5 miles long.", "It is 5 km long.", DIFFERS),
        ("It costs 5 euros.", "It costs 5 dollars.", DIFFERS),
        ("12 men came.", "12 women came.", NOT_STATED),
        ("12 people came.", "12 fighters came.", AGREES),
        ("Children under eight swim free.", "Children under four swim free.", DIFFERS),
        # Denials
        ("The siren could be heard.", "The siren could not be heard.", DIFFERS),
        ("No siren was heard.", "The siren was heard.", DIFFERS),
        ("Owls don't sleep.", "Owls do not sleep.", AGREES),
        ("Seven people were killed.", "Nobody was killed, but seven people were treated.", DIFFERS),
        ("Owls sleep.", "Owls sleep, but no bat does.", AGREES),
        # All, most, must, may, will
        ("All owls sleep.", "Most owls sleep.", DIFFERS),
        ("The owls sleep.", "Most owls sleep.", DIFFERS),
        ("All owls sleep.", "Owls sleep.", NOT_STATED),
        ("All owls are shut in.", "Three owls are shut in at all times.", NOT_STATED),
        ("Owls must be shut in.", "Owls may be shut in.", DIFFERS),
        ("Owls may not be kept.", "Owls must not be kept.", AGREES),
        ("The owl paid the fine.", "The owl will pay the fine.", DIFFERS),
        ("The tyres are covered.", "The tyres are covered only if other parts were.", DIFFERS),
        # Who, to whom, of which
        ("The owl bit the bat.", "The bat bit the owl.", DIFFERS),
        ("The bat was bitten by the owl.", "The owl bit the bat.", NOT_STATED),
        ("80% were female.", "80% were male and 20% were female.", DIFFERS),
        ("The owl pays for repairs.", "The bat pays for repairs.", NOT_STATED),
        ("It is held by the owl and not by the bat.", "It is held by the bat and not by the owl.", DIFFERS),
        ("The fencing club is free.", "Clubs are free, apart from the fencing club.", DIFFERS),
        ("It runs from 3 May to 9 June 2014.", "It runs from 9 June to 3 May 2014.", DIFFERS),
        # Words that are nowhere
        ("Red owls sleep.", "Owls sleep.", NOT_STATED),
        ("Owls sleep.", "Owls sleep.", AGREES),
        # Letter for letter
        ("She said “we never  sleep.”", "\"We do; we never\nsleep\", she said.", AGREES),
        ("She said “we never slept”.", "She said “we never sleep”.", DIFFERS),
        ("She said “they always eat mice”.", "She said “we sleep”.", NOT_STATED),
    ],
)  # fmt: skip
def test_a_claim_agrees_only_as_it_is_said(claim: str, quote: str, standing: Standing) -> None:
    one = worded(claim, quote)
    assert one.standing is standing, [(c.kind, one.said(c), c.verdict) for c in one.compared]


def test_a_word_of_a_heading_is_said_of_what_stands_below_it() -> None:
    below = worded("The barn owl sleeps by day.", "It sleeps by day.", section=("Barn owl",))
    assert below.standing is AGREES


def test_a_name_of_another_sentence_counts_where_the_quotation_goes_on_about_it() -> None:
    going_on = worded("Umar died.", "He died.", before="Umar fought.")
    another = worded("Umar died.", "Hassan died.", before="Umar fought.")
    assert [c.kind for c in going_on.compared if c.kind is Aspect.ROLE] == []
    assert another.standing is NOT_STATED


def test_quotations_are_found_letter_for_letter() -> None:
    claim = "He said “well-known radiators.” twice"
    ((start, end),) = quotations(claim)
    assert claim[start:end] == "well-known radiators"
    assert find_exactly("owl's eye", "the owl\N{RIGHT SINGLE QUOTATION MARK}s\neye") == (4, 13)
    assert find_exactly("owl", "owls") is None
    assert list(changes("are well-known birds", "are well-established old birds")) == [
        Change("known", "established old")
    ]


def test_sentences_and_clauses_of_a_line_are_parts() -> None:
    assert cut("The museum opened in 1926. It has 12 rooms and sells soup.") == [
        "The museum opened in 1926.", "The museum has 12 rooms", "The museum sells soup.",
    ]  # fmt: skip
    assert cut("Owls sleep") == ["Owls sleep"]
