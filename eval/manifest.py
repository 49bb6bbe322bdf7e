"""What a run was made of: data, settings, versions and machine, so that it can be repeated."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from index.sessions import usable_cores
from ingest.files import replace_text

PACKAGES = ("footnote-qa", "numpy", "onnxruntime", "faiss-cpu", "tantivy", "ir-measures", "scipy")
DECIDING = ("dataset", "data_sha256", "encoder", "seed", "settings", "versions", "machine")


def versions() -> dict[str, str]:
    """The versions of what the figures depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def machine() -> dict[str, str]:
    """What the times depend on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(usable_cores()),
    }


def now() -> str:
    """The time, UTC, in ISO form."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _processor() -> str:
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        for line in cpu_info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What goes into a run and, from ``started`` on, what came of it.

    ``data_sha256`` is of questions and documents as they were given, ``library_sha256`` of the
    documents as they were read; ``skipped`` sources could not be. ``notes``: what was
    corrected in the questions or left out of them. ``adding_seconds`` is 0 if the
    library was not made in one go. ``finished`` is empty until the last question is answered. Times
    are UTC, in ISO form.
    """

    dataset: str
    data_sha256: str
    encoder: str
    seed: int
    settings: Mapping[str, str | int | float | bool]
    versions: Mapping[str, str] = field(default_factory=versions)
    machine: Mapping[str, str] = field(default_factory=machine)
    started: str = field(default_factory=now)
    finished: str = ""
    questions: int = 0
    library_sha256: str = ""
    documents: int = 0
    passages: int = 0
    skipped: int = 0
    notes: Sequence[str] = ()
    adding_seconds: float = 0.0
    library_bytes: int = 0
    peak_memory_bytes: int = 0

    @property
    def passages_per_second(self) -> float:
        """How fast the library was made; 0.0 if that was not measured."""
        return self.passages / self.adding_seconds if self.adding_seconds else 0.0

    def is_of_same_run(self, other: Manifest) -> bool:
        """Whether one of the two may go on for the other."""
        return all(getattr(self, name) == getattr(other, name) for name in DECIDING)

    def write(self, path: Path) -> None:
        """Write the manifest in the place of an earlier one."""
        replace_text(path, json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest.

        Raises:
            ValueError: the file holds something else.
        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (TypeError, ValueError) as error:
            message = f"{path} is not the manifest of a run"
            raise ValueError(message) from error
