"""Where a reader's output becomes one document: blocks in, offsets known as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.documents import Document, Page, Section

BLOCK_BREAK = "\n\n"
LINE_BREAK = "\n"
PAGE_BREAK = LINE_BREAK
CELL_BREAK = " | "
LAST_LEVEL = 6

# Metadata that a reader finds out about its own work: never taken from what an author wrote.
READER_KEYS = frozenset({"guessed_encoding", "pages_without_text", "left_out"})
MOST_LEFT_OUT = 10_000  # characters of each reason that are kept to be looked at

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Only at the start of a run of spaces: else a long run without a line end is quadratic.
_BLANK_RUN = re.compile(r"(?<![ \t])[ \t]*\n(?:[ \t]*\n)+")
_SPACE_RUN = re.compile(r"[ \t\n\r\f]+")  # no-break spaces are not among them
# The steps of ``clean``, for whoever must know where each character came from.
CLEANING = ((_LINE_END, "\n"), (_CONTROL, ""))


def clean(text: str) -> str:
    r"""Bring line ends to ``\n`` and drop control characters; every other character stays.

    No-break spaces, odd punctuation and letters of any form are the author's and are kept.
    """
    for pattern, replacement in CLEANING:
        text = pattern.sub(replacement, text)
    return text


def clean_block(text: str) -> str:
    """``clean``, without blank lines inside or white space around."""
    return _BLANK_RUN.sub("\n", clean(text)).strip()


def collapse(text: str) -> str:
    """Every run of white space as one space, as a browser shows it; no-break spaces stay."""
    return _SPACE_RUN.sub(" ", text)


class Reason(StrEnum):
    """Why something that a file holds is not stored as its text."""

    HIDDEN = "hidden"
    STRUCK = "struck out"
    COMMENT = "comments"
    FURNITURE = "around the text"  # menus of a page, running heads, page numbers, watermarks
    UNREADABLE = "unreadable"


@dataclass
class DocumentBuilder:
    """Collects headings, blocks and page starts in reading order."""

    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    empty_pages: list[int] = field(default_factory=list)
    left_out: dict[Reason, list[str]] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _pages: list[Page] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _page_to_come: int | None = None

    @property
    def top_heading(self) -> str:
        """The first heading of level 1, or an empty string."""
        return next((section.heading for section in self._sections if section.level == 1), "")

    def add_heading(self, text: str, level: int, separator: str = BLOCK_BREAK) -> None:
        """Begin a section; an empty heading is passed over. The level is clamped to 1-6."""
        heading = collapse(clean(text)).strip()
        if heading:
            start = self._append(heading, separator)
            self._sections.append(Section(start, min(max(level, 1), LAST_LEVEL), heading))

    def add_block(self, text: str, separator: str = BLOCK_BREAK) -> None:
        """Append a paragraph, a list item or a table row, set off by ``separator``."""
        block = clean_block(text)
        if block:
            self._append(block, separator)

    def add_row(self, cells: Sequence[str], separator: str = LINE_BREAK) -> None:
        """Append a table row; an empty cell keeps its place, so that no figure changes column."""
        texts = [collapse(clean(cell)).strip() for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        self.add_block(CELL_BREAK.join(texts), separator)

    def add_verbatim(self, text: str, separator: str = "") -> None:
        """Append text whose every space and blank line counts, apart from ``clean``."""
        self._append(clean(text), separator)

    def add_page(self, number: int, text: str) -> None:
        """Append a page; one that gave no text is noted in ``empty_pages``.

        Pages are set off by a single line end, so that a sentence may run over.
        """
        page = clean(text).strip()
        if page:
            self._pages.append(Page(number, self._append(page, PAGE_BREAK)))
        else:
            self.empty_pages.append(number)

    def begin_page(self, number: int) -> None:
        """Let a page begin with what is appended next; where nothing is, there is none."""
        self._page_to_come = number

    def leave_out(self, text: str, reason: Reason) -> None:
        """Note what is not stored, so that its user is told of it."""
        words = collapse(clean(text)).strip()
        if words:
            self.left_out.setdefault(reason, []).append(words)

    def build(self, source: str, sha256: str, fallback_title: str) -> Document:
        """The finished document; its title is the reader's, else the fallback."""
        return Document.from_text(
            source,
            collapse(clean(self.title)).strip() or fallback_title,
            "".join(self._parts),
            sha256,
            pages=tuple(self._pages),
            sections=tuple(self._sections),
            metadata=frozen_metadata({**self.metadata, "left_out": self._left_out()}),
        )

    def _left_out(self) -> str:
        """By reason the number of characters and the first of them, as JSON; empty if nothing was."""
        found = {
            reason: {"characters": sum(map(len, words)), "text": "\n".join(words)[:MOST_LEFT_OUT]}
            for reason, words in self.left_out.items()
        }
        return json.dumps(found, ensure_ascii=False) if found else ""

    def _append(self, text: str, separator: str) -> int:
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)
        start = self._length
        if self._page_to_come is not None:
            self._pages.append(Page(self._page_to_come, start))
            self._page_to_come = None
        self._parts.append(text)
        self._length += len(text)
        return start


def frozen_metadata(metadata: Mapping[str, object]) -> dict[str, str]:
    """Metadata as cleaned, non-empty strings."""
    known = {str(key): value for key, value in metadata.items() if value is not None}
    texts = {key: clean(str(value)).strip() for key, value in known.items()}
    return {key: text for key, text in texts.items() if text}
