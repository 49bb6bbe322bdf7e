"""A question within a question: "When did the husband of Ada Day die?" asks first who that was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.language.forms import is_base, is_past, is_plural, lemma
from app.language.grammar import (
    ASKING,
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    OWNERS,
    PREPOSITIONS,
    words,
)
from app.language.wording import GROUP_WORDS, is_person_noun

_PREPOSITION = "|".join(sorted(PREPOSITIONS))
_NOUN = r"(?P<noun>(?:[\w'-]+ ){0,2}?[\w'-]+)"
_THINGS = GROUP_WORDS | words("mill list vessel trawler house firm hospital hotel book")
_ASKS = re.compile(
    rf"^\W*(?:and\s+)?(?:(?:{_PREPOSITION})\s+)?(?:{'|'.join(sorted(ASKING))})\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[?!]|[.;]\s+[A-Z]")
# "the man who ...", "the country in which ...", "the ship whose ..."
_RELATIVE = re.compile(
    rf"\bthe {_NOUN} (?P<relative>(?:(?:{_PREPOSITION}) )?(?:who|whom|that|which|where))\b (?P<clause>.+)$"
)
# "the country most fighters came from"
_STRANDED = re.compile(
    rf"\bthe (?P<noun>[\w-]+) (?P<relative>)(?P<clause>(?!of\b|that\b|who\b)[\w' -]+ (?:{_PREPOSITION}))$"
)
# "the husband of Ada Day"
_ROLE = re.compile(rf"\bthe {_NOUN} (?P<relative>of|in|for|at) (?P<clause>.+)$")
_ONLY_ASKS_WHO = re.compile(
    r"^\W*(?:who|what|which(?: [\w-]+)?)(?:'s| is| was| are| were)(?: the (?:name|title) of)?\s*$",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\b(?:do|does|did|can|could|will|would|should|must|may|might)\s(?!.*\b(?:do|does|did)\b)",
    re.IGNORECASE,
)
_BE = re.compile(
    r"\b(?:is|was|are|were|has|have|had)\b(?:\s+the\s+[\w-]+(?:\s+of)?)?\s*$", re.IGNORECASE
)
MOST_WORDS = 6  # of a name that is put in


@dataclass(frozen=True, slots=True)
class Nested:
    """The question within, for what ``noun`` names, and what stands before and behind its words in the whole."""

    noun: str
    inner: str
    before: str
    behind: str

    def outer(self, name: str) -> str:
        """What is asked of the answer of the question within."""
        bare = re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)
        article = "" if bare[:1].isupper() else "the "
        return " ".join(f"{self.before}{article}{bare} {self.behind}".split()) + "?"


def nested_in(question: str) -> Nested | None:
    """The question within a question; None where it asks for one thing.

    It is told by its grammar: a person in a role, or something with a clause of its own, of which more
    is asked than who or what it is.
    """
    text = question.strip().rstrip("?. ")
    if not _ASKS.match(text) or _SENTENCE_END.search(text):
        return None
    for pattern in (_RELATIVE, _STRANDED, _ROLE):
        found = pattern.search(text)
        if found and not _ONLY_ASKS_WHO.match(text[: found.start()]):
            noun = found["noun"].split()[-1]
            is_one = is_person_noun(noun) or (pattern is not _ROLE and noun in _THINGS)
            if (
                is_one
                and noun.islower()
                and not is_plural(noun)
                and not found["noun"].split()[0].endswith("est")
            ):
                return _nested(text, found, is_role=pattern is _ROLE)
    return None


def _nested(text: str, found: re.Match[str], *, is_role: bool) -> Nested | None:
    before = text[: found.start()]
    parts = found["clause"].split()
    own = 0 if is_role else 1  # verbs of the clause itself
    if (did := _DID.search(before)) and not _has_main_verb(before[did.end() :]):
        end = _main_verb(parts)
    elif _BE.search(before):
        end = _participle(parts, own)
    else:
        end = len(parts)
    clause, behind = " ".join(parts[:end]), " ".join(parts[end:])
    if not clause:
        return None
    was = "was" if re.search(r"\b(?:did|was|were|had)\b", before) else "is"
    inner = (
        f"Who {was} the {found['noun']} {found['relative']} {clause}?"
        if is_role
        else _asked(found["noun"], found["relative"], clause)
    )
    return Nested(found["noun"].split()[-1], inner, before, behind) if inner else None


def _has_main_verb(between: str) -> bool:
    parts = ["", *between.split()]
    return _main_verb(parts) < len(parts)


def _main_verb(parts: list[str]) -> int:
    """Where the verb stands that belongs to "did" in front: the first in its dictionary form."""
    for number, (word, front) in enumerate(zip(parts[1:], parts, strict=False), start=1):
        owned = front.casefold() in DETERMINERS | OWNERS or front.endswith(("'s", "\u2019s", "s'"))
        is_verb = word.islower() and is_base(word) and word not in FUNCTION | DETERMINERS
        if word in {"do", "have", "be"} or (is_verb and not owned):
            return number
    return len(parts)


def _participle(parts: list[str], own: int) -> int:
    """Where the participle stands that belongs to "was" in front: behind the clause's own verb."""
    verbs = [
        number
        for number, word in enumerate(parts)
        if (word == "born" or is_past(word) or word in AUXILIARY)
        and not (number and parts[number - 1] in AUXILIARY)
    ]
    return verbs[own] if len(verbs) > own and verbs[own] else len(parts)


def _asked(noun: str, relative: str, clause: str) -> str:
    """A clause of something as a question for it; empty where its verb is not found."""
    is_person = is_person_noun(noun.rsplit(maxsplit=1)[-1])
    parts = clause.split()
    first = parts[0]
    if relative in {"who", "that", "which"} and (_is_finite(first) or first in AUXILIARY):
        return f"Who {clause}?" if is_person else f"Which {noun} {clause}?"
    number = _finite_verb(parts)
    if not number:
        return ""
    verb, subject, rest = parts[number], " ".join(parts[:number]), " ".join(parts[number + 1 :])
    if verb in AUXILIARY:
        said = f"{verb} {subject} {rest}"
    else:
        did = "did" if is_past(verb) else "does"
        said = f"{did} {subject} {lemma(verb)} {rest}"
    where = relative.split(maxsplit=1)[0] if " " in relative else {"where": "in"}.get(relative, "")
    what = "who" if is_person and not where else f"which {noun}"
    asked = f"{where} {what} {said}".strip()
    return f"{asked[0].upper()}{asked[1:]}?".replace(" ?", "?")


def _finite_verb(parts: list[str]) -> int:
    """Where the verb of a clause stands behind its subject; 0 where none is found. "The brothers" may not be one."""
    for is_verb in (lambda word: is_past(word) or word in AUXILIARY, _is_finite):
        found = next((n for n, word in enumerate(parts) if n and is_verb(word)), 0)
        if found:
            return found
    return 0


def _is_finite(word: str) -> bool:
    """Whether a word looks like a verb of its clause: "won", "lies"."""
    third = word.islower() and word.endswith("s") and is_base(lemma(word)) and lemma(word) != word
    return is_past(word) or third
