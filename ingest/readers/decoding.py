"""Bytes to text: marked, declared or UTF-8 text first, a guess last.

A text is not given up for a few bytes: each that is none costs one character, U+FFFD.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from ingest.readers.code_pages import page_of_words
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
_OLDER_LATIN = ("cp437", "cp850", "mac_roman")  # of western Europe, before Windows
# In one of these a letter stands where another has a sign; what a text has amid its words tells
# which it is. Share of the characters beyond ASCII that look right: 1 in the right page for French,
# German, Swedish and Spanish, at most 0.6 in a wrong one (its tests).
_LEAST_LIKELY = 0.9
_UNLIKELY_GUESS = 0.5  # a guess that is below this gives way to one that is likely
_LETTERS_OF_WORDS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÄÅÆÇÈÉÊÍÎÑÓÔÖØÚÜŒ")
_COMMON_LETTERS = "áåäçèéêíñóöøüæß"
_SIGNS = frozenset("“”„\u2018\u2019«»\u2013—…€£§©®°·•½¼¾²³±\u00d7¿¡ºª\u00a0")
# A letter or sign that no Latin word has, at such a word; Chinese and Japanese leave no space there.
_FOREIGN = r"[^\s\x00-\u024f\u2010-\u201f\u2026\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]"
_BESIDE_LATIN = re.compile(rf"[a-z]{_FOREIGN}|{_FOREIGN}[a-z]")
_MOST_BAD = 0.01  # share of the bytes that may be none of the encoding's; of random bytes 0.6 are
_FEW_BAD = 3  # or so many, in a text that is short
_BAD = "\ufffd"
_LATIN_SAMPLE = 100_000  # characters: enough for shares, at 20 ms


def decode(original: Original, declared: str = "") -> tuple[str, str]:
    """The text, and the encoding it was guessed to be in; an empty string where it was certain.

    Raises:
        UnreadableError: the bytes are not text, or in no encoding that can be told.
    """
    data = original.data
    for encoding in _certain_encodings(data, declared):
        text = _decode_strictly(data, encoding)
        if text is not None:
            return _checked(original, text), ""
    mended = _mended(data)
    if mended is not None:
        return _checked(original, mended), ""
    guess = "" if b"\0" in data else _guess_encoding(data)
    text = _decode_strictly(data, guess) if guess else None
    if text is None:
        text, guess = data.decode("utf-8", "replace"), ""
        if text.count(_BAD) > _MOST_BAD * len(data):
            raise original.unreadable(_NOT_TEXT)
    return _checked(original, text), guess


def _certain_encodings(data: bytes, declared: str) -> Iterator[str]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked:
        yield marked
        return
    if b"\0" in data:
        yield from _unmarked_utf_16(data)
    yield from _declared_encoding(declared)
    yield "utf-8"


def _unmarked_utf_16(data: bytes) -> Iterator[str]:
    """UTF-16 where one byte of each pair is often NUL and the other hardly ever, or reads as text.

    In Chinese hardly a byte is NUL; but the wrong half first gives characters that no text has.
    """
    pairs = max(len(data) // 2, 1)
    even, odd = data[::2].count(0), data[1::2].count(0)
    if odd > pairs // 2 and even * 20 <= odd:
        yield "utf-16-le"
    elif even > pairs // 2 and odd * 20 <= even:
        yield "utf-16-be"
    elif even + odd > 1 and not even * odd:
        order = "utf-16-le" if odd else "utf-16-be"
        text = data[: _LATIN_SAMPLE - _LATIN_SAMPLE % 2].decode(order, "replace")
        if sum(map(_is_of_no_text, text)) <= _MOST_BAD * len(text):
            yield order


def _is_of_no_text(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"} and character not in "\t\n\r"


def _mended(data: bytes) -> str | None:
    """The text where all but a few bytes are UTF-8, or UTF-16 by its mark; else None.

    A line with such bytes and no letter of UTF-8 may be of another encoding: it is read as
    Windows-1252 where that gives words.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked in {"utf-16", "utf-32"}:
        text = data.decode(marked, "replace")
        return text if text.count(_BAD) <= _FEW_BAD and len(text) > text.count(_BAD) + 1 else None
    cut = next(_unmarked_utf_16(data), "") if b"\0" in data else ""
    if cut and len(data) % 2:  # half a character at the end
        return data.decode(cut, "replace")
    text = data.decode("utf-8", "replace")
    letters = sum(not character.isascii() for character in text) - text.count(_BAD)
    if not letters or text.count(_BAD) > max(_MOST_BAD * len(data), min(_FEW_BAD, letters)):
        return None
    if _BAD in data.decode("utf-8", "ignore"):  # the file's own, not one of ours
        return text
    lines = zip(data.split(b"\n"), text.split("\n"), strict=True)
    return "\n".join(_mended_line(line, read) for line, read in lines)


def _mended_line(line: bytes, read: str) -> str:
    if _BAD not in read or any(not c.isascii() and c != _BAD for c in read):
        return read
    other = _decode_strictly(line, "cp1252")
    return other if other is not None and _likelihood(other) >= _LEAST_LIKELY else read


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
    page = page_of_words(data)
    if page and _decode_strictly(data, page) is not None:
        return page
    western = _decode_strictly(data, "cp1252")
    if western is not None and all(c.isascii() or c in _SIGNS for c in western):
        return "cp1252"  # no letters to tell by: £20, “so”
    guess = _coherent_encoding(data)
    sample = data[:_LATIN_SAMPLE]
    read = _decode_strictly(sample, guess) if guess else None
    if read is not None and (
        _likelihood(read) >= _UNLIKELY_GUESS
        or not (guess in _LATIN or _BESIDE_LATIN.search(read))  # words of another script
    ):
        return guess
    texts = {name: sample.decode(name, "replace") for name in _OLDER_LATIN}
    likely = {name: _likelihood(text) for name, text in texts.items() if _reads_as_latin(text)}
    best = max(likely, key=lambda name: (likely[name], _common(texts[name])), default="")
    return best if best and likely[best] >= _LEAST_LIKELY else guess


def _likelihood(text: str) -> float:
    """The share of the characters beyond ASCII that stand where a text of western Europe has them."""
    beyond = [place for place, character in enumerate(text) if not character.isascii()]
    return sum(_stands_right(text, place) for place in beyond) / len(beyond) if beyond else 0.0


def _common(text: str) -> int:
    """How many of the accented letters are those that most texts have."""
    return sum(map(text.count, _COMMON_LETTERS))


def _stands_right(text: str, place: int) -> bool:
    character, before, after = (
        text[place],
        text[max(place - 1, 0) : place],
        text[place + 1 : place + 2],
    )
    if character in _SIGNS:
        return not (before.isalpha() and after.isalpha()) or character == "\u2019"
    if character not in _LETTERS_OF_WORDS:
        return False
    amid = before.isalpha() or after.isalpha()
    return amid and not (character.isupper() and before.islower())


def _coherent_encoding(data: bytes) -> str:
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
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise original.unreadable(_NOT_TEXT)
    return text
