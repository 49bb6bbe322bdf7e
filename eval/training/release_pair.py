"""Measure the two models that read thoroughly, and write their card."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.command.flags import positive
from app.reading.large_model import ours_sha256
from app.reading.span_reader import MODEL, published_sha256
from app.reading.thorough import pair_finder
from eval.training.check import find_all, read_gold, score
from eval.training.examples import HELD_OUT_FILES
from eval.training.release import CARD, SEED
from eval.training.train import say
from ingest.documents import hash_bytes


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the pair on the held-out articles, paragraph given."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.release_pair",
        description=__doc__,
        epilog="example: python -m eval.training.release_pair large.onnx pair-run ../shared/data/reading",
    )
    parser.add_argument("large", type=Path, help="the large model, as footnote thorough keeps it")
    parser.add_argument("run", type=Path, help="the folder for the card")
    parser.add_argument("data", type=Path, help="the folder of the question sets")
    parser.add_argument(
        "--limit", type=positive, metavar="N", help="measure on N questions of each set"
    )
    options = parser.parse_args(arguments)
    finder, scores = pair_finder(options.large), {}
    for name in HELD_OUT_FILES:
        golds = read_gold(options.data / name, options.limit, SEED)
        found = find_all(finder, golds, _progress)
        scores[name] = {key: asdict(each) for key, each in score(golds, found, SEED).items()}
    card = {"sha256": pair_sha256(), "scores": scores}
    options.run.mkdir(parents=True, exist_ok=True)
    (options.run / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    say(json.dumps(card, indent=2))


def pair_sha256() -> str:
    """What tells this pair from others: of the small model's checksum and what is ours in the large one."""
    return hash_bytes(f"{published_sha256(MODEL)}{ours_sha256()}".encode())


def _progress(done: int, total: int) -> None:
    if done % 500 == 0 or done == total:
        say(f"{done:,} of {total:,} questions")


if __name__ == "__main__":
    main()
