"""Zip archives: each file that can be read, under its name."""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

from ingest.readers.archive import ZIP_ERRORS, expand_archive
from ingest.readers.builder import DocumentBuilder, Reason
from ingest.readers.nested import Nest, ReadInside
from ingest.readers.original import Original

_NOTHING = "holds no file that can be read: `footnote formats` lists what is read."
_DAMAGED = "is damaged or not a zip archive: download or export it again."
MOST_FILES = 10_000  # each costs its reader's beginning, however short it is


def read_zip(original: Original, suffixes: Collection[str], read: ReadInside) -> DocumentBuilder:
    """Read the files of an archive in the order of its names; others are noted as left out.

    Hidden files, and what macOS adds for itself, are passed over.

    Raises:
        UnreadableError: it is not a zip archive, damaged, protected, or holds nothing to read.
        TooLargeError: what can be read of it expands to more than the limit.
    """
    builder = DocumentBuilder()
    nest = Nest.of(original, builder, read)
    names = [name for name in _names(original) if not _is_hidden(name)]
    wanted = [name for name in names if PurePosixPath(name).suffix.lower() in suffixes]
    if len(wanted) > MOST_FILES:
        allowed = f"{MOST_FILES:,} files"
        raise original.too_large(allowed)
    for name in sorted(set(names) - set(wanted)):
        builder.leave_out(name, Reason.UNREADABLE)
    if wanted:
        with ZipFile(expand_archive(original, tuple(name.lower() for name in wanted))) as archive:
            for name in sorted(wanted):
                nest.add(archive.read(name), name, 1)
    if not builder.top_heading:
        raise original.unreadable(_NOTHING)
    return builder


def _names(original: Original) -> list[str]:
    try:
        with ZipFile(BytesIO(original.data)) as archive:
            return [info.filename for info in archive.infolist() if not info.is_dir()]
    except ZIP_ERRORS as error:
        raise original.unreadable(_DAMAGED) from error


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
