"""What a PDF repeats on its pages around the text: running heads, feet, numbers, watermarks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_lines import Piece
from ingest.readers.pdf_page import PageText

DEEPEST = 4  # lines from the edge of the text that may be furniture
SAME_HEIGHT = 3.0  # points: running heads stand this exactly where they stood before
SET_OFF = 1.25  # of the usual distance of lines, by which furniture stands off the text
WATERMARK_SIZE = 1.8  # of the usual size of letters
WATERMARK_SHARE = 0.6  # of all pages

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|s\.|página|pág\.|стр\.|strona)\s*)?"
    r"(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|sur|из)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)

# What browsers print around a page: its address, the time, and the number of the sheet.
_ADDRESS = re.compile(r"(?:^|\s)(?:https?://|file:///|about:)\S+")
_TIME = re.compile(r"(?:^|\s)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}:\d\d(?:\s?[AP]M)?(?=\s|$)")
_SHEET = re.compile(r"^\d{1,4} of \d{1,4}(?=\s)|(?:^|\s)\d{1,4}/\d{1,4}$")

Line = list[Piece]


def find_furniture(pages: Sequence[PageText], usual_size: float) -> set[int]:
    """The ids of all pieces that are no part of the text.

    A line is furniture if it stands off the text, at the edge of it, and a line with the same
    words, whatever its numbers, stands at the same height of another page; or if it is what a
    browser prints there.
    """
    lines = [_lines(page) for page in pages]
    found = {id(piece) for its_lines in lines for line in _printed(its_lines) for piece in line}
    for from_top in (True, False):
        found |= _at_edge(pages, lines, from_top=from_top)
    return found | _watermarks(pages, lines, usual_size)


def _lines(page: PageText) -> list[Line]:
    """The lines of a page from top to bottom, whatever block they are in."""
    pieces = sorted(page.pieces(), key=lambda piece: -piece.base)
    lines: list[Line] = []
    for piece in pieces:
        if lines and abs(lines[-1][0].base - piece.base) < piece.size / 3:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _at_edge(pages: Sequence[PageText], lines: Sequence[list[Line]], *, from_top: bool) -> set[int]:
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    edges = []
    for number, (page, its_lines) in enumerate(zip(pages, lines, strict=True)):
        ordered = its_lines if from_top else its_lines[::-1]
        edge = [(line, _key(line), _depth(page, line, from_top)) for line in ordered[:DEEPEST]]
        edges.append((ordered, edge))
        for _, key, depth in edge:
            places[key].append((number, depth))
    steady = _steady_numbers(edges)
    found: set[int] = set()
    for number, (ordered, edge) in enumerate(edges):
        count = 0
        for position, (_, key, depth) in enumerate(edge):
            elsewhere = any(
                page != number and abs(other - depth) <= SAME_HEIGHT for page, other in places[key]
            )
            if not elsewhere and (number, position) not in steady:
                break
            count = position + 1
        while count and not _is_set_off(ordered, count):
            count -= 1
        for line, _, _ in edge[:count]:
            found |= {id(piece) for piece in line}
    return found


def _printed(lines: list[Line]) -> Iterator[Line]:
    """The head and the foot of a sheet that a browser printed."""
    if len(lines) < 3 or not _is_set_off(lines[::-1], 1):  # noqa: PLR2004 - head, text and foot
        return
    head, foot = _text(lines[0]), _text(lines[-1])
    if _SHEET.search(foot) and (_ADDRESS.search(foot) or _TIME.search(foot)):
        yield lines[-1]
        if _is_set_off(lines, 1) and (_ADDRESS.search(head) or _TIME.search(head)):
            yield lines[0]


def _text(line: Line) -> str:
    words = " ".join(piece.text for piece in sorted(line, key=lambda piece: piece.left))
    return " ".join(words.split())


def _key(line: Line) -> str:
    text = _NUMBER.sub("#", _text(line).casefold())
    return "#" if _ROMAN.fullmatch(text) else text


def _depth(page: PageText, line: Line, from_top: bool) -> float:
    return page.top - line[0].base if from_top else line[0].base - page.bottom


def _steady_numbers(
    edges: Sequence[tuple[list[Line], list[tuple[Line, str, float]]]],
) -> set[tuple[int, int]]:
    """Lines that are nothing but a page's number: they count with the pages."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, edge) in enumerate(edges):
        for position, (line, _, _) in enumerate(edge[:2]):
            text = " ".join(piece.text for piece in line)
            digits = _NUMBER.search(text)
            if digits and len(digits[0]) < 5 and _PAGE_NUMBER.fullmatch(text):  # noqa: PLR2004
                found[int(digits[0]) - number].append((number, position))
    return {place for places in found.values() if len(places) > 1 for place in places}


def _is_set_off(ordered: list[Line], count: int) -> bool:
    """Whether the first lines from an edge stand farther from the text than its lines do."""
    if count >= len(ordered):
        return False  # nothing would be left
    steps = [abs(one[0].base - other[0].base) for one, other in pairwise(ordered[count:])]
    gap = abs(ordered[count - 1][0].base - ordered[count][0].base)
    usual = median(steps) if steps else ordered[count][0].size * 1.2
    return gap > SET_OFF * min(usual, 2 * ordered[count][0].size)


def _watermarks(
    pages: Sequence[PageText], lines: Sequence[list[Line]], usual_size: float
) -> set[int]:
    """Large letters that stand at the same place on most pages."""
    places: dict[tuple[str, int, int], dict[int, int]] = defaultdict(dict)
    for number, (page, piece) in enumerate(_pieces(pages, lines)):
        if piece.size >= WATERMARK_SIZE * usual_size:
            key = (piece.text, round(piece.left / 6), round(piece.base / 6))
            places[key][id(piece)] = id(page) if page else number
    least = max(2, WATERMARK_SHARE * len(pages))
    return {
        piece for where in places.values() if len(set(where.values())) >= least for piece in where
    }


def _pieces(
    pages: Sequence[PageText], lines: Sequence[list[Line]]
) -> Iterator[tuple[PageText, Piece]]:
    for page, its_lines in zip(pages, lines, strict=True):
        for line in its_lines:
            yield from ((page, piece) for piece in line)
