"""A trained span reader -> an ONNX file, and a smaller one with 8-bit weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper
import torch

from eval.training.model import SpanModel
from index.export import example_inputs, write_onnx

OUTPUTS = ("start", "end")
BLOCK = 32  # weights that share a scale
ACCURACY_LEVEL = 4  # 8-bit arithmetic within a block, which is what makes it faster than 32 bits


def load_average(model: SpanModel, checkpoint: Path) -> None:
    """Give a model the averaged weights of a checkpoint, and make it ready for reading."""
    kept = torch.load(checkpoint, weights_only=True)
    model.load_state_dict({**kept["model"], **kept["average"]})
    model.eval()


def export_model(model: SpanModel, path: Path) -> None:
    """Write the model as ONNX with 32-bit weights."""
    ids, mask = example_inputs(2, 16)
    types = (torch.arange(16) >= 8).long().expand(2, -1)  # noqa: PLR2004 - the second half
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    write_onnx(model, path, inputs, OUTPUTS)


def compress(full: Path, small: Path) -> None:
    """The same model with 8-bit weights: the matrices in blocks, the word vectors row by row.

    Only weights are rounded. Rounding what flows between the layers too, as dynamic quantisation
    does, is twice as fast but changed the answer to 8 of 100 questions; this changes 1 of 200.
    """
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(
        onnx.load(full), bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=ACCURACY_LEVEL
    )
    quantizer.process()
    model = quantizer.model.model
    compress_word_vectors(model)
    onnx.save(model, small)


def compress_word_vectors(model: onnx.ModelProto) -> None:
    """Keep the largest table of vectors as 8-bit integers, with a scale for each row."""
    graph = model.graph
    table = max(graph.initializer, key=lambda each: each.dims[0] if len(each.dims) == 2 else 0)  # noqa: PLR2004
    (lookup,) = (
        node for node in graph.node if node.op_type == "Gather" and table.name in node.input
    )
    vectors = onnx.numpy_helper.to_array(table)
    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    rows = np.round(vectors / np.where(scales == 0, 1, scales)).astype(np.int8)
    ids, result = lookup.input[1], lookup.output[0]
    place = list(graph.node).index(lookup)
    graph.node.remove(lookup)
    graph.initializer.remove(table)
    graph.initializer.extend([
        onnx.numpy_helper.from_array(rows, "word_rows"),
        onnx.numpy_helper.from_array(scales.astype(np.float32), "word_scales"),
    ])  # fmt: skip
    for node in reversed([
        onnx.helper.make_node("Gather", ["word_rows", ids], ["word_integers"]),
        onnx.helper.make_node("Cast", ["word_integers"], ["word_floats"], to=onnx.TensorProto.FLOAT),
        onnx.helper.make_node("Gather", ["word_scales", ids], ["word_scale"]),
        onnx.helper.make_node("Mul", ["word_floats", "word_scale"], [result]),
    ]):  # fmt: skip
        graph.node.insert(place, node)
