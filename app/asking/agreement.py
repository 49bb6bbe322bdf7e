"""Which short answers mean the same: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Citation, Span
from app.language.differences import is_less_precise
from app.language.questions import may_ask_year
from app.language.values import Value, value_of


@dataclass(frozen=True, slots=True)
class Group:
    """Citations whose short answers mean the same, the most certain first."""

    citations: tuple[Citation, ...]

    @property
    def short(self) -> str | None:
        """The short answer of the most certain."""
        return self.citations[0].short


def group(citations: Sequence[Citation], question: str = "") -> list[Group]:
    """Short answers that mean the same together, with all their citations, the best first.

    What is less precise goes with the more precise it fits, unless it fits several that differ.
    The order given plays no part.
    """
    ordered = sorted(citations, key=lambda c: (-c.confidence, c.number, c.document_id, c.start))
    values = [_value(citation, question) for citation in ordered]
    groups: dict[object, list[Citation]] = {}
    for number, (citation, value) in enumerate(zip(ordered, values, strict=True)):
        key = number if value is None else _most_precise(value, values)
        groups.setdefault(key, []).append(citation)
    return [Group(tuple(members)) for members in groups.values()]


def _most_precise(value: Value, values: Sequence[Value | None]) -> Value:
    finer = {other for other in values if other is not None and is_less_precise(value, other)}
    finest = [one for one in finer if not any(is_less_precise(one, other) for other in finer)]
    return finest[0] if len(finest) == 1 else value


def _value(citation: Citation, question: str) -> Value | None:
    """What a citation's short answer gives; None where it names none."""
    place = citation.answer_in_quote
    if place is None or not (citation.short or "").strip():
        return None
    return value_asked(citation.quote, place, question)


def value_asked(quote: str, answer: Span, question: str) -> Value:
    """What a short answer gives; four digits alone are a year unless the question asks for a number."""
    return value_of(quote, *answer, year=may_ask_year(question))
