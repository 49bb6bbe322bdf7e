"""Damaged files of every format: each is read, or refused in a sentence, soon and in little memory."""

import json
import os
import subprocess
import sys

from tests.paths import ROOT

# FOOTNOTE_MUTATED=2000 reads as many: for a long look, where a reader was changed.
COUNT = os.environ.get("FOOTNOTE_MUTATED", "100")
MOST_MEMORY = 1_000_000_000  # bytes, the program itself among them


def test_a_damaged_file_is_read_or_refused_in_a_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.ingest.mutated_files", COUNT],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]  # a crash of a library written in C
    found = json.loads(run.stdout)
    assert found["faults"] == []
    assert found["read"] + found["refused"] == int(COUNT)
    assert found["bytes"] < MOST_MEMORY
