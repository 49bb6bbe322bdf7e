"""Which language a text is in, told by its letters (the py3langid library)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
NO_LANGUAGE = "zxx"  # what the library says of figures, code and the like
# Those that are told apart, by their ISO 639-1 codes; of all that the library knows, a short text of
# one of these is soon taken for a small relative of it.
LANGUAGES = frozenset(
    """
    ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv
    ta th tr uk vi zh
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
FEWEST_LETTERS = 25  # of a text, for its language to be told
SAMPLE = 1_500  # characters taken at the beginning, in the middle and at the end
# Of 209 English files none is taken for another language with as much; those in German, French,
# Spanish, Russian, Chinese and Japanese all have more.
SURE = 0.75


def language_of(text: str) -> str:
    """The code of a document's language; empty where it is too short or too mixed to be told."""
    middle = max(len(text) // 2 - SAMPLE // 2, 0)
    parts = (text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:])
    sample = text if len(text) <= len(parts) * SAMPLE else "\n".join(parts)
    if sum(character.isalpha() for character in sample) < FEWEST_LETTERS:
        return ""
    language, share = _identifier(LANGUAGES | {NO_LANGUAGE}).classify(sample)
    return language if share >= SURE and language != NO_LANGUAGE else ""


def likeliest(text: str, among: Iterable[str]) -> str:
    """The likeliest of some languages for a text, however short."""
    choice = frozenset(among) & LANGUAGES
    return _identifier(choice).classify(text)[0] if len(choice) > 1 else next(iter(choice), "")


@functools.lru_cache(maxsize=8)
def _identifier(languages: frozenset[str]) -> LanguageIdentifier:
    """The library's model for some languages: half a second of reading."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages)
    return identifier
