"""Markdown, with or without front matter in YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time

from ingest.readers.builder import (
    FRONT_MATTER,
    LINE_BREAK,
    READER_KEYS,
    DocumentBuilder,
    clean,
    collapse,
)
from ingest.readers.decoding import decode
from ingest.readers.html import add_page
from ingest.readers.original import Original
from ingest.readers.rendering import render_markdown

_FENCES = ("---", "+++")  # YAML, TOML
_TITLE_LINE = re.compile(r"^%.*(?:\n[ \t]+\S.*)*", re.MULTILINE)
_TITLE_BLOCK = re.compile(
    r"%[ \t]+\S.*(?:\n[ \t]+\S.*)*(?:\n%.*(?:\n[ \t]+\S.*)*){0,2}(?=\n\s*\n|\n*\Z)"
)
_DEEPEST = 3  # mappings in mappings: deeper ones are made to harm


def read_markdown(original: Original) -> DocumentBuilder:
    """Read a text as a reader of the rendered page sees it.

    Front matter becomes metadata. Its ``title``, else the first heading of level 1, is the title.

    Raises:
        UnreadableError: the file is not text.
    """
    from selectolax.lexbor import LexborHTMLParser

    text, guess = decode(original)
    metadata, body = split_front_matter(clean(text))
    builder = DocumentBuilder(metadata={"guessed_encoding": guess, **metadata})
    named = (name for name, said in metadata.items() if said and name != "title")
    builder.metadata[FRONT_MATTER] = ", ".join(named)
    tree = LexborHTMLParser(f"<body>{render_markdown(body)}")
    if tree.body is not None:
        add_page(builder, tree.body)
    builder.note_unreadable()
    builder.title = builder.metadata.pop("title", "") or builder.top_heading
    return builder


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The mapping between a leading ``---`` or ``+++`` line and the next, and the text behind it.

    Or what Pandoc's lines that begin with a percent sign say: title, author, date.

    Anything else that begins so is a part of the text. Values are kept as written, lists with
    commas, those of a mapping in the mapping under both names ("author.name"); a key of the readers'
    own is passed over.
    """
    if title := _TITLE_BLOCK.match(text):
        names = ("title", "author", "date")
        said = (collapse(line.removeprefix("%")).strip() for line in _TITLE_LINE.findall(title[0]))
        return dict(zip(names, said, strict=False)), text[title.end() :]
    lines = text.split(LINE_BREAK)
    fence = lines[0].rstrip()
    ends = (number for number, line in enumerate(lines) if number and line.rstrip() == fence)
    end = next(ends, 0) if fence in _FENCES else 0
    parse = _parse_toml if fence == "+++" else _parse_yaml
    mapping = parse(LINE_BREAK.join(lines[1:end])) if end else None
    if mapping is None:
        return {}, text
    named = ((clean(key).strip(), value) for key, value in _flat(mapping))
    values = {key: _as_string(value) for key, value in named if key not in READER_KEYS}
    return values, LINE_BREAK.join(lines[end + 1 :])


def _parse_toml(text: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


def _parse_yaml(text: str) -> Mapping[str, object] | None:
    import yaml

    try:
        # Safer than safe_load and true to the page: NO stays NO (not False), 1.10 not 1.1.
        mapping = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    # Brackets nested a thousand deep; an escape (\UFFFFFFFF) of what is no character.
    except (yaml.YAMLError, RecursionError, OverflowError, ValueError):
        return None
    return mapping if isinstance(mapping, dict) else None


def _flat(mapping: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in mapping.items():
        if isinstance(value, dict) and above.count(".") < _DEEPEST:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _as_string(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_as_string, value.values())))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_as_string, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float | date | time) else ""
