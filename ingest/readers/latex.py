r"""LaTeX: what is printed, as far as it can be told without setting it.

Commands are read by what is known of the usual ones; of an unknown one the text in its braces
stays. Formulas stay as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, clean, collapse
from ingest.readers.decoding import decode
from ingest.readers.latex_words import (
    ACCENTS,
    DRAWN,
    FORMULAS,
    LEVELS,
    LISTS,
    NO_TEXT,
    REFERS,
    SIGNS,
    SKIP_BEFORE,
    STRUCK,
    SYMBOLS,
    TABLES,
)
from ingest.readers.original import Original
from ingest.readers.raised import lowered, raised, settle, without_marks

_NOTES, _ABSTRACT = "Notes", "Abstract"

_LISTING = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|minted|Verbatim|alltt|comment)\}(?:\[[^\]\n]*\])?(?:\{\w*\})?\n?|\\(iffalse)\b"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%([^\n]*)(?:\n[ \t]*(?=\S))?")
_PREAMBLE_FIELD = re.compile(r"\\(title|author)\b(?:\[[^\]]*\])?\s*(?=\{)")
_TOKEN = re.compile(
    r"\\begin\s*\{([^{}]*)\}|\\end\s*\{([^{}]*)\}|\\([a-zA-Z@]+)\*?[ \t]*\n?[ \t]*|\\(.)|([{}&~])"
    r"|\$\$(.*?)\$\$|\$([^$]*?)\$|(\n[ \t]*\n\s*)|(``|''|---?)|([^\\{}&~$\n`'-]+|.|\n)",
    re.DOTALL,
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ARGUMENT = re.compile(r"\s*(?:(?=(\{))|\\[a-zA-Z]+)")
_OPTION = re.compile(r"\s*\[[^\[\]]{0,500}\]")
_ACCENTED = re.compile(r"\s*(?:\{\s*(\\?[a-zA-Z]?)\s*\}|\\([ij])\b|([a-zA-Z]))")
_CITES = re.compile(r"[a-zA-Z]*cite[a-zA-Z]*")
_SPACES = re.compile(r" {2,}")
_PLACEHOLDER = "\ufdd2{}\ufdd2"  # where a listing stands; no text has this character
_PLACED = re.compile("\ufdd2(\\d+)\ufdd2")
# \\newcommand{\\name}{what it stands for}
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def)\*?\s*\{?\\([A-Za-z]+)\}?\s*"
    r"\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_MOST_EXPANDED, _DEEPEST = 10, 3  # times as long; commands in commands
_NOTE_MARK = re.compile(r"(?:\[\d+\])+\Z")
_COVERED = re.compile(r"\{(\d{1,2})\}")  # the rows or columns of a merged cell


def read_latex(original: Original) -> DocumentBuilder:
    """Read a text: headings, lists, tables, notes; comments and struck text are left out.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    text = without_marks(clean(text)).replace("\ufdd2", "")
    listings: list[str] = []
    text = _expanded(_without_comments(builder, _take_listings(builder, text, listings)))
    _, begun, body = text.partition(r"\begin{document}")
    body = body.partition(r"\end{document}")[0] if begun else text
    ends = _group_ends(text)
    writer = _Writer(builder, listings)
    for field_ in _PREAMBLE_FIELD.finditer(text):
        apart = _Writer(DocumentBuilder(), [], notes=writer.notes)
        value = apart.plain(text[field_.end() : ends.get(field_.end(), 0)])
        if field_[1] == "title":
            builder.title = value
        else:
            builder.metadata["author"] = value
    if builder.title:
        builder.add_heading(builder.title, 1)
        builder.title = _NOTE_MARK.sub("", builder.title)
    writer.run(body)
    writer.finish()
    builder.title = builder.title or builder.top_heading
    return builder


def _expanded(text: str) -> str:
    """The text with what its author's own commands stand for, where they take no arguments."""
    defined = {found[1]: found[2] for found in _DEFINITION.finditer(text)}
    if not defined:
        return text
    text = _DEFINITION.sub("", text)
    names = re.compile(rf"\\({'|'.join(map(re.escape, defined))})(?![A-Za-z])(?:\{{\}})?")
    most = _MOST_EXPANDED * len(text)
    for _ in range(_DEEPEST):  # one may stand for another
        longer = names.sub(lambda found: defined[found[1]], text)
        if longer == text or len(longer) > most:
            break
        text = longer
    return text


def _take_listings(builder: DocumentBuilder, text: str, listings: list[str]) -> str:
    """The text with a mark in the place of each listing, and without what is a comment as a whole."""
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    while found := _LISTING.search(text, position):
        kind = found[1] or found[2]
        closing = r"\fi" if kind == "iffalse" else f"\\end{{{kind}}}"
        end = -1 if kind in unclosed else text.find(closing, found.end())
        pieces.append(text[position : found.start()])
        position = found.end()
        if end < 0:
            unclosed.add(kind)
            continue
        inside, position = text[position:end], end + len(closing)
        if kind in {"comment", "iffalse"}:
            builder.leave_out(inside, Reason.COMMENT)
        else:
            listings.append(inside)
            pieces.append(f"\n\n{_PLACEHOLDER.format(len(listings) - 1)}\n\n")
    return "".join([*pieces, text[position:]])


def _without_comments(builder: DocumentBuilder, text: str) -> str:
    def leave_out(found: re.Match[str]) -> str:
        builder.leave_out(found[2], Reason.COMMENT)
        return found[1]

    return _COMMENT.sub(leave_out, text)


def _group_ends(text: str) -> dict[int, int]:
    """Where the group ends that begins at each brace, if it does."""
    ends: dict[int, int] = {}
    open_ones: list[int] = []
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            open_ones.append(found.start())
        elif found[0] == "}" and open_ones:
            ends[open_ones.pop()] = found.end()
    return ends


@dataclass
class _Writer:
    """Goes through the tokens once; what a group becomes is decided when it closes."""

    builder: DocumentBuilder
    listings: list[str]
    pieces: list[str] = field(default_factory=list)
    # For each open group: the pieces around it, and what is done with its text.
    groups: list[tuple[list[str], Callable[[str], None] | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    covers: dict[str, int] = field(default_factory=dict)  # how far the cell at hand goes
    # By column, a cell that goes on below: how many more rows, and its text.
    below: dict[int, tuple[int, str]] = field(default_factory=dict)
    awaited: Callable[[str], None] | None = None  # what is done with the next group
    separator: str = BLOCK_BREAK
    ends: dict[int, int] = field(default_factory=dict)  # of the groups of the text at hand

    def plain(self, text: str) -> str:
        """A short text without its commands."""
        self.run(text)
        while self.groups:
            self._close()
        return collapse(settle("".join(self.pieces))).strip()

    def run(self, text: str) -> None:
        """Read a text."""
        position, self.ends = 0, _group_ends(text)
        while token := _TOKEN.match(text, position):
            position = token.end()
            begin, end, command, sign, mark, display, formula, gap, quotes, words = token.groups()
            if self.awaited and mark != "{" and not (words or gap or "").isspace():
                self.awaited = None
            if command:
                position = self._command(command, text, position)
            elif sign:
                position = self._sign(sign, text, position)
            elif mark:
                self._mark(mark)
            elif begin is not None:
                position = self._begin(begin, text, position)
            elif end is not None:
                self._end(end)
            elif gap:
                self._gap()
            elif quotes:
                self._add({"``": "“", "''": "”", "--": "\u2013", "---": "—"}[quotes])
            else:
                self._add((display or formula or words or "").replace(LINE_BREAK, " "))

    def finish(self) -> None:
        """Write what is left, and the notes."""
        while self.groups:
            self._close()
        self._end_table()
        self._flush()
        if self.notes:
            self.builder.add_heading(_NOTES, 1)
        for number, note in enumerate(self.notes, start=1):
            self.builder.add_block(f"[{number}] {note}")

    def _add(self, text: str) -> None:
        self.pieces.append(text)

    def _mark(self, mark: str) -> None:
        if mark == "{":
            self.groups.append((self.pieces, self.awaited))
            self.pieces, self.awaited = [], None
        elif mark == "}":
            self._close()
        elif mark == "&" and self._in_table():
            self._end_cell()
        else:
            self._add("\u00a0" if mark == "~" else mark)

    def _close(self) -> None:
        if not self.groups:
            return
        inner = "".join(self.pieces)
        self.pieces, action = self.groups.pop()
        if action is None:
            self._add(inner)
        else:
            action(inner)

    def _gap(self) -> None:
        if self.groups or self._in_table():
            self._add(" ")
        else:
            self._flush()

    def _command(self, name: str, text: str, position: int) -> int:
        if name in SYMBOLS:
            self._add(SYMBOLS[name])
            return position
        if name in ACCENTS and len(name) == 1:
            return self._accent(ACCENTS[name], text, position)
        if name == "item":
            return self._item(text, position)
        if name in {"multicolumn", "multirow"} and (count := _COVERED.match(text, position)):
            self.covers[name] = int(count[1])
        while option := _OPTION.match(text, position):
            position = option.end()
        for _ in range(NO_TEXT.get(name, 0) + SKIP_BEFORE.get(name, 0)):
            position = self._skip_argument(text, position)
        if name in NO_TEXT:
            return position
        self.awaited = self._action(name)
        return position

    def _action(self, name: str) -> Callable[[str], None] | None:
        """What is done with the group behind a command; None for "its text stays"."""
        if name in LEVELS:
            return lambda inner: self._heading(inner, LEVELS[name])
        if _CITES.fullmatch(name) or name in {*REFERS, "bibitem"}:
            return lambda inner: self._add(f"[{inner}] " if name == "bibitem" else f"[{inner}]")
        if name in STRUCK:
            return lambda inner: self.builder.leave_out(inner, Reason.STRUCK)
        actions: dict[str, Callable[[str], None]] = {
            "footnote": self._note,
            "thanks": self._note,
            "textsuperscript": lambda inner: self._add(raised(inner)),
            "textsubscript": lambda inner: self._add(lowered(inner)),
            "caption": self._paragraph,
            "title": lambda _: None,
            "author": lambda _: None,
        }
        return actions.get(name)

    def _heading(self, inner: str, level: int) -> None:
        self._flush()
        self.builder.add_heading(settle(inner), level)

    def _paragraph(self, inner: str) -> None:
        if self._in_table():
            self._add(inner)
            return
        self._flush()
        self.builder.add_block(collapse(settle(inner)))

    def _note(self, inner: str) -> None:
        self.notes.append(collapse(settle(inner)).strip())
        self._add(f"[{len(self.notes)}]")

    def _item(self, text: str, position: int) -> int:
        self._flush()
        label = _OPTION.match(text, position)
        if label:
            self._add(f"{label[0].strip()[1:-1]} ")
        return label.end() if label else position

    def _sign(self, sign: str, text: str, position: int) -> int:
        if sign == "\\" and self._in_table() and not self.groups:
            self._end_row()
        elif sign in ACCENTS and sign.isascii():
            return self._accent(ACCENTS[sign], text, position)
        elif sign not in "()[]":  # which stand around formulas
            self._add(SIGNS.get(sign, sign))
        if sign == "\\" and (option := _OPTION.match(text, position)):
            return option.end()
        return position

    def _accent(self, accent: str, text: str, position: int) -> int:
        found = _ACCENTED.match(text, position)
        letter = "" if found is None else (found[1] or found[2] or found[3] or "").lstrip("\\")
        if found is None or not letter:
            return position
        self._add(unicodedata.normalize("NFC", letter + accent))
        return found.end()

    def _begin(self, name: str, text: str, position: int) -> int:
        while option := _OPTION.match(text, position):
            position = option.end()
        self.environments.append(name)
        if name in TABLES:
            self._flush()
            if name in {"tabular*", "tabularx", "tabulary"}:
                position = self._skip_argument(text, position)
            position = self._skip_argument(text, position)
        elif name in DRAWN:
            end = text.find(f"\\end{{{name}}}", position)
            end = len(text) if end < 0 else end
            self.builder.leave_out(text[position:end], Reason.UNREADABLE)
            return end
        elif name in LISTS or name.rstrip("*") in FORMULAS or name == "abstract":
            self._flush()
            self.separator = BLOCK_BREAK
        elif name == "thebibliography" or name.startswith(("minipage", "wrapfig", "multicols")):
            position = self._skip_argument(text, position)
        elif name == "frame" and text.startswith("{", position):
            self.awaited = self._action("frametitle")
        if name == "abstract":
            self.builder.add_heading(_ABSTRACT, 1)
        return position

    def _end(self, name: str) -> None:
        if name in self.environments:
            while self.environments.pop() != name:
                pass
        if name in TABLES:
            self._end_table()
        else:
            self._flush()
        if name in LISTS:
            self.separator = BLOCK_BREAK

    def _in_table(self) -> bool:
        return bool(self.environments) and self.environments[-1] in TABLES

    def _end_cell(self) -> None:
        text = collapse(settle("".join(self.pieces))).strip()
        self.pieces.clear()
        columns, rows = self.covers.pop("multicolumn", 1), self.covers.pop("multirow", 1)
        for _ in range(max(columns, 1)):
            left, above = self.below.pop(len(self.cells), (0, ""))
            if rows > 1 or (left and not text):
                self.below[len(self.cells)] = (rows, text) if rows > 1 else (left, above)
            self.cells.append(text or above)

    def _end_row(self) -> None:
        self._end_cell()
        if any(self.cells):
            self.rows.append(self.cells)
        self.cells = []
        self.below = {at: (left - 1, text) for at, (left, text) in self.below.items() if left > 1}

    def _end_table(self) -> None:
        if self.rows or self.cells:
            self._end_row()
        separator = BLOCK_BREAK
        for row in self.rows:
            self.builder.add_row(row, separator)
            separator = LINE_BREAK
        self.rows, self.below = [], {}
        self.separator = BLOCK_BREAK

    def _flush(self) -> None:
        """Write the paragraph or item at hand."""
        if self.groups:
            return
        text = _SPACES.sub(" ", settle("".join(self.pieces))).strip()
        self.pieces.clear()
        listing = _PLACED.fullmatch(text)
        if listing:
            number = int(listing[1])
            self.builder.add_verbatim(self.listings[number].rstrip(), BLOCK_BREAK)
        elif text:
            self.builder.add_block(_PLACED.sub("", text), self.separator)
            in_list = any(name in LISTS for name in self.environments)
            self.separator = LINE_BREAK if in_list else BLOCK_BREAK

    def _skip_argument(self, text: str, position: int) -> int:
        """The end of the group or command that begins here; here, if none does."""
        found = _ARGUMENT.match(text, position)
        if found is None:
            return position
        return self.ends.get(found.end(), found.end() + 1) if found[1] else found.end()
