"""Markdown (CommonMark with tables and strikethrough), with or without YAML front matter."""

from __future__ import annotations

from ingest.readers.builder import LINE_BREAK, READER_KEYS, DocumentBuilder, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.walker import add_tree

_FENCE = "---"
_MOST_NESTED = 100  # markdown-it leaves out what is nested deeper; its own 20 is soon reached


def read_markdown(original: Original) -> DocumentBuilder:
    """Read a text as a reader of the rendered page sees it; raw HTML in it stays literal.

    Front matter becomes metadata. Its ``title``, else the first heading of level 1, is the title.

    Raises:
        UnreadableError: the file is not text.
    """
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborHTMLParser

    text, guess = decode(original)
    metadata, body = split_front_matter(clean(text))
    options = {"html": False, "maxNesting": _MOST_NESTED}
    renderer = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    builder = DocumentBuilder(metadata={"guessed_encoding": guess, **metadata})
    tree = LexborHTMLParser(renderer.render(body))
    if tree.body is not None:
        add_tree(builder, tree.body)
    builder.title = builder.metadata.pop("title", "") or builder.top_heading
    return builder


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The mapping between a leading ``---`` line and the next, and the text behind it.

    Anything else that begins so is a part of the text. Values are kept as written, lists
    with commas; a mapping in the mapping is passed over, and so is a key of the readers' own.
    """
    lines = text.split(LINE_BREAK)
    ends = (number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE)
    end = next(ends, 0) if lines[0].rstrip() == _FENCE else 0
    mapping = _parse_mapping(LINE_BREAK.join(lines[1:end])) if end else None
    if mapping is None:
        return {}, text
    named = ((clean(key).strip(), value) for key, value in mapping.items())
    values = {key: _as_string(value) for key, value in named if key not in READER_KEYS}
    return values, LINE_BREAK.join(lines[end + 1 :])


def _parse_mapping(text: str) -> dict[str, object] | None:
    import yaml

    try:
        # Safer than safe_load and true to the page: NO stays NO (not False), 1.10 not 1.1.
        mapping = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    # Brackets nested a thousand deep; an escape (\UFFFFFFFF) of what is no character.
    except (yaml.YAMLError, RecursionError, OverflowError, ValueError):
        return None
    return mapping if isinstance(mapping, dict) else None


def _as_string(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
