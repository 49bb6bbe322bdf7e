"""SQuAD files: their articles become documents, and the gold places are where the answers stand."""

from pathlib import Path
from typing import Any

import pytest

from eval.datasets import Question
from eval.squad import squad_dataset
from ingest.documents import Document
from ingest.errors import EvaluationError
from tests.eval.samples import article, asked, documents_of, write_squad
from tests.tables import read_lines

LIGHTHOUSE = "The lighthouse was built in 1871.\u2028It is 40 metres high. Its keeper lives in it."
HARBOUR = "The harbour froze in 1871 and again in 1893."


NORTH_POINT = article("North_Point", {
    LIGHTHOUSE: [
        asked("built", "When?", LIGHTHOUSE, "1871", "in 1871", "1871"),
        asked("high", "How high?", LIGHTHOUSE, "40 metres"),
        asked("both", "What?", LIGHTHOUSE, "high. Its keeper"),
    ],
    HARBOUR: [
        asked("froze", "When?", HARBOUR, "1871"),
        asked("owner", "Whose?", HARBOUR) | {"is_impossible": True},
    ],
})  # fmt: skip
OWLS = article("Owls", {"Owls see well.": [asked("see", "Who sees?", "Owls", "Owls")]})


def questions_of(tmp_path: Path, *articles: Any) -> tuple[Document, dict[str, Question]]:
    """The first article's document, and its questions by id."""
    dataset = squad_dataset(write_squad(tmp_path / "points.json", *articles))
    documents = documents_of(dataset)
    return documents[0], {question.id: question for question in dataset.questions(documents)}


def quotes(question: Question, document: Document) -> list[str]:
    assert {place.source for place in question.places} <= {document.source}
    return [document.text[place.start : place.end] for place in question.places]


def test_each_article_is_a_document_under_its_title(tmp_path: Path) -> None:
    dataset = squad_dataset(write_squad(tmp_path / "points.json", NORTH_POINT, OWLS))
    north, owls = documents_of(dataset)
    assert (dataset.name, dataset.has_answers) == ("points", True)
    assert (north.source, north.title) == ("North_Point.txt", "North Point")
    assert north.heading_path(north.text.index("harbour")) == ("North Point",)
    lines = LIGHTHOUSE.replace("\u2028", "\n")
    assert north.text.strip() == f"North Point\n\n{lines}\n\n{HARBOUR}"
    assert owls.text.strip() == "Owls\n\nOwls see well."


def test_the_gold_places_are_the_sentences_that_hold_an_answer(tmp_path: Path) -> None:
    document, questions = questions_of(tmp_path, NORTH_POINT)
    assert quotes(questions["built"], document) == ["The lighthouse was built in 1871."]
    assert quotes(questions["high"], document) == ["It is 40 metres high."]
    assert quotes(questions["both"], document) == ["It is 40 metres high. Its keeper lives in it."]
    assert quotes(questions["froze"], document) == [HARBOUR]


def test_what_a_question_asks_and_where_its_answer_is_looked_for(tmp_path: Path) -> None:
    document, questions = questions_of(tmp_path, NORTH_POINT)
    assert questions["built"].answers == (("1871", "in 1871"),)  # each form counts once
    assert questions["built"].kind == "answerable"
    assert [id_ for id_, question in questions.items() if not question.answerable] == ["owner"]
    owner = questions["owner"]
    assert (owner.kind, owner.answers, owner.places) == ("unanswerable", (), ())
    for id_, context in (("built", LIGHTHOUSE), ("froze", HARBOUR), ("owner", HARBOUR)):
        passage = questions[id_].passage
        assert passage is not None
        assert document.text[passage.start : passage.end] == context.replace("\u2028", "\n")


def test_the_first_version_knows_only_answerable_questions(tmp_path: Path) -> None:
    dataset = squad_dataset(write_squad(tmp_path / "first.json", OWLS, version="1.1"))
    (question,) = dataset.questions(documents_of(dataset))
    assert (question.id, question.kind, question.answers) == ("see", "answerable", (("Owls",),))


@pytest.mark.parametrize(
    ("context", "sentence"),
    [
        ("\ufeffIt froze in 1871.\ufeff It thawed in May.", "It thawed in May."),
        ("It rained.\r\nIt snowed in May.", "It snowed in May."),
        ("  It rained.\n\nIt froze in May.", "It froze in May."),
    ],
)
def test_where_cleaning_moves_an_answer_it_is_found_again(
    tmp_path: Path, context: str, sentence: str
) -> None:
    weather = article("Weather", {context: [asked("q", "When?", context, "May")]})
    document, questions = questions_of(tmp_path, weather)
    assert quotes(questions["q"], document) == [sentence]


def test_where_cleaning_moves_an_answer_onto_another_it_is_still_the_right_one(
    tmp_path: Path,
) -> None:
    # Each line end loses a character: the first "red" moves back by as many as lie between the two.
    apart = len("red. Two is ")
    context = "It is so." + "\r\n" * apart + "One is red. Two is red."
    start = context.index("red")
    qa = asked("one", "Which?", context) | {"answers": [{"text": "red", "answer_start": start}]}
    document, questions = questions_of(tmp_path, article("Lengths", {context: [qa]}))
    assert quotes(questions["one"], document) == ["One is red."]


def test_the_same_answer_elsewhere_is_another_place(tmp_path: Path) -> None:
    twice = article("Twice", {HARBOUR: [asked("first", "When?", HARBOUR, "1893")]})
    again = asked("second", "When?", HARBOUR, "1893")
    twice["paragraphs"] += article("", {HARBOUR: [again]})["paragraphs"]
    document, questions = questions_of(tmp_path, twice)
    starts = [questions[id_].places[0].start for id_ in ("first", "second")]
    once = document.text.index(HARBOUR)
    assert starts == [once, document.text.index(HARBOUR, once + 1)]


def test_further_files_only_add_documents(tmp_path: Path) -> None:
    more = [write_squad(tmp_path / "more.json", OWLS)]
    dataset = squad_dataset(write_squad(tmp_path / "points.json", NORTH_POINT), more)
    documents = documents_of(dataset)
    assert [document.title for document in documents] == ["North Point", "Owls"]
    ids = [question.id for question in dataset.questions(documents)]
    assert ids == ["built", "high", "both", "froze", "owner"]


def test_a_further_file_with_an_article_of_the_same_title(tmp_path: Path) -> None:
    other = article("North_Point", {"Another text.": [asked("text", "What?", "")]})
    dataset = squad_dataset(
        write_squad(tmp_path / "points.json", NORTH_POINT),
        [write_squad(tmp_path / "more.json", other)],
    )
    # A library keeps one document of each source: the last.
    library = {document.source: document for document in documents_of(dataset)}
    froze = next(q for q in dataset.questions(list(library.values())) if q.id == "froze")
    assert quotes(froze, library[froze.places[0].source]) == [HARBOUR]


def test_a_document_that_is_not_in_the_library(tmp_path: Path) -> None:
    dataset = squad_dataset(write_squad(tmp_path / "points.json", NORTH_POINT, OWLS))
    *_, see = dataset.questions(documents_of(dataset)[:1])
    assert (see.id, see.answerable) == ("see", True)
    assert [(p.source, p.start, p.end) for p in see.places] == [("Owls.txt", 0, 0)]
    owner = next(q for q in dataset.questions([]) if q.id == "owner")
    assert not owner.answerable


def test_a_document_with_another_text_is_named(tmp_path: Path) -> None:
    dataset = squad_dataset(write_squad(tmp_path / "points.json", NORTH_POINT))
    with pytest.raises(EvaluationError, match="North_Point"):
        dataset.questions([Document.from_text("North_Point.txt", "", "The harbour froze.", "")])


def test_two_questions_of_one_id(tmp_path: Path) -> None:
    owls = article("Owls", {"Owls.": [asked("q", "Who?", ""), asked("q", "Who?", "")]})
    with pytest.raises(EvaluationError, match="q"):
        questions_of(tmp_path, owls)


BROKEN_ANSWERS = {
    "an answer without a place": {"text": "Owls"},
    "an answer that is not in its paragraph": {"text": "1893", "answer_start": 0},
    "an answer of the next paragraph": {"text": "harbour", "answer_start": 0},
    "an answer without text": {"text": "", "answer_start": 0},
}


@pytest.mark.parametrize("answer", BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS)
def test_a_broken_answer_is_an_error_in_words(tmp_path: Path, answer: dict[str, Any]) -> None:
    qa = asked("broken", "Who?", "") | {"answers": [answer]}
    broken = article("Owls", {"Owls see well.": [qa], "The harbour froze.": []})
    with pytest.raises(EvaluationError):
        questions_of(tmp_path, broken)


@pytest.mark.parametrize("text", ["", *read_lines(__file__, "no SQuAD")])
def test_a_file_in_another_form_is_an_error_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"broken\.json is not in SQuAD's form"):
        squad_dataset(path)


@pytest.mark.parametrize("field", [{"id": None}, {"question": None}, {"answers": None}])
def test_a_question_in_another_form_is_an_error_in_words(
    tmp_path: Path, field: dict[str, Any]
) -> None:
    owls = article("Owls", {"Owls.": [asked("q", "Who?", "") | field]})
    with pytest.raises(EvaluationError):
        questions_of(tmp_path, owls)


def test_a_file_that_is_no_text_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(b"\xff\xfe\x00")
    good = write_squad(tmp_path / "points.json", NORTH_POINT)
    with pytest.raises(EvaluationError, match=r"broken\.json"):
        squad_dataset(good, [path])
