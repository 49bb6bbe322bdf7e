"""How a question is put, and how it hints at the turn before: the patterns by which both are known.

What is done where one of them is found, the rules in ``follow_ups/`` say. All take typewriter's
apostrophes and dashes.
"""

from __future__ import annotations

import re

from app.language.grammar import (
    ASKING,
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    PREPOSITIONS,
    RELATIVE,
    words,
)
from app.language.wording import PLACE_NOUNS, YEAR_OR_MONTH

_PREPOSITION, _AUXILIARY, _ASKING = (
    "|".join(sorted(each)) for each in (PREPOSITIONS, AUXILIARY, ASKING)
)
# What a question asks for: "In which towns ...", "How many of ...", "Since when ..."
COUNT = re.compile(
    rf"(?i)^(?:(?P<preposition>{_PREPOSITION}) )?(?P<ask>(?:how many|how much|which)(?: of)?"
    r"|what (?:share|percentage|proportion) of|what) (?P<rest>.+)$"
)
ASK = re.compile(
    rf"(?i)^(?P<ask>(?:(?:{_PREPOSITION}) )?(?!whose)"
    rf"(?:how (?!(?:many|much|{_AUXILIARY})\b)\w+|{_ASKING})) (?P<rest>.+)$"
)
# What may stand in front: "By 2016, how many ...", "Roughly how many ...".
LEAD = re.compile(rf"(?i)^(?:(?:and|but|so|or|for|roughly|about),? )+|^[^,]*, (?=(?:{_ASKING})\b)")
SHORT_IS = re.compile(rf"(?i)^({_ASKING})'s\b")
ASKS_HOW = re.compile(r"(?i)\b(when|where|why|how)\b(?! many| much)")
WHAT_IS = re.compile(r"(?i)what (?:is|was) (?:the )?(?P<noun>\w+)")
PLACE_OR_TIME = re.compile(r" (?=(?:in|to|from|at|on|for|during|since|about) )")
NO_PLACE = re.compile(rf"(?:(?! (?:{_PREPOSITION})\b(?! \d)).)*")

# A fragment: "And from Saudi Arabia?", "What about Sweden in 2015?", "the Belgian ones"
OPENING = re.compile(
    r"(?i)^(?:(?:and|but|so|then|or|well|yes|no)\b,? *)*(?:(?:what|how) about |(?:the )?same for )?"
)
FRAGMENT = re.compile(rf"(?i)^(?:(?P<preposition>{_PREPOSITION}) )?(?P<what>.+)$")
WITH_DATE = re.compile(
    rf"(?P<what>.*[A-Z].*) (?P<date>(?:in|by|since|during) {YEAR_OR_MONTH.pattern})$"
)
OF_PLACE = re.compile(rf"(?i)the (?:whole |entire )?(?:{'|'.join(PLACE_NOUNS - {'world'})})")
THE_ONES = re.compile(r"(?i)(?:which )?(?:the )?(\S+) ones$")
ONES = re.compile(r"(?i)(?:which|what) ones?")
ARTICLE = re.compile(r"(?i)(?:the |all )?")
THE = re.compile(r"(?i)\bthe $")
HOW_MANY = re.compile(r"(?i)how many (.+)")
ONLY_HOW_MANY = re.compile(r"(?i)(how many|how much)(?: exactly| in (?:all|total))?")
ELSE = re.compile(r"(?i)(?:who|what|where|when|why) else")

# Which of several countries is the one asked about: whence before where.
WHENCE = ("from", "", "of", "in", "at", "to")

# A question word with nothing but "that": "When was that?", "Why did this happen?", "How come?"
BARE = re.compile(
    rf"(?i)(?P<ask>(?:(?:{_PREPOSITION}) )?"
    r"(?:when|whom?|why|where|whose|how(?: (?!many|much)\w+)?|(?:which|what) (?!happened|else)[\w-]+))"
    rf"(?: exactly)?(?: (?:{_AUXILIARY}) (?:that|this|it)(?= |$)"
    r"(?P<happened> (?:happen|happened|take place|occur))?)?"
)
# What was said: "Who said so?", "How do we know?", "When did he say that?"
WHO_SAID = re.compile(r"(?i)(who|which \w+) (?:said|says|claimed|reported) (?:so|this|that|it)")
KNOWN = re.compile(
    r"(?i)how (?:do|can) (?:we|you|they) know(?: (?:that|this))?|is (?:that|this|it) (?:true|right)"
)
SAY_THAT = re.compile(r"(?i)\bsay (?:that|this|so)$")
SAID = re.compile(r"\b(?:say|says|said) ((?:that|about) .+)$")
# Counted without a noun: "How many died?"
SILENT_COUNT = re.compile(
    rf"(?i)(?P<lead>(?:{_AUXILIARY}) [^,]*)?how many(?P<rest> (?P<verb>[\w-]+).*)"
)
SUFFERED = re.compile(r"(?i)(?:is|are|was|were|(?:has|have|had) been) (\w+)")
BACK = words("back home")
SOMEONE_COUNTED = re.compile(r"(?i)\b(?:the|who)\b")

# Pronouns that hint at nothing. "it": "is it true that", "how long does it take", "make it"
_JOINS = "(?:that|to|for|who|if|when|which)"
EMPTY_IT = re.compile(
    r"(?i)\bit (?:takes?|took|rains?|snows?|seems?|all)\b|\b(?:take|make|made|took) it\b|\bdoes it get\b"
    rf"|\b(?:is|was) it (?:\w+ ){{0,7}}{_JOINS}\b|\bit (?:is|was) (?:\w+ ){{1,3}}{_JOINS}\b"
    rf"|\b(?:{_AUXILIARY}) it (?:become|be|been|happen) (?:\w+ )?{_JOINS}\b"
)
# "there": "is there", "over there"
EMPTY_THERE = re.compile(r"(?i)\b(?:is|are|was|were|be|out|over|up|down|hi|hello) there\b")
# Behind a demonstrative these say themselves what it means: "those who came", "that of Rome".
SAYS_ITSELF = RELATIVE | PREPOSITIONS
TIMES = words("day time year week month century moment way kind")  # "this year", "that way"
SAYING = words(  # what a report or a law does
    "say state report estimate find conclude claim recommend count mention show tell require allow ban"
)

# What stands in front of a pronoun, so that it means that. The beginning of another clause:
CLAUSE = re.compile(
    r"(?i),|;|\b(?:and|but|when|while|who|that|because|if|after|before|with|since|as|so)\b"
)
# Another sentence, or the first half of one.
SENTENCE = re.compile(r":| - |(?i:^(?:when|if|because|after|before) .*, $)")
OTHER_CLAUSE = words("and but if that those")
ONE_VERB = re.compile(r"(?i)(?:which|what|who) (?:\S+ ){0,2}")
NOUN = re.compile(r"(?i)\b(?:the|an?|that|this|which|what|each|every) (?=([\w-]+)(?: ([\w-]+))?)")

# What pronouns mean
MALE = words("husband father son brother king man uncle grandfather boyfriend")
FEMALE = words("wife mother daughter sister queen woman aunt widow girlfriend")
LIST = re.compile(r", | and ")
PLACE_IN_FRONT = re.compile(r"^(?:in|at|on|from|near) ")
HAS_CLAUSE = re.compile(r" (?:who|that|whose) ")
MOVING = words("get go come travel move fly flee return arrive send")  # so it is "to" there


def behind(preposition: str) -> re.Pattern[str]:
    """What stands behind a preposition: "of ethanol"."""
    stop = "|".join(sorted((FUNCTION | PREPOSITIONS) - DETERMINERS))
    return re.compile(rf"(?i)\b{preposition} (?!(?:{stop})\b)[^,.;:]+?(?=,| (?:{stop})\b|$)")


def with_noun(noun: str) -> re.Pattern[str]:
    """A noun with all that belongs to it: "the World Bank study of poverty"."""
    stop = "|".join(sorted(FUNCTION - {"of"}))
    phrase = rf"(?:(?!(?:{stop})\b)[\w'-]+ ){{0,4}}{re.escape(noun)}(?: of (?:the )?[\w-]+)?"
    return re.compile(rf"(?i)\b(?:the|a|an|how many|which) ({phrase})\b")
