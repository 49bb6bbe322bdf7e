"""Sentence spans with exact offsets.

Line breaks and headings divide first, then the language's own punctuation (the ``sentencex``
library, rule based, 244 languages). Spans are ordered, do not overlap, and every visible
character lies in exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from ingest.languages import ENGLISH
from ingest.readers.builder import CELL_BREAK

SpanPair = tuple[int, int]

MIN_WRAP_WIDTH = 40  # characters; narrower paragraphs are verse, tables or lists, not wrapped prose
SURE_WRAP_WIDTH = 60  # a single line end before a capital is taken for a wrap from here on
FULL_LINE = 0.85  # of the usual line: letters of printed pages differ in width

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·‣◦\u2013\u2014]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")

_OPENING = " \t([\"'“\u2018«„"
_ITEM_NUMBER = re.compile(r"(?<!\S)\(?\w{1,3}\)")
_SQUARE = str.maketrans("()", "[]")

# sentencex ends a sentence behind the first although it goes on if the second follows.
_GOES_ON = tuple(
    (re.compile(rf"{before}\s*$", re.IGNORECASE), re.compile(behind))
    for before, behind in (
        (r"\b[ap]\.m\.", r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b"),
        (
            r"\b(?:nos?|vol|bd|pp?|ch|ca|circa|approx|est|figs?|arts?|tab|eqs?|secs?|paras?|pos|cl)\.",
            r"\d",
        ),
        (r"\b(?:app|sched)\.", r"[A-Z]\b"),
        (r"\breg\.", r"No\."),
        (r"\bM[sx]\.", r"[A-Z]"),
        (r"\bcf\.", r""),
        (r"^\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]", r""),  # the number of a list's item
        (r"\b[a-z]{2,4}\.-?", r"[-\u2013]\w"),  # "Mon.-Fri."
        (r"\b(?:lbs?|max|min|spp?|tb?sp|tues|thurs|hrs?)\.", r"[a-z]"),
    )
)
# Whole sentences in brackets; sentencex goes on behind them.
_IN_BRACKETS = re.compile(r"\((?=[A-Z\"“\u2018])[^()]+[.!?][\"”\u2019]?\)\s+(?=[A-Z\"“\u2018])")
NEAR = 16  # characters on either side of a sentence's end; enough for each of these patterns


def split_sentences(
    text: str, start: int = 0, end: int | None = None, language: str = ENGLISH
) -> list[SpanPair]:
    """The sentences of ``text[start:end]`` as spans into ``text``, white space trimmed.

    ``language`` is a code as in ``ingest.languages``; an empty one is taken for English.
    """
    end = len(text) if end is None else end
    return [
        span
        for line_start, line_end in _lines(text, start, end)
        for span in _punctuated(text, line_start, line_end, language or ENGLISH)
    ]


def _lines(text: str, start: int, end: int) -> Iterator[SpanPair]:
    """Paragraphs and single lines; wrapped lines of one paragraph stay together."""
    position = start
    for gap in _BLANK_LINE.finditer(text, start, end):
        yield from _unwrapped(text, position, gap.start())
        position = gap.end()
    yield from _unwrapped(text, position, end)


def _unwrapped(text: str, start: int, end: int) -> Iterator[SpanPair]:
    """Cut a paragraph at its line ends, except where a line was merely wrapped."""
    lines = text[start:end].split("\n")
    width = _usual_width(lines)
    is_prose = _is_prose(lines, width)
    first = position = start
    for line, following in pairwise(lines):
        position += len(line) + 1
        goes_on = _first(following).islower() and 2 * len(line) > width
        wrapped = goes_on or (is_prose and _is_full(line, following, width))
        if not wrapped or width < MIN_WRAP_WIDTH or _begins_anew(following):
            yield first, position - 1
            first = position
    yield first, end


def _usual_width(lines: list[str]) -> int:
    """How long the long lines are: the third quartile, so that a single odd line does not count."""
    lengths = sorted(len(line.rstrip()) for line in lines[:-1] or lines)
    return lengths[-(-3 * (len(lengths) - 1) // 4)]


def _is_prose(lines: list[str], width: int) -> bool:
    """Whether some line begins amid a sentence; those of verse and lists have capitals first."""
    starts = [_first(line) for line in lines[1:]]
    amid = any(start.isalpha() and not start.isupper() for start in starts)
    return (
        amid
        or all(line.isupper() for line in lines)
        or (len(starts) == 1 and width >= SURE_WRAP_WIDTH)
    )


def _first(line: str) -> str:
    """A line's first character behind opening brackets and quotation marks."""
    return line.lstrip(_OPENING)[:1]


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    words = following.split(maxsplit=1)
    return bool(words) and len(line.rstrip()) + 1 + len(words[0]) > FULL_LINE * width


def _begins_anew(line: str) -> bool:
    """Whether a line is an item of a list or a row of a table."""
    return CELL_BREAK in line or _LIST_ITEM.match(line) is not None


def _punctuated(text: str, start: int, end: int, language: str) -> Iterator[SpanPair]:
    piece = text[start:end]
    if not piece.strip():
        return
    first = 0
    found = list(sentencex.get_sentence_boundaries(language, _readable(piece)))
    ends = {boundary["end_index"] for boundary in found[:-1]}
    ends |= {match.end() for match in _IN_BRACKETS.finditer(piece) if match.start() in {0, *ends}}
    for boundary in sorted({*ends, len(piece)}):
        rest = piece[boundary : boundary + NEAR]
        if rest and _goes_on(piece[max(first, boundary - NEAR) : boundary], rest):
            continue
        span = _trimmed(text, start + first, start + boundary)
        if span[0] < span[1]:
            yield span
        first = boundary


def _readable(piece: str) -> str:
    """The piece, character for character, as sentencex reads it best.

    Behind "(a)" or "a)", which it takes for the number of an item, it would cut nothing more.
    """
    return _ITEM_NUMBER.sub(lambda found: found[0].translate(_SQUARE), piece)


def _goes_on(sentence: str, rest: str) -> bool:
    return any(before.search(sentence) and behind.match(rest) for before, behind in _GOES_ON)


def _trimmed(text: str, start: int, end: int) -> SpanPair:
    """The span without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
