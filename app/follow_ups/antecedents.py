"""What a pronoun means: the person, group, place or thing that the turn before spoke of.

For each sort there is a list of places to look, in their order; the first that has one names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from app.follow_ups.asked import Asked, Before
from app.language import turns
from app.language.forms import is_plural
from app.language.grammar import BE, FUNCTION
from app.language.phrases import (
    persons,
    places,
    plurals,
    speaks_of_people,
    things,
    unnamed_persons,
)
from app.language.wording import PLACE_NOUNS, NamedKind, named_in

LONGEST = 160  # characters; a longer description would drown the question
SUBJECT = 4  # words behind the auxiliary among which the subject's noun is looked for


class Sort(StrEnum):
    """What a pronoun can mean."""

    HE = "he"
    SHE = "she"
    THEY = "they"
    THOSE = "those"  # and "of them": whom the question speaks of rather than who acts in it
    IT = "it"
    PAPER = "it says"
    THERE = "there"


def antecedent(sort: Sort, before: Before) -> str | None:
    """What a pronoun of that sort means, as words that can take its place."""
    found = next((each for each in SORTS[sort](before) if each and len(each) <= LONGEST), None)
    return found and found.rstrip("?!., ")


# People


def _people(before: Before, others: frozenset[str]) -> Iterator[str | None]:
    """One person: who was the answer, who the question names or describes, who the quotation names.

    ``others`` are the nouns for a man where a woman is looked for, and the reverse.
    """
    asked, short = before.asked, before.short
    owner = re.match(r"(.+)'s (\S+)$", asked.noun)
    if {*re.findall(r"[a-z]+", before.question.casefold())} & others:
        yield _first(persons(before.question))  # "she" after "Who was her husband?"
        yield _last(persons(before.quote or "")) if owner else None  # "he": "Whose wife left?"
    if asked.is_for_person:
        yield short if short and (persons(short) or " " in short) else None
        yield None if owner else asked.described()
    yield _first(persons(before.question))
    yield _first(unnamed_persons(before.question))
    yield _last(persons(short or ""))
    yield _first([name for name in persons(before.quote or "") if " " in name])


# Groups


def _groups(before: Before, *, subject_first: bool = True) -> Iterator[str | None]:
    """Several: those asked for, those who were the answer, those whom the question names."""
    asked, short = before.asked, before.short or ""
    if any(map(is_plural, asked.noun.split())):
        yield asked.described()
    named = sorted(plurals(before.question), key=speaks_of_people)
    if not subject_first and named:
        yield f"the {named[-1].removeprefix('the ')}"
    yield _subject(asked)
    yield short if asked.ask.casefold() == "who" or turns.LIST.search(short) else None
    yield _last(plurals(before.question))
    yield _first(plurals(before.quote or ""))
    yield _last([thing.text for thing in things(before.question) if not thing.is_behind])


def _subject(asked: Asked) -> str | None:
    """The several behind the auxiliary: the pandas of "What do giant pandas eat?"."""
    words = asked.tail.split() if asked.inverted or asked.aux in BE else []
    end = next((end for end, word in enumerate(words[:SUBJECT], 1) if is_plural(word)), 0)
    return " ".join(words[:end]) if not FUNCTION & {*words[:end]} else None


# Things and places


def _things(before: Before) -> Iterator[str | None]:
    """One thing: a name that was the answer, else what the question is about, its object first."""
    asked, short = before.asked, before.short or ""
    if asked.ask.casefold() in {"what", "which"} and not asked.is_for_person:
        told = turns.WHAT_IS.match(before.question) and _first_name(before.question)
        yield short if short[:1].isupper() and not turns.LIST.search(short) and not told else None
    found = list(things(before.question))
    yield _last([thing.text for thing in found if not thing.is_behind])
    yield _first([thing.text for thing in found])
    yield asked.described() if asked.noun and not is_plural(asked.noun.split()[-1]) else None
    yield before.title


def _first_name(question: str) -> bool:
    """Whether "What is ...?" asks for what has its name already: the Treaty of Rome."""
    copula = turns.WHAT_IS.match(question)
    starts = {named.start for named in named_in(question) if named.kind is NamedKind.NAME}
    return copula is not None and copula.start("noun") in starts


def _papers(before: Before) -> Iterator[str | None]:
    """What can say something: a report or a law of the question, else any thing."""
    yield _last([thing.text for thing in things(before.question) if thing.is_paper])
    yield from _things(before)


def _places(before: Before) -> Iterator[str | None]:
    """Where: a place that was the answer, else one of the question, else of the quotation."""
    asked = before.asked
    copula = turns.WHAT_IS.match(before.question)
    noun = copula["noun"] if copula else (asked.noun.split() or [""])[-1]
    if asked.ask.casefold() == "where" or noun.casefold() in PLACE_NOUNS:
        yield turns.PLACE_IN_FRONT.sub("", before.short or "")
        yield asked.described()
    yield _last(places(before.question))
    yield _first(places(before.quote or ""))


def _last(found: list[str]) -> str | None:
    return found[-1] if found else None


def _first(found: list[str]) -> str | None:
    return found[0] if found else None


SORTS: dict[Sort, Callable[[Before], Iterator[str | None]]] = {
    Sort.HE: lambda before: _people(before, turns.FEMALE),
    Sort.SHE: lambda before: _people(before, turns.MALE),
    Sort.THEY: _groups,
    Sort.THOSE: lambda before: _groups(before, subject_first=False),
    Sort.IT: _things,
    Sort.PAPER: _papers,
    Sort.THERE: _places,
}
