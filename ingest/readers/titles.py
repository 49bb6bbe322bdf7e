"""Titles where a document names none, and titles that are none."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

# What word processors and printers write into the title field by themselves.
_NOT_A_TITLE = re.compile(
    r"(untitled|document|word document|title|presentation)\W*\d*"
    r"|microsoft (word|powerpoint|excel) ?- .*"
    r"|.*\.(docx?|dvi|fm|html?|indd|odt|pdf|pptx?|ps|qxd|rtf|tex|txt|xlsx?)",
    re.IGNORECASE | re.DOTALL,
)
_WORD_JOINT = re.compile(r"[_+]|(?<!\d)-|-(?!\d)")  # a hyphen between digits is a date or range


def sensible_title(title: str) -> str:
    """A title field's text, or an empty string where a program filled it in."""
    title = " ".join(title.split())
    has_letter = any(character.isalpha() for character in title)
    return title if has_letter and not _NOT_A_TITLE.fullmatch(title) else ""


def title_from_source(source: str, suffixes: frozenset[str]) -> str:
    """The file's stem or the last part of the URL, as words.

    ``suffixes`` are the endings to drop: ``v2.0`` keeps its ``.0``.
    """
    parts = urlsplit(source) if "://" in source else None
    name = PurePosixPath(unquote(parts.path) if parts else source.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    if stem and f"{dot}{ending}".lower() in suffixes:
        name = stem
    words = " ".join(_WORD_JOINT.sub(" ", name).split())
    return words or (parts.netloc if parts else "") or source
