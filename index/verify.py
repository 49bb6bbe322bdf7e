"""Is everything in the library what it claims to be? What is derived is repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.derived import refresh_derived
from index.lexical import open_lexical, rebuild_lexical
from index.lock import write_lock
from index.store import Store
from index.vectors import open_vectors, rebuild_vectors
from ingest.documents import ID_HEX_DIGITS, Chunk, Document, check_slice, hash_bytes, hash_text
from ingest.errors import LibraryError, MisquoteError

UNIT_TOLERANCE = 1e-3  # how far a vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, what was wrong, and what was put right."""

    documents: int
    passages: int
    faults: tuple[str, ...]
    repairs: tuple[str, ...]


def verify(store: Store) -> Verification:
    """Re-check every slice, hash and vector, and rebuild a search index that is not its equal.

    Raises:
        LibraryLockedError: another process is writing.
    """
    with write_lock(store.folder):
        faults = list(store.integrity_faults())
        for document_id in store.document_ids():
            faults += document_faults(store, document_id)
        faults += vector_faults(store)
        faults = faults or digest_faults(store)
        repairs = () if faults else repair(store)
        documents, passages = len(store.document_ids()), len(store.chunk_ids())
    return Verification(documents, passages, tuple(faults), repairs)


def document_faults(store: Store, document_id: str) -> list[str]:
    """What is wrong with one document and its passages."""
    try:
        document = store.document(document_id)
        chunks = store.document_chunks(document_id)
        original = store.original(document_id)
    except (LibraryError, ValueError, TypeError):  # what bytes changed on the disk can lead to
        document = None
    if document is None:
        return [f"Document {document_id} cannot be read."]
    faults = []
    if hash_text(document.text) != store.text_sha256(document_id):
        faults.append(f"The text of {document.source} is not the text that was added.")
    if document_id != hash_text(f"{document.source}\0{document.text}")[:ID_HEX_DIGITS]:
        faults.append(f"The id of {document.source} does not belong to its source and text.")
    if original is not None and hash_bytes(original) != document.sha256:
        faults.append(f"The file kept of {document.source} is not the file that was added.")
    return faults + slice_faults(document, chunks)


def digest_faults(store: Store) -> list[str]:
    """Which documents are not as they were added, in what no other check sees; all can be read."""
    documents = filter(None, map(store.document, store.document_ids()))
    return [
        f"What is stored of {document.source} is not what was added."
        for document in documents
        if not store.is_as_added(document)
    ]


def slice_faults(document: Document, chunks: Sequence[Chunk]) -> list[str]:
    """Which headings and passages of a document are not the slices they claim to be."""
    slices = [(s.start, s.body_start, s.heading) for s in document.sections]
    slices += [(chunk.start, chunk.end, chunk.text) for chunk in chunks]
    faults = []
    for start, end, text in slices:
        try:
            check_slice(document.text, start, end, text, document.source)
        except MisquoteError as error:
            faults.append(str(error))
    return faults


def vector_faults(store: Store) -> list[str]:
    """Which vectors are of the wrong dimension or not of unit length."""
    misshapen = store.misshapen_vectors()
    if misshapen:
        return [f"The vector of passage {chunk_id} is not whole." for chunk_id in misshapen]
    ids, vectors = store.all_vectors()
    lengths = np.linalg.norm(vectors, axis=1)
    wrong = ~(np.abs(lengths - 1) <= UNIT_TOLERANCE)
    return [
        f"The vector of passage {chunk_id} has length {length:.3f}, not 1."
        for chunk_id, length in zip(ids[wrong], lengths[wrong], strict=True)
    ]


def repair(store: Store) -> tuple[str, ...]:
    """Rebuild the search indexes that are missing, damaged, behind or different."""
    ids, vectors = store.all_vectors()
    repairs = []
    stamp = store.stamp
    held = open_vectors(store.folder, stamp)
    if held is None or not held.holds(ids, vectors):
        rebuild_vectors(store, stamp)
        repairs.append("The vector index was rebuilt.")
    lexical = open_lexical(store.folder, stamp)
    if lexical is None or lexical.ids() != set(ids.tolist()):
        rebuild_lexical(store, stamp)
        repairs.append("The word index was rebuilt.")
    refresh_derived(store)
    return tuple(repairs)
