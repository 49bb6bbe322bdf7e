"""Built-in questions that want several quotations: lists, reasons, steps, accounts, comparisons, decisions.

Questions for one value, of which the documents give several that differ, or none that does; and for one
value of a sentence that has several.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

from app.answers import Shape
from eval.datasets import Dataset, Expected, Place, Places, Question
from eval.own_form import built_in_documents, ordinary_documents
from ingest.documents import Document, hash_text
from ingest.errors import EvaluationError
from ingest.sources import Found

FILES, NAME = ("shapes.jsonl", "differing.jsonl", "bound.jsonl", "two-steps.jsonl"), "shapes"
DIFFERING = "differing"  # the folder of documents that give other values than their neighbours


def shapes_dataset(split: str) -> Dataset:
    """The questions of one split ("tune" or "test"), or all; the splits share no document of ours."""
    folder = files("eval.questions")
    text = "".join((folder / name).read_text(encoding="utf-8") for name in FILES)
    rows = [row for row in map(json.loads, text.splitlines()) if split in {row["split"], "all"}]
    return Dataset(f"{NAME}, {split}", hash_text(text), _documents, partial(_questions, rows))


def _documents() -> Found:
    return [*built_in_documents(), *ordinary_documents(DIFFERING)]


def _questions(rows: Sequence[dict[str, Any]], documents: Sequence[Document]) -> list[Question]:
    return [_question(row, documents) for row in rows]


def _question(row: dict[str, Any], documents: Iterable[Document]) -> Question:
    known = {document.source: document for document in documents}
    sides = {
        name: tuple(_places(each, known) for each in sentences)
        for name, sentences in row.get("sides", {}).items()
    }
    differ = {"differ": True, "agree": False}.get(row["shape"])
    expected = Expected(
        SHAPES.get(row["shape"]),
        tuple(tuple(forms) for forms in row.get("members", ())),
        tuple(_places(each, known) for each in row.get("gold", ())),
        sides,
        differ,
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


SHAPES = {shape.name.casefold().replace("_", "-"): shape for shape in Shape}


def _places(quotes: Sequence[dict[str, str]], known: dict[str, Document]) -> Places:
    return tuple(_place(quote, known) for quote in quotes)


def _place(quote: dict[str, str], known: dict[str, Document]) -> Place:
    source = next((each for each in known if each.endswith(f"/{quote['document']}")), "")
    start = known[source].text.find(quote["quote"]) if source else -1
    if start < 0:
        message = f"{NAME}: {quote['document']} does not have “{quote['quote']}”."
        raise EvaluationError(message)
    return Place(source, start, start + len(quote["quote"]))
