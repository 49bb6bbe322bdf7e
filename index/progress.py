"""How far a run over many sources is, reckoned from characters: a file may hold a line or a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being done with the source at hand."""

    READING = "reading"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the source at hand, the passages of it that are encoded, and those of all.

    ``fraction`` is the part of the run that is done, in [0, 1], by characters. What is still to be
    read is guessed from the size of its file, and so the fraction is a guess until all is read.
    """

    number: int
    total: int
    source: str
    passages_done: int
    passages: int
    encoded: int
    fraction: float = 0.0
    stage: Stage = Stage.ENCODING


OnProgress = Callable[[Progress], None]


class Reckoning:
    """The characters of a run: those done, those of the source at hand, those still to come."""

    def __init__(self, sizes: Sequence[tuple[str, int | None]]) -> None:
        """Take each source's kind, such as its suffix, and its bytes; None where nobody knows them."""
        known = [size for _, size in sizes if size is not None]
        usual = sum(known) // len(known) if known else 1
        self._sizes = [(kind, usual if size is None else size) for kind, size in sizes]
        self._unread: Counter[str] = Counter()  # bytes by kind
        for kind, size in self._sizes:
            self._unread[kind] += size
        self._read: Counter[str] = Counter()  # bytes by kind, and the characters that came of them
        self._characters: Counter[str] = Counter()
        self._done = self._shown = 0.0

    def begin(self, number: int) -> None:
        """Go on to a source, counted from 1."""
        self._kind, self._size = self._sizes[number - 1]
        self._unread[self._kind] -= self._size

    def finish(self, characters: int) -> None:
        """The source at hand is done, and so many characters of it were encoded."""
        if characters:
            self._read[self._kind] += self._size
            self._characters[self._kind] += characters
        self._done += characters

    def fraction(self, within: float = 0.0, characters: int | None = None) -> float:
        """The part of the run that is done, where this part of the source at hand is; it never falls.

        Args:
            within: in [0, 1].
            characters: of the source at hand that are to be encoded; None before it is read.
        """
        here = self._guess(self._kind, self._size) if characters is None else characters
        later = sum(self._guess(kind, size) for kind, size in self._unread.items())
        done, whole = self._done + within * here, self._done + here + later
        self._shown = max(self._shown, done / whole if whole else 0.0)
        return self._shown

    def _guess(self, kind: str, size: int) -> float:
        """The characters of files that were not read yet, as those of their kind had that were."""
        seen = (self._characters[kind], self._read[kind])
        if not seen[1]:
            seen = (self._characters.total(), self._read.total())
        return size * seen[0] / seen[1] if seen[1] else float(size)
