"""Built-in questions that want several quotations: lists, reasons, steps, accounts, comparisons, decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

from app.answers import Shape
from eval.datasets import Dataset, Expected, Place, Places, Question
from eval.own_form import built_in_documents
from ingest.documents import Document, hash_text
from ingest.errors import EvaluationError

FILE, NAME = "shapes.jsonl", "shapes"


def shapes_dataset(split: str) -> Dataset:
    """The questions of one split ("tune" or "test"), or all; the splits share no document of ours."""
    text = (files("eval.questions") / FILE).read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if split in {row["split"], "all"}]
    return Dataset(
        f"{NAME}, {split}", hash_text(text), built_in_documents, partial(_questions, rows)
    )


def _questions(rows: Sequence[dict[str, Any]], documents: Sequence[Document]) -> list[Question]:
    return [_question(row, documents) for row in rows]


def _question(row: dict[str, Any], documents: Iterable[Document]) -> Question:
    known = {document.source: document for document in documents}
    sides = {
        name: tuple(_places(each, known) for each in sentences)
        for name, sentences in row.get("sides", {}).items()
    }
    expected = Expected(
        Shape[row["shape"].upper().replace("-", "_")],
        tuple(tuple(forms) for forms in row.get("members", ())),
        tuple(_places(each, known) for each in row.get("gold", ())),
        sides,
    )
    groups = (*expected.sentences, *(each for side in sides.values() for each in side))
    return Question(
        id=row["id"],
        text=row["question"],
        kind=row["shape"],
        answers=expected.members,
        places=tuple(place for each in groups for place in each),
        split=row["split"],
        expected=expected,
    )


def _places(quotes: Sequence[dict[str, str]], known: dict[str, Document]) -> Places:
    return tuple(_place(quote, known) for quote in quotes)


def _place(quote: dict[str, str], known: dict[str, Document]) -> Place:
    source = next((each for each in known if each.endswith(f"/{quote['document']}")), "")
    start = known[source].text.find(quote["quote"]) if source else -1
    if start < 0:
        message = f"{FILE}: {quote['document']} does not have “{quote['quote']}”."
        raise EvaluationError(message)
    return Place(source, start, start + len(quote["quote"]))
