"""The library file: what is put in comes out, one change at a time, and a bad file is named."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.schema import LibrarySettings
from index.store import DATABASE, Store, of_same_library
from ingest.chunking import ChunkSettings, chunk_document
from ingest.documents import Chunk, Document, Page, Section
from ingest.errors import LibraryError, NoLibraryError
from ingest.readers import SUFFIXES
from ingest.readers.builder import clean
from tests.index.conftest import tamper
from tests.tiny_library import TINY, add_texts

CHUNKING = ChunkSettings(max_tokens=40)
SETTINGS = LibrarySettings(TINY.name, TINY.fingerprint, TINY.dimension, CHUNKING.fingerprint())


@pytest.fixture
def store(tmp_path):
    (tmp_path / "library").mkdir()
    return Store.create(tmp_path / "library", SETTINGS)


def put(store: Store, document: Document, replaces: str | None = None) -> list[Chunk]:
    chunks = chunk_document(document, TINY.count_tokens, CHUNKING)
    store.put(document, chunks, TINY.encode([c.encoder_text for c in chunks]), replaces)
    return chunks


def document_of(text: str, source: str = "/d/a.txt") -> Document:
    return Document.from_text(source, "A title", text, sha256=f"bytes of {text}")


# Round trips

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Cleaned text with sections and pages at any place, and any metadata."""
    parts = draw(st.lists(st.tuples(any_text.map(clean), st.booleans()), min_size=1, max_size=8))
    text, sections, pages = "", [], []
    for number, (part, is_heading) in enumerate(parts, start=1):
        if is_heading and part.strip():
            sections.append(Section(len(text), draw(st.integers(1, 6)), part))
        elif draw(st.booleans()):
            pages.append(Page(number, len(text)))
        text += part
    source, title, sha256 = (draw(any_text) for _ in range(3))
    found = {"pages": tuple(pages), "sections": tuple(sections)}
    metadata = draw(st.dictionaries(any_text, any_text, max_size=3))
    return Document.from_text(source, title, text, sha256, **found, metadata=metadata)


def test_any_document_comes_back_as_it_was(tmp_path):
    store = Store.create(tmp_path, SETTINGS)

    @settings(max_examples=100, deadline=None)
    @given(document=documents())
    def round_trip(document: Document) -> None:
        chunks = put(store, document)
        try:
            assert store.document(document.id) == document
            assert store.document_chunks(document.id) == chunks
            vectors = store.vectors(store.chunk_ids([document.id]))
            expected = TINY.encode([chunk.encoder_text for chunk in chunks])
            np.testing.assert_array_equal(vectors, expected)
            (summary,) = store.summaries()
            assert (summary.source, summary.title) == (document.source, document.title)
            assert (summary.characters, summary.passages) == (len(document.text), len(chunks))
            assert summary == store.summary_by_source(document.source)
        finally:
            store.remove([document.id])

    round_trip()


ODD_FILES = {
    "lone surrogate.txt": "before \ud800 after".encode("utf-16-le", "surrogatepass"),
    "lone surrogate 8.txt": b"before \xed\xa0\x80 after",
    "surrogate.html": b"<title>T\xed\xb0\x80</title><p>before &#xD800;&#55296; after</p>",
    "surrogate.md": b"# H \xed\xa0\x80\n\nbefore &#xDFFF; after",
    "nul.txt": b"before \x00 after",
    "mark.txt": "\ufeffbefore after".encode(),
    "separators.txt": "before\u2028\x85\x0b after".encode(),
}


def test_surrogates_and_control_characters_never_reach_the_library(library):
    add_texts(library, ODD_FILES)
    store = Store(library)
    assert len(store.document_ids()) >= len(ODD_FILES) - 2  # binary-looking ones may be refused
    for document in map(store.document, store.document_ids()):
        for text in (document.text, document.title, *document.metadata.values()):
            assert text == clean(text) == text.encode().decode()
        assert "before" in document.text
        assert "after" in document.text


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), suffix=st.sampled_from(sorted(SUFFIXES)))
def test_any_bytes_become_a_document_that_is_stored_or_a_sentence(data, suffix, tmp_path_factory):
    library = tmp_path_factory.mktemp("any") / "library"
    (entry,) = add_texts(library, {f"file{suffix}": data}).entries
    assert len(Store(library).document_ids()) == (0 if entry.reason else 1)


# Changes


def test_each_change_is_a_new_state_of_the_same_library(store, tmp_path):
    stamps = [store.stamp]
    first, second = document_of("First text."), document_of("Second text.")
    for change in (
        lambda: put(store, first),
        lambda: put(store, second, replaces=first.id),
        lambda: store.remove([second.id]),
    ):
        change()
        stamps.append(store.stamp)
    assert len(set(stamps)) == 4
    assert all(of_same_library(stamps[0], stamp) for stamp in stamps)
    assert Store(store.folder).stamp == stamps[-1]
    assert not of_same_library(Store.create(tmp_path, SETTINGS).stamp, stamps[0])


def test_a_change_that_fails_leaves_everything_as_it_was(store):
    document = document_of("First sentence. Second sentence.")
    chunks = put(store, document)
    before = store.stamp
    changed = document_of("Changed.")
    too_few = TINY.encode([])
    with pytest.raises(ValueError, match="shorter"):
        store.put(changed, chunk_document(changed, TINY.count_tokens), too_few, document.id)
    with pytest.raises(LibraryError, match=r"cannot be changed .*documents\.source"):
        put(store, replace(document, id="another id, but the same source"))
    assert store.stamp == before
    assert store.document(document.id) == document
    assert store.document_chunks(document.id) == chunks


def test_a_full_disk_is_a_sentence_and_changes_nothing(tmp_path):
    """On Linux, where a process may set how large a file it writes."""
    resource = pytest.importorskip("resource")
    store = Store.create(tmp_path, SETTINGS)
    document = document_of("A sentence.")
    put(store, document)
    store.settle()
    before = store.stamp
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(LibraryError, match=r"cannot be changed \(.*\); it is as before"):
            put(store, document_of("A long text. " * 40_000, "/d/long.txt"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (store.stamp, store.document_ids()) == (before, [document.id])


def test_replacing_and_removing_take_the_passages_along(store):
    first, other = document_of("One. Two. Three."), document_of("Other.", "/d/other.txt")
    put(store, first)
    kept = put(store, other)
    second = document_of("Four. Five.")
    chunks = put(store, second, replaces=first.id)
    assert store.document(first.id) is None
    assert store.document_ids() == [other.id, second.id]
    ids = store.chunk_ids().tolist()
    assert set(store.chunks(ids).values()) == {*chunks, *kept}
    store.remove([second.id])
    assert set(store.chunks(ids).values()) == set(kept)
    assert len(store.all_vectors()[0]) == 1
    store.remove([other.id])
    assert [len(part) for part in store.all_vectors()] == [0, 0]


def test_an_id_is_never_given_to_a_second_passage(store):
    given: list[int] = []
    for number in range(5):
        document = document_of(f"Text {number}. And more.")
        put(store, document)
        given += store.chunk_ids().tolist()
        store.remove([document.id])
    assert len(set(given)) == len(given)


def test_lists_are_longer_than_sqlite_allows_values(store):
    text = "x" * 2_000
    document = document_of(text)
    chunks = [Chunk(document.id, at, at, at + 1, "x") for at in range(len(text))]
    vectors = TINY.encode([f"passage {at}" for at in range(len(text))])
    store.put(document, chunks, vectors)
    ids = store.chunk_ids()
    assert len(store.chunks(ids)) == len(text)
    shuffled = np.random.default_rng(0).permutation(len(ids))
    np.testing.assert_array_equal(store.vectors(ids[shuffled]), vectors[shuffled])
    assert store.chunks([*ids[:3].tolist(), 10**9]).keys() == set(ids[:3].tolist())


def test_many_threads_read_while_one_writes(store):
    put(store, document_of("Sentence one. Sentence two."))
    stop = threading.Event()

    def read() -> int:
        read = 0
        while not stop.is_set():
            for summary in store.summaries():
                document = store.document(summary.id)
                assert document is None or document.text.endswith(".")
                read += 1
        return read

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(20):
            put(store, document_of(f"Sentence {number}.", f"/d/{number}.txt"))
            store.settle()
        stop.set()
        assert all(reader.result() for reader in readers)


# Files that are no library


def test_a_missing_library_is_named_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(NoLibraryError, match=r"no library in .*footnote add"):
        Store(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(4_000)])
def test_a_file_that_is_no_library_is_refused(tmp_path, content):
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.db .*cannot be used"):
        Store(tmp_path)


def test_a_library_of_another_version_is_refused(store):
    tamper(store, "UPDATE settings SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(LibraryError, match="version 99; this program reads version 1"):
        Store(store.folder)


def test_a_half_made_library_is_begun_again(tmp_path):
    (tmp_path / "library.new").write_bytes(b"what a kill left")
    store = Store.create(tmp_path, SETTINGS)
    assert store.settings == SETTINGS
    assert not (tmp_path / "library.new").exists()
    with pytest.raises(LibraryError, match="already"):
        Store.create(tmp_path, SETTINGS)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_gives_a_sentence_and_nothing_else(library, kept):
    """Whatever part is lost, no exception of SQLite's comes through."""

    def read_everything() -> None:
        store = Store(library)
        for summary in store.summaries():
            assert store.document(summary.id)
            assert store.document_chunks(summary.id)
        store.all_vectors()

    add_texts(library, {f"{n}.txt": f"Number {n}. " * 200 for n in range(40)})
    size = (library / DATABASE).stat().st_size
    with (library / DATABASE).open("r+b") as file:
        file.truncate(int(size * kept))
    with pytest.raises(LibraryError, match="cannot be used"):
        read_everything()


def test_known_vectors_are_found_by_text(store):
    (chunk,) = put(store, document_of("A sentence."))
    ((_, vector),) = store.known_vectors([chunk.encoder_text, "unknown"]).items()
    np.testing.assert_array_equal(vector, TINY.encode([chunk.encoder_text])[0])
