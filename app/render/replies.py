"""An answer as every program gets it: on the command line, over REST, and as an assistant's tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.answers import Answer, Citation, Declined, Disagreement, Shape
from app.render.shapes import Group, Named, groups, lead, named

if TYPE_CHECKING:
    from index.retriever import Hit


@dataclass(frozen=True, slots=True)
class PassageRead:
    """A passage that was read for an answer: where it stands, its text, and its ranks."""

    rank: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    document_id: str
    ordinal: int
    heading_path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)  # without slots, which mcp takes for defaults
class Reply:
    """An answer with its citations, or why there is none and what came nearest.

    ``hits`` are the passages considered; ``timings_ms`` says how long each stage took. Where sources
    give different figures, the ``disagreement`` has each of them with its citation. An answer of
    several quotations has a ``shape``, a ``lead`` above it, ``groups`` of footnotes, and the
    ``members`` of a list; with ``more`` there may be others; ``compared`` rows have none that is more than
    those quoted. ``language`` is the code of that of the nearest passages, where it is not answered because
    the reader cannot read it. ``being_added`` documents were still being read, and not asked.
    ``instead`` are the questions to ask one after the other, where it asked one thing of another in vain.
    """

    question: str
    understood_as: str
    answered: bool
    declined_because: Declined | None
    short: str | None
    quote: str | None
    confidence: float
    min_confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[PassageRead, ...]
    timings_ms: Mapping[str, float]
    disagreement: Disagreement | None
    shape: Shape | None
    lead: str
    groups: tuple[Group, ...]
    members: tuple[Named, ...]
    more: bool
    compared: int
    language: str
    being_added: int
    instead: tuple[str, ...]

    @classmethod
    def from_answer(cls, answer: Answer) -> Reply:
        """Everything of an answer."""
        return cls(
            question=answer.question,
            understood_as=answer.understood_as,
            answered=answer.answered,
            declined_because=answer.declined_because,
            short=answer.short,
            quote=answer.quote,
            confidence=round(answer.confidence, 4),
            min_confidence=answer.min_confidence,
            citations=answer.citations,
            hits=tuple(_passage_read(hit) for hit in answer.hits),
            timings_ms={stage: round(1000 * s, 2) for stage, s in answer.timings.items()},
            disagreement=answer.disagreement,
            shape=answer.shape,
            lead=lead(answer),
            groups=groups(answer),
            members=named(answer),
            more=answer.unread,
            compared=answer.compared,
            language=answer.language,
            being_added=answer.being_added,
            instead=answer.instead,
        )

    def brief(self) -> Reply:
        """Without the passages considered and the timings, for a reader who pays by the word."""
        return replace(self, hits=(), timings_ms={})


def _passage_read(hit: Hit) -> PassageRead:
    chunk = hit.chunk
    return PassageRead(
        rank=hit.rank,
        score=round(hit.score, 6),
        dense_rank=hit.dense_rank,
        lexical_rank=hit.lexical_rank,
        document_id=chunk.document_id,
        ordinal=chunk.ordinal,
        heading_path=chunk.heading_path,
        page=chunk.page,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
    )
