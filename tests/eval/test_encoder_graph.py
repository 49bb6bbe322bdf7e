"""The encoder's files that Footnote ships can be made again, out of the published weights alone."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from eval.training.encoder_graph import main, refer_to_weights
from eval.training.encoder_rounding import built_in_texts, published_model, round_encoder, tokenised
from index.encoder import (
    GRAPH,
    TOKENIZER,
    WEIGHTS_FILE,
    OnnxEncoder,
    load_published,
    published_weights,
    weights_folder,
)
from index.sessions import open_session

TEXTS = ["", "word", "Who built the lighthouse?", "In 1871 Ada Brandt built it. " * 12]
MOST_BYTES = 100_000
ROUNDED_ALIKE = 0.99  # cosine


def test_the_graph_made_again_gives_the_same_vectors(tmp_path: Path) -> None:
    again = tmp_path / "again.onnx"
    assert main(["--out", str(again)]) == 0
    assert GRAPH.stat().st_size < MOST_BYTES > again.stat().st_size
    with published_weights(weights_folder() / WEIGHTS_FILE) as weights:
        session = open_session(again, (WEIGHTS_FILE, weights))
    vectors = OnnxEncoder(session, "").encode(TEXTS)
    np.testing.assert_allclose(vectors, load_published().encode(TEXTS), atol=1e-6)


def test_rounded_again_it_gives_nearly_the_same_vectors(encoder: OnnxEncoder) -> None:
    some = list(built_in_texts())[::20]  # all of them take ten seconds
    rounded = round_encoder(published_model(), tokenised(some)).SerializeToString()
    again = OnnxEncoder(open_session(rounded), "")
    assert np.sum(again.encode(some) * encoder.encode(some), axis=1).min() > ROUNDED_ALIKE


def test_the_tokenizer_is_the_published_one() -> None:
    assert TOKENIZER.read_bytes() == (weights_folder() / TOKENIZER.name).read_bytes()


def test_a_constant_that_is_not_in_the_weights_file_is_refused() -> None:
    changed = np.arange(1, 1_001, dtype=np.float32)
    tensor = onnx.numpy_helper.from_array(changed, "changed")
    model = onnx.helper.make_model(onnx.helper.make_graph([], "graph", [], [], [tensor]))
    with pytest.raises(ValueError, match="not found"):
        refer_to_weights(model, bytes(10_000))
