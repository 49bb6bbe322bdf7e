"""A real encoder that is small and quick, for tests about storage rather than meaning."""

import time
from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors

GRAM_BYTES = 3


class TinyEncoder:
    """Counts hashed groups of three bytes: equal texts are equal, like texts are near.

    It is the same in every process. ``seconds_a_text`` slows it down to the pace of a real one.
    """

    max_tokens = 40

    def __init__(
        self, name: str = "tiny", dimension: int = 32, seconds_a_text: float = 0.0
    ) -> None:
        self.name = name
        self.fingerprint = f"{name}@{dimension}"
        self.dimension = dimension
        self._seconds_a_text = seconds_a_text

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        time.sleep(self._seconds_a_text * len(texts))
        rows = [self._encode_one(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, text: str) -> int:
        """See Encoder: here, the words."""
        return len(text.split())

    def _encode_one(self, text: str) -> Vectors:
        data = np.frombuffer(text.lower().encode(), dtype=np.uint8).astype(np.int64)
        grams = sum(
            (data[at : len(data) - GRAM_BYTES + 1 + at] * 31**at for at in range(GRAM_BYTES)),
            start=np.zeros(max(len(data) - GRAM_BYTES + 1, 0), dtype=np.int64),
        )
        counts = np.bincount(grams % 10_007 % self.dimension, minlength=self.dimension)
        weights = counts.astype(np.float32)
        weights[0] += 1  # so that an empty text has a direction as well
        return weights / np.linalg.norm(weights)
