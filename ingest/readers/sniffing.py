"""What a file is by its content, where its name says something else."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from ingest.readers.archive import ZIP_ERRORS

OLD_OFFICE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .xls, .ppt, and newer ones under a password
)
OLD_SUFFIXES = frozenset({".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})  # those that are read by OCR
SHOWN = PICTURES | {".pdf"}  # those whose pages can be shown as they look
PICTURE = ".picture"  # stands for one that is not read
_MARKS = (
    (b"%PDF-", ".pdf"),
    (rb"{\rtf", ".rtf"),
    (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
)

# What a file of text without marks of its own may turn out to be; code may hold HTML of its own.
_PLAIN = frozenset({"", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv", *OLD_SUFFIXES})
_HEAD_BYTES = 2_048
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_SAVED_PAGE = re.compile(rb"\A\s*(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)  # fmt: skip

_PACKED = frozenset({".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub"})
_MEMBERS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("ppt/presentation.xml", ".pptx"),
)
_MIME_TYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}


def true_suffix(data: bytes, suffix: str) -> str:
    """The suffix that fits the content: the one given, unless the content is surely another."""
    head = data[:_HEAD_BYTES]
    if head.startswith(b"PK\3\4"):
        return _packed_suffix(data) or _unless(suffix, _PACKED | OLD_SUFFIXES, ".zip")
    if head.startswith(OLD_OFFICE):
        return _unless(suffix, _PACKED | OLD_SUFFIXES, ".doc")
    marked = next((kind for mark, kind in _MARKS if head.lstrip().startswith(mark)), "")
    if marked:
        return marked
    if suffix in _PLAIN | {".html", ".htm"} and _SAVED_PAGE.match(head):
        return ".mhtml"
    return _plain_suffix(head, suffix) if suffix in _PLAIN else suffix


def _unless(suffix: str, among: frozenset[str], otherwise: str) -> str:
    return suffix if suffix in among else otherwise


def _plain_suffix(head: bytes, suffix: str) -> str:
    if _MARKUP.match(head):
        return ".html"
    if head.startswith(b"GIF8"):
        return PICTURE
    return suffix or ".txt"


def _packed_suffix(data: bytes) -> str:
    """Which format a zip archive is, by what it holds; empty where it is just an archive."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD_BYTES:
                with archive.open("mimetype") as member:
                    kind = member.read(_HEAD_BYTES).strip().removesuffix(b"-template")
                if kind in _MIME_TYPES:
                    return _MIME_TYPES[kind]
    except (*ZIP_ERRORS, KeyError, RuntimeError):
        return ""
    return next((suffix for member, suffix in _MEMBERS if member in names), "")
