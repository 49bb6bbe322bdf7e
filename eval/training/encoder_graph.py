"""The encoder's graph without its weights, as Footnote ships it: made again by running this module."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper
import torch
from onnx.external_data_helper import set_external_data
from torch import Tensor, nn

from eval.training.export import example_inputs, write_onnx
from eval.training.train import say
from index.encoder import GRAPH, WEIGHTS_FILE, Vectors, published_weights, weights_folder
from index.sessions import open_session

MIN_COSINE = 0.9999
KEPT_BYTES = 1_024  # smaller constants stay in the graph
SHAPES = ((1, 7), (5, 60))  # other ones than it is exported with


class SentenceEncoder(nn.Module):
    """The transformer, mean pooling over the visible tokens, and normalisation, as one graph."""

    def __init__(self, transformer: nn.Module) -> None:
        """Wrap a loaded transformer."""
        super().__init__()
        self.transformer = transformer

    @classmethod
    def from_folder(cls, folder: Path) -> SentenceEncoder:
        """The published model."""
        from transformers import AutoModel
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        transformer = AutoModel.from_pretrained(
            folder, local_files_only=True, attn_implementation="eager"
        )
        return cls(transformer).eval()

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Token ids and mask, each (batch, length) -> unit vectors (batch, dimension)."""
        states = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(pooled, dim=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the graph, and compare its vectors with the original's."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.encoder_graph",
        description=__doc__,
        epilog="example: python -m eval.training.encoder_graph",
    )
    parser.add_argument("--out", type=Path, default=GRAPH, help="the file (default: %(default)s)")
    options = parser.parse_args(arguments)
    model = SentenceEncoder.from_folder(weights_folder())
    graph = make_graph(model, weights_folder() / WEIGHTS_FILE)
    options.out.write_bytes(graph)
    cosine = least_cosine(model, options.out)
    say(f"{len(graph):,} bytes; against the original the least cosine is {cosine:.7f}")
    if cosine < MIN_COSINE:
        say("The exported encoder is not the original; do not ship it.")
    return 0 if cosine >= MIN_COSINE else 1


def make_graph(model: SentenceEncoder, weights_file: Path) -> bytes:
    """The model as ONNX, its weights by their places in the published file.

    Raises:
        ModelError: the weights file is not the published one.
    """
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    ids, mask = example_inputs(2, 16)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_onnx(model, whole, {"input_ids": ids, "attention_mask": mask}, ["vectors"])
        exported = onnx.load(whole)
    with published_weights(weights_file) as content:
        refer_to_weights(exported, content[:])
    forget_origins(exported)
    made: bytes = exported.SerializeToString(deterministic=True)
    return made


def refer_to_weights(exported: onnx.ModelProto, content: bytes) -> None:
    """Put in the place of each large constant where its bytes stand in the weights file.

    The exporter turns matrices over. ``content`` has them as they were, so the graph turns them
    over itself: ONNX Runtime does so once, when it opens the model.

    Raises:
        ValueError: a constant does not stand in the file.
    """
    turned = []
    for tensor in exported.graph.initializer:
        value = onnx.numpy_helper.to_array(tensor)
        if value.nbytes < KEPT_BYTES or not value.any():
            continue
        at = content.find(value.tobytes())
        if at < 0:
            at, name = content.index(value.T.tobytes()), tensor.name
            tensor.name = f"{name}_as_published"
            tensor.dims[:] = value.T.shape
            turned.append(onnx.helper.make_node("Transpose", [tensor.name], [name], perm=[1, 0]))
        set_external_data(tensor, WEIGHTS_FILE, at, value.nbytes)
        tensor.ClearField("raw_data")
    nodes = [*turned, *exported.graph.node]
    del exported.graph.node[:]
    exported.graph.node.extend(nodes)


def forget_origins(exported: onnx.ModelProto) -> None:
    """Leave out which line of which library each part came from, paths of this machine among it."""
    graph = exported.graph
    graph.ClearField("value_info")
    for part in (exported, graph, *graph.node, *graph.initializer, *graph.input, *graph.output):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")


def least_cosine(model: SentenceEncoder, graph: Path) -> float:
    """Of a file's vectors and the original's, on made-up texts."""
    with published_weights(weights_folder() / WEIGHTS_FILE) as content:
        session = open_session(graph, (WEIGHTS_FILE, content))
    cosines = []
    for shape in SHAPES:
        ids, mask = example_inputs(*shape)
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        vectors: Vectors = session.run(None, inputs)[0]
        with torch.no_grad():
            cosines += [*np.sum(vectors * model(ids, mask).numpy(), axis=1)]
    return float(min(cosines))


if __name__ == "__main__":
    sys.exit(main())
