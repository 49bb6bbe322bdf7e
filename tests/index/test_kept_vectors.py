"""Vectors that are kept are those that encoding would give, and no text is encoded twice."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors
from index.kept_vectors import KeptVectors
from tests.tiny_encoder import TinyEncoder


class Watched(TinyEncoder):
    """Remembers what it was given to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return super().encode(texts)


def test_each_text_is_encoded_once_and_rows_stay_in_order() -> None:
    watched = Watched()
    kept = KeptVectors(watched)
    for texts in (["a", "b", "a"], ["c", "b"], [], ["c", "a", "d"]):
        np.testing.assert_array_equal(kept.encode(texts), TinyEncoder().encode(texts))
    assert watched.given == ["a", "b", "c", "d"]
    assert (kept.fingerprint, kept.dimension) == (watched.fingerprint, watched.dimension)
    assert kept.count_tokens("two words") == 2


def test_what_was_met_longest_ago_is_given_up() -> None:
    watched = Watched()
    kept = KeptVectors(watched, most_kept=2)
    for text in "abacab":  # c drives out b, which drives out c
        kept.encode([text])
    assert watched.given == ["a", "b", "c", "b"]
