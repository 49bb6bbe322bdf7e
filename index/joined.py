"""Several libraries asked as one: each is searched, and what is found is ranked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from index.encoder import Encoder
from index.fusion import Ranked, fuse
from index.retriever import CANDIDATES, Hit, Retriever, Texts, ranked_hits
from index.schema import DocumentSummary
from index.stopwatch import Stopwatch
from ingest.documents import Chunk, Document
from ingest.languages import ENGLISH


@dataclass(frozen=True)
class Part:
    """One of the libraries: its short name and its name, and the documents of it to ask, None for all."""

    id: str
    name: str
    retriever: Retriever
    documents: tuple[str, ...] | None = None


@dataclass(frozen=True)
class JoinedTexts:
    """The documents of several libraries; one that is in more than one is that of the first."""

    stores: Sequence[Texts]

    def document(self, document_id: str) -> Document | None:
        """See Store, here and below."""
        found = (store.document(document_id) for store in self.stores)
        return next(filter(None, found), None)

    def document_ids(self) -> list[str]:
        """All of them, each once."""
        return list(dict.fromkeys(chain(*(store.document_ids() for store in self.stores))))

    def document_chunks(self, document_id: str) -> list[Chunk]:
        """Those of one document, in order."""
        found = (store.document_chunks(document_id) for store in self.stores)
        return next(filter(None, found), [])

    def summary_by_source(self, source: str) -> DocumentSummary | None:
        """By where it came from."""
        found = (store.summary_by_source(source) for store in self.stores)
        return next(filter(None, found), None)

    def titles(self, document_ids: Sequence[str]) -> dict[str, str]:
        """By their ids."""
        return {
            each: title
            for store in self.stores
            for each, title in store.titles(document_ids).items()
        }


class Joined:
    """Searches several libraries that were made with one encoder, as if all were in one.

    Likeness means the same in all of them. BM25 counts in each library how rare a word is, so that
    its scores are only nearly comparable.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take libraries; in an answer the first one's documents go before copies in others."""
        self.parts = parts
        self.store = JoinedTexts([part.retriever.store for part in parts])

    @property
    def encoder(self) -> Encoder:
        """The encoder that all were made with."""
        return self.parts[0].retriever.encoder

    def search(
        self,
        question: str,
        k: int,
        documents: Sequence[str] | None = None,
        clock: Stopwatch | None = None,
    ) -> list[Hit]:
        """The k best passages of all libraries; see ``Retriever.search``."""
        clock = clock or Stopwatch()
        with clock.stage("encode"):
            vector = self.encoder.encode([question])[0]
        found = [
            (number, part.retriever.candidates(question, vector, ids, clock))
            for number, part, ids in self._asked(documents)
        ]
        with clock.stage("fuse"):
            dense, lexical = (
                self._together([(number, both[which]) for number, both in found])
                for which in (0, 1)
            )
            ranked = fuse(dense, lexical)[:k]
            return ranked_hits(ranked, dense, lexical, self._chunks([key for key, _ in ranked]))

    def lacking(self, text: str, documents: Sequence[str] | None = None) -> list[str]:
        """The words of a text that none of the libraries has."""
        lacked = [part.retriever.lacking(text, ids) for _, part, ids in self._asked(documents)]
        return (
            [word for word in lacked[0] if all(word in words for words in lacked)] if lacked else []
        )

    def language(self, document_id: str) -> str:
        """The code of a document's language; see ``Retriever.language``."""
        spoken = (part.retriever.language(document_id) for part in self.parts)
        return next((language for language in spoken if language != ENGLISH), ENGLISH)

    def languages(self) -> frozenset[str]:
        """The languages of all documents, and English."""
        return frozenset(chain(*(part.retriever.languages() for part in self.parts)))

    def library_of(self, document_id: str) -> str:
        """The name of the library that a document is quoted from."""
        having = (p.name for p in self.parts if p.retriever.store.titles([document_id]))
        return next(having, "")

    def _asked(self, documents: Sequence[str] | None) -> list[tuple[int, Part, list[str] | None]]:
        """The libraries that have something to ask, by their number, and the documents to ask there, None for all."""
        asked: list[tuple[int, Part, list[str] | None]] = []
        taken: set[str] = set()
        for number, part in enumerate(self.parts):
            there = part.retriever.store.document_ids()
            wanted = set(there if part.documents is None else part.documents) - taken
            wanted &= set(there if documents is None else documents)
            ids = [each for each in there if each in wanted]
            taken.update(ids)
            if ids:
                asked.append((number, part, ids if len(ids) < len(there) else None))
        return asked

    def _together(self, rankings: Sequence[tuple[int, Ranked]]) -> Ranked:
        """Rankings of the libraries as one; each passage has a number that is its own among all."""
        every = len(self.parts)
        found = [(key * every + number, score) for number, each in rankings for key, score in each]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:CANDIDATES]

    def _chunks(self, keys: Sequence[int]) -> dict[int, Chunk]:
        every = len(self.parts)
        return {
            key * every + number: chunk
            for number, part in enumerate(self.parts)
            for key, chunk in part.retriever.store.chunks(
                [key // every for key in keys if key % every == number]
            ).items()
        }
