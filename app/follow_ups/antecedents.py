"""What a pronoun means: the person, group, place or thing that the turns before spoke of.

For each sort there are places to look, in their order; in each of them the last turn is asked first.
The first that has one names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial

from app.follow_ups.asked import Asked, Before
from app.language import turns
from app.language.countries import Form, country_in
from app.language.forms import is_plural
from app.language.grammar import BE, FUNCTION, HE, SHE
from app.language.phrases import (
    persons,
    places,
    plurals,
    speaks_of_people,
    things,
    unnamed_persons,
)
from app.language.wording import PLACE_NOUNS, NamedKind, is_person_noun, named_in

LONGEST = 160  # characters; a longer description would drown the question
SUBJECT = 4  # words behind the auxiliary among which the subject's noun is looked for


class Sort(StrEnum):
    """What a pronoun can mean."""

    HE = "he"
    SHE = "she"
    THEY = "they"
    THEY_ARE = "they are"  # and "kept": of whom or what something is done
    THOSE = "those"  # and "of them": whom the question speaks of rather than who acts in it
    IT = "it"
    PAPER = "it says"
    THERE = "there"


def antecedent(sort: Sort, before: Before) -> str | None:
    """What a pronoun of that sort means, as words that can take its place."""
    not_meant = _of_the_other(sort, before)
    # "When?" and "Why?" speak of nothing that the turn before them does not speak of.
    asked = [turn for turn in before.back() if not turns.BARE.fullmatch(turn.typed.rstrip("?!. "))]
    for look in SORTS[sort]:
        for turn in asked or [before]:
            for each in look(turn):
                if each and len(each) <= LONGEST and each not in not_meant:
                    return each.rstrip("?!., ")
    return None


def _of_the_other(sort: Sort, before: Before) -> set[str]:
    """Who was "he" in an earlier turn is not "she", and the reverse."""
    other = {Sort.HE: SHE, Sort.SHE: HE}.get(sort, frozenset())
    return {
        name
        for turn in before.back()
        if {*re.findall(r"[a-z]+", turn.typed.casefold())} & other
        for name in persons(turn.question)
        if name not in turn.typed
    }


# People


def _people(before: Before, others: frozenset[str]) -> Iterator[str | None]:
    """One person: who was the answer, who the question names or describes.

    ``others`` are the nouns for a man where a woman is looked for, and the reverse.
    """
    asked, short = before.asked, before.short
    owner = re.match(r"(.+)'s (\S+)$", asked.noun)
    if {*re.findall(r"[a-z]+", before.question.casefold())} & others:
        yield _first(persons(before.question))  # "she" after "Who was her husband?"
        yield _last(persons(before.quote or "")) if owner else None  # "he": "Whose wife left?"
    elif not asked.is_for_person:
        relative = re.search(r"'s (\w+)$", asked.tail)  # "How old was Curie's husband?"
        yield asked.tail if relative and is_person_noun(relative[1]) else None
    if asked.is_for_person:
        yield asked.tail if asked.aux in BE and asked.tail in persons(before.question) else None
        yield short if short and (persons(short) or " " in short) else None
        yield None if owner else asked.described()
    yield _first(persons(before.question))
    yield _first(unnamed_persons(before.question))
    yield _last(persons(short or ""))


def _quoted_people(before: Before) -> Iterator[str | None]:
    """One person whom the quotation names."""
    yield _first([name for name in persons(before.quote or "") if " " in name])


# Groups


def _groups(before: Before, *, subject_first: bool = True) -> Iterator[str | None]:
    """Several: those asked for, those who were the answer, those whom the question names."""
    asked, short = before.asked, before.short or ""
    yield before.about if is_plural(before.about.split(" ")[-1]) else None
    who = asked.is_for_person and not _subject(asked)
    yield short if who and _are_several(short) else None
    if any(map(is_plural, asked.noun.split())):
        yield asked.described()
    named = sorted(plurals(before.question), key=speaks_of_people)
    if not subject_first and named:
        yield f"the {named[-1].removeprefix('the ')}"
    yield _subject(asked)
    yield short if turns.LIST.search(short) else None
    yield _last(plurals(before.question))
    yield short if _are_several(short) else None


def _several_things(before: Before) -> Iterator[str | None]:
    """Several things that the question names beside people: the nuts of "May pupils bring nuts?"."""
    named = plurals(before.question)
    things_named = [each for each in named if not speaks_of_people(each)]
    yield _last(things_named) if len(things_named) < len(named) else None


def _are_several(short: str) -> bool:
    """Whether a short answer names several, or something that has members, and not one person."""
    one = len(persons(short)) == 1 or any(is_person_noun(word) for word in short.split()[-1:])
    return bool(turns.LIST.search(short)) or (is_plural((short.split() or [""])[-1]) and not one)


def _quoted_groups(before: Before) -> Iterator[str | None]:
    """Several that the quotation speaks of."""
    yield _first(plurals(before.quote or ""))


def _bodies(before: Before) -> Iterator[str | None]:
    """What may have members: a team that was the answer, or anything in the question but one person."""
    asked, short = before.asked, before.short or ""
    yield short if asked.ask.casefold() == "who" and not persons(short) else None
    found = [thing.text for thing in things(before.question) if not thing.is_behind]
    yield _last([each for each in found if not is_person_noun(each.split()[-1])])


def _subject(asked: Asked) -> str | None:
    """The several behind the auxiliary: the pandas of "What do giant pandas eat?"."""
    words = asked.tail.split() if asked.inverted or asked.aux in BE else []
    end = next((end for end, word in enumerate(words[:SUBJECT], 1) if is_plural(word)), 0)
    country = end and country_in(words[end - 1])
    if FUNCTION & {*words[:end]} or (country and country.form is Form.NAME):  # "the Netherlands"
        return None
    return " ".join(words[:end])


# Things and places


def _things(before: Before) -> Iterator[str | None]:
    """One thing: a name that was the answer, else what the question is about, its object first."""
    asked, short = before.asked, before.short or ""
    yield before.about if not is_plural(before.about.split(" ")[-1]) else None
    yield asked.actor if asked.actor and _is_one_thing(asked.actor) else None
    if asked.ask.casefold() in {"what", "which"} and not asked.is_for_person:
        told = turns.WHAT_IS.match(before.question) and _first_name(before.question)
        yield short if short[:1].isupper() and not turns.LIST.search(short) and not told else None
    found = list(things(before.question))
    yield _last([thing.text for thing in found if not thing.is_behind])
    yield _first([thing.text for thing in found])
    yield asked.described() if asked.noun and not is_plural(asked.noun.split()[-1]) else None


def _titles(before: Before) -> Iterator[str | None]:
    yield before.title


def _is_one_thing(phrase: str) -> bool:
    head = phrase.partition(" of ")[0].split()[-1]
    return not is_plural(head) and not is_person_noun(head)


def _first_name(question: str) -> bool:
    """Whether "What is ...?" asks for what has its name already: the Treaty of Rome."""
    copula = turns.WHAT_IS.match(question)
    starts = {named.start for named in named_in(question) if named.kind is NamedKind.NAME}
    return copula is not None and copula.start("noun") in starts


def _papers(before: Before) -> Iterator[str | None]:
    """What can say something: a report or a law of the question."""
    yield _last([thing.text for thing in things(before.question) if thing.is_paper])


def _places(before: Before) -> Iterator[str | None]:
    """Where: a place that was the answer, else one of the question."""
    asked = before.asked
    copula = turns.WHAT_IS.match(before.question)
    noun = copula["noun"] if copula else (asked.noun.split() or [""])[-1]
    if asked.ask.casefold() == "where" or noun.casefold() in PLACE_NOUNS:
        yield turns.PLACE_IN_FRONT.sub("", before.short or "")
        yield asked.described()
    yield _last(places(before.question))


def _quoted_places(before: Before) -> Iterator[str | None]:
    """Where, by the quotation."""
    yield _first(places(before.quote or ""))


def _last(found: list[str]) -> str | None:
    return found[-1] if found else None


def _first(found: list[str]) -> str | None:
    return found[0] if found else None


Look = Callable[[Before], Iterator[str | None]]

SORTS: dict[Sort, tuple[Look, ...]] = {
    Sort.HE: (partial(_people, others=turns.FEMALE), _quoted_people),
    Sort.SHE: (partial(_people, others=turns.MALE), _quoted_people),
    Sort.THEY: (_groups, _quoted_groups, _bodies),
    Sort.THEY_ARE: (_several_things, _groups, _quoted_groups, _bodies),
    Sort.THOSE: (partial(_groups, subject_first=False), _quoted_groups, _bodies),
    Sort.IT: (_things, _titles),
    Sort.PAPER: (_papers, _things, _titles),
    Sort.THERE: (_places, _quoted_places),
}
