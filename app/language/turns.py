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
    rf"(?:how (?:much|many)(?= (?:{_AUXILIARY})\b)|how (?!(?:many|much|{_AUXILIARY})\b)\w+|{_ASKING}))"
    r" (?P<rest>.+)$"
)
# What may stand in front: "By 2016, how many ...", "Roughly how many ...".
LEAD = re.compile(rf"(?i)^(?:(?:and|but|so|or|for|roughly|about),? )+|^[^,]*, (?=(?:{_ASKING})\b)")
SHORT_IS = re.compile(rf"(?i)^({_ASKING})'s\b")
ASKS_HOW = re.compile(r"(?i)\b(when|where|why|how)\b(?! many| much)")
WHAT_IS = re.compile(r"(?i)what (?:is|was) (?:the )?(?P<noun>\w+)")
OTHER_NUMBER = {
    "is": "are",
    "are": "is",
    "was": "were",
    "were": "was",
    "does": "do",
    "do": "does",
    "has": "have",
    "have": "has",
}
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
WHY_NOT = re.compile(r"(?i)why not")
# What was put in front of a question: "What about students: how much is a ticket"
ABOUT = re.compile(r"(?i)^(?:(?:what about (?P<about>[^:]+)|why not): )+")
WEEKDAYS = re.compile(r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?")
# Who takes the place of whom: "men" that of "women", "children" that of "adults".
SORTS_OF_PEOPLE = (words("woman man boy girl female male"), words("child adult youth"))
AT_PLACE = words("in on at")
ELSE = re.compile(r"(?i)(?:who|what|where|when|why) else")

# Another thing was meant: "No, I meant 2014.", "Sorry, I mean Chad". Behind "no" alone, all is.
CORRECTION = re.compile(
    r"(?i)^(?:(?:no|sorry|oh|actually|rather)\b,? *)*(?:i mean|i meant|make that|rather) (?P<meant>.+)$"
)
NO = re.compile(r"(?i)^no\b,? *(?!more|one|other)(?P<meant>.+)$")
# What the conversation goes back to: "Back to the deposit: is it returned?"
BACK_TO = re.compile(
    r"(?i)^(?:(?:and|but|so|now)\b,? *)*(?:(?:(?:go|going|come|coming|return|returning|get|getting) )?"
    r"(?:back )?to|as (?:for|to)|regarding) (?P<topic>[^,:;?]+)[,:;] *(?P<rest>.+)$"
)
AND_THEN = re.compile(
    rf"^(?i:and) (?P<topic>(?:the |those |these |(?=[A-Z]))[^,:;?]+)[,:] "
    rf"(?P<rest>(?i:(?:(?:{_PREPOSITION}) )?(?:{_ASKING}|{_AUXILIARY})\b).+)$"
)
# A count of which nothing says where or of what: "How many men died?"
ONLY_COUNT = re.compile(r"(?i)how many [a-z]+ (?P<verb>[a-z]+)")
RELATIVE_TIME = re.compile(r"(?i)(?:this|last|next) (?:year|month|week|time)|today|now|nowadays")
# One of a list that was shown: "the second one", "the last of them".
PLACE_IN_LIST = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1, "latter": -1,
    "former": 0,
}  # fmt: skip
ONE_OF_LIST = re.compile(
    rf"(?i)\bthe (?P<place>{'|'.join(PLACE_IN_LIST)})(?: one| of (?:them|those|these))?(?=$|[?.,]| (?:{_AUXILIARY})\b)"
)
ORDINAL = re.compile(rf"(?i)\b(?:{'|'.join(PLACE_IN_LIST)})\b")

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
    r"(?i)\bit (?:takes?(?! place)|took(?! place)|rains?|snows?|seems?|all)\b|\b(?:take|make|made|took) it\b|\bdoes it get\b"
    rf"|\b(?:is|was) it (?:that\b|(?:\w+ ){{1,7}}{_JOINS}(?= \w))|\bit (?:is|was) (?:\w+ ){{1,3}}{_JOINS}\b"
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


def phrase_of(noun: str) -> re.Pattern[str]:
    """A noun with its article and what stands between: "an adult ticket"."""
    stop = "|".join(sorted(FUNCTION))
    return re.compile(rf"(?i)\b(?:the|an?) (?:(?!(?:{stop})\b)[\w'-]+ ){{0,3}}{re.escape(noun)}\b")


def with_noun(noun: str) -> re.Pattern[str]:
    """A noun with all that belongs to it: "the World Bank study of poverty"."""
    stop = "|".join(sorted(FUNCTION - {"of"}))
    phrase = rf"(?:(?!(?:{stop})\b)[\w'-]+ ){{0,4}}{re.escape(noun)}(?: of (?:the )?[\w-]+)?"
    return re.compile(rf"(?i)\b(?:the|a|an|how many|which) ({phrase})\b")
