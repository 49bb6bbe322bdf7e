"""What a sentence says about a figure in it: who gives it, of what, done by whom, and what narrows it."""

from __future__ import annotations

import re

from app.language.values import DATE, YEAR, date_from
from index.words import content_words

# Words of a question that a sentence which answers it need not have. To come and to go say nothing
# without "from" and "to", which are compared; to leave and to arrive do.
SAYS_NOTHING = content_words(
    "number figure total estimate count share percent percentage proportion exact approximate overall"
    " came come go goes going gone went report say said"
)
TIME_ASKED = content_words("year date day month")
# People of any kind: what they are is said elsewhere.
ANYONE = content_words("people person persons individuals")
# Words that report a value and say nothing of what it is a value of.
REPORTS = content_words(
    "according announced amounted claimed concluded counted found gave gives given government lists"
    " ministry numbered officials put reached recorded says showed source stands stood study survey census"
)
# Words that only join, and yet make it a value of something else.
SMALL_WORDS = frozenset(
    """
    no not never none without only each every per most other others another would could should may might
    before after until than between if unless whom then
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
DURATIONS = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})
# What was paid is asked for as "did pay": the index's words of irregular verbs in one form.
IRREGULAR = dict(
    pair.split("-")
    for pair in """
        paid-pay won-win lost-lose built-build bought-buy sold-sell spent-spend left-leav sent-send
        fought-fight held-hold led-lead made-make sank-sink began-begin begun-begin rose-rise fell-fall
        broke-break wrote-write written-write took-take taken-take spoke-speak stole-steal shot-shoot
        struck-strike taught-teach caught-catch becam-becom got-get kept-keep met-meet ran-run
        saw-see seen-see stood-stand gave-give given-give fled-flee flew-fli drew-draw knew-know
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
# A clause that begins so narrows what the others say, though it has no word of the question.
NARROWS = re.compile(
    r"\s*(?:in|at|on|near|with|without|during|for|within|under|among|including|excluding|counting|all|"
    r"both|half|most|mostly|mainly|not|each|as|when|if|while|until|before|after|since)\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+\s+)?\w+(?:ed|en|wn|ght|ld|ck|ot|un|rn|lt|nt)\s+by\b"
)
BY = re.compile(r"\bby\s+$")  # what stands behind does what is told in the passive
# What stands for something that is only named in another sentence.
STANDS_FOR = re.compile(
    r"\W*(?:it|its|he|she|they|his|her|their|this|that|these|those)\b", re.IGNORECASE
)
ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+\b")  # "IT" is no "it"
CAPITALISED = re.compile(r"\b[A-Z][\w-]+")
DIRECTION = re.compile(
    r"\b(from|to|into|toward|towards|against|by|on|than|except|unlike|outside|besides|without)"
    r"\s((?:the\s)?[\w-]+(?:\s[A-Z][\w-]*)*)"
)
ONE_OF_SEVERAL = re.compile(r"(\w+) of ((?:\w+ ){0,2}\d{4})\b")  # "the flood of 1931"
SAID = (
    "said|says|estimated|estimates|reported|counted|found|gave|gives|put|puts|showed|concluded|"
    "announced|claimed|recorded|lists"
)
_NAME = r"(?:The |An? )?(?P<who>[A-Z][\w-]*(?: (?:(?:of|for|on|and|the) ){0,2}[A-Z][\w-]*)*"
WHO = (
    re.compile(rf"[Aa]ccording to (?:the |an? )?{_NAME})"),
    re.compile(rf"\b{_NAME})(?:['\u2019]s?)?(?:,? in its)? (?:report|study|survey|census|estimate|figures)\b"),
    re.compile(rf"\b{_NAME}(?: (?:government|ministry|police|army|authorities))?)(?: \([A-Z]+\))?(?:,[^,]*,)? (?:{SAID})\b"),
)  # fmt: skip


def topic(text: str) -> frozenset[str]:
    """Content words, those of irregular verbs in one form."""
    return frozenset(IRREGULAR.get(word, word) for word in content_words(text))


def states_something(sentence: str) -> bool:
    """Whether a sentence tells by itself what it is about: no question, nothing named only elsewhere."""
    return not (sentence.rstrip().endswith("?") or STANDS_FOR.match(sentence))


def who_says(sentence: str) -> tuple[int, int] | None:
    """Where a sentence names who says it, in one of a few plain ways."""
    found = (match for pattern in WHO if (match := pattern.search(sentence)))
    return next((match.span("who") for match in found if content_words(match["who"])), None)


def dates_in(text: str) -> list[re.Match[str]]:
    """The days, months and years of a text, a year with the word that makes it one."""
    return [found for pattern in (DATE, YEAR) for found in pattern.finditer(text)]


def date_said(found: re.Match[str]) -> str:
    """A date as it is said, without the word before it; empty where there is no such day."""
    parts = found.groupdict()
    return (parts.get("y5") or parts.get("y6") or found[0]) if date_from(found) else ""
