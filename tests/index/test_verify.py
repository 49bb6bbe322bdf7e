"""Verification: each thing that can be tampered with is named, or mended where it is derived."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import Any

import faiss
import numpy as np
import pytest

from app.command.cli import main
from index import vectors
from index.lexical import FOLDER, SEAL, LexicalIndex, _seal
from index.retriever import Retriever
from index.store import DATABASE, Store
from index.verify import Verification, verify
from tests.tiny_library import TINY, add_texts, id_of, random_prose

VECTORS_REBUILT = "The vector index was rebuilt."
WORDS_REBUILT = "The word index was rebuilt."
TEXTS = {
    "a.md": f"# Of A\n\n{random_prose(1_500, seed=1)}\n\n## Deeper\n\n{random_prose(500, seed=2)}",
    "b.txt": random_prose(900, seed=3),
}


@pytest.fixture
def store(tmp_path):
    add_texts(tmp_path / "library", TEXTS)
    return Store(tmp_path / "library")


def tamper(store: Store, statement: str, *values: Any) -> None:
    """Change rows behind the program's back; exactly one row must have been there to change."""
    with closing(sqlite3.connect(store.path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def verify_by_command(store: Store, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["verify", "--library", str(store.folder)])
    return code, capsys.readouterr().out.splitlines()


def assert_named(
    store: Store, capsys: pytest.CaptureFixture[str], *sentences: str, count: int | None = None
) -> None:
    """The faults are these sentences, nothing is repaired, and the command fails with them."""
    result = verify(store)
    assert result.repairs == ()
    for sentence in sentences:
        assert any(sentence in fault for fault in result.faults), result.faults
    assert len(result.faults) == (count or len(sentences))
    code, lines = verify_by_command(store, capsys)
    assert code == 1
    assert lines[:-1] == list(result.faults)
    assert lines[-1].endswith(f"{len(result.faults)} faults.")


def assert_mended(store: Store, capsys: pytest.CaptureFixture[str], *repairs: str) -> None:
    """The command mends it and succeeds; afterwards there is nothing left to mend."""
    code, lines = verify_by_command(store, capsys)
    assert (code, tuple(lines[:-1])) == (0, repairs)
    assert lines[-1].endswith("all as they were added.")
    assert verify(store) == Verification(2, len(store.chunk_ids()), (), ())
    for chunk in store.document_chunks(id_of(store, "b.txt")):
        hit = Retriever.from_store(store, TINY).search(chunk.text, 1)[0]
        assert (hit.chunk, hit.dense_rank, hit.lexical_rank) == (chunk, 1, 1)


def test_an_untouched_library_has_no_faults(store, capsys):
    passages = len(store.chunk_ids())
    assert passages > 5
    assert verify(store) == Verification(2, passages, (), ())
    code, lines = verify_by_command(store, capsys)
    expected = f"2 documents, {passages} passages: all as they were added."
    assert (code, lines) == (0, [expected])
    assert main(["verify", "--json", "--library", str(store.folder)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {"documents": 2, "passages": passages, "faults": [], "repairs": []}


def test_an_empty_library_has_no_faults(store):
    store.remove(store.document_ids())
    result = verify(store)
    assert (result.documents, result.passages, result.faults) == (0, 0, ())
    assert verify(store) == Verification(0, 0, (), ())


# What the library file says


def test_a_passage_that_is_not_its_slice_is_named(store, capsys):
    chunk_id = int(store.chunk_ids([id_of(store, "b.txt")])[0])
    chunk = store.chunks([chunk_id])[chunk_id]
    changed = "X" + chunk.text[1:]
    tamper(store, "UPDATE chunks SET text = ? WHERE id = ?", changed, chunk_id)
    assert_named(store, capsys, f"The text at {chunk.start}-{chunk.end} of ")


@pytest.mark.parametrize("change", ["start = start + 1", "end = end - 1", "end = 10000000"])
def test_a_passage_at_a_wrong_place_is_named(store, capsys, change):
    chunk_id = int(store.chunk_ids()[-1])
    tamper(store, f"UPDATE chunks SET {change} WHERE id = ?", chunk_id)
    assert_named(store, capsys, "b.txt is not what is quoted from it.")


def test_a_changed_document_text_is_named(store, capsys):
    document_id = id_of(store, "b.txt")
    document = store.document(document_id)
    assert document is not None
    space = document.text.index(" ", len(document.text) // 2)
    changed = document.text[:space] + "_" + document.text[space + 1 :]
    tamper(store, "UPDATE documents SET text = ? WHERE id = ?", changed, document_id)
    containing = [c for c in store.document_chunks(document_id) if c.start <= space < c.end]
    assert_named(
        store,
        capsys,
        "b.txt is not the text that was added.",
        "The id of ",
        *(f"The text at {chunk.start}-{chunk.end} of " for chunk in containing),
    )


def test_a_changed_heading_is_named(store, capsys):
    document_id = id_of(store, "a.md")
    sections = json.dumps([[0, 1, "Of B"]])
    tamper(store, "UPDATE documents SET sections = ? WHERE id = ?", sections, document_id)
    assert_named(store, capsys, "The text at 0-4 of ")


def test_a_changed_source_is_named(store, capsys):
    document_id = id_of(store, "b.txt")
    tamper(store, "UPDATE documents SET source = '/other.txt' WHERE id = ?", document_id)
    assert_named(store, capsys, "The id of /other.txt does not belong to its source and text.")


@pytest.mark.parametrize("column", ["pages", "sections", "metadata"])
def test_what_cannot_be_read_is_named(store, capsys, column):
    document_id = id_of(store, "b.txt")
    tamper(store, f"UPDATE documents SET {column} = '[1, {{' WHERE id = ?", document_id)
    assert_named(store, capsys, f"Document {document_id} cannot be read.")


def test_text_that_is_no_longer_utf_8_is_named(store, capsys):
    document_id = id_of(store, "b.txt")
    statement = "UPDATE documents SET text = CAST(x'41ff42' AS TEXT) WHERE id = ?"
    tamper(store, statement, document_id)
    assert_named(store, capsys, f"Document {document_id} cannot be read.")


@pytest.mark.parametrize(
    ("vector", "sentence"),
    [
        (np.full(32, 2.0), "has length 11.314, not 1."),
        (np.zeros(32), "has length 0.000, not 1."),
        (np.full(32, np.nan), "has length nan, not 1."),
        (np.ones(31), "is not whole."),
        (np.empty(0), "is not whole."),
    ],
)
def test_a_changed_vector_is_named(store, capsys, vector, sentence):
    chunk_id = int(store.chunk_ids()[2])
    blob = vector.astype(np.float32).tobytes()
    tamper(store, "UPDATE chunks SET vector = ? WHERE id = ?", blob, chunk_id)
    assert_named(store, capsys, f"The vector of passage {chunk_id} {sentence}")


@pytest.mark.parametrize(
    "change",
    [
        "documents SET title = 'Another'",
        "documents SET sha256 = 'another'",
        "documents SET added_at = '2001-01-01T00:00:00+00:00'",
        "documents SET pages = '[[1, 0]]'",
        """documents SET metadata = '{"author": "Another"}'""",
    ],
)
def test_any_other_change_to_a_document_is_named(store, capsys, change):
    tamper(store, f"UPDATE {change} WHERE id = ?", id_of(store, "b.txt"))
    assert_named(store, capsys, "b.txt is not what was added.")


@pytest.mark.parametrize("change", ["page = 7", """heading_path = '["Another"]'""", "ordinal = 9"])
def test_any_other_change_to_a_passage_is_named(store, capsys, change):
    tamper(store, f"UPDATE chunks SET {change} WHERE id = ?", int(store.chunk_ids()[-1]))
    assert_named(store, capsys, "b.txt is not what was added.")


def test_a_vector_in_the_place_of_another_is_named(store, capsys):
    first, *_, last = store.chunk_ids([id_of(store, "b.txt")]).tolist()
    statement = "UPDATE chunks SET vector = (SELECT vector FROM chunks WHERE id = ?) WHERE id = ?"
    tamper(store, statement, first, last)
    assert_named(store, capsys, "b.txt is not what was added.")


def test_passages_without_a_document_are_named(store, capsys):
    document_id = id_of(store, "b.txt")
    passages = len(store.chunk_ids([document_id]))
    tamper(store, "DELETE FROM documents WHERE id = ?", document_id)
    assert_named(store, capsys, f"{passages} passages belong to no document.")


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


def test_a_missing_vector_file_is_rebuilt(store, capsys):
    (store.folder / vectors.FILE).unlink()
    assert_mended(store, capsys, VECTORS_REBUILT)


@pytest.mark.parametrize("length", [0, 100, 300, -1])
def test_a_truncated_vector_file_is_rebuilt(store, capsys, length):
    path = store.folder / vectors.FILE
    path.write_bytes(path.read_bytes()[:length])
    assert_mended(store, capsys, VECTORS_REBUILT)


def test_a_vector_file_that_is_whole_but_says_otherwise_is_rebuilt(store, capsys):
    """Two vectors have changed places; the file's stamp and checksum are right."""
    ids, rows = store.all_vectors()
    rows = rows[[1, 0, *range(2, len(rows))]]
    index = vectors.build(ids, rows, TINY.dimension)
    assert isinstance(index, faiss.Index)
    vectors._write(index, store.folder / vectors.FILE, store.stamp)
    assert_mended(store, capsys, VECTORS_REBUILT)


def test_a_missing_word_index_is_rebuilt(store, capsys):
    shutil.rmtree(store.folder / FOLDER)
    assert_mended(store, capsys, WORDS_REBUILT)


def test_a_word_index_with_a_damaged_file_is_rebuilt(store, capsys):
    (term_file,) = (store.folder / FOLDER).glob("*.term")
    data = bytearray(term_file.read_bytes())
    data[len(data) // 3] ^= 0xFF
    term_file.write_bytes(data)
    assert_mended(store, capsys, WORDS_REBUILT)


def test_a_word_index_that_is_whole_but_says_otherwise_is_rebuilt(store, capsys):
    """It holds other passages; its seal is right."""
    folder = store.folder / FOLDER
    index = LexicalIndex.in_new_folder(folder)
    index.add([(1, id_of(store, "a.md"), "only one passage")])
    _seal(folder, store.stamp)
    assert_mended(store, capsys, WORDS_REBUILT)


def test_both_indexes_are_rebuilt_when_all_but_the_library_file_is_gone(store, capsys):
    (store.folder / vectors.FILE).unlink()
    (store.folder / FOLDER / SEAL).write_text("{}")
    assert_mended(store, capsys, VECTORS_REBUILT, WORDS_REBUILT)
