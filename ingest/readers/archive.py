"""Zip archives from strangers: measured before anything else opens them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ingest.readers.original import SPLIT, Original

_DAMAGED = "is damaged or not what its ending says: download or export it again."
_PROTECTED = "is protected by a password: save a copy without one."
_WITHOUT_PICTURES = f"save it without pictures, or {SPLIT}"

_PIECE_BYTES = 64 * 1024
_ENCRYPTED_FLAG = 0x1  # general purpose bit 0 (APPNOTE 4.4.4)
# Beside its own error, zipfile lets through what a damaged header makes others raise.
ZIP_ERRORS = (
    *(BadZipFile, EOFError, IndexError, NotImplementedError, OverflowError, ValueError),
    *(struct.error, zlib.error),
)


def expand_archive(original: Original, endings: tuple[str, ...] = ()) -> BytesIO:
    """A copy of the archive whose members are stored plain, within the limit.

    A header may lie about its member's size, and libraries inflate whole members in one go.
    Here each is inflated in pieces, no further than its header says; whoever opens the copy
    reads only what was measured. Where ``endings`` are given, members whose names end in none of
    them come out empty, and do not count.

    Raises:
        UnreadableError: it is not a zip archive, or damaged, or protected by a password.
        TooLargeError: its members are larger than the limit.
    """
    try:
        with ZipFile(BytesIO(original.data)) as archive:
            return _store_plainly(archive, _members(archive, original, endings), endings)
    except ZIP_ERRORS as error:
        raise original.unreadable(_DAMAGED) from error


def _members(archive: ZipFile, original: Original, endings: tuple[str, ...]) -> list[ZipInfo]:
    members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    wanted = (info for info in members.values() if _is_wanted(info, endings))
    if sum(info.file_size for info in wanted) > original.max_expanded_bytes:
        raise original.too_large(remedy=SPLIT if endings else _WITHOUT_PICTURES)
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in members.values()):
        raise original.unreadable(_PROTECTED)
    if any(info.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for info in members.values()):
        raise BadZipFile
    return list(members.values())


def _is_wanted(info: ZipInfo, endings: tuple[str, ...]) -> bool:
    return not endings or info.filename.lower().endswith(endings)


def _store_plainly(archive: ZipFile, members: list[ZipInfo], endings: tuple[str, ...]) -> BytesIO:
    copy = BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as plain:
        for info in members:
            with archive.open(info) as member, plain.open(info.filename, "w") as target:
                while _is_wanted(info, endings) and (piece := member.read(_PIECE_BYTES)):
                    target.write(piece)
    copy.seek(0)
    return copy
