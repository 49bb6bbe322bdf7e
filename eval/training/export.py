"""A model in torch -> an ONNX file; a trained span reader -> one."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

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
