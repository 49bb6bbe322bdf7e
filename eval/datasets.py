"""Gold questions, and the documents they are asked of."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.answers import Shape
from app.asking.ask import check_question
from eval.question_files import Notes
from ingest.documents import Document
from ingest.errors import EvaluationError, QuestionError
from ingest.sources import Found


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


Places = tuple[Place, ...]  # any of which says the same


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer in a shape should have.

    ``members`` are the members of a list, each by its acceptable forms; ``sentences`` are what should
    be quoted, each by all places that say it; ``sides`` are these for each thing compared, none for
    one of which nothing is said. A question for yes or no without a sentence is decided nowhere.
    ``differ``: the sentences give values that differ, or there is one value and nothing differs; None
    where that is not what is asked about. With no shape, ``members`` are the forms of the value to mark.
    """

    shape: Shape | None
    members: tuple[tuple[str, ...], ...] = ()
    sentences: tuple[Places, ...] = ()
    sides: Mapping[str, tuple[Places, ...]] = field(default_factory=dict)
    differ: bool | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """What a turn of a conversation should be understood as: itself, or words that have these in them."""

    stands: bool
    holds: tuple[tuple[str, ...], ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer is known.

    ``answers`` are the acceptable forms, one tuple for each thing asked: of a list all are
    required, of a comparison each counts. ``places`` are those of the gold quotes. What nothing
    answers has neither. ``passage`` is the paragraph that the question is about, where one is given.
    ``without`` names sources that are kept out of the search; it is restricted to those ``within``,
    if any. ``expected`` is what an answer of several quotations should have. ``turns`` were typed
    before, in their order; ``meant`` is what it should be understood as after them. ``agrees``: it is
    a claim, which the documents say, or do not.
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
    within: tuple[str, ...] = ()
    expected: Expected | None = None
    turns: tuple[str, ...] = ()
    meant: Meant | None = None
    agrees: bool | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.places or self.answers)

    def asks(self, source: str) -> bool:
        """Whether it is asked of this document of its set's."""
        return source not in self.without and source in (self.within or {source})


Item = TypeVar("Item")
Find = Callable[[], Found]
PlaceQuestions = Callable[[Sequence[Document]], list[Question]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where the documents are found, and the questions once these are in a library.

    ``sha256``: of what the questions were read from. ``has_answers``: whether they have gold
    answers; those of a retrieval benchmark have none. ``has_passages``: whether it says which
    paragraph each question is about. ``notes``: what was not used or
    corrected, complete once the questions are placed. ``library``: the folder of one that is there
    already, of which a copy is asked; then nothing is found.
    """

    name: str
    sha256: str
    find: Find
    questions: PlaceQuestions
    unit: Unit = Unit.PASSAGE
    has_answers: bool = True
    has_passages: bool = False
    notes: Notes = field(default_factory=Notes)
    library: Path | None = None


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
        if not asks_something(text):
            message = f"{path}: question {question_id} asks nothing."
            raise EvaluationError(message)


def asks_something(text: str) -> bool:
    """Whether a question can be asked."""
    try:
        check_question(text)
    except QuestionError:
        return False
    return True


def draw(questions: list[Item], limit: int | None, seed: int) -> list[Item]:
    """So many of the questions, by chance, in their order; all of them without a limit."""
    if limit is None or limit >= len(questions):
        return questions
    drawn = set(random.Random(seed).sample(range(len(questions)), limit))
    return [question for number, question in enumerate(questions) if number in drawn]
