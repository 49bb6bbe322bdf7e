"""Which code page a short text is in, told by its words: the one in which they are words of a language."""

from __future__ import annotations

import codecs
import functools
import re

# By page the languages written in it (those that the word lists have), the most usual page first: of
# two that read a text alike, the first is taken.
_PAGES = {
    "cp1252": ("fr", "de", "es", "pt", "it", "sv", "da", "nb", "fi", "nl", "ca", "en"),
    "cp1250": ("pl", "cs", "hu", "sk", "sl", "ro", "sh"),
    "cp1251": ("ru", "uk", "bg", "mk"),
    "iso8859_2": ("pl", "cs", "hu", "sk", "sl", "ro", "sh"),
    "cp1254": ("tr",),
    "cp1253": ("el",),
    "cp1257": ("lv", "lt"),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "koi8_r": ("ru",),
    "cp866": ("ru",),
    "cp437": ("fr", "de", "es", "sv", "it"),
    "cp850": ("fr", "de", "es", "pt", "sv", "da"),
    "mac_roman": ("fr", "de", "es", "pt", "it", "sv"),
    "cp852": ("pl", "cs", "hu", "sk", "sl"),
}
# Those whose words no space parts: told by their most usual characters.
_WIDE_PAGES = {"cp932": "ja", "euc_jp": "ja", "gb18030": "zh", "big5": "zh", "cp949": "ko"}
_SAMPLE = 20_000  # bytes
_MOST_WORDS = 100
_USUAL_WORDS = 5_000  # of a language, whose characters are its usual ones
_LEAST_KNOWN = 0.3  # of the words beyond ASCII: in the right page 0.33-1, in a wrong one hardly any
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PARTS = re.compile("['\u2019-]")


def page_of_words(data: bytes) -> str:
    """The code page in which most words with letters beyond ASCII are known; empty if in none."""
    shares = {page: _known(data, page, languages) for page, languages in _PAGES.items()}
    shares |= {page: _usual(data, page, language) for page, language in _WIDE_PAGES.items()}
    best = max(shares, key=lambda page: shares[page])
    return best if shares[best] >= _LEAST_KNOWN else ""


def _known(data: bytes, page: str, languages: tuple[str, ...]) -> float:
    """The share of words that the language has which has most of them."""
    words = _words(data, page)
    counts = [sum(_is_word(word, language) for word in words) for language in languages]
    return max(counts) / len(words) if words else 0.0


def _words(data: bytes, page: str) -> list[str]:
    """The words with letters beyond ASCII, of two letters at least, each once."""
    text = _sample(data, page)
    pieces = (part for piece in text.split() for part in _PARTS.split(_AROUND.sub("", piece)))
    words = dict.fromkeys(word for word in pieces if not word.isascii() and len(word) > 1)
    return list(words)[:_MOST_WORDS]


def _sample(data: bytes, page: str) -> str:
    """The beginning of a text; empty where some of its bytes are no character of the page."""
    decoder = codecs.getincrementaldecoder(page)()  # a character may be cut at the end
    try:
        return decoder.decode(data[:_SAMPLE])
    except UnicodeDecodeError:
        return ""


def _is_word(word: str, language: str) -> bool:
    import wordfreq

    return word.isalpha() and wordfreq.zipf_frequency(word, language, wordlist="small") > 0


def _usual(data: bytes, page: str, language: str) -> float:
    text = _sample(data, page)
    letters = [character for character in text if character.isalpha() and not character.isascii()]
    usual = _characters(language)
    return sum(character in usual for character in letters) / len(letters) if letters else 0.0


@functools.cache
def _characters(language: str) -> frozenset[str]:
    import wordfreq

    return frozenset("".join(wordfreq.top_n_list(language, _USUAL_WORDS, wordlist="small")))
