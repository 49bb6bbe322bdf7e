"""How a question asks for more than one thing, and how a sentence gives a reason, a step or a definition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.language.countries import countries_in
from app.language.forms import is_base, is_past, is_plural, lemma
from app.language.grammar import (
    AUXILIARY,
    DETERMINERS,
    FUNCTION,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    words,
)
from app.language.mentions import name_spans
from app.language.questions import asks_several
from app.language.wording import GROUP_WORDS

_OPENING = r"^\W*(?:(?:and|please|so|then|also)\s+)*(?:(?:can|could) you\s+)?"
_AUXILIARY = "|".join(sorted(AUXILIARY))
_PREPOSITION = "|".join(sorted(PREPOSITIONS))

# A question in each shape.
WHY = re.compile(
    rf"{_OPENING}(?:why\b|how come\b|(?:for what|what (?:is|was|are|were) the) reasons?\b|for which reasons?\b)",
    re.IGNORECASE,
)
STEPS = re.compile(
    rf"{_OPENING}(?:how (?:do|does|can|should|must|would|could) (?:i|we|you|one|someone|somebody)\b"
    r"(?! (?:tell|know|see|feel)\b)|how to\b"
    r"|what (?:do|does|should|must) (?:i|we|you|one) do\b"
    r"|(?:what|which) (?:are the |is the )?(?:steps|procedure|instructions)\b)",
    re.IGNORECASE,
)
YES_NO = re.compile(
    rf"{_OPENING}(?!(?:(?:can|could|will|would) )?you (?:please )?(?:name|list|tell|give|say|explain|describe)\b)"
    rf"(?:{_AUXILIARY}|am|may)(?:n't|n\N{{RIGHT SINGLE QUOTATION MARK}}t)?\s",
    re.IGNORECASE,
)
TELL = re.compile(
    rf"{_OPENING}(?:tell (?:me|us) (?:more |something |everything )?about|describe|explain"
    r"|what (?:is (?:said|written|known)|do (?:the documents|they|you) (?:say|know)|can you (?:say|tell me)) (?:of|about|on))"
    r"\s+(?P<subject>.+?)\W*$",
    re.IGNORECASE,
)
WHAT_IS = re.compile(
    rf"{_OPENING}(?:who|what)(?:'s|\N{{RIGHT SINGLE QUOTATION MARK}}s|\s+(?:is|was|are|were))\s+(?P<subject>.+?)\W*$",
    re.IGNORECASE,
)
COMPARE = re.compile(
    rf"{_OPENING}(?:compare|(?:what|which) (?:is|are|was|were) the differences? between"
    r"|(?:what|how) (?:is|are|was|were) different between|what distinguishes)"
    r"\s+(?P<sides>.+?)\W*$",
    re.IGNORECASE,
)
DIFFER = re.compile(
    rf"{_OPENING}(?:how|in what|where|in which ways?) (?:do|does|did)\s+(?P<sides>.+?)\s+(?:differ|compare)\b"
    r"(?:\s+(?:from|with|to)\s+(?P<other>.+?))?"
    r"(?:\s+(?:in|on|as to|regarding|at|by)\s+(?P<respect>.+?))?\W*$",
    re.IGNORECASE,
)
_BETWEEN_SIDES = (
    re.compile(r",?\s+and\s+", re.IGNORECASE),
    re.compile(r",?\s+(?:with|to|versus|vs\.?|from|as opposed to)\s+", re.IGNORECASE),
)
_RESPECT = re.compile(
    r"\s+(?:on|in|as to|regarding|with (?:regard|respect) to|as regards|by|at|as|of|concerning|when it comes to)\s+",
    re.IGNORECASE,
)
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


@dataclass(frozen=True, slots=True)
class Sides:
    """Two things to be compared, and in what; the respect is empty where the question names none."""

    one: str
    other: str
    respect: str


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


def compared(question: str) -> Sides | None:
    """The two things that a question wants compared."""
    pair = _pair(question)
    if pair is None:
        return None
    one, other, respect = pair
    if behind := _RESPECT.search(other):
        respect = f"{other[behind.end() :]} {respect}".strip()
        other = other[: behind.start()]
    other = re.sub(rf"^(?:{_PREPOSITION})\s+", "", other)
    if before := list(re.finditer(rf"\s(?:{_PREPOSITION})\s+(?=\S)", one)):
        respect = f"{one[: before[-1].start()]} {respect}".strip()
        one = one[before[-1].end() :]
    one, other = without_article(one), without_article(other)
    extra = len(one.split()) - len(other.split())
    if extra > 0 and re.search(r"\d", other):  # "error code E6 and E7"
        respect = f"{' '.join(one.split()[:extra])} {respect}".strip()
        one = " ".join(one.split()[extra:])
    return Sides(one, other, respect) if one and other else None


def _pair(question: str) -> tuple[str, str, str] | None:
    """What stands before and behind the word between two sides, and in what they differ."""
    differ = DIFFER.match(question)
    if differ and differ["other"]:
        return differ["sides"], differ["other"], differ["respect"] or ""
    found = differ or COMPARE.match(question)
    gaps = (gap.search(found["sides"]) for gap in _BETWEEN_SIDES) if found else iter(())
    between = next((gap for gap in gaps if gap), None)
    if not found or not between:
        return None
    sides = found["sides"]
    return (
        sides[: between.start()],
        sides[between.end() :],
        (differ["respect"] or "") if differ else "",
    )


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


def is_of_kind(member: str, noun: str) -> bool:
    """Whether a member can be one of what was asked for, as far as a table tells: a country."""
    if lemma(noun) in {"country", "nation", "government", "state"}:
        return bool(countries_in(member))
    return any(character.isalnum() for character in member)


def enumeration(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of the list in a sentence of which ``text[start:end]`` is all or a part.

    A list in words has its items between commas and before a last "and" or "or". What leads up to its
    first item is left out, and what follows its last. Without a list it is the span alone.
    """
    floor, ceiling = _clause(text, start, end)
    edges = [
        floor,
        *(e for gap in _LIST_GAP.finditer(text, floor, ceiling) for e in gap.span()),
        ceiling,
    ]
    pieces = [piece for piece in zip(edges[::2], edges[1::2], strict=True) if piece[0] < piece[1]]
    mine = [n for n, (first, last) in enumerate(pieces) if first < end and start < last]
    if not mine:
        return [(start, end)]
    low, high = mine[0], mine[-1]
    found = pieces[low : high + 1]
    begin, stop = found[0][0], found[-1][1]
    begins = _adds_nothing(text[begin:start])
    ends = _adds_nothing(text[end:stop])
    found[0] = (begin if begins else start, found[0][1])
    found[-1] = (found[-1][0], stop if ends else end)
    while begins and low > 0:
        low -= 1
        first, last = pieces[low]
        head = _head(text, first, last)
        begins = head == first and low > 0
        found.insert(0, (head, last))
    while ends and high + 1 < len(pieces) and _is_item(text[slice(*pieces[high + 1])]):
        high += 1
        found.append(pieces[high])
    if len(found) > 1 and all(_is_name(text, each) for each in found[1:]):
        first, last = found[0]
        found[0] = (_head(text, first, last, are_names=True), last)
    trimmed = [_trimmed(text, *each) for each in found]
    return [(first, last) for first, last in trimmed if first < last]


_LIST_GAP = re.compile(r",\s+(?:(?:and|or|as well as)\s+)?|\s+(?:and|or|as well as)\s+")
_CLAUSE_END = re.compile(
    r"[:;()\u2014]\s?|\.\s*$"
    r"|,\s+(?=(?:which|who|whose|where|because|but|so|while|since|above all|among|given)\b)"
)
_SOMEONE = re.compile(r"\W*(?:people|persons|those|any(?:one|body)|every(?:one|body)|whoever)\b")
MOST_WORDS = 14  # of an item
MOST_BESIDE = 2  # words that may stand between a part of an item and its end


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    ends = [found.span() for found in _CLAUSE_END.finditer(text)]
    floor = max((stop for _, stop in ends if stop <= start), default=0)
    ceiling = min((first for first, _ in ends if first >= end), default=len(text))
    return floor, ceiling


def _adds_nothing(text: str) -> bool:
    """Whether what stands beside a part of an item may belong to it: a word or two, no verb, no preposition."""
    parts = re.findall(r"[\w'-]+", text)
    return len(parts) <= MOST_BESIDE and not any(_leads_up(part) for part in parts)


def _leads_up(word: str) -> bool:
    small = word.casefold()
    return small in FUNCTION or small in _LEADING or is_past(word)


def _is_item(piece: str) -> bool:
    """Whether a piece can be one more item: it is short, and has no verb, unless it is someone who does."""
    return 0 < len(re.findall(r"[\w'-]+", piece)) <= MOST_WORDS and not has_verb(piece)


def has_verb(item: str) -> bool:
    """Whether an item is a clause, as far as its auxiliaries tell; "people who are ill" is none."""
    parts = re.findall(r"[\w'-]+", item.casefold())
    return any(part in AUXILIARY for part in parts) and not _SOMEONE.match(item)


def _is_name(text: str, item: tuple[int, int]) -> bool:
    return text[_trimmed(text, *item)[0]].isupper()


def _head(text: str, start: int, end: int, *, are_names: bool = False) -> int:
    """Where an item begins in a piece that leads up to it: behind its last small word or verb.

    Where the other items are names, it begins with a capital: "The parties Labour".
    """
    best = start
    for word in re.finditer(r"[\w'-]+", text[start:end]):
        small = are_names and word[0].islower() and word[0] not in PARTICLES
        if start + word.end() < end and (_leads_up(word[0]) or small):
            best = start + word.end()
    return best


_LEADING = words("include includes including named such namely")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = re.match(r"\W*(?:(?:the|a|an|and|or|both|either)\s+)*", piece, re.IGNORECASE)
    first = start + (lead.end() if lead else 0)
    return first, start + len(piece.rstrip(" \n.,;:"))


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
