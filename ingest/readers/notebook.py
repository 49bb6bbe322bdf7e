"""Jupyter notebooks: their cells in order, with what came of them as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.readers.builder import BLOCK_BREAK, LINE_BREAK, DocumentBuilder
from ingest.readers.decoding import decode
from ingest.readers.markdown import read_markdown
from ingest.readers.original import Original

_DAMAGED = "is not a notebook, or damaged: open it in Jupyter and save it again."
_TERMINAL = re.compile(r"\x1b\[[0-9;]*m")  # colours


def read_notebook(original: Original) -> DocumentBuilder:
    """Read a notebook as the Markdown that it is, code and printed results set apart in it.

    Raises:
        UnreadableError: it is not a notebook.
    """
    text, _ = decode(original)
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise original.unreadable(_DAMAGED) from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise original.unreadable(_DAMAGED)
    pieces = [piece for cell in cells if isinstance(cell, dict) for piece in _pieces(cell)]
    joined = BLOCK_BREAK.join(pieces).encode("utf-8", "replace")
    return read_markdown(replace(original, data=LINE_BREAK.encode() + joined))


def _pieces(cell: dict[str, object]) -> Iterator[str]:
    source = _joined(cell.get("source"))
    if cell.get("cell_type") == "markdown":
        yield source
        return
    yield _fenced(source)
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            data = output.get("data")
            shown = data.get("text/plain") if isinstance(data, dict) else output.get("text")
            yield _fenced(_TERMINAL.sub("", _joined(shown)))


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _fenced(text: str) -> str:
    """Text between fences longer than any in it; nothing for nothing."""
    if not text.strip():
        return ""
    longest = max((len(run) for run in re.findall(r"~+", text)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}{LINE_BREAK}{text}{LINE_BREAK}{fence}"
