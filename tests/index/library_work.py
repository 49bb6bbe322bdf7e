"""What other processes do to a library in tests; it imports little, so that they start soon."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import index
from index.derived import refresh_derived
from index.lock import write_lock
from index.retriever import Retriever
from index.store import Store
from index.sync import reindex, remove_documents
from ingest.chunking import ChunkSettings, chunk_document
from tests.index.other_process import Tell
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import add_folder

INDEX = Path(index.__file__).parent
SMALLER = ChunkSettings(max_tokens=25)


def add(tell: Tell, library: Path, sources: Path, encoder: TinyEncoder) -> None:
    """Add a folder's files."""
    tell("begun")
    add_folder(library, sources, encoder)


def remove(tell: Tell, library: Path, names: list[str]) -> None:
    """Remove the documents of files with these names, as far as they are there."""
    store = Store(library)
    summaries = [s for s in store.summaries() if Path(s.source).name in names]
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
        encoded = [encoder.encode([chunk.encoder_text for chunk in chunks]) for chunks in cut]
        store.replace_all_chunks(store.settings, zip(documents, cut, encoded, strict=True))
        tell("replaced")
        tell.wait()
        refresh_derived(store)


def keep_open(tell: Tell, library: Path, encoder: TinyEncoder) -> None:
    """Open a library for search and keep it open until told to go on."""
    retriever = Retriever.from_store(Store(library), encoder)
    assert retriever.search("anything", 5)
    tell("open")
    tell.wait()


def killed_at_line(
    tell: Tell, number: int | None, work: Callable[..., None], arguments: list[Any]
) -> None:
    """Do some work, and be killed before the so-many-th line of the index that is new to the run.

    Without a number, tell how many such lines there are.
    """
    seen: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        if Path(frame.f_code.co_filename).parent != INDEX:
            return None
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        if len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def tell_and_trace(message: str) -> None:
        tell(message)
        sys.settrace(trace)

    work(tell_and_trace, *arguments)
    sys.settrace(None)
    tell(str(len(seen)))
