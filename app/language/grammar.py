"""The small words of English: closed classes, each of them whole."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


DO, BE, HAVE = words("do does did"), words("is are was were"), words("has have had")
MODAL = words("can could will would should may might must")
AUXILIARY = DO | BE | HAVE | MODAL
ASKING = words("who whom whose what which when where why how")
RELATIVE = words("who whom whose which that")
PREPOSITIONS = words(
    "in from of to at on by for with through about near since until under over between among against"
    " during across within without into towards after before than as like per around"
)
DETERMINERS = words("the a an")
DEMONSTRATIVES = words("this that these those")
OWNERS = words("his her their its")
HE, SHE = words("he him his"), words("she her hers")
THEY = words("they them their theirs")
PRONOUNS = (
    HE
    | SHE
    | THEY
    | DEMONSTRATIVES
    | OWNERS
    | words("it i you we me us my your our there one ones")
)
FUNCTION = (
    AUXILIARY | ASKING | PREPOSITIONS | PRONOUNS
    | words("and or but so if because while not also then else be been being just ever out up off")
)  # fmt: skip
# Small words between the capitals of a name: "Osama bin Laden", "Simone de Beauvoir".
PARTICLES = words("al el bin ibn de del der da di la le van von")
DENYING = words(
    "no not never none nobody nothing nor neither nowhere without cannot except excluding"
)
_DENIAL = re.compile(rf"\b(?:{'|'.join(DENYING)})\b|n['\u2019]t\b", re.IGNORECASE)


def is_negated(text: str) -> bool:
    """Whether a text denies something."""
    return _DENIAL.search(text) is not None
