"""Removal leaves nothing: no byte of a removed text, title or source stays in the folder."""

import random
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.command.cli import main
from index.derived import open_derived
from index.lexical import FOLDER
from index.retriever import Retriever
from index.schema import LibrarySettings
from index.store import DATABASE, Store
from index.sync import reindex, remove_documents
from index.verify import verify
from ingest.chunking import ChunkSettings, chunk_document
from ingest.documents import Document
from tests.index import library_work
from tests.index.conftest import traces_left, windows
from tests.index.other_process import other_process
from tests.tiny_library import LETTERS, TINY, add_texts, random_prose

SEEDS_THAT_LEFT_TRACES = [6, 14]  # before the file was written anew after a removal
KEPT = {f"kept {n}.md": f"# Kept {n}\n\n{random_prose(3_000, seed=900 + n)}" for n in range(8)}


class Secret:
    """A document that will be removed, and the traces by which it would be known."""

    def __init__(self, number: int, characters: int) -> None:
        chance = random.Random(number)
        self.title = " ".join("".join(chance.choices(LETTERS, k=9)) for _ in range(4))
        self.name = "".join(chance.choices(LETTERS, k=24)) + ".md"
        # Its own letters, so that no trace of it can be a chance likeness.
        body = random_prose(characters, seed=number).replace("e", "é").replace("a", "ø")
        self.text = f"# {self.title}\n\n{body}\n\n## {self.title}\n\n{body[:200]}"
        names = (self.title, self.title.capitalize(), self.name.removesuffix(".md"))
        self.traces = windows(self.text.encode()).union(
            *(windows(name.encode(), step=1) for name in names)
        )
        words = sorted({word.strip(".").encode() for word in body.split() if len(word) > 10})
        self.rare_words = chance.sample(words, min(len(words), 100))

    @property
    def document(self) -> Document:
        return Document.from_text(f"/sources/{self.name}", self.title, self.text, self.name)


def left_of(library: Path, secrets: list[Secret]) -> set[bytes]:
    """What the files of a library, and their names, still tell of secrets."""
    data = b"".join(path.read_bytes() for path in library.rglob("*") if path.is_file())
    words = {word for secret in secrets for word in secret.rare_words if word in data}
    return words | traces_left(library, set().union(*(secret.traces for secret in secrets)))


def library_with(library: Path, secrets: list[Secret]) -> Path:
    """A library in which secrets stand between documents that stay; each is there to be found."""
    add_texts(library, {**KEPT, **{secret.name: secret.text for secret in secrets}})
    assert all(left_of(library, [secret]) for secret in secrets)
    return library


def remove(library: Path, secrets: list[Secret]) -> None:
    store, names = Store(library), {secret.name for secret in secrets}
    doomed = [s for s in store.summaries() if Path(s.source).name in names]
    assert len(doomed) == len(secrets)
    remove_documents(store, doomed)


def word_index_bytes(library: Path) -> list[tuple[str, bytes]]:
    """The word index's data by kind of file; its own names and dates are left out."""
    files = [p for p in (library / FOLDER).iterdir() if p.suffix not in {".json", ".lock"}]
    return sorted((path.suffix, path.read_bytes()) for path in files)


def assert_only_the_kept_are_left(library: Path) -> None:
    """Also in the word index, where words are packed: it is that of a library without the rest."""
    store = Store(library)
    never_told = library.parent / "never told"
    shutil.copytree(library, never_told, ignore=shutil.ignore_patterns(FOLDER))
    open_derived(Store(never_told))
    assert word_index_bytes(library) == word_index_bytes(never_told)
    assert {Path(s.source).name for s in store.summaries()} == set(KEPT)
    assert verify(store).faults == verify(store).repairs == ()
    for name, text in KEPT.items():
        hits = Retriever.from_store(store, TINY).search(text[1_000:1_100], 1)
        assert Path(store.document(hits[0].chunk.document_id).source).name == name


@pytest.mark.parametrize(
    "sizes",
    [[1_000], [300, 1_000, 5_000, 20_000, 700], [400] * 25, [2_000_000]],
    ids=["1 KB", "several", "many small ones", "2 MB"],
)
def test_nothing_of_a_removed_document_stays(library, sizes):
    secrets = [Secret(number, size) for number, size in enumerate(sizes)]
    library_with(library, secrets)
    remove(library, secrets)
    assert left_of(library, secrets) == set()
    assert_only_the_kept_are_left(library)


@pytest.mark.parametrize("seed", SEEDS_THAT_LEFT_TRACES)
def test_nothing_stays_in_a_file_whose_rows_were_moved_about(tmp_path, seed):
    """SQLite moves rows between pages as tables grow and shrink, and forgets to wipe what it left.

    Documents come and go in any order, in sizes that share a page and in sizes that fill many.
    """
    chance = random.Random(seed)
    chunking = ChunkSettings(max_tokens=TINY.max_tokens)
    shape = (TINY.name, TINY.fingerprint, TINY.dimension, chunking.fingerprint())
    store = Store.create(tmp_path, LibrarySettings(*shape))
    there: list[Secret] = []
    gone: list[Secret] = []
    for number in range(300):
        if there and chance.random() < 0.45:
            gone.append(there.pop(chance.randrange(len(there))))
            store.remove([gone[-1].document.id])
        else:
            secret = Secret(seed * 1_000 + number, chance.choice([60, 150, 300, 600, 900, 2_000]))
            chunks = chunk_document(secret.document, TINY.count_tokens, chunking)
            store.put(secret.document, chunks, TINY.encode([c.encoder_text for c in chunks]))
            there.append(secret)
    store.settle()
    assert len(gone) > 100
    assert all(left_of(tmp_path, [secret]) for secret in there[:3])
    assert left_of(tmp_path, gone) == set()


def test_nothing_of_an_older_form_stays_after_a_change(library):
    secret = Secret(1, 8_000)
    add_texts(library, {**KEPT, "kept 0.md": secret.text})
    assert left_of(library, [secret])
    add_texts(library, KEPT)
    assert left_of(library, [secret]) == set()
    assert_only_the_kept_are_left(library)


def test_nothing_stays_after_a_reindex_and_the_command_line(library, capsys):
    secret = Secret(2, 20_000)
    library_with(library, [secret])
    reindex(Store(library), TINY, ChunkSettings(max_tokens=20))
    assert main(["remove", secret.name, "--yes", "--library", str(library)]) == 0
    assert "1 removed" in capsys.readouterr().out
    assert left_of(library, [secret]) == set()
    assert_only_the_kept_are_left(library)


def test_nothing_stays_while_other_processes_and_connections_have_it_open(library):
    secret = Secret(3, 60_000)
    library_with(library, [secret])
    here = Retriever.from_store(Store(library), TINY)
    assert here.search(secret.text[500:600], 5)
    with other_process(library_work.keep_open, library, TINY) as other:
        other.wait_for("open")
        remove(library, [secret])
        assert left_of(library, [secret]) == set()
        other.go_on()
        other.wait_for("done")
    assert all(secret.text[500:600] not in hit.chunk.text for hit in here.search("anything", 50))
    assert_only_the_kept_are_left(library)


def test_removal_waits_for_a_reader_that_is_in_the_middle_of_it(library):
    """A transaction that is open for reading keeps the old pages; they go as soon as it ends."""
    secret = Secret(4, 60_000)
    library_with(library, [secret])
    reading, seconds = threading.Event(), 0.7

    def read_slowly() -> None:
        with closing(sqlite3.connect(library / DATABASE)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT text FROM documents").fetchall()
            reading.set()
            time.sleep(seconds)
            connection.rollback()

    thread = threading.Thread(target=read_slowly)
    thread.start()
    reading.wait()
    started = time.perf_counter()
    remove(library, [secret])
    assert time.perf_counter() - started > seconds / 2
    assert left_of(library, [secret]) == set()
    thread.join()
    assert_only_the_kept_are_left(library)
