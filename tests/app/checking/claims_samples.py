"""Claims about the built-in collection whose verdicts are known."""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from app.answers import Citation
from app.checking.claims import compare
from app.checking.comparison import compare_values
from app.checking.verdicts import Part, standing_of
from app.language.mentions import Kind

CLAIMS = Path(__file__).with_name("claims.jsonl")
PLANTED = files("eval.questions") / "claims.jsonl"


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


@dataclass(frozen=True)
class Planted:
    """A claim about a document, and whether the documents say so.

    Of those that they do not say, each is a sentence of the document with one thing changed, of the
    kind that is named. The rules were made with "tune", whose documents "test" has nothing of.
    """

    id: str
    split: str
    document: str
    kind: str
    agrees: bool
    claim: str


def planted_claims(split: str) -> list[Planted]:
    rows = [json.loads(line) for line in PLANTED.read_text("utf-8").splitlines()]
    return [Planted(**row) for row in rows if row["split"] == split]


def known_claims(split: str) -> list[Known]:
    rows = [json.loads(line) for line in CLAIMS.read_text("utf-8").splitlines()]
    return [Known(**row) for row in rows if row["split"] == split]


def citation(quote: str, **others: object) -> Citation:
    """Evidence that nobody stored; what it is not told is empty."""
    plain = {
        "number": 1, "document_id": "d1", "title": "", "source": "s.txt", "section": (),
        "page": None, "start": 0, "end": len(quote), "quote": quote, "before": "", "after": "",
        "confidence": 0.0, "sha256": "0" * 64,
    }  # fmt: skip
    return Citation(**(plain | others))


def checked(claim: str, quote: str, **others: object) -> Part:
    """The values of a claim, held against a sentence."""
    evidence = citation(quote, **others)
    return Part(claim, evidence, compare_values(claim, evidence), 0.9)


def worded(claim: str, quote: str, **others: object) -> Part:
    """All that is compared of a claim and a sentence, and what comes of it."""
    evidence = citation(quote, **others)
    compared = compare(claim, evidence, frozenset(), alike=True)
    return Part(claim, evidence, compared, 0.9, standing_of(claim, compared, quote))


def verdicts(one: Part) -> list[tuple[str, str, str]]:
    """Each value of a claim, its verdict, and what was found for it."""
    return [
        (one.said(c), str(c.verdict), one.found(c))
        for c in one.compared
        if isinstance(c.kind, Kind)
    ]
