"""The kept quotations as HTML, and where they stand for the cards to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from markupsafe import Markup

from app.answers import Answer, Change, Outdated, Problem
from app.keeping.kept import LONGEST_NOTE, MOST_LISTED, KeptQuotation
from app.render.card import changes_of, turn_address
from app.render.conversations import day_words
from app.render.footnotes import Footnote, place_address
from app.render.library import many
from app.render.marks import cut, marked_spans
from app.render.templates import piece

NONE_YET = "Nothing is kept yet. Beside each footnote of an answer stands Keep."
NONE_FOUND = "No kept quotation has this in its words, its question or its note."


@dataclass(frozen=True, slots=True)
class Row:
    """A kept quotation as the template has it: its footnote, or what became of it."""

    id: str
    question: str
    address: str
    said: str
    note: Footnote | None = None
    changes: Sequence[tuple[Change, str, Footnote | None]] = ()
    problem: str = ""
    longest: int = LONGEST_NOTE


def marks_html(places: Sequence[str], *, judged: bool = False) -> Markup:
    """Where the kept quotations stand, and whether answers are judged."""
    return piece("kept.html", "marks", places, judged)


def kept_html(
    kept: Sequence[KeptQuotation], today: date, *, search: str = "", removed: str = ""
) -> Markup:
    """The kept quotations by day; ``removed`` is the id of one that can be brought back."""
    rows = [
        (day_words(each.kept_at.astimezone().date(), today), _row(each, number))
        for number, each in enumerate(kept, start=1)
    ]
    days = [(day, [row for _, row in them]) for day, them in groupby(rows, lambda row: row[0])]
    return piece("kept.html", "kept", days, _counted(kept, search), removed)


def _counted(kept: Sequence[KeptQuotation], search: str) -> str:
    if not kept:
        return NONE_FOUND if search.strip() else NONE_YET
    words = many(len(kept), "quotation")
    words += ", the latest; search for the others." if len(kept) == MOST_LISTED else "."
    changed = sum(isinstance(each.turn, Outdated) for each in kept)
    return (
        f"{words} {changed:,} of documents that were changed or removed since."
        if changed
        else words
    )


def _row(kept: KeptQuotation, number: int) -> Row:
    turn = kept.turn
    row = Row(kept.id, turn.question, turn_address(turn), kept.note)
    if isinstance(turn, Problem):
        return replace(row, problem=turn.sentence)
    if isinstance(turn, Outdated):
        changes = changes_of(turn, number)
        return replace(row, note=changes[0][2], changes=changes)
    return replace(row, note=_note(turn, number))


def _note(answer: Answer, number: int) -> Footnote:
    citation = answer.citations[0]
    pieces = cut(citation.quote, marked_spans(answer, citation))
    return Footnote(number, citation, place_address(citation), pieces)
