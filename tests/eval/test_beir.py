"""BEIR folders: which queries are asked, and what is relevant to them."""

from pathlib import Path

import pytest

from eval.beir import CORPUS, JUDGEMENTS, QUERIES, beir_dataset
from eval.datasets import Place, Unit
from eval.ranking import rank_units
from index.retriever import Hit
from ingest.documents import Chunk
from ingest.errors import EvaluationError
from tests.eval.samples import documents_of, write_beir, write_lines
from tests.tables import read_table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    queries = {"q1": "Who sees at night?", "q2": "What is ice?", "q3": "Not judged in this split?"}
    home = write_beir(
        tmp_path / "nature", {}, queries, dev="q3\tgone\t1\n",
        test="q1\td1\t2\nq1\td2\t1\nq1\td3\t0\nq2\td3\t1\n",
    )  # fmt: skip
    write_lines(home / CORPUS, [
        {"_id": "d1", "title": "Owls", "text": "Owls see well at night."},
        {"_id": "d2", "title": "", "text": "Bats hear well."},
        {"_id": "d3", "text": "Ice is frozen water.", "metadata": {}},
    ])  # fmt: skip
    return home


def test_the_corpus_becomes_documents_under_their_ids(folder: Path) -> None:
    owls, bats, ice = documents_of(beir_dataset(folder))
    assert (owls.source, owls.title, owls.text.strip()) == (
        "d1", "Owls", "Owls\n\nOwls see well at night.",
    )  # fmt: skip
    assert (bats.source, bats.text.strip()) == ("d2", "Bats hear well.")
    assert (ice.source, ice.text.strip()) == ("d3", "Ice is frozen water.")


def test_only_the_queries_that_a_split_judges_are_asked(folder: Path) -> None:
    documents = documents_of(beir_dataset(folder))
    dataset = beir_dataset(folder)
    assert (dataset.unit, dataset.has_answers) == (Unit.DOCUMENT, False)
    assert dataset.name.startswith("nature")
    first, second = dataset.questions(documents)
    assert (first.id, first.text, first.kind, first.answers) == (
        "q1", "Who sees at night?", "query", (),
    )  # fmt: skip
    lengths = [len(document.text) for document in documents]
    # A document judged with 0 is not relevant.
    assert first.places == (Place("d1", 0, lengths[0], 2), Place("d2", 0, lengths[1], 1))
    assert second.places == (Place("d3", 0, lengths[2], 1),)


def test_another_split_and_a_document_that_is_not_there(folder: Path) -> None:
    dev = beir_dataset(folder, "dev")
    (question,) = dev.questions(documents_of(beir_dataset(folder)))
    assert (question.id, question.places) == ("q3", (Place("gone", 0, 0, 1),))
    assert dev.name != beir_dataset(folder, "test").name


@pytest.mark.parametrize("name", [CORPUS, QUERIES, f"{JUDGEMENTS}/test.tsv"])
def test_a_file_that_is_missing_or_no_text_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe{}\x00")
    with pytest.raises(EvaluationError, match=Path(name).name):
        beir_dataset(folder)
    (folder / name).unlink()
    with pytest.raises(EvaluationError, match=Path(name).name) as raised:
        beir_dataset(folder)
    assert "Errno" not in str(raised.value)
    assert "FileNotFoundError" not in str(raised.value)


@pytest.mark.parametrize(("name", "text"), read_table(__file__, "another form"))
def test_a_file_in_another_form_is_named(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=Path(name).name):
        beir_dataset(folder)


def test_a_document_is_ranked_once_where_its_first_passage_stands() -> None:
    passages = [("b", 0, 10), ("a", 30, 40), ("b", 20, 30), ("a", 0, 10), ("c d", 0, 10)]
    hits = [
        Hit(Chunk(name, 0, start, end, "." * 10), 1 / rank, rank, rank, None)
        for rank, (name, start, end) in enumerate(passages, start=1)
    ]
    sources = {"a": "a.txt", "b": "b.txt", "c d": "c d.txt"}
    ranking = rank_units(hits, sources, Unit.DOCUMENT)
    assert [(each.id, each.place.start) for each in ranking] == [
        ("b.txt", 0), ("a.txt", 30), ("c%20d.txt", 0),
    ]  # fmt: skip
    assert len(rank_units(hits, sources, Unit.PASSAGE)) == len(passages)
