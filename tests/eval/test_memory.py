"""What a process is said to have taken is its own."""

import subprocess
import sys

import numpy as np

from eval.memory import peak_memory_bytes
from tests.paths import ROOT

TAKEN = 400_000_000  # bytes


def test_the_peak_has_what_was_taken_in_it_after_it_is_given_back() -> None:
    np.ones(TAKEN, dtype=np.uint8)
    assert peak_memory_bytes() > TAKEN


def test_the_peak_of_whoever_started_a_process_is_not_in_its_own() -> None:
    taken = np.ones(TAKEN, dtype=np.uint8)
    program = "from eval.memory import peak_memory_bytes; print(peak_memory_bytes())"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < taken.nbytes
