"""What a question asks for: a number, a date, or several things; and the items of a list in words."""

from __future__ import annotations

import re

from app.language.forms import WORD, is_base, is_past, lemma, may_be_verb
from app.language.grammar import AUXILIARY, PREPOSITIONS
from app.language.values import Date, Number, Value

ASKS_NUMBER = re.compile(
    r"\bhow (?!did|do|does|is|was|are|were|can|could|has|have|had)\w+|\b(?:number|share|percentage|"
    r"proportion|rate|population|total|figure|estimate|height|length|depth|width|age|size|area|cost|"
    r"price|amount|value|distance|speed|temperature|weight|toll|capacity|score|turnout|average)\b",
    re.IGNORECASE,
)
ASKS_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:year|date|day|month)\b|\bdate of\b", re.IGNORECASE
)
# "Which groups ...", "What were the reasons ...", "Name three ...", "Who were ...".
_SMALL = r"(?:is|was|does|has|this|his|its|as|us|of|in|on|at|for|to|did|do|are|were|can|could|will|had|have)\b"
ASKS_SEVERAL = re.compile(
    r"^\W*(?:(?:and|in|from|by|to|of|with|for|on|at|can you|could you|please)\s+)*(?:"
    rf"(?:which|what)\s+(?:(?!{_SMALL})[\w-]+\s+){{0,2}}?(?!{_SMALL})(?P<several>[\w-]+(?<![isu])s)\b(?P<behind>.*)"
    r"|(?:what|who|which)\s+(?:are|were)\b(?!.*\b(?:called|known as|named)\W*$)"
    r"|(?:name|list|give|tell)\s+(?!the\s+\w+\s+(?:of|who|which|that)\b|me\b|an?\b|one\b)"
    r")",
    re.IGNORECASE,
)
# Between two items: a comma that is not within a number, a semicolon; before the last one "and" or "or".
COMMA = re.compile(r"\s*[,;]\s+(?:(?P<last>and|or|as well as)\s+)?")
AND = re.compile(r"\s+(?:and|or|as well as)\s+")


QUESTION_MARKS = ("?", '?"', "?\u201d", "?'", "?\u2019", "?)")
# What may stand behind a noun of several things that could be a verb as well: "programs are", "causes of".
BEHIND_NOUN = PREPOSITIONS | AUXILIARY | {""}


def is_question(sentence: str) -> bool:
    """Whether a sentence of a document asks, by its mark."""
    return sentence.rstrip().endswith(QUESTION_MARKS)


def asks_for(question: str, value: Value) -> bool:
    """Whether a question asks for a value of this kind: a number or a date."""
    if isinstance(value, Number):
        return bool(ASKS_NUMBER.search(question))
    return isinstance(value, Date) and bool(ASKS_DATE.search(question))


def may_ask_year(question: str) -> bool:
    """Whether four digits alone are a year to a question: unless it asks for a number."""
    return bool(ASKS_DATE.search(question)) or not ASKS_NUMBER.search(question)


def asks_several(question: str) -> bool:
    """Whether a question asks for several things.

    "What causes triplet oxygen?" does not: what looks like several things may be what one of them does.
    """
    found = ASKS_SEVERAL.match(question)
    if not found or not found["several"]:
        return bool(found)
    several, behind = lemma(found["several"]), WORD.findall(found["behind"])
    follows = behind[0].casefold() if behind else ""
    is_subject = follows in BEHIND_NOUN or is_past(follows) or is_base(follows)
    return is_subject or not may_be_verb(several)


def items(text: str) -> list[tuple[int, int]]:
    """The items of a list in words, as spans of it; the whole text if it is no list.

    A second "and" belongs to the last item: "Kosovo, and Bosnia and Herzegovina" are two.
    """
    commas = list(COMMA.finditer(text))
    between = [comma.span() for comma in commas]
    rest = between[-1][1] if between else 0
    if not (commas and commas[-1]["last"]) and (last := AND.search(text, rest)):
        between.append(last.span())
    edges = [0, *(edge for gap in between for edge in gap), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in spans if any(c.isalnum() for c in text[start:end])]
