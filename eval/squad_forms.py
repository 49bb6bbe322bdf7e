"""The forms in which questions about given texts are kept -> articles as in SQuAD's own.

Read are SQuAD's JSON (v1.1, v2.0); a list, a table of columns or lines of questions that each have
their context, as Hugging Face's ``datasets`` writes them; contexts with ``qas``, as in MRQA; and DPR's
questions with their ``ctxs`` or ``positive_ctxs``.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.datasets import asks_something
from eval.question_files import Notes, read_id, read_objects, read_text
from ingest.documents import hash_text
from ingest.errors import EvaluationError

Article = dict[str, Any]  # title, name, paragraphs: each a context with its qas
Paragraph = dict[str, Any]

CONTEXTS = ("context", "contexts", "ctxs", "positive_ctxs", "negative_ctxs", "hard_negative_ctxs")
WITH_CONTEXT = frozenset({"data", "paragraphs", *CONTEXTS})
_Found = tuple[int, int, str]  # the number of the context, the start in it, the text there
IDS = ("id", "qid", "question_id")


def read_articles(path: Path, notes: Notes | None = None) -> list[Article]:
    """The articles of a file, each answer at the place where it stands; what cannot be used is noted.

    Raises:
        EvaluationError: the file cannot be read, or is in no form that is known.
    """
    reader = _Reader(path.name.removesuffix(".gz").rpartition(".")[0], notes or Notes())
    for where, item in _items(path, reader.notes):
        reader.take(where, item)
    if not reader.known:
        message = f"{path} is not in SQuAD's form, nor in one of the others that are read."
        raise EvaluationError(message)
    return reader.articles


def has_contexts(path: Path) -> bool:
    """Whether a file has its texts with its questions; our own form names documents instead.

    Raises:
        EvaluationError: it cannot be read.
    """
    if path.name.removesuffix(".gz").endswith(".json"):
        return True
    _, first = next(read_objects(path, Notes()), ("", {}))
    return not WITH_CONTEXT.isdisjoint(first)


def _items(path: Path, notes: Notes) -> Iterator[tuple[str, Any]]:
    """Articles, contexts or questions, each with where it stands."""
    try:
        data = json.loads(read_text(path))
    except ValueError:
        yield from read_objects(path, notes)
        return
    if isinstance(data, dict) and isinstance(data.get("question"), list):  # a table by its columns
        data = [dict(zip(data, row, strict=False)) for row in zip(*data.values(), strict=False)]
    elif isinstance(data, dict):
        data = data.get("data", [data])
    for number, item in enumerate(data if isinstance(data, list) else [data], start=1):
        yield f"{path.name}, item {number}", item


def free_name(name: str, taken: set[str]) -> str:
    """A name, with a number behind it if it is taken; it is taken from now on."""
    numbered = (f"{name} ({number})" for number in itertools.count(2))
    free = next(each for each in itertools.chain([name], numbered) if each not in taken)
    taken.add(free)
    return free


def _contexts(given: object, title: str) -> Iterator[tuple[str, str]]:
    """The title and text of each context: a text, an object with text and title, or a list of these."""
    if isinstance(given, list):
        for each in given:
            yield from _contexts(each, title)
    elif isinstance(given, dict):
        yield from _contexts(given.get("text"), str(given.get("title") or title).strip())
    elif isinstance(given, str) and given.strip():
        yield title, given


def _pairs(given: object) -> Iterator[tuple[object, object]]:
    """The text and start of each answer: in objects, in one object of two lists, or as texts only."""
    if isinstance(given, list):
        for each in given:
            yield from _pairs(each)
    elif isinstance(given, dict):
        texts, starts = given.get("text"), given.get("answer_start")
        if not isinstance(texts, list):
            texts, starts = [texts], [starts]
        yield from itertools.zip_longest(
            texts, (starts if isinstance(starts, list) else [])[: len(texts)]
        )
    else:
        yield given, ...


@dataclass
class _Reader:
    """Makes articles of the items of a file; ``known``: one of them was in a form that is read."""

    stem: str
    notes: Notes
    articles: list[Article] = field(default_factory=list)
    known: bool = False
    _ids: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    _by_title: dict[str, Article] = field(default_factory=dict)
    _by_context: dict[tuple[str, str], Paragraph] = field(default_factory=dict)

    def take(self, where: str, item: object) -> None:
        """Take over an article, or a question with its contexts, or several of one context."""
        if isinstance(item, dict) and isinstance(item.get("paragraphs"), list):
            self.known = True
            article = self._article(item.get("title"))
            for number, paragraph in enumerate(item["paragraphs"], start=1):
                self._take_paragraph(f"{where}, paragraph {number}", paragraph, article)
        elif isinstance(item, dict) and not WITH_CONTEXT.isdisjoint(item):
            self.known = True
            self._take_row(where, item)
        else:
            self.notes.add("Left out, as it has neither paragraphs nor a context", where)

    def _take_paragraph(self, where: str, given: object, article: Article) -> None:
        row = given if isinstance(given, dict) else {}
        qas = row.get("qas") or []
        paragraphs = [{"context": text, "qas": []} for _, text in _contexts(row.get("context"), "")]
        if qas and not paragraphs:
            self.notes.add("Left out, as it has no context", where)
            return
        article["paragraphs"] += paragraphs
        for number, qa in enumerate(qas, start=1):
            self._take_question(f"{where}, question {number}", qa, paragraphs)

    def _take_row(self, where: str, row: dict[str, Any]) -> None:
        title = str(row.get("title") or "").strip()
        given = {name: list(_contexts(row[name], title)) for name in CONTEXTS if name in row}
        paragraphs = {name: [self._shared(*each) for each in given[name]] for name in given}
        # Where it is said which contexts have the answer, it is looked for in no other.
        asked_of = paragraphs.get("positive_ctxs") or [
            p for each in paragraphs.values() for p in each
        ]
        own = {name: value for name, value in row.items() if name not in CONTEXTS}
        for number, qa in enumerate(row.get("qas") or [own], start=1):
            which = f"{where}, question {number}" if row.get("qas") else where
            self._take_question(which, qa, asked_of)

    def _take_question(self, where: str, given: object, paragraphs: list[Paragraph]) -> None:
        """Put a question to the paragraphs that answer it, or to the first if nothing does."""
        row = given if isinstance(given, dict) else {}
        text, known_id = row.get("question"), read_id(row, *IDS)
        where = f"{where.partition(',')[0]}, question {known_id}" if known_id else where
        if not paragraphs:
            return self.notes.add("Left out, as it has no context", where)
        if not isinstance(text, str) or not asks_something(text):
            return self.notes.add("Left out, as its field question asks nothing", where)
        id_ = known_id or hash_text(f"{paragraphs[0]['context']}\0{text}")[:16]
        if id_ in self._ids:
            return self.notes.add("Left out, as an earlier question has the same id", where)
        given_answers = self._answers(row, where)
        if given_answers is None:
            return None
        found = self._placed(given_answers, [each["context"] for each in paragraphs], where)
        if given_answers and not found:
            return self.notes.add("Left out, as none of its answers has a place", where)
        self._ids.add(id_)
        for number in found or (0,):
            qa = {**row, "id": id_, "question": text, "answers": found.get(number, [])}
            paragraphs[number]["qas"].append(qa)
        return None

    def _answers(self, row: dict[str, Any], where: str) -> list[tuple[str, Any]] | None:
        """Its answers and their starts, which are Ellipsis if the form has none; None without the field."""
        given = row.get("answers", row.get("answer"))
        none_asked = row.get("is_impossible")
        if given is None and not none_asked:
            self.notes.add("Left out, as it has no field answers", where)
            return None
        answers = [
            (text, start) for text, start in _pairs(given) if isinstance(text, str) and text.strip()
        ]
        if given and not answers:
            self.notes.add("Left out, as its field answers has no text", where)
            return None
        if answers and none_asked:
            self.notes.add("Counted as answerable: is_impossible, but has answers", where)
        elif not answers and none_asked is None:
            self.notes.add("Counted as unanswerable: its field answers is empty", where)
        return answers

    def _placed(
        self, answers: list[tuple[str, Any]], contexts: list[str], where: str
    ) -> dict[int, list[dict[str, Any]]]:
        """By the number of the context, the answers that stand in it."""
        found: dict[int, list[dict[str, Any]]] = {}
        for text, start in answers:
            for number, begin, there in self._places(text, start, contexts, where):
                found.setdefault(number, []).append({"text": there, "answer_start": begin})
        return found

    def _places(self, text: str, start: object, contexts: list[str], where: str) -> list[_Found]:
        """Where an answer stands: at its start, else where it stands at all; more than once if it has none."""
        if isinstance(start, int) and start >= 0:
            begin = start + len(text) - len(text.lstrip())
            for number, context in enumerate(contexts):
                if context.startswith(text.strip(), begin):
                    return [(number, begin, text.strip())]
        pattern = re.compile(re.escape(text.strip()), re.IGNORECASE if start is ... else 0)
        places = [(n, m.start(), m[0]) for n, c in enumerate(contexts) for m in pattern.finditer(c)]
        if start is ... or len(places) == 1:
            if start is not ...:
                self.notes.add(
                    "Corrected: answer_start, as the answer stands once elsewhere", where
                )
            return places
        times = f"{len(places)} times" if places else "nowhere"
        self.notes.add(
            "Answers left out, as they are not at their answer_start and not once elsewhere",
            f"{where}, {text!r} ({times})",
        )
        return []

    def _article(self, title: object) -> Article:
        text = str(title or "").strip()
        name = free_name(text or f"{self.stem} {len(self.articles) + 1}", self._names)
        self.articles.append({"title": text, "name": name, "paragraphs": []})
        return self.articles[-1]

    def _shared(self, title: str, context: str) -> Paragraph:
        """The paragraph of a text, which several questions may have; one article for each title."""
        known = self._by_context.get((title, context))
        if known is None:
            article = self._by_title.get(title) or self._article(title)
            if title:
                self._by_title[title] = article
            known = self._by_context[title, context] = {"context": context, "qas": []}
            article["paragraphs"].append(known)
        return known
