"""What other processes do to a library in tests; it imports little, so that they start soon."""

from __future__ import annotations

from pathlib import Path

from other_process import Tell
from tiny_encoder import TinyEncoder
from tiny_library import add_folder, id_of

from index.derived import refresh_derived
from index.lock import write_lock
from index.retriever import Retriever
from index.store import Store
from index.sync import reindex, remove_documents
from ingest.chunking import ChunkSettings, chunk_document

SMALLER = ChunkSettings(max_tokens=25)


def add(tell: Tell, library: Path, sources: Path, encoder: TinyEncoder) -> None:
    """Add a folder's files."""
    tell("begun")
    add_folder(library, sources, encoder)


def remove(tell: Tell, library: Path, names: list[str]) -> None:
    """Remove the documents of files with these names."""
    store = Store(library)
    doomed = {id_of(store, name) for name in names}
    summaries = [summary for summary in store.summaries() if summary.id in doomed]
    tell("begun")
    remove_documents(store, summaries)


def reindex_smaller(tell: Tell, library: Path, encoder: TinyEncoder) -> None:
    """Cut a library into smaller passages and encode them."""
    tell("begun")
    reindex(Store(library), encoder, SMALLER)


def hold_lock(tell: Tell, library: Path) -> None:
    """Hold the lock until told to go on."""
    with write_lock(library):
        tell("held")
        tell.wait()


def reindex_in_two_steps(tell: Tell, library: Path, encoder: TinyEncoder) -> None:
    """As ``reindex_smaller``, but stop where passages are replaced and search is not yet."""
    store = Store(library)
    with write_lock(library):
        documents = [d for i in store.document_ids() if (d := store.document(i))]
        cut = [chunk_document(d, encoder.count_tokens, SMALLER) for d in documents]
        encoded = [(c, encoder.encode([one.encoder_text for one in c])) for c in cut]
        store.replace_all_chunks(store.settings, encoded)
        tell("replaced")
        tell.wait()
        refresh_derived(store)


def keep_open(tell: Tell, library: Path, encoder: TinyEncoder) -> None:
    """Open a library for search and keep it open until told to go on."""
    retriever = Retriever.from_store(Store(library), encoder)
    assert retriever.search("anything", 5)
    tell("open")
    tell.wait()
