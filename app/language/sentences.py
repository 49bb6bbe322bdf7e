"""How a sentence gives a reason, tells its reader what to do, or says what something is."""

from __future__ import annotations

import re

from app.language.forms import is_base
from app.language.grammar import AUXILIARY, DETERMINERS, FUNCTION, words

# What a sentence says.
SURE_REASON = re.compile(
    r"\b(?:because|since (?!(?:\d|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|then|the (?:start|beginning|end)))|so that|in order to|due to|owing to|thanks to|on account of"
    r"|on the grounds? (?:that|of)|out of|reasons?|explanation|as (?:the|a|an|he|she|it|they|we|you|light|only)\b)",
    re.IGNORECASE,
)
CONDITION = re.compile(r"^\W*(?:to|if|when|in case|before|after)\s", re.IGNORECASE)
MUST = re.compile(
    r"\b(?:must|should|have to|has to|need to|needs to|is to be|are to be|we need|please)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"\b(?:he|she|it|they|his|her|its|their|the latter)\b", re.IGNORECASE)
# Verbs that are nouns as well, so that a dictionary form does not tell; with which instructions begin.
ORDERS = words(
    "add allow apply ask bake beat boil bring brush call carry cheat check choose chop clean clear click close"
    " come connect cook cool cover cut descale dip disconnect do draw drain drill dry dust empty enter feed fill"
    " find fit fold follow freeze get give go hang hand have heat hold insert install keep knead lay leave lift"
    " list load lock look lower make mark measure mix move never not open pass pay peel phone place plug poach"
    " pour prepare press print pull push put read refill register remove repeat replace report reset ring rinse"
    " roll rub run save search see select send serve set shake shape shut simmer slice slide soak soften sprinkle"
    " stand start steep stir stop store submit swallow switch take tap tell then thaw throw tie tip top touch turn"
    " twist type unplug upload use wait warm wash wear wipe wrap write first next finally always"
)
# What decides a question may say these otherwise: "come" as "be admitted", "open" as "closed".
LIGHT_VERBS = words(
    "come go get take bring use do make have give put let keep stay open close enter visit need want be become"
    " eat say mean count include cost happen anybody anyone somebody someone still ever also really"
)
# Of "How do I make the soup?" they say nothing that the heading of a recipe would have.
MAKING_VERBS = words("steps instructions procedure make do cook prepare")
# And what only asks for permission, it says in its own way.
OF_DECIDING = words(
    "allowed permitted possible forbidden prohibited okay ok able right true case may can please there any some"
)
_DEFINING = (
    r"(?:(?:is|was|are|were)\s+(?:also\s+)?(?:a|an|the|one|two|known|called)"
    r"|contains?|belongs?|means?|refers?|consists?|describes?)\b"
)


def gives_reason(sentence: str) -> bool:
    """Whether a sentence may give a reason."""
    return bool(SURE_REASON.search(sentence) or _PURPOSE.search(sentence))


_PURPOSE = re.compile(
    r"\bto (?:make|keep|stop|prevent|avoid|protect)\b|\bor (?:it|they|you|he|she) (?:will|would|may|could)\b"
)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells its reader what to do: it begins as an order does, or says "must"."""
    text = re.sub(r"^\W*(?:\d+[.)]\s*)?(?:please\s+)?", "", sentence, flags=re.IGNORECASE)
    if _begins_with_verb(text):
        return True
    if CONDITION.match(text):  # "To refill, open the tap", "If it is late, telephone"
        rest = text.split(",", 1)[1:]
        return bool(rest and rest[0].strip() and is_order(rest[0])) or bool(MUST.search(text))
    return bool(MUST.search(text))


def _begins_with_verb(text: str) -> bool:
    """Whether a sentence begins with a verb as an order does: "Stone and chop two kilos", "Report a theft"."""
    parts = re.findall(r"[\w'-]+", text)[:2]
    if not parts:
        return False
    first = parts[0].casefold()
    if first in ORDERS:
        return True
    behind = parts[1].casefold() if len(parts) > 1 else ""
    may_follow = FUNCTION - AUXILIARY | DETERMINERS | _COUNTS
    follows = behind in may_follow or behind.endswith("ly") or behind[:1].isdigit()
    return follows and is_base(first)


_COUNTS = words("all both each every two three four five six seven eight nine ten half")


def without_article(name: str) -> str:
    """A name without the article in front of it."""
    return re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)


def begins_with(sentence: str, name: str) -> bool:
    """Whether a sentence begins with a name."""
    name = re.escape(without_article(name))
    return bool(re.match(rf"\W*(?:the\s+|a\s+|an\s+)?{name}\b", sentence, re.IGNORECASE))


def defines(sentence: str, name: str) -> bool:
    """Whether a sentence says what something is: "X is a ...", "X, a ...,", "a ... called X"."""
    name = re.escape(without_article(name))
    return any(
        re.search(pattern, sentence, re.IGNORECASE)
        for pattern in (
            rf"^\W*(?:the\s+|a\s+|an\s+)?{name}(?:\s*\([^)]*\))?\s+{_DEFINING}",
            rf"\b{name}(?:\s*\([^)]*\))?,\s+(?:a|an|the|who|which|one)\b",
            rf"\b(?:called|named|known as)\s+[\"'\u201c]?{name}\b",
            rf"\b(?:is|was|are|were|with)\s+(?:the\s+)?{name}\b,?\s*(?:a|an|the|who|which|$|\.)",
        )
    )
