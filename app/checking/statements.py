"""A text -> its claims -> the statements that each is made of."""

from __future__ import annotations

import re
from pathlib import Path

from app.answers import Span
from app.language.clauses import cut_clauses, subject_of
from ingest.documents import Document
from ingest.errors import QuestionError
from ingest.files import read_file
from ingest.readers import SUFFIXES, read_document
from ingest.sentences import split_sentences
from ingest.sources import Limits

MOST_CLAIMS = 500  # of a long handout
LONGEST_CLAIM = 500  # characters
LIST_MARK = re.compile(r"^\s*(?:[-*•\u2013]|\(?\d{1,3}[.)])\s+")


def file_document(file: Path) -> Document:
    """A file as it is read: one of the formats that are, or plain text.

    Raises:
        SourceError: it cannot be read.
    """
    data = read_file(file, Limits().max_bytes)
    suffix = file.suffix if file.suffix.lower() in SUFFIXES else ".txt"
    return read_document(data, str(file), suffix)


def split_claims(text: str) -> list[str]:
    """The claims of a text, one a line, without the marks of a list.

    Raises:
        QuestionError: there are none, too many, or one is too long.
    """
    lines = [" ".join(LIST_MARK.sub("", line).split()) for line in text.splitlines()]
    claims = [line for line in lines if any(character.isalnum() for character in line)]
    if not claims:
        message = "There is nothing to check. Write statements, one on each line."
        raise QuestionError(message)
    if len(claims) > MOST_CLAIMS:
        message = f"At most {MOST_CLAIMS} claims are checked at once; these are {len(claims):,}."
        raise QuestionError(message)
    for claim in claims:
        if len(claim) > LONGEST_CLAIM:
            message = (
                f"A claim may have at most {LONGEST_CLAIM} characters; shorten or divide the one "
                f"that begins “{claim[:40]}…”."
            )
            raise QuestionError(message)
    return claims


def cut(claim: str) -> list[str]:
    """The statements a claim is made of: its sentences, and the clauses of each."""
    texts: list[str] = []
    subject: Span | None = None
    for start, end in split_sentences(claim):
        texts += [clause.text(claim) for clause in cut_clauses(claim, start, end, subject)]
        subject = subject_of(claim, start, end) or subject
    said = [text for text in texts if any(character.isalnum() for character in text)]
    return said if len(said) > 1 else [claim]
