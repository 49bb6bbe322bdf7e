"""Texts of Emacs' Org mode."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original

_NOTES = "Notes"
_HEADING = re.compile(r"(\*+)[ \t]+(.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*")
_KEYWORD = re.compile(r"#\+(\w+):[ \t]*(.*)", re.IGNORECASE)
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+).*", re.IGNORECASE)
_END = re.compile(r"[ \t]*#\+end_(\w+)[ \t]*", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*#(?:[ \t]+(.*))?")
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-+]|\d{1,3}[.)])[ \t]+")
_ROW = re.compile(r"[ \t]*\|(.*)")
_RULE = re.compile(r"[ \t]*\|[-+|: ]*-[-+|: ]*|[ \t]*-{5,}[ \t]*")
_NOTE = re.compile(r"\[fn:([\w-]+)\][ \t]+(.*)")
_NOTE_MARK = re.compile(r"\[fn:([\w-]+)\]")
_LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
_EMPHASIS = re.compile(
    r"(?:(?<=[\s\-({'\"])|^)([*/_=~])(?=\S)([^\n]{0,300}?\S)\1(?=[\s\-.,:;!?'\")}\]]|$)"
)
_STRUCK = re.compile(r"(?:(?<=[\s\-({'\"])|^)\+(?=\S)([^+\n]*?\S)\+(?=[\s\-.,:;!?'\")}\]]|$)")
_VERBATIM = frozenset({"src", "example", "verse", "export"})


def read_org(original: Original) -> DocumentBuilder:
    """Read a text: headings without their marks and tags, lists, tables, code, notes.

    Comments, drawers and struck text are left out.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    reader = _Reader(DocumentBuilder(metadata={"guessed_encoding": guess}))
    for line in clean(text).split(LINE_BREAK):
        reader.take(line)
    return reader.finish()


@dataclass
class _Reader:
    """Takes one line after the other."""

    builder: DocumentBuilder
    lines: list[str] = field(default_factory=list)  # of the paragraph or item at hand
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    block: str = ""  # the kind of block that is open
    drawer: bool = False
    commented: int = 0  # the level of a heading that is a comment with all below it
    separator: str = BLOCK_BREAK

    def take(self, line: str) -> None:
        """Read a line."""
        heading = _HEADING.fullmatch(line)
        if self.block:
            self._in_block(line)
        elif heading:
            self._heading(len(heading[1]), heading[2])
        elif self.commented:
            self.builder.leave_out(line, Reason.COMMENT)
        elif self.drawer:
            self.drawer = line.strip().upper() != ":END:"
            self.builder.leave_out(line if self.drawer else "", Reason.HIDDEN)
        else:
            self._text(line)

    def finish(self) -> DocumentBuilder:
        """The builder with all that was read."""
        self._flush()
        if self.notes:
            self.builder.add_heading(_NOTES, 1)
        for note in self.notes:
            self.builder.add_block(note)
        self.builder.title = self.builder.title or self.builder.top_heading
        return self.builder

    def _heading(self, level: int, text: str) -> None:
        self._flush()
        if self.commented and level > self.commented:
            self.builder.leave_out(text, Reason.COMMENT)
            return
        is_comment = text.startswith("COMMENT")
        self.commented = level if is_comment else 0
        if is_comment:
            self.builder.leave_out(text, Reason.COMMENT)
        else:
            self.builder.add_heading(self._plain(text), level)

    def _in_block(self, line: str) -> None:
        end = _END.fullmatch(line)
        if end and end[1].lower() == self.block:
            if self.block in _VERBATIM:
                self.builder.add_verbatim(LINE_BREAK.join(self.lines).rstrip(), BLOCK_BREAK)
                self.lines.clear()
            self._flush()
            self.block = ""
        elif self.block == "comment":
            self.builder.leave_out(line, Reason.COMMENT)
        elif self.block in _VERBATIM:
            self.lines.append(line)
        else:
            self._text(line)

    def _text(self, line: str) -> None:
        handlers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], None]], ...] = (
            (_BEGIN, self._begin),
            (_KEYWORD, self._keyword),
            (_COMMENT, lambda found: self.builder.leave_out(found[1] or "", Reason.COMMENT)),
            (_DRAWER, self._open_drawer),
            (_NOTE, lambda found: self.notes.append(f"[{found[1]}] {self._plain(found[2])}")),
            (_RULE, self._rule),
            (_ROW, self._row),
        )
        for pattern, handle in handlers:
            found = pattern.fullmatch(line)
            if found:
                handle(found)
                return
        self._paragraph(line)

    def _begin(self, found: re.Match[str]) -> None:
        self._flush()
        self.block = found[1].lower()

    def _keyword(self, found: re.Match[str]) -> None:
        name, value = found[1].lower(), found[2].strip()
        if name == "title":
            self.builder.title = self._plain(value)
        elif name in {"author", "language"}:
            self.builder.metadata[name] = value
        elif name == "caption":
            self._flush()
            self.builder.add_block(self._plain(value))

    def _open_drawer(self, _found: re.Match[str]) -> None:
        self._flush()
        self.drawer = True

    def _rule(self, found: re.Match[str]) -> None:
        if not found[0].lstrip().startswith("|"):
            self._flush()

    def _row(self, found: re.Match[str]) -> None:
        if self.lines:
            self._flush()
        self.rows.append([self._plain(cell) for cell in found[1].rstrip().rstrip("|").split("|")])

    def _paragraph(self, line: str) -> None:
        is_item = _ITEM.match(line) is not None
        if self.rows or not line.strip() or (is_item and self.lines):
            self._flush()
        if not line.strip():
            self.separator = BLOCK_BREAK
            return
        self.lines.append(self._plain(line.strip()))

    def _flush(self) -> None:
        if self.rows:
            for number, row in enumerate(self.rows):
                self.builder.add_row(row, LINE_BREAK if number else BLOCK_BREAK)
            self.rows, self.separator = [], BLOCK_BREAK
        if self.lines:
            is_item = _ITEM.match(self.lines[0]) is not None
            text = " ".join(self.lines) if is_item else LINE_BREAK.join(self.lines)
            self.builder.add_block(text, self.separator)
            self.lines.clear()
            self.separator = LINE_BREAK if is_item else BLOCK_BREAK

    def _plain(self, text: str) -> str:
        """A text without its marks."""
        for struck in _STRUCK.finditer(text):
            self.builder.leave_out(struck[1], Reason.STRUCK)
            text = text.replace(f"{struck[0]} ", "", 1).replace(struck[0], "", 1)
        text = _LINK.sub(lambda link: link[2] or link[1], text)
        text = _NOTE_MARK.sub(r"[\1]", text)
        return _EMPHASIS.sub(r"\2", text).strip()
