"""Questions with their contexts as people have them: each form gives the same question at the same place."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import Dataset, Question
from eval.squad import squad_dataset
from eval.squad_forms import has_contexts
from ingest.documents import Document
from ingest.sources import Loaded
from tests.eval.samples import asked, documents_of, write_lines

OWLS = "Owls see well at night. They hear a mouse under the snow."
BATS = "Bats hang upside down. In winter they sleep."
START = OWLS.index("a mouse")
ROW = {
    "id": "q", "title": "Owls", "context": OWLS, "question": "What do they hear?",
    "answers": {"text": ["a mouse"], "answer_start": [START]},
}  # fmt: skip
QA = asked("q", "What do they hear?", OWLS, "a mouse")
ARTICLE = {"title": "Owls", "paragraphs": [{"context": OWLS, "qas": [QA]}]}
TEXTS = {"text": OWLS, "title": "Owls"}, {"text": BATS, "title": "Bats"}
OWN_START = {"answers": [{"text": "a mouse", "answer_start": START}]}

# What is written as JSON, and what as lines of it.
FORMS: dict[str, Any] = {
    "articles in a list": [ARTICLE],
    "a flat list": [ROW],
    "a flat list under data": {"version": "1", "data": [ROW]},
    "columns": {name: [value] for name, value in ROW.items()},
    "one row": ROW,
    "answers as objects": [ROW | OWN_START],
    "one answer": [ROW | {"answers": OWN_START["answers"][0]}],
    "a text for an answer": [ROW | {"answers": "a mouse"}],
    "the field answer": [{k: v for k, v in ROW.items() if k != "answers"} | {"answer": "a mouse"}],
    "contexts in a list": [ROW | {"context": [BATS, OWLS]}],
    "contexts in a paragraph": {"data": [{"paragraphs": [{"context": [BATS, OWLS], "qas": [QA]}]}]},
    "an id that is a number": [ROW | {"id": 7}],
    "a title that is a number": [ROW | {"title": 1984}],
    "no title": [ROW | {"title": None}],
    "no id": [{k: v for k, v in ROW.items() if k != "id"}],
    "spaces around an answer": [ROW | {"answers": {"text": [" a mouse "], "answer_start": [START - 1]}}],
    "found by DPR": [{"question": "What do they hear?", "answers": ["A mouse"], "ctxs": [*TEXTS]}],
    "to train DPR": [{
        "question": "What do they hear?", "answers": ["a mouse"], "positive_ctxs": [TEXTS[0]],
        "negative_ctxs": [], "hard_negative_ctxs": [TEXTS[1] | {"text": f"{BATS} A mouse does not."}],
    }],
    "qas of a context": [{"context": OWLS, "qas": [{"qid": "q", "question": "What?", "answers": ["a mouse"]}]}],
}  # fmt: skip


def placed(dataset: Dataset) -> tuple[list[Question], dict[str, Document]]:
    documents = documents_of(dataset)
    return dataset.questions(documents), {document.source: document for document in documents}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_question_is_found_at_its_place_in_every_form(tmp_path: Path, form: Any) -> None:
    path = tmp_path / "owls.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    assert has_contexts(path)
    dataset = squad_dataset(path)
    (question,), documents = placed(dataset)
    assert question.id
    assert [form.casefold() for form in question.answers[0]] == ["a mouse"]
    (place,) = question.places
    quote = documents[place.source].text[place.start : place.end]
    assert quote == "They hear a mouse under the snow."
    assert dataset.notes.lines() == []


def test_lines_and_what_is_packed_or_behind_a_mark(tmp_path: Path) -> None:
    broken = ["not JSON", ROW | {"id": "2", "context": ""}, {"header": {"dataset": "owls"}}]
    lines = write_lines(tmp_path / "owls.jsonl", [ROW, *broken]).read_bytes()
    packed = tmp_path / "owls.jsonl.gz"
    packed.write_bytes(gzip.compress("\ufeff".encode() + lines))
    assert has_contexts(packed)
    dataset = squad_dataset(packed)
    assert (dataset.name, [each.id for each in placed(dataset)[0]]) == ("owls", ["q"])
    assert dataset.notes.lines() == [
        "Left out, as it is no JSON object (1): owls.jsonl.gz, line 2.",
        "Left out, as it has no context (1): owls.jsonl.gz, question 2.",
        "Left out, as it has neither paragraphs nor a context (1): owls.jsonl.gz, line 4.",
    ]


def test_an_answer_in_several_contexts_has_a_place_in_each(tmp_path: Path) -> None:
    again = {"title": "Snow", "text": "Snow is deep. A mouse lives there."}
    asked_of = {"question": "What?", "answers": ["a mouse"], "ctxs": [*TEXTS, again]}
    other = {"question": "Who sees?", "answers": ["Owls"], "ctxs": [*TEXTS]}
    (question, sees), documents = placed(
        squad_dataset(write_lines(tmp_path / "dpr.jsonl", [asked_of, other]))
    )
    assert {place.source for place in question.places} == {"Owls.txt", "Snow.txt"}
    assert question.answers == (("a mouse", "A mouse"),)
    assert {place.source for place in sees.places} == {"Owls.txt"}
    assert sorted(documents) == ["Bats.txt", "Owls.txt", "Snow.txt"]


def test_articles_of_one_title_or_none_are_documents_of_their_own(tmp_path: Path) -> None:
    articles = [ARTICLE, ARTICLE | {"paragraphs": [{"context": BATS, "qas": []}]}]
    articles += [{"paragraphs": [{"context": text, "qas": []}]} for text in (OWLS, BATS)]
    path = tmp_path / "four.json"
    path.write_text(json.dumps(articles), encoding="utf-8")
    dataset = squad_dataset(path)
    assert len({each.sha256 for each in dataset.find() if isinstance(each, Loaded)}) == 4
    documents = documents_of(dataset)
    assert [each.source for each in documents] == [
        "Owls.txt", "Owls (2).txt", "four 3.txt", "four 4.txt",
    ]  # fmt: skip
    assert documents[2].text.strip() == OWLS
