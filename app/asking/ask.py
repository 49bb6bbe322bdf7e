"""The whole flow, from a question to quotations: understand, retrieve, read, cite, judge, set side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from app.answers import (
    DEFAULT_RISK,
    Answer,
    Citation,
    Considered,
    Declined,
    Disagreement,
    Risk,
    Shape,
)
from app.asking.cells import first_in_its_cell
from app.asking.citing import cite, cite_best
from app.asking.disagreement import Rival, differing, rivals
from app.asking.meant_value import as_meant
from app.asking.ranking import ranked
from app.asking.rivals import read_rivals
from app.asking.several import AskOne, in_shape, one_by_one, part_by_part
from app.asking.shapes import shape_of
from app.asking.two_steps import in_two_steps
from app.asking.unread import language_unread, nearest_in, readable
from app.follow_ups.conversation import understand
from app.language.forms import WORD
from app.reading.reader import Reader, Reading, Told
from app.reading.signs import names_lacking
from index.retriever import Hit, Searches, Texts
from index.stopwatch import Stopwatch
from ingest.errors import QuestionError

# The right passage was among the first 6, 8, 10 and 16 for .938, .960, .972 and .986 of 353 everyday
# questions, and for .963, .967, .971 and .984 of 244 others; the time goes with the number.
PASSAGES_READ = 10
# The best cosine of a question with a sentence of the passages read is below this for 53 of 100 built-in
# tune questions on other topics, and for 1 of 100 of the others.
ON_TOPIC = 0.28
ALIKE = 0.75  # of two words' letters, from which on one may be meant by the other


def ask(  # noqa: PLR0913 - a question, what answers it, and four choices of the user's
    question: str,
    retriever: Searches,
    reader: Reader,
    *,
    k: int = PASSAGES_READ,
    documents: Sequence[str] | None = None,
    risk: Risk = DEFAULT_RISK,
    earlier: Sequence[Answer] = (),
    given: Sequence[Hit] | None = None,
) -> Answer:
    """Answer a question with quotations, or decline and give what came nearest.

    ``risk`` is how many answers may be wrong: what is less certain is declined. ``earlier`` are the
    turns before, in their order: what a follow-up leaves unsaid is carried over from them. Passages that are ``given``
    are read instead of searching.

    Raises:
        QuestionError: the question is empty.
        MisquoteError: the library's text is not what was indexed.
    """
    question = check_question(question)
    understood = understand(question, earlier)
    shape = shape_of(understood) if given is None else None

    def ask_one(piece: str, before: Answer | None, among: Sequence[str] | None) -> Answer:
        among = documents if among is None else among
        turns = [before] if before else []
        return ask(piece, retriever, reader, k=k, documents=among, risk=risk, earlier=turns)

    if shape is Shape.PARTS:
        return part_by_part(question, understood, ask_one)
    clock, least = Stopwatch(), reader.cuts[risk].min_confidence
    found = retriever.search(understood, k, documents, clock) if given is None else given
    language, is_asked_in = language_unread(understood, found, retriever, reader)
    hits = [] if is_asked_in else readable(found, retriever, reader)
    with clock.stage("read"):
        told = told_by(earlier[-1]) if earlier and understood != question else None
        readings = reader.read(understood, hits, told)
    with clock.stage("cite"):
        judged = judge(understood, hits, readings, least, retriever.store)
        # What is told in a shape of its own has its own ways with values that differ.
        another = reader if shape is None else None
        judged = beside_others(understood, judged, hits, retriever.store, another)
    citations, declined = judged.citations, judged.declined
    lacking = retriever.lacking(understood, documents) if declined else []
    first = citations[0] if citations and declined is None else None
    answer = Answer(
        question=question,
        understood_as=understood,
        short=first.short if first else None,
        quote=first.quote if first else None,
        confidence=citations[0].confidence if citations else 0.0,
        citations=citations,
        considered=tuple(
            Considered(hit, reading.score, reading.confidence)
            for hit, reading in zip(hits, readings, strict=True)
        ),
        declined_because=declined,
        min_confidence=least,
        timings=clock.seconds,
        disagreement=judged.disagreement,
        risk=risk,
        documents=tuple(documents or ()),
        lacking=tuple(lacking),
        nearest=tuple(nearest_word(word, hits) for word in lacking),
        unnamed=unnamed(understood, citations, hits) if declined else (),
    )
    if declined and language:
        return nearest_in(language, answer, found, retriever)
    if given is not None:
        return answer
    return in_two_steps(_in_full(answer, shape, retriever, reader, ask_one), ask_one)


@dataclass(frozen=True, slots=True)
class Cited:
    """The quotations of a question, the best first; why it is declined, if it is; and what differs from the first."""

    citations: tuple[Citation, ...]
    declined: Declined | None
    disagreement: Disagreement | None = None


def judge(
    question: str, hits: Sequence[Hit], readings: Sequence[Reading], least: float, store: Texts
) -> Cited:
    """What was read as quotations: those that are sure enough, or all where it must be declined."""
    citations = cite_best(readings, hits, store)
    declined = why_declined(readings, citations, least, store)
    if declined is None:
        sure = [each for each in citations if each.confidence >= least]
        citations = first_in_its_cell(question, sure, store)
    return Cited(tuple(as_meant(question, each) for each in citations), declined)


def beside_others(
    question: str, judged: Cited, hits: Sequence[Hit], store: Texts, reader: Reader | None
) -> Cited:
    """The same beside what gives other values than its first quotation.

    Without a ``reader``, these are found by their words alone. That several state it is surer than which
    of them is meant: so a question that was declined as uncertain is answered by them.
    """
    uncertain = judged.declined is Declined.UNCERTAIN
    others = rivals(question, judged.citations[0], hits) if judged.citations else []
    if reader and (uncertain or judged.declined is None):
        known = {each.value for each in others}
        read = read_rivals(question, judged.citations[0], hits, reader, sure=not uncertain)
        others += [each for each in read if each.value not in known]
    alone = judged.citations[:1] if uncertain else judged.citations
    sides, disagreement = set_side_by_side(question, alone, others, store)
    if disagreement is None:
        return judged
    return Cited(sides, None if uncertain else judged.declined, disagreement)


def _in_full(
    answer: Answer, shape: Shape | None, retriever: Searches, reader: Reader, ask_one: AskOne
) -> Answer:
    """An answer with all that its question asks for, in its shape."""
    store = retriever.store
    if shape in {None, Shape.LIST} and (rank := ranked(answer, store)):
        return rank
    if shape is not None:
        return in_shape(answer, shape, retriever, reader)
    return one_by_one(answer, ask_one)


def choose(answer: Answer, number: int) -> Answer:
    """A declined answer as the user decides it: the citation of this number answers.

    Raises:
        ValueError: it was not declined, or has no such citation.
    """
    chosen = [each for each in answer.citations if each.number == number]
    if answer.answered or not chosen:
        message = f"There is no quotation {number} to choose."
        raise ValueError(message)
    (first,) = chosen
    return replace(
        answer,
        short=first.short,
        quote=first.quote,
        confidence=first.confidence,
        citations=(replace(first, number=1),),
        declined_because=None,
        disagreement=None,
        chosen=True,
    )


def unnamed(question: str, citations: Sequence[Citation], hits: Sequence[Hit]) -> tuple[str, ...]:
    """The names of a question that the passage of the first citation and its headings have not."""
    passages = [
        hit.chunk.encoder_text
        for hit in hits
        for first in citations[:1]
        if first.overlaps(hit.chunk.document_id, hit.chunk.start, hit.chunk.end)
    ]
    return tuple(names_lacking(question, "\n".join(passages))) if passages else ()


def nearest_word(word: str, hits: Sequence[Hit]) -> str:
    """What is written most like a word in the passages; empty where nothing is nearly the same."""
    there = {
        found.casefold(): found for hit in hits for found in WORD.findall(hit.chunk.encoder_text)
    }
    near = get_close_matches(word.casefold(), there, 1, ALIKE)
    return there[near[0]] if near else ""


def check_question(question: str) -> str:
    """The question in one line.

    Raises:
        QuestionError: nothing is asked.
    """
    question = " ".join(question.split())
    if not any(character.isalnum() for character in question):
        message = "Nothing is asked. Type a question, such as: How many foreign fighters came from Tunisia?"
        raise QuestionError(message)
    return question


def told_by(earlier: Answer) -> Told | None:
    """What an answer said in short: a follow-up asks for something else."""
    first = earlier.citations[0] if earlier.answered else None
    return Told(first.document_id, *first.answer) if first and first.answer else None


def why_declined(
    readings: Sequence[Reading], citations: Sequence[Citation], least: float, store: Texts
) -> Declined | None:
    """At which stage there was no answer, or None if the best citation is one."""
    if not citations:  # nothing was found, or it was removed meanwhile
        empty = not store.document_ids()
        return Declined.EMPTY_LIBRARY if empty else Declined.NOTHING_FOUND
    if citations[0].confidence >= least:
        return None
    if max(reading.likeness for reading in readings) < ON_TOPIC:
        return Declined.NOTHING_FOUND
    answers = any(reading.found for reading in readings)
    return Declined.UNCERTAIN if answers else Declined.NO_ANSWER


def set_side_by_side(
    question: str, citations: tuple[Citation, ...], others: Sequence[Rival], store: Texts
) -> tuple[tuple[Citation, ...], Disagreement | None]:
    """The first citation and what gives other values than it; these get footnotes too."""
    cited, sides = list(citations), list(citations[:1])
    for rival in others:
        new = cite(rival.hit, rival.sentence, rival.figure, cited, store)
        cited += [new] if new else []
        # The reader may have quoted the sentence before, for the figure or for other words of it.
        sides += [each for each in cited[1:] if each not in sides and each.names(*rival.place)]
    return tuple(cited), differing(sides, question) if len(sides) > 1 else None
