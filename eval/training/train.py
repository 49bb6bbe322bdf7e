"""Train the span reader, from the beginning or from where a run stopped."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from app.reading.span_models import SpanModel as SpanScores
from app.reading.thorough import pair_finder
from app.reading.windows import Tokens
from eval.training.batches import Batch, Round
from eval.training.examples import read_easy_examples, read_main_examples, read_own_examples
from eval.training.model import SpanModel, load_average, span_loss, taught_loss
from eval.training.near_misses import make_near_misses
from eval.training.negatives import mine_negatives
from eval.training.rounding import prepare_rounding, set_rounding
from index.encoder import load_default, weights_folder

LEARNING_RATE = 2e-4
HEAD_LEARNING_RATE = 5 * LEARNING_RATE
GOING_ON = 0.3  # of these learning rates, from weights that have been trained already
LAYER_DECAY = 0.9  # of the learning rate, from each layer to the one below
WEIGHT_DECAY = 0.01
WARM_UP_STEPS = 200
STEADY_SHARE = 0.5  # of all steps; from there the learning rate falls to 0
MAX_NORM = 1.0
AVERAGE_DECAY = 0.999  # of the moving average of the weights
ROUNDED_SHARE = 0.35  # of the steps, the last ones, are with 8-bit arithmetic
OWN_TIMES = 3  # our own few examples are seen so often in a round
TAUGHT = 0.7  # of the loss, where there is a teacher
STEPS_PER_CHECKPOINT = 100
STEPS_PER_LINE = 20
CHECKPOINT = "checkpoint.pt"
DEFAULT_ROUNDS = 1.15
# For each round over the main examples, how many passages without the answer stand beside the one
# that has it: first the reader learns to find answers, then to tell passages apart.
NEGATIVES = (0.3, 1.0, 1.0)
DRAWN_NEGATIVES = 0.4  # the same, where only some of the examples are drawn
DEFAULT_SEED = 20_261_122


@dataclass
class TrainingRun:
    """What a checkpoint keeps; ``average`` is the moving average of the trained weights."""

    model: nn.Module
    average: dict[str, torch.Tensor]
    optimizer: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def from_model(cls, model: SpanModel, rate: float = 1.0) -> TrainingRun:
        """A run that has not begun; ``rate`` is a share of the learning rates."""
        prepare_rounding(model)
        optimizer = torch.optim.AdamW(parameter_groups(model, rate))
        return cls(model, {name: each.clone() for name, each in trained(model)}, optimizer)

    def save(self, path: Path) -> None:
        """Write a checkpoint beside its name and rename it."""
        beside = path.with_suffix(".tmp")
        kept = {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        torch.save(kept, beside)
        beside.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        kept = torch.load(path, weights_only=True)
        self.model.load_state_dict(kept["model"])
        self.average = kept["average"]
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step = kept["step"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the data, mine negatives, and train."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.train",
        description=__doc__,
        epilog="example: python -m eval.training.train ../shared/data/reading reader-run",
    )
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument("run", type=Path, help="the folder for checkpoints and the log")
    parser.add_argument("--rounds", type=float, default=DEFAULT_ROUNDS, metavar="N",
                        help="passes over the main data (default: %(default)s)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="N")
    parser.add_argument("--start", type=Path, metavar="RUN",
                        help="go on from the weights of another run, on the main data alone")  # fmt: skip
    parser.add_argument("--examples", type=int, metavar="N",
                        help="with --start: of only so many examples, drawn by chance, near misses "
                             "of these, and all of our own")  # fmt: skip
    parser.add_argument("--teacher", type=Path, metavar="FILE",
                        help="learn also from the large model, as footnote thorough keeps it, "
                             "beside the small one that comes with Footnote")  # fmt: skip
    options = parser.parse_args(arguments)
    options.run.mkdir(parents=True, exist_ok=True)
    folder = weights_folder()
    tokens = read_tokens()
    torch.manual_seed(options.seed)
    model = SpanModel.from_folder(folder, attention_dropout=0.0)
    if options.start:
        load_average(model, options.start / CHECKPOINT)
    run = TrainingRun.from_model(model, GOING_ON if options.start else 1.0)
    try:
        if options.start and options.examples:
            passes = [draw_round(options.data, options.run, options.examples, options.seed, tokens)]
            steps = len(passes[0])
        else:
            easy, *passes = read_rounds(options.data, options.run, options.seed, tokens)
            steps = round(options.rounds * len(passes[0]))
            if not options.start:
                passes, steps = [easy, *passes], steps + len(easy)
        teacher = pair_finder(options.teacher).model if options.teacher else None
        train(run, passes, steps, options.run, options.seed, teacher)
    except KeyboardInterrupt:
        say("Stopped. Run it again to go on from the last checkpoint.")


def read_tokens() -> Tokens:
    """The tokenizer of the published encoder, whose word pieces all our models read."""
    return Tokens(Tokenizer.from_file(str(weights_folder() / "tokenizer.json")))


def read_rounds(data: Path, folder: Path, seed: int, tokens: Tokens) -> list[Round]:
    """One round over the easy examples, then those over the main ones."""
    easy, examples = read_easy_examples(data, seed), read_main_examples(data, seed)
    cache = folder / f"negatives-{seed}.json"
    negatives = mine_negatives(examples, load_default(), cache, say)
    made = make_near_misses(examples, seed) + OWN_TIMES * read_own_examples()
    say(f"{len(easy):,} easy, {len(examples):,} main and {len(made):,} made examples")
    examples, negatives = examples + made, negatives + [[]] * len(made)
    main_rounds = (
        Round(examples, negatives, tokens, f"{seed}-{number}", passages)
        for number, passages in enumerate(NEGATIVES)
    )
    return [Round(easy, [[]] * len(easy), tokens, f"{seed}-easy"), *main_rounds]


def draw_round(data: Path, folder: Path, count: int, seed: int, tokens: Tokens) -> Round:
    """One round over some of the main examples, near misses made of them, and all of our own."""
    examples = read_main_examples(data, seed)
    negatives = mine_negatives(examples, load_default(), folder / f"negatives-{seed}.json", say)
    drawn = random.Random(seed).sample(range(len(examples)), count)
    made = make_near_misses([examples[number] for number in drawn], seed) + read_own_examples()
    say(f"{count:,} main and {len(made):,} made examples")
    asked = [*drawn, *range(len(examples), len(examples) + len(made))]
    negatives = negatives + [[]] * len(made)
    return Round(examples + made, negatives, tokens, f"{seed}-drawn", DRAWN_NEGATIVES, asked)


def train(
    run: TrainingRun,
    passes: Sequence[Round],
    steps: int,
    folder: Path,
    seed: int,
    teacher: SpanScores | None = None,
) -> None:
    """Run all steps that the checkpoint in a folder, if there is one, has not run yet."""
    checkpoint = folder / CHECKPOINT
    if checkpoint.exists():
        run.load(checkpoint)
    say(f"step {run.step:,} of {steps:,}")
    run.model.train()
    log = Log(folder / "log.jsonl", steps)
    for batch in batches_from(passes, run.step, steps):
        torch.manual_seed(seed + run.step)  # of the dropout, so that a run that goes on is the same
        set_learning_rate(run.optimizer, run.step, steps)
        set_rounding(run.model, on=run.step >= steps * (1 - ROUNDED_SHARE))
        log.add(run.step + 1, training_step(run, batch, teacher), len(batch.start))
        if run.step % STEPS_PER_CHECKPOINT == 0 or run.step == steps:
            run.save(checkpoint)


class Log:
    """Says and writes, every so many steps, the mean loss, the speed and the time left."""

    def __init__(self, path: Path, steps: int) -> None:
        """Start the clock."""
        self._path, self._steps = path, steps
        self._started, self._begun_at, self._rows = time.perf_counter(), -1, 0
        self._losses: list[float] = []

    def add(self, step: int, loss: float, rows: int) -> None:
        """Take note of one step."""
        if self._begun_at < 0:
            self._begun_at = step - 1
        self._losses.append(loss)
        self._rows += rows
        if step % STEPS_PER_LINE and step != self._steps:
            return
        elapsed, mean = time.perf_counter() - self._started, sum(self._losses) / len(self._losses)
        left = elapsed / (step - self._begun_at) * (self._steps - step)
        line = {"step": step, "loss": round(mean, 4), "rows_per_s": round(self._rows / elapsed, 1)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        say(f"step {step:,} of {self._steps:,}: loss {mean:.3f}, {left / 60:.0f} minutes left")
        self._losses.clear()


def training_step(run: TrainingRun, batch: Batch, teacher: SpanScores | None = None) -> float:
    """One step of gradient descent, in half precision, which is twice as quick; returns the loss.

    A teacher says of each row what it thinks; most of the loss is then how far the model is from it.
    """
    with torch.autocast("cpu", torch.bfloat16):
        start, end = run.model(batch.ids, batch.mask, batch.types)
    loss = span_loss(start.float(), end.float(), batch)
    if teacher:
        theirs = teacher.scores(batch.windows)
        taught = torch.from_numpy(theirs[0]), torch.from_numpy(theirs[1])
        loss = loss.lerp(taught_loss(start.float(), end.float(), batch, taught), TAUGHT)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(run.model.parameters(), MAX_NORM)
    run.optimizer.step()
    run.optimizer.zero_grad()
    run.step += 1
    decay = min(AVERAGE_DECAY, run.step / (run.step + 10))
    for name, weights in trained(run.model):
        run.average[name].lerp_(weights, 1 - decay)
    return loss.item()


def batches_from(passes: Sequence[Round], step: int, steps: int) -> Iterator[Batch]:
    """The batches of all rounds, from one step to the last."""
    begin = 0
    for each in passes:
        last = min(len(each), steps - begin)
        if step < begin + last:
            first = max(0, step - begin)
            for number, batch in enumerate(each.batches(first), first):
                if number >= last:
                    return
                yield batch
        begin += len(each)


def parameter_groups(model: SpanModel, rate: float = 1.0) -> list[dict[str, Any]]:
    """A learning rate for each layer; the word vectors stay as they are."""
    embeddings, layers = model.transformer.embeddings, model.transformer.encoder.layer
    embeddings.word_embeddings.weight.requires_grad = False
    groups = [rate_group(list(model.head.parameters()), rate * HEAD_LEARNING_RATE)]
    for depth, layer in enumerate([*reversed(list(layers)), embeddings]):
        trained = [weights for weights in layer.parameters() if weights.requires_grad]
        groups.append(rate_group(trained, rate * LEARNING_RATE * LAYER_DECAY**depth))
    return groups


def rate_group(weights: list[nn.Parameter], peak: float) -> dict[str, Any]:
    """What the optimizer is told of weights that have one learning rate."""
    return {"params": weights, "lr": peak, "peak": peak, "weight_decay": WEIGHT_DECAY}


def set_learning_rate(optimizer: torch.optim.Optimizer, step: int, steps: int) -> None:
    """Up in the beginning, steady, and down to 0 in the end."""
    share = min(1.0, (step + 1) / WARM_UP_STEPS, (steps - step) / (steps * (1 - STEADY_SHARE)))
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share


def trained(model: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """The weights that training changes, by name."""
    for name, weights in model.named_parameters():
        if weights.requires_grad:
            yield name, weights.detach()


def say(line: str) -> None:
    """Say how far the work is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
