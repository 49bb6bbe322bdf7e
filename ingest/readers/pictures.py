"""The pictures in documents and slides: those with text are read by OCR, where that is installed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from zipfile import ZipFile

from ingest.errors import TooLargeError, UnreadableError
from ingest.readers.archive import expand_archive
from ingest.readers.builder import DocumentBuilder, Reason
from ingest.readers.nested import add_builder
from ingest.readers.original import Original
from ingest.readers.picture import read_picture
from ingest.readers.recognition import is_installed
from ingest.readers.sniffing import PICTURES

WITH_PICTURES = frozenset({".docx", ".pptx", ".xlsx", ".odt", ".ods", ".odp", ".epub"})
MOST_PICTURES = 200  # of one file: each takes a second or more
LEAST_BYTES = 2_000  # smaller ones are bullets and icons
LEAST_LETTERS = 12  # of a picture; a few letters are a logo, or what leaves look like

_TOO_MANY = "{} more pictures"
_PARTS = re.compile(r"(\d+)")


def add_pictures(original: Original, builder: DocumentBuilder) -> None:
    """Add the text of each picture in a packed file under a heading of its own, behind all else."""
    if not is_installed():
        return
    try:
        copy = expand_archive(original, tuple(PICTURES))
    except (TooLargeError, UnreadableError) as error:
        builder.leave_out(str(error), Reason.UNREADABLE)
        return
    with ZipFile(copy) as archive:
        names = [i.filename for i in archive.infolist() if i.file_size >= LEAST_BYTES]
        names.sort(key=_by_number)
        for name in names[:MOST_PICTURES]:
            _add_picture(builder, replace(original, data=archive.read(name), source=name))
    if len(names) > MOST_PICTURES:
        builder.leave_out(_TOO_MANY.format(len(names) - MOST_PICTURES), Reason.UNREADABLE)


def _add_picture(builder: DocumentBuilder, picture: Original) -> None:
    try:
        read = read_picture(picture)
    except (
        TooLargeError,
        UnreadableError,
    ):  # mostly a photograph, in which there is nothing to read
        return
    if sum(character.isalnum() for character in read.text) >= LEAST_LETTERS:
        add_builder(builder, read, f"Picture {PurePosixPath(picture.source).name}", 1)


def _by_number(name: str) -> list[str | int]:
    """A key that puts image2 before image10."""
    return [int(part) if part.isdecimal() else part for part in _PARTS.split(name)]
