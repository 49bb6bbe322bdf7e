"""Figures -> log-odds, by boosted regression trees (Friedman 2001, "Greedy function approximation")."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

# What a tree says, or a question that leads on: a figure's name, a limit, the tree to follow up to
# the limit, and the tree to follow above it.
Tree = float | tuple[str, float, "Tree", "Tree"]
Column = NDArray[np.generic]


@dataclass(frozen=True)
class Forest:
    """Trees over the figures of these names; what they say is added up."""

    names: Sequence[str]
    trees: Sequence[Tree]

    def log_odds(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of what the trees say of each row of figures, (rows, names) -> (rows,)."""
        figure, limit, below, above, said = self._nodes
        rows = np.arange(len(figures))[:, None]
        at, before = np.tile(np.arange(len(self.trees)), (len(figures), 1)), None
        while before is None or (at != before).any():
            at, before = np.where(figures[rows, figure[at]] <= limit[at], below[at], above[at]), at
        odds: NDArray[np.float64] = said[at].sum(axis=1)
        return odds

    @cached_property
    def _nodes(self) -> tuple[Column, Column, Column, Column, Column]:
        """Of all nodes the figure, the limit, where they lead, and what they say; the trees' own come first.

        What only says something leads to itself.
        """
        nodes, rows = list(self.trees), []
        for number, node in enumerate(nodes):  # which grows on the way
            if isinstance(node, int | float):
                rows.append((0, math.inf, number, number, float(node)))
            else:
                name, limit, *branches = node
                rows.append((self.names.index(name), limit, len(nodes), len(nodes) + 1, 0.0))
                nodes += branches
        columns = list(zip(*rows, strict=True)) or [()] * 5
        figures, belows, aboves = (np.array(columns[n], dtype=np.intp) for n in (0, 2, 3))
        return figures, np.array(columns[1]), belows, aboves, np.array(columns[4])
