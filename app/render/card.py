"""Answers as cards of HTML: what a question got, where it stands, how sure, what else is said."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from app.answers import DEFAULT_RISK, Answer, Citation, Declined, Side, Turn
from app.asking.agreement import group as group_citations
from app.language.questions import asks_several, items
from app.language.values import name_from
from app.reading.reader import Cut
from app.render.footnotes import href, note_html, why_html
from app.render.html import READING, WELCOME, shown
from app.render.text import (
    NEAREST,
    confidence_words,
    declined_sentence,
    disagreement_words,
    risk_words,
    short_answer,
)

ALL_THE_SAME = "Show it all the same"


def risk_html(cut: Cut) -> str:
    """What a risk came to on the questions it was tested with."""
    return f'<p class="risk">{shown(risk_words(cut))}</p>'


def history_html(
    turns: Sequence[Turn],
    pending: str | None = None,
    notice: str = "",
    *,
    status: str = "",
    left: bool = False,
) -> str:
    """A conversation, with the question that is being answered, or a notice, at its end.

    Footnotes count through, so that each number means one quotation. ``status`` tells what was done;
    ``left``: there was another conversation before this one, which can be brought back.
    """
    cards, number = [], 1
    for place, turn in enumerate(turns):
        cards.append(turn_html(turn, number, place))
        number += len(turn.citations) if isinstance(turn, Answer) else 0
    if pending is not None:
        wait = f'<p class="wait">{READING}</p>'
        cards.append(f'<article class="card" aria-busy="true">{_asked(pending)}{wait}</article>')
    log = f'<div role="log" aria-label="Answers">{"".join(cards)}</div>'
    alert = f'<p class="notice" role="alert">{shown(notice)}</p>' if notice else ""
    if left:
        status = f"{status} The last chat was put away.".strip()
    back = '<button type="button" class="quiet" data-event="restore">Bring it back</button>'
    done = (
        f'<p class="done" role="status">{shown(status)} {back if left else ""}</p>'
        if status
        else ""
    )
    return f'<p class="welcome">{WELCOME}</p>{log}{alert}{done}'


def turn_html(turn: Turn, first_number: int = 1, place: int = 0) -> str:
    """One question and what came of it; footnotes count on from ``first_number``.

    ``place`` is the turn's in the conversation, from 0: what its buttons say to the server.
    """
    if isinstance(turn, Answer):
        kind = "answered" if turn.answered else "not-answered"
        body = _understood(turn, place) + _restricted(turn) + _Card(turn, first_number).body()
    else:
        kind, body = "problem", f'<p class="declined">{shown(turn.sentence)}</p>'
    opening = (
        f'<article class="card {kind}" data-question="{shown(turn.question)}" '
        f'data-address="{shown(turn_address(turn))}">'
    )
    return f"{opening}{_asked(turn.question)}{body}</article>"


def turn_address(turn: Turn) -> str:
    """What is asked, as the query of an address: the question, and how and of what if that was chosen."""
    if not isinstance(turn, Answer):
        return f"?{urlencode({'q': turn.question})}"
    chosen = [("risk", str(turn.risk))] if turn.risk != DEFAULT_RISK else []
    chosen += [("in", document) for document in turn.documents]
    return f"?{urlencode([('q', turn.understood_as), *chosen])}"


def _asked(question: str) -> str:
    return f"<h2>{shown(question)}</h2>"


def _understood(answer: Answer, place: int) -> str:
    if answer.understood_as == answer.question:
        return ""
    text = shown(answer.understood_as)
    return (
        f'<p class="understood">Understood as “{text}” '
        f'<button type="button" class="quiet edit" data-text="{text}">Edit</button> '
        f'<button type="button" class="quiet" data-event="literally" data-place="{place}">'
        "Ask it as typed</button></p>"
    )


def _restricted(answer: Answer) -> str:
    """That only some documents were asked, if so."""
    count = len(answer.documents)
    some = "1 chosen document" if count == 1 else f"{count:,} chosen documents"
    return f'<p class="understood">Asked of {some} only.</p>' if count else ""


class _Card:
    """The parts of one answer's card."""

    def __init__(self, answer: Answer, first_number: int) -> None:
        self.answer = answer
        self.numbers = {citation: first_number + n for n, citation in enumerate(answer.citations)}
        # Where no answer was found, nothing is marked as one.
        self.marked = answer.declined_because in {None, Declined.UNCERTAIN}
        self.asked = answer.understood_as
        self.several = asks_several(self.asked)
        self.disagreement = answer.disagreement if self.marked else None
        sides = self.disagreement.sides if self.disagreement else ()
        self.apart = [side.citation for side in sides]  # they stand side by side

    def body(self) -> str:
        """All of it, from the short answer to the passages that were read."""
        said = self._answered() if self.answer.answered else self._declined()
        return f"{said}{why_html(self.answer)}"

    def _answered(self) -> str:
        groups = [group.citations for group in group_citations(list(self.numbers), self.asked)]
        first, *others = ([c for c in each if c not in self.apart] for each in groups)
        which = "first quotation" if self.apart else "quotation"
        sure = f"The {which} is {confidence_words(self.answer.confidence)}.{_agreeing(groups[0])}"
        quotes = [self._quote(citation) for citation in first]
        # How sure belongs to the first quotation, so it stands before the others.
        quotes.insert(0 if self.apart else 1, f'<p class="sure">{shown(sure)}</p>')
        head = self._sides() or self._short()
        return f"{head}{''.join(quotes)}{''.join(map(self._other, others))}{self._notes()}"

    def _declined(self) -> str:
        said = f'<p class="declined">{shown(declined_sentence(self.answer) or "")}</p>'
        if not self.numbers:
            return said
        rest = (self._quote(citation) for citation in self.numbers if citation not in self.apart)
        near = f"{self._sides()}{''.join(rest)}{self._notes()}"
        if self.answer.declined_because is Declined.UNCERTAIN:
            return f'{said}<details class="same"><summary>{ALL_THE_SAME}</summary>{near}</details>'
        return f'{said}<p class="nearest">{NEAREST}</p>{near}'

    def _notes(self) -> str:
        notes = (
            note_html(citation, number, self.answer) for citation, number in self.numbers.items()
        )
        return f'<ol class="notes" aria-label="Footnotes">{"".join(notes)}</ol>'

    def _short(self) -> str:
        if self.several and (several := self._items()):
            lines = "".join(f"<li>{shown(item)}</li>" for item in several)
            return f'<ul class="short">{lines}</ul>'
        short = short_answer(self.answer)
        return f'<p class="short">{shown(short)}</p>' if short else ""

    def _items(self) -> list[str]:
        """What a question for several things got, each once, from all quotations; one is no list."""
        found: dict[object, str] = {}
        for citation in self.numbers:
            short = citation.short or ""
            for start, end in items(short):
                found.setdefault(name_from(short[start:end]), " ".join(short[start:end].split()))
        return list(found.values()) if len(found) > 1 else []

    def _sides(self) -> str:
        if self.disagreement is None:
            return ""
        sides = "".join(
            f'<div class="side"><p class="short">{shown(side.said)}</p>'
            f"{self._quote(side.citation)}{_by(side)}</div>"
            for side in self.disagreement.sides
        )
        line = shown(disagreement_words(self.disagreement))
        return f'<p class="differ">{line}</p><div class="sides">{sides}</div>'

    def _other(self, citations: Sequence[Citation]) -> str:
        """An answer that does not mean the same as the first."""
        if not citations:
            return ""
        sure = shown(confidence_words(citations[0].confidence))
        head = "" if self.several else f'<p class="other">Another answer, {sure}:</p>'
        return head + "".join(self._quote(citation) for citation in citations)

    def _quote(self, citation: Citation) -> str:
        number = self.numbers[citation]
        label = f"Footnote {number}: open {shown(citation.title)}"
        link = (
            f'<a class="footnote" href="{href(citation, self.answer)}" aria-label="{label}">'
            f"<sup>{number}</sup></a>"
        )
        quote = self._marked_quote(citation) if self.marked else shown(citation.quote)
        return f'<blockquote><span class="quote">{quote}</span>{link}</blockquote>'

    def _marked_quote(self, citation: Citation) -> str:
        """The quotation, character for character, the short answer or its items marked in it."""
        if citation.answer_in_quote is None:
            return shown(citation.quote)
        begin, _ = citation.answer_in_quote
        spans = items(citation.short or "") if self.several else [(0, len(citation.short or ""))]
        parts, position = [], 0
        for start, end in spans:
            parts.append(shown(citation.quote[position : begin + start]))
            position = begin + end
            parts.append(f"<mark>{shown(citation.quote[begin + start : position])}</mark>")
        return "".join([*parts, shown(citation.quote[position:])])


def _agreeing(citations: Sequence[Citation]) -> str:
    """That several quotations say the same, and whether they are of several documents."""
    if len(citations) == 1:
        return ""
    documents = len({citation.document_id for citation in citations})
    if documents == 1:
        return f" {len(citations)} places of the document say the same."
    return f" {documents} documents say the same."


def _by(side: Side) -> str:
    return f'<p class="by">{shown(side.named)}</p>' if side.named else ""
