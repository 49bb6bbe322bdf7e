"""Readers: the bytes of one source in, one Document out.

Each format is a function from an Original to a DocumentBuilder. The libraries behind them are
imported inside, so that a command that reads no PDF does not wait for a PDF library.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.documents import Document, hash_bytes
from ingest.readers.builder import DocumentBuilder
from ingest.readers.docx import read_docx
from ingest.readers.epub import read_epub
from ingest.readers.html import read_html, read_xhtml
from ingest.readers.markdown import read_markdown
from ingest.readers.original import Original
from ingest.readers.pdf import read_pdf
from ingest.readers.text import read_text
from ingest.readers.titles import title_from_source

MAX_EXPANDED_BYTES = 200 * 1024 * 1024  # a hundred long books; their pictures count too

_EMPTY = "is empty (0 bytes): check that it was saved or sent whole."
_INVISIBLE = "has no visible text: choose a file with text in it."

_READERS: dict[str, Callable[[Original], DocumentBuilder]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_xhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
}
SUFFIXES = frozenset(_READERS)


def read_document(
    data: bytes, source: str, suffix: str, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES
) -> Document:
    """Read one source; ``suffix`` (``.pdf``, in any case) says how, whatever the source is called.

    Raises:
        UnreadableError: the suffix is unknown, or no text can be had from the bytes.
        TooLargeError: what the bytes expand to is over ``max_expanded_bytes``.
    """
    original = Original(data, source, max_expanded_bytes)
    reader = _READERS.get(suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        reason = f"has the unknown ending '{suffix}': convert it to one that is read ({known})."
        raise original.unreadable(reason)
    if not data:
        raise original.unreadable(_EMPTY)
    builder = reader(original)
    document = builder.build(source, hash_bytes(data), title_from_source(source, SUFFIXES))
    if not _is_visible(document.text):
        raise original.unreadable(_INVISIBLE)
    if len(document.text) > max_expanded_bytes:
        raise original.too_large()
    return document


def _is_visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)
