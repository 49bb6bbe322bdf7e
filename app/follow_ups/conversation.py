"""Follow-up questions without a language model: what is only hinted at is carried over by rules.

A question that stands by itself is left as it is. Each rule in ``RULES`` is for one way of hinting;
the first that applies makes a question that can be asked alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.answers import Answer
from app.follow_ups.antecedents import Sort, antecedent
from app.follow_ups.asked import Before, lower_first, plain
from app.follow_ups.pronouns import with_pronouns
from app.follow_ups.replacing import is_another, replaced
from app.language import turns
from app.language.forms import is_past
from app.language.grammar import ASKING, AUXILIARY, FUNCTION, PREPOSITIONS, RELATIVE
from app.language.wording import NamedKind, named_in

LONGEST_UNDERSTOOD = 300  # characters: what grows beyond them has carried over too much
LONGEST_FRAGMENT = 9  # words behind "And" or "What about"
LONGEST_ALONE = 6  # words of "From which town?"


def understand(question: str, earlier: Answer | None) -> str:
    """The question to ask: the same if it stands by itself, else with what it hints at said.

    What it hints at is looked for in the turn before, as that was understood and answered; of one
    that was declined, only in its question.
    """
    if earlier is None:
        return question
    understood = understand_after(question, Before.from_answer(earlier))
    return understood if len(understood) <= LONGEST_UNDERSTOOD else question


def understand_after(question: str, before: Before) -> str:
    """A question understood after what went before; see ``understand``."""
    body = plain(question).rstrip("?!. ")
    opening = turns.OPENING.match(body)
    opened = body[: opening.end()] if opening else ""
    for rule in RULES:
        found = rule(opened, body[len(opened) :], before)
        if found:
            return f"{found[0].upper()}{found[1:]}"
    return question


# The rules: each takes what a question opens with, the rest of it, and what went before


def _bare(_opened: str, body: str, before: Before) -> str | None:
    """When it is "Why?", "When was that?", "By whom?": the question before, asked for that."""
    found = turns.BARE.fullmatch(body)
    thing = body.casefold().endswith(" it")  # "How long is it?" is about a thing
    if not found or (thing and not found["happened"]):
        return None
    ask = "why" if found["ask"].casefold() == "how come" else found["ask"]
    if turns.ONES.fullmatch(ask):
        return _ask_for("Which", before)
    return before.asked.asked_as(ask, before.short)


def _how_many(_opened: str, body: str, before: Before) -> str | None:
    """When it is "How many?": of what was asked for."""
    found = turns.ONLY_HOW_MANY.fullmatch(body)
    return _ask_for(found[1], before) if found else None


def _ask_for(ask: str, before: Before) -> str:
    asked = before.asked
    if asked.noun:
        return f"{ask} {asked.noun} {asked.rest}?"
    if asked.ask.casefold() == "who":
        return f"{ask} people {asked.rest}?"
    return f"{ask}: {lower_first(asked.text)}?"


def _who_else(_opened: str, body: str, before: Before) -> str | None:
    """When it is "Who else?", "Where else?": the question before with "else" in it."""
    if not turns.ELSE.fullmatch(body):
        return None
    asked = before.asked
    return asked.asked_as(body, before.short) if asked.inverted else f"{body} {asked.rest}?"


def _who_said(_opened: str, body: str, before: Before) -> str | None:
    """When it is "Who said so?", "How do we know?": of what was answered."""
    said = turns.WHO_SAID.fullmatch(body)
    if not said and not turns.KNOWN.fullmatch(body):
        return None
    statement = before.asked.stated(before.short)
    if said and statement:
        return f"{said[1]} said that {lower_first(statement)}?"
    return f"{body}: {lower_first(statement or before.asked.text)}?"


def _fragment(opened: str, body: str, before: Before) -> str | None:
    """When it is "And from Saudi Arabia?", "In 2014?", "Peru?": another one in the same question."""
    words = [word if word.istitle() else word.casefold() for word in body.split()]
    if not words or len(words) > LONGEST_FRAGMENT or re.search(r"[,:;]", body):
        return None
    words[0] = words[0].casefold()
    if _has_verb(words):
        return None
    if words[0] in ASKING:
        each = body.casefold().endswith(" each")
        return _other_ask(body, before) if opened or each else None
    alone = words[0] in PREPOSITIONS and len(words) <= LONGEST_ALONE
    if not (opened or alone or is_another(body, before)):
        return None
    pronouns = with_pronouns(body, before)
    if pronouns:
        return f"What about {pronouns}?"
    return replaced(body, before)


def _other_ask(body: str, before: Before) -> str:
    """When it is "And which Belgian ones?", "And how many Belgians?": asked of the same."""
    counted = turns.HOW_MANY.fullmatch(body)
    counts = before.asked.ask.casefold().startswith("how many")
    if body.casefold().endswith(" ones"):
        return replaced(body, before)
    if counted and counts and not body.casefold().endswith(" each"):
        return replaced(counted[1], before)
    return f"{body}: {lower_first(before.question.rstrip('?!. '))}?"


def _has_verb(words: list[str]) -> bool:
    """Whether a fragment is a sentence after all; "those who came" is none."""
    for number, word in enumerate(words):
        if word in RELATIVE and number:
            return False
        if word in AUXILIARY or (is_past(word) and number and number + 1 < len(words)):
            return True
    return False


def _pronouns(_opened: str, body: str, before: Before) -> str | None:
    """When it is "When was he born?": whom he is. "When did he say that?": also what was said."""
    found = with_pronouns(body, before)
    said = turns.SAID.search(before.question.rstrip("?!. "))
    if found and said:
        found = turns.SAY_THAT.sub(lambda _: f"say {said[1]}", found)
    return found and f"{found}?"


def _silent_count(_opened: str, body: str, before: Before) -> str | None:
    """When it is "How many died?": of those just spoken of."""
    found = turns.SILENT_COUNT.fullmatch(body)
    if not found or not _counts_silently(found["verb"].casefold(), found["rest"].split()[1:]):
        return None
    lead, rest, asked = found["lead"] or "", found["rest"].strip(), before.asked
    suffered, suffers = turns.SUFFERED.match(asked.rest), turns.SUFFERED.match(rest)
    if (
        suffered and suffers and is_past(suffered[1]) and is_past(suffers[1]) and asked.noun
    ):  # "wounded" beside "killed": not of the killed
        more = asked.rest[suffered.end() :] if suffers.end() == len(rest) else ""
        return f"{lead}how many {asked.noun} {rest}{more}?"
    group = antecedent(Sort.THEY, before)
    return group and f"{lead}how many of {group} {rest}?"


def _counts_silently(verb: str, behind: list[str]) -> bool:
    """Whether a verb and no noun follows "how many", and nothing says of whom it is asked."""
    text, after = " ".join(behind), behind[0].casefold() if behind else ""
    ends = not after or after in FUNCTION | turns.BACK
    if after == "there" or not (verb in AUXILIARY or (is_past(verb) and ends)):
        return False
    named = any(named.kind in {NamedKind.NAME, NamedKind.COUNTRY} for named in named_in(text))
    return not named and turns.SOMEONE_COUNTED.search(text) is None


RULES: tuple[Callable[[str, str, Before], str | None], ...] = (
    _bare,
    _how_many,
    _who_else,
    _who_said,
    _fragment,
    _pronouns,
    _silent_count,
)
