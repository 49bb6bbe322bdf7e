"""Opening ONNX models, and what they are given, for the encoder and for the reader."""

from __future__ import annotations

import os
from collections.abc import Sequence
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PROCESSOR = Path("/proc/cpuinfo")


def open_session(
    model_file: Path | bytes, weights: tuple[str, bytes | mmap] | None = None
) -> InferenceSession:
    """Open a model; takes about a third of a second.

    Args:
        model_file: the graph, with its weights in it or without; or its content.
        weights: the name and the content of the file that the graph says its weights are in; they
            are copied.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_cores()
    options.log_severity_level = 3
    # A thread that spins while another process has its core holds everything up.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not multiplies_bytes():
        # Else sums of products of bytes run over where a weight has all of its 8 bits.
        options.add_session_config_entry("session.x64quantprecision", "1")
    if weights is not None:
        name, content = weights
        options.add_external_initializers_from_files_in_memory([name], [content], [len(content)])
    return onnxruntime.InferenceSession(model_file, options, providers=["CPUExecutionProvider"])


def padded(rows: Sequence[Sequence[int]], fill: int) -> NDArray[np.int64]:
    """Rows of ids as one array, (rows, the longest one's length)."""
    array = np.full((len(rows), max(map(len, rows))), fill, np.int64)
    for number, row in enumerate(rows):
        array[number, : len(row)] = row
    return array


def mask_of(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """1 where a padded row has an id of its own, 0 where it was filled."""
    return padded([[1] * len(row) for row in rows], 0)


def usable_cores() -> int:
    """The cores this process may use; ONNX Runtime would count those of the whole machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def multiplies_bytes() -> bool:
    """Whether the processor is known to sum products of bytes exactly in one step (VNNI)."""
    try:
        flags = PROCESSOR.read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return False
    return "avx512_vnni" in flags or "avx_vnni" in flags
