"""A model in torch -> an ONNX file; the encoder's is compared with the original before it is kept."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from ingest.errors import ModelError

OPSET = 18
MAX_LENGTH = 512  # the model's positions
MIN_COSINE = 0.9999
EXAMPLE_TOKEN = 2_000  # an ordinary word of the vocabulary; any would do


class SentenceEncoder(nn.Module):
    """The transformer, mean pooling over the visible tokens, and normalisation, as one graph."""

    def __init__(self, transformer: nn.Module) -> None:
        """Wrap a loaded transformer."""
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Token ids and mask, each (batch, length) -> unit vectors (batch, dimension)."""
        states = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(pooled, dim=1)


def export_encoder(weights_folder: Path, model_file: Path, say: Callable[[str], None]) -> None:
    """Write the ONNX file beside its final name, check it against torch, and rename it.

    Raises:
        ModelError: the exported file gives other vectors than torch does.
    """
    say("  exporting the model ...")
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    transformer = AutoModel.from_pretrained(
        weights_folder, local_files_only=True, attn_implementation="eager"
    )
    model = SentenceEncoder(transformer).eval()
    beside = model_file.with_suffix(f".{os.getpid()}.tmp")
    ids, mask = example_inputs(2, 16)
    write_onnx(model, beside, {"input_ids": ids, "attention_mask": mask}, ["vectors"])
    say("  comparing its vectors with the original's ...")
    check_export(model, beside)
    beside.replace(model_file)


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


def check_export(model: SentenceEncoder, model_file: Path) -> None:
    """Compare the file's vectors with torch's, on other shapes than it was exported with.

    Raises:
        ModelError: they differ.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
    for batch, length in ((1, 7), (5, 60)):
        ids, mask = example_inputs(batch, length)
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        with torch.no_grad():
            wanted = model(ids, mask).numpy()
        cosines = (session.run(None, inputs)[0] * wanted).sum(axis=1)
        if not cosines.min() >= MIN_COSINE:
            model_file.unlink()
            message = (
                f"The exported encoder is not the original (cosine {cosines.min():.4f}); "
                "another version of torch or onnx may help: pip install -c constraints.txt ."
            )
            raise ModelError(message)
