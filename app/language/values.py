"""Short answers in one form: which number, date or name they give, by rules for English.

The rules are written by hand: a library for spelled numbers would replace ``to_decimal`` and no more,
and dateparser makes a day of "may", of "5" and of "December 2015".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from app.language.forms import WORD, folded
from app.language.grammar import DETERMINERS, PARTICLES, words

INFINITE = Decimal("Infinity")
SMALL = {
    word: number
    for number, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen
        """.split()  # noqa: SIM905 - as a list they would take twenty lines
    )
} | {
    f"{word}ty": 10 * number
    for number, word in enumerate(("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"), 2)
}
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "bn": 9, "trillion": 12}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
            "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
# Units by all their names. None is converted: what is given in miles never differs from kilometres.
UNITS = {
    word: names.split()[0]
    for names in (
        "% percent", "$ dollars dollar", "€ euros euro", "mm millimetres millimeters",
        "cm centimetres centimeters", "m metres metre meters meter", "ft feet foot",
        "km kilometres kilometre kilometers kilometer", "mi miles mile", "kg kilograms kilogrammes",
        "tonnes tonne", "tons ton", "hectares hectare ha", "acres acre", "seconds second",
        "minutes minute", "hours hour", "days day", "weeks week", "months month", "years year",
        "° degrees degree", "°c", "°f",
    )
    for word in names.split()
}  # fmt: skip
# Before a last name these make another name of it: South Sudan is not Sudan.
NOT_FORENAMES = words(
    "north south east west northern southern eastern western northeast northwest southeast southwest"
    " new old upper lower central equatorial greater inner outer great papua"
)


def _either(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_FLOOR = r"over\ the\ age\ of|more\ than|over|at\ least|in\ excess\ of|above|upwards\ of|no\ (?:fewer|less)\ than"
_CEILING = r"under\ the\ age\ of|up\ to(?:\ an?\ \w+\ of)?|at\ most|under|less\ than|fewer\ than|below|no\ more\ than|as\ many\ as"
_ABOUT = r"about|around|some|roughly|nearly|almost|approximately|estimated|circa"
_WORD = rf"(?:(?:{_either(SMALL)})|(?:{_either(SCALES)})(?:\ and(?=\ (?:{_either(SMALL)})\b))?)\b"
_FIGURE = rf"""(?:
    (?:\d{{1,3}}(?:,\n?\d{{3}})+|\d{{1,3}}(?:[\ \u00a0\u2009\u202f]\d{{3}})+|\d+)
        (?:\.\d+)?(?![.,]?\d)(?:[ -]?(?:{_either(SCALES)})\b)?
    |(?:\ba\ (?=(?:{_either(SCALES)})\b)|\b){_WORD}(?:[ -]{_WORD})*)"""
# A number with all that belongs to it: "more than $1.5 million", "between 40% and 50%", "29,032 ft".
QUANTITY = re.compile(
    rf"""(?P<said>(?:\b(?:{_CEILING}|{_FLOOR}|{_ABOUT}|only|just|exactly|a\ total\ of)\s|~)*)
    (?P<between>\bbetween\s)?(?<![\w.,-])(?P<minus>[-\u2212](?=\d))?(?P<money>(?:US)?[$£€¥])?
    (?P<low>{_FIGURE})(?:(?:\s?(?:%|per\ ?cent\b))?(?(between)\sand\s|(?:\s?[-\u2013]\s?|\sto\s))
        [$£€¥]?(?P<high>{_FIGURE}))?
    (?P<plus>\+|\sor\smore\b)?(?P<ordinal>(?:st|nd|rd|th)\b)?(?:[\s-]?(?P<unit>%|°|(?:per\ cent|{_either(UNITS)})\b))?(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORT = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_MONTH = rf"(?:{_SHORT}|Sept)(?![a-z])\.?"
DATE = re.compile(
    rf"""\b(?:(?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)
    |(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\ (?P<m2>{_MONTH})(?:,?\ (?P<y2>\d{{4}}))?
    |(?P<m3>{_MONTH})\ (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\ (?P<y3>\d{{4}}))?
    |(?P<m4>{_MONTH}),?(?:\ of)?\ (?P<y4>\d{{4}}))(?!\w)""",
    re.VERBOSE,
)
# A year in a sentence: only where what stands before it makes it one.
YEAR_DIGITS = r"(?:1[5-9]|20)\d\d"
YEAR = re.compile(
    r"\b(?:[Ii]n|[Oo]f|[Bb]y|[Ss]ince|[Ff]rom|[Dd]uring|[Uu]ntil|to|and|early|late|mid)[ -]"
    rf"(?P<y5>{YEAR_DIGITS})(?![\d,.]*\d)|\((?P<y6>{YEAR_DIGITS})\)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range; ``counted`` are the words that the short answer itself puts behind it.

    ``floor`` ("over", "at least", "+") and ``about`` belong to how it is said: "over 900", "about
    900" and "900" are one figure. ``ceiling`` ("up to", "under") makes it another.
    """

    low: Decimal
    high: Decimal
    unit: str = ""
    ceiling: bool = False
    counted: frozenset[str] = frozenset()
    floor: bool = field(default=False, compare=False)
    about: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year: what is not said is None."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def said(self) -> tuple[bool, ...]:
        """Which of year, month and day are said: how precise it is."""
        return tuple(part is not None for part in (self.year, self.month, self.day))


@dataclass(frozen=True, slots=True)
class Name:
    """Any other words, without case, accents, articles and punctuation; a list's parts are sorted."""

    words: tuple[str, ...]
    proper: bool = field(default=False, compare=False)  # one name, each word of it with a capital


Value = Number | Date | Name


def value_of(quote: str, start: int, end: int, *, year: bool = False) -> Value:
    """What the short answer ``quote[start:end]`` gives.

    A number is read with what belongs to it in the quotation, as "more than" and "million", even
    where the answer is cut closer. ``year``: four digits alone are a year, as the question asks for one.
    """
    short = quote[start:end]
    bare = re.sub(r"^\W+|\W+$", "", short)
    day = DATE.fullmatch(re.sub(r"^(?:(?:[Oo]n|[Ii]n)\s)?(?:[A-Z][a-z]+day,?\s)?", "", bare))
    if found := day and date_from(day):
        return found
    if year and re.fullmatch(r"(?:in\s)?[12]\d{3}", bare, re.IGNORECASE):
        return Date(int(bare[-4:]))
    if bare.casefold() in ORDINALS:
        number = Decimal(ORDINALS[bare.casefold()])
        return Number(number, number, "th")
    quantity = quantity_at(quote, start, end)
    number_read = quantity and number_from(quantity, quote[quantity.end() : end])
    return number_read or name_from(bare)


def quantity_at(quote: str, start: int, end: int) -> re.Match[str] | None:
    """The number with which ``quote[start:end]`` begins, or of which it is a part."""
    if any(found.start() < end and start < found.end() for found in DATE.finditer(quote)):
        return None
    for found in QUANTITY.finditer(quote):
        if found.start() < end and start < found.end():
            leading = re.sub(r"\W|\b(?:an?|the)\b", "", quote[start : found.start()].casefold())
            others = re.search(r"\d", quote[found.end() : end])
            return None if leading or others else found
    return None


def number_from(found: re.Match[str], rest: str = "") -> Number | None:
    """The number of a match, None where a range runs backwards; ``rest`` is what is counted."""
    high = found["high"] or found["low"]
    low_scaled = found["low"]
    scale = re.search(rf"[ -]?(?:{_either(SCALES)})$", high, re.IGNORECASE)
    if scale and re.fullmatch(r"[\d.,]+", low_scaled):
        low_scaled += f" {scale[0]}"  # "5-10 million"
    sign = -1 if found["minus"] else 1
    try:
        low, top = sign * to_decimal(low_scaled), sign * to_decimal(high)
    except InvalidOperation:  # a letter that only looks like one of "five"
        return None
    unit = (
        "th"
        if found["ordinal"]
        else UNITS.get((found["unit"] or "").casefold().replace(" ", ""), "")
    )
    if found["money"]:
        times = 1_000_000 if unit == "m" else 1  # "$5m"
        low, top, unit = low * times, top * times, found["money"][-1]
    if low > top or (re.match(r"\s+[A-Z]", rest) and not re.match(r"\d", found["low"])):
        return None  # "Seven Samurai"
    said = found["said"]
    return Number(
        low,
        top,
        unit,
        ceiling=bool(re.search(rf"(?<!no\ )\b(?:{_CEILING})\s", said, re.IGNORECASE | re.VERBOSE)),
        counted=frozenset(_words(rest)),
        floor=bool(
            found["plus"]
            or re.search(rf"(?<!no\ )\b(?:{_FLOOR})\s", said, re.IGNORECASE | re.VERBOSE)
        ),
        about=bool(re.search(rf"\b(?:{_ABOUT})\s|~", said, re.IGNORECASE | re.VERBOSE)),
    )


def to_decimal(text: str) -> Decimal:
    """A number in digits or words: "6,000", "1.5 million", "two hundred and six"."""
    total, part = Decimal(0), Decimal(0)
    for word in re.split(
        r"[\s-]+",
        re.sub(
            r"(?<=\d)(?:,\n|[,\s])(?=\d)", "", re.sub(r"(?<=\d)(?=[a-z])", " ", text.casefold())
        ),
    ):
        if word in SCALES:
            part = max(part, Decimal(1)) * Decimal(10) ** SCALES[word]
            if SCALES[word] > SCALES["hundred"]:
                total, part = total + part, Decimal(0)
        elif word in SMALL:
            part += SMALL[word]
        elif word not in {"a", "and"}:
            part += Decimal(word)
    return total + part


def date_from(found: re.Match[str]) -> Date | None:
    """The date of a match of ``DATE`` or ``YEAR``; None where there is no such day."""
    part = {name[0]: text for name, text in found.groupdict().items() if text}
    if (month := part.get("m", "")) and not month.isdigit():
        part["m"] = str([each[:3] for each in MONTHS].index(month[:3]) + 1)
    read = {name: int(text) for name, text in part.items()}
    try:
        date(read.get("y", 2000), read.get("m", 1), read.get("d", 1))
    except ValueError:
        return None
    return Date(read.get("y"), read.get("m"), read.get("d"))


def name_from(text: str) -> Name:
    """Words that are neither a number nor a date."""
    parts = [_words(part) for part in re.split(r",\s|\band\b", text)]
    parts = [part for part in parts if part]
    proper = len(parts) == 1 and all(w[0].isupper() or w in PARTICLES for w in WORD.findall(text))
    return Name(tuple(word for part in sorted(parts) for word in part), proper)


def date_in(text: str) -> Date | None:
    """The only date in a few words: a day, or a year with what narrows it, as "spring 2026"."""
    days = [day for found in DATE.finditer(text) if (day := date_from(found))]
    years = [Date(int(year)) for year in re.findall(rf"\b{YEAR_DIGITS}\b", text)]
    found = days or years
    return found[0] if len(found) == 1 else None


def _words(text: str) -> list[str]:
    """Words in one form: no case, accents, articles or possessive endings."""
    plain = folded(re.sub(r"['\u2019]s\b", "", text))
    return [word for word in WORD.findall(plain) if word not in DETERMINERS]
