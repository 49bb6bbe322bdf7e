"""A library in a process of its own that only asks: its start, its searches, its memory, as a line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.bench.measure import asked
from eval.bench.systems import Footnote
from index.derived import reopen_derived
from index.encoder import load_default
from index.store import Store

DEPTH = 20  # nearest passages
ROUNDING = 1e-6  # of a cosine


def main(arguments: Sequence[str]) -> int:
    """Open the library in a folder, ask it the questions in a file, and compare its index with exact search."""
    folder, questions = Path(arguments[0]), json.loads(Path(arguments[1]).read_bytes())
    started = time.perf_counter()
    system = Footnote()
    system.load(folder)
    figures = {"start s": time.perf_counter() - started} | asked(system, questions)
    figures[f"recall@{DEPTH} of the vectors' index"] = recall(
        Store(folder), [each["question"] for each in questions]
    )
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def recall(store: Store, questions: Sequence[str]) -> float:
    """The share of the nearest passages, or of those as near, that the index finds."""
    ids, vectors = store.all_vectors()
    search, encoder, found = reopen_derived(store).vectors, load_default(), 0
    for question in questions:
        vector = encoder.encode([question])[0]
        cosines = vectors @ vector
        least = np.sort(cosines)[-DEPTH] - ROUNDING
        rows = np.searchsorted(ids, search.search(vector, DEPTH)[0])
        found += int(np.sum(cosines[rows] >= least))
    return found / (DEPTH * len(questions))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
