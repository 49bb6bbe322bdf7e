"""Questions about given texts: each article a document, its paragraphs under its title; gold places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.datasets import Dataset, Place, Question
from eval.question_files import Notes
from eval.squad_forms import Article, free_name, read_articles
from ingest.documents import Document, hash_bytes
from ingest.readers.builder import clean
from ingest.sentences import split_sentences
from ingest.sources import Kind, Loaded, Source


def squad_dataset(path: Path, more: Sequence[Path] = ()) -> Dataset:
    """The questions of one file; the paragraphs of further files only make the library larger.

    Raises:
        EvaluationError: a file cannot be read, or has nothing that can be used.
    """
    notes = Notes()
    articles = read_articles(path, notes)
    asked = [qa for each in articles for paragraph in each["paragraphs"] for qa in paragraph["qas"]]
    notes.refuse_without(asked, path)
    others = [article for file in more for article in read_articles(file)]
    library = [*articles, *_further(articles, others)]

    def find() -> list[Loaded]:
        return [article_source(article) for article in library]

    def questions(documents: Sequence[Document]) -> list[Question]:
        by_source = {document.source: document for document in documents}
        placed: dict[str, Question] = {}
        for article in articles:
            document = by_source.get(source_name(article))
            for each in article_questions(article, document, notes):
                known = placed.get(each.id)  # of several contexts, each a place
                placed[each.id] = _both(known, each) if known else each
        notes.refuse_without(placed, path)
        return list(placed.values())

    sha256 = hash_bytes(path.read_bytes())
    name = Path(path.name.removesuffix(".gz")).stem
    return Dataset(name, sha256, find, questions, has_passages=True, notes=notes)


def _further(articles: Sequence[Article], others: Sequence[Article]) -> list[Article]:
    """Articles of further files without the paragraphs that are there already, each under a name of its own."""
    names = {article["name"] for article in articles}
    known = {paragraph["context"] for each in articles for paragraph in each["paragraphs"]}
    further = []
    for article in others:
        new = [each for each in article["paragraphs"] if each["context"] not in known]
        known |= {each["context"] for each in new}
        if new:
            name = free_name(article["name"], names)
            further.append({**article, "name": name, "paragraphs": new})
    return further


def _both(question: Question, other: Question) -> Question:
    """A question of two contexts as one."""
    forms = tuple(
        dict.fromkeys(
            form for each in (question, other) for group in each.answers for form in group
        )
    )
    return replace(
        question, answers=(forms,) if forms else (), places=question.places + other.places
    )


def source_name(article: Article) -> str:
    """What the article's document is called in the library."""
    return f"{article['name']}.txt"


def article_source(article: Article) -> Loaded:
    """An article as the plain text that a user would add: its title as the heading, its paragraphs.

    Where its name is not its title, its bytes count as those of its name too, so that two documents
    may have the same text.
    """
    title, name = article["title"].replace("_", " "), source_name(article)
    paragraphs = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    heading = f"= {title} =\n\n" if title else ""
    data = f"{heading}{paragraphs}\n".encode(errors="replace")
    salt = "" if article["name"] == article["title"] else f"{name}\0"
    sha256 = hash_bytes(salt.encode(errors="replace") + data)
    return Loaded(Source(name, ".txt", Kind.FILE), data, ".txt", sha256)


def article_questions(article: Article, document: Document | None, notes: Notes) -> list[Question]:
    """The questions about an article, placed in its document if that is in the library.

    White space may differ; a paragraph that was read otherwise is noted, and its questions left out.
    """
    if document is None:
        nowhere = Place(source_name(article), 0, 0)
        return [
            _question(qa, nowhere, [nowhere] if qa["answers"] else [])
            for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]
        ]
    stored, offsets = _squeezed(document.text), _visible_offsets(document.text)
    questions, cursor = [], 0
    for paragraph in article["paragraphs"]:
        squeezed = _squeezed(clean(paragraph["context"]))
        begin = stored.find(squeezed, cursor)
        if begin < 0:
            for qa in paragraph["qas"]:
                what = "Left out, as its context was read otherwise than it is in the question set"
                notes.add(what, f"{document.source}, question {qa['id']}")
            continue
        cursor = begin + len(squeezed)
        start, end = offsets[begin], offsets[cursor - 1] + 1
        passage = Place(document.source, start, end)
        sentences = split_sentences(document.text, start, end)
        for qa in paragraph["qas"]:
            spans = [
                (offsets[begin + first], offsets[begin + last] + 1)
                for first, last in (_span(answer, paragraph["context"]) for answer in qa["answers"])
            ]
            places = {_quote(span, sentences, document.source) for span in spans}
            questions.append(_question(qa, passage, sorted(places, key=lambda p: p.start)))
    return questions


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _visible_offsets(text: str) -> list[int]:
    """The offset of each character of a text that is no white space."""
    return [offset for offset, character in enumerate(text) if not character.isspace()]


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


def _span(answer: dict[str, Any], context: str) -> tuple[int, int]:
    """The numbers of the answer's first and last character among those of its context that are seen."""
    first = len(_squeezed(clean(context[: answer["answer_start"]])))
    return first, first + len(_squeezed(clean(answer["text"]))) - 1


def _quote(span: tuple[int, int], sentences: Sequence[tuple[int, int]], source: str) -> Place:
    """The sentences that hold the answer: what a quotation of it would be."""
    holding = [s for s in sentences if s[0] < span[1] and span[0] < s[1]]
    return Place(source, holding[0][0], holding[-1][1])
