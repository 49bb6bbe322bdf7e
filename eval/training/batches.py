"""Training examples -> padded batches, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.reading.windows import PAD, Tokens, Window
from eval.training.examples import Example
from index.words import STOPWORDS

QUESTIONS_PER_BATCH = 16
BATCHES_SORTED_TOGETHER = 40  # rows of like length come together, which saves padding
CARELESS_SHARE = 0.15  # of the questions are typed carelessly
MOST_SLIPS = 3
NO_HEADING_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """One input; ``start`` and ``end`` are tokens of the answer, 0 where it holds none."""

    window: Window
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded inputs, each (rows, length); ``group`` numbers each row's question from 0."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    body: Tensor  # true for the passage's tokens
    start: Tensor  # (rows,)
    end: Tensor  # (rows,)
    group: Tensor  # (rows,)
    windows: tuple[Window, ...]


class Round:
    """One pass over the examples, cut into batches."""

    def __init__(
        self,
        examples: Sequence[Example],
        negatives: Sequence[Sequence[int]],
        tokens: Tokens,
        seed: str,
        passages: float = 0.0,
        asked: Sequence[int] | None = None,
    ) -> None:
        """Shuffle the examples and put those of like length together.

        Args:
            examples: what is asked.
            negatives: for each example others whose passages do not hold its answer.
            tokens: the tokenizer.
            seed: of the order and of all that is left to chance.
            passages: how many of the negatives an example gets, on average.
            asked: the numbers of the examples that are asked; all of them if it is None.
        """
        self._examples, self._tokens, self._seed = examples, tokens, seed
        self._negatives, self._passages = negatives, passages
        order = list(range(len(examples)) if asked is None else asked)
        chance = random.Random(seed)
        chance.shuffle(order)
        together = QUESTIONS_PER_BATCH * BATCHES_SORTED_TOGETHER
        self._batches: list[list[int]] = []
        for begin in range(0, len(order), together):
            pool = sorted(order[begin : begin + together], key=self._characters)
            cut = [
                pool[i : i + QUESTIONS_PER_BATCH] for i in range(0, len(pool), QUESTIONS_PER_BATCH)
            ]
            chance.shuffle(cut)
            self._batches += cut

    def __len__(self) -> int:
        """The number of batches."""
        return len(self._batches)

    def batches(self, first: int) -> Iterator[Batch]:
        """The batches from number ``first`` on."""
        for members in self._batches[first:]:
            yield pad([self._rows(member) for member in members])

    def _characters(self, number: int) -> int:
        return len(self._examples[number].passage)

    def _rows(self, number: int) -> list[Row]:
        chance = random.Random(f"{self._seed}-{number}")
        example = self._examples[number]
        question = example.question
        if chance.random() < CARELESS_SHARE:
            question = careless(question, chance)
        rows = [self._row(example, question, chance.choice(example.answers or (None,)), chance)]
        negatives = self._negatives[number]
        count = int(self._passages + chance.random())
        others = chance.sample(negatives, min(count, len(negatives)))
        return rows + [self._row(self._examples[i], question, None, chance) for i in others]

    def _row(
        self, example: Example, question: str, answer: tuple[int, int] | None, chance: random.Random
    ) -> Row:
        heading = "" if chance.random() < NO_HEADING_SHARE else example.heading
        pieces = self._tokens.pieces(question, heading, example.passage)
        last = max(0, len(pieces.passage) - pieces.room)
        if answer is None:
            return Row(self._tokens.window(pieces, chance.randint(0, last)), 0, 0)
        inside = [
            token
            for token, (start, end) in enumerate(pieces.offsets)
            if start < answer[1] and end > answer[0]
        ]
        earliest = min(max(0, inside[-1] + 1 - pieces.room), last)
        first = chance.randint(earliest, max(earliest, min(inside[0], last)))
        window = self._tokens.window(pieces, first)
        shift = window.body - first
        if inside[-1] + shift >= len(window.ids) - 1:  # longer than a window
            return Row(window, 0, 0)
        return Row(window, inside[0] + shift, inside[-1] + shift)


def pad(groups: Sequence[Sequence[Row]]) -> Batch:
    """Put the rows of several questions into one batch."""
    rows = [row for group in groups for row in group]
    shape = (len(rows), max(len(row.window.ids) for row in rows))
    ids = torch.full(shape, PAD)
    mask, types = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    body = torch.zeros(shape, dtype=torch.bool)
    for number, row in enumerate(rows):
        length = len(row.window.ids)
        ids[number, :length] = torch.tensor(row.window.ids)
        types[number, :length] = torch.tensor(row.window.types)
        mask[number, :length] = 1
        body[number, row.window.body : length - 1] = True
    return Batch(
        ids,
        mask,
        types,
        body,
        start=torch.tensor([row.start for row in rows]),
        end=torch.tensor([row.end for row in rows]),
        group=torch.tensor([number for number, group in enumerate(groups) for _ in group]),
        windows=tuple(row.window for row in rows),
    )


def careless(question: str, chance: random.Random) -> str:
    """A question as someone in a hurry types it: slips of the finger, often only the words that matter."""
    for _ in range(chance.randint(1, MOST_SLIPS)):
        question = mistype(question, chance)
    if chance.random() < 0.5:  # noqa: PLR2004 - one of two
        words = question.rstrip("?").split()
        question = " ".join(w for w in words if w.casefold() not in STOPWORDS) or question
    return question


def mistype(text: str, chance: random.Random) -> str:
    """A slip of the finger: one letter left out, doubled, or swapped with the next."""
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    slips = (
        text[:place] + text[place + 1 :],
        text[:place] + text[place] + text[place:],
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    )
    return chance.choice(slips)
