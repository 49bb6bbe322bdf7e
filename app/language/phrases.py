"""Noun phrases of a text: people, several of a kind, things and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.language.countries import Form, country_in
from app.language.forms import is_base, is_past, is_plural
from app.language.grammar import ASKING, AUXILIARY, DETERMINERS, DO, FUNCTION, PREPOSITIONS
from app.language.wording import (
    BASE_VERBS,
    PAPERS,
    PLACE_NOUNS,
    THING_NOUNS,
    Named,
    NamedKind,
    is_person,
    is_person_noun,
    named_in,
)

PLACE_IN_FRONT = {"in", "at", "on", "from", "to", "near", "through", "into", "around", "across"}
WORD = re.compile(r"[\w-]+(?:'s?\b)?")
# Between two nouns these are verbs: "pupils bring nuts".
PLAIN_VERBS = BASE_VERBS | {"bring", "keep", "send", "carry", "wear", "eat", "drink", "buy", "sell"}
OWNER = re.compile(r"'s?\b")  # behind a name


def persons(text: str) -> list[str]:
    """People by name."""
    return [named.text for named in named_in(text) if is_person(named, text)]


def unnamed_persons(text: str) -> list[str]:
    """People without a name: "the mayor of Palermo"."""
    found = re.finditer(r"\b(?:the|a|an) ((?:[\w'-]+ ){0,3}?)([\w-]+)( of (?:the )?[\w-]+)?", text)
    return [f"the {each[1]}{each[2]}{each[3] or ''}" for each in found if is_person_noun(each[2])]


# Several of a kind


def plurals(text: str) -> list[str]:
    """Several, each with what a preposition adds: "fighters with a record"."""
    found = []
    for match in re.finditer(r"[\w'-]+", text):
        front, behind = text[: match.start()], text[match.end() :]
        if _is_several(match[0], front, behind):
            more = re.match(r" (?:with|from|in|of|who|that) [^?,.;]+", behind)
            found.append(" ".join([*_in_front(front), match[0]]) + (more[0] if more else ""))
    return found


def _is_several(word: str, front: str, behind: str) -> bool:
    if not is_plural(word) or word.casefold() in FUNCTION or re.search(r"\d", word):
        return False
    if known := _form(word):
        return known is Form.PEOPLE  # not "the Netherlands"
    # "makes the ...", "Who lives ...": a verb; "Leeds": a name.
    verb = re.match(r" (?:the|a|an|[A-Z])", behind) or {*front.casefold().split()[-1:]} & ASKING
    return not verb and not word[0].isupper()


def _in_front(front: str) -> list[str]:
    """The words before a noun that belong to it."""
    words: list[str] = []
    for word in reversed(front.split()):
        small = word.casefold() in FUNCTION or not re.fullmatch(r"[\w'-]+", word)
        if small or is_past(word) or (word.islower() and word in PLAIN_VERBS):
            break
        words.insert(0, word)
        if word.casefold() in DETERMINERS:
            break
    return words


def speaks_of_people(phrase: str) -> bool:
    """Whether several are people."""
    head = next(word for word in phrase.split() if is_plural(word))
    return head.casefold() in {"people", "men", "women"} or is_person_noun(head.removesuffix("s"))


def _form(word: str) -> Form | None:
    known = country_in(word)
    return known.form if known else None


def _is_people(word: str) -> bool:
    return _form(word) not in {None, Form.NAME}


# Things


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a text speaks of, and whether it stands behind a preposition."""

    text: str
    is_behind: bool

    @property
    def is_paper(self) -> bool:
        """Whether it can say something: a report, a law."""
        return self.text.split()[-1].casefold() in PAPERS


def things(text: str) -> Iterator[Thing]:
    """Names and what has an article, people left out: "the Halifax explosion"."""
    names = {
        named.start: named
        for named in named_in(text)
        if named.kind in {NamedKind.NAME, NamedKind.COUNTRY} and not _is_people(named.text)
    }
    position = 0
    for match in re.finditer(r"\b(?i:the|a|an) |\b(?=[A-Z])", text):
        if match.start() < position or (match.start() not in names and not match[0]):
            continue
        in_front = (text[: match.start()].casefold().split() or [""])[-1]
        phrase = _Phrase(text, names, in_front)
        end = phrase.end(match.end())
        last = text[match.start() : end].split()[-1:]
        if end <= match.end() or not last:
            continue
        position = end
        someone = last[0] == "people" or (not phrase.has_name and is_person_noun(last[0]))
        if not someone and not is_past(last[0]):
            found = re.sub(r"^(?i:an?) ", "the ", text[match.start() : end])
            yield Thing(found, in_front in PREPOSITIONS)


class _Phrase:
    """A noun phrase that is read word by word.

    Behind a name, a noun still belongs to it ("the Halifax explosion"), but behind an auxiliary's
    subject it may be the verb ("did the Tay Bridge collapse"), so it must be a known noun.
    """

    def __init__(self, text: str, names: dict[int, Named], in_front: str) -> None:
        self._text, self._names = text, names
        self._subject, self._acts = in_front in AUXILIARY, in_front in DO
        self.has_name = False
        self._is_open = True  # whether any noun may follow

    def end(self, start: int) -> int:
        """Where it ends that has its first noun at the start; the start if there is none."""
        end = position = start
        while position < len(self._text):
            after, is_noun = self._step(position, is_first=end == start)
            if after is None:
                break
            end = after if is_noun else end
            if self._text[after : after + 1] != " ":
                break
            position = after + 1
        return end

    def _step(self, position: int, *, is_first: bool) -> tuple[int | None, bool]:
        """Where the next word ends if it belongs to the phrase, and whether it can be the last."""
        name, word = self._names.get(position), WORD.match(self._text, position)
        if name is not None:
            owner = OWNER.match(self._text, name.end)
            self.has_name, self._is_open = True, owner is not None
            return (owner.end() if owner else name.end), True
        if word is not None and word[0] == "of" and not is_first:
            behind = self._text[word.end() + 1 :]
            self._is_open = self._joins(behind)
            end = word.end() + (len(" the") if behind.startswith("the ") else 0)
            return (end if self._is_open else None), False
        goes_on = word is not None and self._goes_on(word, is_first=is_first)
        return (word.end() if word and goes_on else None), goes_on

    def _goes_on(self, word: re.Match[str], *, is_first: bool) -> bool:
        verbs = BASE_VERBS if self._subject else BASE_VERBS - PAPERS
        if word[0].casefold() in FUNCTION | DETERMINERS:
            return False
        if not is_first and (is_past(word[0]) or word[0] in verbs):
            return False
        ends = re.match(r"\W*$|[,;:]", self._text[word.end() :]) is not None
        verb = self.has_name or self._acts
        if not is_first and self._subject and ends and is_base(word[0]) and verb:
            return False  # "did Ann's book appear", "does the pool open"
        return self._is_open or self._is_still_noun(word)

    def _joins(self, behind: str) -> bool:
        """Whether "of" goes on: "the boiling point of ethanol", "the study of 2016"."""
        return not self.has_name or behind[:1].isdigit()

    def _is_still_noun(self, word: re.Match[str]) -> bool:
        if word[0].casefold() in THING_NOUNS | PLACE_NOUNS:
            return True
        follows = re.match(r"[ ,.;:?]*([\w-]*)", self._text[word.end() :])
        is_last = follows is None or not follows[1] or follows[1].casefold() in FUNCTION
        return is_last and not self._subject


# Places


def places(text: str) -> list[str]:
    """Countries, and names behind a preposition of place."""
    found = []
    for named in named_in(text):
        known = country_in(named.text)
        if known:
            found.append(known.in_form(Form.NAME))
        elif named.kind is NamedKind.NAME and named.before(text) in PLACE_IN_FRONT:
            follows = re.match(r" ([a-z]+)", text[named.end :])
            if not follows or follows[1] in FUNCTION:  # "the Halifax explosion" is no place
                the = "the " if re.search(r"(?i)\bthe $", text[: named.start]) else ""
                number = re.match(r" \d+\b", text[named.end :])  # "Room 6"
                found.append(the + named.text + (number[0] if number else ""))
    return found
