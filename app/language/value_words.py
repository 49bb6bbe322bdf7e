"""The words that belong to each of several values in a sentence: "a loss of 2.3 million" beside another sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from app.language.forms import WORD, is_base, is_past
from app.language.grammar import AUXILIARY, FUNCTION, PREPOSITIONS, is_negated
from app.language.statements import topic

Place = tuple[int, int]  # half-open offsets of a value in its sentence

# Between two values: here begins what belongs to the second.
_NEXT = re.compile(
    r"[,;:\u2014]|\b(?:and|or|but|while|whereas|after|before|against|compared (?:with|to)"
    r"|up from|down from|(?:out )?of (?:whom|which|them|these|those)|out of)\b",
    re.IGNORECASE,
)
# What a second value is a part of: it is said of the same things as the first.
_PART = re.compile(
    r"^\W*(?:and\s+)?of (?:whom|which|them|these|those)\b|\bout of\s+$", re.IGNORECASE
)
_WHOLE = re.compile(r"^\W*(?:out\s+)?of\s+(?:all\s+)?(?:the|these|those)\s+$", re.IGNORECASE)
_PART_BEHIND = re.compile(r"^\s*of (?:whom|which|them|these|those)\b", re.IGNORECASE)
_EDGE = re.compile(r"\b(from|since|until|till|by)\s+$", re.IGNORECASE)
_SAME_EDGE = {"since": "from", "till": "until"}
_EXCEPTS = re.compile(r"\b(?:apart from|other than|besides|instead of)\b", re.IGNORECASE)
_EDGE_ASKED = re.compile(
    r"^\W*(?:and\s+)?(from|since|until|till|by)\s+(?:when|what|which)\b", re.IGNORECASE
)


_AUXILIARIES = AUXILIARY | {"been", "being", "be"}


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands before and behind a value, of all that belongs to it."""

    before: str
    behind: str

    @property
    def words(self) -> frozenset[str]:
        edge = _EDGE.search(self.before)
        return topic(f"{self.before} {self.behind}") | _edge(edge[1] if edge else "")

    @property
    def leans(self) -> bool:
        """Whether it goes on with the piece before: without a verb, or with its value for a subject."""
        parts = WORD.findall(f"{self.before} {self.behind}")
        return not topic(self.before) or not any(
            part in AUXILIARY or is_past(part) for part in parts
        )

    @property
    def is_part(self) -> bool:
        return bool(_PART.search(self.before) or _PART_BEHIND.search(self.behind))


def bound_to_each(question: str, sentence: str, values: Sequence[Place]) -> list[int] | None:
    """How many words of a question are bound to each value; None where that cannot be told.

    Which end of a stretch is asked for decides alone. What is denied or excepted is bound to nothing.
    """
    bound = _words_of_each(sentence, values)
    if bound is None or any(
        is_negated(text) or _EXCEPTS.search(text) for text in (question, sentence)
    ):
        return None
    edge = _EDGE_ASKED.match(question)
    end = _edge(edge[1] if edge else "")
    asked = end if any(end & words for words in bound) else topic(question)
    return [len(asked & words) for words in bound]


def _words_of_each(sentence: str, values: Sequence[Place]) -> list[frozenset[str]] | None:
    """The words that are bound to each value and to no other; None where nothing parts two of them.

    A piece without a verb goes on with that of the piece before: of this one, only what stands where
    the shorter piece has its own words is bound to its value.
    """
    pieces = _pieces(sentence, values)
    if pieces is None:
        return None
    said = [piece.words for piece in pieces]
    bound = list(said)
    for number, (piece, after) in enumerate(pairwise(pieces)):
        if after.is_part or _WHOLE.match(piece.before):
            bound[number] = frozenset()
        elif after.leans:
            bound[number] = _beside(piece, after)
    return [
        words - frozenset().union(*(other for at, other in enumerate(said) if at != number))
        for number, words in enumerate(bound)
    ]


def _edge(word: str) -> frozenset[str]:
    """A small word that says which end of a stretch is meant, as one that is no content word."""
    small = word.casefold()
    return frozenset({f" {_SAME_EDGE.get(small, small)}"} if small else ())


def _pieces(sentence: str, values: Sequence[Place]) -> list[_Piece] | None:
    edges = [0]
    for one, other in pairwise(values):
        between = sentence[one[1] : other[0]]
        edge = _NEXT.search(between) or _EDGE.search(between)
        if edge is None:
            return None
        edges.append(one[1] + edge.start())
    edges.append(len(sentence))
    return [
        _Piece(sentence[start : value[0]], sentence[value[1] : end])
        for (start, end), value in zip(pairwise(edges), values, strict=True)
    ]


def _beside(piece: _Piece, after: _Piece) -> frozenset[str]:
    """The words of a piece that stand where the next one, which leans on it, has its own."""
    own = [word for word in WORD.findall(after.before) if topic(word)]
    edge = _EDGE.search(piece.before)
    near = _edge(edge[1] if edge else "")
    if own:
        before = [word for word in WORD.findall(_without_verb(piece.before)) if topic(word)]
        return topic(" ".join(before[-len(own) :])) | near
    shared = _shared(piece.behind, after.behind)
    if shared:
        return topic(piece.behind[shared:]) | near
    first = next(iter(WORD.findall(after.behind)), "").casefold()
    if first in PREPOSITIONS:
        same = list(re.finditer(rf"\b{first}\b", piece.behind, re.IGNORECASE))
        return topic(piece.behind[same[-1].start() :] if same else "") | near
    run: list[str] = []
    for word in dropwhile(_AUXILIARIES.__contains__, WORD.findall(piece.behind)):
        if word.casefold() in FUNCTION:
            break
        run.append(word)
    return topic(" ".join(run)) | near


def _without_verb(before: str) -> str:
    """What stands before a value without a verb right in front of it: "Adults" of "Adults pay 12"."""
    last = re.search(r"(\w+)\s+$", before)
    return before[: last.start()] if last and (is_base(last[1]) or is_past(last[1])) else before


def _shared(one: str, other: str) -> int:
    """Where what stands behind a value ceases to be what stands behind another: "MB on the" two plans."""
    end = 0
    for mine, theirs in zip(WORD.finditer(one), WORD.finditer(other), strict=False):
        if mine[0] != theirs[0]:
            break
        end = mine.end()
    return end
