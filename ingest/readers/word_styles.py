"""The paragraph styles of a Word file, as far as they tell headings from text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{WORD}val"

_HEADING_NAME = re.compile(r"heading ([1-9])")  # stored in English whatever Word's language
_BODY_TEXT = "9"  # the outline level of what is no heading


@dataclass(frozen=True)
class WordStyles:
    """The heading level of each paragraph style that has one, and the style of the title."""

    levels: dict[str, int]
    titles: frozenset[str]

    @classmethod
    def from_element(cls, styles: Element) -> WordStyles:
        """Resolve every style of a ``w:styles`` element."""
        elements = {style.get(f"{WORD}styleId"): style for style in styles.iter(f"{WORD}style")}
        levels = {name: _style_level(name, elements) for name in elements}
        titles = (name for name, style in elements.items() if _style_name(style) == "title")
        return cls({name: level for name, level in levels.items() if level}, frozenset(titles))

    def level(self, paragraph: Element) -> int:
        """The heading level of a paragraph, from 1; 0 for body text."""
        own = paragraph.find(f"{WORD}pPr/{WORD}outlineLvl")
        if own is not None:
            return _outline_level(own)
        return self.levels.get(_style_of(paragraph), 0)

    def is_title(self, paragraph: Element) -> bool:
        """Whether a paragraph is the title of the document."""
        return _style_of(paragraph) in self.titles


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return "" if style is None else style.get(VALUE, "")


def _style_name(style: Element) -> str:
    name = style.find(f"{WORD}name")
    return "" if name is None else name.get(VALUE, "").lower()


def _style_level(name: str | None, elements: dict[str, Element]) -> int:
    """The level that a style has by its name or outline level, or from the style it is based on."""
    seen: set[str] = set()
    while name in elements and name not in seen:
        seen.add(name)
        style = elements[name]
        heading = _HEADING_NAME.fullmatch(_style_name(style))
        outline = style.find(f"{WORD}pPr/{WORD}outlineLvl")
        if heading or outline is not None:
            return int(heading[1]) if heading else _outline_level(outline)
        if _style_name(style) == "title":
            return 1
        base = style.find(f"{WORD}basedOn")
        name = None if base is None else base.get(VALUE)
    return 0


def _outline_level(element: Element) -> int:
    value = element.get(VALUE, _BODY_TEXT)
    return int(value) + 1 if value in set("012345678") else 0
