"""Data files: JSON, one JSON value a line, YAML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.values import Record, Value, ValueWriter
from ingest.readers.verbatim import read_verbatim

if TYPE_CHECKING:
    from yaml import Event

_TOO_DEEP = "is nested too deeply to be read: take out the part with the text."
_MOST_NESTED = 500  # values of YAML in each other
_LEAST_ALLOWED = 100_000  # values; anchors of YAML may repeat a short text so often


def read_json(original: Original) -> DocumentBuilder:
    """Read a JSON value, or several, one a line; what is neither is read as it is written.

    Raises:
        UnreadableError: the file is not text, or nested too deeply.
    """
    return _read(original, _json_value)


def read_json_lines(original: Original) -> DocumentBuilder:
    """Read JSON values, one a line.

    Raises:
        UnreadableError: the file is not text, or nested too deeply.
    """
    return _read(original, _json_lines)


def read_yaml(original: Original) -> DocumentBuilder:
    """Read the documents of a YAML file; what is not YAML is read as it is written.

    Raises:
        UnreadableError: the file is not text, or nested too deeply.
        TooLargeError: its anchors repeat far more than the file holds.
    """
    return _read(original, _yaml_value)


def _read(original: Original, parse: Callable[[str], Value | None]) -> DocumentBuilder:
    text, guess = decode(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    most = max(_LEAST_ALLOWED, len(original.data))
    try:
        value = parse(clean(text))
        if value is None:
            return read_verbatim(original)
        ValueWriter(builder, most).write(value)
    except RecursionError as error:
        raise original.unreadable(_TOO_DEEP) from error
    except OverflowError as error:
        allowed = f"{most:,} values"
        raise original.too_large(allowed) from error
    return builder


def _json_value(text: str) -> Value | None:
    try:
        # Numbers as they are written: 1.10 is not 1.1.
        found = json.loads(
            text, object_pairs_hook=_record, parse_float=str, parse_int=str, parse_constant=str
        )
    except ValueError:
        return _json_lines(text) if text.lstrip().startswith(("{", "[")) else None
    return _value(found)


def _json_lines(text: str) -> Value | None:
    lines = [line for line in text.split("\n") if line.strip()]
    values: list[Value] = []
    for line in lines:
        try:
            found = json.loads(
                line, object_pairs_hook=_record, parse_float=str, parse_int=str, parse_constant=str
            )
        except ValueError:
            return None
        values.append(_value(found))
    return values or None


def _record(pairs: list[tuple[str, object]]) -> Record:
    return Record([(name, _value(value)) for name, value in pairs])


def _value(found: object) -> Value:
    if isinstance(found, list):
        return [_value(each) for each in found]
    if isinstance(found, Record | str):
        return found
    return {True: "true", False: "false"}[found] if isinstance(found, bool) else ""


def _yaml_value(text: str) -> Value | None:
    import yaml

    # From events, not nodes: libyaml composes those by calling itself, without a limit.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        values = _values_of_events(yaml.parse(text, Loader=loader))
    # An escape (\UFFFFFFFF) of what is no character; a tab or a bracket where none may be.
    except (yaml.YAMLError, OverflowError, ValueError):
        return None
    return values[0] if len(values) == 1 else (values or None)


def _values_of_events(events: Iterable[Event]) -> list[Value]:
    """The documents of a YAML file; what an anchor repeats is made once."""
    import yaml

    documents: list[Value] = []
    known: dict[str, Value] = {}
    open_ones: list[_Container] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            open_ones.pop()
            continue
        value = _value_of_event(event, known)
        if value is None:
            continue
        if event.anchor:
            known.setdefault(event.anchor, value)
        if open_ones:
            open_ones[-1].take(value)
        else:
            documents.append(value)
        if isinstance(event, yaml.CollectionStartEvent):
            open_ones.append(_Container(value))
            if len(open_ones) > _MOST_NESTED:
                raise RecursionError
    return documents


def _value_of_event(event: Event, known: Mapping[str, Value]) -> Value | None:
    """The value that an event begins or is; None where it is the mark of a document."""
    import yaml

    if isinstance(event, yaml.AliasEvent):
        return known.get(event.anchor, "")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    return Record([]) if isinstance(event, yaml.MappingStartEvent) else None


@dataclass(slots=True)
class _Container:
    """A list or record that is being filled; of a record, the name that waits for its value."""

    filled: Value
    name: str | None = None

    def take(self, value: Value) -> None:
        """Put in the next item; a name that is no text is left empty."""
        if isinstance(self.filled, list):
            self.filled.append(value)
        elif isinstance(self.filled, Record) and self.name is None:
            self.name = value if isinstance(value, str) else ""
        elif isinstance(self.filled, Record):
            self.filled.pairs.append((self.name or "", value))
            self.name = None
