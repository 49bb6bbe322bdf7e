"""BEIR folders: a corpus of documents, queries, and which documents are relevant to which."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.datasets import Dataset, Place, Question, Unit, check_asked, read_rows
from ingest.documents import Document, hash_bytes
from ingest.errors import EvaluationError
from ingest.sources import Kind, Loaded, Source

CORPUS, QUERIES, JUDGEMENTS = "corpus.jsonl", "queries.jsonl", "qrels"
COLUMNS = ("query-id", "corpus-id", "score")  # of the judgements


def beir_dataset(folder: Path, split: str = "test") -> Dataset:
    """The queries that a split's judgements are about, asked of the whole corpus.

    Raises:
        EvaluationError: a file is missing or in another form.
    """
    judged = folder / JUDGEMENTS / f"{split}.tsv"
    judgements = read_judgements(judged)
    queries, corpus = (
        read_rows(folder / name, lambda row: ("_id", "text")) for name in (QUERIES, CORPUS)
    )
    check_asked(folder / QUERIES, [(row["_id"], row["text"]) for row in queries])

    def find() -> list[Loaded]:
        return [corpus_source(row) for row in corpus]

    def questions(documents: Sequence[Document]) -> list[Question]:
        lengths = {document.source: len(document.text) for document in documents}
        return [
            Question(
                id=row["_id"],
                text=row["text"],
                kind="query",
                places=tuple(
                    Place(document_id, 0, lengths.get(document_id, 0), grade)
                    for document_id, grade in judgements[row["_id"]]
                ),
            )
            for row in queries
            if row["_id"] in judgements
        ]

    sha256 = hash_bytes((folder / QUERIES).read_bytes() + judged.read_bytes())
    name = f"{folder.name}, {split}"
    return Dataset(name, sha256, find, questions, Unit.DOCUMENT, has_answers=False)


def read_judgements(path: Path) -> dict[str, list[tuple[str, int]]]:
    """For each query its relevant documents, with their grades above 0.

    Raises:
        EvaluationError: the file is missing or in another form.
    """
    found = defaultdict(list)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                message = f"{path} must begin with a line of the columns {', '.join(COLUMNS)}."
                raise EvaluationError(message)
            for row in rows:
                if int(row["score"]) > 0:
                    found[row["query-id"]].append((row["corpus-id"], int(row["score"])))
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise EvaluationError(message) from error
    except (TypeError, ValueError) as error:
        message = f"{path} has a line that is no judgement: query-id, corpus-id and a whole number."
        raise EvaluationError(message) from error
    return dict(found)


def corpus_source(row: dict[str, Any]) -> Loaded:
    """A document of the corpus as plain text under its title.

    Its bytes are those of its row, so that two documents may have the same text.
    """
    title = str(row.get("title") or "").strip()
    heading = f"= {title} =\n\n" if title else ""
    sha256 = hash_bytes(json.dumps(row).encode())
    data = f"{heading}{row['text']}\n".encode()
    return Loaded(Source(row["_id"], ".txt", Kind.FILE), data, ".txt", sha256)
