"""An encoder that keeps the vectors of the texts it met last: no sentence is encoded twice in a session."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from index.encoder import Encoder, Vectors

MOST_KEPT = 20_000  # texts: 31 MB of vectors with 384 dimensions, and as much again of sentences


class KeptVectors:
    """Encodes like the encoder within, but each text once; usable from many threads."""

    def __init__(self, encoder: Encoder, most_kept: int = MOST_KEPT) -> None:
        """Begin with nothing kept."""
        self._encoder, self._most_kept = encoder, most_kept
        self._kept: OrderedDict[str, Vectors] = OrderedDict()  # the text met last comes last
        self._lock = Lock()
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        found.update(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            for text, vector in found.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
        rows = [found[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, text: str) -> int:
        """See Encoder."""
        return self._encoder.count_tokens(text)
