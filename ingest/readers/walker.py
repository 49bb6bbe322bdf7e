"""The one way from an HTML tree to blocks, used for HTML, Markdown and EPUB alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, Reason, clean, collapse
from ingest.readers.counting import Counting
from ingest.readers.hidden import SHIFT, not_shown
from ingest.readers.notes import Notes, without_label
from ingest.readers.raised import lowered, raised, settle, without_marks
from ingest.readers.tables import MOST_COLUMNS, Cell, Row, lay_out

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CELLS = frozenset({"td", "th"})
_ITEMS = frozenset({"li", "dt", "dd"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_OTHER_BLOCKS = (
    "address article aside blockquote body caption center details dialog div fieldset "
    "figcaption figure footer form header hgroup hr legend main p pre search section summary "
    "table tbody tfoot thead tr"
)
_BLOCKS = _LEVELS.keys() | _CELLS | _ITEMS | _LISTS | set(_OTHER_BLOCKS.split())
_HEADINGS = ", ".join(_LEVELS)
_LAYOUT = ", ".join(f"{cell}:has({_HEADINGS})" for cell in sorted(_CELLS))
_SECOND_CELL = "td + td, td + th, th + td, th + th"
_WITHOUT_WORDS = frozenset({"script", "style", "template"})
_INDENT = "  "  # before the items of a list that is in another's item
_LONGEST_QUESTION = 200  # characters of a heading
_PIECES_BEFORE = 20  # of text before a note's mark: enough for its sentence
_LEAST_DESCRIPTION = 2  # words: fewer name a picture, they do not describe it


def add_tree(
    builder: DocumentBuilder,
    root: LexborNode,
    *,
    skipped: Mapping[int, Reason | None] | None = None,
    notes: Notes | None = None,
) -> None:
    """Write the visible text under a node, block by block.

    ``skipped`` are the elements that are not shown, as ``not_shown`` finds them. The ``notes`` are
    left for ``add_notes``; their marks stand in the text in square brackets.
    """
    notes = notes or Notes()
    skipped = not_shown(root) if skipped is None else skipped
    writer = _Writer(builder, notes)
    for node, leaving in _walk(root, skipped, notes, builder):
        if leaving:
            writer.close(node)
        elif node.is_text_node:
            writer.add_text(node.text_content or "")
        else:
            writer.open(node)
    writer.flush()


def add_notes(
    builder: DocumentBuilder, notes: Notes, skipped: Mapping[int, Reason | None], level: int
) -> None:
    """Write each note under a heading of its own, which tells its place."""
    for name, body in notes.bodies.items():
        note = DocumentBuilder()
        inside = Notes(labels=notes.labels, back=notes.back)
        add_tree(note, body, skipped=skipped, notes=inside)
        text = without_label(note.text, notes.names.get(name, ""))
        if text.strip():
            builder.add_heading(notes.heading(name), level)
            builder.add_verbatim(text, BLOCK_BREAK)
        builder.take_left_out(note)


def words_of(node: LexborNode) -> str:
    """The words under a node without scripts and styles, to say what is left out."""
    if node.is_text_node:
        return node.text_content or ""
    inside = node.traverse(include_text=True)
    return " ".join(
        child.text_content or ""
        for child in inside
        if child.is_text_node
        and not (child.parent is not None and child.parent.tag in _WITHOUT_WORDS)
    )


def _walk(
    root: LexborNode, skipped: Mapping[int, Reason | None], notes: Notes, builder: DocumentBuilder
) -> Iterator[tuple[LexborNode, bool]]:
    """Each node that is shown on entering it, and each element again on leaving it.

    A stack, not recursion: a page may nest deeper than Python calls can. What is left out is noted.
    """
    stack = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        yield node, leaving
        if leaving or not node.is_element_node:
            continue
        stack.append((node, True))
        if node.mem_id in notes.labels:  # written by its label
            continue
        children = []
        for child in node.iter(include_text=True):
            if child.is_comment_node:
                builder.leave_out(child.comment_content or "", Reason.COMMENT)
            elif child.mem_id in notes.bodies or child.mem_id in notes.back:
                continue
            elif child.mem_id in skipped:
                reason = skipped[child.mem_id]
                if reason is not None:
                    builder.leave_out(words_of(child), reason)
            elif child.is_text_node or child.is_element_node:
                children.append((child, False))
        stack.extend(reversed(children))


def _holds_data(table: LexborNode) -> bool:
    """Whether rows are to be kept in one line; a table of one column or of blocks is layout."""
    if table.attributes.get("role") in {"presentation", "none"}:
        return False
    # Only tables with none inside are searched whole: nested ones would be, once for each around.
    if any(child.css_first("table") is not None for child in table.iter()):
        return any(cell.tag == "th" for row in _own_rows(table) for cell in row.iter())
    return table.css_first(_SECOND_CELL) is not None and table.css_first(_LAYOUT) is None


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        yield from (row for row in part.iter() if row.tag == "tr")


def _span(node: LexborNode, name: str, most: int) -> int:
    """How many rows or columns a cell says that it covers."""
    said = (node.attributes.get(name) or "1").strip()
    digits = said.isascii() and said.isdigit() and len(said) <= len(str(most))
    return min(int(said), most) if digits else 1


@dataclass
class _Writer:
    """Gathers inline text, and writes it out where a block begins or ends."""

    builder: DocumentBuilder
    notes: Notes
    _pieces: list[str] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _tables: list[list[Row] | None] = field(default_factory=list)  # None for one that is layout
    _counting: Counting = field(default_factory=Counting)
    _terms: list[str] = field(default_factory=list)  # that wait for their description
    _shifts: list[int] = field(default_factory=list)  # where raised or lowered text began
    _captured: LexborNode | None = None  # the heading, row or <pre> that is read as a whole
    _level: int = 0  # of the last heading
    _groups: int = 0  # lists and data tables around the current place
    _blocks_in_group: int = 0
    _separator: str = BLOCK_BREAK

    def add_text(self, text: str) -> None:
        """Take up a piece of text; line ends in the source are spaces, except in a ``<pre>``."""
        text = without_marks(text)
        self._pieces.append(text if self._is_verbatim else collapse(text))

    def open(self, node: LexborNode) -> None:
        """Enter an element."""
        tag = node.tag or ""
        if node.mem_id in self.notes.labels:
            self._add_mark(node)
        elif tag in _BLOCKS:
            self._open_block(node, tag)
        else:
            self._open_inline(node, tag)

    def close(self, node: LexborNode) -> None:
        """Leave an element."""
        tag = node.tag or ""
        if tag not in _BLOCKS:
            self._close_inline(node, tag)
        elif self._captured is None:
            self._end(tag)
        elif node.mem_id == self._captured.mem_id:
            self._finish(node, tag)
        elif self._captured.tag == "tr":
            self._end_in_row(node, tag)
        else:
            self._break_line()

    def flush(self) -> None:
        """Write the paragraph gathered so far; two line breaks in a row part paragraphs."""
        lines = [collapse(line).strip(" ") for line in self._take().split(LINE_BREAK)]
        for paragraph in LINE_BREAK.join(lines).split(BLOCK_BREAK):
            if paragraph.strip():
                self.builder.add_block(f"{self._lead()}{paragraph}", self._separator)
                self._count_block()

    @property
    def _is_verbatim(self) -> bool:
        return self._captured is not None and self._captured.tag == "pre"

    def _open_inline(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._pieces.append(LINE_BREAK)
        elif _is_apart(node, tag):
            self._break_line()
        elif _shift(node):
            self._shifts.append(len(self._pieces))
        elif tag == "rt":  # how the word before is read aloud
            self._pieces.append("(")
        elif tag == "img" and self._describes(node):
            self._pieces.append(f"[Picture: {collapse(node.attributes['alt'] or '').strip()}]")

    def _close_inline(self, node: LexborNode, tag: str) -> None:
        if node.mem_id in self.notes.labels:
            return
        if (shift := _shift(node)) and self._shifts:
            start = self._shifts.pop()
            text = "".join(self._pieces[start:])
            self._pieces[start:] = [raised(text) if shift == "sup" else lowered(text)]
        elif tag == "rt":
            self._pieces.append(")")
        elif _is_apart(node, tag):
            self._break_line()

    def _add_mark(self, node: LexborNode) -> None:
        before = "".join(self._pieces[-_PIECES_BEFORE:])
        self.notes.set_place(node.mem_id, settle(before))
        self._pieces.append(f"[{self.notes.labels[node.mem_id]}]")

    def _describes(self, picture: LexborNode) -> bool:
        """Whether a picture comes with words that stand for it."""
        words = (picture.attributes.get("alt") or "").split()
        parent = picture.parent
        in_link = parent is not None and parent.tag in {"a", "button"}
        in_heading = self._captured is not None and self._captured.tag in _LEVELS
        return len(words) >= _LEAST_DESCRIPTION and not in_link and not in_heading

    def _open_block(self, node: LexborNode, tag: str) -> None:
        if self._captured is not None:
            self._break_line()
            return
        self.flush()
        if tag == "table":
            self._tables.append([] if _holds_data(node) else None)
        is_row = tag == "tr" and self._in_data
        if tag in _LISTS or (tag == "table" and self._in_data):
            self._groups += 1
        elif (tag in _ITEMS or is_row) and self._blocks_in_group:
            self._separator = LINE_BREAK + _INDENT * self._counting.depth
        self._counting.open(node, tag)
        is_summary = tag == "summary" and node.css_first(_HEADINGS) is None
        if is_row or is_summary or tag == "pre" or tag in _LEVELS:
            self._captured = node

    @property
    def _in_data(self) -> bool:
        return bool(self._tables) and self._tables[-1] is not None

    def _end(self, tag: str) -> None:
        if tag == "dt":
            self._end_term()
        self.flush()
        if tag == "dl":
            self._write_terms()
        self._counting.close(tag)
        rows = self._tables.pop() if tag == "table" else None
        if rows is not None:
            self._write_rows(rows)
        if tag in _LISTS or rows is not None:
            self._groups -= 1
        if not self._groups:
            self._separator, self._blocks_in_group = BLOCK_BREAK, 0

    def _end_term(self) -> None:
        """Keep a term for its description; a question is a heading of its answer."""
        term = collapse(clean(self._take())).strip()
        if _is_question(term):
            self._add_question(term)
        elif term:
            self._terms.append(term.removesuffix(":"))

    def _end_in_row(self, node: LexborNode, tag: str) -> None:
        row, parent = self._captured, node.parent
        is_own = row is not None and parent is not None and parent.mem_id == row.mem_id
        if tag in _CELLS and is_own:
            text = collapse(clean(self._take())).strip().rstrip(",; ")
            rows, columns = _span(node, "rowspan", 65_534), _span(node, "colspan", MOST_COLUMNS)
            self._cells.append(Cell(text, tag == "th", rows, max(columns, 1)))
        elif tag in _CELLS or tag == "tr":  # of a table inside
            if tag == "tr" and self._pieces[-1:] == [", "]:
                self._pieces.pop()
            self._pieces.append("; " if tag == "tr" else ", ")
        else:
            self._break_line()

    def _finish(self, node: LexborNode, tag: str) -> None:
        """Write what was captured."""
        self._captured = None
        text, cells, self._cells = clean(self._take()), self._cells, []
        rows = self._tables[-1] if tag == "tr" else None
        if rows is not None:
            part = node.parent
            is_head = part is not None and part.tag == "thead"
            rows.append(Row(tuple(cells), part.mem_id if part is not None else 0, is_head))
            return
        if not text.strip():
            return
        self._write_terms()
        if tag == "pre":
            self.builder.add_verbatim(text.strip(LINE_BREAK).rstrip(), self._separator)
        elif tag in _LEVELS:
            self._level = _LEVELS[tag]
            self.builder.add_heading(text, self._level)
        elif _is_question(text):
            self._add_question(text)
            return
        else:
            self.builder.add_block(text, self._separator)
        self._count_block()

    def _add_question(self, text: str) -> None:
        self.builder.add_heading(text, max(self._level, 1) + 1, self._separator)
        self._count_block()

    def _write_rows(self, rows: list[Row]) -> None:
        self._write_terms()
        for texts in lay_out(rows):
            if self._blocks_in_group:
                self._separator = LINE_BREAK
            self.builder.add_row(texts, self._separator)
            self._count_block()

    def _write_terms(self) -> None:
        """Write terms that no text follows as a line of their own."""
        if self._terms:
            self.builder.add_block(", ".join(self._terms), self._separator)
            self._terms.clear()
            self._count_block()
            self._separator = LINE_BREAK
        self._counting.take()

    def _lead(self) -> str:
        """What stands before the next paragraph: the number of its item, or its term."""
        number = self._counting.take()
        terms, self._terms = ", ".join(self._terms), []
        return f"{number}{terms}: " if terms else number

    def _count_block(self) -> None:
        self._separator = BLOCK_BREAK
        self._blocks_in_group += bool(self._groups)

    def _break_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith(LINE_BREAK):
            self._pieces.append(LINE_BREAK)

    def _take(self) -> str:
        text = settle("".join(self._pieces))
        self._pieces.clear()
        self._shifts.clear()
        return text


def _is_apart(node: LexborNode, tag: str) -> bool:
    """Whether an element inside a line is a button that is no word of a sentence."""
    parent = node.parent
    is_button = tag == "button" or node.attributes.get("role") in {"button", "tab"}
    return is_button and parent is not None and parent.tag != "p"


def _shift(node: LexborNode) -> str:
    """How an element inside a line is set: "sup", "sub", or neither."""
    if node.tag in {"sup", "sub"}:
        return str(node.tag)
    said = SHIFT.search(node.attributes.get("style") or "")
    around = node.parent
    if said is None or node.css_first("sup, sub") is not None or (around and _shift(around)):
        return ""  # raised once, whatever says so
    return said[1].lower()[:3]


def _is_question(text: str) -> bool:
    return text.rstrip().endswith("?") and len(text) <= _LONGEST_QUESTION
