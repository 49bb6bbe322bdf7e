"""What stands beside the text of a Word file: notes, comments, headers and footers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder, Reason, collapse
from ingest.readers.word_styles import WORD
from ingest.readers.word_text import NOTE_MARKS, PARAGRAPH, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

COMMENT_MARK = f"{WORD}commentReference"
MARKS = (*NOTE_MARKS, COMMENT_MARK)
_ID = f"{WORD}id"
_KINDS = dict(zip(MARKS, ("footnotes", "endnotes", "comments"), strict=True))
_NAMES = {"footnotes": "Footnote", "endnotes": "Endnote", "comments": "Comment"}
_ON = frozenset({"1", "true", "on"})
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|FILENAME|DATE|TIME)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?:\[[^\]]{1,8}\])?\s+(?=\S)")
LONGEST_QUOTED = 120  # characters: a sentence, and room for more in the path of headings


@dataclass(frozen=True)
class Note:
    """A note: what it is called, and the element that holds it."""

    name: str
    body: Element


def word_notes(body: Element, parts: dict[str, Element]) -> dict[Element, Note]:
    """The note of each reference in the body; its mark is written where the reference stands.

    Footnotes are numbered from 1, endnotes from i, as Word does where nothing else is said.
    """
    bodies = {kind: {note.get(_ID): note for note in root} for kind, root in parts.items()}
    numbers = dict.fromkeys(_NAMES, 0)
    found = {}
    for reference in body.iter(*MARKS):
        kind = _KINDS[reference.tag]
        note = bodies.get(kind, {}).get(reference.get(_ID))
        if note is None:
            continue
        numbers[kind] += 1
        number = str(numbers[kind])
        if kind == "endnotes":
            number = _roman(numbers[kind])
        author = note.get(f"{WORD}author", "") if kind == "comments" else ""
        if kind != "comments" and reference.get(f"{WORD}customMarkFollows") not in _ON:
            reference.text = f"[{number}]"
        name = f"{_NAMES[kind]} by {author}" if author else f"{_NAMES[kind]} {number}"
        found[reference] = Note(name, note)
    return found


def _roman(number: int) -> str:
    text = "x" * (number // 10)
    number %= 10
    for value, letters in _ROMAN[1:]:
        while number >= value:
            text += letters
            number -= value
    return text


def heading_of(name: str, before: str) -> str:
    """The heading of a note: its name, and the sentence to which it belongs, as far as its mark."""
    before = collapse(before)
    starts = [match.end() for match in _SENTENCE_END.finditer(before)]
    words = before[starts[-1] if starts else 0 :].strip()
    if len(words) > LONGEST_QUOTED:
        words = "…" + words[-LONGEST_QUOTED:].partition(" ")[2]
    return f"{name} to “{words}”" if words else name


def add_margins(builder: DocumentBuilder, margins: list[tuple[str, Element]]) -> None:
    """The headers and footers of a file, each text once; the numbers of pages are left out."""
    seen: set[str] = set()
    for kind, root in margins:
        _leave_out_fields(builder, root)
        paragraphs = [text_of(paragraph).strip() for paragraph in root.iter(PARAGRAPH)]
        text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
        if text in seen or not any(character.isalpha() for character in text):
            builder.leave_out(text, Reason.FURNITURE)
            continue
        seen.add(text)
        builder.add_heading(kind.capitalize(), 1)  # of no section
        builder.add_block(text)


def _leave_out_fields(builder: DocumentBuilder, root: Element) -> None:
    """Take out what Word filled in for one page: its number, the date of the day."""
    for field in list(root.iter(f"{WORD}fldSimple")):
        if _PAGE_FIELD.match(field.get(f"{WORD}instr", "")):
            _clear(builder, field)
    stack: list[str] = []  # of fields within fields, what each of them says it is
    for run in list(root.iter(f"{WORD}r")):
        if stack and _PAGE_FIELD.match(stack[-1]):
            _clear(builder, run)
        for piece in run.iterchildren(f"{WORD}fldChar", f"{WORD}instrText"):
            if piece.tag == f"{WORD}instrText":
                stack[-1:] = [stack[-1] + (piece.text or "")] if stack else []
                continue
            kind = piece.get(f"{WORD}fldCharType")
            if kind == "begin":
                stack.append("")
            elif kind == "end" and stack:
                stack.pop()


def _clear(builder: DocumentBuilder, element: Element) -> None:
    letters = list(element.iter(f"{WORD}t"))
    builder.leave_out("".join(piece.text or "" for piece in letters), Reason.FURNITURE)
    for piece in letters:
        piece.text = ""
