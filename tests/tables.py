"""Tables of cases in text files: of ``test_x.py`` those in ``data/x.txt`` beside it, a case a line."""

import codecs
import re
from pathlib import Path

ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt\\])")


def data_path(test_file: str, name: str) -> Path:
    """A file in the folder ``data`` beside a test."""
    return Path(test_file).with_name("data") / name


def read_table(test_file: str, part: str) -> list[tuple[str, ...]]:
    """The rows below ``== part``, their cells apart by "|" and spaces; "# " begins a comment.

    What cannot be seen is escaped as in Python: "\\u202f", "\\n", and so is a backslash: "\\\\".
    """
    name = Path(test_file).stem.removeprefix("test_")
    text = data_path(test_file, f"{name}.txt").read_text("utf-8")
    lines = text.split(f"== {part}\n")[1].split("\n== ")[0].splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("# ")]
    return [tuple(_unescaped(cell.strip()) for cell in row) for row in rows]


def read_lines(test_file: str, part: str) -> list[str]:
    """The rows of a table that has one column."""
    return [line for (line,) in read_table(test_file, part)]


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: codecs.decode(found[0], "unicode_escape"), text)
