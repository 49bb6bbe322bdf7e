"""A handout -> the statements in it, for somebody to look through before they are checked."""

from __future__ import annotations

from dataclasses import dataclass

from app.checking.statements import LIST_MARK
from app.language.clauses import cut_clauses, subject_of, verbs_in
from ingest.documents import Document
from ingest.readers.builder import CELL_BREAK
from ingest.sentences import split_sentences

ENDS = (".", "!", "…")  # of a sentence; a line that ends with none of them may be a heading
BLANK = "__"
CLOSING = "\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}»)] "


@dataclass(frozen=True, slots=True)
class Handout:
    """The statements of a text, each to stand by itself.

    ``named`` of them have a subject for a pronoun; ``questions`` and ``bare`` lines are not among them.
    """

    statements: tuple[str, ...]
    named: int = 0
    questions: int = 0
    bare: int = 0


def statements_of(document: Document) -> Handout:
    """The statements of a document: its sentences, without headings, questions and lines that say nothing.

    A sentence that begins with a pronoun gets the subject of the sentence before in its place.
    """
    text, subject = document.text, None
    statements, replaced, questions, bare = [], 0, 0, 0
    headings = {each.start: each.body_start for each in document.sections}
    for begin, end in split_sentences(text):
        mark = LIST_MARK.match(text[begin:end])
        start = begin + mark.end() if mark else begin
        said = text[start:end].rstrip(CLOSING)
        if said.endswith("?"):
            questions += 1
        elif headings.get(start) == end or not _says_something(text, start, end):
            bare += any(character.isalnum() for character in said)
        else:
            first = cut_clauses(text, start, end, subject)[0].pieces
            named = first[0] if len(first) > 1 else None
            whole = f"{text[slice(*named)]} {text[first[1][0] : end]}" if named else text[start:end]
            replaced += named is not None
            statements.append(" ".join(whole.split()))
            subject = subject_of(text, start, end) or named
    return Handout(tuple(statements), replaced, questions, bare)


def _says_something(text: str, start: int, end: int) -> bool:
    """Whether it is a sentence: one to the end, or a line with a verb; no row of a table, nothing to fill in."""
    said = text[start:end]
    if BLANK in said or CELL_BREAK in said:
        return False
    return said.rstrip(CLOSING).endswith(ENDS) or any(verbs_in(text, start, end, sure=False))
