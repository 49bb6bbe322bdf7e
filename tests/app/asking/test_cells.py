"""The cell of a table that a question names, whatever cell or row was quoted for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answers import Citation
from app.asking.cells import first_in_its_cell, in_its_cell
from app.asking.citing import citation_at
from index.store import Store
from ingest.documents import Document
from tests.tiny_library import add_texts

TEXT = """# The inn

| Room | Beds | Price |
|---|---|---|
| Garden room | 2 | 70 |
| Attic | 1 | 45 |
| Hall | 6 | 120 |
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    library: Path = tmp_path_factory.mktemp("inn") / "library"
    add_texts(library, {"inn.md": TEXT})
    return Store(library)


def row(store: Store, line: str, cell: str) -> Citation:
    """A quoted row with one of its cells as the short answer."""
    (document,) = (store.document(each) for each in store.document_ids())
    assert isinstance(document, Document)
    start = document.text.index(line)
    answer = start + line.index(cell)
    return citation_at(document, start, start + len(line), 1, 0.9, (answer, answer + len(cell)))


@pytest.mark.parametrize(
    ("question", "quoted", "short", "moved"),
    [
        ("What is the price of the attic?", "Attic | 1 | 45", "1", "45"),
        ("What is the price of the hall?", "Attic | 1 | 45", "45", "120"),
        ("How many beds has the garden room?", "Garden room | 2 | 70", "2", "2"),
        ("Which room has one bed?", "Attic | 1 | 45", "Attic", "Attic"),
        ("What is the price of the stable?", "Attic | 1 | 45", "45", "45"),
    ],
)
def test_the_cell_is_that_of_the_row_and_the_column_that_were_named(
    store: Store, question: str, quoted: str, short: str, moved: str
) -> None:
    citation = in_its_cell(question, row(store, quoted, short), store)
    assert citation.short == moved
    document = store.document(citation.document_id)
    assert document is not None
    assert document.text[citation.start : citation.end] == citation.quote


def test_a_row_is_quoted_once(store: Store) -> None:
    attic, hall = row(store, "Attic | 1 | 45", "45"), row(store, "Hall | 6 | 120", "6")
    kept = first_in_its_cell("What is the price of the hall?", (attic, hall), store)
    assert [each.short for each in kept] == ["120"]
