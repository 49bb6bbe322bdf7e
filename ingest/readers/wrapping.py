"""Plain text whose lines a program broke: made whole again; all other lines are kept.

A program breaks a line where its next word would not fit. A paragraph is taken for wrapped where
nearly all of its lines end so, and enough of them amid a sentence; verse, addresses, lists, tables
and code do not.
"""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.readers.builder import LINE_BREAK
from ingest.readers.hyphens import Words

_NARROWEST = 20  # characters: shorter lines are of a list, of verse or of an address
_WIDEST = 120
_EVIDENT = 60  # a line as wide before one in small letters was broken, however few there are
_NARROW = 40  # below this width, words are long beside lines, and more of them are asked for
_LEAST_LINES, _LEAST_NARROW_LINES = 3, 5
_MOST_FORCED = 0.85  # share of the breaks after which the next word would not have fitted
_LEAST_AMID = 0.2  # share of the lines that begin with a small letter; verse has few
_MOST_STOPPED = 0.5  # share of the lines that end with a sign; verse has most
_FLOWED = 0.8  # share of the lines that end with a space, which in mail says "goes on" (RFC 3676)
_SLACK = 1  # characters of the width that a program may leave

_QUOTE = re.compile(r"(?:>[ \t]?)*")
_ITEM = re.compile(r"(?:[-*+•·‣◦\u2013\u2014]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_FIELD = re.compile(r"[A-Z][\w-]{0,20}(?: [\w-]{1,20})?:\s")  # From: Ann
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|  \S.*\S  \S|\|")
_CODE = re.compile(r"[{};\\]\s*$|^(?:#|//|/\*|\$ |>>>|%)|\w\(\)|[=!<>]=|:=| = ")
_STOP = re.compile(r"[.,;:!?…][\"'”\u2019)\]]*\s*$")
_SENTENCE_END = re.compile(r"[.!?。\uff01\uff1f][\"'”\u2019)\]]*(?:\s|$)")
_END = re.compile(r"[.!?…:][\"'”\u2019)\]]*\s*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # letters with no spaces between

_LONGEST_WORD = 60
_BROKEN_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_HYPHENS = ("-", "\u2010")
_LETTERS = re.compile(r"[^\W\d_]+")

_ESCAPE = re.compile(r"=(?:[0-9A-F]{2}|[ \t]*$)", re.MULTILINE)
_SOFT_END = re.compile(r"=(?:20)?[ \t]*$", re.MULTILINE)
_MOSTLY_ESCAPES = 0.9  # share of all equals signs: in quoted-printable every one begins an escape
_LEAST_SOFT_ENDS = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: the marks of a quoted mail, then spaces, then what it says.

    ``is_fixed`` is a row of a table, code or an ornament; ``begins_anew`` the item of a list.
    """

    text: str
    quote: str
    indent: int
    says: str
    width: int
    first_width: int  # of its first word
    is_fixed: bool
    is_item: bool
    begins_anew: bool

    @classmethod
    def from_text(cls, text: str) -> _Line:
        """The parts of a line."""
        quote = _QUOTE.match(text)
        marks = quote[0] if quote else ""
        rest = text[len(marks) :]
        says = rest.lstrip(" ")
        is_fixed = not _LETTERS.search(says) or bool(_COLUMNS.search(says) or _CODE.search(says))
        is_item = _ITEM.match(says) is not None
        words = says.split(maxsplit=1)
        return cls(
            text,
            marks.replace(" ", ""),
            len(rest) - len(says),
            says,
            len(text.rstrip()),
            len(words[0]) if words else 0,
            is_fixed,
            is_item,
            is_item or _FIELD.match(says) is not None,
        )


def unwrap(text: str) -> str:
    """The text with the lines joined that a program broke, and words that it broke."""
    lines = [_Line.from_text(line) for line in text.split(LINE_BREAK)]
    blocks = [
        list(group)
        for _, group in groupby(lines, key=lambda line: (bool(line.says.strip()), line.quote))
    ]
    usual = _usual_widths(blocks)
    has_broken_words = any(line.text.rstrip().endswith(_HYPHENS) for line in lines)
    words = Words.from_lines(line.text for line in lines if has_broken_words)
    return LINE_BREAK.join(
        line for block in blocks for line in _joined(block, usual.get(block[0].quote, 0), words)
    )


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, or what leads to a list."""
    return _END.search(line) is not None


def decode_quoted_printable(text: str) -> str:
    """The text that a mail was before it was packed for the way (``=20``); any other as it is."""
    signs = text.count("=")
    if not signs or len(_SOFT_END.findall(text)) < _LEAST_SOFT_ENDS:
        return text
    if len(_ESCAPE.findall(text)) < _MOSTLY_ESCAPES * signs:
        return text
    data = quopri.decodestring(text.encode("utf-8", "surrogatepass"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _usual_widths(blocks: Sequence[Sequence[_Line]]) -> dict[str, int]:
    """By the marks of quoting, the width at which most lines of wrapped paragraphs end."""
    widths: dict[str, Counter[int]] = {}
    for block in blocks:
        width = max(line.width for line in block)
        if _is_wrapped(block, width):
            widths.setdefault(block[0].quote, Counter())[width] += len(block)
    # Of nearly equal widths the largest: not every paragraph has a line that is quite full.
    return {
        quote: max(width for width in counts if 2 * counts[width] >= max(counts.values()))
        for quote, counts in widths.items()
    }


def _is_wrapped(block: Sequence[_Line], width: int) -> bool:
    pairs = [pair for pair in pairwise(block) if _may_join(*pair)]
    least = _LEAST_NARROW_LINES if width < _NARROW else _LEAST_LINES
    if not _NARROWEST <= width <= _WIDEST or len(pairs) + 1 < least:
        return False
    if not any(_SENTENCE_END.search(line.says) for line in block):
        return False
    forced = sum(_is_forced(before, after, width) for before, after in pairs)
    amid = sum(after.says[:1].islower() for _, after in pairs)
    stopped = sum(_STOP.search(before.says) is not None for before, _ in pairs)
    return (
        forced >= _MOST_FORCED * len(pairs)
        and amid >= _LEAST_AMID * len(pairs)
        and stopped <= _MOST_STOPPED * len(pairs)
    )


def _may_join(before: _Line, after: _Line) -> bool:
    """Whether two lines may be of one paragraph: the second goes on at its left edge."""
    if before.is_fixed or after.is_fixed or after.begins_anew:
        return False
    return after.indent <= before.indent or before.is_item


def _is_forced(before: _Line, after: _Line, width: int) -> bool:
    """Whether the next word would not have fitted, or not whole."""
    if after.says[:1].islower() and _BROKEN_WORD.search(before.says.rstrip()[-_LONGEST_WORD:]):
        return True
    return before.width + 1 + after.first_width > width - _SLACK


def _joined(block: Sequence[_Line], usual: int, words: Words) -> Iterator[str]:
    """The lines of a block, those joined that belong together."""
    width = max(usual, *(line.width for line in block)) if block[0].says.strip() else 0
    is_flowed = _is_flowed(block)
    is_wrapped = usual > 0 or _is_wrapped(block, width)
    is_long = any(line.width >= _EVIDENT for line in block[:-1])
    if not (is_wrapped or is_flowed or is_long) or len(block) == 1:
        yield from (line.text for line in block)
        return
    is_prose = _is_prose(block)
    whole = [block[0].text]
    for before, after in pairwise(block):
        goes_on = after.says[:1].islower() and not ends_sentence(before.says)
        forced = is_wrapped and _is_forced(before, after, width)
        flows = is_flowed and before.text.endswith(" ")
        evident = goes_on and before.width >= _EVIDENT
        if _may_join(before, after) and (evident or flows or (forced and (goes_on or is_prose))):
            whole.append(after.says)
        else:
            yield _whole(whole, words)
            whole = [after.text]
    yield _whole(whole, words)


def _is_flowed(block: Sequence[_Line]) -> bool:
    ends = [line.text.endswith(" ") and line.text[-2:] != "  " for line in block[:-1]]
    return len(ends) > 1 and sum(ends) >= _FLOWED * len(ends)


def _is_prose(block: Sequence[_Line]) -> bool:
    """Whether some line begins amid a sentence; a short paragraph may have one such line only."""
    return any(line.says[:1].islower() for line in block[1:])


def _whole(lines: list[str], words: Words) -> str:
    """Lines that belong together as one."""
    stripped = [line.rstrip() for line in lines]
    parts = []
    for line, following in pairwise(stripped):
        if not line.endswith(_HYPHENS):
            both_wide = _WIDE.match(line[-1:]) and _WIDE.match(following[:1])
            parts += [line, "" if both_wide else " "]
        else:
            parts.append(words.join(line, following).removesuffix(following))
    return "".join([*parts, stripped[-1]])
