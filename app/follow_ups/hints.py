"""Which pronouns of a question hint at the turn before; most say what they mean themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.follow_ups.antecedents import Sort
from app.follow_ups.bound import is_bound
from app.language import turns
from app.language.countries import country_in
from app.language.forms import is_past, is_plural
from app.language.grammar import (
    AUXILIARY,
    BE,
    DETERMINERS,
    FUNCTION,
    HE,
    OWNERS,
    PREPOSITIONS,
    SHE,
    THEY,
)
from app.language.wording import BASE_VERBS, PLACE_NOUNS, THING_NOUNS, is_person_noun

SORT_OF = (
    dict.fromkeys(HE, Sort.HE) | dict.fromkeys(SHE, Sort.SHE)
    | dict.fromkeys(THEY | {"those", "these"}, Sort.THEY)
    | dict.fromkeys(("it", "its", "this", "that"), Sort.IT) | {"there": Sort.THERE}
)  # fmt: skip
PRONOUN = re.compile(rf"(?i)(?<![\w'-])(?:{'|'.join(SORT_OF)})(?![\w'-])")
LONGEST_NOUN = 3  # words behind a demonstrative that are looked at


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
    empty = [
        m.span()
        for pattern in (turns.EMPTY_IT, turns.EMPTY_THERE)
        for m in pattern.finditer(question)
    ]
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
    if word == "it" and next_word in turns.SAYING:
        sort = Sort.PAPER
    if word == "them" and front.endswith(" of "):
        sort = Sort.THOSE
    if word == "they" and is_past(next_word) and {*front.split()[-1:]} & BE:
        sort = Sort.THEY_ARE
    return Hint(*found.span(), word, sort)


def _these(found: re.Match[str], front: str, behind: list[str], question: str) -> Hint | None:
    """A hint in "How many of those died?" and "these animals", not in "those who came"."""
    word, next_word = found[0].casefold(), behind[0].casefold() if behind else ""
    if next_word in turns.SAYS_ITSELF or next_word.endswith("ing"):
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
    if then in turns.SAYS_ITSELF or words[-1].casefold() in turns.TIMES:
        return None
    return " ".join(words)


def _goes_on(word: str) -> bool:
    """Whether a noun goes on: until a verb, a small word or the end."""
    folded = word.casefold()
    verb = folded in AUXILIARY | BASE_VERBS or is_past(folded) or folded.endswith(("ing", "ly"))
    return folded[0].isalnum() and not verb and folded not in FUNCTION


def _is_known(noun: str) -> bool:
    return noun in THING_NOUNS | PLACE_NOUNS or is_person_noun(noun)
