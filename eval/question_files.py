"""Files of questions as people have them: packed, behind a byte order mark, with lines that cannot be used."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import EvaluationError

MOST_NAMED = 5  # places of one fault; the others are counted


@dataclass
class Notes:
    """What was corrected, left out or decided in reading questions: by what it is, where."""

    places: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, what: str, where: str) -> None:
        """Take note of something; the same at the same place counts once."""
        self.places.setdefault(what, {})[where] = None

    def lines(self) -> list[str]:
        """A line for each kind: how often, and the first places."""
        return [_line(what, list(places)) for what, places in self.places.items()]

    def refuse_without(self, used: object, path: Path) -> None:
        """See that something of a file can be used.

        Raises:
            EvaluationError: nothing can; it names what was left out.
        """
        if self.places and not used:
            message = f"Nothing in {path} can be used. {' '.join(self.lines())}"
            raise EvaluationError(message)


def _line(what: str, places: list[str]) -> str:
    more = f"; and {len(places) - MOST_NAMED:,} more" if len(places) > MOST_NAMED else ""
    return f"{what} ({len(places):,}): {'; '.join(places[:MOST_NAMED])}{more}."


def read_text(path: Path) -> str:
    """The text of a file, unpacked if it is packed by gzip, without a byte order mark.

    Raises:
        EvaluationError: it cannot be read.
    """
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        reason = "it is not in UTF-8" if isinstance(error, UnicodeDecodeError) else "it is damaged"
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or reason}."
        raise EvaluationError(message) from error


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not empty, counted from 1.

    Raises:
        EvaluationError: it cannot be read.
    """
    # Not splitlines: a text may hold other line ends, which JSON leaves as they are.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def read_objects(path: Path, notes: Notes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON objects of a file, one a line, each with where it stands; other lines are noted.

    Raises:
        EvaluationError: it cannot be read.
    """
    for number, line in numbered_lines(path):
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if isinstance(row, dict):
            yield where, row
        else:
            notes.add("Left out, as it is no JSON object", where)


def read_id(row: dict[str, Any], *names: str) -> str | None:
    """What a row has as an id, a number as text; None without one."""
    found = next((row[name] for name in names if row.get(name) not in (None, "")), None)
    return str(found) if isinstance(found, str | int | float) else None
