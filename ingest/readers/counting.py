"""The numbers of the items of lists, as a browser counts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 10**6


@dataclass
class _List:
    style: str  # "" for a list without numbers
    following: int
    step: int


@dataclass
class Counting:
    """The lists around a place, and the number of its item until that is written."""

    _lists: list[_List] = field(default_factory=list)
    _number: str = ""

    @property
    def depth(self) -> int:
        """How many lists there are around that of the current item."""
        return max(len(self._lists) - 1, 0)

    def open(self, node: LexborNode, tag: str) -> None:
        """Enter a list or an item."""
        if tag == "ol":
            step = -1 if "reversed" in node.attributes else 1
            items = sum(child.tag == "li" for child in node.iter()) if step < 0 else 1
            start = _integer(node.attributes.get("start"), items)
            self._lists.append(_List(node.attributes.get("type") or "1", start, step))
        elif tag in _LISTS:
            self._lists.append(_List("", 1, 1))
        elif tag == "li" and self._lists and self._lists[-1].style:
            around = self._lists[-1]
            value = _integer(node.attributes.get("value"), around.following)
            around.following = value + around.step
            self._number = f"{written(value, around.style)}. "

    def close(self, tag: str) -> None:
        """Leave a list or an item."""
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if tag in _LISTS or tag == "li":
            self._number = ""

    def take(self) -> str:
        """The number of the item that begins here, once."""
        number, self._number = self._number, ""
        return number


def _integer(said: str | None, otherwise: int) -> int:
    try:
        number = int(said or "")
    except ValueError:
        return otherwise
    return number if abs(number) < _MOST else otherwise


def written(value: int, style: str) -> str:
    """A number as a list shows it: "a" and "i" for letters and Roman ones, or as capitals; else digits."""
    if style in {"a", "A"} and 0 < value <= len(_LETTERS):
        letter = _LETTERS[value - 1]
    elif style in {"i", "I"} and value > 0:
        letter = _roman(value)
    else:
        return str(value)
    return letter.upper() if style.isupper() else letter


def _roman(value: int) -> str:
    parts = []
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        parts.append(sign * min(count, _MOST))
    return "".join(parts)
