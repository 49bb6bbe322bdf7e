"""Answers as cards of HTML: what a question got, where it stands, how sure, what else is said."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from app.answers import DEFAULT_RISK, Answer, Citation, Declined, Turn
from app.asking.agreement import group as group_citations
from app.language.questions import asks_several, items
from app.language.values import name_from
from app.reading.reader import Cut
from app.render.footnotes import Footnote, Why, place_address
from app.render.marks import cut
from app.render.templates import piece
from app.render.text import (
    NEAREST,
    confidence_words,
    declined_sentence,
    disagreement_words,
    risk_words,
    short_answer,
)


def risk_html(risk: Cut) -> Markup:
    """What a risk came to on the questions it was tested with."""
    return piece("card.html", "risk", risk_words(risk))


def history_html(
    turns: Sequence[Turn],
    pending: str | None = None,
    notice: str = "",
    *,
    status: str = "",
    left: bool = False,
) -> Markup:
    """A conversation, with the question that is being answered, or a notice, at its end.

    Footnotes count through, so that each number means one quotation. ``status`` tells what was done;
    ``left``: there was another conversation before this one, which can be brought back.
    """
    cards, number = [], 1
    for place, turn in enumerate(turns):
        cards.append(turn_html(turn, number, place))
        number += len(turn.citations) if isinstance(turn, Answer) else 0
    if left:
        status = f"{status} The last chat was put away.".strip()
    return piece(
        "card.html", "history", cards, pending=pending, notice=notice, status=status, left=left
    )


def turn_html(turn: Turn, first_number: int = 1, place: int = 0) -> Markup:
    """One question and what came of it; footnotes count on from ``first_number``.

    ``place`` is the turn's in the conversation, from 0: what its buttons say to the server.
    """
    address = turn_address(turn)
    if isinstance(turn, Answer):
        return piece("card.html", "card", Card(turn, first_number), Why(turn), address, place)
    return piece("card.html", "problem", turn, address)


def turn_address(turn: Turn) -> str:
    """What is asked, as the query of an address: the question, and how and of what if that was chosen."""
    if not isinstance(turn, Answer):
        return f"?{urlencode({'q': turn.question})}"
    chosen = [("risk", str(turn.risk))] if turn.risk != DEFAULT_RISK else []
    chosen += [("in", document) for document in turn.documents]
    return f"?{urlencode([('q', turn.understood_as), *chosen])}"


class Card:
    """What the card of one answer shows, part by part."""

    def __init__(self, answer: Answer, first_number: int) -> None:
        self.answer = answer
        self.unsure = answer.declined_because is Declined.UNCERTAIN
        self.nearest = NEAREST
        # Where no answer was found, nothing is marked as one.
        self._marked = answer.answered or self.unsure
        self.several = asks_several(answer.understood_as)
        self._notes = {
            citation: self._note(citation, number)
            for number, citation in enumerate(answer.citations, start=first_number)
        }
        self._disagreement = answer.disagreement if self._marked else None
        sides = self._disagreement.sides if self._disagreement else ()
        # What stands side by side: what is said, in which quotation, by whom.
        self.sides = [(side.said, self._notes[side.citation], side.named) for side in sides]
        self._apart = [side.citation for side in sides]

    def _note(self, citation: Citation, number: int) -> Footnote:
        """A quotation, character for character, the short answer or its items marked in it."""
        spans = []
        if self._marked and citation.answer_in_quote is not None:
            begin, end = citation.answer_in_quote
            found = items(citation.short or "") if self.several else [(0, end - begin)]
            spans = [((begin + start, begin + stop), True) for start, stop in found]
        address = place_address(citation, self.answer.citations)
        return Footnote(number, citation, address, cut(citation.quote, spans))

    @property
    def notes(self) -> list[Footnote]:
        """All footnotes, in their order."""
        return list(self._notes.values())

    @property
    def near(self) -> list[Footnote]:
        """The quotations that do not stand side by side."""
        return [note for note in self.notes if note.citation not in self._apart]

    @property
    def differ(self) -> str:
        """How the sources differ, in a line."""
        return disagreement_words(self._disagreement) if self._disagreement else ""

    @property
    def listed(self) -> list[str]:
        """What a question for several things got, each once, from all quotations; one is no list."""
        found: dict[object, str] = {}
        for citation in self._notes if self.several else ():
            short = citation.short or ""
            for start, end in items(short):
                found.setdefault(name_from(short[start:end]), " ".join(short[start:end].split()))
        return list(found.values()) if len(found) > 1 else []

    @property
    def asked_of(self) -> str:
        """Of how many documents it was asked, if only of some."""
        count = len(self.answer.documents)
        return "1 chosen document" if count == 1 else f"{count:,} chosen documents"

    @property
    def short(self) -> str | None:
        """The short answer."""
        return short_answer(self.answer)

    @property
    def declined(self) -> str | None:
        """Why there is no answer."""
        return declined_sentence(self.answer)

    @property
    def groups(self) -> list[tuple[str, list[Footnote]]]:
        """The quotations that mean the same, and how sure that is; of the first in a sentence.

        What stands side by side is in none of them.
        """
        groups = group_citations(list(self._notes), self.answer.understood_as)
        (first, *others) = (
            [each for each in g.citations if each not in self._apart] for g in groups
        )
        said = [(self._sure(groups[0].citations), first)]
        said += [(confidence_words(each[0].confidence), each) for each in others if each]
        return [(sure, [self._notes[each] for each in same]) for sure, same in said]

    def _sure(self, same: Sequence[Citation]) -> str:
        """How sure the first quotation is, and how many say the same."""
        which = "first quotation" if self.sides else "quotation"
        sure = f"The {which} is {confidence_words(self.answer.confidence)}."
        documents = len({citation.document_id for citation in same})
        if documents > 1:
            return f"{sure} {documents} documents say the same."
        if len(same) > 1:
            return f"{sure} {len(same)} places of the document say the same."
        return sure
