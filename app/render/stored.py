"""A document as it is stored, for the terminal: its text with page and heading marks, and what was left out."""

from __future__ import annotations

from app.language.tongues import name_of
from app.render.text import one_line, visible
from ingest.documents import Document
from ingest.report import LeftOut, about, left_out

CUT = "… and more, which was not kept"


def stored_text(document: Document, *, text: bool = True) -> str:
    """What is stored of a document; a mark in square brackets stands before a page or heading.

    What was left out of its file follows; without the ``text``, that alone.
    """
    found = left_out(document.metadata)
    about = [f"{document.title} ({document.source})", f"{len(document.text):,} characters"]
    if document.language:
        about.append(name_of(document.language))
    if not text and not found:
        about.append("nothing left out")
    body = [*_about(document), "", _marked(document)] if text else []
    return visible("\n".join([", ".join(map(one_line, about)), *body, *map(_left_out, found)]))


def _about(document: Document) -> list[str]:
    return [f"{name}: {one_line(said)}" for name, said in about(document.metadata).items()]


def _marked(document: Document) -> str:
    marks = [
        *((page.start, f"[page {page.number}] ") for page in document.pages),
        *((each.start, f"[heading {each.level}] ") for each in document.sections),
    ]
    pieces, position = [], 0
    for start, mark in sorted(marks, key=lambda each: each[0]):
        pieces += [document.text[position:start], mark]
        position = start
    return "".join([*pieces, document.text[position:]])


def _left_out(found: LeftOut) -> str:
    """What was not stored of the file for one reason: how much, and its words."""
    more = f"\n{CUT}" if found.is_cut else ""
    return f"\n[left out, {found.reason}: {found.characters:,} characters]\n{found.words}{more}"
