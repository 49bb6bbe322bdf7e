"""Ask one gold question and collect what a judge needs: answer, deep ranking, times."""

from __future__ import annotations

import time
from collections.abc import Sequence

from app.answers import Answer
from app.asking.ask import PASSAGES_READ, ask
from app.assemble import Footnote
from app.checking.claims import check
from eval.datasets import Dataset, Place, Question
from eval.judge import Asked
from eval.ranking import (
    DEPTH,
    Ranked,
    passage_id,
    rank_units,
    relevant_units,
    retrieval_scores,
)
from index.retriever import Hit
from index.stopwatch import Stopwatch
from ingest.documents import Chunk, Document
from ingest.sentences import split_sentences


class Asker:
    """Asks the questions of a dataset, one at a time, of a library that holds its documents."""

    def __init__(self, footnote: Footnote, dataset: Dataset, *, closed: bool) -> None:
        """Take an open library; ``closed`` gives the reader the gold paragraph."""
        self._footnote, self._dataset, self._closed = footnote, dataset, closed
        found = (footnote.store.document(i) for i in footnote.store.document_ids())
        self.documents: dict[str, Document] = {d.source: d for d in found if d is not None}
        self._answered: dict[tuple[str, ...], Answer] = {}  # by what was typed up to there
        self._sources = {document.id: source for source, document in self.documents.items()}

    def collect(self, question: Question) -> Asked:
        """Ask the question as a user would, the one before it first; then look further down."""
        if question.agrees is not None:
            return self._check(question)
        if self._closed and question.passage is not None:
            return self._collect_closed(question, question.passage)
        only = self._searched(question)
        earlier = self._before(question, only)
        answer, seconds = None, {}
        started = time.perf_counter()
        if self._dataset.has_answers:
            answer = self._footnote.answer(question.text, documents=only, earlier=earlier)
            seconds = {"whole": time.perf_counter() - started, **answer.timings}
        clock = Stopwatch()
        asked = answer.understood_as if answer else question.text
        hits = self._footnote.retriever.search(asked, DEPTH, only, clock)
        seconds = seconds or {"whole": time.perf_counter() - started, **clock.seconds}
        unit, store = self._dataset.unit, self._footnote.store
        ranking = rank_units(hits, self._sources, unit)
        relevant = relevant_units(question, store, self.documents, unit)
        return Asked(
            question=question,
            answer=answer,
            read=len(answer.hits) if answer else PASSAGES_READ,
            ranking=ranking,
            relevant=relevant,
            scores=retrieval_scores(ranking, relevant) if question.places else {},
            seconds=seconds,
        )

    def _check(self, question: Question) -> Asked:
        """Check a claim as a user would."""
        started = time.perf_counter()
        checked = check(question.text, self._footnote.retriever)
        seconds = {"whole": time.perf_counter() - started}
        return Asked(question, None, 0, [], {}, {}, seconds, checked)

    def _before(self, question: Question, only: list[str] | None) -> list[Answer]:
        """What the turns before were answered, rightly or not: a follow-up can build on no more."""
        typed = question.turns or ((question.previous.question,) if question.previous else ())
        answers: list[Answer] = []
        for number in range(1, len(typed) + 1):
            key = typed[:number]
            if key not in self._answered:
                text = typed[number - 1]
                self._answered[key] = self._footnote.answer(text, documents=only, earlier=answers)
            answers.append(self._answered[key])
        return answers

    def _searched(self, question: Question) -> list[str] | None:
        if not question.without and not question.within:
            return None
        return [i for i, source in self._sources.items() if question.asks(source)]

    def _collect_closed(self, question: Question, place: Place) -> Asked:
        """Let the reader read the gold paragraph alone."""
        footnote, started = self._footnote, time.perf_counter()
        given = self._given(place)
        answer = ask(question.text, footnote.retriever, footnote.reader, given=given)
        seconds = {"whole": time.perf_counter() - started, **answer.timings}
        return Asked(
            question=question,
            answer=answer,
            read=1,
            ranking=[Ranked(passage_id(place), place)],
            relevant={passage_id(place): 1} if question.answerable else {},
            scores={},
            seconds=seconds,
        )

    def _given(self, place: Place) -> Sequence[Hit]:
        """A paragraph as if it had been found; none if its document is not in the library."""
        document = self.documents.get(place.source)
        if document is None:
            return []
        sentences = split_sentences(document.text, place.start, place.end, document.language)
        chunk = Chunk(
            document_id=document.id,
            ordinal=0,
            start=place.start,
            end=place.end,
            text=document.text[place.start : place.end],
            heading_path=document.heading_path(place.start),
            page=document.page_at(place.start),
            sentences=tuple((start - place.start, end - place.start) for start, end in sentences),
        )
        return [Hit(chunk, score=1.0, rank=1, dense_rank=None, lexical_rank=None)]
