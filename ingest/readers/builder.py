"""Where a reader's output becomes one document: blocks in, offsets known as they are written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from enum import StrEnum

from ingest.documents import LANGUAGE, READ_AS, READ_BY, Document, Page, Section

BLOCK_BREAK = "\n\n"
LINE_BREAK = "\n"
PAGE_BREAK = LINE_BREAK
CELL_BREAK = " | "
LAST_LEVEL = 6

FRONT_MATTER = "front_matter"  # the names of what stands above the text, as data about it
# Metadata that a reader finds out about its own work: never taken from what an author wrote.
READER_KEYS = frozenset(
    {"guessed_encoding", "pages_without_text", "left_out", "scans", "read_by_ocr", "parts_by_ocr"}
    | {LANGUAGE, READ_AS, READ_BY, FRONT_MATTER}
)
MOST_LEFT_OUT = 10_000  # characters of each reason that are kept to be looked at

# Beside controls: where a word may be broken, which is no sign of its own (soft hyphen, zero width
# space), and the two characters that enclose raised and lowered text (see raised.py).
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufdd0\ufdd1"
    r"\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SOFT_BREAK = re.compile(r"\u00ad[ \t]*\n[ \t]*(?=\w)")  # a word that goes on in the next line
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")  # of printers: office with one sign for its ffi
# A paragraph that is one question, or the line of one that is marked as such above its answer, or
# numbered above those to choose from. What it counts for may stand behind it.
_QUESTION = re.compile(
    r"(?:\A|(?<=\n\n))(?:[^\n|]{3,200}\?(?: ?\([^()\n]{1,30}\))?(?=\n\n+\S)"
    r"|Q\d*[.:)][^\n|]{3,200}\?(?=\n+\S)"
    r"|\d{1,3}[.)][^\n|]{3,200}\?(?: ?\([^()\n]{1,30}\))?(?=\n+[ \t]*\(?[aA][.)] ))"
)
# A question with its answer in the same line, both marked.
_ASKED = re.compile(
    r"^(Q(?:uestion)?[ \d]{0,4}[.:)] [^\n?]{3,200}\?) (A(?:nswer)?[ \d]{0,4}[.:)] )", re.MULTILINE
)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Only at the start of a run of spaces: else a long run without a line end is quadratic.
_BLANK_RUN = re.compile(r"(?<![ \t])[ \t]*\n(?:[ \t]*\n)+")
_BAR = re.compile(r" ?\| ?")  # within a cell, where it parts no cells
_SPACE_RUN = re.compile(r"[ \t\n\r\f]+")  # no-break spaces are not among them
# A character with those that may become one with it, or that have another form in NFC. It is
# wider than need be: what is normalised in vain stays as it is.
_COMPOSED = re.compile(
    r".?(?:[^\w\s\x00-\u02ff\u2002-\u20cf\u2100-\u2cee\u2cf2-\u2d7e\u2d80-\u2ddf\u2e00-\u3029\u3030-\u3098"
    r"\ud800-\udfff"
    r"\ufb00-\ufb06\ufe10-\ufe1f\ufe30-\uffff\U0001ed00-\U0010ffff]"
    r"|[\u0374\u0958-\u095f\u09dc-\u09df\u0a33-\u0a5e\u0b5c\u0b5d\u0f40-\u0fb9\u1161-\u11ff"
    r"\u1f71-\u1ffd\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\uf900-\ufaff\ufb1d-\ufb4e"
    r"\U0001d15e-\U0001d1c0\U0002f800-\U0002fa1d])+",
    re.DOTALL,
)


def _plain_letters(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _compose(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


# The steps of ``clean``, for whoever must know where each character came from.
_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_LINE_END, "\n"),
    (_SOFT_BREAK, ""),
    (_CONTROL, ""),
    (_LIGATURE, _plain_letters),
)
CLEANING = (*_STEPS, (_COMPOSED, _compose))


def clean(text: str) -> str:
    r"""Bring line ends to ``\n``, drop what is no character to see, and write each letter one way.

    That way is NFC, with printers' ligatures as letters. No-break spaces, odd punctuation and
    letters of any form are the author's and are kept.
    """
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return unicodedata.normalize("NFC", text)  # quicker than the last step of CLEANING


def clean_block(text: str) -> str:
    """``clean``, without blank lines inside or white space around."""
    return _BLANK_RUN.sub("\n", clean(text)).strip()


def collapse(text: str) -> str:
    """Every run of white space as one space, as a browser shows it; no-break spaces stay."""
    return _SPACE_RUN.sub(" ", text)


_REPLACEMENT = "\ufffd"  # what stands for bytes that are no character


class Reason(StrEnum):
    """Why something that a file holds is not stored as its text."""

    HIDDEN = "hidden"
    STRUCK = "struck out"
    COMMENT = "comments"
    FURNITURE = "around the text"  # menus of a page, running heads, page numbers, watermarks
    TEMPLATE = "templates, categories"  # of a wiki, which are shown as something else or elsewhere
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A part of a text that was read by OCR: where it is, of what picture, and how sure, in per cent."""

    start: int
    end: int
    name: str
    sure: int


@dataclass
class DocumentBuilder:
    """Collects headings, blocks and page starts in reading order."""

    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    empty_pages: list[int] = field(default_factory=list)
    left_out: dict[Reason, list[str]] = field(default_factory=dict)
    by_ocr: list[Recognised] = field(default_factory=list)
    _left_out_characters: dict[Reason, int] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _pages: list[Page] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _next_page: int | None = None

    @property
    def top_heading(self) -> str:
        """The first heading of level 1, or an empty string."""
        return next((section.heading for section in self._sections if section.level == 1), "")

    @property
    def bare_level(self) -> int:
        """The level of the last heading where nothing stands under it yet, else 0."""
        last = self._sections[-1] if self._sections else None
        return last.level if last and last.body_start == self._length else 0

    @property
    def length(self) -> int:
        """How many characters were added so far."""
        return self._length

    @property
    def text(self) -> str:
        """What was added so far."""
        return "".join(self._parts)

    def add_heading(self, text: str, level: int, separator: str = BLOCK_BREAK) -> None:
        """Begin a section; an empty heading is passed over. The level is clamped to 1-6."""
        heading = collapse(clean(text)).strip()
        if heading:
            start = self._append(heading, separator)
            self._sections.append(Section(start, min(max(level, 1), LAST_LEVEL), heading))

    def add_block(self, text: str, separator: str = BLOCK_BREAK) -> None:
        """Append a paragraph, a list item or a table row, set off by ``separator``."""
        block = _ASKED.sub(r"\1\n\2", clean_block(text))
        if block:
            self._append(block, separator)

    def add_row(self, cells: Sequence[str], separator: str = LINE_BREAK) -> None:
        """Append a table row; an empty cell keeps its place, so that no figure changes column."""
        texts = [_BAR.sub("|", collapse(clean(cell))).strip() for cell in cells]
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
            self.begin_page(number)
            self._append(page, PAGE_BREAK)
        else:
            self.empty_pages.append(number)

    def begin_page(self, number: int) -> None:
        """Let what is appended next be the first of a page, whatever it is."""
        self._next_page = number

    def leave_out(self, text: str, reason: Reason, characters: int | None = None) -> None:
        """Note what is not stored, so that its user is told of it.

        ``characters`` is how many there were, where the text only says what and where they were.
        """
        words = collapse(clean(text)).strip()
        if words:
            self.left_out.setdefault(reason, []).append(words)
            count = len(words) if characters is None else characters
            self._left_out_characters[reason] = self._left_out_characters.get(reason, 0) + count

    def note_unreadable(self) -> None:
        """Note the lines that hold characters in place of bytes that are none."""
        if _REPLACEMENT not in self.text:
            return
        for number, line in enumerate(self.text.split(LINE_BREAK), start=1):
            if count := line.count(_REPLACEMENT):
                self.leave_out(f"in line {number}", Reason.UNREADABLE, count)

    def take_left_out(self, part: DocumentBuilder) -> None:
        """Note what was left out of a part that was built apart."""
        for reason, words in part.left_out.items():
            self.left_out.setdefault(reason, []).extend(words)
            count = part._left_out_characters[reason]
            self._left_out_characters[reason] = self._left_out_characters.get(reason, 0) + count

    def build(self, source: str, sha256: str, fallback_title: str) -> Document:
        """The finished document; its title is the reader's, else the fallback."""
        return Document.from_text(
            source,
            collapse(clean(self.title)).strip() or fallback_title,
            self.text,
            sha256,
            pages=tuple(self._pages),
            sections=tuple(with_questions(self.text, self._sections)),
            metadata=frozen_metadata(
                {
                    **self.metadata,
                    "left_out": self._left_out(),
                    "parts_by_ocr": json.dumps(list(map(astuple, self.by_ocr)), ensure_ascii=False)
                    if self.by_ocr
                    else "",
                }
            ),
        )

    def _left_out(self) -> str:
        """By reason the number of characters and the first of them, as JSON; empty if nothing was."""
        found = {
            reason: {
                "characters": self._left_out_characters[reason],
                "text": "\n".join(words)[:MOST_LEFT_OUT],
            }
            for reason, words in self.left_out.items()
        }
        return json.dumps(found, ensure_ascii=False) if found else ""

    def _append(self, text: str, separator: str) -> int:
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)
        start = self._length
        if self._next_page is not None:
            self._pages.append(Page(self._next_page, start))
            self._next_page = None
        self._parts.append(text)
        self._length += len(text)
        return start


def with_questions(text: str, sections: Sequence[Section]) -> list[Section]:
    """The headings, and the questions that stand by themselves: each heads its answer."""
    found = list(sections)
    for match in _QUESTION.finditer(text):
        start, end = match.span()
        if any(each.start < end and start < each.body_start for each in found):
            continue
        found.append(Section(start, min(_level_above(sections, start) + 1, LAST_LEVEL), match[0]))
    return sorted(found, key=lambda section: section.start)


def _level_above(sections: Sequence[Section], offset: int) -> int:
    """The level of the last heading before an offset that is still open and no question, else 0."""
    open_to = LAST_LEVEL + 1
    for section in reversed(sections):
        if section.start < offset and section.level < open_to:
            if section.heading[-1] != "?":
                return section.level
            open_to = section.level
    return 0


def frozen_metadata(metadata: Mapping[str, object]) -> dict[str, str]:
    """Metadata as cleaned, non-empty strings."""
    known = {str(key): value for key, value in metadata.items() if value is not None}
    texts = {key: clean(str(value)).strip() for key, value in known.items()}
    return {key: text for key, text in texts.items() if text}
