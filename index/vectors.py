"""Vector search with FAISS, whose answers the tests compare with those of a plain NumPy search.

The FAISS file is derived from the store. Behind the index it carries a trailer: the stamp of the
state it was built from and a checksum; a file without the right trailer is rebuilt.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.store import Ids, Store, of_same_library

Scores = NDArray[np.float32]

FILE = "vectors.faiss"
# Exact search took 0.8 ms over 10,000 passages and 110 ms over a million, an inverted file 0.4 ms.
EXACT_LIMIT = 100_000
IVF_PROBES = 32
TRAINING_ROWS_PER_LIST = 64
RETRAIN_GROWTH = 2.0  # lists trained on half the rows or fewer have drifted from the data
TRAILER_BYTES = 256


class VectorSearch(Protocol):
    """Finds the nearest vectors; the second of the three seams."""

    def search(self, query: Vectors, k: int, only: Ids | None = None) -> tuple[Ids, Scores]:
        """The ids and cosines of the k best rows for one query vector (dimension,), best first.

        ``only`` restricts the search to these ids. Fewer than k come back where fewer exist.
        """
        ...


@dataclass(frozen=True)
class FaissSearch:
    """Search in a FAISS index of unit vectors under our own 64-bit ids."""

    index: faiss.Index

    def search(self, query: Vectors, k: int, only: Ids | None = None) -> tuple[Ids, Scores]:
        """See VectorSearch; FAISS pads short results with id -1, which are cut off here."""
        wanted = min(k, self.index.ntotal if only is None else len(only))
        if wanted == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector = faiss.IDSelectorBatch(only) if only is not None else None
        scores, ids = self.index.search(
            query.reshape(1, -1), wanted, params=_parameters(self.index, selector)
        )
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def holds(self, ids: Ids, vectors: Vectors) -> bool:
        """Whether the index has exactly these ids and, where it keeps them exactly, these vectors."""
        if not np.array_equal(stored_ids(self.index), ids):
            return False
        if not isinstance(self.index, faiss.IndexIDMap2):
            return True
        kept = [self.index.reconstruct(int(chunk_id)) for chunk_id in ids]
        return bool(np.array_equal(np.array(kept), vectors)) if kept else True


def open_vectors(folder: Path, stamp: str) -> FaissSearch | None:
    """The index from its file, or None if the file is missing, damaged or of another state."""
    found, index = _read(folder / FILE)
    return FaissSearch(index) if index is not None and found == stamp else None


def build_vectors(store: Store) -> FaissSearch:
    """The index of the library's present state, in memory only."""
    ids, vectors = store.all_vectors()
    return FaissSearch(build(ids, vectors, vectors.shape[1]))


def write_vectors(store: Store, stamp: str) -> FaissSearch:
    """Bring the file to the state ``stamp``: rows added and removed, or everything built anew."""
    path = store.folder / FILE
    wanted = store.chunk_ids()
    built_from, index = _read(path)
    if (
        index is not None
        and of_same_library(built_from, stamp)
        and _can_grow(index, len(wanted), store.settings.dimension)
    ):
        present = stored_ids(index)
        index.remove_ids(faiss.IDSelectorBatch(np.setdiff1d(present, wanted)))
        missing = np.setdiff1d(wanted, present)
        if len(missing):
            index.add_with_ids(store.vectors(missing), missing)
        write_index(index, path, stamp)
        return FaissSearch(index)
    return rebuild_vectors(store, stamp)


def rebuild_vectors(store: Store, stamp: str) -> FaissSearch:
    """Write the file anew, whatever it holds."""
    built = build_vectors(store)
    write_index(built.index, store.folder / FILE, stamp)
    return built


def build(ids: Ids, vectors: Vectors, dimension: int) -> faiss.Index:
    """An exact index, or above EXACT_LIMIT rows an inverted file with 8-bit quantisation."""
    if len(ids) <= EXACT_LIMIT:
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:
        lists = int(4 * np.sqrt(len(ids)))
        index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        rows = np.random.default_rng(0).permutation(len(ids))[: lists * TRAINING_ROWS_PER_LIST]
        index.train(vectors[rows])
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(vectors), ids)
    return index


def stored_ids(index: faiss.Index) -> Ids:
    """The ids an index holds, ascending."""
    if isinstance(index, faiss.IndexIDMap2):
        ids = faiss.vector_to_array(index.id_map)
    else:
        lists = faiss.extract_index_ivf(index).invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)) for i in range(lists.nlist)
        ]
        ids = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return np.sort(ids.astype(np.int64))


def vectors_stamp(folder: Path) -> str:
    """The state that the index's file says it is of, unchecked; empty if it says none."""
    try:
        with (folder / FILE).open("rb") as file:
            file.seek(-TRAILER_BYTES, os.SEEK_END)
            return str(json.loads(file.read())["stamp"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _read(path: Path) -> tuple[str, faiss.Index | None]:
    """An index file's stamp and index; ("", None) if it is missing or damaged."""
    try:
        data = path.read_bytes()
        trailer = json.loads(data[-TRAILER_BYTES:])
    except (OSError, ValueError):
        return "", None
    body = memoryview(data)[:-TRAILER_BYTES]
    if not isinstance(trailer, dict):
        return "", None
    stamp = str(trailer.get("stamp"))
    if trailer.get("crc32") != _checksum(stamp, body):
        return "", None
    return stamp, faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8))


def write_index(index: faiss.Index, path: Path, stamp: str) -> None:
    """Write beside and rename, so that a kill leaves the old file or the new one."""
    beside = path.with_suffix(".tmp")
    body = faiss.serialize_index(index)
    trailer = {"stamp": stamp, "crc32": _checksum(stamp, memoryview(body))}
    with beside.open("wb") as file:
        file.write(body)
        file.write(json.dumps(trailer).encode().ljust(TRAILER_BYTES))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _checksum(stamp: str, body: memoryview) -> int:
    return zlib.crc32(body, zlib.crc32(stamp.encode()))


def _can_grow(index: faiss.Index, rows: int, dimension: int) -> bool:
    exact = isinstance(index, faiss.IndexIDMap2)
    if index.d != dimension or exact != (rows <= EXACT_LIMIT):
        return False
    return exact or rows <= RETRAIN_GROWTH * index.nlist**2 / 16  # built with 4 * sqrt(rows) lists


def _parameters(index: faiss.Index, selector: faiss.IDSelector | None) -> faiss.SearchParameters:
    if isinstance(index, faiss.IndexIDMap2):
        return faiss.SearchParameters(sel=selector) if selector else None
    # What is chosen may lie in any list, so a restricted search looks into all of them.
    probes = IVF_PROBES if selector is None else index.nlist
    return faiss.SearchParametersIVF(sel=selector, nprobe=probes)
