"""Of several values in a quotation, the one that the question asks for: a pure function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.answers import Citation, Span
from app.asking.agreement import value_asked
from app.language.differences import is_of_kind
from app.language.statements import dates_in
from app.language.value_words import bound_to_each
from app.language.values import QUANTITY, Date, Number, Value, date_from

LARGE = 1_000_000  # from which on a sum is written in words


def as_meant(question: str, citation: Citation) -> Citation:
    """A citation whose short answer is the value that the question's words are bound to.

    It stays as it is unless another value of its kind in the quotation has words of the question that
    belong to that one alone, and its own has none; of several values in it, it becomes the one that has most.
    """
    place = citation.answer_in_quote
    if place is None or citation.columns:
        return citation
    found = _like(citation.quote, place, question)
    values = list(found)
    held = [span for span in values if span[0] < place[1] and place[0] < span[1]]
    shares = bound_to_each(question, citation.quote, values) if len(values) > 1 and held else None
    if shares is None or shares.count(max(shares)) > 1:
        return citation
    meant = values[shares.index(max(shares))]
    if len(held) == 1 and (shares[values.index(held[0])] or found[held[0]] == found[meant]):
        return citation
    start, end = meant
    return replace(citation, answer=(citation.start + start, citation.start + end))


def _like(quote: str, place: Span, question: str) -> dict[Span, Value]:
    """The values in a quotation that are of the kind with which a short answer begins, by where they stand."""
    values = list(_values(quote, question))
    held = [value for span, value in values if span[0] < place[1] and place[0] < span[1]]
    return {span: value for span, value in values if held and _is_alike(value, held[0])}


def _values(quote: str, question: str) -> Iterator[tuple[Span, Value]]:
    """The dates and numbers of a quotation in their order."""
    dates = [(_span(found), date) for found in dates_in(quote) if (date := date_from(found))]
    numbers = [
        (found.span(), value_asked(quote, found.span(), question))
        for found in QUANTITY.finditer(quote)
        if not any(s < found.end() and found.start() < e for (s, e), _ in dates)
    ]
    yield from sorted([*dates, *numbers], key=lambda each: each[0])


def _span(found: re.Match[str]) -> Span:
    """A date without the word that makes a year of it."""
    years = (each for each in ("y5", "y6") if found.groupdict().get(each))
    return found.span(next(years, 0))


def _is_alike(one: Value, other: Value) -> bool:
    """Whether two values are of one kind; a large sum may leave its unit to the one before: "2.3 million"."""
    if isinstance(one, Date) and isinstance(other, Date):
        return one.said == other.said
    if not (isinstance(one, Number) and isinstance(other, Number)):
        return False
    return is_of_kind(one, other) or (
        min(one.high, other.high) >= LARGE and "" in {one.unit, other.unit}
    )
