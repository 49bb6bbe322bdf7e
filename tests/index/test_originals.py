"""The kept bytes of PDFs: as they came, gone with their document, checked, and missing in old libraries."""

import random
import sqlite3
from contextlib import closing

import pytest

from index.store import Store
from index.sync import reindex, remove_documents
from index.verify import verify
from ingest.report import Outcome
from tests.index.conftest import tamper, traces_left, windows
from tests.ingest.readers_samples import make_pdf
from tests.tiny_library import TINY, add_texts, id_of, outcomes

PDF = make_pdf([["Oil burns in lamps."], ["Gas burns as well."]], title="Of lamps and their oil")
TEXTS = {"lamps.pdf": PDF, "gas.txt": "Gas is a text."}


@pytest.fixture
def store(library):
    add_texts(library, TEXTS)
    return Store(library)


@pytest.fixture
def older(store):
    """A library as it was before originals were kept: without their table."""
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("DROP TABLE originals")
        connection.execute("VACUUM")
    return store


def test_the_bytes_of_a_pdf_are_kept_and_no_others(store):
    identifier = id_of(store, "lamps.pdf")
    assert (store.original(identifier), store.has_original(identifier)) == (PDF, True)
    for other in (id_of(store, "gas.txt"), "unknown"):
        assert (store.original(other), store.has_original(other)) == (None, False)
    assert verify(store).faults == ()
    reindex(store, TINY)
    assert store.original(identifier) == PDF


def test_a_changed_pdf_takes_the_place_of_the_one_before(store):
    changed = make_pdf([["Oil burns in old lamps."]])
    report = add_texts(store.folder, {"lamps.pdf": changed})
    assert outcomes(report)["lamps.pdf"] is Outcome.CHANGED
    assert store.original(id_of(store, "lamps.pdf")) == changed
    # The same words in another file: the document's id is the same as before.
    same_words = make_pdf([["Oil burns in old lamps."]], author="Somebody")
    add_texts(store.folder, {"lamps.pdf": same_words})
    assert store.original(id_of(store, "lamps.pdf")) == same_words
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM originals").fetchall() == [(1,)]


def test_an_older_library_has_none_until_the_file_is_added_again(older):
    identifier = id_of(older, "lamps.pdf")
    assert (older.original(identifier), older.has_original(identifier)) == (None, False)
    assert verify(older).faults == ()
    report = add_texts(older.folder, TEXTS)
    assert set(outcomes(report).values()) == {Outcome.UNCHANGED}
    assert report.encoded == 0
    assert older.original(identifier) == PDF
    stamp = older.stamp
    add_texts(older.folder, TEXTS)
    assert older.stamp == stamp  # and nothing is changed once more


def test_a_document_is_removed_from_an_older_library(older):
    remove_documents(older, older.summaries())
    assert older.document_ids() == []
    assert verify(older).faults == ()


def test_nothing_of_a_removed_pdf_stays_in_the_folder(library):
    """Whole pages of bytes, and few; none of them, read or drawn, is left."""
    chance = random.Random(8)
    drawn = [chance.randbytes(size) for size in (300, 5_000, 400_000)]
    # What follows a PDF's end is passed over by its readers.
    files = {
        f"secret {number}.pdf": make_pdf([[f"Page {number} stands here."]]) + noise
        for number, noise in enumerate(drawn)
    }
    add_texts(library, {**files, "kept.pdf": PDF})
    store = Store(library)
    traces = set().union(*map(windows, drawn))
    # All but those that SQLite parts, from one of its pages to the next.
    assert len(traces_left(library, traces)) > 0.99 * len(traces)
    doomed = [s for s in store.summaries() if "secret" in s.source]
    assert len(doomed) == 3
    remove_documents(store, doomed)
    assert traces_left(library, traces) == set()
    assert store.original(id_of(store, "kept.pdf")) == PDF
    assert verify(store).faults == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("data = x''", "lamps.pdf is not the file that was added."),
        ("data = substr(data, 2)", "lamps.pdf is not the file that was added."),
        ("data = 'text'", "Document {document} cannot be read."),
        ("document_id = 'unknown'", "1 kept files belong to no document."),
    ],
)
def test_a_kept_file_that_is_another_is_named(store, assert_named, change, fault):
    tamper(store, f"UPDATE originals SET {change}")
    assert_named(store, fault.format(document=id_of(store, "lamps.pdf")))


def test_a_kept_file_comes_back_whatever_its_bytes(store):
    data = PDF + bytes(range(256)) * 5_000
    store.keep_original(id_of(store, "gas.txt"), data)
    assert store.original(id_of(store, "gas.txt")) == data
