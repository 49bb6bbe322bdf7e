"""Gold questions, the documents they are asked of, and our own form of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.ask import check_question
from ingest.documents import Document, hash_bytes, hash_text
from ingest.errors import EvaluationError, QuestionError
from ingest.library import built_in_sources
from ingest.sources import Limits, Loaded, Skipped, Source, find_sources

BUILT_IN_FILES = ("library-a.jsonl", "library-b.jsonl", "removed.jsonl")
SEVERAL_ASKED = {"list", "comparison"}  # kinds whose answers are several things, each in its forms


class Unit(StrEnum):
    """What a ranking consists of."""

    PASSAGE = "passage"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and answer that went before."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Place:
    """Half-open offsets in the text of a source; both 0 if it is not in the library.

    ``grade`` is the relevance that a retrieval benchmark gives the place.
    """

    source: str
    start: int
    end: int
    grade: int = 1

    def overlaps(self, source: str, start: int, end: int) -> bool:
        """Whether the two have a character in common."""
        return self.source == source and self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer is known.

    ``answers`` are the acceptable forms, one tuple for each thing asked: of a list all are
    required, of a comparison each counts. ``places`` are those of the gold quotes. What nothing
    answers has neither. ``passage`` is the paragraph that the question is about, where one is given.
    ``without`` names sources that are kept out of the search.
    """

    id: str
    text: str
    kind: str
    answers: tuple[tuple[str, ...], ...] = ()
    places: tuple[Place, ...] = ()
    previous: Turn | None = None
    split: str = ""
    passage: Place | None = None
    without: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.places)


Find = Callable[[], Sequence[Source | Skipped | Loaded]]
PlaceQuestions = Callable[[Sequence[Document]], list[Question]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where the documents are found, and the questions once these are in a library.

    ``sha256``: of what the questions were read from. ``has_answers``: whether they have gold
    answers; those of a retrieval benchmark have none. ``has_passages``: whether it says which
    paragraph each question is about.
    """

    name: str
    sha256: str
    find: Find
    questions: PlaceQuestions
    unit: Unit = Unit.PASSAGE
    has_answers: bool = True
    has_passages: bool = False


def built_in_dataset(split: str) -> Dataset:
    """The built-in questions of one split ("tune" or "test"), or of both ("all")."""

    def questions(documents: Sequence[Document]) -> list[Question]:
        found = read_built_in_questions(documents)
        return [question for question in found if split in {question.split, "all"}]

    sha256 = hash_text("".join(_built_in_texts()))
    return Dataset(f"built-in, {split}", sha256, built_in_sources, questions)


def own_dataset(questions_file: Path, documents: Sequence[Path]) -> Dataset:
    """Questions in our own form, about files and folders of documents.

    Raises:
        EvaluationError: the questions cannot be read, or there are no such documents.
    """
    rows = read_rows(questions_file, _needed)
    check_asked(questions_file, [(row["id"], row["question"]) for row in rows if "of" not in row])
    for path in documents:
        if not path.exists():
            message = f"There are no documents at {path}."
            raise EvaluationError(message)

    def find() -> Sequence[Source | Skipped | Loaded]:
        return list(find_sources(documents, Limits()))

    def questions(found: Sequence[Document]) -> list[Question]:
        return place_rows(rows, found)

    return Dataset(questions_file.stem, hash_bytes(questions_file.read_bytes()), find, questions)


def read_built_in_questions(documents: Iterable[Document]) -> list[Question]:
    """The built-in questions, placed in the built-in pages.

    Raises:
        EvaluationError: a gold quote does not stand exactly in its page.
    """
    rows = [json.loads(line) for text in _built_in_texts() for line in text.splitlines()]
    return place_rows(rows, documents)


def _built_in_texts() -> list[str]:
    folder = files("eval.questions")
    return [(folder / name).read_text(encoding="utf-8") for name in BUILT_IN_FILES]


def check_asked(path: Path, asked: Iterable[tuple[str, str]]) -> None:
    """See that ids and questions can be used, before documents are read for them.

    Raises:
        EvaluationError: two ids are the same, or a question asks nothing.
    """
    ids = set()
    for question_id, text in asked:
        if question_id in ids:
            message = f"{path}: two questions have the id {question_id}."
            raise EvaluationError(message)
        ids.add(question_id)
        try:
            check_question(text)
        except QuestionError as error:
            message = f"{path}: question {question_id} asks nothing."
            raise EvaluationError(message) from error


def _needed(row: dict[str, Any]) -> tuple[str, ...]:
    return ("id", "of") if "of" in row else ("id", "question")


def read_rows(
    path: Path, needed: Callable[[dict[str, Any]], tuple[str, ...]]
) -> list[dict[str, Any]]:
    """The lines of a file, each a JSON object that has what it needs as text.

    Raises:
        EvaluationError: the file cannot be read, or a line is something else.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        message = f"{path} cannot be read: {reason}."
        raise EvaluationError(message) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            message = (
                f"{path}, line {number}, is not JSON: {error.msg} at character {error.pos + 1}."
            )
            raise EvaluationError(message) from error
        texts = needed(row if isinstance(row, dict) else {})
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in texts):
            message = f"{path}, line {number}, needs at least, as text: {', '.join(texts)}."
            raise EvaluationError(message)
        rows.append(row)
    return rows


def place_rows(rows: Sequence[dict[str, Any]], documents: Iterable[Document]) -> list[Question]:
    """Questions in our own form, their gold quotes found in the documents.

    A row has ``id`` and ``question``; an answerable one also ``answers`` (for a list or comparison
    one entry for each thing asked, itself a list where it has several forms), ``document`` (a
    source, or its last part where that is enough) and ``quote``. It may have ``kind``, ``split``,
    ``previous`` (``question`` and ``answer``), ``others`` (more places, each ``document`` and
    ``quote``). A row with ``of`` instead asks the question of that id with its documents kept out
    of the search.

    Raises:
        EvaluationError: a row lacks what it needs, or a quote does not stand in its document.
    """
    known = list(documents)
    asked: dict[str, Question] = {}
    for row in rows:
        try:
            question = _removed(row, asked[row["of"]]) if "of" in row else _placed(row, known)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            message = f"Question {row['id']} is not in the form that the README describes."
            raise EvaluationError(message) from error
        if question.id in asked:
            message = f"Two questions have the id {question.id}."
            raise EvaluationError(message)
        asked[question.id] = question
    return list(asked.values())


def _placed(row: dict[str, Any], documents: Sequence[Document]) -> Question:
    kind = row.get("kind", "question")
    gold = [row] if row.get("document") else []
    places = [_place(row["id"], each, documents) for each in [*gold, *row.get("others", [])]]
    answers = _answers(row.get("answers", []), kind)
    if bool(places) is not bool(answers):
        message = f"Question {row['id']} needs both gold answers and a gold quote, or neither."
        raise EvaluationError(message)
    previous = row.get("previous")
    return Question(
        id=row["id"],
        text=row["question"],
        kind=kind,
        answers=answers,
        places=tuple(places),
        previous=Turn(**previous) if previous else None,
        split=row.get("split", ""),
    )


def _answers(given: Any, kind: str) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - JSON
    """The forms of each thing asked.

    Raises:
        ValueError: they are something else.
    """
    if not isinstance(given, list):
        raise ValueError  # noqa: TRY004 - the caller says what is wrong with the question
    entries = [given] if kind not in SEVERAL_ASKED and given else given
    answers = tuple((each,) if isinstance(each, str) else tuple(each) for each in entries)
    if not all(isinstance(form, str) and form.strip() for forms in answers for form in forms):
        raise ValueError
    if not all(answers):
        raise ValueError
    return answers


def _place(question_id: str, gold: dict[str, Any], documents: Sequence[Document]) -> Place:
    name = gold["document"]
    part = f"/{name.removeprefix('/')}"
    named = [d for d in documents if d.source == name or d.source.endswith(part)]
    if not named:
        return Place(name, 0, 0)
    if len(named) > 1:
        some = ", ".join(document.source for document in named[:3])
        message = f"Question {question_id}: {name} could mean {some}."
        raise EvaluationError(message)
    document = named[0]
    start = document.text.find(gold["quote"])
    if not gold["quote"] or start < 0:
        message = f"Question {question_id}: the gold quote is not in {name}: {gold['quote']}"
        raise EvaluationError(message)
    return Place(document.source, start, start + len(gold["quote"]))


def _removed(row: dict[str, Any], original: Question) -> Question:
    return Question(
        id=row["id"],
        text=original.text,
        kind=row.get("kind", "unanswerable"),
        previous=original.previous,
        split=original.split,
        without=tuple(dict.fromkeys(place.source for place in original.places)),
    )
