"""How far a run is, by characters, worked by hand; and that what is finished is found meanwhile."""

from fractions import Fraction

import pytest

from index.progress import Reckoning
from index.retriever import Retriever
from index.store import Store
from index.sync import add_sources
from ingest.sources import Limits, find_sources
from tests.tiny_library import TINY, add_texts, random_prose


def test_what_is_to_come_is_guessed_from_what_files_of_its_kind_had():
    run = Reckoning([(".txt", 100), (".txt", 300), (".pdf", 1_000), ("", None)])
    unknown = (100 + 300 + 1_000) // 3  # an address is taken for a usual file
    run.begin(1)
    assert run.fraction() == 0
    assert run.fraction(0.5, 80) == pytest.approx(40 / (80 + 300 + 1_000 + unknown))
    run.finish(80)
    run.begin(2)
    later = Fraction(80, 100) * (300 + 1_000 + unknown)
    assert run.fraction() == pytest.approx(float(80 / (80 + later)))
    run.finish(0)  # it was known already, and says nothing of its kind
    run.begin(3)
    nearer = run.fraction(0.5, 10_000)
    assert nearer == pytest.approx(5_080 / (80 + 10_000 + 0.8 * unknown))
    run.finish(10_000)
    run.begin(4)
    assert run.fraction(0.0, 10**9) == nearer  # it never falls
    assert run.fraction(1.0, 10**9) == 1


def test_what_is_finished_is_found_while_the_rest_is_added(tmp_path, monkeypatch):
    monkeypatch.setattr("index.sync.REFRESH_SECONDS", 0.0)
    monkeypatch.setattr("index.sync.REFRESH_SHARE", 0)
    library, more = tmp_path / "library", tmp_path / "more"
    add_texts(library, {"first.txt": random_prose(200, 1)})
    retriever, seen = Retriever.from_store(Store(library), TINY), {}
    more.mkdir()
    for number in range(3):
        (more / f"{number}.txt").write_text(random_prose(200, 10 + number))

    def look(number, entry):
        """The library is locked meanwhile, and ahead of what can be searched."""
        seen[number] = len({hit.chunk.document_id for hit in retriever.search("anything", 99)})

    add_sources(library, list(find_sources([more], Limits())), TINY, Limits(), on_entry=look)
    assert seen == {1: 1, 2: 2, 3: 3}
    assert len(retriever.search("anything", 99)) >= 4
