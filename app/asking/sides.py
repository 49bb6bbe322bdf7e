"""What answers a comparison, and a question for yes or no: what is said of each side, and what decides."""

from __future__ import annotations

from collections.abc import Sequence

from app.asking.units import Unit, has_name
from app.language.sentences import LIGHT_VERBS, OF_DECIDING
from app.language.wording import NamedKind, named_in
from index.words import content_words

# Tuned on the built-in questions of these shapes (tune half).
ON_RESPECT = 0.35  # likeness with side and respect, of a sentence that speaks of the respect
FURTHER_SAID = 0.08  # how far behind the best another sentence of the same side may be
MOST_A_SIDE = 3
DECIDES = (
    0.62  # of the question's words that a sentence has, heading included, if the reader answered
)
DECIDES_LIKE = 0.45  # likeness of a deciding sentence with the question


def side(name: str, respect: str, units: Sequence[Unit]) -> list[Unit]:
    """What is said of one side in this respect, the best first; none where nothing is."""
    speaking = [unit for unit in units if speaks_of(name, unit)]
    if respect:
        wanted = content_words(respect)
        speaking = [unit for unit in speaking if unit.likeness >= ON_RESPECT or wanted & unit.words]
    ranked = sorted(speaking, key=lambda unit: -_speaks(name, unit))
    if not ranked:
        return []
    least = _speaks(name, ranked[0]) - FURTHER_SAID
    return [unit for unit in ranked if _speaks(name, unit) >= least][:MOST_A_SIDE]


def speaks_of(name: str, unit: Unit) -> bool:
    """Whether a unit speaks of something: it names it, or its headings do."""
    return has_name(name, unit.text) or any(
        has_name(name, heading) for heading in unit.hit.chunk.heading_path
    )


def _speaks(name: str, unit: Unit) -> float:
    return unit.likeness + 0.1 * has_name(name, unit.text)


def deciding(question: str, units: Sequence[Unit], *, answered: bool) -> list[Unit]:
    """The sentence that decides a question for yes or no, if one does.

    It names whatever the question names, and has its other words, or its headings have them. What
    is missing may only be a verb that is easily said otherwise, unless the reader has ``answered``.
    """
    asked = content_words(question) - DECIDING
    names = [each.text for each in named_in(question) if each.kind is not NamedKind.MONTH]
    found = []
    for unit in units:
        missing = asked - unit.words - unit.heading
        has = 1 - len(missing) / max(1, len(asked))
        if (
            (missing <= LIGHT or (answered and has >= DECIDES))
            and unit.likeness >= DECIDES_LIKE
            and asked & unit.words
            and all(speaks_of(name, unit) for name in names)
        ):
            found.append((has + unit.likeness + FOUND * unit.found, unit))
    return [max(found, key=lambda each: each[0])[1]] if found else []


def not_decided_by(lacking: Sequence[str]) -> bool:
    """Whether the documents decide nothing because they have no word of what a question is about."""
    return bool(content_words(" ".join(lacking)) - LIGHT - DECIDING)


LIGHT, DECIDING = content_words(" ".join(LIGHT_VERBS)), content_words(" ".join(OF_DECIDING))
FOUND = 0.1  # what it counts that the reader found an answer
