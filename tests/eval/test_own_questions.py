"""Questions in our own form: a line of JSON each, placed in the documents they are about."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import Place, Question, Turn
from eval.own_form import own_dataset
from ingest.documents import Document
from ingest.errors import EvaluationError
from tests.eval.samples import documents_of, write_lines

WELL = "Owls see well at night."
MOUSE = "They hear a mouse under the snow."
SLEEP = "Bats hang upside down when they sleep."
TEXTS = {"owls.txt": f"{WELL} {MOUSE}\n", "bats.txt": f"{SLEEP} {WELL}\n"}

SEES = {"id": "sees", "question": "Who sees well?", "answers": ["Owls", "an owl"],
        "document": "owls.txt", "quote": WELL}  # fmt: skip
SENSES = {"id": "senses", "question": "Which animals see well?", "kind": "list",
          "answers": ["Owls", ["Bats", "a bat"]], "document": "owls.txt", "quote": WELL,
          "others": [{"document": "bats.txt", "quote": WELL}]}  # fmt: skip
NOTHING = {"id": "nothing", "question": "Who won?", "kind": "unanswerable", "answers": []}
FOLLOW_UP = SEES | {"id": "follow", "question": "And what do they hear?", "quote": MOUSE,
                    "answers": ["a mouse"], "kind": "follow-up", "split": "tune",
                    "previous": {"question": "Who sees well?", "answer": "Owls"}}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "texts"
    home.mkdir()
    for name, text in TEXTS.items():
        (home / name).write_text(text, encoding="utf-8")
    return home


def ask(folder: Path, *rows: Any, leave_out: str = "") -> list[Question]:
    """The questions of these rows about the folder's documents, as they are in a library."""
    dataset = own_dataset(write_lines(folder.parent / "mine.jsonl", rows), [folder])
    assert dataset.name == "mine"
    found = documents_of(dataset)
    return dataset.questions([d for d in found if Path(d.source).name != leave_out])


def place(folder: Path, name: str, quote: str) -> Place:
    start = TEXTS[name].index(quote)
    return Place(str(folder / name), start, start + len(quote))


def test_an_answerable_question_and_one_that_nothing_answers(folder: Path) -> None:
    sees, nothing = ask(folder, SEES, NOTHING)
    assert sees == Question(
        id="sees",
        text="Who sees well?",
        kind="question",
        answers=(("Owls", "an owl"),),
        places=(place(folder, "owls.txt", WELL),),
    )
    assert nothing == Question("nothing", "Who won?", "unanswerable")
    assert not nothing.answerable


def test_a_list_has_its_things_each_in_their_forms_and_more_places(folder: Path) -> None:
    (senses,) = ask(folder, SENSES)
    assert senses.answers == (("Owls",), ("Bats", "a bat"))
    assert senses.places == (place(folder, "owls.txt", WELL), place(folder, "bats.txt", WELL))


def test_a_follow_up_knows_what_went_before(folder: Path) -> None:
    (follow,) = ask(folder, FOLLOW_UP)
    assert (follow.kind, follow.split) == ("follow-up", "tune")
    assert follow.previous == Turn("Who sees well?", "Owls")


def test_the_same_question_with_its_documents_removed(folder: Path) -> None:
    row = {"id": "removed", "question": "Who sees well?", "of": "senses", "kind": "removed"}
    _, removed = ask(folder, SENSES, row)
    assert (removed.text, removed.kind) == ("Which animals see well?", "removed")
    assert (removed.answers, removed.places) == ((), ())
    assert removed.without == (str(folder / "owls.txt"), str(folder / "bats.txt"))
    # It needs no more than whose it is.
    _, removed = ask(folder, SEES, {"id": "removed", "of": "sees"})
    assert removed.without == (str(folder / "owls.txt"),)


@pytest.mark.parametrize("name", ["owls.txt", "more/owls.txt"])
def test_a_document_may_be_named_by_its_whole_source(folder: Path, name: str) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "owls.txt").write_text(TEXTS["owls.txt"] + MOUSE, encoding="utf-8")
    (sees,) = ask(folder, SEES | {"document": str(folder / name)})
    assert [each.source for each in sees.places] == [str(folder / name)]


def test_a_document_that_is_not_in_the_library(folder: Path) -> None:
    sees, senses = ask(folder, SEES, SENSES, leave_out="owls.txt")
    assert (sees.answerable, sees.places) == (True, (Place("owls.txt", 0, 0),))
    assert senses.places == (Place("owls.txt", 0, 0), place(folder, "bats.txt", WELL))


BROKEN = {
    "no question": ({"id": "x"}, "line 1.*id, question"),
    "no id": ({"question": "Who?"}, "line 1.*id, question"),
    "no object": (["id", "question"], "line 1.*id, question"),
    "a quote that is not there": (SEES | {"quote": "Owls see badly."}, "sees.*owls.txt"),
    "an empty quote": (SEES | {"quote": ""}, "sees"),
    "no quote": ({k: v for k, v in SEES.items() if k != "quote"}, "sees"),
    "answers, but no document": ({k: v for k, v in SEES.items() if k != "document"}, "sees.*both"),
    "a quote, but no answers": (SEES | {"answers": []}, "sees.*both"),
    "answers that are numbers": (SEES | {"answers": [1871]}, "sees"),
    "things that are numbers": (SENSES | {"answers": [1871]}, "senses"),
    "things in one text": (SENSES | {"answers": "Owls"}, "senses"),
    "a document that is a number": (SEES | {"document": 1}, "sees"),
    "others without a quote": (SENSES | {"others": [{"document": "bats.txt"}]}, "senses"),
    "a turn before without its answer": (FOLLOW_UP | {"previous": {"question": "Who?"}}, "follow"),
    "of a question that is not there": (NOTHING | {"of": "none"}, "nothing"),
    "nothing to ask": (NOTHING | {"question": " ?! "}, "nothing"),
}


@pytest.mark.parametrize(("row", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_named(folder: Path, row: Any, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        ask(folder, row)


def test_two_questions_of_one_id(folder: Path) -> None:
    with pytest.raises(EvaluationError, match="two questions have the id sees"):
        ask(folder, SEES, NOTHING, SEES)


def test_documents_that_are_not_there_are_an_error(folder: Path) -> None:
    path = write_lines(folder.parent / "mine.jsonl", [SEES])
    with pytest.raises(EvaluationError, match=r"no documents at .*nowhere"):
        own_dataset(path, [folder / "nowhere"])


@pytest.mark.parametrize(
    "data", [b"Who sees well?\n", b"{", b"\xff\xfe\x00", b"%PDF-1.7\n\xe2\xe3"]
)
def test_a_file_that_is_no_json(folder: Path, data: bytes) -> None:
    path = folder.parent / "mine.jsonl"
    path.write_bytes(b"\n" + data)
    with pytest.raises(EvaluationError, match=r"mine\.jsonl"):
        own_dataset(path, [folder])


def test_empty_lines_do_not_count_and_line_ends_of_text_do_not_either(folder: Path) -> None:
    path = folder.parent / "mine.jsonl"
    odd = json.dumps(NOTHING | {"question": "Who\u2028won?"}, ensure_ascii=False)
    path.write_text(f"\n{json.dumps(SEES)}\r\n\n{odd}", encoding="utf-8")
    documents = [Document.from_text("owls.txt", "Owls", TEXTS["owls.txt"], "")]
    texts = [question.text for question in own_dataset(path, [folder]).questions(documents)]
    assert texts == ["Who sees well?", "Who\u2028won?"]
