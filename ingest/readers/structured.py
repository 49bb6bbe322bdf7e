"""Data files: JSON, one JSON value a line, YAML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.values import Record, Value, ValueWriter
from ingest.readers.verbatim import read_verbatim

if TYPE_CHECKING:
    from yaml import Node

_TOO_DEEP = "is nested too deeply to be read: take out the part with the text."
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

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        nodes = list(_compose(text, loader))
    # An escape (\UFFFFFFFF) of what is no character; a tab or a bracket where none may be.
    except (yaml.YAMLError, OverflowError, ValueError):
        return None
    known: dict[int, Value] = {}
    values = [_node_value(node, known) for node in nodes]
    return values[0] if len(values) == 1 else (values or None)


def _compose(text: str, loader: type) -> Iterator[Node]:
    import yaml

    for node in yaml.compose_all(text, Loader=loader):
        if node is not None:
            yield node


def _node_value(node: Node, known: dict[int, Value]) -> Value:
    """A node as a value; one that an anchor repeats is made once."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if id(node) in known:
        return known[id(node)]
    if isinstance(node, yaml.SequenceNode):
        items: list[Value] = []
        known[id(node)] = items
        items += [_node_value(each, known) for each in node.value]
        return items
    record = Record([])
    known[id(node)] = record
    for name, value in node.value:
        key = _node_value(name, known)
        record.pairs.append((key if isinstance(key, str) else "", _node_value(value, known)))
    return record
