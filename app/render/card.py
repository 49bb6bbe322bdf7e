"""Answers as cards of HTML: what a question got, where it stands, how sure, what else is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from app.answers import DEFAULT_RISK, Answer, Change, Citation, Declined, Outdated, Side, Turn
from app.asking.agreement import group as group_citations
from app.language.questions import asks_several, items
from app.language.values import name_from
from app.reading.reader import Cut
from app.render.footnotes import Footnote, Why, place_address
from app.render.library import known_name
from app.render.marks import cut, marked_spans
from app.render.shapes import Group, lead, named
from app.render.shapes import groups as shape_groups
from app.render.templates import piece
from app.render.text import (
    NEAREST,
    STEPS,
    asked_of_words,
    being_added_words,
    confidence_words,
    declined_sentence,
    differing_words,
    risk_words,
    short_answer,
    sure_words,
)
from index.tags import LIBRARY


@dataclass(frozen=True, slots=True)
class Shaped:
    """What leads to an answer of several quotations, its members, its quotations, and how sure it is."""

    lead: str
    members: Sequence[tuple[str, Footnote]]
    groups: Sequence[tuple[Group, Sequence[Footnote]]]
    sure: str


@dataclass(frozen=True, slots=True)
class Values:
    """Values that differ, a row each: the value, what is told of it, and its footnote."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str], Footnote]]


def risk_html(risk: Cut) -> Markup:
    """What a risk came to on the questions it was tested with."""
    return piece("card.html", "risk", risk_words(risk))


def history_html(  # noqa: PLR0913 - all that may be said around it
    turns: Sequence[Turn],
    pending: str | None = None,
    notice: str = "",
    *,
    status: str = "",
    left: bool = False,
    conversation: str = "",
    titles: Mapping[str, str] | None = None,
) -> Markup:
    """A conversation, with the question that is being answered, or a notice, at its end.

    Footnotes count through, so that each number means one quotation. ``status`` tells what was done;
    ``left``: there was another conversation before this one, which can be brought back.
    ``conversation`` is the id by which it is kept, if it is; ``titles`` are those of the documents that
    were read, by their ids.
    """
    cards, number = [], 1
    for place, turn in enumerate(turns):
        cards.append(turn_html(turn, number, place, titles))
        number += len(footnoted(turn))
    if left:
        status = f"{status} The last chat was put away.".strip()
    return piece(
        "card.html", "history", cards, pending=pending, notice=notice, status=status, left=left,
        conversation=conversation,
    )  # fmt: skip


def footnoted(turn: Turn) -> Sequence[Citation]:
    """The quotations of a turn that have a footnote."""
    if isinstance(turn, Outdated):
        return [each.now for each in turn.changes if each.now]
    return turn.citations if isinstance(turn, Answer) else ()


def turn_html(
    turn: Turn, first_number: int = 1, place: int = 0, titles: Mapping[str, str] | None = None
) -> Markup:
    """One question and what came of it; footnotes count on from ``first_number``.

    ``place`` is the turn's in the conversation, from 0: what its buttons say to the server.
    """
    address = turn_address(turn)
    if isinstance(turn, Answer):
        return _answer_html(turn, first_number, address, place, titles or {})
    if isinstance(turn, Outdated):
        return _outdated_html(turn, first_number, address, place)
    return piece("card.html", "problem", turn, address)


def turn_address(turn: Turn) -> str:
    """What is asked, as the query of an address: the question, and how and of what if that was chosen."""
    turn = turn.answer if isinstance(turn, Outdated) else turn
    if not isinstance(turn, Answer):
        return f"?{urlencode({'q': turn.question})}"
    chosen = [("risk", str(turn.risk))] if turn.risk != DEFAULT_RISK else []
    chosen += [("in", document) for document in turn.documents]
    chosen += [("in", f"{LIBRARY}{short}") for short, _ in turn.libraries]
    return f"?{urlencode([('q', turn.understood_as), *chosen])}"


def _answer_html(
    answer: Answer, first_number: int, address: str, place: int, titles: Mapping[str, str]
) -> Markup:
    several = answer.shape is None and asks_several(answer.understood_as)
    # Where no answer was found, nothing is marked as one.
    marked = answer.declined_because in {None, Declined.UNCERTAIN}
    notes = {
        citation: Footnote(
            number,
            citation,
            place_address(citation, answer.citations),
            cut(citation.quote, marked_spans(answer, citation) if marked else ()),
        )
        for number, citation in enumerate(answer.citations, start=first_number)
    }
    disagreement = answer.disagreement if marked else None
    sides = disagreement.sides if disagreement else ()
    apart = [side.citation for side in sides]
    groups = _groups(answer, apart) if answer.answered and answer.shape is None else []
    return piece(
        "card.html",
        "card",
        answer,
        address,
        place,
        notes=list(notes.values()),
        values=_values(sides, notes) if sides else None,
        apart=apart,
        differ=f"{differing_words(disagreement)}." if disagreement else "",
        short=short_answer(answer),
        items=_items(answer) if several else [],
        several=several,
        groups=[(sure, [notes[citation] for citation in same]) for sure, same in groups],
        shaped=_shaped(answer, list(notes.values())),
        declined=declined_sentence(answer),
        steps=STEPS,
        nearest=NEAREST,
        asked_of=asked_of_words(answer),
        waited_for=being_added_words(answer),
        reasons=Why(answer, titles),
    )


def _values(sides: Sequence[Side], notes: Mapping[Citation, Footnote]) -> Values:
    """Sides as a table: of what, when and by whom, where any of them says so, and in which document."""
    told = {
        "Of what": [side.what for side in sides],
        "When": [side.when for side in sides],
        "By whom": [side.who for side in sides],
        "Document": [side.citation.title for side in sides],
        "Library": [side.citation.library for side in sides],
    }
    told = {name: cells for name, cells in told.items() if any(cells)}
    rows = zip(*told.values(), strict=True) if told else ((),) * len(sides)
    return Values(
        ["Value", *told],
        [(side.said, cells, notes[side.citation]) for side, cells in zip(sides, rows, strict=True)],
    )


def _outdated_html(turn: Outdated, first_number: int, address: str, place: int) -> Markup:
    """An answer whose documents have changed: what it quoted beside what stands there now."""
    changes = changes_of(turn, first_number)
    notes = [note for *_, note in changes if note]
    return piece("card.html", "outdated", turn, address, place, changes, notes)


def changes_of(turn: Outdated, first_number: int) -> list[tuple[Change, str, Footnote | None]]:
    """What became of each quotation, its document's name, and its footnote where something stands there."""
    notes = iter([
        Footnote(number, now, place_address(now, footnoted(turn)), cut(now.quote, ()))
        for number, now in enumerate(footnoted(turn), start=first_number)
    ])  # fmt: skip
    return [(each, _gone_name(each), next(notes) if each.now else None) for each in turn.changes]


def _gone_name(change: Change) -> str:
    """How the user knows a document that was removed: its own title went with it."""
    return change.cited.title or known_name(change.cited.source)


def _shaped(answer: Answer, notes: Sequence[Footnote]) -> Shaped | None:
    """An answer of several quotations, as its card shows it."""
    if answer.shape is None:
        return None
    by_number = {note.citation.number: note for note in notes}
    return Shaped(
        lead(answer),
        [(each.text, by_number[each.number]) for each in named(answer)],
        [(each, [by_number[number] for number in each.numbers]) for each in shape_groups(answer)],
        sure_words(answer),
    )


def _items(answer: Answer) -> list[str]:
    """What a question for several things got, each once, from all quotations; one is no list."""
    found: dict[object, str] = {}
    for short in (citation.short or "" for citation in answer.citations):
        for start, end in items(short):
            found.setdefault(name_from(short[start:end]), " ".join(short[start:end].split()))
    return list(found.values()) if len(found) > 1 else []


def _groups(answer: Answer, apart: Sequence[Citation]) -> list[tuple[str, list[Citation]]]:
    """The quotations that mean the same, and how sure that is; of the first group in a sentence.

    What stands apart, side by side, is in none of them.
    """
    groups = group_citations(list(answer.citations), answer.understood_as)
    first, *others = ([each for each in g.citations if each not in apart] for g in groups)
    sure = f"{sure_words(answer)}{_agreeing(groups[0].citations)}"
    return [
        (sure, first),
        *((confidence_words(each[0].confidence), each) for each in others if each),
    ]


def _agreeing(citations: Sequence[Citation]) -> str:
    """That several quotations say the same, and whether they are of several documents."""
    documents = len({citation.document_id for citation in citations})
    if documents > 1:
        return f" {documents} documents say the same."
    places = len(citations)
    return f" {places} places of the document say the same." if places > 1 else ""
