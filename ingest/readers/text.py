"""Plain text, and text with wiki-style headings (``== Heading ==``)."""

from __future__ import annotations

from ingest.readers.builder import LAST_LEVEL, LINE_BREAK, DocumentBuilder, clean
from ingest.readers.decoding import decode
from ingest.readers.original import Original
from ingest.readers.sheets import FORM_FEED, add_sheets
from ingest.readers.wiki import is_wiki_text, read_wiki
from ingest.readers.wrapping import decode_quoted_printable, unwrap

_HEADINGS_OF_A_WIKI = 2  # a single line between equals signs may be an ornament


def read_text(original: Original) -> DocumentBuilder:
    """Read a text character for character; wiki headings become sections without their marks.

    Lines that a program broke are joined, see ``unwrap``. What has more of a wiki's markup is read
    as that; form feeds part the pages of what was laid out to be printed.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    if is_wiki_text(text):
        return read_wiki(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    lines = clean(text).split(LINE_BREAK)
    headings = [_heading(line) for line in lines]
    if _is_wiki(lines, headings):
        _add_wiki(builder, lines, headings)
        builder.title = builder.top_heading
    elif FORM_FEED in text.strip():
        add_sheets(builder, FORM_FEED.join(map(clean, text.split(FORM_FEED))))
    else:
        builder.add_verbatim(unwrap(decode_quoted_printable(clean(text))))
    builder.note_unreadable()
    return builder


def _heading(line: str) -> tuple[int, str] | None:
    """The level and text of a line with as many equals signs before its text as behind it."""
    line = line.rstrip(" \t")
    level = len(line) - len(line.lstrip("="))
    if not 1 <= level <= LAST_LEVEL or level != len(line) - len(line.rstrip("=")):
        return None
    heading = line[level:-level].strip()
    return (level, heading) if heading else None


def _is_wiki(lines: list[str], headings: list[tuple[int, str] | None]) -> bool:
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    heading = headings[first]
    has_title = heading is not None and heading[0] == 1
    return has_title or len(headings) - headings.count(None) >= _HEADINGS_OF_A_WIKI


def _add_wiki(
    builder: DocumentBuilder, lines: list[str], headings: list[tuple[int, str] | None]
) -> None:
    separator = ""
    for line, heading in zip(lines, headings, strict=True):
        if heading:
            builder.add_heading(heading[1], heading[0], separator)
        else:
            builder.add_verbatim(line, separator)
        separator = LINE_BREAK
