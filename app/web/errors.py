"""Errors as sentences: the one place of the app in the browser that decides which are ours."""

from __future__ import annotations

import traceback

from ingest.errors import FootnoteError

BROKEN = (
    "Something went wrong in Footnote itself; your documents are as they were. "
    "What happened stands in the terminal where Footnote was started."
)


def in_words(error: Exception) -> str:
    """An error as a sentence; one that no user can act on leaves its traceback on stderr."""
    if isinstance(error, FootnoteError):
        return str(error)
    traceback.print_exception(error)
    return BROKEN
