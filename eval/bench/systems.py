"""Footnote and its peers behind one interface, each with the same weights on the processor.

What a system takes, beyond its library's own defaults, is what its documentation's first example takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from index.encoder import weights_folder
from ingest.documents import hash_bytes
from ingest.sources import Kind, Loaded, Source

CHARACTERS, OVERLAP = 1_000, 200  # of a passage; LangChain's usual example
Texts = Sequence[tuple[str, str]]  # names and texts
Found = list[tuple[str, str]]  # names, and the texts of passages


class System(Protocol):
    """Something that is given texts, kept in a folder, and searched."""

    def add(self, texts: Texts) -> None:
        """Cut, encode and index texts."""
        ...

    def save(self, folder: Path) -> None:
        """Keep what was added."""
        ...

    def load(self, folder: Path) -> None:
        """Open what was kept."""
        ...

    def search(self, question: str, k: int) -> Found:
        """The best passages, best first."""
        ...


def loaded(name: str, text: str) -> Loaded:
    """A text as a file that was read."""
    data = text.encode()
    return Loaded(Source(name, ".txt", Kind.FILE), data, ".txt", hash_bytes(data))


class Footnote:
    """This program: its own passages, SQLite, FAISS and BM25."""

    def __init__(self) -> None:
        self._folder = Path("footnote-library").absolute()

    def add(self, texts: Texts) -> None:
        """See System."""
        from index.encoder import load_default
        from index.sync import add_sources
        from ingest.sources import Limits

        sources = [loaded(name, text) for name, text in texts]
        add_sources(self._folder, sources, load_default(), Limits())
        self.load(self._folder)

    def save(self, folder: Path) -> None:
        """See System."""
        self._folder.rename(folder)

    def load(self, folder: Path) -> None:
        """See System."""
        from app.assemble import Footnote as Library

        self._library = Library.from_folder(folder, print)
        summaries = self._library.store.summaries()
        self._names = {summary.id: summary.source for summary in summaries}

    def search(self, question: str, k: int) -> Found:
        """See System."""
        hits = self._library.retriever.search(question, k)
        return [(self._names[hit.chunk.document_id], hit.chunk.text) for hit in hits]


class LangChain:
    """FAISS behind LangChain, with its recursive splitter."""

    def __init__(self) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        options = {"device": "cpu"}
        self._encoder = HuggingFaceEmbeddings(
            model_name=str(weights_folder()), model_kwargs=options
        )

    def add(self, texts: Texts) -> None:
        """See System."""
        from langchain_community.vectorstores import FAISS
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=OVERLAP)
        names, bodies = zip(*texts, strict=True)
        passages = splitter.create_documents(list(bodies), [{"name": name} for name in names])
        self._store: Any = FAISS.from_documents(passages, self._encoder)

    def save(self, folder: Path) -> None:
        """See System."""
        self._store.save_local(str(folder))

    def load(self, folder: Path) -> None:
        """See System; the file was written by ``save``."""
        from langchain_community.vectorstores import FAISS

        self._store = FAISS.load_local(
            str(folder), self._encoder, allow_dangerous_deserialization=True
        )

    def search(self, question: str, k: int) -> Found:
        """See System."""
        found = self._store.similarity_search(question, k=k)
        return [(each.metadata["name"], each.page_content) for each in found]


class Haystack:
    """Haystack with its store in memory and its own splitter's defaults."""

    def __init__(self) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersTextEmbedder,
        )

        self._device = ComponentDevice.from_str("cpu")
        self._store: Any = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._questions = SentenceTransformersTextEmbedder(
            model=str(weights_folder()), device=self._device, progress_bar=False
        )
        self._questions.warm_up()

    def add(self, texts: Texts) -> None:
        """See System."""
        from haystack import Document
        from haystack.components.preprocessors import DocumentSplitter
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        embedder = SentenceTransformersDocumentEmbedder(
            model=str(weights_folder()), device=self._device, progress_bar=False
        )
        embedder.warm_up()
        splitter = DocumentSplitter()
        splitter.warm_up()
        documents = [Document(content=text, meta={"name": name}) for name, text in texts]
        passages = splitter.run(documents=documents)["documents"]
        self._store.write_documents(embedder.run(documents=passages)["documents"])

    def save(self, folder: Path) -> None:
        """See System."""
        folder.mkdir()
        self._store.save_to_disk(str(folder / "store.json"))

    def load(self, folder: Path) -> None:
        """See System."""
        self._store = type(self._store).load_from_disk(str(folder / "store.json"))

    def search(self, question: str, k: int) -> Found:
        """See System."""
        vector = self._questions.run(text=question)["embedding"]
        found = self._store.embedding_retrieval(query_embedding=vector, top_k=k)
        return [(each.meta["name"], each.content) for each in found]


class Txtai:
    """txtai, hybrid and with the texts kept, given LangChain's passages: it has no splitter by length."""

    def __init__(self) -> None:
        from txtai import Embeddings

        self._store: Any = Embeddings(
            path=str(weights_folder()), content=True, hybrid=True, gpu=False
        )

    def add(self, texts: Texts) -> None:
        """See System."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=OVERLAP)
        pieces = ((name, piece) for name, text in texts for piece in splitter.split_text(text))
        self._store.index({"text": piece, "name": name} for name, piece in pieces)

    def save(self, folder: Path) -> None:
        """See System."""
        self._store.save(str(folder))

    def load(self, folder: Path) -> None:
        """See System."""
        self._store.load(str(folder))

    def search(self, question: str, k: int) -> Found:
        """See System."""
        asked = "select name, text from txtai where similar(:asked) limit :most"
        found = self._store.search(asked, k, parameters={"asked": question, "most": k})
        return [(each["name"], each["text"]) for each in found]


SYSTEMS: dict[str, type[System]] = {
    "Footnote": Footnote,
    "LangChain + FAISS": LangChain,
    "Haystack": Haystack,
    "txtai": Txtai,
}
