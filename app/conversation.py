"""Follow-up questions without a language model: what is only hinted at is carried over by rules.

A question that stands by itself is left as it is. Each rule below is for one way of hinting; the
first that applies makes a question that can be asked alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.answers import Answer
from app.asked import Before, lower_first, take_apart
from app.pronouns import with_pronouns
from app.replacing import replaced
from app.wording import (
    ASKING,
    AUXILIARY,
    FUNCTION,
    PREPOSITIONS,
    Kind,
    is_past,
    is_person,
    named_in,
)
from app.antecedents import Sort, antecedent

LONGEST_FRAGMENT = 9  # words behind "And" or "What about"
LONGEST_ALONE = 6  # words of "From which town?"
LONGEST_NAME = 4  # words of a name that is asked all alone: "New Zealand?"

OPENING = re.compile(
    r"^(?P<opening>(?:(?:and|but|so|then|or|also|okay|ok|well|yes|no|hm+)\b,? *)*"
    r"(?P<about>(?:what|how) about |what of |same for |the same for )?)",
    re.I,
)
# A question word with nothing but "that": "When was that?", "Why did this happen?", "How come?"
BARE = re.compile(
    r"(?P<ask>(?:(?:since|by|for|until|from|with|to|in|at|on) )?"
    r"(?:(?:when|whom?|why|where|whose|how(?: (?:long|often|far|fast|soon|big|large|old|come|exactly))?)"
    r"|(?:which|what) (?!happened|else)[\w-]+))(?: exactly)?"
    r"(?: (?:was|is|did|does|has|were) (?:that|this|it|all that|all this)(?= |$)"
    r"(?: (?:happen|happened|take place|occur|come about|so|the case))?)?",
    re.I,
)
IT_NEEDS = re.compile(r"(?i) (?:was|is|did|does|has|were) it$")
WHO_SAID = re.compile(
    r"(?i)(who|which \w+) (said|says|claimed|claims|reported|wrote|estimated) (so|this|that|it)"
)
KNOWN = re.compile(
    r"(?i)(how (?:do|can) (?:we|you|they) know(?: (?:that|this|it))?|is (?:that|this|it) (?:true|right|certain|so))"
)
SAY_THAT = re.compile(r"(?i)\b(say|claim|announce|report|write|think) (?:that|this|so|it)$")
SAID = re.compile(
    r"\b(?:sa(?:y|ys|id)|claim(?:s|ed)?|announced?|report(?:s|ed)?) ((?:that|about|on) .+)$"
)
PASSIVE = re.compile(
    r"(?i)(?:is|are|was|were|(?:has|have|had) been) (?:\w+ed|killed|hurt|lost|caught|found|shot)\b"
)
SILENT_COUNT = re.compile(r"(?i)(?P<lead>.*\b)?how many(?= (?P<verb>[\w-]+))(?P<rest>.*)$")


def understand(question: str, earlier: Answer | None) -> str:
    """The question to ask: the same if it stands by itself, else with what it hints at said."""
    return question if earlier is None else understood(question, Before.from_answer(earlier))


def understood(question: str, before: Before) -> str:
    """A question understood after what went before."""
    for rule in RULES:
        found = rule(question.strip(), before)
        if found:
            return found[0].upper() + found[1:]
    return question


def _bare(question: str, before: Before) -> str | None:
    """ "Why?", "When was that?", "By whom?": the question before, asked for that."""
    text = _body(question)
    found = BARE.fullmatch(text)
    if not found or IT_NEEDS.search(text):
        return None
    ask = found["ask"]
    ask = "Why" if ask.casefold() == "how come" else ask
    if re.fullmatch(r"(?i)(?:which|what) ones?", ask):
        return _ask_for("Which", before)
    return before.asked.asked_as(ask, before.short)


def _how_many(question: str, before: Before) -> str | None:
    """ "How many?": of what was asked for."""
    found = re.fullmatch(
        r"(?i)(how many|how much)(?: exactly| in all| in total| altogether)?", _body(question)
    )
    return _ask_for(found[1], before) if found else None


def _ask_for(ask: str, before: Before) -> str:
    asked = before.asked
    if asked.noun:
        return f"{ask} {asked.noun} {asked.rest}?"
    if asked.ask.casefold() == "who":
        return f"{ask} people {asked.rest}?"
    return f"{ask}: {lower_first(asked.text)}?"


def _who_else(question: str, before: Before) -> str | None:
    """ "Who else?", "Where else?": the question before with "else" in it."""
    found = re.fullmatch(r"(?i)(who|what|where|when|why) else", _body(question))
    if not found:
        return None
    return before.asked.asked_as(found[0], before.short) if before.asked.inverted else (
        f"{found[0]} {before.asked.rest}?"
    )  # fmt: skip


def _who_said(question: str, before: Before) -> str | None:
    """ "Who said so?", "How do we know?": of what was answered."""
    text = _body(question)
    said, known = WHO_SAID.fullmatch(text), KNOWN.fullmatch(text)
    if not said and not known:
        return None
    asked = before.asked
    statement = asked.stated(before.short) or asked.text
    if said:
        joint = " that" if asked.stated(before.short) else ":"
        return f"{said[1]} {said[2]}{joint} {lower_first(statement)}?"
    return f"{text}: {lower_first(statement)}?"


def _fragment(question: str, before: Before) -> str | None:
    """ "And from Saudi Arabia?", "In 2014?", "Peru?": another one in the same question."""
    opening = OPENING.match(question)
    body = _body(question)
    if not opening or not body:
        return None
    about = bool(opening["about"])
    words = [word if word.istitle() else word.casefold() for word in body.split()]
    words[0] = words[0].casefold()
    if len(words) > LONGEST_FRAGMENT or re.search(r"[,:;]", body) or _has_verb(words):
        return None
    if words[0] in ASKING:
        each = re.search(r"(?i)\b(?:each|both|either)$", body)
        return _other_ask(body, before) if opening["opening"] or each else None
    if not opening["opening"]:
        alone = words[0] in PREPOSITIONS and len(words) <= LONGEST_ALONE
        if not alone and not _same_kind(body, before):
            return None
    pronouns = with_pronouns(body, before)
    if pronouns:
        return f"What about {pronouns}?" if about or words[0] not in PREPOSITIONS else None
    return replaced(body, before)


def _other_ask(body: str, before: Before) -> str | None:
    """ "And which Belgian ones?", "How many from each?": another thing asked of the same."""
    if re.search(r"(?i) ones$", body):
        return replaced(body, before)
    counted = re.fullmatch(r"(?i)how many (.+)", body)
    if counted and before.asked.ask.casefold().startswith("how many"):
        return replaced(counted[1], before)
    return f"{body}: {lower_first(before.question.rstrip('?!. '))}?"


def _has_verb(words: list[str]) -> bool:
    """Whether a fragment is a sentence after all; "those who came" is none."""
    for number, word in enumerate(words):
        if word in {"who", "that", "which", "whose"} and number:
            return False
        if word in AUXILIARY or (is_past(word) and number and number + 1 < len(words)):
            return True
    return False


def _same_kind(body: str, before: Before) -> bool:
    """Whether a fragment is nothing but a name, and the question before has one of its kind."""
    names = named_in(body)
    if len(names) != 1 or len(body.split()) > LONGEST_NAME:
        return False
    rest = body[: names[0].start] + body[names[0].end :]
    others = [other for other in named_in(before.question) if other.kind is names[0].kind]
    if names[0].kind is Kind.NAME:
        person = is_person(names[0], body)
        others = [other for other in others if is_person(other, before.question) is person]
    return rest.strip().casefold() in {"", "the"} and bool(others)


def _silent_count(question: str, before: Before) -> str | None:
    """ "How many died?": of those just spoken of."""
    found = SILENT_COUNT.fullmatch(_body(question))
    if not found or found["rest"] is None:
        return None
    verb = found["verb"].casefold()
    behind = found["rest"].casefold().split()[1:2]
    ends = (
        not behind
        or behind[0] in FUNCTION
        or behind[0].endswith("ly")
        or behind[0] in {"back", "home"}
    )
    if not (verb in AUXILIARY or (is_past(verb) and ends)) or re.match(
        r"(?i) \w+ there\b", found["rest"]
    ):
        return None
    if (
        verb in {"did", "do", "does", "can", "could", "will", "would"}
        or re.search(r"(?i)\b(?:the|who)\b", found["rest"])
        or any(n.kind in {Kind.NAME, Kind.COUNTRY} for n in named_in(found["rest"]))
    ):
        return None
    suffered, suffers = PASSIVE.match(before.asked.rest), PASSIVE.match(found["rest"].strip())
    if suffered and suffers and before.asked.noun:  # "wounded" beside "killed", not of the killed
        more = (
            before.asked.rest[suffered.end() :]
            if suffers.end() == len(found["rest"].strip())
            else ""
        )
        return f"{found['lead'] or ''}how many {before.asked.noun}{found['rest']}{more}?"
    group = antecedent(Sort.THEY, before)
    return f"{found['lead'] or ''}how many of {group}{found['rest']}?" if group else None


def _pronouns(question: str, before: Before) -> str | None:
    """ "When was he born?": whom he is. "When did he say that?": also what was said."""
    found = with_pronouns(_body(question), before)
    if found is None:
        return None
    said = SAID.search(before.question.rstrip("?!. "))
    return SAY_THAT.sub(lambda say: f"{say[1]} {said[1]}", found) + "?" if said else f"{found}?"


def _body(question: str) -> str:
    """A question without "And" in front and without its mark."""
    text = question.strip().rstrip("?!. ")
    opening = OPENING.match(text)
    return text[opening.end() :] if opening else text


RULES: tuple[Callable[[str, Before], str | None], ...] = (
    _bare,
    _how_many,
    _who_else,
    _who_said,
    _fragment,
    _pronouns,
    _silent_count,
)
