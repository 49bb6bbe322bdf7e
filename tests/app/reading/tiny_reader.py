"""A span reader of a few thousand weights, untrained: the real code on a model that costs nothing."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer

from app.reading.windows import Tokens
from eval.training.model import SpanModel
from index.encoder import weights_folder

TOKENIZER = weights_folder() / "tokenizer.json"


def tiny_model(seed: int = 0, *, dropout: float = 0.1, scale: float = 0.5) -> SpanModel:
    """A model whose first weights are so large, by default, that untrained scores differ."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        initializer_range=scale,
        attn_implementation="eager",
    )
    return SpanModel(BertModel(config, add_pooling_layer=False))


def tokens() -> Tokens:
    return Tokens(Tokenizer.from_file(str(TOKENIZER)))


def export(folder: Path) -> tuple[SpanModel, Path]:
    """A tiny model and its ONNX file."""
    from eval.training.export import export_model

    model = tiny_model().eval()
    export_model(model, folder / "full.onnx")
    return model, folder / "full.onnx"
