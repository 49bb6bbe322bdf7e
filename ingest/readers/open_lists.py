"""The lists of an OpenDocument text: the number before an item, or before a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.readers.counting import written

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HEADINGS = "\0"  # the list that all numbered headings are of; no style is called so
_MOST = 100_000  # a list's first number: what a file may say beyond it is a fault


@dataclass(frozen=True)
class _Level:
    """How one level is numbered: not at all where ``form`` is empty."""

    form: str
    before: str
    behind: str
    start: int
    shown: int  # levels in the number of an item


@dataclass
class OpenLists:
    """Counts the items of each list in the order of the document."""

    levels: Mapping[tuple[str, int], _Level]
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def from_elements(cls, roots: Iterable[Element | None]) -> OpenLists:
        """The lists that the styles under some elements define."""
        return cls(
            {key: level for root in roots if root is not None for key, level in _levels(root)}
        )

    def begin(self, style: str, depth: int) -> None:
        """Begin to count anew, a list of this style at a level from 1."""
        self._counts.pop((style, depth), None)

    def number(self, style: str, depth: int, value: str = "") -> str:
        """The number of the next item with what stands around it; ``value`` is what it is set to."""
        level = self.levels.get((style, depth))
        if level is None or not level.form:
            return ""
        following = self._counts.get((style, depth), level.start - 1) + 1
        self._counts[style, depth] = _integer(value, following)
        for deeper in [key for key in self._counts if key[0] == style and key[1] > depth]:
            del self._counts[deeper]
        parts = [
            self._written(style, each) for each in range(max(depth - level.shown, 0) + 1, depth + 1)
        ]
        return f"{level.before}{'.'.join(filter(None, parts))}{level.behind}".strip()

    def heading_number(self, depth: int) -> str:
        """The number of the next heading of a level."""
        return self.number(_HEADINGS, depth)

    def _written(self, style: str, depth: int) -> str:
        level = self.levels.get((style, depth))
        if level is None or not level.form:
            return ""
        return written(self._counts.get((style, depth), level.start), level.form)


def _levels(root: Element) -> Iterator[tuple[tuple[str, int], _Level]]:
    for style in root.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style"):
        is_outline = style.tag == f"{_TEXT}outline-style"
        name = _HEADINGS if is_outline else style.get(f"{_STYLE}name", "")
        for level in style:
            depth = _integer(level.get(f"{_TEXT}level", ""), 0)
            if depth:
                yield (
                    (name, depth),
                    _Level(
                        level.get(f"{_STYLE}num-format", ""),
                        level.get(f"{_STYLE}num-prefix", ""),
                        level.get(f"{_STYLE}num-suffix", ""),
                        _integer(level.get(f"{_TEXT}start-value", ""), 1),
                        _integer(level.get(f"{_TEXT}display-levels", ""), 1),
                    ),
                )


def _integer(said: str, otherwise: int) -> int:
    return min(int(said), _MOST) if said.isascii() and said.isdigit() else otherwise
