"""Boosted trees as figures of a file."""

from __future__ import annotations

import numpy as np

from app.reading.forest import Forest


def test_what_the_trees_say_is_added_up() -> None:
    trees = (0.5, ("share", 0.3, -1.0, ("lead", 2.0, 1.0, 3.0)))
    forest = Forest(("lead", "share"), trees)
    rows = np.array([[9.0, 0.3], [2.0, 0.4], [2.1, 0.4]])
    assert forest.log_odds(rows).tolist() == [-0.5, 1.5, 3.5]


def test_no_trees_say_nothing() -> None:
    assert Forest(("lead",), ()).log_odds(np.zeros((2, 1))).tolist() == [0, 0]
