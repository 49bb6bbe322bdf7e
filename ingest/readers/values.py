"""Values in values (JSON, YAML, XML), written so that each stands under its path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.builder import BLOCK_BREAK, LAST_LEVEL, LINE_BREAK, DocumentBuilder, collapse

LONGEST_LINE = 120  # characters of a list or record that is written in one line
_LONG = 60  # characters: a text of its own rather than a word about something
_SENTENCE = re.compile(r"\S\s+\S.*[.!?…。]['\"”\u2019)\]]*\s*\Z", re.DOTALL)


@dataclass(slots=True)
class Record:
    """Names and their values, in the order of the file; a name may recur."""

    pairs: list[tuple[str, Value]]


Value = str | Record | list["Value"]


def is_text(value: str) -> bool:
    """Whether a value is a text of its own: long, of several lines, or a sentence."""
    return len(value) > _LONG or LINE_BREAK in value or _SENTENCE.search(value) is not None


@dataclass
class ValueWriter:
    """Writes values into a builder; what is more than ``most`` of them is refused.

    A name whose value holds further names is a heading, and so the path of each value is its
    headings. What stands below such a heading seems to belong to it, so a record's plain values
    come before those that are records; their order means nothing in JSON and YAML.
    """

    builder: DocumentBuilder
    most: int
    written: int = 0
    _separator: str = BLOCK_BREAK

    def write(self, value: Value, level: int = 1, name: str = "") -> None:
        """Write a value under the headings so far.

        Raises:
            OverflowError: there are more values than may be.
            RecursionError: they are nested too deeply.
        """
        self._separator = BLOCK_BREAK
        if isinstance(value, Record):
            self._write_record(value, level)
        elif isinstance(value, list):
            self._write_list(value, level, name)
        else:
            self._line(value)

    def _write_record(self, record: Record, level: int) -> None:
        plain = [
            (name, text) for name, value in record.pairs if (text := _plain(value)) is not None
        ]
        for name, text in plain:
            if text.strip():
                self._line(_named(name, text))
        for name, value in record.pairs:
            if _plain(value) is None:
                self._heading(name, level)
                self.write(value, level + 1, name)

    def _write_list(self, values: Sequence[Value], level: int, name: str) -> None:
        for number, value in enumerate(values, start=1):
            row = _row(value)
            if isinstance(value, str):
                self._line(value)
            elif row is not None:
                self._count(len(row))
                self.builder.add_row(row, self._separator)
                self._separator = LINE_BREAK
            else:
                self._heading(f"{name} {number}".strip(), level)
                self.write(value, level + 1)
                self._separator = BLOCK_BREAK

    def _heading(self, text: str, level: int) -> None:
        self._count(1)
        self.builder.add_heading(text, min(level, LAST_LEVEL))
        self._separator = BLOCK_BREAK

    def _line(self, text: str) -> None:
        self._count(1)
        self.builder.add_block(text, BLOCK_BREAK if is_text(text) else self._separator)
        self._separator = BLOCK_BREAK if is_text(text) else LINE_BREAK

    def _count(self, number: int) -> None:
        self.written += number
        if self.written > self.most:
            raise OverflowError


def _named(name: str, text: str) -> str:
    """``height: 412``; a text of its own stands in lines of its own, so that it is quoted alone."""
    label = collapse(name).strip()
    if not label:
        return text
    return f"{label}:{LINE_BREAK if is_text(text) else ' '}{text}"


def _plain(value: Value) -> str | None:
    """The text of a value that holds no names: a word, or a few words in a line."""
    if isinstance(value, str):
        return value
    if isinstance(value, Record):
        return None if value.pairs else ""
    texts = [each for each in value if isinstance(each, str)]
    line = ", ".join(texts)
    short = len(line) <= LONGEST_LINE and not any(map(is_text, texts))
    return line if len(texts) == len(value) and short else None


def _row(value: Value) -> list[str] | None:
    """A record of a few short values as the cells of a row."""
    if not isinstance(value, Record) or not value.pairs:
        return None
    cells = [(name, _plain(inner)) for name, inner in value.pairs]
    if any(text is None or is_text(text) for _, text in cells):
        return None
    return [_named(name, text) for name, text in cells if text]
