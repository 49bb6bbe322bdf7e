"""A question within a question: two quotations that link, or the two questions to ask instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answers import Answer, Shape
from app.assemble import Footnote
from app.keeping.saved import open_text, recheck, save_text
from index.encoder import OnnxEncoder
from index.store import Store
from tests.tiny_library import add_texts

TEXTS = {
    "guide.md": """# Keld Observatory

It was here that Wilhelmina Dorr found the comet that bears her name, on 2 January 1907. The dome is
open on Fridays. Tickets cost nine pounds.
""",
    "obituary.md": """# An obituary

Wilhelmina Dorr died on 14 May 1949. She was awarded a gold medal in 1926 for her catalogue of
double stars.
""",
}
COMET = "When did the woman who found the comet die?"


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Footnote:
    library: Path = tmp_path_factory.mktemp("observatory") / "library"
    add_texts(library, TEXTS, encoder)
    return Footnote.from_store(Store(library), encoder)


@pytest.fixture(scope="module")
def linked(observatory: Footnote) -> Answer:
    return observatory.answer(COMET)


def test_both_steps_are_quoted_under_their_questions(linked: Answer) -> None:
    assert linked.shape is Shape.TWO_STEPS
    assert [part.heading for part in linked.parts] == [
        "Who found the comet?",
        "When did Wilhelmina Dorr die?",
    ]
    assert [part.numbers for part in linked.parts] == [(1,), (2,)]
    assert [each.short for each in linked.citations] == ["Wilhelmina Dorr", "14 May 1949"]


def test_where_a_step_is_declined_the_two_questions_are_named(observatory: Footnote) -> None:
    answer = observatory.answer("What did the woman who found the comet eat for breakfast?")
    assert not answer.answered
    assert answer.instead[0] == "Who found the comet?"
    assert answer.instead[1:] in {(), ("What did Wilhelmina Dorr eat for breakfast?",)}


def test_a_saved_answer_in_two_steps_opens_as_it_was(observatory: Footnote, linked: Answer) -> None:
    opened = recheck(open_text(save_text([linked])), observatory.store)
    (turn,) = opened.turns
    assert isinstance(turn, Answer)
    assert (turn.shape, turn.parts) == (linked.shape, linked.parts)
