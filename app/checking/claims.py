"""A claim -> the closest evidence, and whether its numbers, dates and names are in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.answers import Citation
from app.asking.ask import PASSAGES_READ
from app.asking.citing import citation_at
from app.checking.comparison import Compared, Verdict, compare_values, texts_of
from app.language.mentions import lower_words
from app.reading.evidence import weighted_overlaps
from index.encoder import Encoder
from index.retriever import Hit, Retriever
from index.words import content_words
from ingest.documents import check_slice, encoder_text
from ingest.errors import QuestionError
from ingest.files import read_file
from ingest.readers import SUFFIXES, read_document
from ingest.sources import Limits

MOST_CLAIMS = 200
LONGEST_CLAIM = 500  # characters

# The cosine of a claim with its closest sentence was at most 0.24 for the 14 tune claims on other
# topics (tests/claims.jsonl), and 0.54 or more for the 105 that the built-in collection speaks of.
CLOSE = 0.32
# Below it the quotation may speak of something else that happens to have a number or a date: it did
# for 18 of the 31 tune claims on the topic that the collection does not speak of.
ALIKE = 0.55
# What shared words weigh beside the cosine. With 0 the closest sentence was the right one for 97 of
# the 105 tune claims, with 0.25 and 0.5 for 102.
OVERLAP_WEIGHT = 0.5
LIST_MARK = re.compile(r"^\s*(?:[-*•\u2013]|\(?\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with its closest evidence; without a citation, nothing in the library is close to it.

    ``closeness`` is the cosine of the claim with the quotation, or with what came nearest. The
    citation's confidence is 0: it was measured for answers, not for claims.
    """

    claim: str
    citation: Citation | None
    compared: tuple[Compared, ...] = ()
    closeness: float = 0.0

    def count(self, verdict: Verdict) -> int:
        """How many of the values got this verdict."""
        return sum(each.verdict is verdict for each in self.compared)

    def said(self, compared: Compared) -> str:
        """What the claim says, as it stands there."""
        return self.claim[slice(*compared.said)]

    def found(self, compared: Compared) -> str:
        """What the source has for it, as it stands there; empty if there is nothing."""
        if self.citation is None or compared.found is None:
            return ""
        return texts_of(self.citation)[compared.where][slice(*compared.found)]


def read_claims(file: Path) -> list[str]:
    """The claims of a file: one of the formats that are read, or plain text.

    Raises:
        SourceError: it cannot be read.
        QuestionError: see ``split_claims``.
    """
    data = read_file(file, Limits().max_bytes)
    suffix = file.suffix if file.suffix.lower() in SUFFIXES else ".txt"
    return split_claims(read_document(data, str(file), suffix).text)


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
    """Find the closest evidence for a claim, and compare what can be compared.

    Raises:
        MisquoteError: the library's text is not what was indexed.
    """
    hits = retriever.search(claim, k, documents)
    closest = closest_sentence(claim, hits, retriever.encoder)
    if closest is None or closest.closeness < CLOSE:
        return Checked(claim, None, closeness=closest.closeness if closest else 0.0)
    chunk = closest.hit.chunk
    document = retriever.store.document(chunk.document_id)
    if document is None:  # it was removed just now
        return Checked(claim, None)
    start, end = chunk.start + closest.start, chunk.start + closest.end
    quote = chunk.text[closest.start : closest.end]
    check_slice(document.text, start, end, quote, document.source)
    citation = citation_at(document, start, end)
    ordinary = lower_words("\n".join([claim, *(hit.chunk.text for hit in hits)]))
    compared = compare_values(claim, citation, ordinary, alike=closest.closeness >= ALIKE)
    return Checked(claim, citation, compared, closest.closeness)


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


def closest_sentence(claim: str, hits: Sequence[Hit], encoder: Encoder) -> Closest | None:
    """The sentence that is most like a claim, by its meaning and by shared words."""
    places = [
        (hit, start, end)
        for hit in hits
        for start, end in hit.chunk.sentences or ((0, len(hit.chunk.text)),)
    ]
    if not places:
        return None
    texts = [encoder_text(hit.chunk.heading_path, hit.chunk.text[a:b]) for hit, a, b in places]
    vectors = encoder.encode([claim, *texts])
    likeness = vectors[1:] @ vectors[0]
    overlaps = weighted_overlaps(content_words(claim), [content_words(text) for text in texts])
    best = int(np.argmax(likeness + OVERLAP_WEIGHT * np.array(overlaps)))
    return Closest(*places[best], float(likeness[best]))
