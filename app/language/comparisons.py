"""How a question asks for a comparison: its two sides, and in what they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.language.grammar import PREPOSITIONS
from app.language.sentences import without_article
from app.language.shapes import IS, OPENING

_PREPOSITION = "|".join(sorted(PREPOSITIONS))
COMPARE = re.compile(
    rf"{OPENING}(?:compare|(?:(?:what|which){IS}\s+)?(?:the\s+)?differences? between"
    r"|(?:what|how) (?:is|are|was|were) different between|what distinguishes)"
    r"\s+(?P<sides>.+?)\W*$",
    re.IGNORECASE,
)
DIFFER = re.compile(
    rf"{OPENING}(?:how|in what|where|in which ways?) (?:do|does|did)\s+(?P<sides>.+?)\s+(?:differ|compare)\b"
    r"(?:\s+(?:from|with|to)\s+(?P<other>.+?))?"
    r"(?:\s+(?:in|on|as to|regarding|at|by)\s+(?P<respect>.+?))?\W*$",
    re.IGNORECASE,
)
_BETWEEN_SIDES = (
    re.compile(r",?\s+and\s+", re.IGNORECASE),
    re.compile(r",?\s+(?:with|to|versus|vs\.?|from|as opposed to)\s+", re.IGNORECASE),
)
_RESPECT = re.compile(
    r"\s+(?:on|in|as to|regarding|with (?:regard|respect) to|as regards|by|at|as|of|concerning|when it comes to)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two things to be compared, and in what; the respect is empty where the question names none."""

    one: str
    other: str
    respect: str


def compared(question: str) -> Sides | None:
    """The two things that a question wants compared."""
    pair = _pair(question)
    if pair is None:
        return None
    one, other, respect = pair
    if behind := _RESPECT.search(other):
        respect = f"{other[behind.end() :]} {respect}".strip()
        other = other[: behind.start()]
    other = re.sub(rf"^(?:{_PREPOSITION})\s+", "", other)
    if before := list(re.finditer(rf"\s(?:{_PREPOSITION})\s+(?=\S)", one)):
        respect = f"{one[: before[-1].start()]} {respect}".strip()
        one = one[before[-1].end() :]
    one, other = without_article(one), without_article(other)
    extra = len(one.split()) - len(other.split())
    if extra > 0 and re.search(r"\d", other):  # "error code E6 and E7"
        respect = f"{' '.join(one.split()[:extra])} {respect}".strip()
        one = " ".join(one.split()[extra:])
    return Sides(one, other, respect) if one and other else None


def _pair(question: str) -> tuple[str, str, str] | None:
    """What stands before and behind the word between two sides, and in what they differ."""
    differ = DIFFER.match(question)
    if differ and differ["other"]:
        return differ["sides"], differ["other"], differ["respect"] or ""
    found = differ or COMPARE.match(question)
    gaps = (gap.search(found["sides"]) for gap in _BETWEEN_SIDES) if found else iter(())
    between = next((gap for gap in gaps if gap), None)
    if not found or not between:
        return None
    sides = found["sides"]
    return (
        sides[: between.start()],
        sides[between.end() :],
        (differ["respect"] or "") if differ else "",
    )
