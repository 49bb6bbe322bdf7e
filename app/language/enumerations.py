"""The items of a list in a sentence, and whether an item can be one of what was asked for."""

from __future__ import annotations

import re

from app.language.countries import countries_in
from app.language.forms import is_past, lemma
from app.language.grammar import AUXILIARY, FUNCTION, PARTICLES, words


def is_of_kind(member: str, noun: str) -> bool:
    """Whether a member can be one of what was asked for, as far as a table tells: a country."""
    if lemma(noun) in {"country", "nation", "government", "state"}:
        return bool(countries_in(member))
    return any(character.isalnum() for character in member)


def enumeration(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of the list in a sentence of which ``text[start:end]`` is all or a part.

    A list in words has its items between commas and before a last "and" or "or". What leads up to its
    first item is left out, and what follows its last. Without a list it is the span alone.
    """
    floor, ceiling = _clause(text, start, end)
    edges = [
        floor,
        *(e for gap in _LIST_GAP.finditer(text, floor, ceiling) for e in gap.span()),
        ceiling,
    ]
    pieces = [piece for piece in zip(edges[::2], edges[1::2], strict=True) if piece[0] < piece[1]]
    mine = [n for n, (first, last) in enumerate(pieces) if first < end and start < last]
    if not mine:
        return [(start, end)]
    low, high = mine[0], mine[-1]
    found = pieces[low : high + 1]
    begin, stop = found[0][0], found[-1][1]
    begins = _adds_nothing(text[begin:start])
    ends = _adds_nothing(text[end:stop])
    found[0] = (begin if begins else start, found[0][1])
    found[-1] = (found[-1][0], stop if ends else end)
    while begins and low > 0:
        low -= 1
        first, last = pieces[low]
        head = _head(text, first, last)
        begins = head == first and low > 0
        found.insert(0, (head, last))
    while ends and high + 1 < len(pieces) and _is_item(text[slice(*pieces[high + 1])]):
        high += 1
        found.append(pieces[high])
    if len(found) > 1 and all(_is_name(text, each) for each in found[1:]):
        first, last = found[0]
        found[0] = (_head(text, first, last, are_names=True), last)
    trimmed = [_trimmed(text, *each) for each in found]
    return [(first, last) for first, last in trimmed if first < last]


_LIST_GAP = re.compile(r",\s+(?:(?:and|or|as well as)\s+)?|\s+(?:and|or|as well as)\s+")
_CLAUSE_END = re.compile(
    r"[:;()\u2014]\s?|\.\s*$"
    r"|,\s+(?=(?:which|who|whose|where|because|but|so|while|since|above all|among|given)\b)"
)
_SOMEONE = re.compile(r"\W*(?:people|persons|those|any(?:one|body)|every(?:one|body)|whoever)\b")
MOST_WORDS = 14  # of an item
MOST_BESIDE = 2  # words that may stand between a part of an item and its end


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    ends = [found.span() for found in _CLAUSE_END.finditer(text)]
    floor = max((stop for _, stop in ends if stop <= start), default=0)
    ceiling = min((first for first, _ in ends if first >= end), default=len(text))
    return floor, ceiling


def _adds_nothing(text: str) -> bool:
    """Whether what stands beside a part of an item may belong to it: a word or two, no verb, no preposition."""
    parts = re.findall(r"[\w'-]+", text)
    return len(parts) <= MOST_BESIDE and not any(_leads_up(part) for part in parts)


def _leads_up(word: str) -> bool:
    small = word.casefold()
    return small in FUNCTION or small in _LEADING or is_past(word)


def _is_item(piece: str) -> bool:
    """Whether a piece can be one more item: it is short, and has no verb, unless it is someone who does."""
    return 0 < len(re.findall(r"[\w'-]+", piece)) <= MOST_WORDS and not has_verb(piece)


def has_verb(item: str) -> bool:
    """Whether an item is a clause, as far as its auxiliaries tell; "people who are ill" is none."""
    parts = re.findall(r"[\w'-]+", item.casefold())
    return any(part in AUXILIARY for part in parts) and not _SOMEONE.match(item)


def _is_name(text: str, item: tuple[int, int]) -> bool:
    return text[_trimmed(text, *item)[0]].isupper()


def _head(text: str, start: int, end: int, *, are_names: bool = False) -> int:
    """Where an item begins in a piece that leads up to it: behind its last small word or verb.

    Where the other items are names, it begins with a capital: "The parties Labour".
    """
    best = start
    for word in re.finditer(r"[\w'-]+", text[start:end]):
        small = are_names and word[0].islower() and word[0] not in PARTICLES
        if start + word.end() < end and (_leads_up(word[0]) or small):
            best = start + word.end()
    return best


_LEADING = words("include includes including named such namely")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = re.match(r"\W*(?:(?:the|a|an|and|or|both|either)\s+)*", piece, re.IGNORECASE)
    first = start + (lead.end() if lead else 0)
    return first, start + len(piece.rstrip(" \n.,;:"))
