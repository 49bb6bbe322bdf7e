"""A library's own cuts: from which confidence on it answers, by questions that its users asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from app.answers import Risk
from app.reading.reader import Cut
from ingest.files import replace_text

FILE = "cuts.json"  # in the library's folder


def read_own_cuts(folder: Path, reader_fingerprint: str) -> dict[Risk, Cut]:
    """What was promised of a library with this reader; nothing where nothing was, or of another one."""
    try:
        row = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if row["reader"] != reader_fingerprint:
            return {}
        return {Risk(risk): Cut(**cut) for risk, cut in row["cuts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_own_cuts(folder: Path, reader_fingerprint: str, cuts: Mapping[Risk, Cut]) -> None:
    """Let a library answer by these cuts; by the reader's own where there are none."""
    path = folder / FILE
    if not cuts:
        path.unlink(missing_ok=True)
        return
    row = {"reader": reader_fingerprint, "cuts": {risk: asdict(cut) for risk, cut in cuts.items()}}
    replace_text(path, json.dumps(row, indent=2) + "\n")
