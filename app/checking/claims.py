"""A claim -> its parts, the closest evidence for each, and whether what it says is said there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from app.answers import Citation, Span
from app.asking.ask import PASSAGES_READ
from app.asking.citing import citation_at
from app.checking.comparison import FAR, Aspect, Compared, Verdict, Where, compare_values, texts_of
from app.checking.quoting import find_exactly, find_in_documents, find_nearly, quotations
from app.checking.wording import compare_wording
from app.language.assertions import refers_back
from app.language.clauses import cut_clauses, subject_of
from app.language.mentions import Kind, lower_words
from app.language.statements import topic
from app.language.tongues import DECIMAL_COMMA, with_english_figures
from app.reading.evidence import weighted_overlaps
from index.encoder import Encoder
from index.retriever import Hit, Retriever
from index.store import Store
from index.words import content_words
from ingest.documents import Document, check_slice, encoder_text
from ingest.errors import QuestionError
from ingest.files import read_file
from ingest.languages import ENGLISH, likeliest
from ingest.readers import SUFFIXES, read_document
from ingest.sentences import split_sentences
from ingest.sources import Limits

MOST_CLAIMS = 200
LONGEST_CLAIM = 500  # characters

# The cosine of a claim with its closest sentence was at most 0.24 for the 14 tune claims on other
# topics (tests/claims.jsonl), and more than 0.35 for all others.
CLOSE = 0.35
# Below it the quotation may speak of something else that happens to have a number or a date: it did
# for 18 of the 31 tune claims on the topic that the collection does not speak of.
ALIKE = 0.55
# What shared words weigh beside the cosine. With 0 the closest sentence was the right one for 97 of
# the 105 tune claims, with 0.25 and 0.5 for 102.
OVERLAP_WEIGHT = 0.5
# How many of a statement's words the quotation itself must have for the statement to agree.
SPEAKS_OF = 0.5
# How many of them make a sentence close whose meaning the encoder takes for another, as it may of a
# short sentence under long headings.
NEARLY_ALL = 0.75
# How many sentences a statement is held against; the first that agrees is its evidence.
SENTENCES_COMPARED = 4
LONGEST_SENTENCE = 1_000  # characters, around words that are quoted
LIST_MARK = re.compile(r"^\s*(?:[-*•\u2013]|\(?\d{1,3}[.)])\s+")


class Standing(StrEnum):
    """What became of a claim, or of a part of it."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a claim with its closest evidence; without a citation, nothing is close to it.

    ``text`` is made of slices of the claim: where a clause leaves its subject out, the subject stands
    before it. ``closeness`` is the cosine of it with the quotation, or with what came nearest. The
    citation's confidence is 0: it was measured for answers, not for claims.
    """

    text: str
    citation: Citation | None
    compared: tuple[Compared, ...] = ()
    closeness: float = 0.0
    standing: Standing = Standing.NOT_STATED

    def count(self, verdict: Verdict) -> int:
        """How many of the values got this verdict."""
        return sum(each.verdict is verdict for each in self.compared)

    def said(self, compared: Compared) -> str:
        """What the claim says, as it stands there."""
        return self.text[slice(*compared.said)]

    def found(self, compared: Compared) -> str:
        """What the source has for it, as it stands there; empty if there is nothing."""
        if self.citation is None or compared.found is None:
            return ""
        return texts_of(self.citation)[compared.where][slice(*compared.found)]


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, its parts in its order, and what became of the whole: it agrees only if all parts do."""

    claim: str
    parts: tuple[Part, ...]
    standing: Standing

    @classmethod
    def of(cls, claim: str, parts: Sequence[Part]) -> Checked:
        """A claim by its parts."""
        found = {part.standing for part in parts}
        order = (Standing.DIFFERS, Standing.NOT_STATED, Standing.AGREES)
        return cls(claim, tuple(parts), next((j for j in order if j in found), Standing.NOT_STATED))

    def count(self, verdict: Verdict) -> int:
        """How many of the values of all parts got this verdict."""
        return sum(part.count(verdict) for part in self.parts)


def standing_of(text: str, compared: Sequence[Compared], quote: str) -> Standing:
    """What becomes of a statement, by what was compared of it and of its quotation.

    It agrees if all does, and if the quotation itself, without its headings, speaks of it.
    """
    verdicts = {each.verdict for each in compared}
    if Verdict.DIFFERS in verdicts:
        return Standing.DIFFERS
    words = topic(text)
    shared = len(words & topic(quote)) / len(words) if words else 0.0
    if Verdict.ABSENT in verdicts or shared < SPEAKS_OF:
        return Standing.NOT_STATED
    return Standing.AGREES


def read_claims(file: Path) -> list[str]:
    """The claims of a file.

    Raises:
        SourceError: it cannot be read.
        QuestionError: see ``split_claims``.
    """
    return split_claims(file_text(file))


def file_text(file: Path) -> str:
    """The text of a file: one of the formats that are read, or plain text.

    Raises:
        SourceError: it cannot be read.
    """
    data = read_file(file, Limits().max_bytes)
    suffix = file.suffix if file.suffix.lower() in SUFFIXES else ".txt"
    return read_document(data, str(file), suffix).text


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


def check(
    claim: str,
    retriever: Retriever,
    *,
    k: int = PASSAGES_READ,
    documents: Sequence[str] | None = None,
) -> Checked:
    """Cut a claim at its clauses, and hold each against the evidence that is closest to it.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    texts = cut(claim)
    # A clause that leaves something unsaid may be found by what the others say.
    around = retriever.search(claim, k, documents) if len(texts) > 1 else []
    parts = [
        check_part(text, [*retriever.search(text, k, documents), *around], retriever)
        for text in texts
    ]
    return Checked.of(claim, parts)


def cut(claim: str) -> list[str]:
    """The statements a claim is made of: its sentences, and the clauses of each."""
    texts: list[str] = []
    subject: Span | None = None
    for start, end in split_sentences(claim):
        texts += [clause.text(claim) for clause in cut_clauses(claim, start, end, subject)]
        subject = subject_of(claim, start, end) or subject
    said = [text for text in texts if any(character.isalnum() for character in text)]
    return said if len(said) > 1 else [claim]


def check_part(text: str, hits: Sequence[Hit], retriever: Retriever) -> Part:
    """Hold one statement against the sentences that are closest to it; the best of them is its evidence.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    places = closest_sentences(text, hits, retriever.encoder)
    if not places or not any(_is_close(text, place) for place in places):
        return Part(text, None, closeness=places[0].closeness if places else 0.0)
    ordinary = lower_words("\n".join([text, *(hit.chunk.text for hit in hits)]))
    parts: list[Part] = []
    for citation, closeness in _citations(text, places, hits, retriever.store):
        language = retriever.language(citation.document_id)
        compared = compare(
            *_in_english_figures(text, citation, language), ordinary, alike=closeness >= ALIKE
        )
        parts.append(
            Part(text, citation, compared, closeness, standing_of(text, compared, citation.quote))
        )
        if parts[-1].standing is Standing.AGREES:
            return parts[-1]
    return parts[0] if parts else Part(text, None)


def _in_english_figures(claim: str, citation: Citation, language: str) -> tuple[str, Citation]:
    """A claim and its evidence, whose document is in a language; no offset changes."""
    if language not in DECIMAL_COMMA:
        return claim, citation
    said = with_english_figures(claim, likeliest(claim, (ENGLISH, language)))
    return said, replace(citation, quote=with_english_figures(citation.quote, language))


def _is_close(text: str, place: Closest) -> bool:
    """Whether a sentence is near a statement by its meaning, or has nearly all of its words."""
    words = topic(text)
    same = words & topic(place.hit.chunk.text[place.start : place.end])
    return place.closeness >= CLOSE or len(same) >= NEARLY_ALL * len(words) > 0


def compare(
    text: str, citation: Citation, ordinary: frozenset[str], *, alike: bool
) -> tuple[Compared, ...]:
    """All that is compared of a statement and a quotation, in the order of the statement."""
    values = compare_values(text, citation, ordinary, alike=alike)
    wording = [*compare_wording(text, citation, ordinary), *_unmeant(values, citation)]
    if not same_thing(values, wording):
        wording = [each for each in wording if each.kind is Aspect.WORD]
    found: dict[tuple[object, ...], Compared] = {}
    for each in (*values, *compare_quoted(text, citation), *wording):
        key = (each.said, each.verdict) if any(each.said) else (each.kind, each.found)
        found.setdefault(key, each)
    return tuple(sorted(found.values(), key=lambda each: each.said))


def same_thing(values: Sequence[Compared], wording: Sequence[Compared]) -> bool:
    """Whether a quotation speaks of what a statement speaks of: it has its names, and all words but one.

    Only then does it tell anything that they deny, or say of others, what the other does not.
    """
    names = any(each.kind is Kind.NAME and each.verdict is Verdict.ABSENT for each in values)
    return not names and sum(each.kind is Aspect.WORD for each in wording) <= 1


def _unmeant(values: Sequence[Compared], citation: Citation) -> Iterator[Compared]:
    """Names that only the sentence before or after has, which the quotation does not go on about.

    A pronoun stands for the subject of the sentence before.
    """
    before = subject_of(citation.before, 0, len(citation.before)) or (0, 0)
    for each in values:
        if each.kind is not Kind.NAME or each.found is None or each.where not in FAR:
            continue
        is_subject = each.where is Where.BEFORE and each.found[1] <= before[1]
        if not (refers_back(citation.quote) and is_subject):
            yield Compared(Aspect.ROLE, each.said, Verdict.ABSENT)


def compare_quoted(text: str, citation: Citation) -> Iterator[Compared]:
    """What became of the words that a statement has in quotation marks."""
    for start, end in quotations(text):
        quoted = text[start:end]
        exactly = find_exactly(quoted, citation.quote)
        nearly = exactly or find_nearly(quoted, citation.quote)
        verdict = Verdict.AGREES if exactly else Verdict.DIFFERS if nearly else Verdict.ABSENT
        yield Compared(Aspect.QUOTED, (start, end), verdict, nearly)


def _citations(
    text: str, places: Sequence[Closest], hits: Sequence[Hit], store: Store
) -> Iterator[tuple[Citation, float]]:
    """What a statement is held against, with how close it is: what it quotes, then what is closest."""
    ids = list(dict.fromkeys(hit.chunk.document_id for hit in hits))
    for start, end in quotations(text):
        if found := find_in_documents(text[start:end], ids, store):
            document, span = found
            yield citation_at(document, *_sentences_around(document, span)), 1.0
    for place in places:
        chunk = place.hit.chunk
        document_or_none = store.document(chunk.document_id)
        if document_or_none is None:  # it was removed just now
            continue
        document = document_or_none
        start, end = chunk.start + place.start, chunk.start + place.end
        check_slice(document.text, start, end, chunk.text[place.start : place.end], document.source)
        yield citation_at(document, start, end), place.closeness


def _sentences_around(document: Document, span: Span) -> Span:
    """The sentences that a span of a document lies in, whole."""
    low, top = max(span[0] - LONGEST_SENTENCE, 0), span[1] + LONGEST_SENTENCE
    top = min(top, len(document.text))
    inside = [
        sentence
        for sentence in split_sentences(document.text, low, top, document.language)
        if sentence[0] < span[1] and span[0] < sentence[1]
    ]
    return (min(inside[0][0], span[0]), max(inside[-1][1], span[1])) if inside else span


def check_all(
    claims: Sequence[str],
    retriever: Retriever,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    documents: Sequence[str] | None = None,
) -> list[Checked]:
    """Check claims one after the other; ``on_progress`` is told how many are done of how many."""
    checked: list[Checked] = []
    for claim in claims:
        on_progress(len(checked), len(claims))
        checked.append(check(claim, retriever, documents=documents))
    return checked


@dataclass(frozen=True, slots=True)
class Closest:
    """A sentence of a passage: half-open offsets in it, and its cosine with the claim."""

    hit: Hit
    start: int
    end: int
    closeness: float


def closest_sentences(claim: str, hits: Sequence[Hit], encoder: Encoder) -> list[Closest]:
    """The sentences that are most like a claim, by their meaning and by shared words, the best first."""
    places = [
        (hit, start, end)
        for hit in {(hit.chunk.document_id, hit.chunk.ordinal): hit for hit in hits}.values()
        for start, end in hit.chunk.sentences or ((0, len(hit.chunk.text)),)
    ]
    if not places:
        return []
    texts = [encoder_text(hit.chunk.heading_path, hit.chunk.text[a:b]) for hit, a, b in places]
    vectors = encoder.encode([claim, *texts])
    likeness = vectors[1:] @ vectors[0]
    overlaps = weighted_overlaps(content_words(claim), [content_words(text) for text in texts])
    scores = likeness + OVERLAP_WEIGHT * np.array(overlaps)
    best = np.argsort(-scores, kind="stable")[:SENTENCES_COMPARED]
    return [
        Closest(hit, start, end, float(likeness[number]))
        for number in best
        for hit, start, end in [places[number]]
    ]
