"""Opening ONNX models, for the encoder and for the reader."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model_file: Path) -> InferenceSession:
    """Open a model; takes about a third of a second."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_cores()
    options.log_severity_level = 3
    # A thread that spins while another process has its core holds everything up.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model_file, options, providers=["CPUExecutionProvider"])


def usable_cores() -> int:
    """The cores this process may use; ONNX Runtime would count those of the whole machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
