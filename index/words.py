"""Words as the word index knows them."""

from __future__ import annotations

import functools
import re

import tantivy

from ingest.languages import ENGLISH

LONGEST_WORD = 60  # characters; longer "words" are noise, as base64 or a table rule

# Words of questions and grammar, as the analyzer leaves them; they say nothing about the topic.
STOPWORDS = frozenset(
    """
    a about after an and ani are as at be been befor but by can could did do doe dure for from
    had has have he her him his how i if in into is it mani me more most much my no not of on or
    other our s she so some such t than that the their them then there these they this those to
    was we were what when where whi which while who whom whose will with would you your
    """.split()  # noqa: SIM905 - as a list they would take a line each
)


# What tantivy calls the languages whose word forms it knows; of some of them no stop words.
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
# Languages without spaces between words: two letters that follow each other stand for a word.
UNSPACED = frozenset({"ja", "th", "zh"})
WITHOUT_STOPWORDS = frozenset({"ar", "el", "ro", "ta", "tr"})
WORD = re.compile(r"\w+")
# A number of thousands as it may be written: "6,000", "6000", and with a narrow space between.
GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?![\w]|[.,]\d)")
PLAIN = re.compile(r"(?<![\w.,])[1-9]\d{3,}(?![\w]|[.,]\d)")


def other_spellings(text: str) -> list[list[str]]:
    """For each number of thousands in a text, the words that it is with its other spelling."""
    plain = [["".join(re.findall(r"\d+", found[0]))] for found in GROUPED.finditer(text)]
    grouped = [f"{int(found[0]):,}".split(",") for found in PLAIN.finditer(text)]
    return plain + grouped


def content_words(text: str) -> frozenset[str]:
    """The words of a text as the index knows them, without those that only join others."""
    return frozenset(_analyzer().analyze(text)) - STOPWORDS


def words_in(text: str, language: str) -> list[str]:
    """All words of a text in the form in which the index has those of a document in a language."""
    if language in UNSPACED:
        return _pairs(text)
    return _analyzer(language if language in STEMMERS else ENGLISH).analyze(text)


def split_words(text: str) -> list[str]:
    """The words of a text as they stand in it."""
    return _splitter().analyze(text)


def _pairs(text: str) -> list[str]:
    """Words of Latin letters and figures as they are, of all else each two letters."""
    found: list[str] = []
    for word in WORD.findall(text.casefold()):
        whole = word.isascii() or len(word) == 1
        found += [word] if whole else [word[at : at + 2] for at in range(len(word) - 1)]
    return found


@functools.cache
def _splitter() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()


@functools.cache
def _analyzer(language: str = ENGLISH) -> tantivy.TextAnalyzer:
    """Words in lower case without accents and endings; those of other languages without stop words."""
    filters = [tantivy.Filter.remove_long(LONGEST_WORD), tantivy.Filter.lowercase()]
    if language == ENGLISH:
        filters += [tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english")]
    else:  # their stop words and endings have accents
        name = STEMMERS[language]
        if language not in WITHOUT_STOPWORDS:
            filters.append(tantivy.Filter.stopword(name))
        filters += [tantivy.Filter.stemmer(name), tantivy.Filter.ascii_fold()]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
