"""The styles of a Word file, as far as they tell headings from text and what is shown how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{WORD}val"

_HEADING_NAME = re.compile(r"heading ([1-9])")  # stored in English whatever Word's language
_BODY_TEXT = "9"  # the outline level of what is no heading


_OFF = frozenset({"0", "false", "off"})
_RAISED = {"superscript": 1, "subscript": -1}
_SURELY_RAISED = 4  # half points by which "position" moves text; less is for the looks


@dataclass(frozen=True)
class Look:
    """How a run is set; None where nothing is said. ``raised`` is 1, 0, or -1 for lowered."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: int | None = None

    @classmethod
    def from_element(cls, properties: Element | None) -> Look:
        """The look that a ``w:rPr`` element gives."""
        if properties is None:
            return cls()
        struck = [_is_on(properties, tag) for tag in ("strike", "dstrike")]
        known = [value for value in struck if value is not None]
        return cls(_is_on(properties, "vanish"), any(known) if known else None, _raised(properties))

    def over(self, other: Look) -> Look:
        """This look, and the other's where this says nothing."""
        return Look(
            other.hidden if self.hidden is None else self.hidden,
            other.struck if self.struck is None else self.struck,
            other.raised if self.raised is None else self.raised,
        )


def _is_on(properties: Element, tag: str) -> bool | None:
    mark = properties.find(f"{WORD}{tag}")
    return None if mark is None else mark.get(VALUE) not in _OFF


def _raised(properties: Element) -> int | None:
    aligned = properties.find(f"{WORD}vertAlign")
    if aligned is not None:
        return _RAISED.get(aligned.get(VALUE, ""), 0)
    position = properties.find(f"{WORD}position")
    moved = "" if position is None else position.get(VALUE, "")
    if not re.fullmatch(r"-?[0-9]{1,4}", moved) or abs(int(moved)) < _SURELY_RAISED:
        return None
    return 1 if int(moved) > 0 else -1


@dataclass(frozen=True)
class WordStyles:
    """What the styles say: headings' levels, the style of the title, the looks of runs, and lists."""

    levels: dict[str, int]
    titles: frozenset[str]
    looks: dict[str, Look] = field(default_factory=dict)
    lists: dict[str, Element] = field(default_factory=dict)

    @classmethod
    def from_element(cls, styles: Element) -> WordStyles:
        """Resolve every style of a ``w:styles`` element."""
        elements = {style.get(f"{WORD}styleId"): style for style in styles.iter(f"{WORD}style")}
        levels = {name: _style_level(name, elements) for name in elements}
        titles = (name for name, style in elements.items() if _style_name(style) == "title")
        looks = {name: _style_look(name, elements) for name in elements}
        return cls(
            {name: level for name, level in levels.items() if level},
            frozenset(titles),
            {name: look for name, look in looks.items() if look != Look()},
            {
                name: found
                for name in elements
                if (found := _style_list(name, elements)) is not None
            },
        )

    def level(self, paragraph: Element) -> int:
        """The heading level of a paragraph, from 1; 0 for body text."""
        own = paragraph.find(f"{WORD}pPr/{WORD}outlineLvl")
        if own is not None:
            return _outline_level(own)
        return self.levels.get(_style_of(paragraph), 0)

    def numbers(self, paragraph: Element) -> Element | None:
        """What the style of a paragraph says of its list (``w:numPr``)."""
        return self.lists.get(_style_of(paragraph))

    def look(self, run: Element, paragraph: Element | None) -> Look:
        """How a run is set: by itself, else by its style, else by that of its paragraph."""
        properties = run.find(f"{WORD}rPr")
        look = Look.from_element(properties)
        style = None if properties is None else properties.find(f"{WORD}rStyle")
        if style is not None:
            look = look.over(self.looks.get(style.get(VALUE, ""), Look()))
        if paragraph is None:
            return look
        return look.over(self.looks.get(_style_of(paragraph), Look()))

    def is_title(self, paragraph: Element) -> bool:
        """Whether a paragraph is the title of the document."""
        return _style_of(paragraph) in self.titles


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return "" if style is None else style.get(VALUE, "")


def _style_name(style: Element) -> str:
    name = style.find(f"{WORD}name")
    return "" if name is None else name.get(VALUE, "").lower()


def _bases(name: str | None, elements: dict[str, Element]) -> Iterator[Element]:
    """A style and those it is based on, each once: styles may be based on each other."""
    seen: set[str] = set()
    while name in elements and name not in seen:
        seen.add(name)
        yield elements[name]
        base = elements[name].find(f"{WORD}basedOn")
        name = None if base is None else base.get(VALUE)


def _style_level(name: str, elements: dict[str, Element]) -> int:
    """The level that a style has by its name or outline level, or from the style it is based on."""
    for style in _bases(name, elements):
        heading = _HEADING_NAME.fullmatch(_style_name(style))
        outline = style.find(f"{WORD}pPr/{WORD}outlineLvl")
        if heading or outline is not None:
            return int(heading[1]) if heading else _outline_level(outline)
        if _style_name(style) == "title":
            return 1
    return 0


def _style_list(name: str, elements: dict[str, Element]) -> Element | None:
    """The list that a style or one that it is based on belongs to; its level is by its heading's."""
    found = (style.find(f"{WORD}pPr/{WORD}numPr") for style in _bases(name, elements))
    return next((each for each in found if each is not None), None)


def _style_look(name: str, elements: dict[str, Element]) -> Look:
    look = Look()
    for style in _bases(name, elements):
        look = look.over(Look.from_element(style.find(f"{WORD}rPr")))
    return look


def _outline_level(element: Element) -> int:
    value = element.get(VALUE, _BODY_TEXT)
    return int(value) + 1 if value in set("012345678") else 0
