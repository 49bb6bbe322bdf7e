"""Our own form of questions, a JSON object a line; the built-in ones are in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.datasets import Dataset, Place, Question, Turn, check_asked
from eval.question_files import numbered_lines, read_id
from ingest.documents import Document, hash_bytes, hash_text
from ingest.errors import EvaluationError
from ingest.library import built_in_sources
from ingest.sources import BUILT_IN, Found, Kind, Limits, Loaded, Source, find_sources

BUILT_IN_FILES = (
    "library-a.jsonl",
    "library-b.jsonl",
    "follow-ups.jsonl",
    "removed.jsonl",
    "everyday.jsonl",
)
EVERYDAY = "everyday"  # the folder of the ordinary documents that some of them are about
SEVERAL_ASKED = {"list", "comparison"}  # kinds whose answers are several things, each in its forms


def built_in_dataset(split: str) -> Dataset:
    """The built-in questions of one split ("tune" or "test"), or of both ("all")."""

    def questions(documents: Sequence[Document]) -> list[Question]:
        found = read_built_in_questions(documents)
        return [question for question in found if split in {question.split, "all"}]

    sha256 = hash_text("".join(_built_in_texts()))
    return Dataset(f"built-in, {split}", sha256, built_in_documents, questions)


def built_in_documents() -> Found:
    """What the built-in questions are about: the built-in pages, and ordinary documents of ten kinds."""
    return [*built_in_sources(), *ordinary_documents(EVERYDAY)]


def ordinary_documents(kept_in: str) -> Iterator[Loaded]:
    """The documents in a folder beside the built-in questions."""
    folder = files("eval.questions") / kept_in
    for name in sorted(file.name for file in folder.iterdir()):
        source = Source(f"{BUILT_IN}{kept_in}/{name}", ".md", Kind.BUILT_IN)
        data = (folder / name).read_bytes()
        yield Loaded(source, data, source.suffix, hash_bytes(data))


def own_dataset(questions_file: Path, documents: Sequence[Path]) -> Dataset:
    """Questions in our own form, about files and folders of documents.

    Raises:
        EvaluationError: the questions cannot be read, or there are no such documents.
    """
    rows = read_rows(questions_file)
    check_asked(questions_file, [(row["id"], row["question"]) for row in rows if "of" not in row])
    for path in documents:
        if not path.exists():
            message = f"There are no documents at {path}."
            raise EvaluationError(message)

    def find() -> Found:
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


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file, each a JSON object that has what it needs as text; an id may be a number.

    Raises:
        EvaluationError: the file cannot be read, or a line is something else.
    """
    rows = []
    for number, line in numbered_lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            message = (
                f"{path}, line {number}, is not JSON: {error.msg} at character {error.pos + 1}."
            )
            raise EvaluationError(message) from error
        given = row if isinstance(row, dict) else {}
        texts = ("id", "of") if "of" in given else ("id", "question")
        for name in {"id", "of"} & given.keys():
            given[name] = read_id(given, name)
        if not all(isinstance(given.get(name), str) for name in texts):
            message = f"{path}, line {number}, needs at least, as text: {', '.join(texts)}."
            raise EvaluationError(message)
        rows.append(given)
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
