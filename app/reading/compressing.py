"""An ONNX model with 32-bit weights -> the same in 8 bits."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto


def compress(full: Path, small: Path) -> None:
    """The same model in 8 bits: its matrices by column, its word vectors row by row.

    What flows between the layers is rounded too, which is what makes it quick; the last part of the
    small model's training rounds likewise. Seven bits of the eight are used for the matrices, as the
    sums of older processors would run over with eight.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises a step that changes nothing here
    quantize_dynamic(
        full,
        small,
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    logging.disable(logging.NOTSET)
    model = onnx.load(small)
    compress_word_vectors(model)
    onnx.save(model, small)


def compress_word_vectors(model: ModelProto) -> None:
    """Keep the largest table of vectors as 8-bit integers, with a scale for each row."""
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    table = max(graph.initializer, key=lambda each: each.dims[0] if len(each.dims) == 2 else 0)  # noqa: PLR2004
    (lookup,) = (
        node for node in graph.node if node.op_type == "Gather" and table.name in node.input
    )
    vectors = numpy_helper.to_array(table)
    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    rows = np.round(vectors / np.where(scales == 0, 1, scales)).astype(np.int8)
    ids, result = lookup.input[1], lookup.output[0]
    place = list(graph.node).index(lookup)
    graph.node.remove(lookup)
    graph.initializer.remove(table)
    graph.initializer.extend([
        numpy_helper.from_array(rows, "word_rows"),
        numpy_helper.from_array(scales.astype(np.float32), "word_scales"),
    ])  # fmt: skip
    for node in reversed([
        helper.make_node("Gather", ["word_rows", ids], ["word_integers"]),
        helper.make_node("Cast", ["word_integers"], ["word_floats"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["word_scales", ids], ["word_scale"]),
        helper.make_node("Mul", ["word_floats", "word_scale"], [result]),
    ]):  # fmt: skip
        graph.node.insert(place, node)
