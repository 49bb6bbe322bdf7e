"""What a format is: its suffixes, its reader, and a word on what is read of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original

Reader = Callable[[Original], DocumentBuilder]


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``endings`` are its suffixes, parted by spaces.

    ``is_text`` says that its bytes are text, which a server may name the encoding of.
    """

    endings: str
    read: Reader
    what: str
    is_text: bool = True

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes, each with its dot."""
        return tuple(self.endings.split())
