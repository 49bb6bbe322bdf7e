"""The default encoder's weights -> one ONNX file; the only module that needs torch for it."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

OPSET = 18
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


def export_encoder(weights_folder: Path, model_file: Path) -> None:
    """Write the ONNX file beside its final name and rename it, so that a kill leaves none."""
    from transformers import AutoModel

    transformer = AutoModel.from_pretrained(
        weights_folder, local_files_only=True, attn_implementation="eager"
    )
    model = SentenceEncoder(transformer).eval()
    ids = torch.arange(EXAMPLE_TOKEN, EXAMPLE_TOKEN + 32).reshape(2, 16)
    # With nothing masked, the exporter would take the mask for a constant and drop it.
    mask = torch.ones(2, 16, dtype=torch.long)
    mask[1, 8:] = 0
    sizes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=512)}
    beside = model_file.with_suffix(f".{os.getpid()}.tmp")
    with warnings.catch_warnings():
        # The exporter warns about its own internals; nothing there is for the user.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (ids, mask),
            beside,
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_shapes={"input_ids": sizes, "attention_mask": sizes},
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    beside.replace(model_file)
