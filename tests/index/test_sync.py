"""Adding, changing, re-encoding: the outcome of each source, and what it costs to encode."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.encoder import Vectors
from index.progress import Progress
from index.retriever import Retriever
from index.status import read_status
from index.store import Store
from index.sync import add_sources, reindex, remove_documents
from index.verify import verify
from ingest.chunking import ChunkSettings
from ingest.errors import EncoderMismatchError, NoLibraryError
from ingest.report import Outcome
from ingest.sources import Limits, find_sources
from tests.index.conftest import assert_passages_whole
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import (
    TINY,
    add_folder,
    add_texts,
    id_of,
    outcomes,
    random_prose,
    write_texts,
)


class CountingEncoder(TinyEncoder):
    """Encodes, and keeps what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode(texts)


def assert_whole(library: Path, encoder: TinyEncoder = TINY) -> None:
    """It is as if made now, and nothing is wrong with it or has to be mended."""
    store = Store(library)
    assert_passages_whole(store, encoder)
    assert verify(store).faults == verify(store).repairs == ()


def text_of(library: Path, name: str) -> str:
    store = Store(library)
    return store.document(id_of(store, name)).text


# Outcomes


def test_each_source_has_its_outcome(library):
    texts = {"a.txt": "Text a.", "b.md": "# Text\n\nOf b.", "empty.txt": "", "x.xyz": "no"}
    first = add_texts(library, texts)
    skipped = dict.fromkeys(("empty.txt", "x.xyz"), Outcome.SKIPPED)
    assert outcomes(first) == {"a.txt": Outcome.ADDED, "b.md": Outcome.ADDED, **skipped}
    reasons = {Path(entry.source).name: entry.reason for entry in first.entries}
    assert "empty (0 bytes)" in reasons["empty.txt"]
    assert "unknown suffix .xyz" in reasons["x.xyz"]

    second = add_texts(library, {"a.txt": "Text a, changed.", "c.txt": "# Text\n\nOf b."})
    assert outcomes(second) == {
        "a.txt": Outcome.CHANGED,
        "b.md": Outcome.UNCHANGED,
        "c.txt": Outcome.DUPLICATE,
        **skipped,
    }
    (duplicate,) = [e for e in second.entries if e.outcome is Outcome.DUPLICATE]
    assert duplicate.reason.endswith("b.md.")
    assert len(Store(library).document_ids()) == 2
    assert text_of(library, "a.txt") == "Text a, changed."
    assert_whole(library)


def test_a_report_counts_characters_passages_and_encodings(library):
    text = random_prose(2_000, seed=1)
    report = add_texts(library, {"a.txt": text, "b.txt": "Short."})
    long, short = report.entries
    assert (long.characters, short.characters) == (2_000, 6)
    assert (long.passages > 1, short.passages) == (True, 1)
    assert report.encoded == long.passages + short.passages == len(Store(library).chunk_ids())
    again = add_texts(library, {})
    assert [(e.characters, e.passages) for e in again.entries] == [(2_000, long.passages), (6, 1)]
    assert again.encoded == 0


def test_a_source_that_becomes_like_another_does_not_keep_its_old_text(library):
    """Two files that swap their contents are both changed; none is taken for a duplicate."""
    texts = {"a.txt": "First text.", "b.txt": "Second text."}
    add_texts(library, texts)
    report = add_texts(library, {"a.txt": "Second text.", "b.txt": "First text."})
    assert set(outcomes(report).values()) == {Outcome.CHANGED}
    assert [text_of(library, name) for name in texts] == ["Second text.", "First text."]
    assert_whole(library)


def test_a_file_that_goes_between_finding_and_reading_is_skipped(library):
    sources = write_texts(library, {"a.txt": "Text a.", "b.txt": "Text b.", "c.txt": "Text c."})
    found = list(find_sources([sources], Limits()))
    (sources / "b.txt").unlink()
    report = add_sources(library, found, TINY, Limits())
    assert outcomes(report)["b.txt"] is Outcome.SKIPPED
    assert [e.outcome for e in report.entries].count(Outcome.ADDED) == 2


def test_progress_goes_from_nothing_to_the_last_source(library):
    texts = {f"{n}.txt": random_prose(n * 150_000 + 100, n) for n in range(2)}
    sources = write_texts(library, texts)
    seen: list[Progress] = []
    found = list(find_sources([sources], Limits()))
    add_sources(library, found, TINY, Limits(), seen.append)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], seen[-1].number, seen[-1].total) == (0.0, 2, 2)
    assert fractions[-1] < 1
    assert any(0 < progress.passages_done < progress.passages for progress in seen)


# What is encoded


def test_an_unchanged_file_costs_no_encoding(library):
    sources = write_texts(library, {"a.txt": random_prose(3_000, 1), "b.txt": "Short."})
    first, second = CountingEncoder(), CountingEncoder()
    add_folder(library, sources, first)
    assert len(first.texts) == len(Store(library).chunk_ids()) > 5
    before = Store(library).stamp
    (sources / "a.txt").touch()
    report = add_folder(library, sources, second)
    assert (second.texts, report.encoded) == ([], 0)
    assert Store(library).stamp == before


def test_a_changed_file_encodes_only_what_is_new(library):
    paragraphs = [f"# Part {n}\n\n{random_prose(150, seed=n)}\n\n" for n in range(20)]
    add_texts(library, {"a.md": "".join(paragraphs)})
    paragraphs[7] = "# Part 7\n\nAn altogether new paragraph.\n\n"
    paragraphs.insert(0, "# Before\n\nThis moves all offsets.\n\n")
    sources = write_texts(library, {"a.md": "".join(paragraphs)})
    encoder = CountingEncoder()
    report = add_folder(library, sources, encoder)
    assert encoder.texts == [
        "Before\nThis moves all offsets.",
        "Part 7\nAn altogether new paragraph.",
    ]
    assert report.encoded == 2
    assert_whole(library)


def test_a_passage_that_another_document_has_is_not_encoded_again(library):
    add_texts(library, {"a.md": "# One\n\nShared text.\n\n# Two\n\nOwn text."})
    sources = write_texts(library, {"b.md": "# One\n\nShared text.\n\n# Two\n\nOther text."})
    encoder = CountingEncoder()
    add_folder(library, sources, encoder)
    assert encoder.texts == ["Two\nOther text."]
    remove_documents(Store(library), [s for s in Store(library).summaries() if "a.md" in s.source])
    assert_whole(library)


# Another encoder, other passages


def test_another_encoder_is_refused_by_a_sentence_with_the_way_out(library):
    sources = write_texts(library, {"a.txt": "Text a."})
    add_folder(library, sources)
    other = TinyEncoder("other/model", dimension=16)
    store = Store(library)
    before = store.stamp
    for refused in (
        lambda: add_folder(library, sources, other),
        lambda: Retriever.from_store(store, other),
    ):
        with pytest.raises(EncoderMismatchError) as caught:
            refused()
        for part in ("tiny@32", "other/model@16", "footnote reindex --encoder other/model"):
            assert part in str(caught.value)
    assert store.stamp == before


def test_reindex_goes_over_to_another_encoder_and_back(library):
    add_texts(library, {f"{n}.txt": random_prose(1_500, seed=n) for n in range(5)})
    store, other = Store(library), TinyEncoder("other", dimension=16)
    old = Retriever.from_store(store, TINY)
    passages = reindex(store, other)
    assert passages == len(store.chunk_ids()) > 20
    assert (store.settings.encoder_name, store.settings.dimension) == ("other", 16)
    assert_whole(library, other)
    with pytest.raises(EncoderMismatchError):
        old.search("anything", 5)
    assert len(Retriever.from_store(store, other).search("anything", 5)) == 5
    reindex(store, TINY)
    assert_whole(library)
    assert len(old.search("anything", 5)) == 5


def test_reindex_cuts_anew_and_later_documents_are_cut_alike(library):
    add_texts(library, {"a.txt": random_prose(3_000, seed=1)})
    store = Store(library)
    before = len(store.chunk_ids())
    reindex(store, TINY, ChunkSettings(max_tokens=20, overlap_sentences=0))
    assert len(store.chunk_ids()) > 1.5 * before
    add_texts(library, {"b.txt": random_prose(3_000, seed=2)})
    for chunk in store.chunks(store.chunk_ids()).values():
        assert TINY.count_tokens(chunk.encoder_text) <= 20
    assert_whole(library)
    reindex(store, TINY, ChunkSettings(max_tokens=500))  # more than the encoder reads
    assert ChunkSettings.from_fingerprint(store.settings.chunking).max_tokens == TINY.max_tokens


def test_a_reindex_that_fails_leaves_the_library_as_it_was(library):
    class FailingEncoder(TinyEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if any("Third" in text for text in texts):
                message = "the model broke"
                raise RuntimeError(message)
            return super().encode(texts)

    add_texts(library, {"1.txt": "First.", "2.txt": "Second.", "3.txt": "Third."})
    store = Store(library)
    before = store.stamp
    with pytest.raises(RuntimeError, match="broke"):
        reindex(store, FailingEncoder("failing"))
    assert store.stamp == before
    assert store.settings.encoder_name == "tiny"
    assert_whole(library)


def test_status_says_what_there_is_and_changes_nothing(library, tmp_path):
    with pytest.raises(NoLibraryError):
        read_status(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    add_texts(library, {"a.txt": "Text a.", "b.txt": "Text of b."})
    status = read_status(library)
    assert (status.documents, status.passages, status.characters) == (2, 2, 7 + 10)
    assert (status.encoder, status.search_indexes_current) == ("tiny@32", True)
    assert status.bytes == sum(p.stat().st_size for p in library.rglob("*") if p.is_file())
    (library / "vectors.faiss").unlink()
    assert read_status(library).search_indexes_current is False
    assert not (library / "vectors.faiss").exists()
    assert replace(status, bytes=0, search_indexes_current=False) == replace(
        read_status(library), bytes=0
    )
