"""The built-in minimal pairs, and how they are asked: of their passage alone."""

from collections import Counter
from pathlib import Path

from app.assemble import Footnote
from eval.asking import Asker
from eval.pairs import NOT_SAID, pairs_dataset
from index.encoder import OnnxEncoder
from index.store import Store
from index.sync import add_sources
from ingest.sources import Limits
from tests.eval.samples import documents_of


def test_each_pair_has_an_answer_in_its_passage_and_a_question_without_one() -> None:
    dataset = pairs_dataset("all")
    documents = {document.source: document.text for document in documents_of(dataset)}
    questions = dataset.questions(documents_of(dataset))
    asked = [question for question in questions if question.answerable]
    assert len(asked) * 2 == len(questions) >= 800
    for question in asked:
        (source,) = question.within
        assert all(form in documents[source] for form in question.answers[0]), question.id
    kinds = Counter((question.kind, question.split) for question in asked)
    assert len(kinds) == 20
    assert min(kinds.values()) >= 20
    assert {q.kind.removeprefix(NOT_SAID) for q in questions} == {kind for kind, _ in kinds}


def test_a_pair_is_asked_of_its_passage_alone(tmp_path: Path, encoder: OnnxEncoder) -> None:
    dataset = pairs_dataset("tune")
    few = dataset.find()[:8]
    add_sources(tmp_path / "library", few, encoder, Limits())
    footnote = Footnote.from_store(Store(tmp_path / "library"), encoder)
    asker = Asker(footnote, dataset, closed=False)
    question = next(q for q in dataset.questions(list(asker.documents.values())) if q.answerable)
    asked = asker.collect(question)
    assert {ranked.place.source for ranked in asked.ranking} == {*question.within}
