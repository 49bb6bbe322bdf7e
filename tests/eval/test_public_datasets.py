"""Published question sets are read whole, where they lie beside the project."""

from pathlib import Path

import pytest

from eval.beir import beir_dataset
from eval.datasets import Dataset
from eval.metrics import normalize_answer
from eval.plan import AskingOptions
from eval.squad import squad_dataset
from ingest.documents import Document
from tests.eval.samples import documents_of, run_dataset
from tests.paths import SHARED

DATA = SHARED / "data"
READING, RETRIEVAL = DATA / "reading", DATA / "retrieval"

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="The question sets are not in ../shared, so they are not read."
)


def read_documents(dataset: Dataset) -> dict[str, Document]:
    return {document.source: document for document in documents_of(dataset)}


@pytest.mark.parametrize(
    ("name", "count", "unanswerable"),
    [("squad_dev_v1.1.heldout.json", 3_207, 0), ("squad_dev_v2.0.heldout.json", 2_990, 1_508)],
)
def test_every_question_of_squad_finds_its_place(name: str, count: int, unanswerable: int) -> None:
    dataset = squad_dataset(READING / name)
    documents = read_documents(dataset)
    questions = dataset.questions(list(documents.values()))
    assert len(questions) == len({question.id for question in questions}) == count
    assert sum(not question.answerable for question in questions) == unanswerable
    for question in questions:
        quotes = [documents[p.source].text[p.start : p.end] for p in question.places]
        for form in (form for forms in question.answers for form in forms):
            wanted = normalize_answer(form)
            assert any(wanted in normalize_answer(quote) for quote in quotes), question.id


def test_a_further_file_only_makes_the_library_larger() -> None:
    held_out = READING / "squad_dev_v1.1.heldout.json"
    dataset = squad_dataset(held_out, [READING / "squad_dev_v1.1.train.json"])
    documents = read_documents(dataset)
    assert len(documents) == 12 + 36
    assert len(dataset.questions(list(documents.values()))) == 3_207


@pytest.mark.parametrize(
    ("name", "documents", "queries", "judgements"),
    [("beir_cisi", 1_460, 76, 3_114), ("beir_squad_dev_all", 2_067, 10_570, 10_570)],
)
def test_every_judgement_of_a_beir_folder_is_read(
    name: str, documents: int, queries: int, judgements: int
) -> None:
    dataset = beir_dataset(RETRIEVAL / name)
    assert len(dataset.find()) == documents
    questions = dataset.questions([])
    assert len(questions) == queries
    assert sum(len(question.places) for question in questions) == judgements


def test_squad_closed_gives_the_reader_the_right_paragraph(tmp_path: Path) -> None:
    dataset = squad_dataset(READING / "squad_dev_v1.1.heldout.json")
    run = run_dataset(dataset, tmp_path / "run", AskingOptions(limit=40, closed=True))
    assert {result.right_rank for result in run.results} == {1}
    # By chance about one sentence in five would be right.
    assert sum(result.candidate_right for result in run.results) >= 20
    assert all(quoted.verbatim for result in run.results for quoted in result.quotes)
