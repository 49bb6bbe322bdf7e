"""A question and a passage -> the tokens that the span reader sees, and where each one stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 192  # of question, heading and passage together: what the reader is trained with
MAX_QUESTION_TOKENS = 64
MAX_HEADING_TOKENS = 24
PAD = 0  # BERT's padding; it is masked, so the model never sees it


@dataclass(frozen=True, slots=True)
class Pieces:
    """A question, a heading and a passage in tokens; ``offsets`` are spans in the passage."""

    question: list[int]
    heading: list[int]
    passage: list[int]
    offsets: list[tuple[int, int]]

    @property
    def room(self) -> int:
        """How many of the passage's tokens one window holds."""
        return MAX_TOKENS - 3 - len(self.question) - len(self.heading)


@dataclass(frozen=True, slots=True)
class Window:
    """One input: its ids and types. From ``body`` on it has the passage's tokens from ``first`` on."""

    ids: list[int]
    types: list[int]
    body: int
    first: int


class Tokens:
    """The encoder's tokenizer, as the span reader uses it."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a loaded tokenizer, which from now on neither truncates nor pads."""
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._before, self._between = tokenizer.encode("").ids  # [CLS] and [SEP]

    def pieces(self, question: str, heading: str, passage: str) -> Pieces:
        """Tokenise the three parts; question and heading are cut to their limits."""
        encoded = self._tokenizer.encode(passage, add_special_tokens=False)
        return Pieces(
            self._ids(question)[:MAX_QUESTION_TOKENS],
            self._ids(heading)[:MAX_HEADING_TOKENS],
            encoded.ids,
            encoded.offsets,
        )

    def windows(self, pieces: Pieces) -> Iterator[Window]:
        """Windows that overlap by half and together hold the whole passage."""
        last = max(0, len(pieces.passage) - pieces.room)
        first = 0
        while first < last:
            yield self.window(pieces, first)
            first += pieces.room // 2
        yield self.window(pieces, last)

    def window(self, pieces: Pieces, first: int) -> Window:
        """The input whose part of the passage begins with its token ``first``."""
        question = [self._before, *pieces.question, self._between]
        body = [*pieces.heading, *pieces.passage[first : first + pieces.room], self._between]
        return Window(
            ids=question + body,
            types=[0] * len(question) + [1] * len(body),
            body=len(question) + len(pieces.heading),
            first=first,
        )

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids
