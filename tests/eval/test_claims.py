"""The built-in claims, and how a check of one counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.assemble import Footnote
from eval.asking import Asker
from eval.claims import claims_dataset
from eval.judge import judge
from eval.results import Verdict


def test_there_are_as_many_true_claims_as_planted_ones_in_each_half() -> None:
    for split in ("tune", "test"):
        counts = Counter(claim.agrees for claim in claims_dataset(split).questions([]))
        assert min(counts[True], counts[False]) >= 30


def test_a_planted_claim_that_agrees_is_a_false_agreement(open_footnote: Footnote) -> None:
    dataset = claims_dataset("tune")
    asker = Asker(open_footnote, dataset, closed=False)
    claim = next(each for each in dataset.questions([]) if each.id == "p034")
    result = judge(asker.collect(claim), asker.documents)
    assert result.verdict is Verdict.RIGHT
    assert result.scores == {"claims_right": 1.0, "claims_agreeing": 1.0}
    planted = judge(asker.collect(replace(claim, agrees=False)), asker.documents)
    assert planted.verdict is Verdict.FALSE_ANSWER
    assert planted.scores == {"claims_right": 0.0, "claims_falsely_agreeing": 1.0}
