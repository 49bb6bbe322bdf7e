"""Whether a question itself says, in front of a pronoun, what the pronoun means."""

from __future__ import annotations

import re

from app.language import turns
from app.language.countries import country_in
from app.language.forms import is_past, is_plural
from app.language.grammar import (
    ASKING,
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    HAVE,
    HE,
    OWNERS,
    PREPOSITIONS,
    SHE,
    THEY,
)
from app.language.wording import THING_NOUNS, NamedKind, is_person_noun, named_in

SHORT_CLAUSE = 6  # words in front of a pronoun that has no clause of its own


def is_bound(word: str, noun: str, front: str, behind: list[str]) -> bool:
    """Whether what stands in front of a pronoun says what it means.

    Args:
        word: the pronoun.
        noun: what it stands before: "his wife", "this group"; empty where it stands alone.
        front: the question in front of it.
        behind: the words behind it.
    """
    words = front.casefold().split()
    owns = bool(noun) and word in OWNERS
    if owns and noun.casefold() == "own" and named_in(" ".join(behind)):
        return True  # "How many of its own troops does Iran"
    if not words or (_is_subject(words) and not (owns and words[-1] in HAVE)):
        return False
    if "," in behind and "," not in front and words[0] in PREPOSITIONS:
        return bool(named_in(" ".join(behind)))  # "In his defence, what did Howard say?"
    return turns.SENTENCE.search(front) is not None or _is_in_front(word, noun, front, behind)


def _is_in_front(word: str, noun: str, front: str, behind: list[str]) -> bool:
    """Whether the sort of thing that the pronoun can mean stands in front of it."""
    words = front.casefold().split()
    owns = bool(noun) and word in OWNERS
    if (word in {"its", "their"} and turns.SUBJECT_AND_VERB.match(front)) or (
        word == "its" and turns.WHAT_VERB.fullmatch(front)  # "What gave its name to ...?"
    ):
        return True
    if word == "there":
        return any(named.kind in {NamedKind.NAME, NamedKind.COUNTRY} for named in named_in(front))
    clauses = turns.CLAUSE.search(front, len(words[0]))  # the first word opens no second clause
    acts = word in {"he", "she", "they"} or bool(behind and _is_verb(behind[0].casefold()))
    if not noun and not acts and not clauses and _is_one_verbs(front, words):
        return False
    if noun and not owns:  # "this group": something was named before it
        return bool(clauses) or bool(named_in(front))
    if word in THEY | {"their", "these", "those"}:
        return _names_several(front)
    return _names_someone(front) if word in HE | SHE else (
        _names_something(front)
    )  # fmt: skip


def _is_verb(word: str) -> bool:
    return word in AUXILIARY or is_past(word)


def _is_one_verbs(front: str, words: list[str]) -> bool:
    """Whether one verb has the name in front as subject, the pronoun as object: "did Ann see her"."""
    if turns.ONE_VERB.fullmatch(front) and _acts(words):
        return True  # "Which parties supported it?"
    few = len(words) <= SHORT_CLAUSE and not {"to", "which"} & {*words}
    return few and "'s" not in front and not turns.ASKS_WHICH.match(front)


def _acts(words: list[str]) -> bool:
    """Whether the last word looks like the verb of those in front of it."""
    return is_past(words[-1]) or (is_plural(words[-1]) and not is_plural(words[-2]))


def _is_subject(words: list[str]) -> bool:
    """Whether the pronoun stands right behind its question's auxiliary: "Which side did they"."""
    if words[-1] not in AUXILIARY:
        return False
    if not {*words[:-1]} & ASKING:
        return len(words) == 1
    other_clause = turns.OTHER_CLAUSE | AUXILIARY
    return not any(
        word in other_clause or word.endswith((",", ":")) or is_past(word) for word in words[:-1]
    )


def _names_several(front: str) -> bool:
    """Whether a plural, a person of whom one may say "they", or a name stands in front."""
    several = any(
        word.casefold() in turns.SEVERAL_WORDS
        or (word[0].islower() and (is_plural(word) or is_person_noun(word)))
        or (is_plural(word) and country_in(word) is not None)
        for word in re.findall(r"[\w'-]+", front)
    )
    return several or bool(named_in(front)) or turns.VERB_FOR_SEVERAL.search(front) is not None


def _names_someone(front: str) -> bool:
    """Whether a name or somebody stands in front; "the report" is nobody."""
    name = any(named.kind is NamedKind.NAME for named in named_in(front))
    nouns = [pair for pair in _nouns(front) if not THING_NOUNS & {*pair}]
    return name or bool(nouns) or turns.SOMEONE.search(front) is not None


def _names_something(front: str) -> bool:
    """Whether a name or a noun stands in front."""
    name = any(named.kind in {NamedKind.NAME, NamedKind.COUNTRY} for named in named_in(front))
    starts = turns.WITHOUT_ARTICLE.match(front)
    return name or bool(_nouns(front)) or bool(starts and turns.CLAUSE.search(front))


def _nouns(front: str) -> list[tuple[str, str]]:
    """What an article, or "which", stands before, with the word behind it."""
    found = [(first.casefold(), second.casefold()) for first, second in turns.NOUN.findall(front)]
    return [
        pair for pair in found if pair[0] not in FUNCTION | DETERMINERS and not is_past(pair[0])
    ]
