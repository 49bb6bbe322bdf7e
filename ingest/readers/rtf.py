r"""Rich text (RTF): paragraphs, headings, tables and notes.

The form is Microsoft's "Rich Text Format (RTF) Specification", version 1.9.1: words (``\par``),
signs (``\~``) and groups in braces, each of which keeps its own state.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, collapse
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle, without_marks
from ingest.readers.rtf_head import (
    CHARACTERS,
    FURNITURE,
    KNOWN_ANYHOW,
    SIGNS,
    SKIPPED,
    described,
    font_encodings,
    style_levels,
)
from ingest.readers.titles import sensible_title

_DAMAGED = "is not an RTF file, or damaged: open it in a word processor and save it again."
_NOTES, _COMMENTS = "Notes", "Comments"

_TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_BODY_TEXT = 9  # the outline level of what is no heading
_MOST_NESTED = 1_000  # groups


@dataclass(slots=True)
class _State:
    """What holds until the end of a group."""

    skipped: bool = False
    destination: str = ""  # "", a furniture, "footnote", "annotation"
    hidden: bool = False
    struck: bool = False
    raised: int = 0
    encoding: str = ""
    fallback_length: int = 1  # characters behind \u that stand in for it


@dataclass(slots=True)
class _Paragraph:
    r"""What is gathered until ``\par``."""

    text: list[str] = field(default_factory=list)
    in_table: bool = False
    style: int = 0
    outline: int = _BODY_TEXT


def read_rtf(original: Original) -> DocumentBuilder:
    """Read a rich text: headings by style or outline level, a table row as one line.

    Heads and feet of pages are left out, and so is what is hidden, struck out or deleted. Notes
    and comments stand at the end.

    Raises:
        UnreadableError: it is not RTF.
    """
    if not original.data.lstrip().startswith(rb"{\rtf"):
        raise original.unreadable(_DAMAGED)
    parser = _Parser(original.data)
    parser.run()
    return parser.finish()


class _Parser:
    """Goes through the tokens once; a stack of states, not recursion."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.builder = DocumentBuilder()
        self.encoding = "cp1252"
        self.fonts, self.levels = font_encodings(data), style_levels(data)
        self.state = _State()
        self.stack: list[_State] = []
        self.body = _Paragraph()
        self.asides: dict[str, list[str]] = {"footnote": [], "annotation": []}
        self.aside: list[str] = []
        self.furniture: list[str] = []
        self.cells: list[str] = []
        self.marks: list[str] = []  # how each cell of the row is merged: "", "left" or "above"
        self.mark = ""
        self.row_before: list[str] = []
        self.table_begun = False
        self.left_out: dict[Reason, list[str]] = {}
        self.pending = bytearray()  # of a character in several bytes
        self.to_skip = 0
        self.starred = False
        self.at_start_of_group = False

    def run(self) -> None:
        position = 0
        while token := _TOKEN.search(self.data, position):
            position = token.end()
            word, number, code, sign, brace, text = token.groups()
            if self.pending and not (code or text):
                self.flush()
            if brace:
                self.group(opening=brace == b"{")
            elif word == b"bin" and number:
                position += max(int(number), 0)  # bytes of a picture, braces among them
            elif word:
                self.word(word.decode(), None if number is None else int(number))
            elif code:
                self.byte(bytes.fromhex(code.decode()))
            elif sign:
                self.sign(sign.decode("latin-1"))
            elif text:
                self.plain(text)
        self.flush()
        self.end_paragraph()

    def group(self, *, opening: bool) -> None:
        self.to_skip = 0
        if opening:
            if len(self.stack) < _MOST_NESTED:
                self.stack.append(self.state)
                self.state = replace(self.state)
            self.at_start_of_group, self.starred = True, False
            return
        before = self.state
        self.state = self.stack.pop() if self.stack else _State()
        if before.destination != self.state.destination:
            self.end_aside(before.destination)

    def word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        starts, self.at_start_of_group = self.at_start_of_group, False
        if starts and (word in SKIPPED or (starred and word not in KNOWN_ANYHOW)):
            self.state.skipped = True
        if self.state.skipped:
            return
        if starts and (word in FURNITURE or word in self.asides):
            self.begin_aside(word)
        elif word in CHARACTERS:
            self.add(CHARACTERS[word])
        elif word == "u" and number is not None:
            self.add(chr(number % 0x10000))
            self.to_skip = self.state.fallback_length
        elif handler := _WORDS.get(word):
            handler(self, number)

    def sign(self, sign: str) -> None:
        if sign == "*":
            self.starred = True
        elif sign in "\n\r":
            self.end_paragraph()
        elif sign in SIGNS:
            self.add(SIGNS[sign])

    def byte(self, byte: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self.state.skipped:
            self.pending += byte

    def plain(self, text: bytes) -> None:
        skipped = min(self.to_skip, len(text))
        self.to_skip = 0
        self.at_start_of_group = False
        text = (
            bytes(self.pending) + text[skipped:]
        )  # the second byte of a character may be a letter
        self.pending.clear()
        if not self.state.skipped and text:
            self.add(self.decoded(text))

    def flush(self) -> None:
        if self.pending:
            self.add(self.decoded(bytes(self.pending)))
            self.pending.clear()

    def decoded(self, text: bytes) -> str:
        return text.decode(self.state.encoding or self.encoding, "replace")

    def add(self, text: str) -> None:
        """Take up text where it belongs, or note that it is left out."""
        state = self.state
        if state.skipped:
            return
        if state.hidden or state.struck:
            reason = Reason.STRUCK if state.struck else Reason.HIDDEN
            self.left_out.setdefault(reason, []).append(text)
            return
        text = without_marks(text)
        if state.raised:
            text = raised(text) if state.raised > 0 else lowered(text)
        if state.destination in FURNITURE:
            self.furniture.append(text)
        elif state.destination:
            self.aside.append(text)
        else:
            self.body.text.append(text)

    def begin_aside(self, word: str) -> None:
        self.state.destination = word
        if word == "footnote":
            self.body.text.append(f"[{len(self.asides[word]) + 1}]")
        self.state.raised = 0

    def end_aside(self, destination: str) -> None:
        if destination in FURNITURE:
            self.builder.leave_out("".join(self.furniture), Reason.FURNITURE)
            self.furniture.clear()
        elif destination and self.aside:
            text = _written(self.aside).strip()
            self.aside = []
            if text:
                self.asides[destination].append(text)

    def mark_of_note(self, _number: int | None) -> None:
        """The mark itself is counted where the note begins."""

    def end_paragraph(self, _number: int | None = None) -> None:
        if self.state.destination:
            (self.furniture if self.state.destination in FURNITURE else self.aside).append(
                LINE_BREAK
            )
            return
        if self.body.in_table and self.cells:
            self.body.text.append(LINE_BREAK)
            return
        text = _written(self.body.text).strip()
        self.body.text.clear()
        level = self.level()
        if text:
            self.table_begun = False
        if level and text:
            self.builder.add_heading(text, level)
        else:
            self.builder.add_block(text)

    def level(self) -> int:
        if self.body.outline < _BODY_TEXT:
            return self.body.outline + 1
        return self.levels.get(self.body.style, 0)

    def end_cell(self, _number: int | None) -> None:
        self.cells.append(collapse(_written(self.body.text)).strip())
        self.body.text.clear()

    def end_row(self, _number: int | None) -> None:
        """Write a row; a merged cell says what the one says that covers it."""
        for place, mark in enumerate(self.marks[: len(self.cells)]):
            if mark == "left" and place and not self.cells[place]:
                self.cells[place] = self.cells[place - 1]
            elif mark == "above" and place < len(self.row_before) and not self.cells[place]:
                self.cells[place] = self.row_before[place]
        if any(self.cells):
            self.builder.add_row(self.cells, LINE_BREAK if self.table_begun else BLOCK_BREAK)
            self.table_begun = True
        self.row_before, self.cells = self.cells, []

    def begin_row(self, _number: int | None) -> None:
        self.marks, self.mark = [], ""

    def end_cell_definition(self, _number: int | None) -> None:
        self.marks.append(self.mark)
        self.mark = ""

    def reset_paragraph(self, _number: int | None) -> None:
        if not self.state.destination:
            self.body.in_table, self.body.style, self.body.outline = False, 0, _BODY_TEXT

    def reset_look(self, _number: int | None) -> None:
        self.state.hidden = self.state.struck = False
        self.state.raised, self.state.encoding = 0, ""

    def finish(self) -> DocumentBuilder:
        for reason, pieces in self.left_out.items():
            self.builder.leave_out("".join(pieces), reason)
        top_heading = self.builder.top_heading
        for kind, heading in (("footnote", _NOTES), ("annotation", _COMMENTS)):
            for number, text in enumerate(self.asides[kind], start=1):
                if number == 1:
                    self.builder.add_heading(heading, 1)
                self.builder.add_block(f"[{number}] {text}" if kind == "footnote" else text)
        title, author = (described(self.data, name) for name in (b"title", b"author"))
        self.builder.title = sensible_title(title) or top_heading
        self.builder.metadata["author"] = author
        return self.builder


def _written(pieces: list[str]) -> str:
    """Pieces in one text, raised ones settled; what RTF writes as halves of a pair is whole."""
    text = settle("".join(pieces))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _switch(
    name: str, value: object = True, off: object = False
) -> Callable[[_Parser, int | None], None]:
    def switch(parser: _Parser, number: int | None) -> None:
        setattr(parser.state, name, off if number == 0 else value)

    return switch


def _set_font(parser: _Parser, number: int | None) -> None:
    parser.state.encoding = parser.fonts.get(number or 0, "")


def _set_code_page(parser: _Parser, number: int | None) -> None:
    try:
        parser.encoding = codecs.lookup(f"cp{number}").name
    except LookupError:
        parser.encoding = "cp1252"


def _set_fallback(parser: _Parser, number: int | None) -> None:
    parser.state.fallback_length = min(max(number or 0, 0), 10)


def _set_style(parser: _Parser, number: int | None) -> None:
    if not parser.state.destination:
        parser.body.style = number or 0


def _set_outline(parser: _Parser, number: int | None) -> None:
    if not parser.state.destination:
        parser.body.outline = _BODY_TEXT if number is None else max(number, 0)


def _set_in_table(parser: _Parser, _number: int | None) -> None:
    if not parser.state.destination:
        parser.body.in_table = True


def _set_mark(mark: str) -> Callable[[_Parser, int | None], None]:
    def set_mark(parser: _Parser, _number: int | None) -> None:
        parser.mark = mark

    return set_mark


_WORDS: dict[str, Callable[[_Parser, int | None], None]] = {
    **dict.fromkeys(("par", "sect", "page", "column"), _Parser.end_paragraph),
    **dict.fromkeys(("cell", "nestcell"), _Parser.end_cell),
    **dict.fromkeys(("row", "nestrow"), _Parser.end_row),
    "trowd": _Parser.begin_row,
    "cellx": _Parser.end_cell_definition,
    "clmrg": _set_mark("left"),
    "clvmrg": _set_mark("above"),
    "pard": _Parser.reset_paragraph,
    "plain": _Parser.reset_look,
    "chftn": _Parser.mark_of_note,
    "v": _switch("hidden"),
    **dict.fromkeys(("strike", "striked", "deleted"), _switch("struck")),
    "super": _switch("raised", 1, 0),
    "sub": _switch("raised", -1, 0),
    "nosupersub": _switch("raised", 0, 0),
    "f": _set_font,
    "ansicpg": _set_code_page,
    "uc": _set_fallback,
    "s": _set_style,
    "outlinelevel": _set_outline,
    "intbl": _set_in_table,
}
