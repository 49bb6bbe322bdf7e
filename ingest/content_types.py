"""What a server says about the bytes it sends, turned into what a reader needs to know."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.errors import AddressError
from ingest.readers import FORMATS, SUFFIXES

SUFFIX_OF_TYPE: Mapping[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/epub+zip": ".epub",
}
# What servers say of files they do not know: the suffix in the path knows better.
VAGUE_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/zip"}
)
TEXT_SUFFIXES = frozenset(suffix for each in FORMATS if each.is_text for suffix in each.suffixes)
# Text beginning with one of these names its own encoding (UTF-8's mark is valid UTF-8 anyway).
UNICODE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Servers say Latin-1 and mean Windows-1252, as browsers know (WHATWG Encoding Standard).
LATIN_1_NAMES = frozenset({"ascii", "iso8859-1"})


def suffix_of(content_type: str, url: str, types: Mapping[str, str]) -> str:
    """The suffix that names the reader of what ``url`` sends with this Content-Type header.

    Raises:
        AddressError: it is of a type that ``types`` does not name.
    """
    kind = content_type.partition(";")[0].strip().lower()
    in_path = PurePosixPath(urlsplit(url).path).suffix.lower()
    if kind in VAGUE_TYPES and in_path in SUFFIXES:
        return in_path
    if kind not in types:
        message = (
            f"{url} is of the type {kind or 'unknown'}; what can be read is listed by "
            "`footnote formats`."
        )
        raise AddressError(message)
    return types[kind]


def as_utf8(data: bytes, suffix: str, charset: str | None) -> bytes:
    """Text in a charset that only the header names, as UTF-8 with the mark that says so.

    Text that names its own encoding, is valid UTF-8, or is not what the header claims, stays.
    """
    if charset is None or suffix not in TEXT_SUFFIXES or data.startswith(UNICODE_MARKS):
        return data
    with suppress(UnicodeDecodeError):
        data.decode()
        return data
    with suppress(LookupError, ValueError):
        name = codecs.lookup(charset).name
        text = data.decode("cp1252" if name in LATIN_1_NAMES else name)
        return codecs.BOM_UTF8 + text.encode()
    return data
