"""Whether a text has a proper name: letter for letter, as initials, or as the people of a country."""

from __future__ import annotations

import re

from app.language.mentions import WORD
from app.language.values import NOT_FORENAMES, PARTICLES, name_from

# A people and its country where one is not the beginning of the other, as it is with Iraqi and Iraq.
PEOPLES = dict(
    pair.split("-")
    for pair in """
    belgian-belgium british-britain danish-denmark danes-denmark dutch-netherlands finnish-finland
    finns-finland french-france greek-greece irish-ireland moroccan-morocco nigerian-nigeria
    norwegian-norway polish-poland poles-poland romanian-romania scottish-scotland spanish-spain
    swedish-sweden swedes-sweden swiss-switzerland turkish-turkey turks-turkey welsh-wales
    """.split()  # noqa: SIM905 - as a list they would take a line each
)
# What the longer of the two has more: Iceland-er, Iraq-i, Tunisi-an, Chin-ese, German-y, Kazakh-stan.
ENDINGS = ("er", "ers", "i", "is", "an", "ans", "ian", "ians", "ese", "y", "stan", "istan")
SHORTEST_STEM = 4  # letters that a people and its country share
LONGEST_NAME = 8  # words; a longer one is compared word for word by nobody
INITIALS = range(2, 6)  # how many letters a name has that is made of initials


def find_name(name: str, text: str) -> tuple[int, int] | None:
    """Where a text first has a name, in whatever form; None if it has not."""
    said, there = WORD.findall(name), list(WORD.finditer(text))
    for words_of in (_end_of, _end_of_country):
        for first, word in enumerate(there):
            if not (said and _may_begin(there, first, said[0])):
                continue
            if count := words_of(said, [each[0] for each in there[first:]]):
                return word.start(), there[first + count - 1].end()
    return None


def _may_begin(there: list[re.Match[str]], first: int, said: str) -> bool:
    """Whether a name can begin with this word: a capital, and no other name that ends like it."""
    word = there[first][0]
    if not (word[0].isupper() or word in PARTICLES):
        return False
    before = there[first - 1][0] if first else ""
    return not (before[:1].isupper() and before.casefold() in NOT_FORENAMES - {said.casefold()})


def _end_of(said: list[str], there: list[str]) -> int | None:
    """How many words of the text are the name, if it begins with it."""
    if not said:
        return 0
    if not there or len(said) > LONGEST_NAME:  # each initial doubles the ways to go on
        return None
    for mine, theirs in _steps(said, there):
        rest = _end_of(said[mine:], there[theirs:])
        if rest is not None:
            return theirs + rest
    return None


def _end_of_country(said: list[str], there: list[str]) -> int | None:
    """The same where a country, such as "New Zealand", is named by its people, or they by it."""
    last = len(said) - 1
    if last >= len(there) or any(word.casefold() not in NOT_FORENAMES for word in said[:last]):
        return None
    first = [_folded(word) for word in there[:last]]
    same = first == [_folded(word) for word in said[:last]]
    return len(said) if same and same_country(said[last], there[last]) else None


def _steps(said: list[str], there: list[str]) -> list[tuple[int, int]]:
    """How many words of the name and of the text say the same at their beginnings."""
    steps = [(1, 1)] if _folded(said[0]) == _folded(there[0]) else []
    if (count := len(said[0])) in INITIALS and _initials(there[:count]) == said[0]:
        steps.append((1, count))
    if (count := len(there[0])) in INITIALS and _initials(said[:count]) == there[0]:
        steps.append((count, 1))
    return steps


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words) if all(w[0].isupper() for w in words) else ""


def same_country(one: str, other: str) -> bool:
    """Whether two words are a people and its country, or two forms of one of them."""
    short, long = sorted((PEOPLES.get(w, w) for w in (_folded(one), _folded(other))), key=len)
    if short == long:
        return True
    stem = short.rstrip("aey")
    return len(stem) >= SHORTEST_STEM and long.startswith(stem) and long[len(stem) :] in ENDINGS


def _folded(word: str) -> str:
    return "".join(name_from(word).words)
