"""A question within a question: the inner one is answered first, and its short answer put into the outer one."""

from __future__ import annotations

from dataclasses import replace

from app.answers import Answer, Citation, Shape
from app.asking.several import AskOne, in_parts
from app.asking.units import has_name
from app.language.forms import WORD
from app.language.nested import MOST_WORDS, nested_in
from app.language.values import Name, value_of


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
        return answer if answer.answered else replace(answer, instead=(nested.inner, asked))
    if answer.answered and _place(first) == _place(second):
        return answer  # one sentence says both
    headings = [nested.inner, asked]
    return replace(in_parts(answer, headings, [first, second]), shape=Shape.TWO_STEPS)


def steps_again(question: str, citation: Citation) -> tuple[str, str] | None:
    """The two questions in one, the first answered by a citation; None where it asks for one thing."""
    nested = nested_in(question)
    return (nested.inner, nested.outer(_short(citation))) if nested else None


def _name(answer: Answer, noun: str) -> str:
    """The short answer, if it names something: with capitals, or with the noun that was asked for."""
    short = _short(answer.citations[0]) if answer.answered else ""
    value = value_of(short, 0, len(short)) if short else None
    is_name = isinstance(value, Name) and (value.proper or noun in WORD.findall(short))
    return short if is_name and len(WORD.findall(short)) <= MOST_WORDS else ""


def _short(citation: Citation) -> str:
    return " ".join((citation.short or "").split())


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
