"""Several questions in one: two that are joined by "and", and one that is asked of several names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.language.forms import folded
from app.language.grammar import ASKING, AUXILIARY, PREPOSITIONS
from app.language.wording import Named, named_in

_PREPOSITION = "|".join(sorted(PREPOSITIONS))
_AUXILIARY = "|".join(sorted(AUXILIARY))
_ASKED_AGAIN = "|".join(sorted(ASKING))
# Between two questions in one: "... and how many", "...? And who"
_NEXT_QUESTION = re.compile(
    rf"(?:\s*[?;]\s+(?:and\s+)?|,?\s+and\s+(?:also\s+)?)(?=(?:(?:{_PREPOSITION})\s+)?(?:{_ASKED_AGAIN})\b"
    rf"(?!\s*[,?]))",
    re.IGNORECASE,
)
SHORTEST_QUESTION = 3  # words
# What stands behind one of these holds of each of several: not of "between" and "from ... to".
_OF_EACH = "from|in|of|for|at|by|to|on|with|about"
_JOINED = r"(?:,\s+(?:(?:and|or)\s+)?|\s+(?:and|or)\s+)"
_ARTICLE = r"(?:(?:the|an?)\s+)?"
_BETWEEN = re.compile(rf"{_JOINED}(?:(?:{_OF_EACH})\s+)?{_ARTICLE}", re.IGNORECASE)
_BEFORE_FIRST = re.compile(rf"\b(?:{_OF_EACH})\s+{_ARTICLE}$", re.IGNORECASE)
_ITEM = rf"{_ARTICLE}[^\s,?]+(?:\s+(?!(?:and|or|{_PREPOSITION}|{_AUXILIARY})\b)[^\s,?]+){{0,3}}"
# "for adults, for students and for dogs"
_REPEATED = re.compile(
    rf"\b(?P<word>{_OF_EACH})\s+{_ITEM}(?:{_JOINED}(?P=word)\s+{_ITEM})+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One of several of which a question is asked, in its words, and the question for it alone."""

    name: str
    question: str


def questions_in(question: str) -> list[str]:
    """The questions that are asked in one, each to stand by itself; one where there is only one."""
    edges = [0]
    pieces = []
    for gap in _NEXT_QUESTION.finditer(question):
        pieces.append(question[edges[-1] : gap.start()])
        edges.append(gap.end())
    pieces.append(question[edges[-1] :])
    asked = [piece.strip(" ?.,;") for piece in pieces]
    if not all(_asks(piece) for piece in asked):
        return [question]
    return [f"{piece[0].upper()}{piece[1:]}?" for piece in asked]


def _asks(piece: str) -> bool:
    """Whether a piece asks by itself: it begins with a word that asks, and says of what."""
    parts = re.findall(r"[\w']+", piece.casefold())
    first = next((part for part in parts if part not in PREPOSITIONS), "")
    return first in ASKING | AUXILIARY and len(parts) >= SHORTEST_QUESTION


def asked_of_each(question: str) -> list[Asked]:
    """A question that is asked of several, once for each of them; none where it is asked of one.

    They are names behind a preposition ("from Spain and Poland"), or anything behind one that is
    repeated ("for adults and for children").
    """
    spans = max(_names_in_a_row(question), _repeated(question), key=len)
    if len(spans) < SEVERAL:
        return []
    start, end = spans[0][0], spans[-1][1]
    return [
        Asked(name, f"{question[:start]}{name}{question[end:]}")
        for name in (question[slice(*span)] for span in spans)
    ]


def may_be_one(question: str) -> bool:
    """Whether two are named that may be meant as one, as "in Syria and Iraq" may be."""
    return not _repeated(question) and len(_names_in_a_row(question)) == SEVERAL


SEVERAL = 2


def are_together(names: Sequence[str], text: str) -> bool:
    """Whether a text has all names in a row, so that it speaks of them as one: "Syria and Iraq"."""
    places = sorted((text.find(name), text.find(name) + len(name)) for name in names)
    gaps = (text[end:start] for (_, end), (start, _) in pairwise(places))
    return bool(places) and places[0][0] >= 0 and all(map(_BETWEEN.fullmatch, gaps))


def is_with_others(name: str, text: str, known: str) -> bool:
    """Whether a text speaks of a name together with others that are not known: "from Libya and Tunisia".

    Two with a comma between are one that is told twice: "the seller, Ada Day".
    """
    return any(
        any(_is_name_of(name, each.text) for each in row)
        and any(each.text not in known for each in row)
        and (len(row) > SEVERAL or _AND.search(text[row[0].end : row[-1].start]))
        for row in _rows(named_in(text), text)
    )


_AND = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)


def _is_name_of(name: str, other: str) -> bool:
    return folded(name) in folded(other)


def _names_in_a_row(question: str) -> list[tuple[int, int]]:
    """The spans of the first names that follow each other behind a preposition."""
    for row in _rows(named_in(question), question):
        if len(row) >= SEVERAL and _BEFORE_FIRST.search(question[: row[0].start]):
            return [(each.start, each.end) for each in row]
    return []


def _rows(names: Sequence[Named], question: str) -> Iterator[list[Named]]:
    """Names that only a comma, "and" or "or" parts, with a preposition and an article where these stand."""
    row: list[Named] = []
    for name in names:
        if row and not _BETWEEN.fullmatch(question[row[-1].end : name.start]):
            yield row
            row = []
        row.append(name)
    yield row


def _repeated(question: str) -> list[tuple[int, int]]:
    """The spans of what stands behind a preposition that is repeated.

    The last is no longer than the longest of the others: what follows belongs to all.
    """
    found = _REPEATED.search(question)
    if found is None:
        return []
    each = re.compile(
        rf"(?:^|{_JOINED}){re.escape(found['word'])}\s+(?P<item>{_ITEM})", re.IGNORECASE
    )
    spans = [
        (found.start() + item.start("item"), found.start() + item.end("item"))
        for item in each.finditer(found[0])
    ]
    longest = max(len(_bare(question[slice(*span)]).split()) for span in spans[:-1])
    start, end = spans[-1]
    last = re.match(
        rf"{_ARTICLE}\S+(?:\s+\S+){{0,{longest - 1}}}", question[start:end], re.IGNORECASE
    )
    return [*spans[:-1], (start, start + last.end() if last else end)]


def _bare(item: str) -> str:
    return re.sub(rf"^{_ARTICLE}", "", item, flags=re.IGNORECASE)
