"""Hard negatives: what the retriever finds for a question and does not hold its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from eval.training.examples import Example
from index.encoder import Encoder

NEIGHBOURS = 12  # the nearest passages to choose from
KEPT = 4  # of these, the nearest that do not hold the answer


def mine_negatives(
    examples: Sequence[Example], encoder: Encoder, cache: Path, say: Callable[[str], None]
) -> list[list[int]]:
    """For each example other examples whose passages are near its question, without its answer.

    Questions without an answer get none. The result is kept in ``cache``, which belongs to just
    these examples.
    """
    if cache.exists():
        found: list[list[int]] = json.loads(cache.read_text(encoding="utf-8"))
        if len(found) == len(examples):
            return found
    first: dict[str, int] = {}
    for number, example in enumerate(examples):
        first.setdefault(example.passage, number)
    passages = list(first)
    say(
        f"Encoding {len(passages):,} passages and {len(examples):,} questions for hard negatives ..."
    )
    passage_vectors = encoder.encode(passages)
    question_vectors = encoder.encode([example.question for example in examples])
    lowered = [passage.casefold() for passage in passages]
    negatives: list[list[int]] = []
    for example, vector in zip(examples, question_vectors, strict=True):
        if not example.answers:
            negatives.append([])
            continue
        nearest = np.argsort(-(passage_vectors @ vector))[:NEIGHBOURS]
        forms = {example.passage[start:end].casefold() for start, end in example.answers}
        others = [
            first[passages[place]]
            for place in nearest
            if not any(form in lowered[place] for form in forms)
        ]
        negatives.append(others[:KEPT])
    cache.write_text(json.dumps(negatives), encoding="utf-8")
    return negatives
