"""The most and the least of something: how a question asks for it, and how much a cell of a table says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from app.language.forms import is_base, is_plural, lemma, may_be_verb
from app.language.grammar import AUXILIARY, PREPOSITIONS, words
from app.language.values import DATE, QUANTITY, date_in, number_from

# By the columns that they are compared by, if their headers have one of these words; the most first.
_PRICE = words("price cost fare charge fee amount rate rent")
_TIME = words("time duration length hours minutes days")
_WHEN = words("time date year day from founded opened built born published")
MOST = {
    "most": frozenset[str](), "highest": frozenset[str](), "greatest": frozenset[str](),
    "largest": words("size area"), "biggest": words("size area"), "longest": _TIME,
    "tallest": words("height"), "deepest": words("depth"), "widest": words("width"),
    "heaviest": words("weight"), "hottest": words("temperature"), "warmest": words("temperature"),
    "most expensive": _PRICE, "dearest": _PRICE, "costliest": _PRICE,
    "last": _WHEN, "latest": _WHEN, "newest": _WHEN, "most recent": _WHEN,
}  # fmt: skip
LEAST = {
    "least": frozenset[str](), "fewest": frozenset[str](), "lowest": frozenset[str](),
    "smallest": words("size area"), "shortest": _TIME, "quickest": _TIME, "lightest": words("weight"),
    "coldest": words("temperature"), "coolest": words("temperature"), "cheapest": _PRICE,
    "least expensive": _PRICE, "first": _WHEN, "earliest": _WHEN, "oldest": _WHEN,
}  # fmt: skip
# What is done, where the question says it with a verb: "weighs the least".
_DONE = {"weigh": words("weight"), "cost": _PRICE, "pay": _PRICE, "last": _TIME, "take": _TIME}
_WORD = "|".join(sorted({**MOST, **LEAST}, key=len, reverse=True))
_SUPERLATIVE = re.compile(
    rf"\b(?<!at )(?P<word>{_WORD})\b(?! of\b)(?P<behind>(?:\s+[\w-]+)*)", re.IGNORECASE
)
_PARTED = re.compile(
    rf"\s+(?:{'|'.join(sorted(PREPOSITIONS | AUXILIARY))}|and|or|who|that|which)\b.*", re.IGNORECASE
)
# "Which plan has ...", "From which source did ..."
_WHICH = re.compile(r"^\W*(?:[a-z]+\s+)?(?:which|what)(?P<kind>(?:\s+[\w-]+)+)", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"^\W*(?:when|(?:at )?what time|how)\b", re.IGNORECASE)

# What units are in one of their kind, so that 48p is less than £1.
FACTORS = {
    "h": ("min", 60.0), "hours": ("min", 60.0), "minutes": ("min", 1.0),
    "seconds": ("min", 1 / 60), "kg": ("g", 1000.0), "km": ("m", 1000.0), "cm": ("m", 0.01),
    "mm": ("m", 0.001), "mb": ("gb", 0.001), "tb": ("gb", 1000.0),
}  # fmt: skip
_UNIT = re.compile(r"\s?([A-Za-z]{1,7}|°C|°F)\b")
# What is written in a form of its own, with its unit: free, unlimited, 6.15, 2 h 35 min, 48p.
_FORMS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], float]], ...] = (
    (re.compile(r"^\s*(?:free|no charge|nil)\b", re.IGNORECASE), "", lambda found: 0.0),
    (re.compile(r"^\s*unlimited\b", re.IGNORECASE), "", lambda found: inf),
    (
        re.compile(r"^\s*(\d{1,2})[:.](\d\d)(?:\s*\(\w+\))?\s*$"),
        "",
        lambda found: int(found[1]) + int(found[2]) / 100,
    ),
    (
        re.compile(r"^\s*(\d+)\s*h(?:ours?|rs?)?\s*(?:(\d+)\s*m(?:in(?:utes)?)?)?\s*$"),
        "min",
        lambda found: 60.0 * int(found[1]) + int(found[2] or 0),
    ),
    (re.compile(r"\b(\d+)p\b"), "£", lambda found: int(found[1]) / 100),
)


@dataclass(frozen=True, slots=True)
class Superlative:
    """What a question asks to be compared.

    Attributes:
        word: the superlative, in small letters.
        is_most: whether the greatest is asked for, not the least.
        columns: words of which a column's header may have one.
        kind: the words behind "which", or else behind the superlative; empty where there are none.
        rest: the question without the superlative, and without a verb for what is compared.
        besides: the same without the words behind "which", or else without what is counted.
        counted: the last word behind the superlative: fighters of "the most foreign fighters".
        is_plural: whether several are asked for.
        asks_value: whether the value is asked for, not whose it is.
    """

    word: str
    is_most: bool
    columns: frozenset[str]
    kind: str
    rest: str
    besides: str
    counted: str
    is_plural: bool
    asks_value: bool


def superlative(question: str) -> Superlative | None:
    """The superlative in a question that has one."""
    found = _SUPERLATIVE.search(question)
    if found is None:
        return None
    word = found["word"].casefold()
    which = _WHICH.match(question[: found.start()])
    kind = _PARTED.sub("", which["kind"]) if which else ""
    behind = _without_verb(question[: found.start()], _PARTED.sub("", found["behind"]))
    done = [_DONE[base] for each in question.split() if (base := lemma(each)) in _DONE]
    done += [group for group in (_PRICE, _TIME) if group & set(behind.casefold().split())]
    rest = " ".join(
        each for each in (question[: found.start()] + question[found.end("word") :]).split()
        if lemma(each) not in _DONE
    )  # fmt: skip
    asked, counted = (kind or behind).split(), "".join(behind.split()[-1:])
    return Superlative(
        word,
        word in MOST,
        (MOST | LEAST)[word].union(*done),
        " ".join(asked),
        rest,
        rest.replace(kind.strip() or counted, "", 1),
        counted,
        _is_plural(asked),
        bool(_ASKS_WHEN.match(question)),
    )


def _without_verb(before: str, behind: str) -> str:
    """What is counted, without the verb that "did" in front has behind it: "did the most people come"."""
    counted = behind.split()
    has_verb = re.search(r"\b(?:do|does|did)\b", before) and len(counted) > 1
    return " ".join(counted[:-1]) if has_verb and is_base(counted[-1]) else behind


def _is_plural(kind: Sequence[str]) -> bool:
    """Whether words ask for several: "Western countries had", but not "vehicle pays"."""
    small = [word for word in kind if word.islower()]
    return any(
        is_plural(word) and (first or not may_be_verb(lemma(word)))
        for word, first in zip(small, [True] + [False] * len(small), strict=False)
    )


def says_extreme(sentence: str, *, is_most: bool) -> bool:
    """Whether a sentence itself says of something that it is the most, or the least."""
    found = (each["word"].casefold() for each in _SUPERLATIVE.finditer(sentence))
    return any((word in MOST) == is_most for word in found)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a cell says, in its unit, an empty text where none is told: a number or a range."""

    unit: str
    low: float
    high: float


def amount(cell: str) -> Amount | None:
    """How much a cell says; None where it says no number. What is free, or unlimited, has no unit."""
    for form, unit, number in _FORMS:
        if found := form.search(cell):
            return Amount(unit, number(found), number(found))
    if DATE.search(cell) and (day := date_in(cell)):
        days = 372.0 * (day.year or 0) + 31 * (day.month or 0) + (day.day or 0)
        return Amount("date", days, days)
    quantity = QUANTITY.search(cell)
    read = number_from(quantity) if quantity else None
    if quantity is None or read is None:
        return None
    behind = _UNIT.match(cell, quantity.end())
    unit = read.unit or (lemma(behind[1]) if behind else "")
    base, factor = FACTORS.get(unit, (unit, 1.0))
    return Amount(base, factor * float(read.low), factor * float(read.high))
