"""Whether a question itself says, in front of a pronoun, what the pronoun means."""

from __future__ import annotations

from app.language import turns
from app.language.forms import WORD, is_past, is_plural
from app.language.grammar import (
    AUXILIARY,
    DETERMINERS,
    DO,
    FUNCTION,
    HAVE,
    HE,
    OWNERS,
    PREPOSITIONS,
    PRONOUNS,
    SHE,
    THEY,
)
from app.language.wording import THING_NOUNS, NamedKind, is_person_noun, named_in

SHORT_CLAUSE = 6  # words in front of a pronoun that has no clause of its own
NAMES = {NamedKind.NAME, NamedKind.COUNTRY}


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
    if turns.SENTENCE.search(front) or (word in {"its", "their"} and noun and _has_subject(words)):
        return True
    return _is_in_front(word, noun, front, behind)


def _is_in_front(word: str, noun: str, front: str, behind: list[str]) -> bool:
    """Whether the sort of thing that the pronoun can mean stands in front of it."""
    words = front.casefold().split()
    names = any(named.kind in NAMES for named in named_in(front))
    if word == "there":
        return names
    clauses = turns.CLAUSE.search(front, len(words[0]))  # the first word opens no second clause
    verb = behind[0].casefold() if behind else ""
    acts = word in {"he", "she", "they"} or verb in AUXILIARY or is_past(verb)
    if not noun and not acts and not clauses and _is_one_verbs(front, words):
        return False
    if noun and word not in OWNERS:  # "this group": something was named before it
        return bool(clauses) or bool(named_in(front))
    nouns = _nouns(front)
    if word in THEY | {"their", "these", "those"}:
        several = any(is_plural(each) or is_person_noun(each) for each in WORD.findall(front))
        return several or bool(named_in(front))
    if word in HE | SHE:  # "the report" is nobody
        return names or "who" in words or any(not THING_NOUNS & {*pair} for pair in nouns)
    return names or bool(nouns)


def _is_one_verbs(front: str, words: list[str]) -> bool:
    """Whether one verb has the name in front as subject, the pronoun as object: "did Ann see her"."""
    asks_who = turns.ONE_VERB.fullmatch(front) and is_past(
        words[-1]
    )  # "Which parties supported it?"
    return bool(asks_who) or (len(words) <= SHORT_CLAUSE and not {"to", "which"} & {*words})


def _is_subject(words: list[str]) -> bool:
    """Whether the pronoun stands right behind its question's auxiliary: "Which side did they"."""
    others = (word in turns.OTHER_CLAUSE | AUXILIARY or word[-1] in ",:" for word in words[:-1])
    return words[-1] in AUXILIARY and not any(others)


def _has_subject(words: list[str]) -> bool:
    """Whether a verb stands in front with its subject: "What does isis pay its"."""
    helper = next((at for at, word in enumerate(words[:-2]) if word in DO), None)
    return helper is not None and words[helper + 1] not in PRONOUNS


def _nouns(front: str) -> list[tuple[str, str]]:
    """What an article, or "which", stands before, with the word behind it."""
    found = [(first.casefold(), second.casefold()) for first, second in turns.NOUN.findall(front)]
    return [
        (noun, behind)
        for noun, behind in found
        if noun not in FUNCTION | DETERMINERS
        and not is_past(noun)
        and not (noun.endswith("s") and behind in PREPOSITIONS)  # "What happens after it?"
    ]
