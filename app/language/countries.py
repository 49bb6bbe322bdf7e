"""Countries, and regions spoken of like them, by name, adjective and people: Denmark, Danish, Danes.

The table is ``countries.tsv``: all names of a country, the usual one first, with "the" where a sentence
has it; its adjectives, and what one of its people is called; and its people, where they are not the
adjective with an "s".
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from app.language.forms import WORD, folded

GAP = re.compile(r"[ .'\N{RIGHT SINGLE QUOTATION MARK}-]{1,2}")  # between the words of one name
# In small letters they are other words; "US" and its like are never read in small letters.
CAPITAL = frozenset({"Chad", "Guinea", "Lao", "Pole", "Polish", "Swede"})


class Form(StrEnum):
    """How a country is spoken of: Denmark, Danish, Danes."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Country:
    """A country by all its words, those that are used to speak of it first."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    peoples: tuple[str, ...]

    def words(self, form: Form) -> tuple[str, ...]:
        """All words for it in that form."""
        by_form = {Form.NAME: self.names, Form.ADJECTIVE: self.adjectives}
        return by_form.get(form, self.peoples)


@dataclass(frozen=True, slots=True)
class Said:
    """``text[start:end]`` speaks of a country; of each of several that share the word: Congolese.

    ``word`` is the table's: with its article, and with its capital.
    """

    start: int
    end: int
    word: str
    form: Form
    countries: tuple[Country, ...]

    def in_form(self, form: Form) -> str:
        """The country in a sentence, by the name that was said if it is to be a name."""
        is_said = form is Form.NAME is self.form
        return self.word if is_said else self.countries[0].words(form)[0]


def countries_in(text: str) -> list[Said]:
    """Where a text speaks of countries, in order; of "South Sudan", not also of "Sudan"."""
    words, found, at = list(WORD.finditer(text)), list[Said](), 0
    while at < len(words):
        longest = LONGEST.get(folded(words[at][0]), 0)
        runs = (words[at : at + count] for count in range(longest, 0, -1))
        run, said = next(((run, said) for run in runs if (said := _said(text, run))), ([], None))
        found += [said] if said else []
        at += len(run) or 1
    return found


def country_in(word: str) -> Said | None:
    """Which country a word or two speak of, and in which form."""
    found = countries_in(word)
    begins = bool(found) and word[: found[0].start].casefold() in {"", "the "}
    return found[0] if begins and found[0].end == len(word.rstrip(".")) else None


def _said(text: str, run: Sequence[re.Match[str]]) -> Said | None:
    if not all(
        GAP.fullmatch(text, one.end(), next_.start()) for one, next_ in itertools.pairwise(run)
    ):
        return None
    words = [word[0] for word in run]
    known = TABLE.get(tuple(map(folded, words)))
    if known is None:
        return None
    bare = known[0].removeprefix("the ")
    is_small = not "".join(words).isupper() if bare.isupper() else words[0].islower()
    if is_small and (bare.isupper() or bare in CAPITAL):
        return None
    return Said(run[0].start(), run[-1].end(), *known)


def _read_table() -> Iterator[Country]:
    rows = (files("app.language") / "countries.tsv").read_text("utf-8").splitlines()
    for name, adjective, *people in list(csv.reader(rows, delimiter="\t"))[1:]:
        adjectives = tuple(adjective.split(", "))
        peoples = people[0].split(", ") if people else [*map(_people, adjectives)]
        stems = [each for each in adjectives if each.endswith(("ch", "sh"))]  # "Frenchmen"
        adjectives += tuple(stem + one for stem in stems for one in ("man", "woman"))
        peoples += [stem + several for stem in stems for several in ("men", "women")]
        yield Country(tuple(name.split(", ")), adjectives, tuple(peoples))


def _people(adjective: str) -> str:
    """The people by the adjective: Germans, but Chinese, French, Swiss and Kyrgyz."""
    same = ("ese", "ch", "sh", "ss", "yz", "ois")
    return adjective if adjective.endswith(same) else f"{adjective}s"


def _by_words() -> dict[tuple[str, ...], tuple[str, Form, tuple[Country, ...]]]:
    """Each word of the table as it is written, its form, and the countries that have it."""
    table: dict[tuple[str, ...], tuple[str, Form, tuple[Country, ...]]] = {}
    for form in Form:
        for country in COUNTRIES:
            for word in country.words(form):
                key = tuple(map(folded, WORD.findall(word.removeprefix("the "))))
                written, first, others = table.get(key, (word, form, ()))
                if first is form and country not in others:
                    table[key] = (written, form, (*others, country))
    return table


COUNTRIES = tuple(_read_table())
TABLE = _by_words()
LONGEST: dict[str, int] = {}  # words, of the longest that begins with a word
for _key in TABLE:
    LONGEST[_key[0]] = max(len(_key), LONGEST.get(_key[0], 0))
