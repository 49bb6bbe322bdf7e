"""How much memory this process has had."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
KIBIBYTE = 1_024


def peak_memory_bytes() -> int:
    """The most memory that this process has had so far, in bytes.

    Where the kernel tells it by program, that is taken: what ``getrusage`` says begins on Linux with
    the peak of whoever started the program (``setmax_mm_hiwater_rss`` in the kernel's ``fs/exec.c``).
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KIBIBYTE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIBIBYTE
