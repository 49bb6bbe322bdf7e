"""Windows -> start and end scores: the small model, the large one, and both together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from app.reading.windows import PAD, Window
from index.sessions import mask_of, padded

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Scores = NDArray[np.float32]

READ_AGAIN = 6  # windows, those that the small model finds likeliest
SHARES = (0.5, 1.0)  # of the small and of the large model's score; see app/model/README.md
# MPNet's word pieces are BERT's, each with a number higher by four; before them it has its own marks.
LARGE_SHIFT, LARGE_BEFORE, LARGE_BETWEEN, LARGE_PAD = 4, 0, 2, 1


class SpanModel(Protocol):
    """Says of each token of a window how likely an answer starts there and ends there."""

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        """Start and end scores above those of "the answer is not here", each (windows, length)."""
        ...


class SmallModel:
    """A BERT with a start and an end score for each token."""

    def __init__(self, session: InferenceSession) -> None:
        """Take a model that ``eval.training.release`` exported."""
        self._session = session

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        """See SpanModel."""
        inputs = {
            "input_ids": padded([window.ids for window in windows], PAD),
            "attention_mask": mask_of([window.ids for window in windows]),
            "token_type_ids": padded([window.types for window in windows], 0),
        }
        return above_nowhere(*self._session.run(["start", "end"], inputs))


class LargeModel:
    """An MPNet with the same scores; it puts two marks between question and passage."""

    def __init__(self, session: InferenceSession) -> None:
        """Take a model that ``app.reading.large_model`` put together."""
        self._session = session

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        """See SpanModel; the tokens are those of the windows."""
        ids = [large_ids(window) for window in windows]
        inputs = {
            "input_ids": padded(ids, LARGE_PAD),
            "attention_mask": mask_of(ids),
        }
        start, end = above_nowhere(*self._session.run(["start", "end"], inputs))
        second = [window.types.index(1) for window in windows]  # the mark that BERT does not have
        kept = np.ones(start.shape, dtype=bool)
        kept[np.arange(len(windows)), second] = False
        shape = (len(windows), start.shape[1] - 1)
        return start[kept].reshape(shape), end[kept].reshape(shape)


class BothModels:
    """The small model reads all windows, the large one the likeliest of them once more."""

    def __init__(self, small: SpanModel, large: SpanModel) -> None:
        """Take the two, which see the same tokens."""
        self._small, self._large = small, large

    def scores(self, windows: Sequence[Window]) -> tuple[Scores, Scores]:
        """See SpanModel; the weighted sum, the small model's counted for both where it reads alone."""
        both = np.stack(self._small.scores(windows))
        likely = np.argsort([-highest(window, *both[:, row]) for row, window in enumerate(windows)])
        again = np.sort(likely[:READ_AGAIN])
        once = np.setdiff1d(np.arange(len(windows)), again)
        large = np.stack(self._large.scores([windows[row] for row in again]))
        both[:, once] *= sum(SHARES)
        both[:, again] *= SHARES[0]
        both[:, again, : large.shape[2]] += SHARES[1] * large
        return both[0], both[1]


def above_nowhere(start: Scores, end: Scores) -> tuple[Scores, Scores]:
    """Scores relative to those of the first token, which stands for "the answer is not here"."""
    return start - start[:, :1], end - end[:, :1]


def highest(window: Window, start: Scores, end: Scores) -> float:
    """The score of a window's likeliest start and end, whether they go together or not; its body's only."""
    body = slice(window.body, len(window.ids) - 1)
    return float(start[body].max(initial=-np.inf) + end[body].max(initial=-np.inf))


def large_ids(window: Window) -> list[int]:
    """The window's tokens as the large model knows them; one more than the small one's."""
    second = window.types.index(1)  # where heading and passage begin
    question, rest = window.ids[1 : second - 1], window.ids[second:-1]
    return [
        LARGE_BEFORE,
        *(each + LARGE_SHIFT for each in question),
        *[LARGE_BETWEEN] * 2,
        *(each + LARGE_SHIFT for each in rest),
        LARGE_BETWEEN,
    ]
