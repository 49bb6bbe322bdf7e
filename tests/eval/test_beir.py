"""BEIR folders: which queries are asked, and what is relevant to them."""

import gzip
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
def test_a_file_without_anything_that_can_be_used_is_named(
    folder: Path, name: str, text: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=Path(name).name):
        beir_dataset(folder)


JUDGED = {
    "three columns": "q1\td1\t2\nq2\td3\t1\n",
    "a head of other names": "query_id\tdoc_id\trelevance\nq1\td1\t2.0\nq2\td3\t1\n",
    "four columns": "q1 0 d1 2\nq1 0 d2 0\n\nq2 0 d3 1\r\n",
    "four columns and tabs": "q1\tQ0\td1\t2\nq2\tQ0\td3\t1\n",
    "a mark and a broken line": "\ufeffq1 0 d1 2\nq2 0 d3\nq2 0 d3 1\n",
}


@pytest.mark.parametrize("text", JUDGED.values(), ids=JUDGED)
def test_judgements_in_every_form(folder: Path, text: str) -> None:
    (folder / JUDGEMENTS / "test.tsv").write_text(text, encoding="utf-8")
    dataset = beir_dataset(folder)
    found = {each.id: [(p.source, p.grade) for p in each.places] for each in dataset.questions([])}
    assert found == {"q1": [("d1", 2)], "q2": [("d3", 1)]}
    broken = [
        "Left out, as it is no judgement: a query, a document and a number (1): test.tsv, line 2."
    ]
    assert dataset.notes.lines() == (broken if "mark" in text or "0 d3\n" in text else [])


TOPICS = {
    "topics.txt": "<top>\n<num> Number: q1\n<title> Topic: owls &amp; night\n\n<desc> Description:\n"
    "Who sees at night?\n</top>\n<top>\n<num> Number: q2 </num>\n<title>ice</title>\n</top>\n",
    "topics.xml": '<topics><topic number="q1"><query>owls &amp; night</query><question>Who?</question>'
    '</topic><topic number="q2">\nice\n</topic></topics>',
    "queries.tsv": "q1\towls & night\nq2\tice\n",
}


@pytest.mark.parametrize("name", TOPICS)
def test_topics_and_judgements_of_trec(folder: Path, name: str) -> None:
    (folder / QUERIES).unlink()
    (folder / JUDGEMENTS / "test.tsv").rename(folder / "qrels.trec.txt")
    (folder / name).write_text(TOPICS[name], encoding="utf-8")
    questions = beir_dataset(folder).questions([])
    assert [(each.id, each.text) for each in questions] == [("q1", "owls & night"), ("q2", "ice")]


def test_numbers_for_ids_and_packed_files(folder: Path) -> None:
    rows = [{"_id": 1, "text": "Owls see."}, {"_id": 2, "text": None}, {"text": "Bats."}]
    for name, given in ((CORPUS, rows), (QUERIES, [{"_id": 10, "text": "Who?"}, {"_id": 11}])):
        packed = gzip.compress(write_lines(folder / name, given).read_bytes())
        (folder / f"{name}.gz").write_bytes(packed)
        (folder / name).unlink()
    (folder / JUDGEMENTS / "test.tsv").write_text("10 0 1 1\n10 0 99 1\n12 0 1 1\n", "utf-8")
    dataset = beir_dataset(folder)
    (document,) = documents_of(dataset)
    (question,) = dataset.questions([document])
    assert (document.source, question.id) == ("1", "10")
    assert dataset.notes.lines() == [
        "Left out, as it has no text (2): queries.jsonl.gz, line 2; corpus.jsonl.gz, line 2.",
        "Left out, as it has no _id (1): corpus.jsonl.gz, line 3.",
        "Judged, but not in the corpus (1): query 10, document 99.",
        "Judged, but not among the queries (1): query 12.",
    ]


def test_a_split_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(EvaluationError, match=r"train\.tsv.* There are: dev\.tsv, test\.tsv"):
        beir_dataset(folder, "train")


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
