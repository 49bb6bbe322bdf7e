"""Whether a text has a proper name: letter for letter, as initials, or as the people of a country."""

from __future__ import annotations

from app.language.countries import countries_in, country_in
from app.language.forms import WORD, folded
from app.language.grammar import PARTICLES
from app.language.values import NOT_FORENAMES

LONGEST_NAME = 8  # words; of a longer one, no initials are looked for
INITIALS = range(2, 6)  # how many letters a name has that is made of initials


def find_name(name: str, text: str) -> tuple[int, int] | None:
    """Where a text first has a name, in whatever form; None if it has not.

    A country is also in its people and its adjective, and they in it, by the table of countries.
    """
    known = country_in(name)
    if known:
        alike = [each for each in countries_in(text) if {*each.countries} & {*known.countries}]
        alike.sort(key=lambda each: each.form is not known.form)
        spans = ((each.start, each.end) for each in alike)
    else:
        said, there = WORD.findall(name), list(WORD.finditer(text))
        counts = (_end_of(said, [each[0] for each in there[first:]]) for first in range(len(there)))
        spans = (
            (there[first].start(), there[first + count - 1].end())
            for first, count in enumerate(counts)
            if count
        )
    return next((span for span in spans if _may_begin(text, span[0], name)), None)


def _may_begin(text: str, start: int, name: str) -> bool:
    """Whether a name can begin there: with a capital, and behind no word that makes it another."""
    word = WORD.match(text, start)
    before = WORD.findall(text[:start])[-1:]
    if not (word and (word[0][0].isupper() or word[0] in PARTICLES)):
        return False
    others = NOT_FORENAMES - {name.casefold().split()[0]}
    return not (before and before[0][0].isupper() and before[0].casefold() in others)


def _end_of(said: list[str], there: list[str]) -> int | None:
    """How many words of the text are the name, if it begins with it."""
    if said == there[: len(said)]:  # letter for letter, however long
        return len(said)
    if not there or len(said) > LONGEST_NAME:  # each initial doubles the ways to go on
        return None
    for mine, theirs in _steps(said, there):
        rest = _end_of(said[mine:], there[theirs:])
        if rest is not None:
            return theirs + rest
    return None


def _steps(said: list[str], there: list[str]) -> list[tuple[int, int]]:
    """How many words of the name and of the text say the same at their beginnings."""
    steps = [(1, 1)] if folded(said[0]) == folded(there[0]) else []
    if (count := len(said[0])) in INITIALS and _initials(there[:count]) == said[0]:
        steps.append((1, count))
    if (count := len(there[0])) in INITIALS and _initials(said[:count]) == there[0]:
        steps.append((count, 1))
    return steps


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words) if all(w[0].isupper() for w in words) else ""
