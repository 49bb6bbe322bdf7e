"""How a number of a claim stands to a number of its source: agreed, contradicted, or neither.

A number is what it allows: "over 900" allows all above 900, "about 900" what is within a twentieth.
A claim agrees if what the source allows is allowed by the claim too, so that "over 900" agrees with
1,700, but not "about 900", and no figure agrees with one that was rounded without being called so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from app.language.assertions import AT_LEAST, AT_MOST, STRICTLY_LESS, STRICTLY_MORE, may_mean_during
from app.language.statements import DURATIONS
from app.language.values import INFINITE, Number

# How far a figure may be from what it is about: one twentieth, so that 689 is about 700, and 760 is
# not about 1,000.
ABOUT = Decimal("0.05")
# Units that no figure has silently: "16" may be "16-year-old", but never "16%".
SAID_UNITS = frozenset({"%", "$", "€", "£", "¥", "th"})


class Relation(Enum):
    """How what is found stands to what is said."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Amount:
    """What a number allows: an interval, each end of it within or without.

    ``bounded`` is whether it is said to be more or less than its figure, ``about`` whether near it.
    """

    low: Decimal
    high: Decimal
    low_open: bool
    high_open: bool
    bounded: bool
    about: bool

    @classmethod
    def read(cls, text: str, number: Number) -> Amount:
        """What a number allows as it is said: ``text`` is all that belongs to it."""
        said = f"{text} "
        above = number.floor or AT_LEAST.search(said) or STRICTLY_MORE.search(said)
        below = number.ceiling or AT_MOST.search(said) or STRICTLY_LESS.search(said)
        return cls(
            low=-INFINITE if below else number.low,
            high=INFINITE if above and not below else number.high,
            low_open=bool(above and STRICTLY_MORE.search(said)),
            high_open=bool(below and STRICTLY_LESS.search(said)),
            bounded=bool(above or below),
            about=number.about and not below,
        )

    def within(self, other: Amount) -> bool:
        """Whether all that this allows is allowed by the other."""
        low = self.low > other.low or (
            self.low == other.low and (self.low_open or not other.low_open)
        )
        high = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return low and high

    def apart(self, other: Amount) -> bool:
        """Whether nothing is allowed by both."""
        return _ends_before(self, other) or _ends_before(other, self)


def _ends_before(one: Amount, other: Amount) -> bool:
    touch = one.high == other.low and (one.high_open or other.low_open)
    return one.high < other.low or touch


def relation(said: tuple[str, Number], found: tuple[str, Number], *, exactly: bool) -> Relation:
    """How a number that was found stands to one that is said, each with its words.

    ``exactly`` is whether the claim insists on the figure.
    """
    (said_text, mine), (found_text, theirs) = said, found
    same = (mine.low, mine.high) == (theirs.low, theirs.high)
    if mine.unit != theirs.unit:
        units = {mine.unit, theirs.unit}
        silent = "" in units and not units & SAID_UNITS
        if not silent:
            return Relation.DIFFERS if same else Relation.NEITHER
        if not same:
            return Relation.NEITHER
    one, other = Amount.read(said_text, mine), Amount.read(found_text, theirs)
    if same and mine.unit in DURATIONS and may_mean_during(said_text):
        return Relation.AGREES
    if _agree(one, other, mine, theirs) and not (exactly and (other.about or other.bounded)):
        return Relation.AGREES
    return Relation.DIFFERS if same or one.apart(other) else Relation.NEITHER


def _agree(one: Amount, other: Amount, mine: Number, theirs: Number) -> bool:
    if one.bounded:
        # What is about a figure may lie on either side of it.
        same = (mine.low, mine.high) == (theirs.low, theirs.high)
        return other.within(one) and not (other.about and same)
    if other.bounded:
        return False
    if one.about:
        return _near(theirs.low, mine.low) and _near(theirs.high, mine.high)
    return (mine.low, mine.high) == (theirs.low, theirs.high)


def _near(found: Decimal, said: Decimal) -> bool:
    return abs(found - said) <= ABOUT * abs(said)
