"""A question -> ranked passages: lexical and dense search, fused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.derived import Derived, open_derived, open_newer, reopen_derived
from index.encoder import Encoder, Vectors
from index.fusion import Ranked, fuse
from index.schema import DocumentSummary
from index.stopwatch import Stopwatch
from index.store import Store
from index.sync import check_encoder
from ingest.documents import Chunk, Document
from ingest.errors import EncoderMismatchError, LibraryLockedError
from ingest.languages import ENGLISH

CANDIDATES = 100  # passages each search hands to the fusion
MOST_WITH_WORDS = 10_000  # passages that are looked up for a list of documents


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its place in the fused ranking (from 1), and in each search, if it was there."""

    chunk: Chunk
    score: float
    rank: int
    dense_rank: int | None
    lexical_rank: int | None


class Texts(Protocol):
    """What is quoted from: the documents of a library, or of several."""

    def document(self, document_id: str) -> Document | None:
        """See Store, here and below."""

    def document_ids(self) -> list[str]:
        """All of them."""

    def document_chunks(self, document_id: str) -> list[Chunk]:
        """Those of one document, in order."""

    def summary_by_source(self, source: str) -> DocumentSummary | None:
        """By where it came from."""

    def titles(self, document_ids: Sequence[str]) -> dict[str, str]:
        """By their ids."""


class Searches(Protocol):
    """What a question is asked of: a library, or several as one."""

    @property
    def store(self) -> Texts:
        """The documents."""

    @property
    def encoder(self) -> Encoder:
        """What questions are encoded with."""

    def search(
        self,
        question: str,
        k: int,
        documents: Sequence[str] | None = None,
        clock: Stopwatch | None = None,
    ) -> list[Hit]:
        """See Retriever, here and below."""

    def lacking(self, text: str, documents: Sequence[str] | None = None) -> list[str]:
        """The words that are nowhere."""

    def language(self, document_id: str) -> str:
        """Of a document."""

    def languages(self) -> frozenset[str]:
        """Of all."""


class Retriever:
    """Searches one library; notices when the library changes and follows it."""

    def __init__(self, store: Store, encoder: Encoder, derived: Derived) -> None:
        self.store = store
        self.encoder = encoder
        self._derived = derived

    @classmethod
    def from_store(cls, store: Store, encoder: Encoder) -> Retriever:
        """Open a library's searchable forms.

        Raises:
            EncoderMismatchError: the library was encoded by another model.
        """
        check_encoder(store, encoder)
        return cls(store, encoder, open_derived(store))

    def search(
        self,
        question: str,
        k: int,
        documents: Sequence[str] | None = None,
        clock: Stopwatch | None = None,
    ) -> list[Hit]:
        """The k best passages for a question, best first; fewer where fewer exist.

        Args:
            documents: ids of the documents to search in; None for all.
            clock: is told the time of each stage.
        """
        clock = clock or Stopwatch()
        with clock.stage("encode"):
            vector = self.encoder.encode([question])[0]
        dense, lexical = self.candidates(question, vector, documents, clock)
        with clock.stage("fuse"):
            ranked = fuse(dense, lexical)
            chunks = self.store.chunks([chunk_id for chunk_id, _ in ranked[:k]])
            hits = ranked_hits(ranked[:k], dense, lexical, chunks)
        if ranked and not hits:  # all were replaced just now, and the search files not yet
            self._follow(open_derived)
            return self.search(question, k, documents, clock)
        return hits

    def candidates(
        self, question: str, vector: Vectors, documents: Sequence[str] | None, clock: Stopwatch
    ) -> tuple[Ranked, Ranked]:
        """What each of the two searches finds for a question and its vector: by meaning, and by words."""
        derived = self._current()
        with clock.stage("dense"):
            only = self.store.chunk_ids(documents) if documents is not None else None
            ids, cosines = derived.vectors.search(vector, CANDIDATES, only)
        with clock.stage("lexical"):
            lexical = derived.lexical.search(question, CANDIDATES, documents, derived.spoken)
        return list(zip(ids.tolist(), cosines.tolist(), strict=True)), lexical

    def documents_with(self, words: str) -> Counter[str]:
        """The documents with passages that have each of these words, and how many those are."""
        ids = self._current().lexical.with_all(words, MOST_WITH_WORDS)
        return Counter(self.store.documents_of(ids))

    def lacking(self, text: str, documents: Sequence[str] | None = None) -> list[str]:
        """The words of a text that the library, or some documents of it, have nowhere."""
        derived = self._current()
        return derived.lexical.lacking(text, documents, derived.spoken)

    def language(self, document_id: str) -> str:
        """The code of a document's language; one that is not known counts as English."""
        return self._current().languages.get(document_id, ENGLISH)

    def languages(self) -> frozenset[str]:
        """The languages of all documents, and English."""
        return self._current().spoken

    def _current(self) -> Derived:
        """The searchable forms of the library's present state.

        While another process is changing it, the last state that it has made searchable serves.
        """
        if self._derived.stamp != self.store.stamp:
            try:
                self._follow(reopen_derived)
            except LibraryLockedError:
                newer = open_newer(self.store, self._derived.stamp)
                self._derived = newer or self._derived
        return self._derived

    def _follow(self, open_state: Callable[[Store], Derived]) -> None:
        """Go over to the library's present state.

        Raises:
            EncoderMismatchError: the library was re-encoded by another model.
        """
        derived = open_state(self.store)
        if self.store.settings.encoder_fingerprint != self.encoder.fingerprint:
            message = f"The library in {self.store.folder} was re-encoded. Start Footnote again."
            raise EncoderMismatchError(message)
        self._derived = derived


def ranked_hits(
    ranked: Ranked, dense: Ranked, lexical: Ranked, chunks: Mapping[int, Chunk]
) -> list[Hit]:
    """The passages of a fused ranking, with their ranks; one that is not there any more is left out."""
    ranks = [
        {chunk_id: rank for rank, (chunk_id, _) in enumerate(found, start=1)}
        for found in (dense, lexical)
    ]
    # A passage that was removed a moment ago may still be in the indexes.
    there = [(chunk_id, score) for chunk_id, score in ranked if chunk_id in chunks]
    return [
        Hit(chunks[chunk_id], score, rank, ranks[0].get(chunk_id), ranks[1].get(chunk_id))
        for rank, (chunk_id, score) in enumerate(there, start=1)
    ]
