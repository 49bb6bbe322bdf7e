"""Claims about the built-in collection whose verdicts are known."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.checking.claims import Checked

CLAIMS = Path(__file__).with_name("claims.jsonl")


@dataclass(frozen=True)
class Known:
    """A claim about the built-in collection, and by hand what checking it should find.

    ``holds`` are parts of the right quotation; none where the collection has nothing of it. ``agrees``,
    ``changed`` and ``absent`` are parts of the claim: what the collection says too, what was changed
    so that it differs, and what does not occur. The claims of "tune" chose the thresholds.
    """

    id: str
    split: str
    kind: str
    claim: str
    holds: list[str]
    agrees: list[str]
    changed: list[str]
    absent: list[str]


def known_claims(split: str) -> list[Known]:
    rows = [json.loads(line) for line in CLAIMS.read_text("utf-8").splitlines()]
    return [Known(**row) for row in rows if row["split"] == split]


def verdicts(one: Checked) -> list[tuple[str, str, str]]:
    """Each value of a claim, its verdict, and what was found for it."""
    return [(one.said(c), str(c.verdict), one.found(c)) for c in one.compared]
