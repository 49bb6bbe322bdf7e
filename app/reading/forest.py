"""Figures -> log-odds, by boosted regression trees (Friedman 2001, "Greedy function approximation")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What a tree says, or a question that leads on: a figure's name, a limit, the tree to follow up to
# the limit, and the tree to follow above it.
Tree = float | tuple[str, float, "Tree", "Tree"]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees over the figures of these names; what they say is added up."""

    names: Sequence[str]
    trees: Sequence[Tree]

    def log_odds(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of what the trees say of each row of figures, (rows, names) -> (rows,)."""
        rows = (dict(zip(self.names, row, strict=True)) for row in figures.tolist())
        return np.array([sum(_said_by(tree, row) for tree in self.trees) for row in rows])


def _said_by(tree: Tree, figures: Mapping[str, float]) -> float:
    while not isinstance(tree, int | float):
        name, limit, below, above = tree
        tree = below if figures[name] <= limit else above
    return tree
