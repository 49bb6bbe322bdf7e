"""Follow-up questions without a language model: what is only hinted at is carried over by rules.

A question that stands by itself is left as it is. Each rule in ``RULES`` is for one way of hinting;
the first that applies makes a question that can be asked alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.answers import Answer
from app.follow_ups.antecedents import Sort, antecedent
from app.follow_ups.asked import Before, lower_first, plain
from app.follow_ups.pronouns import with_meaning, with_pronouns
from app.follow_ups.replacing import is_another, replaced
from app.language import turns
from app.language.forms import is_past
from app.language.grammar import ASKING, AUXILIARY, FUNCTION, PREPOSITIONS, RELATIVE
from app.language.phrases import plurals
from app.language.wording import NamedKind, named_in

LONGEST_UNDERSTOOD = 300  # characters: what grows beyond them has carried over too much
LONGEST_FRAGMENT = 9  # words behind "And" or "What about"
LONGEST_ALONE = 6  # words of "From which town?"


def understand(question: str, earlier: Sequence[Answer]) -> str:
    """The question to ask: the same if it stands by itself, else with what it hints at said.

    What it hints at is looked for in the turns before, the last first, as they were understood and
    answered; of one that was declined, only in its question.
    """
    before = Before.from_answers(earlier)
    if before is None:
        return question
    understood = understand_after(question, before)
    return understood if len(understood) <= LONGEST_UNDERSTOOD else question


def understand_after(question: str, before: Before) -> str:
    """A question understood after what went before; see ``understand``."""
    opened, body = _opened(question)
    for rule in RULES:
        found = rule(opened, body, before)
        if found:
            return f"{found[0].upper()}{found[1:]}"
    return question


def _opened(question: str) -> tuple[str, str]:
    """What a question opens with, such as "And what about", and the rest of it."""
    text = plain(question).rstrip("?!. ")
    opening = turns.OPENING.match(text)
    end = opening.end() if opening else 0
    return text[:end], text[end:]


# The rules: each takes what a question opens with, the rest of it, and what went before


def _corrected(opened: str, body: str, before: Before) -> str | None:
    """When it is "No, I meant 2014.": the question before, asked of that.

    What the turn before had put in the place of something else is taken out again.
    """
    text = opened + body
    found = turns.CORRECTION.match(text) or turns.NO.match(text)
    if found is None or len(found["meant"].split()) > LONGEST_ALONE:
        return None
    meant, typed = found["meant"], _opened(before.typed)
    if before.earlier and typed[0] and _fragment(*typed, before.earlier):
        was, parts = turns.FRAGMENT.match(typed[1]), turns.FRAGMENT.match(meant)
        alone = parts is not None and not parts["preposition"]
        preposition = f"{was['preposition']} " if was and was["preposition"] and alone else ""
        return replaced(f"{preposition}{meant}", before.earlier)
    return replaced(meant, before) if not _has_verb(meant.split()) else None


def _resumed(opened: str, body: str, _before: Before) -> str | None:
    """When it is "Back to the deposit: is it returned?": the pronoun is that."""
    text = opened + body
    found = turns.BACK_TO.match(text) or turns.AND_THEN.match(text)
    if not found:
        return None
    topic, rest = found["topic"], found["rest"]
    return f"{with_meaning(rest, topic) or f'{topic}: {rest}'}?"


def _of_list(opened: str, body: str, before: Before) -> str | None:
    """When it is "How much is the second one?": the second of the list that was shown last."""
    found = turns.ONE_OF_LIST.search(body)
    members = next((turn.members for turn in before.back() if turn.members), ())
    if not found or not (found[0].endswith(("one", "them", "those", "these")) or opened):
        return None
    place = turns.PLACE_IN_LIST[found["place"].casefold()]
    if members and place < len(members):
        member = members[place]
        if found.span() == (0, len(body)):
            return _another_member(member, members, before)
        return f"{body[: found.start()]}{member}{body[found.end() :]}?"
    if found.span() != (0, len(body)):
        return None
    other = turns.ORDINAL.search(before.question)  # "the last one" after "the first train"
    return (
        other
        and f"{before.question[: other.start()]}{found['place']}{before.question[other.end() :]}"
    )


def _another_member(member: str, members: Sequence[str], before: Before) -> str:
    """The question before with this member in the place of the other that it has."""
    other = next((each for each in members if each in before.question), None)
    if other is None:
        return f"{replaced(member, before)}"
    return before.question.replace(other, member)


def _why_not(_opened: str, body: str, before: Before) -> str | None:
    """When it is "Why not?": of what was asked."""
    return (
        turns.WHY_NOT.fullmatch(body) and f"{body}: {lower_first(before.question.rstrip('?!. '))}?"
    )


def _bare(_opened: str, body: str, before: Before) -> str | None:
    """When it is "Why?", "When was that?", "By whom?": the question before, asked for that."""
    found = turns.BARE.fullmatch(body)
    thing = re.search(r"(?i) it\b", body) is not None  # "How long is it?" is about a thing
    a_thing = before.asked.ask.casefold().startswith("how much")  # no event that can take place
    if not found or (thing and (a_thing or not found["happened"])):
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
    if not asked.ask and asked.aux:  # a question that yes or no answers
        counted = next(iter(plurals(asked.tail)[-1:]), "") if ask.casefold() == "how many" else ""
        text = lower_first(asked.text)
        if text.endswith(f" {counted}"):
            return f"{ask} {counted} {text.removesuffix(counted).rstrip()}?"
        return f"{ask} {text}?"
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
    if (after == "there" and behind[1:]) or not (verb in AUXILIARY or (is_past(verb) and ends)):
        return False
    named = any(named.kind in {NamedKind.NAME, NamedKind.COUNTRY} for named in named_in(text))
    return not named and turns.SOMEONE_COUNTED.search(text) is None


def _count_of_nothing(_opened: str, body: str, before: Before) -> str | None:
    """When it is "How many men died?", with nothing that says where: in what was just spoken of."""
    found = turns.ONLY_COUNT.fullmatch(body)
    thing = antecedent(Sort.IT, before) if found and is_past(found["verb"]) else None
    if not thing or not named_in(thing):
        return None
    thing = thing.removesuffix("'s")
    return f"{body}, of this: {thing}?"


RULES: tuple[Callable[[str, str, Before], str | None], ...] = (
    _corrected,
    _resumed,
    _of_list,
    _why_not,
    _bare,
    _how_many,
    _who_else,
    _who_said,
    _fragment,
    _pronouns,
    _silent_count,
    _count_of_nothing,
)
