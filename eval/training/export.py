"""A model in torch -> an ONNX file; a trained span reader -> one, and a smaller one with 8-bit weights."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper
import torch
from torch import Tensor, nn

from eval.training.model import SpanModel

OPSET = 18
MAX_LENGTH = 512  # the model's positions
EXAMPLE_TOKEN = 2_000  # an ordinary word of the vocabulary; any would do
OUTPUTS = ("start", "end")


def write_onnx(
    model: nn.Module, path: Path, inputs: Mapping[str, Tensor], outputs: Sequence[str]
) -> None:
    """Write a model whose inputs are all (batch, length), for any such shape.

    Args:
        model: takes the inputs in their order.
        path: of the file.
        inputs: examples by name; see ``example_inputs``.
        outputs: their names.
    """
    sizes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=MAX_LENGTH)}
    with warnings.catch_warnings():
        # The exporter warns about its own internals; nothing there is for the user.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            path,
            input_names=list(inputs),
            output_names=outputs,
            dynamic_shapes=dict.fromkeys(inputs, sizes),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def example_inputs(batch: int, length: int) -> tuple[Tensor, Tensor]:
    """Token ids and a mask of that shape, each row shorter than the one before.

    The mask must mask something: of one that is all ones the exporter makes a constant, and the
    exported model then reads the padding.
    """
    ids = torch.arange(EXAMPLE_TOKEN, EXAMPLE_TOKEN + batch * length).reshape(batch, length)
    lengths = torch.arange(length, length - batch, -1).reshape(batch, 1)
    return ids, (torch.arange(length) < lengths).long()


def export_model(model: SpanModel, path: Path) -> None:
    """Write the model as ONNX with 32-bit weights."""
    ids, mask = example_inputs(2, 16)
    types = (torch.arange(16) >= 8).long().expand(2, -1)  # noqa: PLR2004 - the second half
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    write_onnx(model, path, inputs, OUTPUTS)


def compress(full: Path, small: Path) -> None:
    """The same model in 8 bits: its matrices by column, its word vectors row by row.

    What flows between the layers is rounded too, which is what makes it quick; the last part of the
    training rounds likewise. Seven bits of the eight are used for the matrices, as the sums of older
    processors would run over with eight.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        full,
        small,
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    model = onnx.load(small)
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
