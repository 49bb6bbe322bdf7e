"""Is everything in the library what it claims to be? What is derived is repaired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.derived import refresh_derived
from index.lexical import open_lexical
from index.lock import write_lock
from index.store import Ids, Store
from index.vectors import open_vectors, rebuild_vectors
from ingest.documents import ID_HEX_DIGITS, Document, check_slice, hash_text
from ingest.errors import MisquoteError

UNIT_TOLERANCE = 1e-3  # how far a vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, what was wrong, and what was put right."""

    documents: int
    passages: int
    vectors: int
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
        ids, vectors = store.all_vectors()
        faults += vector_faults(ids, vectors, store.settings.dimension)
        repairs = () if faults else repair(store, ids, vectors)
    return Verification(len(store.document_ids()), len(ids), len(vectors), tuple(faults), repairs)


def document_faults(store: Store, document_id: str) -> list[str]:
    """What is wrong with one document and its passages."""
    document = store.document(document_id)
    if document is None:
        return [f"Document {document_id} cannot be read."]
    faults = []
    if hash_text(document.text) != store.text_sha256(document_id):
        faults.append(f"The text of {document.source} is not the text that was added.")
    if document_id != hash_text(f"{document.source}\0{document.text}")[:ID_HEX_DIGITS]:
        faults.append(f"The id of {document.source} does not belong to its source and text.")
    return faults + slice_faults(store, document)


def slice_faults(store: Store, document: Document) -> list[str]:
    """Which headings and passages of a document are not the slices they claim to be."""
    slices = [(s.start, s.body_start, s.heading) for s in document.sections]
    slices += [(chunk.start, chunk.end, chunk.text) for chunk in store.document_chunks(document.id)]
    faults = []
    for start, end, text in slices:
        try:
            check_slice(document.text, start, end, text, document.source)
        except MisquoteError as error:
            faults.append(str(error))
    return faults


def vector_faults(ids: Ids, vectors: np.ndarray, dimension: int) -> list[str]:
    """Which vectors are missing, of the wrong shape or not of unit length."""
    if len(ids) == 0:
        return []
    if vectors.shape != (len(ids), dimension):
        return [f"The vectors have shape {vectors.shape}, not {(len(ids), dimension)}."]
    lengths = np.linalg.norm(vectors, axis=1)
    wrong = ~(np.abs(lengths - 1) <= UNIT_TOLERANCE)
    return [
        f"The vector of passage {chunk_id} has length {length:.3f}, not 1."
        for chunk_id, length in zip(ids[wrong], lengths[wrong], strict=True)
    ]


def repair(store: Store, ids: Ids, vectors: np.ndarray) -> tuple[str, ...]:
    """Rebuild the search indexes that are missing, damaged, behind or different."""
    repairs = []
    stamp = store.stamp
    held = open_vectors(store.folder, stamp)
    if held is None or not held.holds(ids, vectors):
        rebuild_vectors(store, stamp)
        repairs.append("The vector index was rebuilt.")
    lexical = open_lexical(store.folder, stamp)
    if lexical is None or lexical.ids() != set(ids.tolist()):
        repairs.append("The word index was rebuilt.")
    refresh_derived(store)
    return tuple(repairs)
