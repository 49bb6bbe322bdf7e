"""What a sentence says about a figure in it: who gives it, of what, done by whom, and what narrows it."""

from __future__ import annotations

import re
from itertools import takewhile

from app.language.forms import WORD, is_past, lemma
from app.language.grammar import PREPOSITIONS
from app.language.questions import is_question
from app.language.values import DATE, YEAR, YEAR_DIGITS, Number, Value, date_from
from index.words import content_words

# Words of a question that a sentence which answers it need not have. To come and to go say nothing
# without "from" and "to", which are compared; to leave and to arrive do.
SAYS_NOTHING = content_words("number estimate percentage come go report say")
# People of any kind: what they are is said elsewhere.
ANYONE = content_words("people")
# Words that report a value and say nothing of what it is a value of.
REPORTS = content_words("accord announce conclude count find give put reach study survey census")
# Words that only join, as the index has it, and yet make it a value of something else.
SMALL_WORDS = frozenset(
    "no not most other others would could before after than if whom then".split()  # noqa: SIM905 - one line
)
DURATIONS = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years"})
PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|be)(?:\s+\w+){1,2}\s+by\b")
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
ANOTHER_CASE = re.compile(
    r"\b(?:before(?=\W*$)|the \w+ before|previous(?:ly)?|formerly?|ago|earlier|next|at present|currently|so far|old|plan(?:s|ned)? to"
    r"|wants? to|hopes? to|instead|average|per)\b",
    re.IGNORECASE,
)
PROPOSES = re.compile(r"\b(?:recommend|propose|suggest)(?:s|d|ed)?\b", re.IGNORECASE)
ONE_OF_SEVERAL = re.compile(r"(\w+) of ((?:\w+ ){0,2}\d{4})\b")  # "the flood of 1931"
_NAME = r"(?:The |An? )?(?P<who>[A-Z][\w-]*(?: (?:(?:of|for|on|and|the) ){0,2}[A-Z][\w-]*)*"
_SAID = "said|says|estimated|reported|counted|found|announced|concluded"
WHO = (
    re.compile(rf"[Aa]ccording to (?:the |an? )?{_NAME})"),
    re.compile(rf"\b{_NAME})(?:['\u2019]s?)?(?:,? in its)? (?:report|study|survey|census)\b"),
    re.compile(rf"\b{_NAME}(?: government)?)(?: \([A-Z]+\))?(?:,[^,]*,)? (?:{_SAID})\b"),
)


def topic(text: str) -> frozenset[str]:
    """Content words, each in one form: what was paid is asked for as "did pay"."""
    return content_words(" ".join(_form(word) for word in WORD.findall(text)))


def _form(word: str) -> str:
    """The dictionary's form of a word, but "longest" is not "long", and "US" is not "us".

    It is looked up twice, as the dictionary has "lays" under lay, and "lay" under lie.
    """
    return word if word.isupper() or word.endswith(("er", "est")) else lemma(lemma(word))


def asked_words(question: str, value: Value) -> frozenset[str]:
    """The words of a question that a sentence must have that answers it with a value."""
    lasts = isinstance(value, Number) and value.unit in DURATIONS
    return topic(question) - SAYS_NOTHING - {"year"} - ({"long"} if lasts else set())


def narrows(clause: str) -> bool:
    """Whether a clause narrows what others say, though it may have no word of the question."""
    first = WORD.search(clause)
    return first is not None and first[0].casefold() in PREPOSITIONS | SMALL_WORDS


def states_something(sentence: str) -> bool:
    """Whether a sentence tells by itself what it is about: no question, nothing named only elsewhere."""
    return not (is_question(sentence) or STANDS_FOR.match(sentence))


def stands_for(sentence: str) -> bool:
    """Whether a sentence begins with a word for something that another one names."""
    return bool(STANDS_FOR.match(sentence))


def who_says(sentence: str) -> tuple[int, int] | None:
    """Where a sentence names who says it, in one of a few plain ways."""
    found = (match for pattern in WHO if (match := pattern.search(sentence)))
    return next((match.span("who") for match in found if content_words(match["who"])), None)


def years_in(text: str) -> frozenset[str]:
    """The years of which a text speaks."""
    return frozenset(re.findall(rf"(?<![\d,.]){YEAR_DIGITS}(?![\d,]*\d)", text))


def is_another_case(sentence: str, than: str) -> bool:
    """Whether a sentence speaks of another time, a plan or an average, and another text does not."""
    return bool(ANOTHER_CASE.search(sentence)) and not ANOTHER_CASE.search(than)


def proposes(text: str) -> bool:
    """Whether what stands behind a text is only proposed in it."""
    return bool(PROPOSES.search(text))


def counted(behind: str) -> frozenset[str]:
    """What a number counts: the content words behind it, up to the first word that only joins."""
    words = (topic(word) for word in WORD.findall(behind))
    return frozenset().union(*takewhile(bool, words)) - SAYS_NOTHING


def counted_phrase(behind: str) -> str:
    """What a number counts, in its words: those right behind it, up to the first that only joins."""
    found = re.match(r"\s*((?:[\w'\u2019-]+[ \n]?)+)", behind)
    words = re.findall(r"[\w'\u2019-]+", found[1]) if found else []
    last = [*takewhile(lambda word: bool(topic(word)) and not is_past(word), words)]
    end = re.match(r"\W+".join(map(re.escape, last)), found[1]) if found and last else None
    return end[0] if end else ""


def without_speaker(sentence: str) -> str:
    """A sentence without who says it: "the chair, Dr Anand" behind "said" too."""
    start, end = who_says(sentence) or (0, 0)
    return re.sub(r"(?<=\W)(?:said|says|added|told)\b[^.;]*", "", sentence[:start] + sentence[end:])


def dates_in(text: str) -> list[re.Match[str]]:
    """The days, months and years of a text, a year with the word that makes it one."""
    return [found for pattern in (DATE, YEAR) for found in pattern.finditer(text)]


def date_said(found: re.Match[str]) -> str:
    """A date as it is said, without the word before it; empty where there is no such day."""
    parts = found.groupdict()
    return (parts.get("y5") or parts.get("y6") or found[0]) if date_from(found) else ""
