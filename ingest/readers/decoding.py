"""Bytes to text, always strictly: marked, declared or UTF-8 text first, a guess last."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ingest.readers.original import Original

_NOT_TEXT = (
    "is not text, or in an unknown encoding: "
    "if it is text, open it in an editor and save it as UTF-8."
)
_MARKS = (  # UTF-32 before UTF-16: the little-endian marks begin alike
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2"})
_GUESSABLE = (
    *sorted(_LATIN),
    *("cp1251", "cp1253", "cp1255", "cp1256", "cp1258", "cp866", "cp874", "koi8_r"),
    *("big5", "cp932", "cp949", "euc_jp", "gb18030"),
)
# Declared names as the WHATWG Encoding Standard reads them. Any other declaration is passed
# over: Python also knows codecs that no browser would let a page choose (utf-7, punycode).
_READ_AS = {
    "ascii": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_DECLARABLE = frozenset(
    {*_GUESSABLE, "utf-8", "koi8-r", "koi8-u", "iso2022_jp", "mac-roman", "big5hkscs"}
    | {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MOST_CONTROL = 0.01  # share of all characters; text has none, random bytes have 0.11
# A symbol inside a word, or five accented letters in a row: other bytes read as Latin.
_UNLIKELY = re.compile(
    r"[^\W\d_][^\x00-\x7f\w\s·\u2018\u2019\u2013\u2014\u2026][^\W\d_]|[^\W\d_a-zA-Z]{5,}"
)
# Share of the characters beyond ASCII: 0 in the right code page, 0.08-0.29 in a wrong one
# (French, Polish; Polish, Japanese and Korean words among English: its tests).
_MOST_UNLIKELY = 0.01
_LATIN_SAMPLE = 100_000  # characters: enough for shares, at 20 ms


def decode(original: Original, declared: str = "") -> tuple[str, str]:
    """The text, and the encoding it was guessed to be in; an empty string where it was certain.

    Raises:
        UnreadableError: the bytes are not text, or in no encoding that can be told.
    """
    for encoding in _certain_encodings(original.data, declared):
        text = _decode_strictly(original.data, encoding)
        if text is not None:
            return _checked(original, text), ""
    guess = "" if b"\0" in original.data else _guess_encoding(original.data)
    text = _decode_strictly(original.data, guess) if guess else None
    if text is None:
        raise original.unreadable(_NOT_TEXT)
    return _checked(original, text), guess


def _certain_encodings(data: bytes, declared: str) -> Iterator[str]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked:
        yield marked
    elif b"\0" in data:
        yield from _unmarked_utf_16(data)
    else:
        yield from _declared_encoding(declared)
        yield "utf-8"


def _unmarked_utf_16(data: bytes) -> Iterator[str]:
    """UTF-16 where one byte of each pair is often NUL and the other never."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if not even and odd > len(data) // 4:
        yield "utf-16-le"
    elif not odd and even > len(data) // 4:
        yield "utf-16-be"


def _declared_encoding(declared: str) -> Iterator[str]:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return
    name = _READ_AS.get(name, name)
    if name in _DECLARABLE:
        yield name


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guess_encoding(data: bytes) -> str:
    """The likeliest code page; Windows-1252 where none is more coherent, as it is by far usual."""
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=list(_GUESSABLE), enable_fallback=False)
    matches = [
        match
        for match in found
        if match.encoding not in _LATIN or _reads_as_latin(str(match)[:_LATIN_SAMPLE])
    ]
    if not matches:
        return ""
    western = [match for match in matches if "cp1252" in match.could_be_from_charset]
    if western and western[0].coherence >= matches[0].coherence:
        return "cp1252"
    return matches[0].encoding


def _reads_as_latin(text: str) -> bool:
    """Whether the letters are mostly plain, and what is unlikely in Latin text is rare."""
    letters = [character for character in text if character.isalpha()]
    accented = sum(not letter.isascii() for letter in letters)
    beyond_ascii = sum(not character.isascii() for character in text)
    unlikely = len(_UNLIKELY.findall(text))
    return 2 * accented <= len(letters) and unlikely <= _MOST_UNLIKELY * beyond_ascii


def _checked(original: Original, text: str) -> str:
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise original.unreadable(_NOT_TEXT)
    return text
