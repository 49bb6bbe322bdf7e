"""The span reader: a small model of our own that finds the answer's words in each passage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.reader import Span
from app.windows import PAD, Tokens, Window
from index.retriever import Hit
from index.sessions import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Scores = NDArray[np.float32]

LONGEST_ANSWER = 30  # tokens


@dataclass(frozen=True, slots=True)
class Found:
    """The best answer in a passage: half-open offsets, and its score above "the answer is not here"."""

    start: int
    end: int
    score: float


class SpanReader:
    """Reads all passages in one batch; scores can be compared across them.

    Start and end scores are taken relative to those of the no-answer position (SQuAD 2.0), with
    which the model was trained to compare all passages of a question (Clark and Gardner 2018).
    """

    def __init__(self, session: InferenceSession, tokens: Tokens) -> None:
        """Take a loaded model; see ``from_files``."""
        self._session, self._tokens = session, tokens

    @classmethod
    def from_files(cls, model_file: Path, tokenizer_file: Path) -> SpanReader:
        """Load a model that eval/training exported, and the encoder's tokenizer."""
        from tokenizers import Tokenizer

        return cls(open_session(model_file), Tokens(Tokenizer.from_file(str(tokenizer_file))))

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """See Reader; the quotation is the sentence, or the sentences, that hold the answer."""
        passages = [(" > ".join(hit.chunk.heading_path), hit.chunk.text) for hit in hits]
        return [
            _span(hit, found)
            for hit, found in zip(hits, self.find(question, passages), strict=True)
        ]

    def find(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Found]:
        """The best answer in each passage, which comes as its heading and its text."""
        pieces = [self._tokens.pieces(question, heading, text) for heading, text in passages]
        windows = [list(self._tokens.windows(each)) for each in pieces]
        flat = [window for each in windows for window in each]
        scored = iter(zip(flat, *self._scores(flat), strict=True)) if flat else iter(())
        best = []
        for of_passage, its_windows in zip(pieces, windows, strict=True):
            candidates = [
                best_span(window, start, end, of_passage.offsets)
                for window, start, end in (next(scored) for _ in its_windows)
            ]
            best.append(max(candidates, key=lambda found: found.score))
        return best

    def _scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        """Start and end scores, each (windows, length)."""
        length = max(len(window.ids) for window in windows)
        ids, types, mask = (np.full((len(windows), length), PAD, np.int64) for _ in range(3))
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            types[row, : len(window.ids)] = window.types
            mask[row, : len(window.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        start, end = self._session.run(["start", "end"], inputs)
        return start, end


def best_span(
    window: Window, start: Scores, end: Scores, offsets: Sequence[tuple[int, int]]
) -> Found:
    """The pair of start and end with the highest sum, the end not before the start.

    Args:
        window: the input.
        start, end: scores of its tokens, (length,) or longer.
        offsets: of the passage's tokens.
    """
    body = slice(window.body, len(window.ids) - 1)
    starts, ends = start[body] - start[0], end[body] - end[0]
    if not len(starts):  # a passage of white space
        return Found(0, 0, -math.inf)
    sums = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(
        np.ones_like(sums, dtype=bool), LONGEST_ANSWER
    )
    first, last = divmod(int(np.where(allowed, sums, -np.inf).argmax()), len(starts))
    return Found(
        offsets[window.first + first][0],
        offsets[window.first + last][1],
        float(sums[first, last]),
    )


def _span(hit: Hit, found: Found) -> Span:
    """The sentences of a passage that hold what was found in it."""
    whole = ((0, len(hit.chunk.text)),)
    holding = [
        sentence
        for sentence in hit.chunk.sentences or whole
        if sentence[0] < found.end and found.start < sentence[1]
    ] or list(whole)
    return Span(
        holding[0][0],
        holding[-1][1],
        found.score,
        1 / (1 + math.exp(-found.score)),
        (found.start, found.end) if found.end > found.start else None,
    )
