"""TREC's files: topics, which are the questions, and qrels, which say what is relevant to which."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from pathlib import Path

from eval.question_files import Notes, numbered_lines, read_text

_TOPIC = re.compile(r"<top(?:ic)?\b([^>]*)>(.*?)</top(?:ic)?>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"number\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_FIELD = re.compile(r"<(\w+)>([^<]*)")  # in older files the tags have no end
_LABEL = re.compile(r"^(?:Number|Topic|Description)\s*:")
ASKED = ("title", "query", "question", "desc")  # the first of these fields that a topic has


def read_topics(path: Path, notes: Notes) -> dict[str, str]:
    """The questions of a file by their ids: topics in tags, or a line each with a tab behind the id.

    Raises:
        EvaluationError: it cannot be read.
    """
    topics: dict[str, str] = {}
    text = read_text(path)
    found = [_topic(*match.groups()) for match in _TOPIC.finditer(text)]
    if not found:
        found = [line.partition("\t")[::2] for line in text.splitlines() if line.strip()]
    for number, (id_, question) in enumerate(found, start=1):
        if id_.strip() and question.strip():
            topics.setdefault(id_.strip(), " ".join(question.split()))
        else:
            notes.add(
                "Left out, as it has no number or asks nothing", f"{path.name}, topic {number}"
            )
    return topics


def _topic(attributes: str, body: str) -> tuple[str, str]:
    """The number and the question of a topic."""
    fields = {
        name.casefold(): _LABEL.sub("", html.unescape(text).strip()).strip()
        for name, text in reversed(_FIELD.findall(body))
    }
    number = _NUMBER.search(attributes)
    asked = [fields[name] for name in ASKED if fields.get(name)]
    return number[1] if number else fields.get("num", ""), asked[0] if asked else html.unescape(
        body
    )


def read_judgements(path: Path, notes: Notes) -> dict[str, dict[str, int]]:
    """For each query its relevant documents, with their grades above 0.

    A line has a query, a document and a grade, as BEIR's under a line of names, or TREC's four
    columns, of which the second says nothing.

    Raises:
        EvaluationError: the file cannot be read.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in numbered_lines(path):
        columns = [c.strip() for c in line.split("\t")] if "\t" in line else line.split()
        try:
            query, *_, document, score = columns
            grade = int(float(score))
        except ValueError:
            grade, columns = 0, [] if number > 1 else columns
        if len(columns) not in {3, 4}:
            notes.add(
                "Left out, as it is no judgement: a query, a document and a number",
                f"{path.name}, line {number}",
            )
        elif grade > 0:
            found[query][document] = grade
    return dict(found)
