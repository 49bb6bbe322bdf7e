"""The one way from an HTML tree to blocks, used for HTML, Markdown and EPUB alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder, clean, collapse

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
_NOT_SHOWN = (
    "annotation, annotation-xml, audio, canvas, datalist, embed, head, iframe, nav, noscript, "
    "object, script, select, style, svg, template, textarea, video, "
    "[hidden], [role=navigation], dialog:not([open])"
)
_FURNITURE = "aside, :is(header, footer):not(article *, section *)"  # of a web page
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LAYOUT = ", ".join(f"{cell}:has(h1, h2, h3, h4, h5, h6)" for cell in sorted(_CELLS))
_SECOND_CELL = "td + td, td + th, th + td, th + th"


def add_tree(builder: DocumentBuilder, root: LexborNode, *, web_page: bool = False) -> None:
    """Write the visible text under a node, block by block.

    A ``web_page`` loses its asides, and its header and footer, but not those of an article.
    """
    hidden = {node.mem_id for node in root.css(_NOT_SHOWN)}
    hidden |= {node.mem_id for node in root.css("[style]") if _INVISIBLE.search(_style(node))}
    if web_page:
        hidden |= {node.mem_id for node in root.css(_FURNITURE)}
    writer = _Writer(builder)
    for node, leaving in _walk(root, hidden):
        if leaving:
            writer.close(node)
        elif node.is_text_node:
            writer.add_text(node.text_content or "")
        else:
            writer.open(node)
    writer.flush()


def _style(node: LexborNode) -> str:
    return node.attributes["style"] or ""


def _walk(root: LexborNode, hidden: set[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Each node that is not hidden on entering it, and each element again on leaving it.

    A stack, not recursion: a page may nest deeper than Python calls can.
    """
    stack = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        yield node, leaving
        if not leaving and node.is_element_node:
            stack.append((node, True))
            children = [child for child in node.iter(include_text=True) if _is_shown(child, hidden)]
            stack.extend((child, False) for child in reversed(children))


def _is_shown(node: LexborNode, hidden: set[int]) -> bool:
    return node.is_text_node or (node.is_element_node and node.mem_id not in hidden)


def _holds_data(table: LexborNode) -> bool:
    """Whether rows are to be kept in one line; a table of one column or of blocks is layout."""
    # Only tables with none inside are searched whole: nested ones would be, once for each around.
    if any(child.css_first("table") is not None for child in table.iter()):
        return False
    return table.css_first(_SECOND_CELL) is not None and table.css_first(_LAYOUT) is None


@dataclass
class _Writer:
    """Gathers inline text, and writes it out where a block begins or ends."""

    builder: DocumentBuilder
    _pieces: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _tables: list[bool] = field(default_factory=list)
    _captured: LexborNode | None = None  # the heading, row or <pre> that is read as a whole
    _groups: int = 0  # lists and data tables around the current place
    _blocks_in_group: int = 0
    _separator: str = BLOCK_BREAK

    def add_text(self, text: str) -> None:
        """Take up a piece of text; line ends in the source are spaces, except in a ``<pre>``."""
        self._pieces.append(text if self._captured is not None else collapse(text))

    def open(self, node: LexborNode) -> None:
        """Enter an element."""
        tag = node.tag or ""
        if tag == "br":
            self._pieces.append(LINE_BREAK)
        elif tag not in _BLOCKS:
            return
        elif self._captured is not None:
            self._break_line()
        else:
            self.flush()
            self._begin(node, tag)

    def close(self, node: LexborNode) -> None:
        """Leave an element."""
        tag = node.tag or ""
        if self._captured is None:
            self._end(tag)
        elif node.mem_id == self._captured.mem_id:
            self._finish(tag)
        elif tag in _CELLS and self._captured.tag == "tr":
            self._cells.append(self._take())
        elif tag in _BLOCKS:
            self._break_line()

    def flush(self) -> None:
        """Write the paragraph gathered so far; two line breaks in a row part paragraphs."""
        lines = [collapse(line).strip(" ") for line in self._take().split(LINE_BREAK)]
        for paragraph in LINE_BREAK.join(lines).split(BLOCK_BREAK):
            if paragraph.strip():
                self.builder.add_block(paragraph, self._separator)
                self._count_block()

    def _begin(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            self._tables.append(_holds_data(node))
        holds_data = bool(self._tables) and self._tables[-1]
        is_row = tag == "tr" and holds_data
        if tag in _LISTS or (tag == "table" and holds_data):
            self._groups += 1
        elif (tag in _ITEMS or is_row) and self._blocks_in_group:
            self._separator = LINE_BREAK
        if is_row or tag == "pre" or tag in _LEVELS:
            self._captured = node

    def _end(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        self.flush()
        if tag in _LISTS or (tag == "table" and self._tables.pop()):
            self._groups -= 1
        if not self._groups:
            self._separator, self._blocks_in_group = BLOCK_BREAK, 0

    def _finish(self, tag: str) -> None:
        """Write what was captured."""
        self._captured = None
        text, cells, self._cells = clean(self._take()), self._cells, []
        if tag == "tr" and any(cell.strip() for cell in cells):
            self.builder.add_row(cells, self._separator)
        elif tag == "pre" and text.strip():
            self.builder.add_verbatim(text.strip(LINE_BREAK).rstrip(), self._separator)
        elif tag in _LEVELS and text.strip():
            self.builder.add_heading(text, _LEVELS[tag])
        else:
            return
        self._count_block()

    def _count_block(self) -> None:
        self._separator = BLOCK_BREAK
        self._blocks_in_group += bool(self._groups)

    def _break_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith(LINE_BREAK):
            self._pieces.append(LINE_BREAK)

    def _take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        return text
