"""A text -> the numbers, dates and proper names in it: where each stands, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.language.countries import countries_in
from app.language.forms import WORD, is_past, lemma
from app.language.grammar import DETERMINERS, FUNCTION, PARTICLES, words
from app.language.values import (
    DATE,
    QUANTITY,
    SMALL,
    YEAR,
    YEAR_DIGITS,
    Date,
    Number,
    Value,
    date_from,
    name_from,
    number_from,
)
from index.words import content_words

BESIDE = 4  # content words on each side that say what a number counts, and what a date dates
TAKEN = "\ufffc"  # stands where something was found: no letter, digit, space or punctuation

FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_TIMES = "|".join(SMALL)
# "a third of them", "two thirds", "half the fighters"; "the third reason" is none.
FRACTION = re.compile(
    rf"""\b(?:(?P<half>half)(?=\s(?:of|the)\b)
    |(?:a|one)[ -](?P<part>{"|".join(FRACTIONS)})(?=\sof\b)
    |(?P<times>{_TIMES})[ -](?P<parts>{"|".join(FRACTIONS)})s)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# Four digits that are a year for what is around them: "2014-2015", "the 2016 law", "Ramadan 2014".
YEARS = re.compile(
    rf"\b(?P<one>{YEAR_DIGITS})(?:\s?[-\u2013]\s?|\s(?:to|and)\s)"
    rf"(?P<other>{YEAR_DIGITS})(?![\d,.]*\d)"
)
BARE_YEAR = re.compile(
    r"(?:\b(?:the|between|[A-Z][a-z]+)\s|['\u2019]s\s)(?P<year>(?:19|20)\d\d)"
    r"(?![\d,.\-\u2013]*\d)"
)
# A line may end within "7 December 2015"; one within "6,000" belongs to the figure.
LINE_END = re.compile(r"(?<!\d,)[\n\r\t]|[\n\r\t](?!\d{3}\b)")
UNSAYING = re.compile(r"^\s*(?:(?:only|just|exactly|estimated|a total of)\s+)*", re.IGNORECASE)
_PARTICLE_BEFORE = re.compile(rf"\b(?:{'|'.join(PARTICLES)})[ -]$")
# What begins a sentence with a capital without being a name.
OPENERS = (
    FUNCTION
    | DETERMINERS
    | frozenset(SMALL)
    | words(
        "according all almost although another any approximately behind both each either even every"
        " everyone exactly few fewer half however less many million more most much nearly neither no"
        " nobody none nothing officially once only other others people reportedly roughly several some"
        " still such today together upon yet"
    )
)
_OPENS = re.compile(r"(?:^|[.!?:]\s|[“\"])\W*$")  # behind this, a sentence begins
_OF_THE = re.compile(r"^\s+of\s+(?:(?:the|these|those|all|its|their|his|her|our)\s+)*(?=[^\W\d])")
_RUN = re.compile(r"(?:[\s-][^\W_]\w*)*")  # words with nothing but a space or hyphen between
# Not part of who someone is: "President Donald Trump" and "Donald Trump" are one name.
TITLES = words(
    "president prime minister chancellor senator secretary governor judge general colonel king queen"
    " prince princess pope sir lord lady dr mr mrs ms professor sheikh"
)

Words = list[re.Match[str]]


class Kind(StrEnum):
    """What can be compared."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Mention:
    """Something said at ``text[start:end]``.

    ``beside`` are the words near it that belong to no other mention, without their endings; ``role``
    is the word before it, the same for "in", "on" and "during". ``said`` is the text itself, and
    ``counted`` are the words right behind a number, in the dictionary's form.
    """

    kind: Kind
    start: int
    end: int
    value: Value
    beside: frozenset[str] = frozenset()
    role: str = ""
    said: str = ""
    counted: tuple[str, ...] = ()


def find_mentions(text: str, ordinary: frozenset[str] = frozenset()) -> list[Mention]:
    """The numbers, dates and names of a sentence, in order; none overlaps another.

    ``ordinary`` are words that are written small elsewhere: at the beginning of a sentence such a
    word is no name.
    """
    found: list[Mention] = []
    text = LINE_END.sub(" ", text)
    left = text  # what is not taken yet, at the same places
    for find in (_dates, _fractions, _quantities, _countries, lambda text: _names(text, ordinary)):
        new = list(find(left))
        found += new
        left = without(left, new)
    return [
        replace(
            mention,
            beside=_beside(left, mention),
            role=_role(text, mention),
            said=text[mention.start : mention.end],
            counted=_counted(text, mention) if mention.kind is Kind.NUMBER else (),
        )
        for mention in sorted(found, key=lambda mention: mention.start)
    ]


def without(text: str, mentions: Iterable[Mention]) -> str:
    """The text with nothing to read where these stand; all else stays in its place."""
    for mention in mentions:
        taken = TAKEN * (mention.end - mention.start)
        text = text[: mention.start] + taken + text[mention.end :]
    return text


def lower_words(text: str) -> frozenset[str]:
    """The words that a text writes small."""
    return frozenset(word for word in WORD.findall(text) if word.islower())


# Dates and numbers


def _dates(text: str) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for found, name, day in _possible_dates(text):
        start, end = found.span(name)
        if day and not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
            yield Mention(Kind.DATE, start, end, day)


def _possible_dates(text: str) -> Iterator[tuple[re.Match[str], str | int, Date | None]]:
    """Dates, the surest first: the match, which group of it the date is, and its value."""
    for found in DATE.finditer(text):
        yield found, 0, date_from(found)
    for pattern in (YEARS, YEAR, BARE_YEAR):
        for found in pattern.finditer(text):
            for name, year in found.groupdict().items():
                if year:
                    yield found, name, Date(int(year))


def _fractions(text: str) -> Iterator[Mention]:
    """Parts of a whole, as percent: "a third of them", "three quarters"."""
    for found in FRACTION.finditer(text):
        part = (found["half"] or found["part"] or found["parts"]).casefold()
        share = Decimal(100 * SMALL[(found["times"] or "one").casefold()]) / FRACTIONS[part]
        yield Mention(Kind.NUMBER, *found.span(), Number(share, share, "%"))


def _quantities(text: str) -> Iterator[Mention]:
    for found in QUANTITY.finditer(text):
        if found["ordinal"] or found[0].strip().casefold() == "one":
            continue  # "the 3rd", "one of them"
        if number := number_from(found):
            yield Mention(Kind.NUMBER, *_stripped(found), number)


def _stripped(found: re.Match[str]) -> tuple[int, int]:
    """Where a match stands, without what is before the number and says nothing of it."""
    return found.end() - len(UNSAYING.sub("", found[0], count=1)), found.end()


# Names


def _countries(text: str) -> Iterator[Mention]:
    """Names of countries that have small words in them: "Trinidad and Tobago"."""
    for said in countries_in(text):
        name = text[said.start : said.end]
        if name[0].isupper() and any(word.islower() for word in name.split()):
            yield Mention(Kind.NAME, said.start, said.end, name_from(name))


def _names(text: str, ordinary: frozenset[str]) -> Iterator[Mention]:
    for span in name_spans(text, ordinary=ordinary):
        words = list(WORD.finditer(text, *span))
        while words and words[0][0].casefold() in TITLES:
            words = words[1:]
        if words and (len(words) > 1 or len(words[0][0]) > 1):
            start = words[0].start()
            before = _PARTICLE_BEFORE.search(text[:start])  # "al-Nusra"
            name = (before.start() if before else start, span[1])
            yield Mention(Kind.NAME, *name, name_from(text[slice(*name)]))


def name_spans(
    text: str,
    joining: frozenset[str] = PARTICLES,
    glue: str = "",
    ordinary: frozenset[str] = frozenset(),
) -> Iterator[tuple[int, int]]:
    """Words with capitals that follow each other, with the small ones between: "Jamal al Harith".

    Over a character of ``glue`` a word goes on in small letters too: "O'Brien", "Kosovo-based". What
    has its capital only because a sentence begins with it is no part of a name: an opener, or a word
    that stands alone and is in ``ordinary``.
    """
    for run in _runs(text, joining, glue):
        name = run[1:] if _only_opens(text, run, ordinary) else run
        if name and (len(name) > 1 or name[0][0] != "I"):
            yield name[0].start(), name[-1].end()


def _only_opens(text: str, run: Words, ordinary: frozenset[str]) -> bool:
    """Whether the first word has its capital only because a sentence begins with it."""
    first = run[0][0]
    is_opener = first.casefold() in OPENERS and (len(first) == 1 or not first.isupper())
    if len(run) > 1:  # "US", "Under-sixteens": none
        is_opener = is_opener and text[run[0].end()] == " "
    else:
        is_opener = is_opener or first.casefold() in ordinary
    return is_opener and bool(_OPENS.search(text[: run[0].start()]))


def _runs(text: str, joining: frozenset[str], glue: str) -> Iterator[Words]:
    run: Words = []
    for word in WORD.finditer(text):
        if run and not _goes_on(run[-1], word, joining, glue):
            yield _without_small(run, joining)
            run = []
        if run or word[0][0].isupper():
            run.append(word)
    if run:
        yield _without_small(run, joining)


def _goes_on(last: re.Match[str], word: re.Match[str], joining: frozenset[str], glue: str) -> bool:
    """Whether a name goes on with the next word; a possessive ending ends it."""
    gap = word.string[last.end() : word.start()]
    if len(gap) == 1 and gap in glue:
        return (gap, word[0]) != ("'", "s")
    joins = word[0] in joining or (last[0], word[0]) == ("of", "the")
    return gap in {" ", "-"} and (word[0][0].isupper() or joins)


def _without_small(run: Words, joining: frozenset[str]) -> Words:
    while run[-1][0] in joining | {"the"}:
        run = run[:-1]
    return run


# What is beside them


def _beside(left: str, mention: Mention) -> frozenset[str]:
    before, behind = left[: mention.start], left[mention.end :]
    return frozenset({*_nearest(reversed(WORD.findall(before))), *_nearest(WORD.findall(behind))})


def _nearest(words: Iterable[str]) -> list[str]:
    """The first few words of content."""
    found: list[str] = []
    for word in words:
        found += content_words(word)
        if len(found) >= BESIDE:
            break
    return found


def _counted(text: str, mention: Mention) -> tuple[str, ...]:
    """What a number counts: "people" of "27 of the people who left", "young people" of "72 young people"."""
    behind = _OF_THE.sub(" ", text[mention.end :], count=1)
    counted: list[str] = []
    run = _RUN.match(behind)
    for word in WORD.findall(run[0]) if run else ():
        if word.casefold() in FUNCTION or not content_words(word) or word[0].isdigit():
            break
        if not is_past(word):
            counted.append(lemma(word))
        elif not word.endswith("ed"):  # "3 became bombers", but "41 returned fighters"
            break
    return tuple(counted)


def _role(text: str, mention: Mention) -> str:
    before = [word.casefold() for word in WORD.findall(text[: mention.start])]
    before = before[:-1] if before[-1:] == ["the"] else before
    role = before[-1] if before else ""
    return "in" if role in {"on", "during"} else role
