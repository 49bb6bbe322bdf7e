"""What a question gets: an answer with its citations, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that a command that only prints does not wait for the search
    from index.retriever import Hit


class Declined(StrEnum):
    """Why there is no answer."""

    EMPTY_LIBRARY = "empty library"
    NOTHING_FOUND = "nothing found"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands: ``document.text[start:end] == quote``.

    ``number`` is the footnote's, from 1; ``before`` and ``after`` are the neighbouring sentences of
    the same section, empty where there is none; ``confidence`` is the chance, measured on held-out
    questions, that this quotation answers; ``sha256`` is that of the original bytes.
    """

    number: int
    document_id: str
    title: str
    source: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str
    before: str
    after: str
    confidence: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or what came nearest to one.

    When answered, ``quote`` is the first citation's. When declined, ``quote`` is None and the
    citations are the passages that came nearest. ``timings`` are seconds by stage.
    """

    question: str
    understood_as: str
    short: str | None
    quote: str | None
    confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...] = ()
    declined_because: Declined | None = None
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether there is a quotation that answers."""
        return self.declined_because is None
