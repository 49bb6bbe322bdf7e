"""Passages -> the likeliest words for an answer in each sentence: the small model of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.reading.span_models import Scores, SmallModel, SpanModel
from app.reading.windows import Tokens, Window
from index.sessions import open_session

LONGEST_ANSWER = 30  # tokens


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read: ``sentences`` are half-open spans of the text, in order; none for the whole."""

    heading: str
    text: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A span of a passage: half-open offsets, and its score above "the answer is not here".

    ``sentence`` is the number of the sentence in which it lies.
    """

    start: int
    end: int
    score: float
    sentence: int = 0


class SpanFinder:
    """Reads all passages in one batch; scores can be compared across them.

    Start and end scores are taken relative to those of the no-answer position (SQuAD 2.0), with
    which the model was trained to compare all passages of a question (Clark and Gardner 2018).
    """

    def __init__(self, model: SpanModel, tokens: Tokens) -> None:
        """Take a loaded model; see ``from_files``."""
        self.model, self.tokens = model, tokens

    @classmethod
    def from_files(cls, model_file: Path, tokenizer_file: Path) -> SpanFinder:
        """Load a model that eval/training exported, and the encoder's tokenizer."""
        from tokenizers import Tokenizer

        tokens = Tokens(Tokenizer.from_file(str(tokenizer_file)))
        return cls(SmallModel(open_session(model_file)), tokens)

    def find(self, question: str, passages: Sequence[Passage]) -> list[list[Found]]:
        """For each passage the best span within each sentence, in their order.

        A sentence without a token, such as one of white space, has none.
        """
        pieces = [self.tokens.pieces(question, each.heading, each.text) for each in passages]
        windows = [list(self.tokens.windows(each)) for each in pieces]
        flat = [window for each in windows for window in each]
        scored = iter(zip(flat, *self.model.scores(flat), strict=True)) if flat else iter(())
        return [
            merge(
                found
                for window, start, end in (next(scored) for _ in its_windows)
                for found in best_spans(window, start, end, its_pieces.offsets, passage.sentences)
            )
            for passage, its_pieces, its_windows in zip(passages, pieces, windows, strict=True)
        ]


def best_spans(
    window: Window,
    start: Scores,
    end: Scores,
    offsets: Sequence[tuple[int, int]],
    sentences: Sequence[tuple[int, int]] = (),
) -> list[Found]:
    """For each sentence the start and the end in it whose scores have the highest sum.

    Args:
        window: the input.
        start, end: scores of its tokens above "the answer is not here", (length,) or longer.
        offsets: of the passage's tokens.
        sentences: in the same text; none for one that is the whole.
    """
    body = slice(window.body, len(window.ids) - 1)
    starts, ends = start[body], end[body]
    if not len(starts):  # a passage of white space
        return []
    mine = offsets[window.first : window.first + len(starts)]
    begins = [sentence[0] for sentence in sentences[1:]]
    sentence_of = np.searchsorted(begins, [offset[0] for offset in mine], side="right")
    whole = np.ones((len(starts), len(starts)), dtype=bool)
    allowed = np.triu(whole) & ~np.triu(whole, LONGEST_ANSWER)
    allowed &= sentence_of[:, None] == sentence_of[None, :]
    sums = np.where(allowed, starts[:, None] + ends[None, :], -np.inf)
    last, best = sums.argmax(axis=1), sums.max(axis=1)  # for each start
    found = []
    for sentence in np.unique(sentence_of):
        rows = np.flatnonzero(sentence_of == sentence)
        first = rows[best[rows].argmax()]
        found.append(Found(mine[first][0], mine[last[first]][1], float(best[first]), int(sentence)))
    return found


def merge(found: Iterable[Found]) -> list[Found]:
    """The best of each sentence, where windows overlap."""
    best: dict[int, Found] = {}
    for each in found:
        best[each.sentence] = max(best.get(each.sentence, each), each, key=lambda f: f.score)
    return [best[sentence] for sentence in sorted(best)]
