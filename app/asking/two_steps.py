"""A question within a question: the inner one is answered first, and its short answer put into the outer one."""

from __future__ import annotations

from dataclasses import replace

from app.answers import Answer, Declined, Shape
from app.asking.several import AskOne, in_parts
from app.asking.units import has_name
from app.language.countries import countries_in
from app.language.forms import WORD
from app.language.nested import MOST_WORDS, nested_in
from app.language.values import Name, value_of
from ingest.readers.builder import CELL_BREAK


def in_two_steps(answer: Answer, ask_one: AskOne) -> Answer:
    """The answers of both questions, in their order; the whole question's where it needs no second step.

    Where the whole question is declined and a step too, it names the questions to ask instead.
    """
    nested = nested_in(answer.understood_as)
    if nested is None:
        return answer
    first = ask_one(nested.inner, None, None)
    name = _name(first, nested.noun)
    if not name:
        return answer if answer.answered else replace(answer, instead=(nested.inner,))
    asked = nested.outer(name)
    second = ask_one(asked, None, None)
    if not second.answered or not _speaks_of(name, second):
        return _without_second(answer, first, (nested.inner, asked))
    if answer.answered and _place(first) == _place(second):
        return answer  # one sentence says both
    headings = [nested.inner, asked]
    both = in_parts(answer, headings, [_marked(first, name), second])
    return replace(both, shape=Shape.TWO_STEPS)


def _without_second(answer: Answer, first: Answer, instead: tuple[str, str]) -> Answer:
    """Where the outer question is declined: a sentence that answers no more than the inner one is no answer."""
    if answer.answered and (answer.shape or _place(answer) != _place(first)):
        return answer
    declined = answer.declined_because or Declined.NO_ANSWER
    return replace(
        answer,
        short=None,
        quote=None,
        disagreement=None,
        declined_because=declined,
        instead=instead,
    )


def _name(answer: Answer, noun: str) -> str:
    """The short answer, if it names something: with capitals, or with the noun that was asked for."""
    short = _short(answer, noun) if answer.answered else ""
    value = value_of(short, 0, len(short)) if short else None
    is_name = isinstance(value, Name) and (value.proper or noun in WORD.findall(short))
    return short if is_name and len(WORD.findall(short)) <= MOST_WORDS else ""


def _short(answer: Answer, noun: str) -> str:
    """The short answer in one line; of a row that has the most, its first cell or its only country."""
    first = answer.citations[0]
    short = first.short or ""
    if answer.shape is Shape.RANK and first.columns:
        short = first.quote.split(CELL_BREAK, 1)[0]
    elif answer.shape is Shape.RANK:
        named = [each for each in countries_in(first.quote) if noun == "country"]
        short = first.quote[named[0].start : named[0].end] if len(named) == 1 else ""
    return " ".join(short.split())


def _marked(answer: Answer, name: str) -> Answer:
    """An answer whose first quotation has the name marked that it was taken for."""
    first, *others = answer.citations
    start = first.quote.find(name)
    if first.answer or start < 0:
        return answer
    place = first.start + start, first.start + start + len(name)
    return replace(answer, citations=(replace(first, answer=place), *others))


def _speaks_of(name: str, answer: Answer) -> bool:
    """Whether the passage of a quotation has a word of a name, or its headings."""
    first = answer.citations[0]
    passages = [
        hit.chunk.encoder_text
        for hit in answer.hits
        if first.overlaps(hit.chunk.document_id, hit.chunk.start, hit.chunk.end)
    ]
    around = " ".join((first.title, *first.section, first.quote, *passages))
    return any(has_name(word, around) for word in WORD.findall(name))


def _place(answer: Answer) -> tuple[str, int]:
    return answer.citations[0].document_id, answer.citations[0].start
