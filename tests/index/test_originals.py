"""The kept bytes of PDFs: as they came, gone with their document, checked, and missing in old libraries."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.store import DATABASE, Store
from index.sync import reindex, remove_documents
from index.verify import verify
from ingest.documents import hash_bytes
from ingest.report import Outcome
from tests.index.test_removal import windows
from tests.index.test_verify import assert_named, tamper
from tests.ingest.readers_samples import make_pdf
from tests.tiny_library import TINY, add_texts, id_of, outcomes

PDF = make_pdf([["Oil burns in lamps."], ["Gas burns as well."]], title="Of lamps and their oil")
TEXTS = {"lamps.pdf": PDF, "gas.txt": "Gas is a text."}


@pytest.fixture
def library(tmp_path):
    add_texts(tmp_path / "library", TEXTS)
    return tmp_path / "library"


def make_older(library: Path) -> None:
    """As a library was before originals were kept: without their table."""
    with closing(sqlite3.connect(library / DATABASE)) as connection:
        connection.execute("DROP TABLE originals")
        connection.execute("VACUUM")


def test_the_bytes_of_a_pdf_are_kept_and_no_others(library):
    store = Store(library)
    identifier = id_of(store, "lamps.pdf")
    assert store.original(identifier) == PDF
    assert store.has_original(identifier)
    for other in (id_of(store, "gas.txt"), "unknown"):
        assert store.original(other) is None
        assert not store.has_original(other)
    assert verify(store).faults == ()


def test_a_changed_pdf_takes_the_place_of_the_one_before(library):
    changed = make_pdf([["Oil burns in old lamps."]])
    assert outcomes(add_texts(library, {"lamps.pdf": changed}))["lamps.pdf"] is Outcome.CHANGED
    store = Store(library)
    assert store.original(id_of(store, "lamps.pdf")) == changed
    # The same words in another file: the document's id is the same as before.
    same_words = make_pdf([["Oil burns in old lamps."]], author="Somebody")
    add_texts(library, {"lamps.pdf": same_words})
    assert store.original(id_of(store, "lamps.pdf")) == same_words
    assert store._rows("SELECT count(*) FROM originals") == [(1,)]


def test_encoding_anew_keeps_them(library):
    store = Store(library)
    reindex(store, TINY)
    assert store.original(id_of(store, "lamps.pdf")) == PDF


def test_an_older_library_has_none_until_the_file_is_added_again(library):
    make_older(library)
    store = Store(library)
    identifier = id_of(store, "lamps.pdf")
    assert store.original(identifier) is None
    assert not store.has_original(identifier)
    assert verify(store).faults == ()
    report = add_texts(library, TEXTS)
    assert set(outcomes(report).values()) == {Outcome.UNCHANGED}
    assert report.encoded == 0
    assert store.original(identifier) == PDF
    stamp = store.stamp
    add_texts(library, TEXTS)
    assert store.stamp == stamp  # and nothing is changed once more


def test_a_document_is_removed_from_an_older_library(library):
    make_older(library)
    store = Store(library)
    remove_documents(store, store.summaries())
    assert store.document_ids() == []
    assert verify(store).faults == ()


def test_nothing_of_a_removed_pdf_stays_in_the_folder(tmp_path):
    """Whole pages of bytes, and few; none of them, read or drawn, is left."""
    chance = random.Random(8)
    library = tmp_path / "library"
    drawn = [chance.randbytes(size) for size in (300, 5_000, 400_000)]
    # What follows a PDF's end is passed over by its readers.
    files = {
        f"secret {number}.pdf": make_pdf([[f"Page {number} stands here."]]) + noise
        for number, noise in enumerate(drawn)
    }
    add_texts(library, {**files, "kept.pdf": PDF})
    store = Store(library)
    traces = set().union(*(windows(noise, step=12) for noise in drawn))
    # All but those that SQLite parts, from one of its pages to the next.
    assert count_traces(library, traces) > 0.99 * len(traces)
    doomed = [s for s in store.summaries() if "secret" in s.source]
    assert len(doomed) == 3
    remove_documents(store, doomed)
    assert count_traces(library, traces) == 0
    assert store.original(id_of(store, "kept.pdf")) == PDF
    assert verify(store).faults == ()


def count_traces(library: Path, traces: set[bytes]) -> int:
    found = set()
    for path in library.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {data[at : at + 12] for at in range(len(data) - 11)} & traces
    return len(found)


@pytest.mark.parametrize("data", [b"", PDF[:-1], make_pdf([["Another."]])])
def test_a_kept_file_that_is_another_is_named(library, capsys, data):
    store = Store(library)
    tamper(store, "UPDATE originals SET data = ?", data)
    assert_named(store, capsys, "lamps.pdf is not the file that was added.")


def test_a_kept_file_that_is_no_longer_bytes_is_named(library, capsys):
    store = Store(library)
    tamper(store, "UPDATE originals SET data = 'text'")
    assert_named(store, capsys, f"Document {id_of(store, 'lamps.pdf')} cannot be read.")


def test_a_kept_file_without_a_document_is_named(library, capsys):
    store = Store(library)
    tamper(store, "UPDATE originals SET document_id = 'unknown'")
    assert_named(store, capsys, "1 kept files belong to no document.")


def test_a_kept_file_comes_back_whatever_its_bytes(library, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(library, copy)
    store = Store(copy)
    data = PDF + bytes(range(256)) * 5_000
    store.keep_original(id_of(store, "gas.txt"), data)
    assert hash_bytes(store.original(id_of(store, "gas.txt")) or b"") == hash_bytes(data)
