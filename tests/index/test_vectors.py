"""Vector search: FAISS against the NumPy search that is its oracle, and the file it is kept in."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import vectors as vectors_module
from index.encoder import Vectors
from index.schema import LibrarySettings
from index.store import Ids, Store
from index.vectors import (
    FILE,
    FaissSearch,
    Scores,
    build,
    build_vectors,
    open_vectors,
    rebuild_vectors,
    stored_ids,
    write_vectors,
)
from ingest.chunking import ChunkSettings
from ingest.documents import Chunk, Document

TOLERANCE = 1e-5  # of cosines, summed up in another order
DIMENSION = 8


@dataclass(frozen=True)
class NumpySearch:
    """The oracle: exact search by one matrix product, slow, simple, and right."""

    ids: Ids
    vectors: Vectors

    def search(self, query: Vectors, k: int, only: Ids | None = None) -> tuple[Ids, Scores]:
        """See VectorSearch; equal scores are ordered by id."""
        keep = np.isin(self.ids, only) if only is not None else np.ones(len(self.ids), dtype=bool)
        ids, scores = self.ids[keep], self.vectors[keep] @ query
        best = np.lexsort((ids, -scores))[:k]
        return ids[best], scores[best]


def unit(vectors: np.ndarray) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def random_vectors(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)))


def clustered_vectors(count: int, seed: int, dimension: int) -> Vectors:
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(60, dimension))
    near = chance.normal(scale=0.3, size=(count, dimension))
    return unit(centres[chance.integers(len(centres), size=count)] + near)


def assert_same(found, oracle: NumpySearch, query: Vectors, k: int, only=None) -> None:
    """The oracle's scores at every rank, and its ids wherever scores differ by enough to order."""
    ids, scores = found
    expected_ids, expected_scores = oracle.search(query, k, only)
    assert len(ids) == len(set(ids.tolist())) == len(expected_ids)
    np.testing.assert_allclose(scores, expected_scores, atol=TOLERANCE)
    own = dict(zip(oracle.ids.tolist(), (oracle.vectors @ query).tolist(), strict=True))
    np.testing.assert_allclose([own[i] for i in ids.tolist()], scores, atol=TOLERANCE)
    gaps = np.abs(np.diff(expected_scores, prepend=np.inf, append=-np.inf))
    distinct = (gaps[:-1] > TOLERANCE) & (gaps[1:] > TOLERANCE)
    if len(expected_ids) < len(oracle.search(query, len(oracle.ids), only)[0]):
        distinct[-1:] = False  # the next one, cut off, may be its equal
    np.testing.assert_array_equal(ids[distinct], expected_ids[distinct])


@settings(max_examples=200, deadline=None)
@given(
    count=st.integers(0, 60),
    different=st.integers(1, 60),
    k=st.integers(1, 80),
    seed=st.integers(0, 10_000),
)
@example(count=0, different=1, k=5, seed=0)
@example(count=40, different=1, k=7, seed=0)
def test_faiss_returns_what_numpy_returns(count, different, k, seed):
    chance = np.random.default_rng(seed)
    pool = random_vectors(different, seed)  # fewer vectors than rows: some are equal
    rows = pool[chance.integers(different, size=count)]
    ids = chance.choice(2**62, size=count, replace=False).astype(np.int64)
    oracle, search = NumpySearch(ids, rows), FaissSearch(build(ids, rows, DIMENSION))
    query = random_vectors(1, seed + 1)[0]
    assert_same(search.search(query, k), oracle, query, k)
    some, unknown = np.sort(ids[: count // 2]), np.array([2**62])
    for only in (some, some[:0], unknown, np.append(some, unknown)):
        assert_same(search.search(query, k, only), oracle, query, k, only)


def test_scores_are_cosines_worked_by_hand():
    rows = np.array([[1, 0], [0, 1], [-1, 0], [0.6, 0.8]], dtype=np.float32)
    ids = np.array([7, 8, 9, 10])
    for search in (NumpySearch(ids, rows), FaissSearch(build(ids, rows, 2))):
        found, scores = search.search(np.array([1, 0], dtype=np.float32), 4)
        assert found.tolist() == [7, 10, 8, 9]
        assert scores == pytest.approx([1, 0.6, 0, -1])


# Above the limit of exact search

LIMIT = 500
IVF_DIMENSION = 32
TOP = 10


@pytest.fixture
def low_limit(monkeypatch):
    monkeypatch.setattr(vectors_module, "EXACT_LIMIT", LIMIT)


def recall(search: FaissSearch, oracle: NumpySearch, only: Ids | None = None) -> float:
    """The part of the oracle's ten best that the search finds, over 50 queries."""
    shares = []
    for query in clustered_vectors(50, 99, IVF_DIMENSION):
        expected = oracle.search(query, TOP, only)[0]
        found = search.search(query, TOP, only)[0]
        assert len(set(found.tolist())) == len(found)
        shares.append(len(np.intersect1d(expected, found)) / len(expected))
    return float(np.mean(shares))


@pytest.mark.usefixtures("low_limit")
def test_the_inverted_file_finds_nine_in_ten_of_the_best():
    ids, rows = np.arange(3_000) * 7, clustered_vectors(3_000, 1, IVF_DIMENSION)
    index = build(ids, rows, IVF_DIMENSION)
    oracle = NumpySearch(ids, rows)
    np.testing.assert_array_equal(stored_ids(index), ids)
    assert recall(FaissSearch(index), oracle) >= 0.9
    some = ids[::3]
    assert recall(FaissSearch(index), oracle, some) >= 0.9
    found, _ = FaissSearch(index).search(rows[0], 5_000, some)
    assert set(found.tolist()) <= set(some.tolist())  # nothing else, and no -1


# The file, and how it follows its library


@pytest.fixture
def store(tmp_path):
    chunking = ChunkSettings().fingerprint()
    return Store.create(tmp_path, LibrarySettings("made up", "made up@1", IVF_DIMENSION, chunking))


def put(store: Store, source: str, rows: Vectors) -> str:
    """Add a document with as many passages as there are rows; returns its id."""
    document = Document.from_text(source, source, "x" * len(rows), source)
    chunks = [Chunk(document.id, at, at, at + 1, "x") for at in range(len(rows))]
    store.put(document, chunks, rows)
    return document.id


@pytest.mark.usefixtures("low_limit")
@pytest.mark.parametrize("counts", [(100, 60), (600, 500), (400, 300)])
def test_the_file_grows_and_shrinks_to_what_a_rebuild_would_hold(store, counts):
    """Below the limit, above it, and across it in both directions."""
    first = put(store, "first", clustered_vectors(counts[0], 1, IVF_DIMENSION))
    write_vectors(store, store.stamp)
    second = put(store, "second", clustered_vectors(counts[1], 2, IVF_DIMENSION))
    assert_follows(store)
    put(store, "third", clustered_vectors(50, 3, IVF_DIMENSION))
    store.remove([second])
    assert_follows(store)
    store.remove([first])
    assert_follows(store)


@pytest.mark.usefixtures("low_limit")
def test_lists_are_trained_anew_when_the_library_has_doubled(store):
    """600 rows make int(4 * sqrt(600)) = 97 lists; they serve to twice 97² / 16 = 1,176 rows."""
    lists = {600: 97, 1_170: 97, 1_200: 138}
    for number, (rows, expected) in enumerate(lists.items()):
        missing = rows - len(store.chunk_ids())
        put(store, str(number), clustered_vectors(missing, number, IVF_DIMENSION))
        assert write_vectors(store, store.stamp).index.nlist == expected
    assert_follows(store)


def assert_follows(store: Store) -> None:
    """After one step of following, the file holds the library's rows and finds them."""
    write_vectors(store, store.stamp)
    search = open_vectors(store.folder, store.stamp)
    ids, rows = store.all_vectors()
    assert search.holds(ids, rows)
    assert type(search.index) is type(build_vectors(store).index)
    if len(ids) <= LIMIT:
        for query in rows[:20]:
            assert_same(search.search(query, TOP), NumpySearch(ids, rows), query, TOP)
    else:
        assert recall(search, NumpySearch(ids, rows)) >= 0.9


def test_a_file_of_another_library_gives_nothing_to_grow_from(store, tmp_path):
    """Its rows have the same ids 1, 2, ... but are other passages' vectors."""
    put(store, "old", random_vectors(20, 1, IVF_DIMENSION))
    write_vectors(store, store.stamp)
    for file in tmp_path.glob("library.db*"):
        file.unlink()
    new = Store.create(tmp_path, store.settings)
    put(new, "new", random_vectors(25, 2, IVF_DIMENSION))
    assert open_vectors(tmp_path, new.stamp) is None
    assert write_vectors(new, new.stamp).holds(*new.all_vectors())


def test_a_damaged_file_is_no_file_and_is_written_anew(store):
    """Every single byte is damaged in turn."""
    put(store, "some", random_vectors(3, 1, IVF_DIMENSION))
    rebuild_vectors(store, store.stamp)
    path, stamp = store.folder / FILE, store.stamp
    whole = path.read_bytes()
    assert open_vectors(store.folder, stamp) is not None
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x01
        path.write_bytes(damaged)
        assert open_vectors(store.folder, stamp) is None, place
    for length in {0, 1, 255, 256, 257, len(whole) // 2, len(whole) - 1}:
        path.write_bytes(whole[:length])
        assert open_vectors(store.folder, stamp) is None, length
    path.write_bytes(whole)
    assert open_vectors(store.folder, stamp) is not None
    put(store, "more", random_vectors(1, 2, IVF_DIMENSION))
    assert open_vectors(store.folder, store.stamp) is None  # behind
    path.unlink()
    assert open_vectors(store.folder, stamp) is None
    assert write_vectors(store, store.stamp).holds(*store.all_vectors())
    path.write_bytes(damaged)
    assert write_vectors(store, store.stamp).holds(*store.all_vectors())
    assert open_vectors(store.folder, store.stamp).holds(*store.all_vectors())
    assert [file.name for file in store.folder.glob("*.tmp")] == []
