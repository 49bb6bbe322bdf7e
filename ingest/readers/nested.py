"""Files in files: attachments of a mail, members of an archive, each under a heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

from ingest.errors import UnreadableError
from ingest.readers.archive import ZIP_ERRORS
from ingest.readers.builder import BLOCK_BREAK, DocumentBuilder, Reason, Recognised
from ingest.readers.original import Original
from ingest.readers.scans import recognised_parts

# Reads a file by its suffix, as ``read_document`` does.
ReadInside = Callable[[Original, str], DocumentBuilder]

MOST_NESTED = 3  # a document in an archive in a mail in a mailbox; deeper ones are made to harm
_TOO_DEEP = "lies in files in files: take it out of them and add it by itself."
_NO_TEXT = "has no text."


@dataclass
class Nest:
    """The file around, the builder of its text, and what its files may still expand to."""

    outer: Original
    builder: DocumentBuilder
    read: ReadInside
    left: int

    @classmethod
    def of(cls, outer: Original, builder: DocumentBuilder, read: ReadInside) -> Nest:
        """A nest with nothing in it.

        Raises:
            UnreadableError: there are too many files around it.
        """
        if outer.depth >= MOST_NESTED:
            raise outer.unreadable(_TOO_DEEP)
        return cls(outer, builder, read, outer.max_expanded_bytes)

    def add(self, data: bytes, name: str, level: int) -> None:
        """Add the text of a file under its name; what cannot be read is noted as left out.

        Raises:
            TooLargeError: the files expand to more than the one around them may.
        """
        self.left -= _expanded_size(data)
        if self.left < 0:
            raise self.outer.too_large()
        inner = replace(
            self.outer,
            data=data,
            source=name,
            max_expanded_bytes=self.left,
            depth=self.outer.depth + 1,
        )
        try:
            read = self.read(inner, PurePosixPath(name).suffix.lower())
        except UnreadableError as error:
            self.builder.leave_out(str(error), Reason.UNREADABLE)
            return
        add_builder(self.builder, read, name, level)


def add_builder(builder: DocumentBuilder, inner: DocumentBuilder, name: str, level: int) -> None:
    """Add all that another builder holds under a heading, its own headings below that."""
    document = inner.build("", "", name)
    if not document.text.strip():
        builder.leave_out(f"{name} {_NO_TEXT}", Reason.UNREADABLE)
        return
    builder.add_heading(name, level)
    position, moved = 0, []
    for section in document.sections:
        moved.append(_add_body(builder, document.text, position, section.start))
        builder.add_heading(section.heading, section.level + level)
        position = section.body_start
    moved.append(_add_body(builder, document.text, position, len(document.text)))
    for part in recognised_parts(document):
        found = [to - start + at for start, end, to in moved for at in (max(start, part.start), min(end, part.end)) if start < part.end and part.start < end]  # fmt: skip
        if found:
            named = name if part.name in {"page 1", name} else f"{name}, {part.name}"
            builder.by_ocr.append(Recognised(min(found), max(found), named, part.sure))
    for reason, words in inner.left_out.items():
        for each in words:
            builder.leave_out(each, reason)


def _add_body(builder: DocumentBuilder, text: str, start: int, end: int) -> tuple[int, int, int]:
    """Add a stretch of a text; where it began and ended there, and where it begins now."""
    body = text[start:end].strip("\n").rstrip()
    start = end - len(text[start:end].lstrip("\n"))
    if body:
        builder.add_verbatim(body, BLOCK_BREAK)
    return start, start + len(body), builder.length - len(body)


def _expanded_size(data: bytes) -> int:
    """What a file expands to, by its own word if it is an archive; those who read it measure."""
    if not data.startswith(b"PK"):
        return len(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except ZIP_ERRORS:
        return len(data)
