"""Words as the word index knows them."""

from __future__ import annotations

import functools
import re

import tantivy

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


@functools.cache
def _analyzer() -> tantivy.TextAnalyzer:
    return make_analyzer()


def make_analyzer() -> tantivy.TextAnalyzer:
    """Words in lower case without accents, English endings removed."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
