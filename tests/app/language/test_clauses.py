"""Where statements are cut, and what is carried over to a clause that leaves its subject out."""

from __future__ import annotations

import pytest

from app.language.clauses import cut_clauses, quoted_spans


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Norway closed two camps.", ["Norway closed two camps."]),
        (
            "Norway revoked 15 permits and closed two camps.",
            ["Norway revoked 15 permits", "Norway closed two camps."],
        ),
        (
            "The wall is long, the school was shut, and Ada Lind died in 2019.",
            ["The wall is long", "the school was shut", "Ada Lind died in 2019."],
        ),
        ("While Norway took them, Sweden refused.", ["Norway took them", "Sweden refused."]),
        (
            "Ada Lind said that police will ask and that they will pay.",
            ["Ada Lind said that police will ask", "Ada Lind said that they will pay."],
        ),
        ("They died in Iraq and Syria over seven years.", None),
        ("More than 300 fighters in Syria and Iraq came from Sweden.", None),
        ("Women and children left Syria.", None),
        ("She said “owls fly and bats sleep”.", None),
        ("Leave six hours, and do not drink.", ["Leave six hours", "do not drink."]),
        ("Three lanes are shut, and fins may be worn.", ["Three lanes are shut", "fins may be worn."]),
    ],
)  # fmt: skip
def test_clauses_stand_by_themselves(text: str, clauses: list[str] | None) -> None:
    found = [clause.text(text) for clause in cut_clauses(text, 0, len(text))]
    assert found == (clauses or [text])


def test_a_pronoun_stands_for_the_subject_of_the_sentence_before() -> None:
    text = "The museum opened. It has 12 rooms."
    (clause,) = cut_clauses(text, 19, len(text), subject=(0, 10))
    assert clause.text(text) == "The museum has 12 rooms."


def test_all_marks_of_quotation_are_known() -> None:
    text = '“one”, "two", «three», ‘four’s end’, »five« and it’s'
    assert [text[a:b] for a, b in quoted_spans(text)] == [
        "one",
        "two",
        "three",
        "four’s end",
        "five",
    ]
