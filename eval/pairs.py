"""Minimal pairs: of a short passage, a question that it answers and one like it that it does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from typing import Any

from eval.datasets import Dataset, Place, Question
from ingest.documents import Document, hash_bytes, hash_text
from ingest.sources import Found, Kind, Loaded, Source

FOLDER, NAME = "pairs", "minimal pairs"
NOT_SAID = "not said: "  # before the kind of the question that the passage does not answer


def pairs_dataset(split: str) -> Dataset:
    """The pairs of one split ("tune" or "test"), or all; each question is asked of its passage alone.

    The kinds say in what the two questions differ: in a name, a year, a place, a qualifier, a
    quantity, a negation, an opposite, a role or an attribute; of an "echo" the passage has the
    words, or asks itself.
    """
    text = (files("eval.questions") / FOLDER / "pairs.jsonl").read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if split in {row["split"], "all"}]
    questions = partial(_questions, rows)
    return Dataset(f"{NAME}, {split}", hash_text(text), partial(_passages, rows), questions)


def _passages(rows: Sequence[dict[str, Any]]) -> Found:
    return [_passage(row) for row in rows]


def _passage(row: dict[str, Any]) -> Loaded:
    heading = f"# {row['heading']}\n\n" if row["heading"] else ""
    data = f"{heading}{row['passage']}\n".encode()
    return Loaded(Source(row["id"], ".md", Kind.FILE), data, ".md", hash_bytes(data))


def _questions(rows: Sequence[dict[str, Any]], documents: Sequence[Document]) -> list[Question]:
    texts = {document.source: document.text for document in documents}
    return [question for row in rows for question in _pair(row, texts.get(row["id"], ""))]


def _pair(row: dict[str, Any], text: str) -> tuple[Question, Question]:
    source = row["id"]
    asked = Question(
        id=f"{source}-asked",
        text=row["asked"],
        kind=row["kind"],
        answers=(tuple(row["answers"]),),
        places=(Place(source, 0, len(text)),),
        split=row["split"],
        within=(source,),
    )
    not_said = Question(
        id=f"{source}-not-said",
        text=row["not_said"],
        kind=f"{NOT_SAID}{row['kind']}",
        split=row["split"],
        within=(source,),
    )
    return asked, not_said
