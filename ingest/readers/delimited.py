"""Files of values, one row a line: parted by commas (CSV), tabs (TSV), semicolons or bars."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable

from ingest.readers.builder import LINE_BREAK, DocumentBuilder, clean
from ingest.readers.decoding import decode
from ingest.readers.named_rows import add_tables
from ingest.readers.original import Original

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_TOLD = re.compile(r"sep=(.)\n")  # Excel's own first line
_MOST_LINES_OF_A_VALUE = 200  # more of them, and a quotation mark was never closed


def read_delimited(original: Original) -> DocumentBuilder:
    """Read rows; which character parts the values is told by how evenly it parts the lines.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    text = clean(text)
    told = _TOLD.match(text)
    delimiter = told[1] if told else delimiter_of(text)
    lines = (text[told.end() :] if told else text).splitlines(keepends=True)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    add_tables(builder, _rows(lines, delimiter))
    return builder


def delimiter_of(text: str) -> str:
    """The character that parts most lines into the same number of values."""
    lines = [line for line in text.split(LINE_BREAK, _SAMPLE_LINES)[:_SAMPLE_LINES] if line]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines agree on a number of values above one, and on how many."""
    try:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        counts = Counter(line.count(delimiter) + 1 for line in lines)
    found = [(agreeing, values) for values, agreeing in counts.items() if values > 1]
    return max(found, default=(0, 0))


def _rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """The rows; where a quotation mark is never closed, such marks are taken as they are."""
    lines = list(lines)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        rows = []
    longest = max((value.count(LINE_BREAK) for row in rows for value in row), default=0)
    if rows and longest <= _MOST_LINES_OF_A_VALUE:
        return rows
    return [line.rstrip(LINE_BREAK).split(delimiter) for line in lines]
