"""What one question came to: a line of ``results.jsonl``, and where an answer went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Verdict(StrEnum):
    """What became of a question, and, where it went wrong, at which stage it did."""

    RIGHT = "right"
    RIGHTLY_DECLINED = "rightly declined"
    NOT_IN_INDEX = "not in the index"
    NOT_RETRIEVED = "not retrieved"
    RANKED_LOW = "ranked low"
    READ_WRONG = "read wrong"
    DECLINED = "declined"
    MISUNDERSTOOD = "misunderstood"
    FALSE_ANSWER = "false answer"

    @property
    def is_right(self) -> bool:
        """Whether nothing went wrong."""
        return self in {Verdict.RIGHT, Verdict.RIGHTLY_DECLINED}


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold quote and its half-open offsets in a source's text."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation that was shown, or that came nearest when the question was declined.

    ``right``: it holds a gold answer and comes from a gold place. ``verbatim``: the stored document
    has it at these offsets.
    """

    title: str
    section: tuple[str, ...]
    source: str
    start: int
    end: int
    quote: str
    right: bool
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A question, what was expected, and what came of it.

    ``read``: it was answered or declined; False where only the retrieval is measured.
    ``expected``: the acceptable forms of each thing asked; none for an unanswerable question.
    ``quotes``: best first. ``right_rank``: the place, from 1, of the first right passage among those
    retrieved. ``candidate_right``: the best quotation is right, shown or not. ``scores``: the
    measures that this question has, by name (see ``eval.summary.MEASURES``). ``seconds``: by stage.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    expected: tuple[tuple[str, ...], ...]
    gold: tuple[Gold, ...]
    answered: bool
    confidence: float
    quotes: tuple[Quoted, ...]
    right_rank: int | None
    candidate_right: bool
    verdict: Verdict
    read: bool = True
    short: str | None = None
    previous: str = ""
    declined_because: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    def to_line(self) -> str:
        """The result as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Result:
        """The result that a line holds.

        Raises:
            ValueError: it is not a whole result.
        """
        try:
            row: dict[str, Any] = json.loads(line)
            row["expected"] = tuple(tuple(forms) for forms in row["expected"])
            row["gold"] = tuple(Gold(**gold) for gold in row["gold"])
            row["quotes"] = tuple(
                Quoted(**(quoted | {"section": tuple(quoted["section"])}))
                for quoted in row["quotes"]
            )
            row["verdict"] = Verdict(row["verdict"])
            return cls(**row)
        except (KeyError, TypeError) as error:
            message = f"not a result: {line[:80]}"
            raise ValueError(message) from error


def read_results(path: Path) -> Iterator[Result]:
    """The results of a file, up to a line that a kill has cut short.

    Raises:
        ValueError: a whole line is not a result.
    """
    # Not splitlines: a quotation may hold other line ends, which JSON leaves as they are.
    *whole, _ = path.read_bytes().split(b"\n")
    yield from (Result.from_line(line.decode()) for line in whole)
