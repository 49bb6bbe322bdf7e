"""A document as it is stored, for the terminal: its text with page and heading marks, and what was left out."""

from __future__ import annotations

import json

from app.language.tongues import name_of
from app.render.text import one_line, visible
from ingest.documents import Document


def stored_text(document: Document) -> str:
    """All that is stored of a document; a mark in square brackets stands before a page or heading."""
    marks = [
        *((page.start, f"[page {page.number}] ") for page in document.pages),
        *((each.start, f"[heading {each.level}] ") for each in document.sections),
    ]
    pieces, position = [], 0
    for start, mark in sorted(marks, key=lambda each: each[0]):
        pieces += [document.text[position:start], mark]
        position = start
    pieces.append(document.text[position:])
    about = [f"{document.title} ({document.source})", f"{len(document.text):,} characters"]
    if document.language:
        about.append(name_of(document.language))
    return visible(
        "\n".join([", ".join(map(one_line, about)), "", "".join(pieces), *_left_out(document)])
    )


def _left_out(document: Document) -> list[str]:
    """By reason what was not stored of the file: how much, and its words as far as they were kept."""
    noted = json.loads(document.metadata.get("left_out") or "{}")
    return [
        f"\n[left out, {reason}: {found['characters']:,} characters]\n{found['text']}"
        for reason, found in noted.items()
    ]
