"""The built-in conversations, and when a turn of one counts as understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.assemble import Footnote
from eval.asking import Asker
from eval.chains import chains_dataset, understood_scores
from eval.datasets import Meant, Question
from eval.judge import judge
from eval.results import Verdict


def test_there_are_thirty_conversations_of_five_turns_in_each_half() -> None:
    turns = {split: chains_dataset(split).questions([]) for split in ("tune", "test")}
    for questions in turns.values():
        assert Counter(len(question.turns) for question in questions) == dict.fromkeys(range(5), 30)
        assert all(question.meant and (question.meant.stands or question.meant.holds)
                   for question in questions)  # fmt: skip


def test_a_turn_is_understood_if_it_has_one_of_each_form_and_none_that_it_lacks() -> None:
    meant = Meant(stands=False, holds=(("women", "woman"), ("Malta",)), lacks=("Cyprus",))
    question = Question(
        "q", "And women?", "follow-up", turns=("How many men left Malta?",), meant=meant
    )
    scores = understood_scores(question, meant, "How many women left Malta?")
    assert scores == {"understood": 1.0, "understood_2": 1.0, "understood_follow_up": 1.0}
    assert not understood_scores(question, meant, "How many women left?")["understood"]
    assert not understood_scores(question, meant, "How many women left Malta or Cyprus?")[
        "understood"
    ]
    stands = replace(question, text="Who is she?", meant=Meant(stands=True))
    assert understood_scores(stands, Meant(stands=True), "Who is she?")["understood_2"] == 1.0


def test_the_turns_before_are_asked_and_the_third_is_understood(open_footnote: Footnote) -> None:
    asker = Asker(open_footnote, chains_dataset("tune"), closed=False)
    meant = Meant(stands=False, holds=(("Norway",), ("came back",)))
    typed = ("How many people went from Norway to Syria or Iraq?", "Who is Erna Solberg?")
    question = Question("q", "How many of them came back?", "follow-up", turns=typed, meant=meant)
    result = judge(asker.collect(question), asker.documents)
    assert result.verdict is Verdict.RIGHT
    wrong = replace(question, meant=replace(meant, holds=(("Finland",),)))
    assert judge(asker.collect(wrong), asker.documents).verdict is Verdict.MISUNDERSTOOD
