"""What is marked in a text: quotations in a document, each letter once; a text cut into its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.answers import Answer, Citation, Span
from app.language.questions import asks_several, items

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation: its number in the document's order, from 1, and the spans to be marked.

    ``current`` is the one that was asked for; it is whole. Where others overlap it, or each other,
    the later one has only the rest, which may be in pieces.
    """

    number: int
    current: bool
    spans: tuple[Span, ...]


def number_marks(spans: Sequence[Span]) -> tuple[Mark, ...]:
    """Spans, the current one first, as marks in the document's order."""
    taken: list[Span] = []
    marked: list[tuple[Span, ...]] = []
    for span in spans:
        rest = _without(span, taken)
        if rest:
            taken += rest
            marked.append(tuple(rest))
    current = marked[0] if marked else ()
    return tuple(
        Mark(number, rest == current, rest) for number, rest in enumerate(sorted(marked), start=1)
    )


def _without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span."""
    rest = [span]
    for start, end in taken:
        pairs = [((first, min(last, start)), (max(first, end), last)) for first, last in rest]
        rest = [(first, last) for pair in pairs for first, last in pair if first < last]
    return rest


def marked_spans(answer: Answer, citation: Citation) -> list[tuple[Span, bool]]:
    """What answers in one of an answer's quotations: the members in it, if it is a list, else the answer."""
    if not answer.members:
        return answer_spans(citation, answer.understood_as)
    begin = citation.start
    mine = [each for each in answer.members if each.number == citation.number]
    return sorted(((each.start - begin, each.end - begin), True) for each in mine)


def answer_spans(citation: Citation, question: str) -> list[tuple[Span, bool]]:
    """What answers in a quotation, to be marked: the short answer, or each of several asked for."""
    if citation.answer_in_quote is None:
        return []
    begin, end = citation.answer_in_quote
    found = items(citation.short or "") if asks_several(question) else []
    if len(found) < 2:  # noqa: PLR2004 - one is no list
        return [((begin, end), True)]
    return [((begin + first, begin + last), True) for first, last in found]


def cut(
    text: str, spans: Iterable[tuple[Span, Label]], within: Span | None = None
) -> list[tuple[str, Label | None]]:
    """A text, or what is within a span of it, in pieces: each with the label of its span, or None.

    The spans come in the order of the text; where two overlap, the first has what both hold.
    """
    position, end = within or (0, len(text))
    pieces: list[tuple[str, Label | None]] = []
    for (start, stop), label in spans:
        if position < stop and start < end:
            first, last = max(start, position), min(stop, end)
            pieces += [(text[position:first], None), (text[first:last], label)]
            position = last
    return [*pieces, (text[position:end], None)]
