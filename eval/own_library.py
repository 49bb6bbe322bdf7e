"""A person's own questions about a library, as a dataset: asked of a copy of that library."""

from __future__ import annotations

from pathlib import Path

from app.keeping.own_questions import OwnQuestion, OwnQuestions
from eval.datasets import Dataset, Place, Question
from index.store import Store
from ingest.documents import hash_text
from ingest.errors import EvaluationError

NAME = "your questions"


def own_library_dataset(folder: Path, owner: str) -> Dataset:
    """The questions of an owner whose answers are known, about the library in a folder.

    Raises:
        EvaluationError: there are none.
    """
    store = Store(folder)
    known = [each for each in OwnQuestions(store).all(owner) if not each.is_open]
    if not known:
        message = "There is no question of yours with a known answer yet; write one first."
        raise EvaluationError(message)
    said = hash_text(repr([(q.question, q.kind, q.place) for q in known]) + store.stamp)

    return Dataset(NAME, said, list, lambda _: [*map(_question, known)], library=folder)


def _question(own: OwnQuestion) -> Question:
    # The same question has the same id in every run, so that runs can be compared.
    name = hash_text(own.question)[:12]
    if own.unanswerable:
        return Question(name, own.question, own.kind)
    place = Place(own.source, *own.sentences)
    return Question(name, own.question, own.kind, answers=((own.answer,),), places=(place,))
