"""Several libraries asked as one: what is found, whose it is, and that nothing is found twice."""

import pytest

from index.encoder import load_default
from index.joined import Joined, Part
from index.retriever import Retriever
from index.store import Store
from index.sync import add_sources
from ingest.library import built_in_sources
from ingest.sources import Limits
from tests.tiny_library import TINY, add_texts, id_of

QUESTIONS = (
    "How many foreign fighters came from Tunisia?",
    "Why do people become foreign fighters?",
    "Who leads Imam Bukhari Jamaat?",
)


def part(name, retriever, documents=None):
    return Part(name, name.title(), retriever, documents)


def library(folder, texts):
    add_texts(folder / "library", texts)
    return Retriever.from_store(Store(folder / "library"), TINY)


@pytest.fixture
def bees(tmp_path):
    return library(tmp_path / "bees", {"bees.txt": "Bees hum.", "both.txt": "Ants march in rows."})


@pytest.fixture
def cats(tmp_path):
    return library(tmp_path / "cats", {"cats.txt": "Cats purr. Bees sting."})


def test_two_halves_are_as_the_whole(open_footnote, tmp_path):
    """The oracle is one library with all documents: likeness alone ranks alike, words nearly."""
    encoder, sources = load_default(), built_in_sources()
    halves = []
    for number in (0, 1):
        folder = tmp_path / str(number)
        add_sources(folder, sources[number::2], encoder, Limits())
        halves.append(Retriever.from_store(Store(folder), encoder))
    joined = Joined([part("first", halves[0]), part("second", halves[1])])
    whole = open_footnote.retriever
    for question in QUESTIONS:
        mine, theirs = joined.search(question, 10), whole.search(question, 10)
        assert [hit.rank for hit in mine] == list(range(1, 11))
        assert mine[0].chunk == theirs[0].chunk
        assert len({hit.chunk for hit in mine} & {hit.chunk for hit in theirs}) >= 8
        by_likeness = {hit.chunk: hit.dense_rank for hit in theirs}
        assert all(by_likeness.get(hit.chunk, hit.dense_rank) == hit.dense_rank for hit in mine)
    assert joined.lacking("Tunisia boils") == ["boils"]
    assert set(joined.store.document_ids()) == set(whole.store.document_ids())


def test_what_is_in_two_libraries_is_found_once_and_is_the_first_ones(bees, tmp_path):
    again = tmp_path / "again" / "library"
    again.mkdir(parents=True)
    bees.store.copy_to(again / "library.db")
    joined = Joined([part("bees", bees), part("copy", Retriever.from_store(Store(again), TINY))])
    hits = joined.search("Do ants march?", 10)
    assert sorted(hit.chunk.text for hit in hits) == ["Ants march in rows.", "Bees hum."]
    assert {joined.library_of(hit.chunk.document_id) for hit in hits} == {"Bees"}


def test_only_the_documents_that_were_chosen_are_asked(bees, cats):
    (one,) = [id_of(bees.store, "bees.txt")]
    joined = Joined([part("bees", bees, (one,)), part("cats", cats)])
    texts = {hit.chunk.text for hit in joined.search("Bees?", 10)}
    assert texts == {"Bees hum.", "Cats purr. Bees sting."}
    assert joined.lacking("ants purr") == ["ants"]
    assert [hit.chunk.text for hit in joined.search("Bees?", 10, [one])] == ["Bees hum."]
    assert joined.search("Bees?", 10, []) == []
