"""The shape of the answer that a question asks for, chosen from how it is put: pure functions."""

from __future__ import annotations

from collections.abc import Callable

from app.answers import Shape
from app.language.comparisons import compared
from app.language.parts import questions_in
from app.language.shapes import STEPS, WHY, YES_NO, about, asks_list

# In the order in which they are tried: the more telling first.
ASKED: tuple[tuple[Callable[[str], object], Shape], ...] = (
    (lambda question: len(questions_in(question)) > 1, Shape.PARTS),
    (compared, Shape.COMPARE),
    (WHY.match, Shape.WHY),
    (STEPS.match, Shape.STEPS),
    (about, Shape.ABOUT),
    (YES_NO.match, Shape.YES_NO),
    (asks_list, Shape.LIST),
)


def shape_of(question: str) -> Shape | None:
    """The shape in which a question wants its answer; None for a single fact."""
    return next((shape for asks, shape in ASKED if asks(question)), None)
