"""Plain text that was laid out to be printed: its sheets, and what stands around their text.

A form feed parts two sheets. What several of them have at their head or foot (a running head, the
number of the page) is no part of the text, and a sentence that runs over to the next is whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason
from ingest.readers.hyphens import MARKS
from ingest.readers.wrapping import ends_sentence, unwrap

FORM_FEED = "\f"
DEEPEST = 3  # lines at either edge of a sheet that may be around its text
LONGEST_NUMBER = 4  # digits of a page's number
LEAST_WORDS = 2  # beside the number of a page; "Day 2" is a heading

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|s\.|página|pág\.|стр\.|strona)\s*)?(?:#|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur|из)\s*#)?\W*"
)


@dataclass(slots=True)
class _Sheet:
    """A sheet by its number from 1: its lines from the first with words to the last."""

    number: int
    lines: list[str]

    def edge(self, *, from_top: bool) -> list[str]:
        """The lines with words that are nearest to an edge, the outermost first."""
        ordered = self.lines if from_top else self.lines[::-1]
        return [line for line in ordered if line.strip()][:DEEPEST]

    def cut(self, count: int, *, from_top: bool) -> list[str]:
        """Take so many lines with words from an edge, and the empty ones behind them."""
        if not from_top:
            self.lines.reverse()
        taken: list[str] = []
        while len(taken) < count or (self.lines and not self.lines[0].strip()):
            line = self.lines.pop(0)
            taken += [line] if line.strip() else []
        if not from_top:
            self.lines.reverse()
        return taken

    def is_set_off(self, count: int, *, from_top: bool) -> bool:
        """Whether an empty line parts so many lines at an edge from what follows; something must."""
        ordered = iter(self.lines if from_top else self.lines[::-1])
        while count and (line := next(ordered, None)) is not None:
            count -= bool(line.strip())
        return not next(ordered, "x").strip()


def add_sheets(builder: DocumentBuilder, text: str) -> None:
    """Write the text of all sheets, each from where it begins; what is around it is noted."""
    sheets = []
    for number, part in enumerate(text.split(FORM_FEED), start=1):
        lines = part.strip(LINE_BREAK).split(LINE_BREAK)
        if part.strip():
            sheets.append(_Sheet(number, lines))
    for from_top in (True, False):
        for sheet, count in zip(sheets, _around(sheets, from_top=from_top), strict=True):
            for line in sheet.cut(count, from_top=from_top):
                builder.leave_out(line, Reason.FURNITURE)
    sheets = [sheet for sheet in sheets if sheet.lines]
    whole, starts = "", []
    for sheet in sheets:
        inner = LINE_BREAK.join(sheet.lines).rstrip()
        whole += _between(whole, inner) if whole else ""
        starts.append(len(whole))
        whole += inner
    unwrapped = unwrap(whole)
    places = [*_followed(whole, unwrapped, starts), len(unwrapped)]
    for sheet, start, end in zip(sheets, places, places[1:], strict=False):
        builder.begin_page(sheet.number)
        builder.add_verbatim(unwrapped[start:end])


def _around(sheets: Sequence[_Sheet], *, from_top: bool) -> list[int]:
    """For each sheet how many lines at an edge of it are around the text."""
    edges = [sheet.edge(from_top=from_top) for sheet in sheets]
    alike: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for index, edge in enumerate(edges):
        for depth, line in enumerate(edge):
            alike[depth, _key(line)][index] = line
    counts = []
    for index, (sheet, edge) in enumerate(zip(sheets, edges, strict=True)):
        count = 0
        for depth, line in enumerate(edge):
            if not _recurs(sheets, alike[depth, _key(line)], index):
                break
            if sheet.is_set_off(depth + 1, from_top=from_top):
                count = depth + 1
        counts.append(count)
    return counts


def _key(line: str) -> str:
    return " ".join(_NUMBER.sub("#", line.casefold()).split())


def _recurs(sheets: Sequence[_Sheet], lines: dict[int, str], index: int) -> bool:
    """Whether another sheet has the same line, or the same with a number that counts the sheets."""
    mine, others = lines[index], [line for at, line in lines.items() if at != index]
    if any(other.split() == mine.split() for other in others):
        return True
    key = _key(mine)
    if not _PAGE_NUMBER.fullmatch(key) and len(_WORD.findall(key)) < LEAST_WORDS:
        return False
    return any(
        _counted(mine, sheets[index]) & _counted(lines[at], sheets[at])
        for at in lines
        if at != index
    )


def _counted(line: str, sheet: _Sheet) -> set[int]:
    """For each number of a line how far it is ahead of the number of its sheet."""
    return {
        int(number) - sheet.number
        for number in _NUMBER.findall(line)
        if len(number) <= LONGEST_NUMBER
    }


def _between(text: str, following: str) -> str:
    """What parts two sheets: a line end where a sentence may run over, else an empty line."""
    last = text.rpartition(LINE_BREAK)[2]
    first = following.lstrip()[:1]
    runs_on = not ends_sentence(last) and (first.islower() or last[-1:] in MARKS)
    return LINE_BREAK if runs_on else BLOCK_BREAK


def _followed(text: str, unwrapped: str, starts: Sequence[int]) -> list[int]:
    """Where offsets of a text are in the same text with other white space and fewer hyphens."""
    places, at, waiting = [], 0, list(starts)
    for offset, character in enumerate(text):
        if waiting and waiting[0] == offset:
            # The white space before a sheet is of the one before it.
            while unwrapped[at : at + 1].isspace():
                at += 1
            places.append(at)
            waiting.pop(0)
        if character.isspace():
            continue
        while unwrapped[at : at + 1].isspace():
            at += 1
        at += unwrapped[at : at + 1] == character
    return places
