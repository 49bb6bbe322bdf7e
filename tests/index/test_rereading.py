"""Documents that an earlier version read: that they are known, and read again from whatever is left of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.rereading import read_again
from index.status import read_status
from index.store import Store
from index.sync import STAYS, add_sources
from index.verify import verify
from ingest.documents import hash_bytes
from ingest.readers import VERSION
from ingest.report import Outcome, Report
from ingest.sources import Kind, Limits, Loaded, Source
from tests.ingest.readers_samples import make_pdf
from tests.tiny_library import TINY, add_texts, id_of, outcomes, write_texts

PDF = make_pdf([["Oil burns in lamps."]])
TEXTS = {"lamps.pdf": PDF, "gas.txt": "Gas is a text.", "old.md": "# Old\n\nIt is old."}


def make_older(library: Path) -> None:
    """Let the documents look as if another version had read other texts of the same files."""
    with closing(sqlite3.connect(library / "library.db")) as connection, connection:
        connection.execute("UPDATE documents SET metadata = json_remove(metadata, '$.read_by')")
        connection.execute("UPDATE documents SET added_at = '2020-01-01T00:00:00+00:00'")


@pytest.fixture
def older(library: Path) -> Path:
    add_texts(library, TEXTS)
    make_older(library)
    return library


def again(library: Path, *, fetch: bool = False) -> Report:
    ids = [each.id for each in Store(library).summaries()]
    return read_again(library, ids, TINY, fetch=fetch)


def uploaded(library: Path, name: str, text: str) -> Source:
    """A file that a browser sent: its name leads nowhere, and its bytes go when it is added."""
    sent = library.parent / "sent"
    sent.write_text(text)
    source = Source(f"uploaded/{name}", Path(name).suffix, Kind.FILE, sent)
    add_sources(library, [source], TINY, Limits())
    sent.unlink()
    return source


def test_a_library_says_that_it_should_be_read_again(older: Path) -> None:
    store = Store(older)
    assert store.count_of_outdated() == 3
    assert all(each.is_outdated for each in store.summaries())
    words = dict(read_status(older).lines())["to read again"]
    assert words.startswith("3 documents were read by an earlier version of Footnote; ")
    assert "footnote read-again" in words
    again(older)
    assert store.count_of_outdated() == 0
    assert {each.read_by for each in store.summaries()} == {VERSION}
    assert "to read again" not in dict(read_status(older).lines())


def test_what_is_the_same_is_not_encoded_and_keeps_its_day(older: Path) -> None:
    report = again(older)
    assert set(outcomes(report).values()) == {Outcome.UNCHANGED}
    assert report.encoded == 0
    assert {each.added_at[:10] for each in Store(older).summaries()} == {"2020-01-01"}
    assert Store(older).original(id_of(Store(older), "lamps.pdf")) == PDF
    assert verify(Store(older)).faults == ()


def test_a_changed_file_is_read_as_it_is_now(older: Path) -> None:
    write_texts(older, {"gas.txt": "Gas is a changed text."})
    assert outcomes(again(older))["gas.txt"] is Outcome.CHANGED
    store = Store(older)
    assert store.document(id_of(store, "gas.txt")).text == "Gas is a changed text."


def test_the_text_stays_where_the_file_is_gone_or_cannot_be_read(older: Path) -> None:
    sources = older.parent / "sources"
    (sources / "gas.txt").unlink()
    (sources / "old.md").write_bytes(bytes(range(256)) * 40)
    (sources / "lamps.pdf").unlink()  # its bytes were kept
    report = again(older)
    assert outcomes(report) == {
        "gas.txt": Outcome.SKIPPED,
        "old.md": Outcome.SKIPPED,
        "lamps.pdf": Outcome.UNCHANGED,
    }
    reasons = {Path(entry.source).name: entry.reason for entry in report.entries}
    assert "does not exist" in reasons["gas.txt"]
    assert "is not text" in reasons["old.md"]
    assert reasons["gas.txt"].endswith(STAYS)
    store = Store(older)
    assert store.document(id_of(store, "gas.txt")).text == "Gas is a text."
    assert store.document(id_of(store, "old.md")).text == "Old\n\nIt is old."
    assert [Path(s.source).name for s in store.summaries() if not s.is_outdated] == ["lamps.pdf"]


def test_what_a_browser_sent_is_read_from_what_was_kept_of_it(library: Path, monkeypatch) -> None:
    """A file of the same name in the folder at hand is another."""
    uploaded(library, "note.md", "# Note\n\nIt was sent.")
    (library.parent / "uploaded").mkdir()
    (library.parent / "uploaded" / "note.md").write_text("Another.")
    monkeypatch.chdir(library.parent)
    make_older(library)
    for _ in range(2):
        assert outcomes(again(library)) == {"note.md": Outcome.UNCHANGED}
    store = Store(library)
    assert store.document(id_of(store, "note.md")).text == "Note\n\nIt was sent."
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DELETE FROM originals")
    (entry,) = again(library).entries
    assert entry.outcome is Outcome.SKIPPED
    assert "its bytes were not kept" in entry.reason


def test_an_address_is_read_from_what_was_kept_of_it(library: Path) -> None:
    """Nothing is fetched unless that is asked for."""
    url = "http://127.0.0.1:9/page"
    page = b"<html><title>Page</title><body><p>Oil burns well in every lamp.</p></body></html>"
    loaded = Loaded(Source(url, "", Kind.PAGE), page, ".html", hash_bytes(page))
    add_sources(library, [loaded], TINY, Limits())
    make_older(library)
    assert outcomes(again(library)) == {"page": Outcome.UNCHANGED}
    assert Store(library).summaries()[0].title == "Page"
    (entry,) = again(library, fetch=True).entries  # it is refused
    assert entry.outcome is Outcome.UNCHANGED
