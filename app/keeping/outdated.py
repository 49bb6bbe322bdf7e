"""Answers whose documents were changed or removed since: found by their ids, and set beside what stands now.

A document's id follows from its source and its text, so an answer whose documents are all there still
quotes what stands there; nothing else needs to be compared.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache, partial

from app.answers import Answer, Change, Citation, Outdated, Problem, Shape, Turn
from app.asking.citing import citation_at
from index.retriever import Texts
from ingest.documents import Document
from ingest.sentences import split_sentences

LIKE = (
    0.5  # of difflib's ratio: below it, two sentences have hardly more than their letters in common
)


def renewed(turns: Sequence[Turn], store: Texts) -> list[Turn]:
    """A conversation as it is to be shown now: what became outdated says so, what came back is an answer."""
    there = set(store.document_ids())
    find = partial(_now, store=store, read=cache(store.document))
    return [_renewed(turn, there, find) for turn in turns]


def answers(turns: Sequence[Turn]) -> list[Answer]:
    """The answers of a conversation, the outdated ones as they were given."""
    return [each for each in map(as_given, turns) if isinstance(each, Answer)]


def as_given(turn: Turn) -> Answer | Problem:
    """A turn as it was before anything became of its documents."""
    return turn.answer if isinstance(turn, Outdated) else turn


def without_words(answer: Answer, gone: Collection[str]) -> Answer:
    """An answer without any word of the documents with these ids; where they stood is still known."""

    def emptied(citation: Citation) -> Citation:
        if citation.document_id not in gone:
            return citation
        return replace(citation, title="", section=(), quote="", before="", after="")

    first = answer.citations[0] if answer.citations else None
    is_first = first is not None and first.document_id in gone
    differ = answer.disagreement and replace(
        answer.disagreement,
        sides=tuple(
            replace(side, citation=emptied(side.citation), said="", who="", when="", what="")
            if side.citation.document_id in gone
            else side
            for side in answer.disagreement.sides
        ),
    )
    return replace(
        answer,
        citations=tuple(map(emptied, answer.citations)),
        considered=tuple(
            each for each in answer.considered if each.hit.chunk.document_id not in gone
        ),
        short=None if is_first else answer.short,
        quote=None if is_first else answer.quote,
        disagreement=differ,
        instead=(),  # the second has words of a quotation
        parts=tuple(replace(each, heading="") for each in answer.parts)
        if answer.shape is Shape.TWO_STEPS
        else answer.parts,
    )


def _renewed(turn: Turn, there: set[str], find: Callable[[Citation], Change]) -> Turn:
    turn = as_given(turn)
    if not isinstance(turn, Answer):
        return turn
    if any(citation.document_id not in there for citation in turn.citations):
        return Outdated(turn, tuple(map(find, turn.citations)))
    considered = tuple(each for each in turn.considered if each.hit.chunk.document_id in there)
    same = len(considered) == len(turn.considered)
    return turn if same else replace(turn, considered=considered)


def _now(citation: Citation, store: Texts, read: Callable[[str], Document | None]) -> Change:
    """What became of a quotation."""
    if read(citation.document_id):
        return Change(citation, citation)
    summary = store.summary_by_source(citation.source)
    document = read(summary.id) if summary else None
    if document is None:
        gone = replace(citation, title="", section=(), quote="", before="", after="")
        return Change(gone, is_gone=True)
    place = _closest(citation.quote, document.text)
    if place is None:
        return Change(citation)
    return Change(citation, citation_at(document, *place, citation.number))


def _closest(quote: str, text: str) -> tuple[int, int] | None:
    """Where a text has a quotation, or else the sentence most like it; None where there is none."""
    start = text.find(quote) if quote else -1
    if start >= 0:
        return start, start + len(quote)
    sentences = {text[slice(*span)]: span for span in split_sentences(text)}
    like = difflib.get_close_matches(quote, sentences, n=1, cutoff=LIKE)
    return sentences[like[0]] if like else None
