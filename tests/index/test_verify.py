"""Verification: each thing that can be tampered with is named, or mended where it is derived."""

import json
import shutil

import numpy as np
import pytest

from app.command.cli import main
from index import lexical, vectors
from index.retriever import Retriever
from index.store import DATABASE, Store
from index.verify import Verification, verify
from tests.index.conftest import tamper
from tests.tables import read_table
from tests.tiny_library import TINY, add_texts, id_of, random_prose

VECTORS_REBUILT = "The vector index was rebuilt."
WORDS_REBUILT = "The word index was rebuilt."
TEXTS = {
    "a.md": f"# Of A\n\n{random_prose(1_500, seed=1)}\n\n## Deeper\n\n{random_prose(500, seed=2)}",
    "b.txt": random_prose(900, seed=3),
}


@pytest.fixture
def store(library):
    add_texts(library, TEXTS)
    return Store(library)


@pytest.fixture
def assert_mended(store, verified):
    """Checks that the command mends it and succeeds, and that nothing is left to mend."""

    def check(*repairs: str) -> None:
        status, lines, last = verified(store)
        assert (status, tuple(lines)) == (0, repairs)
        assert last.endswith("all as they were added.")
        assert verify(store) == Verification(2, len(store.chunk_ids()), (), ())
        for chunk in store.document_chunks(id_of(store, "b.txt")):
            hit = Retriever.from_store(store, TINY).search(chunk.text, 1)[0]
            assert (hit.chunk, hit.dense_rank, hit.lexical_rank) == (chunk, 1, 1)

    return check


def test_an_untouched_library_has_no_faults(store, verified, capsys):
    passages = len(store.chunk_ids())
    assert passages > 5
    assert verify(store) == Verification(2, passages, (), ())
    assert verified(store) == (0, [], f"2 documents, {passages} passages: all as they were added.")
    assert main(["verify", "--json", "--library", str(store.folder)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {"documents": 2, "passages": passages, "faults": [], "repairs": []}


def test_an_empty_library_has_no_faults(store):
    store.remove(store.document_ids())
    assert verify(store).faults == ()
    assert verify(store) == Verification(0, 0, (), ())


# What the library file says


@pytest.mark.parametrize(("change", "fault"), read_table(__file__, "documents"))
def test_a_changed_document_is_named(store, assert_named, change, fault):
    document = id_of(store, "b.txt")
    tamper(store, f"UPDATE documents SET {change} WHERE id = ?", document)
    assert_named(store, fault.format(document=document))


@pytest.mark.parametrize(("change", "fault"), read_table(__file__, "passages"))
def test_a_changed_passage_is_named(store, assert_named, change, fault):
    tamper(store, f"UPDATE chunks SET {change} WHERE id = ?", int(store.chunk_ids()[-1]))
    assert_named(store, fault)


@pytest.mark.parametrize(
    ("vector", "fault"),
    [
        (np.full(32, 2.0), "has length 11.314, not 1."),
        (np.zeros(32), "has length 0.000, not 1."),
        (np.full(32, np.nan), "has length nan, not 1."),
        (np.ones(31), "is not whole."),
        (np.empty(0), "is not whole."),
    ],
)
def test_a_changed_vector_is_named(store, assert_named, vector, fault):
    chunk_id = int(store.chunk_ids()[2])
    blob = vector.astype(np.float32).tobytes()
    tamper(store, "UPDATE chunks SET vector = ? WHERE id = ?", blob, chunk_id)
    assert_named(store, f"The vector of passage {chunk_id} {fault}")


def test_a_changed_text_is_named_with_each_passage_that_holds_the_change(store, assert_named):
    document = store.document(id_of(store, "b.txt"))
    space = document.text.index(" ", len(document.text) // 2)
    changed = document.text[:space] + "_" + document.text[space + 1 :]
    tamper(store, "UPDATE documents SET text = ? WHERE id = ?", changed, document.id)
    containing = [c for c in store.document_chunks(document.id) if c.start <= space < c.end]
    places = [f"The text at {chunk.start}-{chunk.end} of " for chunk in containing]
    assert places
    assert_named(store, "b.txt is not the text that was added.", "The id of ", *places)


def test_passages_without_a_document_are_named(store, assert_named):
    document = id_of(store, "b.txt")
    passages = len(store.chunk_ids([document]))
    tamper(store, "DELETE FROM documents WHERE id = ?", document)
    assert_named(store, f"{passages} passages belong to no document.")


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.7, 0.95])
def test_a_truncated_library_is_a_sentence_and_a_failure(store, capsys, kept):
    store.settle()
    store.close()
    with (store.folder / DATABASE).open("r+b") as file:
        file.truncate(int(store.path.stat().st_size * kept))
    assert main(["verify", "--library", str(store.folder)]) == 1
    captured = capsys.readouterr()
    named = captured.err.startswith("footnote: The library file") or " faults." in captured.out
    assert named, captured


# What is derived


@pytest.mark.parametrize("length", [None, 0, 100, 300, -1])
def test_a_missing_or_truncated_vector_file_is_rebuilt(store, assert_mended, length):
    path = store.folder / vectors.FILE
    data = path.read_bytes()
    path.unlink()
    if length is not None:
        path.write_bytes(data[:length])
    assert_mended(VECTORS_REBUILT)


def test_a_vector_file_that_is_whole_but_says_otherwise_is_rebuilt(store, assert_mended):
    """Two vectors have changed places; the file's stamp and checksum are right."""
    ids, rows = store.all_vectors()
    swapped = vectors.build(ids, rows[[1, 0, *range(2, len(rows))]], TINY.dimension)
    vectors.write_index(swapped, store.folder / vectors.FILE, store.stamp)
    assert_mended(VECTORS_REBUILT)


def test_a_missing_word_index_is_rebuilt(store, assert_mended):
    shutil.rmtree(store.folder / lexical.FOLDER)
    assert_mended(WORDS_REBUILT)


def test_a_word_index_with_a_damaged_file_is_rebuilt(store, assert_mended):
    (term_file,) = (store.folder / lexical.FOLDER).glob("*.term")
    data = bytearray(term_file.read_bytes())
    data[len(data) // 3] ^= 0xFF
    term_file.write_bytes(data)
    assert_mended(WORDS_REBUILT)


def test_a_word_index_that_is_whole_but_says_otherwise_is_rebuilt(store, assert_mended):
    """It holds other passages; its seal is right."""
    folder = store.folder / lexical.FOLDER
    index = lexical.LexicalIndex.in_new_folder(folder)
    index.add([(1, id_of(store, "a.md"), "only one passage")])
    lexical.seal(folder, store.stamp)
    assert_mended(WORDS_REBUILT)


def test_both_indexes_are_rebuilt_when_all_but_the_library_file_is_gone(store, assert_mended):
    (store.folder / vectors.FILE).unlink()
    (store.folder / lexical.FOLDER / lexical.SEAL).write_text("{}")
    assert_mended(VECTORS_REBUILT, WORDS_REBUILT)
