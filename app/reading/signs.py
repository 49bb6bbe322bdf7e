"""Whether it is said of *this*: what of a question stands in a sentence, around it, or nowhere near it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from app.language.grammar import is_negated
from app.language.mentions import Kind, find_mentions
from app.language.names import find_name
from app.language.questions import ASKS_DATE, ASKS_NUMBER
from index.words import content_words

DIGITS = re.compile(r"\d+")
LONGEST_PASSAGE = 3_000  # characters on each side of a sentence in which a name is looked for


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with what it stands in: the text before it, all of its passage, and its headings."""

    sentence: str
    short: str
    before: str
    passage: str
    headings: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What a sentence bears out of a question; shares are in [0, 1], of the question's content words.

    Attributes:
        near: the share that the sentence, the one before it or the headings have; rare words weigh more.
        nowhere: the share that nothing that was read has.
        elsewhere: the share that other passages have and this one, with its headings, has not.
        names: how many of the question's names neither passage nor headings have.
        figures: how many of its figures they do not have.
        denied: 1 where the question denies and the sentence does not, -1 the other way round.
        echoed: the share of the short answer's words that are the question's own.
        mistyped: whether a number or date is asked for and the short answer has no digit or number.
        length: how many content words the question has.
    """

    near: float
    nowhere: float
    elsewhere: float
    names: float
    figures: float
    denied: float
    echoed: float
    mistyped: float
    length: float


NAMES = tuple(each.name for each in fields(Signs))
NO_SIGNS = Signs(*(0.0 for _ in NAMES))


def find_signs(question: str, said: Sequence[Said]) -> list[Signs]:
    """The signs of each candidate sentence of a question."""
    asked, denies = content_words(question), is_negated(question)
    figures = frozenset(DIGITS.findall(question))
    texts = [f"{s.headings}\n{s.passage}" for s in said]
    words = {text: content_words(text) for text in texts}  # of several candidates each is one
    lacking = {text: len(names_lacking(question, text)) for text in words}
    missing = {text: len(figures - {*DIGITS.findall(text)}) for text in words}
    everywhere = frozenset().union(*words.values())
    weights = rarity(asked, [words[text] for text in texts])
    return [
        Signs(
            near=share(asked & content_words(f"{s.headings}\n{s.before}\n{s.sentence}"), weights),
            nowhere=len(asked - everywhere) / max(1, len(asked)),
            elsewhere=len((asked & everywhere) - words[text]) / max(1, len(asked)),
            names=float(lacking[text]),
            figures=float(missing[text]),
            denied=float(denies) - float(is_negated(s.sentence)),
            echoed=_echoed(s.short, asked),
            mistyped=float(_is_mistyped(question, s.short)),
            length=float(len(asked)),
        )
        for s, text in zip(said, texts, strict=True)
    ]


def rarity(words: frozenset[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """The weight of each word: its inverse frequency among these texts.

    What all of them speak of decides nothing, and a word that none of them has counts most.
    """
    frequency = Counter(word for text in texts for word in words & text)
    return {word: math.log(1 + len(texts) / (1 + frequency[word])) for word in words}


def share(part: frozenset[str], weights: dict[str, float]) -> float:
    """How much of all weight some of the words have, in [0, 1]."""
    total = sum(weights.values())
    return sum(weights[word] for word in part) / total if total else 0.0


def names_lacking(question: str, text: str) -> list[str]:
    """The names of a question that a text does not have, in whatever form."""
    names = _names(question)
    words = content_words(text) if names else frozenset()
    return [
        name for name in names if not content_words(name) <= words and find_name(name, text) is None
    ]


@lru_cache(maxsize=256)
def _names(question: str) -> tuple[str, ...]:
    found = find_mentions(question)
    return tuple(question[m.start : m.end] for m in found if m.kind is Kind.NAME)


def _echoed(short: str, asked: frozenset[str]) -> float:
    words = content_words(short)
    return len(words & asked) / len(words) if words else 0.0


def _is_mistyped(question: str, short: str) -> bool:
    if not (ASKS_NUMBER.search(question) or ASKS_DATE.search(question)):
        return False
    return not any(m.kind is not Kind.NAME for m in find_mentions(short)) and not DIGITS.search(
        short
    )
