"""Which pronouns of a question hint at the turn before; most say what they mean themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.follow_ups.antecedents import Sort
from app.follow_ups.bound import OWNERS, is_bound
from app.language.countries import country_in
from app.language.forms import is_past, is_plural
from app.language.wording import (
    AUXILIARY,
    BASE_VERBS,
    BE,
    DETERMINERS,
    FUNCTION,
    PLACE_NOUNS,
    PREPOSITIONS,
    SAYING,
    THING_NOUNS,
    is_person_noun,
)

SORT_OF = {
    "he": Sort.HE, "him": Sort.HE, "his": Sort.HE,
    "she": Sort.SHE, "her": Sort.SHE, "hers": Sort.SHE,
    "they": Sort.THEY, "them": Sort.THEY, "their": Sort.THEY, "theirs": Sort.THEY,
    "those": Sort.THEY, "these": Sort.THEY,
    "it": Sort.IT, "its": Sort.IT, "this": Sort.IT, "that": Sort.IT,
    "there": Sort.THERE,
}  # fmt: skip
PRONOUN = re.compile(rf"(?i)(?<![\w'-])(?:{'|'.join(SORT_OF)})(?![\w'-])")
# "it" that means nothing: "is it true that", "how long does it take", "make it", "was it Bell who".
EMPTY_IT = re.compile(
    r"(?i)\bit (?:takes?|took|rains?|snows?)\b|\b(?:take|make|made|took) it\b|\bit called (?:when|if)\b"
    r"|\b(?:is|was) it (?:\w+ ){0,7}(?:that|to|for|who|if|when|which)\b"
    r"|\b(?:mean|was|is|make|making|made|find|found) it (?:for|to|when|if|possible|clear|easy|hard)\b"
    r"|\bit (?:means? (?:for|to|when|if|that)|determined (?:how|that|who))\b"
    r"|\b(?:did|does|has|will) it (?:become|be|been|get|happen) (?:\w+ )?(?:that|to|for|if)\b"
    r"|\bit (?:is|was|has been|became|becomes) (?:\w+ ){1,3}(?:that|to|for|who)\b|\bit seems?\b"
    r"|\b(?:cold|warm|hot|dark|late) does it get\b|\bwhat time is it\b|\bcome to it\b|\bit all\b"
)
# "there" that names no place: "is there", "there are", "over there".
EMPTY_THERE = re.compile(
    r"(?i)\b(?:is|are|was|were|be|been|isn't|aren't) there\b"
    r"|\bthere (?:is|are|was|were|has|have|to|any|will)\b|\b(?:out|over|up|down|hi|hello) there\b"
)
# Behind a demonstrative these say themselves what it means: "those who came", "that of Rome".
SAYS_ITSELF = {"who", "that", "which", "whose", "whom", "with", "of", "in", "from", "under", "over",
               "at", "for", "to", "on", "about", "without", "between", "near", "against"}  # fmt: skip
LONGEST_NOUN = 3  # words behind a demonstrative that are looked at
TIMES = {"day", "days", "time", "year", "week", "month", "century", "moment", "way", "kind", "type"}


@dataclass(frozen=True, slots=True)
class Hint:
    """A pronoun that hints at the turn before, with the noun it stands before if there is one."""

    start: int
    end: int
    word: str
    sort: Sort
    noun: str = ""

    @property
    def owns(self) -> bool:
        """Whether it says whose something is."""
        return self.word in OWNERS and bool(self.noun)


def hints(question: str) -> Iterator[Hint]:
    """The pronouns that neither mean nothing nor have their meaning in the question."""
    empty = [m.span() for pattern in (EMPTY_IT, EMPTY_THERE) for m in pattern.finditer(question)]
    for found in PRONOUN.finditer(question):
        if any(start <= found.start() and found.end() <= end for start, end in empty):
            continue
        behind = re.findall(r"[\w'-]+|[,.;:?]", question[found.end() :])
        hint = _hint(found, question[: found.start()].casefold(), behind, question)
        if hint and not is_bound(hint.word, hint.noun, question[: hint.start], behind):
            yield hint


def _hint(found: re.Match[str], front: str, behind: list[str], question: str) -> Hint | None:
    """The pronoun, if it may hint at something at all."""
    word, next_word = found[0].casefold(), behind[0].casefold() if behind else ""
    sort = SORT_OF[word]
    if word in OWNERS:
        owns = next_word.isalpha() and next_word not in FUNCTION
        return Hint(*found.span(), word, sort, behind[0] if owns else "")
    if word in {"this", "that"}:
        return _this(found, front, behind)
    if word in {"these", "those"}:
        return _these(found, front, behind, question)
    if word == "there" and next_word.isalpha() and next_word not in PREPOSITIONS | {"and", "or"}:
        return None
    if word == "it" and next_word in SAYING:
        sort = Sort.PAPER
    if word == "them" and front.endswith(" of "):
        sort = Sort.THOSE
    return Hint(*found.span(), word, sort)


def _these(found: re.Match[str], front: str, behind: list[str], question: str) -> Hint | None:
    """A hint in "How many of those died?" and "these animals", not in "those who came"."""
    word, next_word = found[0].casefold(), behind[0].casefold() if behind else ""
    if next_word in SAYS_ITSELF or next_word.endswith("ing"):
        return None
    of = front.endswith(" of ")
    alone = not next_word.isalnum() or next_word in AUXILIARY | {"and", "or"} or is_past(next_word)
    if alone or (
        of and question.split(maxsplit=1)[0].casefold() in BE
    ):  # "Were many of those old?"
        return Hint(*found.span(), word, Sort.THOSE if of else Sort.THEY)
    noun = _noun(behind)
    return Hint(*found.span(), word, Sort.THEY, noun) if noun and is_plural(noun) else None


def _this(found: re.Match[str], front: str, behind: list[str]) -> Hint | None:
    """A hint in "this group" and "after that war", not in "said that he" and "that river in Egypt"."""
    word, noun = found[0].casefold(), _noun(behind)
    if noun is None or is_plural(noun):
        return None  # "that fossils have"
    ends = len(behind) <= len(noun.split()) or not _goes_on(behind[len(noun.split())])
    if word == "that" and not ends:
        return None  # "that charge higher fees"
    last, in_front = noun.split()[-1].casefold(), (front.split() or [""])[-1]
    starts = in_front in {"", "and"} | AUXILIARY | PREPOSITIONS or is_past(in_front)
    if not starts and not _is_known(last):
        return None
    return Hint(*found.span(), word, Sort.HE if is_person_noun(last) else Sort.IT, noun)


def _noun(behind: list[str]) -> str | None:
    """The noun behind a demonstrative, unless it says itself which one: "that river in Egypt"."""
    if not behind or behind[0].casefold() in FUNCTION | DETERMINERS:
        return None
    words = list(takewhile(_goes_on, behind[:LONGEST_NOUN]))
    named = any(word[0].isupper() for word in words) or any(map(country_in, behind[:2]))
    if not words or named:
        return None
    words = words[:2] if words[1:] and _is_known(words[1]) else words[:1]
    then = behind[len(words)].casefold() if behind[len(words) :] else ""
    if then in SAYS_ITSELF or words[-1].casefold() in TIMES:
        return None
    return " ".join(words)


def _goes_on(word: str) -> bool:
    """Whether a noun goes on: until a verb, a small word or the end."""
    folded = word.casefold()
    verb = folded in AUXILIARY | BASE_VERBS or is_past(folded) or folded.endswith(("ing", "ly"))
    return folded[0].isalnum() and not verb and folded not in FUNCTION


def _is_known(noun: str) -> bool:
    return noun in THING_NOUNS | PLACE_NOUNS or is_person_noun(noun)
