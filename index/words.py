"""Words as the word index knows them."""

from __future__ import annotations

import functools

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
