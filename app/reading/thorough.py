"""Reading thoroughly: the large model beside the small one, where it is here and quick enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from app.answers import Risk
from app.reading.fetching import MODEL_FILE, kept_in, milliseconds
from app.reading.large_model import FOLDER
from app.reading.own_cuts import read_own_cuts
from app.reading.reader import Cut
from app.reading.span_finder import SpanFinder
from app.reading.span_models import BothModels, LargeModel
from app.reading.span_reader import (
    SpanReader,
    load_finder,
    load_weights,
    reader_fingerprint,
)
from index.encoder import Encoder
from index.sessions import open_session
from ingest.errors import QuestionError

QUICK_ENOUGH = 400  # milliseconds for two passages, up to which it reads without being asked to


@dataclass
class Thorough:
    """The reader with both models: opened when first wanted, and not there until it was fetched.

    Another process may fetch it meanwhile.
    """

    encoder: Encoder
    library: Path
    folder: Path = field(default_factory=kept_in)
    _reader: SpanReader | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_here(self) -> bool:
        """Whether it was fetched."""
        return milliseconds(self.folder) is not None

    @property
    def by_default(self) -> bool:
        """Whether it is here and quick enough to read whatever nobody chooses."""
        took = milliseconds(self.folder)
        return took is not None and took <= QUICK_ENOUGH

    @property
    def cuts(self) -> dict[Risk, Cut]:
        """What its answers at each risk are worth in this library, without opening the models."""
        own = read_own_cuts(self.library, reader_fingerprint(FOLDER))
        return {**load_weights(FOLDER).cuts, **own}

    @property
    def reader(self) -> SpanReader:
        """The reader with both models.

        Raises:
            QuestionError: it was not fetched.
            ModelError: its files are damaged.
        """
        must_be_here(self.folder)
        with self._lock:
            if self._reader is None:
                self._reader = load_pair(self.encoder, self.folder / MODEL_FILE, self.cuts)
            return self._reader


def must_be_here(folder: Path) -> None:
    """Refuse to go on without the large model.

    Raises:
        QuestionError: it was not fetched into the folder.
    """
    if milliseconds(folder) is None:
        message = "The larger reader is not here. Fetch it with: footnote thorough"
        raise QuestionError(message)


def load_pair(encoder: Encoder, model: Path, cuts: Mapping[Risk, Cut] | None = None) -> SpanReader:
    """The reader with both models; ``cuts`` take the place of what was measured of it.

    Raises:
        ModelError: a model's files are missing or damaged.
    """
    weights = load_weights(FOLDER)
    return SpanReader(
        pair_finder(model), encoder, replace(weights, cuts={**weights.cuts, **(cuts or {})})
    )


def pair_finder(model: Path) -> SpanFinder:
    """The small model that comes with Footnote, and the large one in a file; open once for all libraries."""
    return _opened(model, model.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _opened(model: Path, changed_at: int) -> SpanFinder:  # noqa: ARG001 - it may be fetched anew
    small = load_finder()
    return SpanFinder(BothModels(small.model, LargeModel(open_session(model))), small.tokens)
