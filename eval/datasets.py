"""Gold questions and the documents they are asked of: our own form, and SQuAD's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.readers import read_document
from ingest.readers.builder import clean


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and answer that went before."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer is known.

    ``answers`` are the acceptable forms; for lists and comparisons one tuple for each thing asked.
    ``places`` are half-open offsets of the gold quotes: (source of the document, start, end). A
    question that nothing answers has neither.
    """

    id: str
    text: str
    kind: str
    answers: tuple[tuple[str, ...], ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()
    previous: Turn | None = None
    split: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.places)


def read_built_in_questions(documents: Iterable[Document]) -> list[Question]:
    """The built-in questions, placed in the built-in pages.

    Raises:
        ValueError: a gold quote does not stand exactly in its page.
    """
    pages = {Path(document.source).name: document for document in documents}
    folder = files("eval.questions")
    lines = [
        line
        for name in ("library-a.jsonl", "library-b.jsonl")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    return [_built_in_question(json.loads(line), pages) for line in lines]


def read_squad(*paths: Path) -> tuple[list[Document], list[Question]]:
    """SQuAD v1.1 or v2.0 files: one document for each article, paragraphs under its title."""
    documents: list[Document] = []
    questions: list[Question] = []
    for path in paths:
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            document, starts = _squad_article(article)
            documents.append(document)
            for paragraph, start in zip(article["paragraphs"], starts, strict=True):
                questions += [
                    _squad_question(qa, document, start, path.stem) for qa in paragraph["qas"]
                ]
    return documents, questions


def _built_in_question(row: dict[str, Any], pages: dict[str, Document]) -> Question:
    places = []
    quotes = [{"document": row["document"], "quote": row["quote"]}] if row["document"] else []
    for gold in quotes + row.get("others", []):
        document = pages[gold["document"]]
        start = document.text.find(gold["quote"])
        if start < 0:
            message = f"{row['id']}: the gold quote is not in {gold['document']}: {gold['quote']}"
            raise ValueError(message)
        places.append((document.source, start, start + len(gold["quote"])))
    several = row["kind"] in {"list", "comparison"}
    forms = row["answers"] if several else [row["answers"]] if row["answers"] else []
    return Question(
        id=row["id"],
        text=row["question"],
        kind=row["kind"],
        answers=tuple((form,) if isinstance(form, str) else tuple(form) for form in forms),
        places=tuple(places),
        previous=Turn(**row["previous"]) if row["previous"] else None,
        split=row["split"],
    )


def squad_article_text(article: dict[str, Any]) -> str:
    """An article as wiki-style plain text: its title as the heading, then its paragraphs."""
    title = article["title"].replace("_", " ")
    paragraphs = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    return f"= {title} =\n\n{paragraphs}\n"


def _squad_article(article: dict[str, Any]) -> tuple[Document, list[int]]:
    source = f"{article['title']}.txt"
    document = read_document(squad_article_text(article).encode(), source, ".txt")
    starts, cursor = [], 0
    for paragraph in article["paragraphs"]:
        cursor = document.text.index(clean(paragraph["context"]).strip(), cursor)
        starts.append(cursor)
    return document, starts


def _squad_question(qa: dict[str, Any], document: Document, start: int, split: str) -> Question:
    spans = {_squad_span(answer, document.text, start) for answer in qa["answers"]}
    texts = tuple(dict.fromkeys(answer["text"] for answer in qa["answers"]))
    return Question(
        id=qa["id"],
        text=qa["question"],
        kind="squad" if spans else "unanswerable",
        answers=(texts,) if texts else (),
        places=tuple((document.source, begin, end) for begin, end in sorted(spans)),
        split=split,
    )


def _squad_span(answer: dict[str, Any], text: str, start: int) -> tuple[int, int]:
    """The answer's place; where cleaning moved it, the nearest one behind."""
    wanted = clean(answer["text"])
    begin = start + answer["answer_start"]
    if not text.startswith(wanted, begin):
        near = (text.rfind(wanted, start, begin + len(wanted)), text.find(wanted, begin))
        moved = [place for place in near if place >= 0]
        begin = min(moved, key=lambda place: abs(place - begin))
    return begin, begin + len(wanted)
