"""Tables of cases in text files beside the tests, a case a line."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])")


def read_table(path: Path, part: str) -> list[tuple[str, ...]]:
    """The rows below ``== part``: cells apart by "|" and one space; a line with # is a comment.

    What cannot be seen is escaped as in Python: "\\u202f", "\\n".
    """
    lines = path.read_text("utf-8").split(f"== {part}\n")[1].split("\n== ")[0].splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [tuple(ESCAPED.sub(_unescaped, cell.strip()) for cell in row) for row in rows]


def _unescaped(found: re.Match[str]) -> str:
    return codecs.decode(found[0], "unicode_escape")
