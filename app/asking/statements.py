"""What a sentence states: a number or a date, of what, when, and by whom; read once, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answers import Citation, Span
from app.asking.agreement import value_asked
from app.language.forms import WORD
from app.language.questions import asks_for
from app.language.statements import (
    ACRONYM,
    ANYONE,
    BY,
    CAPITALISED,
    DIRECTION,
    ONE_OF_SEVERAL,
    PASSIVE,
    REPORTS,
    SAYS_NOTHING,
    SMALL_WORDS,
    counted,
    date_said,
    dates_in,
    narrows,
    states_something,
    topic,
    who_says,
)
from app.language.values import DATE, QUANTITY, Name, Number, Value, quantity_at
from index.retriever import Hit

FIGURE = "\0"  # stands for the figure in what is left of a sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says, as far as two of them are compared by it.

    Attributes:
        value: the number or date that it gives.
        figure: where that stands in the sentence, with all that belongs to it.
        who, when: who says it, and of which date the number is; empty where that is not told.
        words: its content words.
        heading: those of its title and section.
        counted: the words right behind the number, up to the first that only joins.
        besides: what the clauses that matter say besides; see ``_besides``.
        directions: the words of the question that it has behind "from", "to" ..., with these.
        alone: whether there is no second number, or no second date if the value is one.
        names: the names of the question in the order in which it has them.
        passive: whether something "was beaten by" another.
        acts: whether what is counted does it: it comes first, or behind "by" in the passive.
    """

    value: Value
    figure: Span
    who: str
    when: str
    words: frozenset[str]
    heading: frozenset[str]
    counted: frozenset[str]
    besides: frozenset[str]
    directions: frozenset[tuple[str, str]]
    alone: bool
    names: tuple[str, ...]
    passive: bool
    acts: bool

    @classmethod
    def read(
        cls, sentence: str, answer: Span, heading: Sequence[str], question: str
    ) -> Statement | None:
        """What a sentence says of the figure at ``answer``; None where that is no number and no date."""
        value = value_asked(sentence, answer, question)
        if isinstance(value, Name) or not states_something(sentence):
            return None
        figure = answer
        if isinstance(value, Number) and (found := quantity_at(sentence, *answer)):
            figure = found.span()
        rest = _blank(sentence, [figure])
        dates = dates_in(rest)
        undated, who = _blank(rest, [date.span() for date in dates]), who_says(sentence)
        before, behind = sentence[: figure[0]], sentence[figure[1] :]
        asked, names = topic(question), CAPITALISED.findall(question)
        passive = bool(PASSIVE.search(sentence))
        others = re.search(r"\d", re.sub(r"\([^)]*\)", "", undated))
        is_number = isinstance(value, Number)
        return cls(
            value,
            figure,
            who=sentence[slice(*who)] if who else "",
            when=date_said(dates[0]) if is_number and len(dates) == 1 else "",
            words=topic(sentence),
            heading=topic(" ".join(heading)),
            counted=counted(behind),
            besides=_besides(_blank(undated, [who] if who else []), figure, asked)
            | {when for noun, when in ONE_OF_SEVERAL.findall(rest) if topic(noun) & asked},
            directions=frozenset(_directions(sentence, asked)),
            alone=not (others if is_number else dates),
            names=tuple(name for name in CAPITALISED.findall(sentence) if name in names),
            passive=passive,
            acts=bool(BY.search(before)) if passive else not topic(before) & asked,
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement and where it stands: the span of its sentence in the text of a passage."""

    statement: Statement
    hit: Hit
    sentence: Span

    @property
    def figure(self) -> Span:
        """Where its figure stands in the text of the passage."""
        start, end = self.statement.figure
        return self.sentence[0] + start, self.sentence[0] + end


def stated_in(hit: Hit, question: str) -> Iterator[Stated]:
    """What a passage states: one for each number or date in it that could be an answer."""
    for sentence in hit.chunk.sentences:
        text = hit.chunk.text[slice(*sentence)]
        for figure in (*QUANTITY.finditer(text), *DATE.finditer(text)):
            statement = Statement.read(text, figure.span(), hit.chunk.heading_path, question)
            if statement and asks_for(question, statement.value):
                yield Stated(statement, hit, sentence)


def stated_by(citation: Citation, question: str) -> Statement | None:
    """What a citation's short answer states; None where it names none, or no number and no date."""
    place, heading = citation.answer_in_quote, (citation.title, *citation.section)
    return place and Statement.read(citation.quote, place, heading, question)


def _besides(text: str, figure: Span, asked: frozenset[str]) -> frozenset[str]:
    """What the clauses that matter say besides the figure, the question's words, and of reporting.

    A clause matters if it holds the figure or a word of the question, or begins as one that narrows.
    """
    text = text[: figure[0]] + FIGURE + text[figure[1] :]
    kept = " ".join(
        clause
        for clause in re.split(r"[,;:()\u2014]", text)
        if FIGURE in clause or narrows(clause) or topic(clause) & asked
    )
    small = SMALL_WORDS.intersection(WORD.findall(kept.casefold()))
    told = topic(kept) - asked - SAYS_NOTHING - ANYONE - REPORTS
    return told | small | frozenset(ACRONYM.findall(text))


def _directions(sentence: str, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    for direction, rest in DIRECTION.findall(sentence):
        yield from ((direction, word) for word in topic(rest) & words)


def _blank(text: str, spans: Sequence[Span]) -> str:
    """A text with some spans blank, so that all offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
