"""What a sentence bears out of a question."""

from __future__ import annotations

import pytest

from app.reading.signs import Said, Signs, find_signs

TARN = Said(
    sentence="It is 38 metres high and was finished in 1931.",
    short="38 metres",
    before="The Tarn Dam holds back the upper lake.",
    passage="The Tarn Dam holds back the upper lake. It is 38 metres high and was finished in 1931.",
    headings="Waterworks > Dams",
)
DOGS = Said(
    sentence="Dogs are allowed on the beach from October to April.",
    short="from October to April",
    before="",
    passage="Dogs are allowed on the beach from October to April.",
    headings="Beach rules",
)


def signs(question: str, *said: Said) -> Signs:
    """Those of the first sentence."""
    return find_signs(question, said)[0]


def test_what_is_said_of_this() -> None:
    found = signs("How high is the Tarn Dam?", TARN, DOGS)
    assert (found.names, found.figures, found.nowhere, found.mistyped) == (0, 0, 0, 0)
    assert found.near == 1  # "high" in the sentence, the dam in the one before it
    assert found.length == 3


@pytest.mark.parametrize(
    ("question", "sign", "value"),
    [
        ("How high is the Harrow Dam?", "names", 1),
        ("How high is the Harrow Dam?", "nowhere", 1 / 3),
        ("How high was the Tarn Dam in 1950?", "figures", 1),
        ("Which dogs may see the Tarn Dam?", "elsewhere", 1 / 4),
        ("Who built the tarn dam?", "mistyped", 0),
        ("When was the dam on the upper lake painted?", "mistyped", 0),
        ("What is 38 metres high?", "echoed", 1),
    ],
)
def test_what_is_missing(question: str, sign: str, value: float) -> None:
    assert getattr(signs(question, TARN, DOGS), sign) == pytest.approx(value, abs=0.1)


def test_denials_questions_and_answers_of_another_kind() -> None:
    assert signs("When are dogs not allowed?", DOGS).denied == 1
    assert signs("When are dogs allowed?", DOGS).denied == 0
    asks = Said("When do dogs swim?", "dogs", "", "When do dogs swim?", "")
    assert signs("When do dogs swim?", asks).mistyped == 1


def test_nothing_is_found_of_nothing() -> None:
    assert find_signs("What?", []) == []
    assert signs("Of what?", TARN).near == 0
