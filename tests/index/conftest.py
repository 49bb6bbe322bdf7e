"""What the tests of the index share: small libraries of real files, and what is done to them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.command.cli import main
from index.store import Store
from index.verify import verify
from ingest.chunking import ChunkSettings, chunk_document
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import TINY

WINDOW_BYTES = 12


@pytest.fixture
def library(tmp_path):
    """Where a test's library is, once it is made."""
    return tmp_path / "library"


def tamper(store: Store, statement: str, *values: Any) -> None:
    """Change rows behind the program's back; exactly one row must have been there to change."""
    with closing(sqlite3.connect(store.path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def assert_passages_whole(store: Store, encoder: TinyEncoder = TINY) -> None:
    """Every document has the passages and vectors that would be made of it now."""
    settings = ChunkSettings.from_fingerprint(store.settings.chunking)
    for document in map(store.document, store.document_ids()):
        chunks = chunk_document(document, encoder.count_tokens, settings)
        assert store.document_chunks(document.id) == chunks
        vectors = store.vectors(store.chunk_ids([document.id]))
        np.testing.assert_array_equal(vectors, encoder.encode([c.encoder_text for c in chunks]))


def windows(data: bytes, step: int = WINDOW_BYTES) -> set[bytes]:
    """Pieces of some bytes, each ``step`` behind the one before.

    One after another will do: a trace of twice their length holds one of them whole.
    """
    return {data[at : at + WINDOW_BYTES] for at in range(0, len(data) - WINDOW_BYTES + 1, step)}


def traces_left(folder: Path, traces: set[bytes]) -> set[bytes]:
    """Those of some windows that a file of a folder, or its name, still holds."""
    left = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes() + str(path.relative_to(folder)).encode()
        places = range(len(data) - WINDOW_BYTES + 1)
        left |= {piece for at in places if (piece := data[at : at + WINDOW_BYTES]) in traces}
    return left


@pytest.fixture
def verified(capsys):
    """Runs the command: its exit status, the lines about faults or repairs, and the last line."""

    def run(store: Store) -> tuple[int, list[str], str]:
        status = main(["verify", "--library", str(store.folder)])
        *lines, last = capsys.readouterr().out.splitlines()
        return status, lines, last

    return run


@pytest.fixture
def assert_named(verified):
    """Checks that the faults are these, nothing is repaired, and the command fails with them."""

    def check(store: Store, *parts: str) -> None:
        result = verify(store)
        assert result.repairs == ()
        assert len(result.faults) == len(parts), result.faults
        for part in parts:
            assert any(part in fault for fault in result.faults), result.faults
        last = f"{len(parts)} faults."
        status, lines, summary = verified(store)
        assert (status, lines, summary[-len(last) :]) == (1, list(result.faults), last)

    return check
