"""Built-in conversations of five turns, each turn with what it should be understood as, and how it is scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from eval.datasets import Dataset, Meant, Question
from eval.own_form import built_in_documents
from ingest.documents import Document, hash_text

FILE, NAME = "chains.jsonl", "chains"


def chains_dataset(split: str) -> Dataset:
    """The turns of one split's conversations ("tune" or "test"), or all; the splits share no document.

    A line of the file has the ``turns`` in their order. One that ``stands`` by itself must be left as
    it is; of another, what is understood ``holds`` one form of each, and ``lacks`` all of those.
    """
    text = (files("eval.questions") / FILE).read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if split in {row["split"], "all"}]

    def questions(_documents: Sequence[Document]) -> list[Question]:
        return [question for row in rows for question in _turns(row)]

    return Dataset(f"{NAME}, {split}", hash_text(text), built_in_documents, questions)


def _turns(row: dict[str, Any]) -> list[Question]:
    typed = tuple(turn["question"] for turn in row["turns"])
    return [
        Question(
            id=f"{row['id']}-{number}",
            text=turn["question"],
            kind="stands by itself" if turn.get("stands") else "follow-up",
            split=row["split"],
            turns=typed[: number - 1],
            meant=Meant(
                stands=turn.get("stands", False),
                holds=tuple(map(tuple, turn.get("holds", ()))),
                lacks=tuple(turn.get("lacks", ())),
            ),
        )
        for number, turn in enumerate(row["turns"], start=1)
    ]


def understood_scores(question: Question, meant: Meant, understood: str) -> dict[str, float]:
    """The measures of one turn: whether it was understood as it was meant, also by its number."""
    text = understood.casefold()
    right = (
        understood == question.text
        if meant.stands
        else all(any(form.casefold() in text for form in forms) for forms in meant.holds)
        and not any(form.casefold() in text for form in meant.lacks)
    )
    scores = {"understood": float(right), f"understood_{len(question.turns) + 1}": float(right)}
    return scores if meant.stands else scores | {"understood_follow_up": float(right)}
