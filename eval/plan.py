"""What is to be run: everything that decides whether two runs are the same one."""

from __future__ import annotations

import importlib.util
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.answers import DEFAULT_RISK
from app.asking.ask import PASSAGES_READ
from app.assemble import Say, encoder_of, load_encoder
from app.reading.fetching import kept_in
from app.reading.large_model import FOLDER
from app.reading.span_reader import MODEL, default_cut, reader_fingerprint
from app.reading.thorough import must_be_here
from eval.datasets import Dataset
from eval.manifest import Manifest
from eval.ranking import DEPTH
from index.encoder import DEFAULT_ENCODER, Encoder
from index.store import Store
from ingest.documents import hash_text
from ingest.errors import EvaluationError, SourceError
from ingest.sources import Found, Limits, Loaded, Source, read_source

MANIFEST, RESULTS = "manifest.json", "results.jsonl"
MEASURED_WITH = ("ir_measures", "matplotlib", "scipy")  # nothing but evaluation needs them


@dataclass(frozen=True, slots=True)
class AskingOptions:
    """How a dataset is asked.

    ``limit``: that many questions, drawn with the ``seed``; None for all. ``closed``: the reader is
    given the gold paragraph instead of what retrieval finds. ``thorough``: with both models.
    """

    limit: int | None = None
    seed: int = 1
    closed: bool = False
    thorough: bool = False

    @property
    def reader(self) -> Path:
        """The folder of what was measured of the reader."""
        return FOLDER if self.thorough else MODEL


@dataclass(frozen=True, slots=True)
class Plan:
    """A dataset with its documents found, how it is asked, and with which encoder.

    The manifest is that of a run that has not begun: nothing in it is measured yet.
    """

    dataset: Dataset
    options: AskingOptions
    found: Found
    encoder: Encoder
    manifest: Manifest

    @classmethod
    def from_dataset(cls, dataset: Dataset, options: AskingOptions, say: Say) -> Plan:
        """Find the documents and take note of what they and the questions are.

        Raises:
            EvaluationError: the dataset cannot be asked like this, or what measures is not installed.
            QuestionError: it is to be read thoroughly, and the larger reader was not fetched.
        """
        lacking = [name for name in MEASURED_WITH if importlib.util.find_spec(name) is None]
        if lacking:
            message = (
                f"Evaluating needs {' and '.join(lacking)}; install them with: "
                "pip install 'footnote-qa[evaluation]'"
            )
            raise EvaluationError(message)
        if options.closed and not dataset.has_passages:
            message = f"{dataset.name} does not say which paragraph a question is about; leave out --closed."
            raise EvaluationError(message)
        if options.thorough:
            must_be_here(kept_in())
        found = dataset.find()
        encoder = (
            encoder_of(Store(dataset.library), say)
            if dataset.library
            else load_encoder(DEFAULT_ENCODER, say)
        )
        manifest = Manifest(
            dataset=dataset.name,
            data_sha256=hash_text(dataset.sha256 + _hash_sources(found)),
            encoder=encoder.fingerprint,
            seed=options.seed,
            settings={
                "passages read": PASSAGES_READ,
                "reader": reader_fingerprint(options.reader),
                "risk": str(DEFAULT_RISK),
                "threshold": default_cut(options.reader).min_confidence,
                "ranking depth": DEPTH,
                "gold paragraph given": options.closed,
                "questions drawn": options.limit or "all",
            },
        )
        return cls(dataset, options, found, encoder, manifest)

    def next_folder(self, parent: Path) -> Path:
        """The folder of this plan's run if it was stopped, else a new one behind the last."""
        parts = [self.dataset.name]
        parts += [name for name in ("closed", "thorough") if getattr(self.options, name)]
        if self.options.limit:
            parts.append(f"{self.options.limit} drawn with seed {self.options.seed}")
        stem = re.sub(r"[^\w.]+", "-", " ".join(parts))
        number = 1
        while self._is_taken(parent / f"{stem}-{number}"):
            number += 1
        return parent / f"{stem}-{number}"

    def _is_taken(self, folder: Path) -> bool:
        if not folder.exists():
            return False
        with suppress(OSError, ValueError):
            earlier = Manifest.read(folder / MANIFEST)
            if not earlier.finished:
                return (folder / RESULTS).exists() and not earlier.is_of_same_run(self.manifest)
        return True


def is_finished(folder: Path) -> bool:
    """Whether a folder holds a run that has come to its end."""
    with suppress(OSError, ValueError):
        return bool(Manifest.read(folder / MANIFEST).finished)
    return False


def _hash_sources(found: Found) -> str:
    """A hash of all names and bytes; a file that cannot be read is left out."""
    parts = []
    for item in found:
        if isinstance(item, Loaded):
            parts.append((item.source.name, item.sha256))
        elif isinstance(item, Source):
            with suppress(SourceError):
                parts.append((item.name, read_source(item, Limits()).sha256))
        else:
            parts.append((item.name, item.reason))
    return hash_text(repr(parts))
