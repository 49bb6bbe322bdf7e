"""Source code, settings and logs: text of which every line counts."""

from __future__ import annotations

from ingest.readers.builder import DocumentBuilder
from ingest.readers.decoding import decode
from ingest.readers.original import Original


def read_verbatim(original: Original) -> DocumentBuilder:
    """Read a text character for character; nothing in it is taken for a mark.

    Raises:
        UnreadableError: the file is not text.
    """
    text, guess = decode(original)
    builder = DocumentBuilder(metadata={"guessed_encoding": guess})
    builder.add_verbatim(text)
    return builder
