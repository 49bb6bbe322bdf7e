"""The span reader: the encoder's transformer with a start and an end score for each token."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from eval.training.batches import Batch

if TYPE_CHECKING:
    from transformers import BertModel

INITIAL_SCALE = 0.02
IMPOSSIBLE = -1e4  # a score; minus infinity times nothing is no number


class SpanModel(nn.Module):
    """Token ids -> start and end scores; those of token 0 say "the answer is not here"."""

    def __init__(self, transformer: BertModel) -> None:
        """Put a new head on a loaded transformer."""
        super().__init__()
        self.transformer = transformer
        self.head = nn.Linear(transformer.config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=INITIAL_SCALE)
        nn.init.zeros_(self.head.bias)

    @classmethod
    def from_folder(cls, weights_folder: Path, attention_dropout: float = 0.1) -> SpanModel:
        """Start from the encoder's weights.

        Plain attention is what can be exported, and on a processor it trains twice as quickly
        without dropout.
        """
        from transformers import BertModel
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # it lists unneeded weights
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return cls(
            BertModel.from_pretrained(
                weights_folder,
                local_files_only=True,
                add_pooling_layer=False,
                attn_implementation="eager",
                attention_probs_dropout_prob=attention_dropout,
            )
        )

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Three (rows, length) -> start scores and end scores, each (rows, length)."""
        states = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.head(states).unbind(-1)
        return start, end


def load_average(model: SpanModel, checkpoint: Path) -> None:
    """Give a model the averaged weights of a checkpoint, and make it ready for reading."""
    kept = torch.load(checkpoint, weights_only=True)
    model.load_state_dict({**kept["model"], **kept["average"]})
    model.eval()


def span_loss(start: Tensor, end: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of start and end, normalised over all passages of a question.

    Each row's scores are taken relative to its own no-answer score (token 0), and one "no answer"
    of score 0 stands beside the tokens of all the question's passages. With one passage this is
    SQuAD 2.0's usual loss; with several it is the shared normalisation of Clark and Gardner (2018,
    section 3.1), so that scores can be compared across passages.
    """
    return (_one_loss(start, batch.start, batch) + _one_loss(end, batch.end, batch)) / 2


def taught_loss(start: Tensor, end: Tensor, batch: Batch, taught: tuple[Tensor, Tensor]) -> Tensor:
    """Cross-entropy with what another model thinks of each row: its start and end scores, (rows, length).

    "The answer is not here" is one of the choices, with the score of the first token.
    """
    choices = batch.body.clone()
    choices[:, 0] = True
    losses = [
        -(_likelihoods(theirs, choices).exp() * _likelihoods(ours, choices)).sum(1).mean()
        for ours, theirs in zip((start, end), taught, strict=True)
    ]
    return (losses[0] + losses[1]) / 2


def _likelihoods(scores: Tensor, choices: Tensor) -> Tensor:
    """Logarithms of the chances of each choice; of anything else it is so low that nothing comes of it."""
    return scores.masked_fill(~choices, IMPOSSIBLE).log_softmax(1)


def _one_loss(scores: Tensor, gold: Tensor, batch: Batch) -> Tensor:
    relative = (scores - scores[:, :1]).masked_fill(~batch.body, -torch.inf)
    of_rows = relative.logsumexp(1)
    questions = int(batch.group.max()) + 1
    member = batch.group.unsqueeze(0) == torch.arange(questions, device=scores.device).unsqueeze(1)
    spread = of_rows.unsqueeze(0).masked_fill(~member, -torch.inf)
    null = torch.zeros(questions, 1, device=scores.device)
    whole = torch.cat([null, spread], dim=1).logsumexp(1)
    answered = gold > 0
    reached = torch.zeros(questions, device=scores.device).index_add(
        0, batch.group[answered], relative[answered, gold[answered]]
    )
    return (whole - reached).mean()
