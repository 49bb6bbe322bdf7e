"""SQuAD files: their articles become documents, and the gold places are where the answers stand."""

import textwrap
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
    with pytest.raises(EvaluationError, match=r"read otherwise .*North_Point\.txt, question built"):
        dataset.questions([Document.from_text("North_Point.txt", "", "The harbour froze.", "")])


def test_a_paragraph_whose_lines_are_joined_is_found_all_the_same(tmp_path: Path) -> None:
    told = (
        "In the winter of 1871 the harbour froze over for nine weeks, and no boat came in. "
        "The keeper of the lighthouse walked to the mainland over the ice to fetch bread and oil. "
        "When the thaw set in, two of the fishermen's sledges were lost between the islands."
    )
    wrapped = textwrap.fill(told, 60)
    qa = asked("q", "Who?", wrapped, "walked to\nthe mainland")
    document, questions = questions_of(tmp_path, article("", {wrapped: [qa]}))
    assert told in document.text
    assert quotes(questions["q"], document) == [f"{told.split('. ')[1]}."]


BROKEN_ANSWERS = {
    "an answer that is not in its paragraph": {"text": "1893", "answer_start": 0},
    "an answer of the next paragraph": {"text": "harbour", "answer_start": 0},
    "an answer that stands twice, at neither": {"text": "see", "answer_start": 0},
    "an answer without a place that stands twice": {"text": "see"},
    "an answer without text": {"text": "", "answer_start": 0},
    "an answer that is a number": 1893,
}


@pytest.mark.parametrize("answer", BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS)
def test_a_question_without_an_answer_that_has_a_place_is_named(
    tmp_path: Path, answer: Any
) -> None:
    qa = asked("broken", "Who?", "") | {"answers": [answer]}
    context = "Owls see well, bats see badly."
    broken = article("Owls", {context: [qa, asked("whole", "Who?", context, "bats")]})
    dataset = squad_dataset(write_squad(tmp_path / "owls.json", broken))
    assert [each.id for each in dataset.questions(documents_of(dataset))] == ["whole"]
    assert "owls.json, question broken" in dataset.notes.lines()[-1]
    assert dataset.notes.lines()[-1].startswith("Left out, as ")


@pytest.mark.parametrize("given", [{"text": "bats", "answer_start": 3}, {"text": " bats "}])
def test_a_wrong_start_is_corrected_where_the_answer_stands_once(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    context = "Owls see well. The bats see badly."
    qa = asked("q", "Who?", "") | {"answers": [given]}
    dataset = squad_dataset(write_squad(tmp_path / "owls.json", article("O", {context: [qa]})))
    (document,) = documents_of(dataset)
    (question,) = dataset.questions([document])
    assert quotes(question, document) == ["The bats see badly."]
    assert dataset.notes.lines() == [
        "Corrected: answer_start, as the answer stands once elsewhere (1): owls.json, question q."
    ]


@pytest.mark.parametrize("text", ["", *read_lines(__file__, "no SQuAD")])
def test_a_file_in_another_form_is_an_error_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"broken\.json"):
        squad_dataset(path)


FIELDS = {
    "question": ({"question": None}, "its field question asks nothing"),
    "nothing asked": ({"question": " ?! "}, "its field question asks nothing"),
    "answers": ({"answers": None}, "it has no field answers"),
    "the id of another": ({"id": "whole"}, "an earlier question has the same id"),
}


@pytest.mark.parametrize(("field", "said"), FIELDS.values(), ids=FIELDS)
def test_a_question_that_cannot_be_used_is_named_and_the_others_are_used(
    tmp_path: Path, field: dict[str, Any], said: str
) -> None:
    qas = [asked("whole", "Who?", "Owls.", "Owls"), asked("q", "Who?", "") | field]
    dataset = squad_dataset(write_squad(tmp_path / "owls.json", article("Owls", {"Owls.": qas})))
    assert [each.id for each in dataset.questions(documents_of(dataset))] == ["whole"]
    id_ = field.get("id", "q")
    assert dataset.notes.lines() == [f"Left out, as {said} (1): owls.json, question {id_}."]


def test_whether_a_question_counts_as_answerable_is_told_where_the_file_contradicts_itself(
    tmp_path: Path,
) -> None:
    qas = [
        asked("both", "Who?", "Owls.", "Owls") | {"is_impossible": True},
        asked("neither", "Who?", "Owls."),
        asked("none", "Who?", "Owls.") | {"is_impossible": True},
    ]
    dataset = squad_dataset(write_squad(tmp_path / "owls.json", article("Owls", {"Owls.": qas})))
    questions = dataset.questions(documents_of(dataset))
    assert [each.answerable for each in questions] == [True, False, False]
    assert [line.partition(" (1)")[0] for line in dataset.notes.lines()] == [
        "Counted as answerable: is_impossible, but has answers",
        "Counted as unanswerable: its field answers is empty",
    ]


def test_a_file_that_is_no_text_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(b"\xff\xfe\x00")
    good = write_squad(tmp_path / "points.json", NORTH_POINT)
    with pytest.raises(EvaluationError, match=r"broken\.json"):
        squad_dataset(good, [path])
