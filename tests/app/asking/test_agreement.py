"""Which short answers are one, and what holds of all grouping."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.agreement import Group, group
from tests.ingest.bracketed import cite
from tests.tables import read_table

HOW_MANY = "How many foreign fighters came from France?"


def shorts(groups: list[Group]) -> list[list[str | None]]:
    return [[citation.short for citation in each.citations] for each in groups]


@pytest.mark.parametrize(("question", "given", "expected"), read_table(__file__, "groups"))
def test_groups(question: str, given: str, expected: str) -> None:
    answers = enumerate(given.split("; "))
    citations = [cite(f"It was [{short}].", n, 1 - n / 10) for n, short in answers]
    assert " / ".join(map("; ".join, shorts(group(citations, question)))) == expected


def test_a_citation_without_a_short_answer_stands_alone() -> None:
    none = [cite("It was [].", number) for number in (1, 2)]
    assert len(group(none)) == 2


answers = st.lists(
    st.tuples(
        st.sampled_from(
            ["6,000", "six thousand", "over 6,000", "up to 6,000", "6,000 fighters", "6,000 women",
             "75–300", "69%", "69 per cent", "2015", "May 2015", "7 May 2015", "8 May 2015", "7 May",
             "Cruz", "Ted Cruz", "US Senator Ted Cruz", "Heidi Cruz", "the Cruz", "Iraq and Syria",
             "Syria, Iraq", ""]
        ) | st.text(max_size=12).filter(lambda text: not set("[]") & set(text)),
        st.sampled_from([0.2, 0.5, 0.9]),
    ),
    max_size=9,
)  # fmt: skip


@given(answers, st.randoms(), st.sampled_from(["When was it?", HOW_MANY, "Who was it?"]))
def test_grouping_is_an_equivalence_whatever_the_order(
    given_answers: list[tuple[str, float]], chance: random.Random, question: str
) -> None:
    citations = [
        cite(f"It was [{short}].", number, sure)
        for number, (short, sure) in enumerate(given_answers)
    ]
    groups = group(citations, question)
    # Each citation is in one group, the best first within and among them.
    members = [citation for each in groups for citation in each.citations]
    assert sorted(citation.number for citation in members) == list(range(len(citations)))
    best = [each.citations[0].confidence for each in groups]
    assert best == sorted(best, reverse=True)
    # Equal answers are together, and a group taken alone stays one.
    for short in {citation.short for citation in citations if (citation.short or "").strip()}:
        assert sum(short in line for line in shorts(groups)) == 1
    assert all(group(each.citations, question) == [each] for each in groups)
    shuffled = list(citations)
    chance.shuffle(shuffled)
    assert group(shuffled, question) == groups
