"""What stands in a question, by rules for English: names, years, noun phrases, plurals, people.

No grammar is parsed: a word is known by a short list, by its ending, or by its capital letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.language.countries import countries_in
from app.language.grammar import PARTICLES, words
from app.language.mentions import name_spans
from app.language.values import MONTHS

# People whose word does not end as "recruiter", "chemist" and "politician" do.
PERSON_NOUNS = words(
    "person boy girl king queen president athlete imam cleric chief head pope priest prince princess wife"
    " husband son widow hero child student agent expert poet someone anyone somebody captain pilot"
    " surgeon criminal candidate mp nurse"
)
# What ends so and is nobody.
NOT_PEOPLE = words(
    "number order letter paper water river power border matter winter summer newspaper tower computer"
    " chapter corner answer factor sector motor error floor door offer member list other another"
    " former ever"
)
PLACE_NOUNS = words(
    "place country region city town village area state province district world continent island county"
    " capital neighbourhood neighborhood valley"
)
PAPERS = words(
    "report study survey act law bill book article treaty film video letter paper plan agreement statement"
    " constitution census poll review speech convention"
)
THING_NOUNS = PAPERS | words(
    "attack war party group team project programme program network mosque bridge explosion case question"
    " deal series ship company school election crisis"
)
GROUP_WORDS = (
    PLACE_NOUNS
    | THING_NOUNS
    | words(
        "army council commission bank union university club committee agency organisation organization"
        " brigade association court church ministry league police parliament institute museum press times"
        " protocol battle canal gorge river sea mountain lake street palace cup games station tower house"
    )
)
BASE_VERBS = words(
    "say tell think claim report estimate decide come go have get make take give find call see know want"
    " need use try ask live die win lose belong join leave return happen begin start end become believe mean cost"
)
_MONTH = "|".join(MONTHS)
YEAR = r"(?:1[0-9]|20)[0-9]{2}(?:s\b|\b)"
YEAR_OR_MONTH = re.compile(
    rf"\b(?:(?:\d\d? )?(?P<month>{_MONTH}) (?P<with_month>{YEAR})|(?P<year>{YEAR})|(?P<only>{_MONTH})\b)"
)
JOINING = PARTICLES | {"of"}  # between the capitals of a name: "the Bank of the West"
GLUE = "-.&'"  # within a word of a name: "O'Brien", "AT&T", "Kosovo-based"


class NamedKind(StrEnum):
    """What sort of thing a name is of: one takes the place of another of its kind."""

    COUNTRY = "country"
    YEAR = "year"
    MONTH = "month"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, and where: ``text[start:end]``."""

    kind: NamedKind
    start: int
    end: int
    text: str

    def before(self, text: str) -> str:
        """The word in front of it, its article left out."""
        words = text[: self.start].casefold().split()
        words = words[:-1] if words and words[-1] == "the" else words
        return words[-1] if words else ""


def named_in(text: str) -> list[Named]:
    """All names, countries, years and months, in their order."""
    dates = [
        Named(NamedKind.MONTH if found["only"] else NamedKind.YEAR, *found.span(), found[0])
        for found in YEAR_OR_MONTH.finditer(text)
        if not (found["only"] and found.start() == 0 and text[:4] == "May ")
    ]
    names = [
        Named(NamedKind.NAME, *span, text[slice(*span)]) for span in name_spans(text, JOINING, GLUE)
    ]
    names = [name for name in names if not _overlaps(name, dates)]
    countries = [
        Named(NamedKind.COUNTRY, c.start, c.end, text[c.start : c.end]) for c in countries_in(text)
    ]
    # "Spanish Armada" is a name of its own; a country is one where it stands alone.
    countries = [c for c in countries if not any(_inside(c, n) and n.text != c.text for n in names)]
    names = [name for name in names if not _overlaps(name, countries)]
    return sorted([*dates, *names, *countries], key=lambda named: named.start)


def _overlaps(one: Named, others: list[Named]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _inside(one: Named, other: Named) -> bool:
    return other.start <= one.start and one.end <= other.end


def is_person_noun(word: str) -> bool:
    """Whether a noun looks like one for a person: "recruiter", "politician", "king"."""
    folded = word.casefold()
    if folded in NOT_PEOPLE:
        return False
    return folded in PERSON_NOUNS or folded.endswith(("er", "or", "ist", "man", "ian", "ant"))


def is_person(named: Named, text: str) -> bool:
    """Whether a name looks like a person's: no article, no group's word, no place's preposition."""
    words = named.text.casefold().split()
    if named.kind is not NamedKind.NAME or GROUP_WORDS.intersection(words) or named.text.isupper():
        return False
    in_front = text[: named.start].casefold().split()[-1:]
    if in_front in (["the"], ["a"], ["an"]):
        return False
    place = {"in", "at", "near", "through", "across", "on"} | (
        set() if words[1:] else {"from", "to", "of"}
    )
    return not place.intersection(in_front)
