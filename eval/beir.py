"""BEIR folders: a corpus of documents, queries, and which documents are relevant to which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.datasets import Dataset, Place, Question, Unit, asks_something
from eval.question_files import Notes, read_id, read_objects
from eval.trec_files import read_judgements, read_topics
from ingest.documents import Document, hash_bytes
from ingest.errors import EvaluationError
from ingest.sources import Kind, Loaded, Source

CORPUS, QUERIES, JUDGEMENTS = "corpus.jsonl", "queries.jsonl", "qrels"
COLUMNS = ("query-id", "corpus-id", "score")  # of the judgements
TOPICS = ("queries.tsv*", "*topics*")  # what may stand in the place of the queries
IDS = ("_id", "id", "docno")


def beir_dataset(folder: Path, split: str = "test") -> Dataset:
    """The queries that a split's judgements are about, asked of the whole corpus.

    Raises:
        EvaluationError: a file is missing or has nothing that can be used.
    """
    notes = Notes()
    judged = _judgements_file(folder, split)
    asked = _found(folder, QUERIES, f"{QUERIES}.gz", *TOPICS)
    judgements = read_judgements(judged, notes)
    notes.refuse_without(judgements, judged)
    queries = _read_queries(asked, notes)
    notes.refuse_without(queries, asked)
    collection = _found(folder, CORPUS, f"{CORPUS}.gz")
    corpus = _read_corpus(collection, notes)
    notes.refuse_without(corpus, collection)
    for query, relevant in judgements.items():
        if query not in queries:
            notes.add("Judged, but not among the queries", f"query {query}")
        for document in relevant.keys() - corpus.keys() if query in queries else ():
            notes.add("Judged, but not in the corpus", f"query {query}, document {document}")

    def find() -> list[Loaded]:
        return [corpus_source(id_, *texts) for id_, texts in corpus.items()]

    def questions(documents: Sequence[Document]) -> list[Question]:
        lengths = {document.source: len(document.text) for document in documents}
        return [
            Question(
                id=id_,
                text=text,
                kind="query",
                places=tuple(
                    Place(document_id, 0, lengths.get(document_id, 0), grade)
                    for document_id, grade in judgements[id_].items()
                ),
            )
            for id_, text in queries.items()
            if id_ in judgements
        ]

    sha256 = hash_bytes(asked.read_bytes() + judged.read_bytes())
    name = f"{folder.name}, {split}"
    return Dataset(name, sha256, find, questions, Unit.DOCUMENT, has_answers=False, notes=notes)


def _found(folder: Path, *patterns: str) -> Path:
    """The first file of a folder that has one of these names.

    Raises:
        EvaluationError: there is none.
    """
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            return path
    message = f"{folder / patterns[0]} cannot be read: there is no such file."
    raise EvaluationError(message)


def _judgements_file(folder: Path, split: str) -> Path:
    """The judgements of a split, or the only ones beside the queries.

    Raises:
        EvaluationError: there are none of that split.
    """
    beside = [path for path in sorted(folder.glob(f"*{JUDGEMENTS}*")) if path.is_file()]
    if len(beside) == 1:
        return beside[0]
    try:
        return _found(folder, f"{JUDGEMENTS}/{split}.*", f"*{JUDGEMENTS}*{split}*.*")
    except EvaluationError as error:
        others = sorted(path.name for path in [*folder.glob(f"{JUDGEMENTS}/*"), *beside])
        there = f" There are: {', '.join(others)}; name one with --split." if others else ""
        message = f"{folder / JUDGEMENTS / split}.tsv cannot be read: there is no such file.{there}"
        raise EvaluationError(message) from error


def _read_queries(path: Path, notes: Notes) -> dict[str, str]:
    """The questions by their ids."""
    if not path.name.startswith(QUERIES):
        return read_topics(path, notes)
    queries: dict[str, str] = {}
    for where, id_, text, _ in _rows(path, notes):
        if asks_something(text):
            queries[id_] = text
        else:
            notes.add("Left out, as it asks nothing", where)
    return queries


def _read_corpus(path: Path, notes: Notes) -> dict[str, tuple[str, str]]:
    """The title and text of each document by its id."""
    return {id_: (title, text) for _, id_, text, title in _rows(path, notes)}


def _rows(path: Path, notes: Notes) -> Iterator[tuple[str, str, str, str]]:
    """Where each row stands, its id, text and title; one without an id or a text is noted."""
    ids: set[str] = set()
    for where, row in read_objects(path, notes):
        id_, text = read_id(row, *IDS), row.get("text")
        if id_ is None or not isinstance(text, str):
            notes.add(f"Left out, as it has no {'_id' if id_ is None else 'text'}", where)
        elif id_ in ids:
            notes.add("Left out, as an earlier line has the same _id", f"{where}, {id_}")
        else:
            ids.add(id_)
            yield f"{where}, {id_}", id_, text, str(row.get("title") or "").strip()


def corpus_source(id_: str, title: str, text: str) -> Loaded:
    """A document of the corpus as plain text under its title.

    Its bytes are those of its row, so that two documents may have the same text.
    """
    heading = f"= {title} =\n\n" if title else ""
    sha256 = hash_bytes(json.dumps([id_, title, text]).encode())
    return Loaded(
        Source(id_, ".txt", Kind.FILE),
        f"{heading}{text}\n".encode(errors="replace"),
        ".txt",
        sha256,
    )
