"""What a document is: stored text, and where its pages and sections begin.

Offsets count characters of ``Document.text``: half-open, from 0.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

from ingest.errors import MisquoteError

# Keys in the metadata of what is found out about a document, not said by its author.
LANGUAGE = "recognised_language"
READ_AS = "read_as"  # the suffix of the format that its content is of
READ_BY = "read_by"  # the version of the readers, see ``ingest.readers.VERSION``
ID_HEX_DIGITS = 16  # 64 bits of sha256: a collision needs billions of documents


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: its number as printed by a viewer (from 1) and its first offset."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in the text: ``text[start:start + len(heading)] == heading``; level 1 is the top."""

    start: int
    level: int
    heading: str

    @property
    def body_start(self) -> int:
        """The offset just behind the heading."""
        return self.start + len(self.heading)


@dataclass(frozen=True, slots=True)
class Document:
    """One source, as text that will never change again.

    ``sha256`` is the hash of the original bytes; ``added_at`` an ISO 8601 time in UTC.
    """

    id: str
    source: str
    title: str
    text: str
    sha256: str
    pages: tuple[Page, ...] = ()
    sections: tuple[Section, ...] = ()
    added_at: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_text(  # noqa: PLR0913 - these are a document's fields
        cls,
        source: str,
        title: str,
        text: str,
        sha256: str,
        *,
        pages: tuple[Page, ...] = (),
        sections: tuple[Section, ...] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> Document:
        """Make a document whose id follows from its source and text.

        Raises:
            MisquoteError: a section's heading is not the slice at its start.
        """
        for section in sections:
            check_slice(text, section.start, section.body_start, section.heading, source)
        return cls(
            id=hash_text(f"{source}\0{text}")[:ID_HEX_DIGITS],
            source=source,
            title=title,
            text=text,
            sha256=sha256,
            pages=pages,
            sections=sections,
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            metadata=dict(metadata or {}),
        )

    @property
    def language(self) -> str:
        """The code of the language it was found to be in, else an empty string."""
        return self.metadata.get(LANGUAGE, "")

    @property
    def read_as(self) -> str:
        """The suffix of the format it was read as; by its source where nobody noted it."""
        return self.metadata.get(READ_AS) or PurePath(self.source).suffix.lower()

    def page_at(self, offset: int) -> int | None:
        """The number of the page an offset lies on, or None where pages are unknown."""
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[index].number if index >= 0 else None

    def heading_path(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset, outermost first."""
        path: list[Section] = []
        for section in self.sections[: bisect_right(self.sections, offset, key=lambda s: s.start)]:
            while path and path[-1].level >= section.level:
                path.pop()
            path.append(section)
        return tuple(section.heading for section in path)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: ``document.text[start:end] == text``, and the headings it stands under.

    ``sentences`` are half-open spans in ``text``, as the whole document divides it.
    """

    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def encoder_text(self) -> str:
        """What the encoder reads: the heading path, then the passage."""
        return encoder_text(self.heading_path, self.text)


def encoder_text(heading_path: tuple[str, ...], passage: str) -> str:
    """The heading path and the passage as the encoder reads them."""
    return f"{' > '.join(heading_path)}\n{passage}" if heading_path else passage


def hash_bytes(data: bytes) -> str:
    """The sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_text(text: str) -> str:
    """The sha256 of a text's UTF-8 form; lone surrogates are kept apart, not refused."""
    return hash_bytes(text.encode("utf-8", "surrogatepass"))


def check_slice(text: str, start: int, end: int, quote: str, source: str) -> None:
    """The promise "verbatim", and the only place that decides it.

    Raises:
        MisquoteError: ``text[start:end]`` is not ``quote``, or the slice is empty or out of range.
    """
    if not 0 <= start < end <= len(text) or text[start:end] != quote:
        message = f"The text at {start}-{end} of {source} is not what is quoted from it."
        raise MisquoteError(message)
