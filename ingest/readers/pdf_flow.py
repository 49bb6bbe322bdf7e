"""Pages of a PDF to one text: sentences whole over lines, columns and pages; headings by size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.readers.builder import (
    BLOCK_BREAK,
    LINE_BREAK,
    PAGE_BREAK,
    DocumentBuilder,
    Reason,
    clean,
    collapse,
)
from ingest.readers.hyphens import Words, are_parted, plain
from ingest.readers.pdf_columns import Block
from ingest.readers.pdf_furniture import find_furniture
from ingest.readers.pdf_lines import Piece
from ingest.readers.pdf_page import PageText

HEADING_SIZE = 1.07  # of the usual size: the least by which the lowest heading is larger
LONGEST_HEADING = 200  # characters
MOST_HEADING_LINES = 3
SAME_SIZE = 0.06  # of each other: letters of one paragraph
WIDEST_LEADING = 2.5  # of the letters' size: lines of one text are no farther apart
FAR = 1.35  # of the usual distance of lines: a new paragraph
INDENT = 0.8  # of the letters' size: how far the first line of a paragraph is set in
NARROW = (
    40  # characters: lines of verse and addresses have fewer, none of them begins in lower case
)

_ITEM = re.compile(r"\s*(?:[-*+•·‣◦▪●○■□\u2013—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_SENTENCE_END = re.compile(r"[.!?:。\uff01\uff1f…][\"'”\u2019»)\]\d]*$")
_LEADERS = re.compile(r"(?:\s?[.·_…]){5,}\s?\S{1,8}$")  # from a title to the number of its page
_OPENING = " \t([\"'“\u2018«„"


@dataclass(slots=True)
class Part:
    """A paragraph, a heading or a table, with the page on which it begins.

    ``level`` is that of a heading, 0 for text; ``pages`` are the later pages that begin in it, each
    with the offset of its first character; ``separator`` is what stands before it.
    """

    page: int
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    level: int = 0
    size: float = 0.0
    separator: str = BLOCK_BREAK
    is_full: bool = False
    pages: list[tuple[int, int]] = field(default_factory=list)


def write_pages(
    builder: DocumentBuilder,
    pages: Mapping[int, PageText],
    contents: Mapping[int, Mapping[str, int]],
) -> None:
    """Write the text of all pages that have any, given by their numbers.

    ``contents`` are the headings that the bookmarks name: for each page, the level of each.
    """
    sizes = Counter[float]()
    for page in pages.values():
        for piece in page.pieces():
            sizes[_rounded(piece.size)] += len(piece.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    furniture = find_furniture(list(pages.values()), usual)
    lines = {number: {squeezed(p.text) for p in page.pieces()} for number, page in pages.items()}
    if not any(lines.get(number, set()) & titles.keys() for number, titles in contents.items()):
        contents = {}  # they are in other words than the text
    words = Words.from_lines(p.text for page in pages.values() for p in page.pieces())
    flow = _Flow(words, usual, contents)
    for number, page in pages.items():
        flow.add_page(number, *(_without(page, furniture, builder)))
        for texts, reason in (
            (page.hidden, Reason.HIDDEN),
            (page.furniture, Reason.FURNITURE),
            (page.remarks, Reason.COMMENT),
        ):
            for text in texts:
                builder.leave_out(text, reason)
        if page.unreadable:
            sentence = f"The text of page {number} cannot be read; try OCR."
            builder.leave_out(sentence, Reason.UNREADABLE, len(page.unreadable))
    flow.write(builder, list(pages))


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _without(
    page: PageText, furniture: set[int], builder: DocumentBuilder
) -> tuple[list[Block], list[Block]]:
    """The blocks and the notes of a page without its furniture, which is noted."""
    kept: tuple[list[Block], list[Block]] = ([], [])
    for blocks, target in zip((page.blocks, page.notes), kept, strict=True):
        for block in blocks:
            rows = []
            for row in block.rows:
                for piece in row:
                    if piece is not None and id(piece) in furniture:
                        builder.leave_out(plain(piece.text), Reason.FURNITURE)
                stays = [p if p is not None and id(p) not in furniture else None for p in row]
                if any(piece is not None for piece in stays):
                    rows.append(stays)
            if rows:
                target.append(Block(rows, block.is_table))
    return kept


class _Flow:
    """Gathers the parts of a document, page by page, and then writes them."""

    def __init__(
        self, words: Words, usual: float, contents: Mapping[int, Mapping[str, int]]
    ) -> None:
        self._words = words
        self._usual = usual
        self._contents = contents
        self._parts: list[Part] = []

    def add_page(self, number: int, blocks: list[Block], notes: list[Block]) -> None:
        """Add the text of a page; the first of it may go on with what was last on the page before."""
        parts = [part for block in blocks for part in self._block_parts(number, block)]
        noted = [part for block in notes for part in self._block_parts(number, block)]
        for part in noted:
            part.level = 0
        merged: list[Part] = []
        for part in parts:
            before = merged[-1] if merged else self._last()
            if before is not None and self._goes_on(before, part):
                self._append(before, part)
                continue
            if before is not None and _is_item(before) and _is_item(part):
                part.separator = LINE_BREAK
            merged.append(part)
        # A sentence that runs on over the page stays whole: the notes come before it.
        runs_on = len(merged) > 1 and not merged[-1].level and not merged[-1].rows
        last = self._last()
        if (
            merged
            and last is not None
            and _is_text(merged[0])
            and _is_text(last)
            and (last.is_full or _SENTENCE_END.search(last.text))
        ):
            merged[0].separator = PAGE_BREAK
        if noted and runs_on and not _SENTENCE_END.search(merged[-1].text):
            self._parts += [*merged[:-1], *noted, merged[-1]]
        else:
            self._parts += [*merged, *noted]

    def write(self, builder: DocumentBuilder, numbers: Sequence[int]) -> None:
        """Write everything, with the pages where they begin; those without text are noted."""
        self._set_levels()
        begun: set[int] = set()
        for part in self._parts:
            if part.page not in begun:
                builder.begin_page(part.page)
                begun.add(part.page)
            if part.rows:
                separator = part.separator
                for row in part.rows:
                    builder.add_row(row, separator)
                    separator = LINE_BREAK
            elif part.level:
                builder.add_heading(part.text, part.level)
            else:
                begun |= {number for _, number in part.pages}
                _write_paragraph(builder, part)
        builder.empty_pages += [number for number in numbers if number not in begun]

    def _last(self) -> Part | None:
        return self._parts[-1] if self._parts else None

    def _block_parts(self, number: int, block: Block) -> Iterator[Part]:
        if block.is_table:
            rows = [_labelled([self._cell(piece) for piece in row]) for row in block.rows]
            yield Part(number, rows=[row for row in rows if any(row)])
            return
        lines = [piece for row in block.rows for piece in row if piece is not None]
        for paragraph in self._paragraphs(number, lines):
            yield self._part(number, paragraph, lines)

    def _cell(self, piece: Piece | None) -> str:
        return "" if piece is None else plain(piece.text)

    def _paragraphs(self, number: int, lines: list[Piece]) -> Iterator[list[Piece]]:
        """The lines of a block, parted where a paragraph or a heading begins."""
        steps = [one.base - other.base for one, other in pairwise(lines)]
        most = WIDEST_LEADING * max(line.size for line in lines)
        usual = min(median([step for step in steps if step > 0] or [0.0]), most)
        paragraph: list[Piece] = []
        for line in lines:
            if paragraph and self._begins_anew(number, paragraph, line, usual, lines):
                yield paragraph
                paragraph = []
            paragraph.append(line)
        if paragraph:
            yield paragraph

    def _begins_anew(
        self, number: int, paragraph: list[Piece], line: Piece, usual: float, lines: list[Piece]
    ) -> bool:
        before = paragraph[-1]
        step = before.base - line.base
        if not _are_alike(before.size, line.size) or _ITEM.match(line.text):
            return True
        if self._named(number, line.text) or self._named(number, before.text):
            return True
        if step > max(FAR * usual, 1.3 * line.size) or step < 0:
            return True
        if line.text[:1].islower() and not _SENTENCE_END.search(before.text):
            return False
        first = paragraph[0]
        is_item = _ITEM.match(first.text) is not None
        indent = INDENT * line.size
        if line.left > before.left + indent:
            return not (is_item and before is first)
        outdented = line.left < before.left - indent and (before is not first or is_item)
        return outdented or (
            _SENTENCE_END.search(before.text) is not None and not _is_full(before, line, lines)
        )

    def _part(self, number: int, paragraph: list[Piece], lines: list[Piece]) -> Part:
        text = paragraph[0].text
        keeps = _keeps_lines(paragraph)
        for before, line in pairwise(paragraph):
            joins = (
                not keeps
                and not _LEADERS.search(before.text)
                and (
                    _is_full(before, line, lines)
                    or (line.text[:1].islower() and not _SENTENCE_END.search(before.text))
                )
            )
            text = (
                self._words.join(text, line.text)
                if joins or are_parted(before.text, line.text)
                else f"{text}{LINE_BREAK}{line.text}"
            )
        last = paragraph[-1]
        part = Part(number, plain_within(text), size=last.size)
        named = self._named(number, " ".join(line.text for line in paragraph))
        is_large = paragraph[0].size >= HEADING_SIZE * self._usual
        if named:
            part.level = named
        elif is_large and _may_be_heading(paragraph):
            part.level = -1  # until the sizes of all headings are known
        part.is_full = len(lines) > 1 and _is_full(last, None, lines)
        return part

    def _named(self, number: int, text: str) -> int:
        titles = self._contents.get(number)
        return titles.get(squeezed(text), 0) if titles else 0

    def _goes_on(self, before: Part, part: Part) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if before.level or part.level or before.rows or part.rows:
            return False
        if not _are_alike(before.size, part.size) or _ITEM.match(part.text):
            return False
        if self._words.joint(before.text, part.text) is not None:
            return True
        if _SENTENCE_END.search(before.text) or LINE_BREAK in before.text:
            return False
        return part.text.lstrip(_OPENING)[:1].islower() or before.is_full

    def _append(self, before: Part, part: Part) -> None:
        text = self._words.join(before.text, part.text)
        if part.page != before.page and all(page != part.page for _, page in before.pages):
            before.pages.append((len(text) - len(part.text), part.page))
        before.text, before.is_full = text, part.is_full

    def _set_levels(self) -> None:
        """The largest headings are of the first level, and so on.

        Where bookmarks name headings, those that they leave out are smaller, and below them.
        """
        named = [part for part in self._parts if part.level > 0]
        largest = min((_rounded(part.size) for part in named), default=float("inf"))
        above = max((part.level for part in named), default=0)
        large = [part for part in self._parts if part.level < 0]
        sizes = {_rounded(part.size) for part in large if _rounded(part.size) < largest}
        order = sorted(sizes, reverse=True)
        for part in large:
            size = _rounded(part.size)
            part.level = above + order.index(size) + 1 if size in sizes else 0


def _labelled(cells: list[str]) -> list[str]:
    """The cells of a row, each that is the label of the next one put before it: "Name: Ada"."""
    found: list[str] = []
    for cell in cells:
        if found and cell and found[-1].endswith(":"):
            found[-1] = f"{found[-1]} {cell}"
        else:
            found.append(cell)
    return found


def _is_item(part: Part) -> bool:
    return _is_text(part) and _ITEM.match(part.text) is not None


def _is_text(part: Part) -> bool:
    return not part.level and not part.rows


def _write_paragraph(builder: DocumentBuilder, part: Part) -> None:
    """A paragraph, in pieces if pages begin in it."""
    start, separator = 0, part.separator
    for offset, page in part.pages:
        piece = part.text[start:offset]
        builder.add_block(piece, separator)
        separator = piece[len(piece.rstrip()) :]
        builder.begin_page(page)
        start = offset
    builder.add_block(part.text[start:], separator)


def plain_within(text: str) -> str:
    """A text whose hyphens are hyphens, apart from one at its end that may part a word."""
    return plain(text[:-1]) + text[-1:]


def squeezed(text: str) -> str:
    """A heading without what may be set in another way where it is named."""
    return "".join(collapse(clean(text)).casefold().split())


def _are_alike(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * max(one, other)


def _is_full(line: Piece, following: Piece | None, lines: list[Piece]) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    right = max(each.right for each in lines)
    width = line.size / 2
    if following is not None:
        word = following.text.split(maxsplit=1)[0]
        width += (following.right - following.left) * len(word) / len(following.text)
    else:
        width = 6 * width  # of a word that is not known
    return line.right + width > right


def _keeps_lines(paragraph: list[Piece]) -> bool:
    """Whether lines are short for themselves, as in verse and addresses, not broken by a column."""
    if any(line.text.lstrip(_OPENING)[:1].islower() for line in paragraph[1:]):
        return False
    return max(len(line.text) for line in paragraph) < NARROW


def _may_be_heading(paragraph: list[Piece]) -> bool:
    text = " ".join(line.text for line in paragraph)
    if _LEADERS.search(text):
        return False
    letters = sum(character.isalpha() for character in text)
    return letters > 1 and len(text) <= LONGEST_HEADING and len(paragraph) <= MOST_HEADING_LINES
