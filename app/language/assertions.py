"""How a statement asserts what it says: denied or not, of all or of some, surely or perhaps, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.language.countries import Form, country_in
from app.language.forms import WORD, is_plural, lemma, may_be_verb
from app.language.grammar import HE, SHE, THEY, words
from app.language.statements import ANYONE, REPORTS, SAYS_NOTHING
from app.language.wording import is_person_noun
from index.words import content_words

# Words that turn a statement round; two in one statement are none.
DENIALS = words(
    "not no never none nobody nothing neither nor nowhere cannot without hardly scarcely barely"
    " refuse deny fail reject decline forbid prohibit ban lack unable cease stop impossible prevent"
)
SHORT_NOT = re.compile(r"\w+n['\u2019]t\b", re.IGNORECASE)
NOT_A_DENIAL = re.compile(
    r"\b(?:not only|no (?:more|less|fewer|later|earlier) than|no longer than|no doubt|whether or not)\b",
    re.IGNORECASE,
)
# "My dog woke me, not the council" denies nothing of the dog.
CONTRAST = re.compile(r"[,(]\s*not\s[^,.;)]*(?=[,.;)]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Class:
    """Words that say the same of how a statement is meant.

    ``dropped`` is whether a statement says more without them: "most left" is not "they left".
    ``added`` is whether it says more with them: "they left" is not "all left".
    """

    name: str
    words: frozenset[str]
    added: bool = True
    dropped: bool = True


# Of each kind a statement has one class or none; two of one kind cannot stand for each other.
QUANTITIES = (
    Class("all", words("all every each everyone everybody always entire whole"), dropped=False),
    Class("most", words("most mostly majority usually mainly largely predominantly")),
    Class("some", words("some several sometimes partly certain"), added=False),
    Class("few", words("few minority rarely seldom")),
    Class("only", words("only solely exclusively"), dropped=False),
)
STRENGTHS = (
    Class("must", words("must required obliged compulsory obligatory mandatory necessary")),
    Class("may", words("may can allowed permitted able optional"), added=False),
    Class("might", words("might could perhaps possibly probably maybe likely")),
    Class(
        "future",
        words(
            "will would shall promised planned plan expected intend proposed hope due promise expect"
        ),
    ),
    Class(
        "alleged",
        words("alleged allegedly reportedly supposedly suspected apparently claimed rumoured"),
    ),
    Class("either", frozenset(), added=False),
)
# Not of some but of how many is more; each against the other.
DEGREES = (
    Class("more", words("more most larger largest greater greatest higher highest"), dropped=False),
    Class("less", words("less least fewer fewest smaller smallest lower lowest"), dropped=False),
    Class("first", words("first earliest"), dropped=False),
    Class("last", words("last latest"), dropped=False),
    Class("before", words("before until till"), dropped=False),
    Class("after", words("after since"), dropped=False),
    Class("inside", words("inside within"), dropped=False),
    Class("outside", words("outside beyond"), dropped=False),
)
KINDS: Mapping[str, tuple[Class, ...]] = {
    "quantity": QUANTITIES, "strength": STRENGTHS, "degree": DEGREES,
}  # fmt: skip
HAVE_TO = re.compile(r"\b(?:have|has|had|having)\s+to\b|\b(?:need|needs)\s+to\b", re.IGNORECASE)
ABOUT_TO = re.compile(r"\b(?:is|are|was|were)\s+to\s+(?=[a-z])", re.IGNORECASE)
EITHER_OR = re.compile(r"\beither\b(?=[^.;]*\bor\b)", re.IGNORECASE)
PHRASES = {"must": HAVE_TO, "future": ABOUT_TO, "either": EITHER_OR}
ALMOST = words("nearly almost practically virtually")
CLASSED = frozenset().union(*(each.words for kind in KINDS.values() for each in kind))

# Words that a sentence need not have that says the same.
SAYS_LITTLE = (
    SAYS_NOTHING
    | ANYONE
    | REPORTS
    | content_words("total also altogether there time exactly old age aged")
)

# What makes a statement hold only now and then.
CONDITION = re.compile(
    r"\b(?:only (?:if|when|where|for)|if|unless|provided(?: that)?|as long as|on condition that)\b",
    re.IGNORECASE,
)
# What it does not hold for, up to the next mark or joining word.
EXCEPTION = re.compile(
    r"\b(?:apart from|except(?: for| on)?|other than|unlike|excluding|with the exception of|rather than"
    r"|instead of|(?:and|but)? ?not (?:by|to|from|for|in|on)?)\s+((?:[\w'\u2019-]+\s?){1,5})",
    re.IGNORECASE,
)
# Small words that two others stand on either side of, and may not change sides.
PIVOTS = words("not than to before after until over")

# Words that say the same where people are counted.
SAME = {"woman": "female", "man": "male"}
# Something is done by someone; "by 2015" is no one.
PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be)\b[^.;]*?\bby\b(?!\s+(?:\d|[A-Z][a-z]+ \d))"
)

# What a number is said to be, by the words before it.
STRICTLY_MORE = re.compile(
    r"\b(?:more than|over|above|in excess of|upwards of|exceeding)\s", re.IGNORECASE
)
AT_LEAST = re.compile(
    r"\b(?:at least|no (?:fewer|less) than|a minimum of)\s|\+|\sor more\b", re.IGNORECASE
)
STRICTLY_LESS = re.compile(r"\b(?:under|less than|fewer than|below|nearly|almost)\s", re.IGNORECASE)
AT_MOST = re.compile(
    r"\b(?:up to(?: an? \w+ of)?|at most|no more than|as many as|a maximum of)\s", re.IGNORECASE
)

# Prepositions before a date or a name that cannot stand for each other.
SIDES: Mapping[str, str] = {
    word: side
    for side, its in {
        "before": "before until till by",
        "after": "after since",
        "from": "from",
        "to": "to into toward towards",
        "against": "against",
        "without": "without except unlike outside",
    }.items()
    for word in its.split()
}
# Those that say the same of a place, for names that stand for each other there.
GROUPS: Mapping[str, str] = {
    word: group
    for group, its in {
        "of": "of from",
        "to": "to into toward towards",
        "in": "in at within",
    }.items()
    for word in its.split()
}
_SEGMENT = re.compile(
    r"[,;:()\u2014]|\s[-\u2013]\s"
    r"|\b(?:and|but|while|whereas|although|though|because|since|unless|when|until|who|which|whose)\b",
    re.IGNORECASE,
)


def denials(text: str) -> list[tuple[int, int]]:
    """Where a statement is turned round; see ``DENIALS``."""
    text = _blank(text, NOT_A_DENIAL)
    text = _blank(text, CONTRAST)
    short = [found.span() for found in SHORT_NOT.finditer(text)]
    said = [
        found.span()
        for found in WORD.finditer(text)
        if lemma(found[0]) in DENIALS or found[0].casefold() in DENIALS
    ]
    return sorted([*short, *said])


def classed(text: str, kind: str) -> list[tuple[str, tuple[int, int]]]:
    """The words of a kind that a statement has, each by the name of its class and where it stands."""
    found: list[tuple[str, tuple[int, int]]] = []
    if kind == "strength":
        for name, pattern in PHRASES.items():
            found += [(name, match.span()) for match in pattern.finditer(text)]
    before = ""
    for word in WORD.finditer(text):
        names = [each.name for each in KINDS[kind] if word[0].casefold() in each.words]
        if before in ALMOST:  # "nearly always"
            names = ["most" if name == "all" else name for name in names]
        found += [(name, word.span()) for name in names if word[0] != "May"]
        before = word[0].casefold()
    return found


# Words for people of any kind; what kind they are is said by others.
PEOPLE = words("people person individual citizen national member one human")
KINDS_OF_PEOPLE = words("woman man boy girl child wife family adult youth")
OVER = re.compile(r"^\s*over\s+", re.IGNORECASE)
EXACTLY = re.compile(r"\b(?:exactly|precisely)\s+$", re.IGNORECASE)


def people_both(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two counted things are people, one of them of any kind: "689 fighters", "689 people"."""
    kinds = [[word for word in each if _is_person(word)] for each in (one, other)]
    return all(kinds) and any(set(each) <= PEOPLE for each in kinds)


def _is_person(word: str) -> bool:
    known = country_in(word.capitalize())
    return (
        word in PEOPLE | KINDS_OF_PEOPLE
        or is_person_noun(word)
        or (known is not None and known.form is not Form.NAME)
    )


def insists(before: str) -> bool:
    """Whether what stands before a number makes it exact."""
    return EXACTLY.search(before) is not None


def refers_back(text: str) -> bool:
    """Whether a sentence has a pronoun for what another one names."""
    return any(word.casefold() in HE | SHE | THEY | {"it", "its"} for word in WORD.findall(text))


def narrows_noun(role: str) -> bool:
    """Whether the word before a number is a noun that the number narrows: "children under eight"."""
    return is_plural(role) and not may_be_verb(lemma(role)) if role else False


def may_mean_during(text: str) -> bool:
    """Whether "over" need not mean "more than": "over seven years"."""
    return OVER.match(text) is not None


def segments(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence between what joins and what encloses, with the joining word."""
    start = 0
    for found in _SEGMENT.finditer(text):
        if text[start : found.start()].strip():
            yield start, found.start()
        start = found.start() if found[0].isalpha() else found.end()
    if text[start:].strip():
        yield start, len(text)


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)
