"""Where the passages that were read state another number or date than the answer: pure functions.

Better silent than wrong: a difference is told only where both sentences speak of one thing, by a
test of which each part can be explained (``same_thing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Citation, Disagreement, Side, Span
from app.asking.statements import Statement, stated_by, stated_in
from app.language.differences import conflict
from app.language.statements import ANYONE, asked_words, counted_phrase
from app.language.values import Value
from index.retriever import Hit

MOST_SIDES = 5  # that stand side by side


@dataclass(frozen=True, slots=True)
class Rival:
    """Another value than the answer's: its sentence and its figure, spans in the text of a passage."""

    hit: Hit
    sentence: Span
    figure: Span
    value: Value

    @property
    def place(self) -> tuple[str, int, int]:
        """The document's id, and where the figure stands in its text."""
        passage = self.hit.chunk
        return passage.document_id, passage.start + self.figure[0], passage.start + self.figure[1]


def rivals(question: str, first: Citation, hits: Sequence[Hit]) -> list[Rival]:
    """What the passages state of the same thing as the citation that cannot hold beside it.

    A value that conflicts with another rival alone is among them too: over 900 holds for 1,700, but
    not for 689. Each value once, in the order of the hits.
    """
    answer = stated_by(first, question)
    if answer is None:
        return []
    stated = [each for hit in hits for each in stated_in(hit, question)]
    # The same value may be given elsewhere too, in words that are easier to compare.
    same = (each.statement for each in stated if each.statement.value == answer.value)
    anchors = [answer, *same]
    others = [
        each
        for each in stated
        if any(same_thing(question, anchor, each.statement) for anchor in anchors)
    ]
    values = [answer.value, *(each.statement.value for each in others)]
    if not any(conflict(answer.value, value) for value in values):
        return []
    found: dict[Value, Rival] = {}
    for each in others:
        value = each.statement.value
        if value != answer.value and any(conflict(value, other) for other in values):
            found.setdefault(value, Rival(each.hit, each.sentence, each.figure, value))
    # So many figures are a list of several things, of which the words do not tell enough.
    return list(found.values()) if len(found) < MOST_SIDES else []


def same_thing(question: str, one: Statement, other: Statement) -> bool:
    """Whether two statements give a value of one and the same thing, as far as words can tell.

    Both have every word of the question, in the same direction; where the number stands alone or
    counts "people", the title or heading may have it instead. Neither says anything more of it than
    the other, and neither has a second figure to confuse it with.
    """
    asked = asked_words(question, one.value)
    counted = [each.counted & asked for each in (one, other)]
    return bool(
        asked
        and all(
            asked <= each.words | (each.heading if each.counted <= asked | ANYONE else set())
            for each in (one, other)
        )
        and one.besides == other.besides
        and one.directions == other.directions
        and one.alone
        and other.alone
        and one.names == other.names
        and (one.passive == other.passive or one.acts == other.acts)
        # "3 hostages" are not "9 police".
        and (not all(counted) or counted[0] & counted[1])
    )


def differing(citations: Sequence[Citation], question: str) -> Disagreement:
    """What citations that differ say, side by side; the first is the answer's."""
    saying = [citation for citation in citations if citation.answer is not None]
    return Disagreement(tuple(_side(each, stated_by(each, question)) for each in saying))


def _side(citation: Citation, statement: Statement | None) -> Side:
    if statement is None:
        return Side(citation, citation.short or "")
    said = citation.quote[slice(*statement.figure)]
    what = counted_phrase(citation.quote[statement.figure[1] :])
    return Side(citation, said, statement.who, statement.when, what)
