"""SQuAD v1.1 and v2.0: each article a document, its paragraphs under its title."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.datasets import Dataset, Place, Question, check_asked
from ingest.documents import Document, hash_bytes
from ingest.errors import EvaluationError
from ingest.readers.builder import clean
from ingest.sentences import split_sentences
from ingest.sources import Kind, Loaded, Source

Article = dict[str, Any]


def squad_dataset(path: Path, more: Sequence[Path] = ()) -> Dataset:
    """The questions of one file; the paragraphs of further files only make the library larger.

    Raises:
        EvaluationError: a file is not in SQuAD's form.
    """
    articles = read_articles(path)
    every = (qa for each in articles for paragraph in each["paragraphs"] for qa in paragraph["qas"])
    check_asked(path, [(qa["id"], qa["question"]) for qa in every])
    others = [article for file in more for article in read_articles(file)]
    library = [*articles, *_further(articles, others)]

    def find() -> list[Loaded]:
        return [article_source(article) for article in library]

    def questions(documents: Sequence[Document]) -> list[Question]:
        by_source = {document.source: document for document in documents}
        return [
            question
            for article in articles
            for question in article_questions(article, by_source.get(source_name(article)))
        ]

    sha256 = hash_bytes(path.read_bytes())
    return Dataset(path.stem, sha256, find, questions, has_passages=True)


def read_articles(path: Path) -> list[Article]:
    """The articles of a file.

    Raises:
        EvaluationError: it is not in SQuAD's form, or an answer is not where it says.
    """
    try:
        articles: list[Article] = json.loads(path.read_text(encoding="utf-8"))["data"]
        for article in articles:
            article["title"].strip()
            for paragraph in article["paragraphs"]:
                paragraph["context"].strip()
                for qa in paragraph["qas"]:
                    qa["question"].strip()
                    qa["id"] = qa["id"] if isinstance(qa["id"], str) else f"{qa['id']:d}"
                    _check_answers(qa, paragraph["context"], path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path} is not in SQuAD's form."
        raise EvaluationError(message) from error
    return articles


def _check_answers(qa: dict[str, Any], context: str, path: Path) -> None:
    for answer in qa["answers"]:
        text, start = answer["text"], answer["answer_start"]
        if not text.strip() or start < 0 or not context.startswith(text, start):
            message = (
                f"{path}, question {qa['id']}: the answer {text!r} is not at character {start}."
            )
            raise EvaluationError(message)


def _further(articles: Sequence[Article], others: Sequence[Article]) -> list[Article]:
    """Articles of further files without the paragraphs that are there already, each under a title of its own."""
    titles = Counter(article["title"] for article in articles)
    known = {paragraph["context"] for each in articles for paragraph in each["paragraphs"]}
    further = []
    for article in others:
        new = [each for each in article["paragraphs"] if each["context"] not in known]
        known |= {each["context"] for each in new}
        title = article["title"]
        titles[title] += 1
        if new:
            number = f" ({titles[title]})" if titles[title] > 1 else ""
            further.append({"title": f"{title}{number}", "paragraphs": new})
    return further


def source_name(article: Article) -> str:
    """What the article's document is called in the library."""
    return f"{article['title']}.txt"


def article_source(article: Article) -> Loaded:
    """An article as the plain text that a user would add: its title as the heading, its paragraphs."""
    title = article["title"].replace("_", " ")
    paragraphs = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    data = f"= {title} =\n\n{paragraphs}\n".encode()
    return Loaded(Source(source_name(article), ".txt", Kind.FILE), data, ".txt", hash_bytes(data))


def article_questions(article: Article, document: Document | None) -> list[Question]:
    """The questions about an article, placed in its document if that is in the library."""
    if document is None:
        nowhere = Place(source_name(article), 0, 0)
        return [
            _question(qa, nowhere, [nowhere] if qa["answers"] else [])
            for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]
        ]
    questions, cursor = [], 0
    for paragraph in article["paragraphs"]:
        cleaned = clean(paragraph["context"])
        text = cleaned.strip()
        start = document.text.find(text, cursor)
        if start < 0:
            message = (
                f"{document.source} was read otherwise than it is in the question set: {text[:60]}"
            )
            raise EvaluationError(message)
        cursor = start + len(text)
        begin = start - (len(cleaned) - len(cleaned.lstrip()))  # the document lost white space
        passage = Place(document.source, start, cursor)
        sentences = split_sentences(document.text, start, cursor)
        for qa in paragraph["qas"]:
            spans = [_span(answer, paragraph["context"], begin) for answer in qa["answers"]]
            places = {_quote(span, sentences, document.source) for span in spans}
            questions.append(_question(qa, passage, sorted(places, key=lambda p: p.start)))
    return questions


def _question(qa: dict[str, Any], passage: Place, places: Sequence[Place]) -> Question:
    texts = tuple(dict.fromkeys(answer["text"] for answer in qa["answers"]))
    return Question(
        id=qa["id"],
        text=qa["question"],
        kind="answerable" if texts else "unanswerable",
        answers=(texts,) if texts else (),
        places=tuple(places),
        passage=passage,
    )


def _span(answer: dict[str, Any], context: str, start: int) -> tuple[int, int]:
    """The answer's place in the document, where its context begins at ``start``."""
    begin = start + len(clean(context[: answer["answer_start"]]))
    return begin, begin + len(clean(answer["text"]))


def _quote(span: tuple[int, int], sentences: Sequence[tuple[int, int]], source: str) -> Place:
    """The sentences that hold the answer: what a quotation of it would be."""
    holding = [s for s in sentences if s[0] < span[1] and span[0] < s[1]]
    return Place(source, holding[0][0], holding[-1][1])
