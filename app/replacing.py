"""Fragments: "And from Saudi Arabia?" is the question before with one thing in another's place."""

from __future__ import annotations

import re

from app.asked import LEAD, Before, lower_first
from app.countries import Form, country_in
from app.wording import (
    ASKING,
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    PLACE_NOUNS,
    PREPOSITIONS,
    Kind,
    Named,
    is_past,
    is_person,
    is_plural,
    named_in,
)

# Which of several countries is the one asked about: whence before where.
IN_FRONT = ("from", "", "of", "in", "at", "to")
FRAGMENT = re.compile(
    rf"^(?:(?P<preposition>{'|'.join(sorted(PREPOSITIONS))}) )?(?P<what>.+)$", re.I
)


def replaced(fragment: str, before: Before) -> str:
    """The question before with the fragment in the place of what is of its kind.

    The fragment has no opening words ("And", "What about") and no question mark.
    """
    parts = FRAGMENT.match(fragment)
    if parts is None:
        return fragment
    preposition, what = (parts["preposition"] or "").casefold(), parts["what"]
    for rule in (_ones, _other_name, _other_place, _other_phrase, _other_verb, _other_counted):
        found = rule(preposition, what, before)
        if found:
            return f"{found[0].upper()}{found[1:]}?"
    question = before.question.rstrip("?!. ")
    if preposition:
        return f"{question}, {preposition} {what}?"
    return f"What about {what}: {lower_first(question)}?"


def _ones(preposition: str, what: str, before: Before) -> str | None:
    """ "the Belgian ones": the noun is that of what was asked for."""
    found = re.match(r"(?i)(?:which )?(?:the )?(\S+) ones$", what)
    asked = before.asked
    if not found or preposition or not asked.noun:
        return None
    return f"{asked.ask} {found[1]} {asked.noun.split()[-1]} {asked.rest}"


def _other_name(preposition: str, what: str, before: Before) -> str | None:
    """A country for a country, a year for a year, a name for a name."""
    question = before.question.rstrip("?!. ")
    names = named_in(what)
    if len(names) != 1 or not re.fullmatch(r"(?i)(the |all )?", what[: names[0].start]):
        return None
    name = names[0]
    if name.end != len(what):
        return None
    old = _counterpart(preposition, name, what, question)
    if old is None:
        return None
    start, end, text = old.start, old.end, name.text
    if name.kind is Kind.MONTH:
        year = re.search(r" \d{4}$", old.text)
        end -= len(year[0]) if year else 0
    elif name.kind is Kind.COUNTRY and old.kind is Kind.COUNTRY:
        text = _in_form(preposition, text, old.text)
    elif name.kind is Kind.NAME:
        text = what
    if text.startswith("the ") or country_in(text) or name.kind is not Kind.COUNTRY:
        article = re.search(r"(?i)\bthe $", question[:start])
        start -= len(article[0]) if article and old.kind in {Kind.COUNTRY, Kind.NAME} else 0
    return question[:start] + text + question[end:]


def _counterpart(preposition: str, name: Named, what: str, question: str) -> Named | None:
    """What a name takes the place of."""
    kinds = {name.kind, Kind.YEAR} if name.kind is Kind.MONTH else {name.kind}
    others = [o for o in named_in(question) if o.kind in kinds]
    if name.kind in {Kind.COUNTRY, Kind.NAME} and preposition:
        spoken = [o for o in named_in(question) if o.kind in {Kind.COUNTRY, Kind.NAME}]
        alike = [o for o in spoken if o.before(question) == preposition]
        if alike:
            return alike[0]
    if name.kind is Kind.MONTH:
        others = [o for o in others if o.kind is Kind.MONTH or re.search(r"[A-Z]", o.text)]
    if name.kind is Kind.NAME:
        person = is_person(name, what) and not preposition
        others = [o for o in others if is_person(o, question) is person] or others
    known = country_in(name.text)
    people = known is not None and known[1] is Form.PEOPLE
    if name.kind in {Kind.COUNTRY, Kind.NAME} and not others and not people:
        others = [o for o in named_in(question) if o.kind in {Kind.COUNTRY, Kind.NAME}]
    if not others:
        return None
    if name.kind in {Kind.YEAR, Kind.MONTH}:
        return others[-1]
    wanted = (preposition, *IN_FRONT) if preposition else IN_FRONT

    def order(other: Named) -> tuple[int, int]:
        in_front = other.before(question)
        known = country_in(other.text)
        if known and known[1] is not Form.NAME and in_front not in PREPOSITIONS:
            in_front = "from"  # "French towns" are towns from France
        in_front = in_front if in_front in PREPOSITIONS else ""
        return (wanted.index(in_front) if in_front in wanted else len(wanted), other.start)

    return min(others, key=order)


def _in_form(preposition: str, new: str, old: str) -> str:
    """The new country as the old one was named: Danish for French, people from Chad for Finns."""
    (country, _), (_, form) = country_in(new) or (None, None), country_in(old) or (None, Form.NAME)
    if country is None:
        return new
    if form is Form.PEOPLE and preposition:
        return f"people {preposition} {country.in_form(Form.NAME)}"
    return country.in_form(form)


def _other_place(preposition: str, what: str, before: Before) -> str | None:
    """ "the whole region" for a country: that in which the country lies."""
    if not re.fullmatch(rf"(?i)the (?:whole |entire )?(?:{'|'.join(PLACE_NOUNS)})", what):
        return None
    question = before.question.rstrip("?!. ")
    old = next((named for named in named_in(question) if named.kind is Kind.COUNTRY), None)
    known = old and country_in(old.text)
    if old is None or known is None or re.search(r"(?i)world", what):
        return None
    country, form = known
    place = f"{what} of {country.in_form(Form.NAME)}"
    text = place if form is Form.NAME else f"people from {place}"
    return question[: old.start] + text + question[old.end :]


def _other_phrase(preposition: str, what: str, before: Before) -> str | None:
    """ "of methanol" for "of ethanol": what follows the same preposition."""
    if not preposition or what.split()[0].casefold() in ASKING:
        return None
    question = before.question.rstrip("?!. ")
    stop = "|".join(sorted((FUNCTION | PREPOSITIONS) - DETERMINERS))
    old = rf"(?i)\b{preposition} (?!(?:{stop})\b)[^,.;:]+?(?=,| (?:{stop})\b|$)"
    found = list(re.finditer(old, question))
    if not found:
        return None
    return f"{question[: found[-1].start()]}{preposition} {what}{question[found[-1].end() :]}"


def _other_verb(preposition: str, what: str, before: Before) -> str | None:
    """ "and killed?" for "wounded": one participle for another."""
    if preposition or " " in what or not is_past(what):
        return None
    words = before.question.rstrip("?!. ").split()
    old = [n for n, word in enumerate(words) if is_past(word) and n > 1]
    if not old:
        return None
    return " ".join([*words[: old[-1]], what, *words[old[-1] + 1 :]])


def _other_counted(preposition: str, what: str, before: Before) -> str | None:
    """ "people from Chad", "women": other ones are counted."""
    asked, words = before.asked, what.split()
    head = next((word for word in words if is_plural(word)), None)
    if preposition or head is None or not asked.noun or not any(map(is_plural, asked.noun.split())):
        return None
    if words[0].casefold() in ASKING | AUXILIARY:
        return None
    lead = LEAD.match(before.question)
    if len(words) == 1:  # "French towns", then "villages": French villages
        kept = asked.noun.split()
        known = country_in(kept[-1])
        last = known[0].adjective if known else ""
        what = " ".join([*kept[:-1], last, what]).replace("  ", " ").strip()
    of = "of " if words[0].casefold() in {"the", "those", "these"} else ""
    return f"{lead[0] if lead else ''}{asked.ask} {of}{what} {asked.rest}"
