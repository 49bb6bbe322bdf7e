"""A question with what its pronouns mean in their place."""

from __future__ import annotations

from app.follow_ups.antecedents import Sort, antecedent
from app.follow_ups.asked import Before, lower_first
from app.follow_ups.hints import Hint, hints
from app.language import turns
from app.language.forms import is_plural, lemma
from app.language.grammar import PREPOSITIONS


def with_pronouns(question: str, before: Before) -> str | None:
    """The question with what its pronouns mean, or None if none of them hints at the turn before.

    Where nothing is found that they could mean, the question before is put behind.
    """
    found = list(hints(question))
    text, meant = question, dict[Sort, str]()
    for hint in found:
        if hint.sort in meant:
            continue  # said once, the rest of the sentence can point at it
        meaning = _same_noun(hint, before) or antecedent(hint.sort, before)
        if meaning is None or hint.word in {"theirs", "hers"}:
            continue
        meant[hint.sort] = meaning
        at = len(text) - (len(question) - hint.start)  # what was put in stands on the left
        text = text[:at] + _put(hint, meaning, text[:at], text[at + len(hint.word) :])
    if found and not meant:
        return f"{text}, of this: {lower_first(before.question.rstrip('?!. '))}"
    return text if found else None


def with_meaning(question: str, meaning: str) -> str | None:
    """The question with this in the place of its first pronoun; None if it has none."""
    hint = next(hints(question), None)
    if hint is None:
        return None
    left, right = question[: hint.start], question[hint.start + len(hint.word) :]
    return left + _put(hint, meaning, left, right)


def _put(hint: Hint, meaning: str, left: str, right: str) -> str:
    """The meaning in the pronoun's place, and what follows it."""
    behind = right[len(hint.noun) + 1 :] if hint.noun else right
    if hint.owns:
        if turns.HAS_CLAUSE.search(meaning):
            return f"the {hint.noun} of {meaning}{behind}"
        several = meaning.endswith("s") and is_plural(meaning.rsplit(maxsplit=1)[-1])
        return f"{meaning}'{right}" if several else f"{meaning}'s{right}"
    if hint.sort is Sort.THERE:
        return f"{_where(left)}{meaning}{right}"
    return f"{meaning}{behind}"


def _where(left: str) -> str:
    """The preposition that "there" has in it."""
    in_front = (left.casefold().split() or [""])[-1]
    if in_front in PREPOSITIONS:
        return ""
    return "to " if lemma(in_front) in turns.MOVING else "in "


def _same_noun(hint: Hint, before: Before) -> str | None:
    """What the question before calls by the same noun: "that study" is "the World Bank study"."""
    if not hint.noun or hint.owns:
        return None
    asked, short = before.asked, before.short or ""
    if hint.noun.split()[-1].casefold() in asked.noun.casefold().split():
        return short if short[:1].isupper() else asked.described()
    found = turns.with_noun(hint.noun.split()[-1]).search(before.question)
    return f"the {found[1]}" if found else None
