"""Built-in claims about the built-in documents, some of them planted wrong, and how a check of one is scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

from app.checking.verdicts import Checked, Standing
from eval.datasets import Dataset, Question
from eval.own_form import built_in_documents
from eval.results import Verdict
from ingest.documents import Document, hash_text

FILE, NAME = "claims.jsonl", "claims"


def claims_dataset(split: str) -> Dataset:
    """The claims of one split ("tune" or "test"), or all; the splits share no document.

    A line of the file has the ``claim``, the ``kind`` of what was changed in it, and whether it
    ``agrees`` with the documents.
    """
    text = (files("eval.questions") / FILE).read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if split in {row["split"], "all"}]

    def questions(_documents: Sequence[Document]) -> list[Question]:
        return [
            Question(row["id"], row["claim"], row["kind"], split=row["split"], agrees=row["agrees"])
            for row in rows
        ]

    return Dataset(f"{NAME}, {split}", hash_text(text), built_in_documents, questions)


def claim_scores(*, agrees: bool, checked: Checked) -> dict[str, float]:
    """The measures of one claim: whether its verdict is right, and whether it agrees falsely or truly."""
    said = checked.standing is Standing.AGREES
    name = "claims_agreeing" if agrees else "claims_falsely_agreeing"
    return {"claims_right": float(said is agrees), name: float(said)}


def claim_verdict(*, agrees: bool, checked: Checked) -> Verdict:
    """What became of a claim, in the words that questions have for it."""
    if checked.standing is Standing.AGREES:
        return Verdict.RIGHT if agrees else Verdict.FALSE_ANSWER
    return Verdict.DECLINED if agrees else Verdict.RIGHTLY_DECLINED
