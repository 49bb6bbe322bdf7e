"""What answers "which" and "name the ...": the members of a list, over sentences, lines and documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Span
from app.asking.units import CELLS, Unit
from app.language.enumerations import enumeration, has_verb, is_of_kind
from app.language.forms import lemma
from app.language.sentences import without_article
from app.language.shapes import asked_noun
from app.language.values import name_from
from index.words import content_words

# Tuned on the built-in questions for lists (tune half), by the F1 of members.
FOUND, OVERLAP = (
    0.15,
    0.30,
)  # what it counts that the reader found an answer, or the question's words
LISTED = 0.25  # and that a list or a table stands under a word for what was asked
PREFERRED = 0.25  # how far behind the best a list may be that is taken for it
FURTHER = 0.02  # how far behind a whole list another sentence may be that adds to it
NEAR, NEAR_ELSEWHERE = (
    0.25,
    0.12,
)  # how far behind a single member another may be, here and elsewhere
WHOLE = 3  # members that make a list whole


@dataclass(frozen=True, slots=True)
class Named:
    """A member: its unit, and its span there."""

    unit: Unit
    span: Span

    @property
    def text(self) -> str:
        """Its words."""
        return self.unit.text[slice(*self.span)]

    @property
    def is_name(self) -> bool:
        """Whether it begins with a capital within its sentence."""
        return self.text[:1].isupper() and self.span[0] > 0


@dataclass(frozen=True, slots=True)
class Found:
    """Members in order of the documents; ``listed``: a list under a word for what was asked has them."""

    members: tuple[Named, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit that names members, alone or with its list, and how much speaks for it."""

    unit: Unit
    members: tuple[Named, ...]
    weight: float
    listed: bool


def members(question: str, units: Sequence[Unit]) -> Found:
    """The members that a question asks for, each once, in the order of the documents."""
    noun, asked = asked_noun(question), content_words(question)
    places = [place for unit in units if (place := _place(unit, units, noun, asked)).members]
    places.sort(key=lambda place: -place.weight)
    if not places:
        return Found((), listed=False)
    best = next(
        (
            place
            for place in places
            if len(place.members) >= WHOLE and places[0].weight - place.weight <= PREFERRED
        ),
        places[0],
    )
    added = [place for place in places if _adds(place, best)]
    found = [each for place in (best, *added) for each in place.members]
    if len(best.members) < WHOLE:
        names = [each for each in found if each.is_name]
        found = names if 2 * len(names) >= len(found) else found
    return Found(_each_once(found), best.listed)


def weight(unit: Unit, asked: frozenset[str]) -> float:
    """How much speaks for a unit: likeness, what it shares with the question, and what the reader found."""
    shared = len(asked & (unit.words | unit.heading)) / len(asked) if asked else 0.0
    return unit.likeness + OVERLAP * shared + FOUND * unit.found


def _adds(place: _Place, best: _Place) -> bool:
    """Whether a further place may add members: the reader found it, and it is nearly as good as the best."""
    behind = best.weight - place.weight
    if not place.unit.found or place is best:
        return False
    if len(best.members) >= WHOLE:
        return behind <= FURTHER
    return behind <= (NEAR if place.unit.section == best.unit.section else NEAR_ELSEWHERE)


def _place(unit: Unit, units: Sequence[Unit], noun: str, asked: frozenset[str]) -> _Place:
    """The members that a unit names: by itself, or with the other lines of its list."""
    lines = _list_of(unit, units)
    listed = bool(lines) and _is_listed(unit, lines, noun, asked)
    if not all(_is_phrase(line) for line in lines):
        lines = [line for line in lines if line.found]
    column = _column(lines[0].block.intro or _header(lines[0], units), noun) if lines else 0
    named = [
        Named(line, span)
        for line in lines or [unit]
        for span in _spans(line, column, alone=not lines)
    ]
    kept = [each for each in named if _may_be(each, noun)]
    if len(kept) < WHOLE:
        kept = [each for each in kept if not content_words(each.text) <= asked]
    return _Place(unit, tuple(kept), weight(unit, asked) + LISTED * listed, listed)


def _may_be(member: Named, noun: str) -> bool:
    """Whether a member can be one of what was asked for, and is not only the word for it."""
    last = [lemma(word) for word in re.findall(r"[\w'-]+", member.text)]
    is_word = bool(noun) and not member.is_name and lemma(noun) in last
    listed = member.unit.block.is_list
    return is_of_kind(member.text, noun) and (listed or not (is_word or has_verb(member.text)))


def _list_of(unit: Unit, units: Sequence[Unit]) -> list[Unit]:
    """The lines of the list that a unit belongs or leads to; of a table without its header."""
    same = [each for each in units if each.document_id == unit.document_id]
    if unit.block.is_list:
        lines = [each for each in same if each.block == unit.block]
        return lines[1:] if all(CELLS in each.text for each in lines) else lines
    if unit.text.endswith(":"):
        return [each for each in same if each.block.intro.endswith(unit.text)]
    return []


def _header(line: Unit, units: Sequence[Unit]) -> str:
    """The first line of a line's block."""
    first = [
        each for each in units if each.block == line.block and each.document_id == line.document_id
    ]
    return first[0].text if first else ""


def _is_listed(unit: Unit, lines: Sequence[Unit], noun: str, asked: frozenset[str]) -> bool:
    """Whether what leads to a list has the word for what was asked, or nothing but the question's words."""
    first = lines[0]
    lead = first.block.intro or (unit.text if unit.text.endswith(":") else "")
    if CELLS in first.text:
        lead = unit.hit.chunk.heading_path[-1] if unit.hit.chunk.heading_path else ""
        lead = f"{lead} {unit.text if unit not in lines else ''}"
    words = content_words(lead)
    return bool(words) and (bool(content_words(noun) & words) or words <= asked)


def _column(header: str, noun: str) -> int:
    """Which column of a table has what was asked for: the one whose header has its word, else the first."""
    cells = header.split(CELLS)
    has = [n for n, cell in enumerate(cells) if content_words(noun) & content_words(cell)]
    return has[0] if has else 0


def _is_phrase(line: Unit) -> bool:
    """Whether a line of a list is an item, not a sentence."""
    return CELLS in line.text or not line.text.endswith(".")


def _spans(unit: Unit, column: int, *, alone: bool) -> list[Span]:
    text, answer = unit.text, unit.reading.answer
    if CELLS in text:
        return [_cell(text, column)]
    if not alone and not text.endswith("."):
        return [(0, len(text.rstrip(" ;,")))]
    return enumeration(text, *answer) if answer else []


def _cell(text: str, column: int) -> Span:
    start = 0
    for cell in text.split(CELLS)[:column]:
        start += len(cell) + len(CELLS)
    return start, start + len(text[start:].split(CELLS, maxsplit=1)[0])


def _each_once(found: Sequence[Named]) -> tuple[Named, ...]:
    """Each member once, where it is named first; in the order in which they stand."""
    once: dict[object, Named] = {}
    for each in found:
        once.setdefault(name_from(without_article(each.text.strip())), each)
    return tuple(sorted(once.values(), key=lambda each: (each.unit.order, each.span)))
