"""The lists of a Word file: the number that Word shows before a paragraph, and how deep it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.readers.counting import written
from ingest.readers.word_styles import VALUE, WORD, WordStyles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NUMBERS = f"{WORD}pPr/{WORD}numPr"
_PLACE = re.compile(r"%([1-9])")
_LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_UNNUMBERED = frozenset({"bullet", "none"})
_MOST = 100_000  # a list's first number: what a file may say beyond it is a fault
DEEPEST = 8


@dataclass(frozen=True)
class _Level:
    """How the items of one level are numbered: ``text`` has %1 for the number of the first level."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(frozen=True)
class Item:
    """An item of a list: its number as it is shown, empty behind a bullet; and its level from 0."""

    label: str
    depth: int


@dataclass
class WordLists:
    """Counts the items of all lists in the order of the document."""

    styles: WordStyles
    levels: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def from_element(cls, root: Element | None, styles: WordStyles) -> WordLists:
        """The lists that a ``w:numbering`` element defines; none without one."""
        if root is None:
            return cls(styles)
        kinds = {
            each.get(f"{WORD}abstractNumId", ""): dict(_levels(each))
            for each in root.iterchildren(f"{WORD}abstractNum")
        }
        levels, abstract = {}, {}
        for number in root.iterchildren(f"{WORD}num"):
            name = number.get(f"{WORD}numId", "")
            abstract[name] = _said(number, "abstractNumId")
            own = dict(_overridden(number, kinds.get(abstract[name], {})))
            levels[name] = {**kinds.get(abstract[name], {}), **own}
            if own:  # counts by itself
                abstract[name] = f"{abstract[name]} {name}"
        return cls(styles, levels, abstract)

    def item(self, paragraph: Element) -> Item | None:
        """What a paragraph is in its list; None where it is in none."""
        name, depth = self._place(paragraph)
        levels = self.levels.get(name)
        if not levels:
            return None
        level = levels.get(depth, _Level(kind="bullet"))
        counts = self._counts.setdefault(self.abstract[name], {})
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        if level.kind in _UNNUMBERED:
            return Item("", depth)

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            there = levels.get(at, _Level())
            return _number(counts.get(at, there.start), there.kind)

        return Item(_PLACE.sub(shown, level.text).strip(), depth)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list and the level of a paragraph, by itself or by its style."""
        own = paragraph.find(_NUMBERS)
        by_style = self.styles.numbers(paragraph)
        said = [each for each in (own, by_style) if each is not None]
        name = next((found for each in said if (found := _said(each, "numId"))), "")
        depth = next((found for each in said if (found := _said(each, "ilvl"))), "0")
        return name, min(int(depth), DEEPEST) if depth.isdecimal() else 0


def _said(element: Element, tag: str) -> str:
    child = element.find(f"{WORD}{tag}")
    return "" if child is None else str(child.get(VALUE, ""))


def _levels(element: Element) -> Iterator[tuple[int, _Level]]:
    for level in element.iterchildren(f"{WORD}lvl"):
        number = level.get(f"{WORD}ilvl", "")
        if number.isdecimal():
            kind = _said(level, "numFmt") or "decimal"
            yield int(number), _Level(kind, _said(level, "lvlText"), _start(_said(level, "start")))


def _overridden(number: Element, levels: Mapping[int, _Level]) -> Iterator[tuple[int, _Level]]:
    for override in number.iterchildren(f"{WORD}lvlOverride"):
        at = override.get(f"{WORD}ilvl", "")
        if not at.isdecimal():
            continue
        level = dict(_levels(override)).get(int(at), levels.get(int(at), _Level()))
        start = _said(override, "startOverride")
        yield int(at), _Level(level.kind, level.text, _start(start) if start else level.start)


def _start(said: str) -> int:
    return min(int(said), _MOST) if said.isdecimal() else 1


def _number(value: int, kind: str) -> str:
    if kind == "decimalZero":
        return f"{value:02}"
    if kind == "ordinal":
        ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10 if value // 10 % 10 != 1 else 0, "th")
        return f"{value}{ending}"
    return written(value, _LETTERS.get(kind, "1"))
