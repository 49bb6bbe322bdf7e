"""Make a trained reader ready to be shipped: export it, compress it, check it, write its card."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.command.flags import positive
from app.reading.compressing import compress
from app.reading.span_finder import SpanFinder
from eval.intervals import Estimate
from eval.training.check import MAX_F1_LOSS, find_all, read_gold, same_spans, score
from eval.training.examples import HELD_OUT_FILES
from eval.training.export import export_model
from eval.training.model import SpanModel, load_average
from eval.training.train import CHECKPOINT, say
from index.encoder import weights_folder
from ingest.documents import hash_bytes

QUESTIONS_COMPARED = 1_000
SEED = 1
FULL, SMALL, CARD = "full.onnx", "reader.onnx", "reader.json"


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a reader, in figures; ``scores`` are by validation file, with intervals."""

    sha256: str
    megabytes: float
    same_spans: float
    full_f1: float
    small_f1: float
    scores: Mapping[str, Mapping[str, Estimate]]

    @property
    def is_good(self) -> bool:
        """Whether the compressed reader may stand for the full one."""
        return self.full_f1 - self.small_f1 <= MAX_F1_LOSS


def main(arguments: Sequence[str] | None = None) -> int:
    """Release the reader of a training run."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.release",
        description=__doc__,
        epilog="example: python -m eval.training.release reader-run ../shared/data/reading",
    )
    parser.add_argument("run", type=Path, help="the folder of the training run; the files go there")
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument(
        "--limit", type=positive, metavar="N", help="validate on N questions of each set"
    )
    options = parser.parse_args(arguments)
    model = SpanModel.from_folder(weights_folder())
    card = release(model, options.run, options.data, options.limit)
    say(json.dumps(asdict(card), indent=2))
    if not card.is_good:
        say("The compressed reader is too far from the full one; do not ship it.")
    return 0 if card.is_good else 1


def release(model: SpanModel, run: Path, data: Path, limit: int | None) -> Card:
    """Export the averaged weights of a run's checkpoint, compress them, and measure both files."""
    load_average(model, run / CHECKPOINT)
    export_model(model, run / FULL)
    compress(run / FULL, run / SMALL)
    tokenizer = weights_folder() / "tokenizer.json"
    full, small = (SpanFinder.from_files(run / name, tokenizer) for name in (FULL, SMALL))
    golds = read_gold(data / HELD_OUT_FILES[0], limit or QUESTIONS_COMPARED, SEED)
    of_full, of_small = (find_all(finder, golds, _progress) for finder in (full, small))
    scores = {}
    for name in HELD_OUT_FILES:
        asked = read_gold(data / name, limit, SEED)
        scores[name] = score(asked, find_all(small, asked, _progress), SEED)
    card = Card(
        sha256=hash_bytes((run / SMALL).read_bytes()),
        megabytes=round((run / SMALL).stat().st_size / 1e6, 1),
        same_spans=same_spans(of_full, of_small),
        full_f1=score(golds, of_full, SEED)["F1"].value,
        small_f1=score(golds, of_small, SEED)["F1"].value,
        scores=scores,
    )
    (run / CARD).write_text(json.dumps(asdict(card), indent=2) + "\n", encoding="utf-8")
    return card


def _progress(done: int, total: int) -> None:
    if done % 500 == 0 or done == total:
        say(f"{done:,} of {total:,} questions")


if __name__ == "__main__":
    sys.exit(main())
