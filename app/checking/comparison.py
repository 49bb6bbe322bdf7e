"""What a claim says against what a quotation says: which values agree, differ or do not occur.

Nothing here decides what is true. Where it is in doubt which value stands in the place of which,
the claim's value does not occur.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.answers import Citation, Span
from app.checking.relations import Relation, relation
from app.language.assertions import GROUPS, SIDES, insists, narrows_noun, people_both
from app.language.countries import country_in
from app.language.differences import conflict, is_less_precise
from app.language.grammar import PREPOSITIONS
from app.language.mentions import Kind, Mention, find_mentions, without
from app.language.names import find_name
from app.language.values import Date, Name, Number, Value
from index.words import content_words

# How much of what stands beside two values must be the same for one to be in the other's place; also,
# how much of a claim's words, for the only value that is left to be in the place of the only other.
IN_PLACE = 0.4


class Verdict(StrEnum):
    """What became of a value of the claim."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "does not occur"


class Where(StrEnum):
    """Where a value was found."""

    QUOTATION = "in the quotation"
    BEFORE = "in the sentence before"
    AFTER = "in the sentence after"
    SECTION = "in the section's heading"
    TITLE = "in the title"


class Aspect(StrEnum):
    """What is compared besides numbers, dates and names."""

    QUOTED = "quoted words"
    DENIAL = "denial"
    STRENGTH = "strength"
    ROLE = "role"
    WORD = "word"


NEAR = (Where.QUOTATION, Where.SECTION, Where.TITLE)
FAR = (Where.BEFORE, Where.AFTER)


@dataclass(frozen=True, slots=True)
class Compared:
    """A number, date or name of a claim, or how it is said, and what was found for it.

    ``said`` are half-open offsets in the claim, empty where only the quotation has it; ``found`` those
    in the text of ``where``, None if it does not occur.
    """

    kind: Kind | Aspect
    said: Span
    verdict: Verdict
    found: Span | None = None
    where: Where = Where.QUOTATION


def texts_of(citation: Citation) -> dict[Where, str]:
    """Where a name or a date is looked for, in this order; a number only in the quotation."""
    return {
        Where.QUOTATION: citation.quote,
        Where.BEFORE: citation.before,
        Where.AFTER: citation.after,
        Where.SECTION: " > ".join(citation.section),
        Where.TITLE: citation.title,
    }


def compare_values(
    claim: str, citation: Citation, ordinary: frozenset[str] = frozenset(), *, alike: bool = True
) -> tuple[Compared, ...]:
    """What became of each number, date and name of a claim, in its order.

    ``ordinary`` are words that are written small elsewhere; see ``find_mentions``. ``alike`` is
    whether the quotation says so nearly the same that a value may stand in another's place.
    """
    said = find_mentions(claim, ordinary)
    quoted = find_mentions(citation.quote, ordinary)
    texts = texts_of(citation)
    here = {m: found for m in said if (found := _agreeing(m, claim, texts, quoted, NEAR))}
    beside = {m: found for m in said if (found := _agreeing(m, claim, texts, quoted, FAR))}
    unused = [m for m in quoted if not any(_covers(found, m) for found in here.values())]
    here, beside = (
        {m: f for m, f in found.items() if not _belongs_to_another(m, f, quoted, unused)}
        for found in (here, beside)
    )
    if any(m.kind is Kind.NAME and _is_country(m) for m in unused):
        # The quotation has a country of its own, so that it does not go on about the one before.
        beside = {m: found for m, found in beside.items() if not _is_country(m)}
    places = _Places(
        said=tuple(m for m in said if m not in here),
        quoted=tuple(unused),
        same_event=_same_words(without(claim, said), citation.quote),
        names_found=all(m in here for m in said if m.kind is Kind.NAME),
        number_found=any(m.kind is Kind.NUMBER for m in here),
    )
    compared = []
    for mention in said:
        rival = places.rival(mention, claim) if alike and mention not in here else None
        differs = rival and _compared(mention, Verdict.DIFFERS, (rival.start, rival.end))
        # In a list the next sentence may well have the name; a date there is the same date.
        other = beside.get(mention)
        second = differs or other if mention.kind is Kind.NAME else other or differs
        compared.append(here.get(mention) or second or _compared(mention, Verdict.ABSENT))
    return tuple(compared)


def _agreeing(
    mention: Mention,
    claim: str,
    texts: Mapping[Where, str],
    quoted: Sequence[Mention],
    places: Sequence[Where],
) -> Compared | None:
    """What agrees with a value in the first of these places that has it."""
    for where in places:
        if mention.kind is Kind.NAME:
            found = find_name(claim[mention.start : mention.end], texts[where])
        elif where is Where.QUOTATION or mention.kind is Kind.DATE:
            there = quoted if where is Where.QUOTATION else find_mentions(texts[where])
            same = [m for m in there if _agrees(mention, m, claim) and _same_side(mention, m)]
            best = max(same, key=lambda m: beside_alike(mention, m), default=None)
            found = (best.start, best.end) if best else _bare_year(mention, there)
        else:  # a number of another sentence counts something else
            found = None
        if found:
            return _compared(mention, Verdict.AGREES, found, where)
    return None


def _bare_year(said: Mention, there: Sequence[Mention]) -> Span | None:
    """A year that stands alone, as in "the busiest year was 1913"."""
    year = said.value.year if isinstance(said.value, Date) and said.value.month is None else None
    for each in there:
        if year is not None and not each.counted and each.said == str(year):
            return each.start, each.end
    return None


def _agrees(said: Mention, found: Mention, claim: str) -> bool:
    """Whether what is found is what is said, or more exact, and a number counts the same."""
    if isinstance(said.value, Date):
        return said.value == found.value or is_less_precise(said.value, found.value)
    return _relation(said, found, claim) is Relation.AGREES and counts_alike(said, found)


def _relation(said: Mention, found: Mention, claim: str) -> Relation:
    if not isinstance(said.value, Number) or not isinstance(found.value, Number):
        return Relation.NEITHER
    if said.counted and said.value.unit != found.value.unit and not said.value.unit:
        return Relation.NEITHER  # "16 people" is not "16 years"
    exactly = insists(claim[: said.start])
    if narrows_noun(said.role) and said.value.low != found.value.low:
        # "Children under eight" are others than "children under four", though fewer.
        return Relation.DIFFERS if said.value.unit == found.value.unit else Relation.NEITHER
    return relation((said.said, said.value), (found.said, found.value), exactly=exactly)


def counts_alike(one: Mention, other: Mention) -> bool:
    """Whether two numbers may count the same thing, as far as the words behind them tell."""
    if not one.counted or not other.counted:
        return True
    mine, theirs = (content_words(" ".join(each.counted)) for each in (one, other))
    return bool(mine & theirs) or people_both(one.counted, other.counted)


def _same_side(one: Mention, other: Mention) -> bool:
    """Whether what stands before two values does not set them apart: "from May" is not "to May"."""
    sides = SIDES.get(one.role), SIDES.get(other.role)
    return None in sides or sides[0] == sides[1]


def _belongs_to_another(
    name: Mention, found: Compared, quoted: Sequence[Mention], unused: Sequence[Mention]
) -> bool:
    """Whether another name of the quotation has the place of this one: it is from there, or to there.

    A country that only the title has is not meant by a sentence about another place.
    """
    group = GROUPS.get(name.role)
    if group is None or not _is_country(name):
        return False
    there = next((m for m in quoted if _covers(found, m)), None)
    if there is not None and GROUPS.get(there.role) == group:
        return False
    return any(
        GROUPS.get(m.role) == group
        and m.kind is Kind.NAME
        and (there is None or _is_country(m))
        and not find_name(name.said, m.said)
        for m in unused
    )


def _is_country(mention: Mention) -> bool:
    return mention.kind is Kind.NAME and country_in(mention.said) is not None


@dataclass(frozen=True, slots=True)
class _Places:
    """The values that do not agree: those of the claim, and those of the quotation.

    ``same_event`` is whether claim and quotation share their other words, ``names_found`` whether all
    of the claim's names were found in or over the quotation, ``number_found`` whether one of its
    numbers is in it.
    """

    said: tuple[Mention, ...]
    quoted: tuple[Mention, ...]
    same_event: bool
    names_found: bool
    number_found: bool

    def rival(self, mention: Mention, claim: str) -> Mention | None:
        """The value of the quotation that stands in the place of the claim's and cannot be it."""
        if mention.kind is Kind.NAME:
            return self._rival_name(mention, claim)
        # Where a name is missing, the quotation is about something else.
        return self._in_place(mention, claim) if self.names_found else None

    def _rival_name(self, mention: Mention, claim: str) -> Mention | None:
        rival = self._in_place(mention, claim)
        if rival and _end_alike(mention.value, rival.value):  # "Peter Fiddler", "Ronald Fiddler"
            return rival
        # Sentences of one form about many things, as in a list, are told apart by their numbers.
        return rival if self.said == (mention,) and self.number_found else None

    def _in_place(self, mention: Mention, claim: str) -> Mention | None:
        """What stands beside most of the same words, or is the only one left on either side."""
        rivals = [m for m in self.quoted if _comparable(mention, m)]
        best = max((beside_alike(mention, m) for m in rivals), default=0.0)
        only = self.same_event and len(rivals) == 1 and mention.kind is not Kind.NAME
        only = only and sum(m.kind is mention.kind for m in self.said) == 1
        nearest = [m for m in rivals if beside_alike(mention, m) == best]
        if len(nearest) != 1 or not (only or best >= IN_PLACE):
            return None
        return nearest[0] if _differs(mention, nearest[0], claim) else None


def _comparable(one: Mention, other: Mention) -> bool:
    """Whether two values are of one kind: numbers of one unit, dates and names of the same role."""
    if isinstance(one.value, Number) and isinstance(other.value, Number):
        same = (one.value.low, one.value.high) == (other.value.low, other.value.high)
        units = one.value.unit == other.value.unit
        return (units and counts_alike(one, other)) or (same and bool(one.value.unit))
    # A name behind a preposition is a part of what it is there for.
    if one.kind is Kind.NAME and not {one.role, other.role} & PREPOSITIONS:
        return other.kind is Kind.NAME
    return one.kind is other.kind and one.role == other.role


def _same_words(claim: str, quote: str) -> bool:
    words = content_words(claim)
    return len(words & content_words(quote)) >= IN_PLACE * len(words) > 0


def _end_alike(one: Value, other: Value) -> bool:
    """Whether two names have their last word in common."""
    return isinstance(one, Name) and isinstance(other, Name) and one.words[-1:] == other.words[-1:]


def _differs(said: Mention, found: Mention, claim: str) -> bool:
    """Whether both cannot hold; a month and a day are compared by their months, names by their words."""
    one, other = said.value, found.value
    if isinstance(one, Date) and isinstance(other, Date):
        return conflict(_coarse(one, other), _coarse(other, one))
    if isinstance(one, Number) and isinstance(other, Number):
        return _relation(said, found, claim) is Relation.DIFFERS
    return one != other


def _coarse(day: Date, other: Date) -> Date:
    """A date without what the other one does not say."""
    year, month, date = other.said
    return replace(
        day,
        year=day.year if year else None,
        month=day.month if month else None,
        day=day.day if date else None,
    )


def beside_alike(one: Mention, other: Mention) -> float:
    """How much of what stands beside two values is the same, in [0, 1]."""
    words = len(one.beside) + len(other.beside)
    return 2 * len(one.beside & other.beside) / words if words else 0.0


def _covers(found: Compared, mention: Mention) -> bool:
    """Whether what was found is this mention of the quotation, or a part of it."""
    if found.where is not Where.QUOTATION or found.found is None:
        return False
    return mention.start < found.found[1] and found.found[0] < mention.end


def _compared(
    mention: Mention,
    verdict: Verdict,
    found: Span | None = None,
    where: Where = Where.QUOTATION,
) -> Compared:
    return Compared(mention.kind, (mention.start, mention.end), verdict, found, where)
