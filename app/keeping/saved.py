"""A conversation as a file that can be opened again, and the distrust it is opened with.

What a file quotes may have been changed in it, or stand in documents that are no longer there. So
opening has two steps: ``open_text`` reads the file, and ``recheck`` holds it against the library.
Nothing is shown that did not pass both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from app.answers import Answer, Citation, Problem, Shape, Turn
from app.asking.citing import citation_at
from app.asking.disagreement import differing
from app.keeping.outdated import as_given
from app.language.forms import WORD
from app.language.nested import nested_in
from index.retriever import Hit, Texts
from ingest.documents import Chunk, Document, check_slice
from ingest.errors import ConversationError, MisquoteError

if TYPE_CHECKING:
    from pydantic import ConfigDict, TypeAdapter

FORMAT = "footnote conversation"
VERSION = 1  # to be raised when an older program could not read what is written
LONGEST_FILE = 2_000_000  # characters: some hundred answers, with the passages they were read from
MOST_TURNS = 500
MOST_CITATIONS = 100  # of one answer: a long list has more than those that differ

NOT_OURS = "This file is not a conversation that Footnote saved."
BROKEN = "This conversation was damaged or changed since Footnote saved it, so it is not opened."
TOO_LARGE = (
    f"A saved conversation may have at most {LONGEST_FILE:,} characters; this file has more."
)
HAD_NO_ANSWER = "This question had no answer when the conversation was saved."
NEWER = "This conversation was saved by a newer version of Footnote. Open it with that one."


@dataclass(frozen=True, slots=True)
class _Header:
    """The beginning of every version's file; what else is in it does not matter yet."""

    format: str
    version: int


@dataclass(frozen=True, slots=True)
class _Conversation:
    """A file of this version."""

    __pydantic_config__: ClassVar[ConfigDict] = {
        "strict": True,
        "extra": "forbid",
        "allow_inf_nan": False,
    }

    format: str
    version: int
    turns: tuple[Answer | Problem, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that may be shown: each quotation stands in the library.

    ``unchecked`` answers could not be checked, and are replaced by a sentence that says why;
    ``sentence`` says what was checked.
    """

    turns: tuple[Turn, ...]
    unchecked: int
    sentence: str


def save_text(turns: Sequence[Turn]) -> str:
    """A conversation as the text of a file; what is not valid text in it is replaced."""
    conversation = _Conversation(FORMAT, VERSION, tuple(map(as_given, turns)))
    plain = _form().dump_python(conversation, mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode() + "\n"


def open_text(text: str) -> list[Turn]:
    """The conversation in a file; nothing in it is to be shown before ``recheck``.

    Raises:
        ConversationError: it is not a conversation of ours, or damaged, too large or of a newer version.
    """
    from pydantic import TypeAdapter, ValidationError

    if len(text) > LONGEST_FILE:
        raise ConversationError(TOO_LARGE)
    try:
        header = TypeAdapter(_Header).validate_json(text)
    except ValidationError as error:
        raise ConversationError(NOT_OURS) from error
    if header.format != FORMAT or header.version < 1:
        raise ConversationError(NOT_OURS)
    if header.version > VERSION:
        raise ConversationError(NEWER)
    try:
        turns = _form().validate_json(text).turns
    except ValidationError as error:
        raise ConversationError(BROKEN) from error
    if len(turns) > MOST_TURNS or not all(
        isinstance(turn, Problem) or _is_sound(turn) for turn in turns
    ):
        raise ConversationError(BROKEN)
    return list(turns)


@cache
def _form() -> TypeAdapter[_Conversation]:
    """The form of a file, which follows from the dataclasses."""
    from pydantic import TypeAdapter

    form = TypeAdapter(_Conversation)
    form.rebuild(_types_namespace={"Hit": Hit})  # which the answers' module knows only by name
    return form


def _is_sound(answer: Answer) -> bool:
    """Whether an answer is one that could have been given."""
    chances = [answer.confidence, *(citation.confidence for citation in answer.citations)]
    return (
        bool(answer.citations or not answer.answered)
        and len(answer.citations) <= MOST_CITATIONS
        and all(0 <= each <= 1 for each in chances)
    )


def recheck(turns: Sequence[Turn], store: Texts, *, own: bool = False) -> Opened:
    """Hold a conversation against a library: each quotation must stand there, at its place.

    ``own``: it was kept here and nobody else had it, so that what it says of a question without an
    answer is right, and a quotation without words is what stands at its place.

    What is shown beside a quotation (title, section, page, the sentences around it) comes from the
    library and not from the file. An answer of which one quotation does not hold is replaced by a
    ``Problem``; passages that are no longer the library's are left out.
    """
    library = _Library(cache(store.document), cache(lambda each: set(store.document_chunks(each))))
    checked = [
        # What a file says of a question that had no answer could be anything.
        Problem(turn.question, turn.sentence if own else HAD_NO_ANSWER)
        if isinstance(turn, Problem)
        else _recheck(turn, library, own=own)
        for turn in map(as_given, turns)
    ]
    answers = sum(isinstance(turn, Answer) for turn in turns)
    unchecked = answers - sum(isinstance(turn, Answer) for turn in checked)
    return Opened(tuple(checked), unchecked, _summary(answers, unchecked))


def _summary(answers: int, unchecked: int) -> str:
    if not unchecked:
        return "Opened. All that it quotes stands in this library."
    return (
        f"Opened. {unchecked:,} of {answers:,} answers {'is' if unchecked == 1 else 'are'} not "
        "shown, because what is quoted could not be found at its place in this library."
    )


class _Library(NamedTuple):
    """A library's documents and passages by a document's id, each read once."""

    document: Callable[[str], Document | None]
    passages: Callable[[str], set[Chunk]]


def _recheck(answer: Answer, library: _Library, *, own: bool) -> Turn:
    citations = []
    for number, citation in enumerate(answer.citations, start=1):
        document = library.document(citation.document_id)
        if document is None:
            sentence = (
                f"The answer quotes {citation.title}, which is not in this library, "
                "so it could not be checked and is not shown."
            )
            return Problem(answer.question, sentence)
        try:
            citations.append(_cited_again(citation, document, number, own=own))
        except MisquoteError:
            sentence = (
                f"What the file quotes from {document.title} is not what stands there, "
                "so the answer is not shown."
            )
            return Problem(answer.question, sentence)
    first = citations[0] if answer.answered else None
    differ = [side.citation for side in answer.disagreement.sides] if answer.disagreement else []
    again = zip(answer.citations, citations, strict=True)
    sides = [citation for before, citation in again if before in differ and citation.answer]
    return replace(
        answer,
        citations=tuple(citations),
        quote=first.quote if first else None,
        short=first.short if first and answer.shape is None else None,
        confidence=_confidence_again(answer, citations),
        considered=tuple(
            each
            for each in answer.considered
            if each.hit.chunk in library.passages(each.hit.chunk.document_id)
        ),
        disagreement=differing(sides, answer.understood_as) if len(sides) > 1 else None,
        instead=answer.instead if own else (),
        **_shape_again(answer, citations),
    )


def _confidence_again(answer: Answer, citations: Sequence[Citation]) -> float:
    """That of the first quotation; one in a shape may quote what has none of its own first."""
    if answer.shape is not None:
        return answer.confidence
    return citations[0].confidence if citations else 0.0


def _shape_again(answer: Answer, citations: Sequence[Citation]) -> dict[str, Any]:
    """The parts and members, if they belong to the quotations and their headings to the question; else none."""
    by_number = {citation.number: citation for citation in citations}
    columns = " ".join(each.columns for each in citations)
    known = f"{answer.question} {answer.understood_as} {columns}"
    nested = nested_in(answer.understood_as) if answer.shape is Shape.TWO_STEPS else None
    if nested and citations:  # of the first quotation something is in the second question
        known += f" {nested.inner} {citations[0].quote}"
    asked = set(WORD.findall(known.casefold()))
    sound = (
        answer.answered
        and all(set(part.numbers) <= by_number.keys() for part in answer.parts)
        and all(set(WORD.findall(part.heading.casefold())) <= asked for part in answer.parts)
        and all(
            each.number in by_number
            and by_number[each.number].start <= each.start < each.end <= by_number[each.number].end
            for each in answer.members
        )
    )
    nothing = {"shape": None, "parts": (), "members": (), "unread": False, "compared": 0}
    return {} if sound else nothing


def _cited_again(
    citation: Citation, document: Document, number: int, *, own: bool = False
) -> Citation:
    """The footnote, made anew from the document.

    Raises:
        MisquoteError: the quotation, or the answer in it, does not stand there.
    """
    start, end = citation.start, citation.end
    # Without words, its document had been removed or is in another library, and what stands there is right.
    if citation.quote or not own:
        check_slice(document.text, start, end, citation.quote, document.source)
        if citation.answer_in_quote is not None:
            short = citation.short or ""
            check_slice(citation.quote, *citation.answer_in_quote, short, document.source)
    again = citation_at(document, start, end, number, citation.confidence, citation.answer)
    return replace(again, library=citation.library) if own else again
