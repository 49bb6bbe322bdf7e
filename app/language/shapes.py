"""How a question asks for more than one thing: a list, reasons, steps, an account, a decision."""

from __future__ import annotations

import re

from app.language.forms import is_past, is_plural
from app.language.grammar import (
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    PARTICLES,
    PRONOUNS,
)
from app.language.mentions import name_spans
from app.language.questions import asks_several
from app.language.wording import GROUP_WORDS

OPENING = r"^\W*(?:(?:and|please|so|then|also)\s+)*(?:(?:can|could) you\s+)?"
# Behind "what" and "who", as it is typed in a hurry too: "what is", "what's", "whats".
IS = r"(?:['\u2019]?s|\s+(?:is|was|are|were))"
_AUXILIARY = "|".join(sorted(AUXILIARY))

# A question in each shape.
WHY = re.compile(
    rf"{OPENING}(?:why\b|how come\b|(?:for what|what (?:is|was|are|were) the) reasons?\b|for which reasons?\b)",
    re.IGNORECASE,
)
STEPS = re.compile(
    rf"{OPENING}(?:how (?:do|does|can|should|must|would|could) (?:i|we|you|one|someone|somebody)\b"
    r"(?! (?:tell|know|see|feel)\b)|how to\b"
    r"|what (?:do|does|should|must) (?:i|we|you|one) do\b"
    r"|(?:what|which) (?:are the |is the )?(?:steps|procedure|instructions)\b)",
    re.IGNORECASE,
)
YES_NO = re.compile(
    rf"{OPENING}(?!(?:(?:can|could|will|would) )?you (?:please )?(?:name|list|tell|give|say|explain|describe)\b)"
    rf"(?:{_AUXILIARY}|am|may)(?:n't|n\N{{RIGHT SINGLE QUOTATION MARK}}t)?\s",
    re.IGNORECASE,
)
TELL = re.compile(
    rf"{OPENING}(?:tell (?:me|us) (?:more |something |everything )?about|describe|explain"
    r"|what (?:is (?:said|written|known)|do (?:the documents|they|you) (?:say|know)|can you (?:say|tell me)) (?:of|about|on))"
    r"\s+(?P<subject>.+?)\W*$",
    re.IGNORECASE,
)
WHAT_IS = re.compile(
    rf"{OPENING}(?:who|what){IS}\s+(?P<subject>.+?)\W*$",
    re.IGNORECASE,
)


def asks_list(question: str) -> bool:
    """Whether a question asks for the members of something."""
    return asks_several(question) or bool(SEVERAL_INSIDE.match(question))


# "Where were they trained, in which countries?", "Who is not allowed to ...", "What must pupils wear?"
SEVERAL_INSIDE = re.compile(
    r".*\b(?:in|to|from|of|for|with|by)\s+(?:which|what)\s+\w+(?<![isu])s\b(?!\s+the\b)"
    r"|^\W*what (?:equipment|damage|clothes|clothing|luggage|food|things|kinds)\b"
    r"|^\W*what (?:must|should|do|does|can|may) .+\b(?:wear|need|bring|include|cover|contain|pay for|have)\b"
    r"|^\W*who (?:is|are|may|must|should|can) (?:not\b|n't\b|excluded|exempt)",
    re.IGNORECASE,
)


def about(question: str) -> str:
    """Whom or what a question wants to know more about; empty where it asks for a fact.

    "Tell me about" anything; "what is" only of a name, of "a" thing, or of a thing without article.
    """
    if told := TELL.match(question):
        return told["subject"]
    asked = WHAT_IS.match(question)
    return asked["subject"] if asked and _is_subject(asked["subject"]) else ""


def _is_subject(subject: str) -> bool:
    article = re.match(r"(?:the|a|an)\s+", subject, flags=re.IGNORECASE)
    name = subject[article.end() :] if article else subject
    parts = name.split()
    if _name_end(name) == len(name) or re.fullmatch(r"(?:[A-Z][\w'-]*\s)+\d[\w.]*", name):
        return len(parts) <= LONGEST_SUBJECT
    small = {part.casefold() for part in parts}
    if not 0 < len(parts) <= LONGEST_SUBJECT or small & (FUNCTION | PRONOUNS | DETERMINERS):
        return False
    if article is None:
        several = is_plural(parts[-1]) and not parts[0][0].isupper()
        return not (several or is_past(parts[-1]) or parts[-1].endswith("ing"))
    if article[0].casefold().strip() == "the":  # "the Zainabiyoun brigade"
        rest = name[_name_end(name) :].split() if _name_end(name) else []
        return len(rest) == 1 and rest[0] in GROUP_WORDS
    return True


def _name_end(text: str) -> int:
    """Where the name ends with which a text begins; 0 if it begins with none."""
    spans = name_spans(text, PARTICLES | {"of", "the"})
    return next((end for start, end in spans if start == 0), 0)


LONGEST_SUBJECT = 5  # words


def asked_verb(question: str) -> str:
    """What someone wants to do: install of "How do I install the machine?"; the first word behind "steps for"."""
    found = re.search(
        r"\b(?:i|we|you|one|someone|somebody|to|steps for|steps of|procedure for|instructions for)\s+([\w-]+)",
        question,
        re.IGNORECASE,
    )
    return found[1] if found else ""


def asked_noun(question: str) -> str:
    """The noun whose members a question asks for: countries of "Which countries had ..."."""
    found = re.search(
        r"\b(?:which|what|name|list|give)\s+(?:are\s+|were\s+)?(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?"
        r"((?:[\w-]+\s+){0,4}?[\w-]+s)\b",
        question,
        re.IGNORECASE,
    )
    return found[1].split()[-1].casefold() if found else ""
