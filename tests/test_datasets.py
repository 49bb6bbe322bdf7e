"""SQuAD files become documents and questions whose places are exact."""

import json
import re

import pytest

from eval import measure
from eval.datasets import read_squad

LIGHTHOUSE = "The lighthouse was built in 1871.\u2028It is 40 metres high."
HARBOUR = "The harbour froze in 1871 and again in 1893."
ARTICLES = [
    {
        "title": "North_Point",
        "paragraphs": [
            {
                "context": LIGHTHOUSE,
                "qas": [
                    {"id": "q1", "question": "When was the lighthouse built?",
                     "answers": [{"text": "1871", "answer_start": 28}, {"text": "in 1871", "answer_start": 25}]},
                    {"id": "q2", "question": "How high is the lighthouse?",
                     "answers": [{"text": "40 metres", "answer_start": LIGHTHOUSE.index("40")}]},
                ],
            },
            {
                "context": HARBOUR,
                "qas": [
                    {"id": "q3", "question": "When did the harbour first freeze?",
                     "answers": [{"text": "1871", "answer_start": 21}]},
                    {"id": "q4", "question": "Who owns the harbour?", "answers": [], "is_impossible": True},
                ],
            },
        ],
    }
]  # fmt: skip


@pytest.fixture
def squad(tmp_path):
    path = tmp_path / "points.json"
    path.write_text(json.dumps({"version": "2.0", "data": ARTICLES}), encoding="utf-8")
    return path


def test_each_article_is_a_document_under_its_title(squad):
    (document,), _ = read_squad(squad)
    assert document.title == "North Point"
    assert document.heading_path(document.text.index("harbour")) == ("North Point",)
    assert HARBOUR in document.text


def test_the_gold_places_are_the_answers(squad):
    (document,), questions = read_squad(squad)
    found = {q.id: [document.text[start:end] for _, start, end in q.places] for q in questions}
    assert found == {"q1": ["in 1871", "1871"], "q2": ["40 metres"], "q3": ["1871"], "q4": []}


def test_the_same_answer_in_another_paragraph_is_another_place(squad):
    (document,), questions = read_squad(squad)
    ((_, start, _),) = questions[2].places
    assert start == document.text.index("1871", document.text.index("harbour"))


def test_a_question_without_answers_is_unanswerable(squad):
    _, questions = read_squad(squad)
    assert [question.answerable for question in questions] == [True, True, True, False]
    assert questions[0].answers == (("1871", "in 1871"),)


def test_measuring_prints_the_tables(squad, capsys):
    measure.main([str(squad)])
    printed = capsys.readouterr().out
    # Both paragraphs fit one passage, so whatever is found is right for the three of the four
    # questions that have an answer.
    assert "| 3 questions | recall@1 | recall@5 | recall@20 | MRR |" in printed
    assert "| fused | 1.000 | 1.000 | 1.000 | 1.000 |" in printed
    assert "1 documents" in printed
    assert "4 questions, 3 with an answer in the library:" in printed
    stages = re.findall(r"^\| (\w+) \| [\d.]+ \| [\d.]+ \|$", printed, re.MULTILINE)
    assert stages == ["whole", "encode", "dense", "lexical", "fuse", "read", "cite"]
