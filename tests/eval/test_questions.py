"""The built-in questions: each gold quote stands in its page and holds an answer."""

import json
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from eval.datasets import Question
from eval.metrics import holds
from eval.own_form import BUILT_IN_FILES, built_in_dataset, read_built_in_questions
from index.words import content_words
from ingest.documents import Document
from ingest.errors import EvaluationError
from ingest.sentences import split_sentences
from tests.eval.samples import documents_of

MIN_QUESTIONS = 300
MIN_OF_A_KIND = 25
MIN_UNANSWERABLE = 80
# A sentence with an answer's form and so many words in common might answer as well.
SHARED_WORDS = 3
UNSAID = ("everyday-near", "everyday-far")


@cache
def pages() -> dict[str, Document]:
    """The built-in pages by source."""
    return {document.source: document for document in documents_of(built_in_dataset("all"))}


@cache
def questions() -> list[Question]:
    return read_built_in_questions(pages().values())


@cache
def rows() -> dict[str, dict[str, Any]]:
    """The lines of the files by id."""
    folder = files("eval.questions")
    texts = [(folder / name).read_text("utf-8") for name in BUILT_IN_FILES]
    lines = [line for text in texts for line in text.splitlines()]
    return {row["id"]: row for row in map(json.loads, lines)}


def quotes(question: Question) -> list[str]:
    return [pages()[place.source].text[place.start : place.end] for place in question.places]


def test_there_are_enough_questions_of_every_kind() -> None:
    assert len(questions()) == len(rows()) >= MIN_QUESTIONS
    counts = Counter(question.kind.partition("unanswerable-")[0] for question in questions())
    assert min(counts.values()) >= MIN_OF_A_KIND, counts
    assert len(counts) >= 10


def test_each_gold_quote_is_a_slice_of_its_page() -> None:
    for question in questions():
        row = rows()[question.id]
        gold = [(row["document"], row["quote"])] if row.get("document") else []
        gold += [(other["document"], other["quote"]) for other in row.get("others", [])]
        sources = [place.source for place in question.places]
        assert sources == [f"built-in/{name}" for name, _ in gold], question.id
        assert quotes(question) == [quote for _, quote in gold], question.id
        assert all(quote == quote.strip() != "" for quote in quotes(question)), question.id


def test_each_quote_holds_an_answer_for_each_thing_asked() -> None:
    for question in questions():
        found = [quote.casefold() for quote in quotes(question)]
        for forms in question.answers:
            assert any(f.casefold() in quote for f in forms for quote in found), (
                question.id,
                forms,
            )
        every = [form for forms in question.answers for form in forms]
        for quote in quotes(question):
            assert any(holds(quote, form) for form in every), (question.id, quote)
        assert bool(question.answers) == question.answerable, question.id


def test_the_unanswerable_have_no_place_and_follow_ups_a_turn_before() -> None:
    for question in questions():
        assert (question.previous is not None) is (question.kind == "follow-up"), question.id
        unanswerable = question.kind.startswith("unanswerable") or question.kind in UNSAID
        assert question.answerable is not unanswerable, question.id
        row = rows()[question.id]
        if unanswerable and "of" not in row:
            assert (row["document"], row["quote"], row["answers"]) == (None, None, []), question.id


def test_the_unanswerable_are_of_three_sorts() -> None:
    kinds = [question.kind for question in questions() if not question.answerable]
    counts = Counter(kind for kind in kinds if kind not in UNSAID)
    near, far, removed = (counts[f"unanswerable-{sort}"] for sort in ("near", "far", "removed"))
    assert near + far + removed == counts.total() >= MIN_UNANSWERABLE
    assert near >= counts.total() / 2
    assert min(far, removed) >= counts.total() / 4


def test_three_in_ten_everyday_questions_have_no_answer_half_of_them_near() -> None:
    counts = Counter(question.kind for question in questions())
    everyday = counts["everyday"] + sum(counts[kind] for kind in UNSAID)
    assert everyday >= 490
    assert sum(counts[kind] for kind in UNSAID) >= 0.29 * everyday
    assert counts["everyday-near"] == counts["everyday-far"]


def test_what_a_removed_document_answers_stands_in_no_other() -> None:
    by_id = {question.id: question for question in questions()}
    for question in questions():
        if question.kind != "unanswerable-removed":
            assert question.without == (), question.id
            continue
        original = by_id[rows()[question.id]["of"]]
        assert (question.text, question.split) == (original.text, original.split)
        assert {place.source for place in original.places} == {*question.without} != set()
        asked = content_words(f"{original.text} {' '.join(quotes(original))}")
        for page in (page for source, page in pages().items() if source not in question.without):
            for start, end in split_sentences(page.text, 0, len(page.text)):
                sentence = page.text[start:end]
                shared = set(content_words(sentence)) & set(asked)
                answers = any(holds(sentence, form) for form in original.answers[0])
                assert not answers or len(shared) < SHARED_WORDS, (question.id, sentence)


def test_no_question_is_asked_twice() -> None:
    def asked(question: Question) -> tuple[str, str, bool]:
        before = question.previous.question if question.previous else ""
        letters = "".join(c for c in question.text.casefold() if c.isalnum())
        return letters, before, bool(question.without)

    twice = [key for key, count in Counter(map(asked, questions())).items() if count > 1]
    assert twice == []


def test_no_page_is_asked_about_on_both_sides_of_the_split() -> None:
    """The page that a question was written for; the same fact may also stand in others."""
    sides = defaultdict(set)
    for question in questions():
        if question.places:
            sides[question.places[0].source].add(question.split)
    assert {source: both for source, both in sides.items() if len(both) > 1} == {}
    counts = Counter(question.split for question in questions())
    assert set(counts) == {"tune", "test"}
    assert min(counts.values()) >= len(questions()) / 3
    # Both sides have every kind.
    kinds = {question.kind for question in questions()}
    for split in ("tune", "test"):
        assert {q.kind for q in questions() if q.split == split} == kinds


def test_a_quote_that_left_its_page_is_named() -> None:
    source, page = next(item for item in pages().items() if item[0].endswith("finland.md"))
    changed = Document.from_text(source, page.title, page.text.replace("70", "71"), "")
    with pytest.raises(EvaluationError, match=r"gold quote is not in finland\.md"):
        read_built_in_questions([*(pages() | {source: changed}).values()])
