"""The reader: finds the answer's words in each passage, weighs what speaks for them, and says how sure it is."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.answers import DEFAULT_RISK, Risk
from app.language.questions import is_question
from app.reading.evidence import (
    Candidate,
    Figures,
    Weights,
    best_of_passages,
    rough_scores,
    weighted_overlaps,
)
from app.reading.reader import Cut, Reading, Told
from app.reading.signs import Said, find_signs
from app.reading.span_finder import Found, Passage, SpanFinder
from index.encoder import TOKENIZER, Encoder
from index.retriever import Hit
from index.words import content_words
from ingest.documents import encoder_text, hash_bytes
from ingest.errors import ModelError
from ingest.languages import ENGLISH
from ingest.readers.builder import CELL_BREAK
from ingest.rows import caption_above, header_above

MODEL = Path(__file__).parents[1] / "model"
CALIBRATION = "calibration.json"  # beside it

# All others count as not alike. A right one was among the likeliest 3, 12 and 24 and the best of each
# passage for .849, .907 and .959 of 172 everyday questions, and .870, .951 and .967 of 123 others; the
# time goes with the number.
SENTENCES_ENCODED = 24


@dataclass(frozen=True)
class SpanReader:
    """Reads passages with a span finder; the encoder tells how like the question a sentence is."""

    finder: SpanFinder
    encoder: Encoder
    weights: Weights

    @property
    def cuts(self) -> Mapping[Risk, Cut]:
        """See Reader; measured with the default encoder."""
        return self.weights.cuts

    @property
    def languages(self) -> frozenset[str]:
        """See Reader: it was trained and measured on English alone."""
        return frozenset({ENGLISH})

    def read(self, question: str, hits: Sequence[Hit], told: Told | None = None) -> list[Reading]:
        """See Reader; the quotation is the sentence that holds the answer."""
        candidates = self.candidates(question, hits, told)
        scores, confidences = self.weights.weigh(candidates)
        best = {
            candidates[number].hit: _reading(
                candidates[number], scores[number], confidences[number]
            )
            for number in best_of_passages(candidates, scores)
        }
        return [best[number] for number in range(len(hits))]

    def candidates(
        self, question: str, hits: Sequence[Hit], told: Told | None = None
    ) -> list[Candidate]:
        """The likeliest sentences, each with the likeliest answer in it; at least one of each passage."""
        if not hits:
            return []
        passages = [
            Passage(" > ".join(hit.chunk.heading_path), hit.chunk.text, _sentences(hit))
            for hit in hits
        ]
        found = self.finder.find(question, passages)
        rough = [
            candidate
            for number, (hit, spans) in enumerate(zip(hits, found, strict=True))
            for candidate in _new_candidates(number, hit, spans, told)
        ]
        labels = [_labels(hits[candidate.hit], candidate) for candidate in rough]
        texts = [
            _as_encoded(hits[candidate.hit], candidate, its_labels)
            for candidate, its_labels in zip(rough, labels, strict=True)
        ]
        words = [content_words(text) for text in texts]
        overlaps = weighted_overlaps(content_words(question), words)
        rough = [replace(c, overlap=o) for c, o in zip(rough, overlaps, strict=True)]
        kept, likely = shortlist(rough, rough_scores(rough))
        vectors = self.encoder.encode([question, *(texts[number] for number in likely)])
        likeness = dict(zip(likely, (vectors[1:] @ vectors[0]).tolist(), strict=True))
        signs = find_signs(question, [_said(hits[rough[n].hit], rough[n], labels[n]) for n in kept])
        return [
            replace(rough[number], likeness=likeness.get(number, 0.0), signs=its_signs)
            for number, its_signs in zip(kept, signs, strict=True)
        ]


def load_reader(
    encoder: Encoder, folder: Path = MODEL, cuts: Mapping[Risk, Cut] | None = None
) -> SpanReader:
    """The reader that comes with Footnote, or one that was released into another folder.

    ``cuts`` take the place of what it measured itself.

    Raises:
        ModelError: its files are missing, or are not those of its card.
    """
    weights = load_weights(folder)
    weights = replace(weights, cuts={**weights.cuts, **(cuts or {})})
    return SpanReader(load_finder(folder), encoder, weights)


def load_finder(folder: Path = MODEL) -> SpanFinder:
    """The span finder that comes with Footnote, or that of a folder; it is open once for all libraries.

    Raises:
        ModelError: its files are missing, or are not those of its card.
    """
    model = folder / "reader.onnx"
    with _refusing_damage(folder):
        sha256 = hash_bytes(model.read_bytes())
        if sha256 != published_sha256(folder):
            raise ValueError
    return _opened(model, sha256)


@lru_cache(maxsize=2)
def _opened(model: Path, sha256: str) -> SpanFinder:  # noqa: ARG001 - another file has another
    return SpanFinder.from_files(model, TOKENIZER)


def load_weights(folder: Path) -> Weights:
    """What calibrating found for the span finder of a folder.

    Raises:
        ModelError: it is missing or damaged, or belongs to another model.
    """
    with _refusing_damage(folder):
        row = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
        if row["reader_sha256"] != published_sha256(folder):
            raise ValueError
        return Weights.from_row(row)


def published_sha256(folder: Path) -> str:
    """The checksum of the model, as its card has it."""
    return str(json.loads((folder / "reader.json").read_text(encoding="utf-8"))["sha256"])


@contextmanager
def _refusing_damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The reader in {folder} is damaged or not there. Install Footnote again."
        raise ModelError(message) from error


def default_cut(folder: Path = MODEL) -> Cut:
    """What the default risk comes to with the reader that comes with Footnote, or that of a folder."""
    return load_weights(folder).cuts[DEFAULT_RISK]


def reader_fingerprint(folder: Path = MODEL) -> str:
    """What tells one reader from another: a hash of its model's checksum and its calibration."""
    files = (folder / name for name in ("reader.json", CALIBRATION))
    return hash_bytes(b"".join(file.read_bytes() for file in files))[:12]


def shortlist(candidates: Sequence[Candidate], scores: Figures) -> tuple[list[int], list[int]]:
    """The numbers of the candidates that are weighed, and of those among them that are encoded.

    These are the best of all; with them are weighed the best of each passage.
    """
    order = sorted(range(len(candidates)), key=lambda number: -scores[number])
    likely = order[:SENTENCES_ENCODED]
    return sorted({*best_of_passages(candidates, scores), *likely}), likely


def _sentences(hit: Hit) -> tuple[tuple[int, int], ...]:
    return hit.chunk.sentences or ((0, len(hit.chunk.text)),)


def _new_candidates(
    number: int, hit: Hit, spans: Sequence[Found], told: Told | None
) -> list[Candidate]:
    """A passage's candidates without questions, and without the one that repeats what was told; at least one."""
    found = [_candidate(number, hit, span) for span in spans]
    new = [each for each in found if not _asks(each, hit) and not _repeats(each, hit, told)]
    return new or [_candidate(number, hit, Found(0, 0, -math.inf))]


def _asks(candidate: Candidate, hit: Hit) -> bool:
    """Whether the sentence is a question: none of 895 on calibration questions was an answer."""
    return is_question(hit.chunk.text[candidate.start : candidate.end])


def _repeats(candidate: Candidate, hit: Hit, told: Told | None) -> bool:
    if told is None or candidate.answer is None or hit.chunk.document_id != told.document_id:
        return False
    start, end = candidate.answer
    return (hit.chunk.start + start, hit.chunk.start + end) == (told.start, told.end)


def _candidate(number: int, hit: Hit, found: Found) -> Candidate:
    """A span with the sentence that holds it."""
    start, end = _sentences(hit)[found.sentence]
    answer = whole_words(hit.chunk.text, found.start, found.end, (start, end))
    return Candidate(
        hit=number,
        start=start,
        end=end,
        answer=answer,
        short=hit.chunk.text[slice(*answer)] if answer else "",
        reading=found.score,
        retrieval=hit.score,
        overlap=0.0,
        likeness=0.0,
    )


def _reading(candidate: Candidate, score: float, confidence: float) -> Reading:
    return Reading(
        candidate.start,
        candidate.end,
        float(score),
        float(confidence),
        candidate.answer,
        found=candidate.reading > 0,
        likeness=candidate.likeness,
    )


def whole_words(
    text: str, start: int, end: int, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """A span widened to whole words within its sentence; None if there is no word in it.

    The model reads pieces of words, and may begin or end between two of one word.
    """
    if not any(character.isalnum() for character in text[start:end]):
        return None
    while start > sentence[0] and _within_word(text, start):
        start -= 1
    while end < sentence[1] and _within_word(text, end):
        end += 1
    return start, end


def _within_word(text: str, place: int) -> bool:
    """Whether there is no end of a word at a place, which is inside the text."""
    return _is_of_word(text[place - 1]) and _is_of_word(text[place])


def _is_of_word(character: str) -> bool:
    return character.isalnum() or bool(unicodedata.combining(character))


def _said(hit: Hit, candidate: Candidate, labels: Sequence[str]) -> Said:
    text = hit.chunk.text
    before = [slice(*span) for span in _sentences(hit) if span[1] <= candidate.start]
    return Said(
        sentence=text[candidate.start : candidate.end],
        short=candidate.short,
        # A row goes on with its table's caption and header, not with the row above it.
        before="\n".join(labels) or (text[before[-1]] if before else ""),
        passage=text,
        headings=" > ".join(hit.chunk.heading_path),
    )


def _as_encoded(hit: Hit, candidate: Candidate, labels: Sequence[str]) -> str:
    headings = (*hit.chunk.heading_path, *labels)
    return encoder_text(headings, hit.chunk.text[candidate.start : candidate.end])


def _labels(hit: Hit, candidate: Candidate) -> tuple[str, ...]:
    """What a row's table is called and what its columns are; none for other sentences."""
    text, start = hit.chunk.text, candidate.start
    if CELL_BREAK not in text[start : candidate.end]:
        return ()
    found = (caption_above(text, start), header_above(text, start))
    return tuple(each for each in found if each and each not in hit.chunk.heading_path)
