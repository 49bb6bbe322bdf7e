"""Fragments: "And from Saudi Arabia?" is the question before with one thing in another's place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from app.follow_ups.asked import Before, lower_first, take_apart
from app.language import turns
from app.language.countries import Form, country_in
from app.language.forms import is_past, is_plural, lemma
from app.language.grammar import ASKING, AUXILIARY, PREPOSITIONS, RELATIVE
from app.language.wording import Named, NamedKind, is_person_noun, named_in

LONGEST_NAME = 4  # words of a name that is asked all alone: "New Zealand?"
PLACES = {NamedKind.COUNTRY, NamedKind.NAME}
DATES = {NamedKind.YEAR, NamedKind.MONTH}


def replaced(fragment: str, before: Before) -> str:
    """The question before with the fragment in the place of what is of its kind.

    The fragment has no opening words ("And", "What about") and no question mark. Where nothing is
    of its kind, it is put beside the question.
    """
    dated = turns.WITH_DATE.match(fragment)
    if dated:  # "Sweden in 2015": one after the other
        then = replaced(dated["date"], before)
        return replaced(dated["what"], replace(before, question=then))
    parts = turns.FRAGMENT.match(fragment)
    preposition, what = (parts["preposition"] or "", parts["what"]) if parts else ("", fragment)
    for rule in RULES:
        found = rule(preposition.casefold(), what, before)
        if found:
            return f"{found}?"
    question = _question(before)
    if preposition:
        return f"{question}, {preposition.casefold()} {what}?"
    question = _question(_asked_first(before))
    return f"What about {what}: {lower_first(question)}?"


def is_another(fragment: str, before: Before) -> bool:
    """Whether a fragment is nothing but a name, and the question before has one of its kind."""
    name = _only_name(fragment)
    if name is None or len(fragment.split()) > LONGEST_NAME:
        return False
    return any(other.kind is name.kind for other in named_in(before.question))


def _question(before: Before) -> str:
    """The question before, without what an earlier fragment put in front of it."""
    text = turns.ABOUT.sub("", before.question.rstrip("?!. "))
    return f"{text[:1].upper()}{text[1:]}"


def _only_name(text: str) -> Named | None:
    """The name that a text is, but for an article."""
    names = named_in(text)
    if len(names) != 1 or names[0].end != len(text):
        return None
    return names[0] if turns.ARTICLE.fullmatch(text[: names[0].start]) else None


# The rules: each takes the fragment's preposition, the rest of it, and what went before


def _other_of_ones(preposition: str, what: str, before: Before) -> str | None:
    """For "the Belgian ones": the noun is that of what was asked for."""
    found = turns.THE_ONES.match(what)
    asked = before.asked
    if not found or preposition or not asked.noun:
        return None
    return f"{asked.ask} {found[1]} {asked.noun.split()[-1]} {asked.rest}"


def _other_name(preposition: str, what: str, before: Before) -> str | None:
    """A country for a country, a year for a year, a name for a name."""
    question, name = _question(before), _only_name(what)
    old = name and _counterpart(preposition, name, question)
    if name is None or old is None:
        return None
    start, end, text = old.start, old.end, name.text
    if name.kind is NamedKind.MONTH:  # the year stays
        year = re.search(r" \d{4}$", old.text)
        end -= len(year[0]) if year else 0
    elif name.kind is NamedKind.COUNTRY and old.kind is NamedKind.COUNTRY:
        text = _in_form(preposition, text, old.text)
    elif name.kind in PLACES:
        text = what
    article = turns.THE.search(question[:start]) if old.kind in PLACES else None
    return question[: start - (len(article[0]) if article else 0)] + text + question[end:]


def _counterpart(preposition: str, name: Named, question: str) -> Named | None:
    """What a name takes the place of."""
    spoken = named_in(question)
    if name.kind in DATES:  # a month also takes that of "March 2020"
        with_month = [
            o for o in spoken if o.kind is NamedKind.YEAR and not o.text.rstrip("s").isdigit()
        ]
        alike = [o for o in spoken if o.kind is name.kind]
        return next(
            reversed([*with_month, *alike] if name.kind is NamedKind.MONTH else alike), None
        )
    places = [o for o in spoken if o.kind in PLACES]
    alike = [o for o in places if preposition and o.before(question) == preposition]
    of_kind = [o for o in places if o.kind is name.kind]
    known = country_in(name.text)
    if not of_kind and not (known and known.form is Form.PEOPLE):
        of_kind = places
    found = alike[:1] or sorted(of_kind, key=lambda other: _order(other, preposition, question))
    return found[0] if found else None


def _order(other: Named, preposition: str, question: str) -> tuple[int, int]:
    """The likelier what is asked about, the smaller."""
    wanted = (preposition, *turns.WHENCE) if preposition else turns.WHENCE
    in_front = other.before(question)
    in_front = in_front if in_front in PREPOSITIONS else ""
    return (wanted.index(in_front) if in_front in wanted else len(wanted), other.start)


def _in_form(preposition: str, new: str, old: str) -> str:
    """The new country as the old one was named: Danish for French, people from Chad for Finns."""
    known, named = country_in(new), country_in(old)
    if known is None or named is None:
        return new
    if named.form is Form.PEOPLE and preposition:
        return f"people {preposition} {known.in_form(Form.NAME)}"
    return known.in_form(named.form)


def _other_place(preposition: str, what: str, before: Before) -> str | None:  # noqa: ARG001 - as all
    """For "the whole region" beside a country: that in which the country lies."""
    question = _question(before)
    old = next((named for named in named_in(question) if named.kind is NamedKind.COUNTRY), None)
    known = country_in(old.text) if old else None
    if old is None or known is None or not turns.OF_PLACE.fullmatch(what):
        return None
    place = f"{what} of {known.in_form(Form.NAME)}"
    text = place if known.form is Form.NAME else f"people from {place}"
    return question[: old.start] + text + question[old.end :]


def _other_phrase(preposition: str, what: str, before: Before) -> str | None:
    """For "of methanol" beside "of ethanol": what follows the same preposition."""
    if not preposition or what.split(maxsplit=1)[0].casefold() in ASKING:
        return None
    question = _question(before)
    alike = [preposition]
    if preposition in turns.AT_PLACE and not _is_time(what):
        alike += sorted(turns.AT_PLACE - {preposition})
    places = (list(turns.behind(each).finditer(question)) for each in alike)
    found = next((each[-1:] for each in places if each and not _is_time(each[-1][0])), [])
    if not found:
        return None
    return f"{question[: found[0].start()]}{preposition} {what}{question[found[0].end() :]}"


def _other_time(preposition: str, what: str, before: Before) -> str | None:
    """For "this year" beside "in 1953"."""
    question = _question(before)
    old = next((each for each in named_in(question) if each.kind in DATES), None)
    if preposition or old is None or not turns.RELATIVE_TIME.fullmatch(what):
        return None
    front = question[: old.start].rstrip()
    words = front.rsplit(maxsplit=1)
    front = words[0] if words[1:] and words[1].casefold() in PREPOSITIONS else front
    return f"{front} {what}{question[old.end :]}"


def _is_time(text: str) -> bool:
    """Whether a phrase says when: "on Thursdays", "in 2014"."""
    dated = any(named.kind in DATES for named in named_in(text))
    return dated or turns.WEEKDAYS.search(text) is not None


def _other_sort(preposition: str, what: str, before: Before) -> str | None:
    """For "a family ticket" beside "an adult ticket", "men" beside "women": what has its noun."""
    question, head = _question(before), what.rsplit(maxsplit=1)[-1].casefold()
    if preposition:
        return None
    sort = next((each for each in turns.SORTS_OF_PEOPLE if lemma(head) in each), frozenset())
    for word in re.finditer(r"[\w-]+", question):
        if lemma(word[0]) in sort - {lemma(head)}:
            return question[: word.start()] + what + question[word.end() :]
    found = turns.phrase_of(head).search(question)
    return question[: found.start()] + what + question[found.end() :] if found else None


def _other_actor(preposition: str, what: str, before: Before) -> str | None:
    """For "the council" beside "has the government promised": who or what acts."""
    question, asked = _question(before), take_apart(_question(before))
    if preposition or not asked.actor or f"{asked.aux} {asked.actor}" not in lower_first(question):
        return None
    heads = asked.actor.split()[-1], what.rsplit(maxsplit=1)[-1]
    if is_person_noun(heads[0]) is not is_person_noun(heads[1]):
        return None
    was, now = map(is_plural, heads)
    aux = asked.aux if was is now else turns.OTHER_NUMBER.get(asked.aux, asked.aux)
    text = lower_first(question).replace(f"{asked.aux} {asked.actor}", f"{aux} {what}", 1)
    return f"{text[:1].upper()}{text[1:]}"


def _asked_first(before: Before) -> Before:
    """The turn that the fragments before were asked of."""
    while before.earlier and _is_fragment(before.typed):
        before = before.earlier
    return before


def _is_fragment(typed: str) -> bool:
    opening = turns.OPENING.match(typed)
    words = {*typed.casefold()[opening.end() if opening else 0 :].split()}
    return bool(opening and opening[0]) and not words & (ASKING | AUXILIARY)


def _other_verb(preposition: str, what: str, before: Before) -> str | None:
    """For "and killed?" beside "wounded": one participle for another."""
    if preposition or " " in what or not is_past(what):
        return None
    words = _question(before).split()
    old = [number for number, word in enumerate(words) if is_past(word) and number > 1]
    return " ".join([*words[: old[-1]], what, *words[old[-1] + 1 :]]) if old else None


def _other_counted(preposition: str, what: str, before: Before) -> str | None:
    """For "people from Chad", "women": others are counted."""
    asked, words = before.asked, what.split()
    counted = asked.noun.split()
    if preposition or not any(map(is_plural, words)) or not any(map(is_plural, counted)):
        return None
    clause = next((at for at, word in enumerate(counted) if word in RELATIVE and at), None)
    if clause:  # "women" beside "the people who went"
        return f"{asked.ask} the {what} {' '.join(counted[clause:])} {asked.rest}"
    if not words[1:]:  # "villages" beside "French towns": French villages
        known = country_in(counted[-1])
        what = " ".join([*counted[:-1], *([known.in_form(Form.ADJECTIVE)] if known else []), what])
    of = "of " if words[0].casefold() in {"the", "those", "these"} else ""
    lead = turns.LEAD.match(before.question)
    return f"{lead[0] if lead else ''}{asked.ask} {of}{what} {asked.rest}"


RULES: tuple[Callable[[str, str, Before], str | None], ...] = (
    _other_of_ones,
    _other_name,
    _other_time,
    _other_place,
    _other_phrase,
    _other_sort,
    _other_verb,
    _other_counted,
    _other_actor,
)
