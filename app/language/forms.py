"""Word forms: the form under which a dictionary has a word, and whether a form is a plural or a past."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+")
# Pasts that the dictionary takes for another word: a rose, a shot, the South Korean won.
OTHER_WORDS = {
    "bore": "bear", "bound": "bind", "broke": "break", "felt": "feel", "gone": "go",
    "ground": "grind", "left": "leave", "rose": "rise", "shot": "shoot", "thought": "think",
    "won": "win",
}  # fmt: skip
SAME_IN_THE_PAST = frozenset({"cut", "hit", "hurt", "let", "put", "set", "shut"})
# The plurals without "s" that English has kept, and nouns that are several as they stand.
PLURALS = (
    "men",
    "children",
    "feet",
    "geese",
    "mice",
    "teeth",
    "cattle",
    "clergy",
    "people",
    "police",
)


def folded(text: str) -> str:
    """A text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def lemma(word: str) -> str:
    """The form under which a dictionary has a word, in small letters: pay for "paid", man for "men".

    A word that it does not have is returned as it is, but small.
    """
    small = word.casefold()
    return OTHER_WORDS.get(small) or (_entry(small) or small).casefold()


@lru_cache(maxsize=65_536)  # words
def _entry(word: str) -> str | None:
    from simplemma.strategies import DictionaryLookupStrategy  # half a second with its dictionary

    return DictionaryLookupStrategy().get_lemma(word, "en") if word else None


def is_plural(word: str) -> bool:
    """Whether a noun looks like several."""
    small = word.casefold()
    if small.endswith(PLURALS):
        return True
    if word.isupper() or not small.endswith("s") or small.endswith(("ss", "us", "'s")):
        return False
    one = _entry(word)  # "Paris" is there as it is; "Salafists" is not there
    return one is None or (one != word and small.startswith(one[:-1].casefold()) and one != "do")


def is_past(word: str) -> bool:
    """Whether a verb looks like one of the past: "killed", "took", "taken"; no auxiliary does."""
    if re.fullmatch(r"[a-z-]{2,}ed", word) or word in SAME_IN_THE_PAST:
        return True
    if not (word.isalpha() and word.islower()) or word.endswith(
        ("s", "ing", "er", "est", "least", *PLURALS)
    ):
        return False
    base = lemma(word)
    return base not in {word, "be", "do", "have"} and may_be_verb(base)


def is_base(word: str) -> bool:
    """Whether a word can be a verb in its dictionary form: "open", "telephone"; no plural or past is."""
    return word.isalpha() and lemma(word) == word.casefold() and may_be_verb(word.casefold())


def may_be_verb(base: str) -> bool:
    """Whether a dictionary form has a participle: "taking" of "take", but none of "criterion"."""
    stems = (base, base[:-1], base + base[-1:], f"{base[:-2]}y")
    return any(_entry(f"{stem}ing") for stem in stems)
