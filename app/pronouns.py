"""Pronouns: which of a question's hint at the turn before, and the question with them replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.antecedents import Sort, antecedent
from app.asked import Before, lower_first
from app.countries import country_in
from app.wording import (
    ASKING,
    AUXILIARY,
    BASE_VERBS,
    BE,
    DETERMINERS,
    FUNCTION,
    HAVE,
    PLACE_NOUNS,
    PAPERS,
    PREPOSITIONS,
    SAYING,
    THING_NOUNS,
    Kind,
    is_past,
    is_person_noun,
    is_plural,
    named_in,
)

SORT_OF = {
    "he": Sort.HE, "him": Sort.HE, "his": Sort.HE,
    "she": Sort.SHE, "her": Sort.SHE, "hers": Sort.SHE,
    "they": Sort.THEY, "them": Sort.THEY, "their": Sort.THEY, "theirs": Sort.THEY,
    "those": Sort.THEY, "these": Sort.THEY,
    "it": Sort.IT, "its": Sort.IT, "this": Sort.IT, "that": Sort.IT,
    "there": Sort.THERE,
}  # fmt: skip
OWNERS = {"his", "her", "their", "its"}
PRONOUN = re.compile(rf"(?i)(?<![\w'’-])(?:{'|'.join(SORT_OF)})(?![\w'’-])")
# "it" that means nothing: "is it true that", "how long does it take", "make it", "was it X who".
EMPTY_IT = re.compile(
    r"(?i)\bit (?:takes?|took|rains?|snows?)\b|\b(?:take|make|made|took) it\b|\bit called (?:when|if)\b"
    r"|\b(?:is|was) it (?:\w+ ){0,7}(?:that|to|for|who|if|when|which)\b"
    r"|\b(?:mean|was|is|make|making|made|find|found) it (?:for|to|when|if|possible|clear|easy|hard)\b"
    r"|\bit (?:means? (?:for|to|when|if|that)|determined (?:how|that|who))\b"
    r"|\b(?:did|does|has|will) it (?:become|be|been|get|happen) (?:\w+ )?(?:that|to|for|if)\b"
    r"|\bit (?:is|was|has been|became|becomes) (?:\w+ ){1,3}(?:that|to|for|who)\b|\bit seems?\b"
    r"|\b(?:cold|warm|hot|dark|late) does it get\b|\bwhat time is it\b|\bcome to it\b"
)
# "there" that names no place: "is there", "there are", "over there".
EMPTY_THERE = re.compile(
    r"(?i)\b(?:is|are|was|were|be|been|isn't|aren't) there\b|\bthere (?:is|are|was|were|has|have|to|any|will)\b"
    r"|\b(?:out|over|up|down) there\b|\bthere['’]s\b"
)
# Behind a demonstrative these say themselves what it means: "those who came", "that of Rome".
SAYS_ITSELF = {"who", "that", "which", "whose", "whom", "with", "of", "in", "from", "under", "over",
               "at", "for", "to", "on", "about", "without", "between", "near", "against"}  # fmt: skip
CLAUSE = re.compile(
    r"(?i),|;|\b(?:and|but|when|while|who|that|because|if|after|before|with|since|as|so)\b"
)
SHORT_CLAUSE = 6  # words in front of a pronoun that has no clause of its own
TIMES = {"day", "days", "time", "year", "week", "month", "century", "moment", "way", "kind", "type"}
# A verb for several and its subject: "do most mammals ...".
SEVERAL = re.compile(
    r"(?i)\b(?:do|are|were|have) (?!we |you |i |some |any |many |all |most of)\w+ "
)
MOVING = {"get", "go", "goes", "went", "gone", "come", "came", "travel", "travelled", "move", "moved",
          "fly", "flew", "fled", "flee", "return", "returned", "arrive", "sent"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """A pronoun that hints at the turn before, with the noun it stands before if there is one.

    ``clause``: whether a verb follows, whose subject it is.
    """

    start: int
    end: int
    word: str
    sort: Sort
    noun: str = ""
    clause: bool = False

    @property
    def owns(self) -> bool:
        """Whether it says whose something is."""
        return self.word in OWNERS and bool(self.noun)


def with_pronouns(question: str, before: Before) -> str | None:
    """The question with what its pronouns mean, or None if it has none that hints at something.

    A pronoun that nothing is found for leaves the question as it is, with the one before it added.
    """
    hints = list(_hints(question))
    if not hints:
        return None
    text, meant, lost = question, dict[Sort, str](), False
    for hint in hints:
        if hint.sort in meant:
            continue  # said once, the rest of the sentence can point at it
        found = _noun_phrase(hint, before) or antecedent(hint.sort, before)
        if found is None or hint.word in {"theirs", "hers"}:
            lost = True
            continue
        meant[hint.sort] = found
        at = len(question) - hint.start  # from the right: what was put in stands on the left
        left, right = text[: len(text) - at], text[len(text) - at :]
        text = left + _put(hint, found, left, right)
    if lost and not meant:
        return f"{text}, of this: {lower_first(before.question.rstrip('?!. '))}"
    return text


def _put(hint: Hint, found: str, left: str, right: str) -> str:
    """The words in the pronoun's place, and what follows it."""
    right = right[hint.end - hint.start :]
    if hint.word in OWNERS and hint.owns:
        if re.search(r" (?:who|that|whose) ", found):
            return f"the{right[: len(hint.noun) + 1]} of {found}{right[len(hint.noun) + 1 :]}"
        return f"{found}{_apostrophe(found)}{right}"
    if hint.word in {"this", "that", "these", "those"} and hint.noun:
        right = right[len(hint.noun) + 1 :]
    if hint.sort is Sort.THERE:
        return f"{_where(left)}{found}{right}"
    return f"{found}{right}"


def _where(left: str) -> str:
    """The preposition that "there" has in it."""
    in_front = left.casefold().split()[-1:]
    if in_front and in_front[0] in PREPOSITIONS:
        return ""
    return "to " if in_front and in_front[0] in MOVING else "in "


def _apostrophe(word: str) -> str:
    return "'" if word.endswith("s") and is_plural(word.split()[-1]) else "'s"


def _noun_phrase(hint: Hint, before: Before) -> str | None:
    """ "that study": the phrase of the question before with the same noun, if it has one."""
    if not hint.noun or hint.owns:
        return None
    noun = re.escape(hint.noun.split()[-1])
    stop = "|".join(sorted(FUNCTION - {"of"}))
    found = re.search(
        rf"(?i)\b(?:the|a|an|how many|which) ((?:(?!(?:{stop})\b)[\w'’-]+ ){{0,4}}{noun}(?: of (?:the )?[\w-]+)?)\b",
        before.question,
    )
    return f"the {found[1]}" if found else None


def _hints(question: str) -> Iterator[Hint]:
    empty = [m.span() for pattern in (EMPTY_IT, EMPTY_THERE) for m in pattern.finditer(question)]
    for found in PRONOUN.finditer(question):
        word, (start, end) = found[0].casefold(), found.span()
        if any(a <= start and end <= b for a, b in empty):
            continue
        behind = re.findall(r"[\w'’-]+|[,.;:?]", question[end:])
        hint = _hint(word, start, end, behind, question)
        if hint is not None and not _is_bound(hint, question):
            yield hint


def _hint(word: str, start: int, end: int, behind: list[str], question: str) -> Hint | None:
    """The pronoun, if it may hint at something at all."""
    sort, following = SORT_OF[word], behind[0] if behind else ""
    folded = following.casefold()
    if word in OWNERS:
        owns = bool(following) and folded.isalpha() and folded not in FUNCTION | {"or", "and"}
        owns = owns or folded in {"own"}
        return Hint(start, end, word, sort, following if owns else "")
    if word in {"this", "that", "these", "those"}:
        return _demonstrative(word, start, end, behind, question)
    if word == "there" and folded.isalpha() and folded not in PREPOSITIONS | {"and", "or", "now"}:
        return None
    if word == "it" and folded in SAYING:
        sort = Sort.PAPER
    if word == "them" and question[:start].casefold().endswith(" of "):
        sort = Sort.THOSE
    return Hint(start, end, word, sort, clause=folded in AUXILIARY or is_past(folded))


def _demonstrative(
    word: str, start: int, end: int, behind: list[str], question: str
) -> Hint | None:
    """ "How many of those", "this group", "after that"; not "said that he", "that river in Egypt"."""
    following = behind[0].casefold() if behind else ""
    many = word in {"these", "those"}
    in_front = (question[:start].casefold().split() or [""])[-1]
    if following in SAYS_ITSELF or following.endswith("ing"):
        return None
    ends = not following or not following[0].isalnum()
    if (
        many
        and in_front == "of"
        and (ends or following in AUXILIARY | {"and", "or"} or is_past(following))
    ):
        return Hint(start, end, word, Sort.THOSE)
    if many and (ends or following in AUXILIARY | {"and", "or"} or is_past(following)):
        return Hint(start, end, word, Sort.THEY)
    if (
        many and in_front == "of" and question.split()[0].casefold() in BE
    ):  # "Were many of those old?"
        return Hint(start, end, word, Sort.THOSE)
    if ends or following in FUNCTION | DETERMINERS or any(map(country_in, behind[:2])):
        return None  # "after that": what happened, no thing
    if not many and is_plural(following):
        return None  # "that fossils have"
    noun = list(takewhile(_goes_on, behind[:3]))
    if not noun or any(word[0].isupper() for word in noun):
        return None
    ends = len(noun) < len(behind[:3]) or len(behind) < 3
    noun = noun[:2] if noun[1:] and _known(noun[1]) else noun[:1]
    if word == "that" and not ends:
        return None  # "that charge higher fees"
    then = behind[len(noun)].casefold() if behind[len(noun) :] else ""
    if then in SAYS_ITSELF or noun[-1].casefold() in TIMES or is_plural(noun[-1]) is not many:
        return None
    if (
        in_front == ""
        or in_front in AUXILIARY | PREPOSITIONS | {"and"}
        or is_past(in_front)
        or _known(noun[-1])
    ):
        return Hint(start, end, word, _sort_of_noun(noun[-1].casefold(), many=many), " ".join(noun))
    return None


def _goes_on(word: str) -> bool:
    """Whether a noun goes on: until a verb, a small word or the end."""
    folded = word.casefold()
    verb = folded in AUXILIARY | BASE_VERBS or is_past(folded) or folded.endswith(("ing", "ly"))
    return folded[0].isalnum() and not verb and folded not in FUNCTION


def _known(noun: str) -> bool:
    return noun in THING_NOUNS | PLACE_NOUNS or is_person_noun(noun)


def _sort_of_noun(noun: str, *, many: bool) -> Sort:
    if many:
        return Sort.THEY
    if is_person_noun(noun):
        return Sort.HE
    return Sort.IT


def _is_bound(hint: Hint, question: str) -> bool:
    """Whether the question itself says, in front of the pronoun, what it means."""
    front = question[: hint.start]
    words = front.casefold().split()
    if not words or (_is_subject(words) and not (hint.owns and words[-1] in HAVE)):
        return False
    if re.search(r"[:–—]|(?i:^(?:when|if|because|after|before) .*, $)", front):
        return True
    clauses = CLAUSE.search(front, len(words[0]))  # the first word opens no second clause
    if hint.sort is Sort.THERE:
        return bool([n for n in named_in(front) if n.kind in {Kind.NAME, Kind.COUNTRY}])
    if "," in question[hint.end :] and "," not in front and words[0] in PREPOSITIONS:
        return bool(named_in(question[hint.end :]))  # "In his defence, what did Howard say?"
    an_object = not (hint.noun or hint.clause or hint.word in {"he", "she", "they"})
    short = len(words) <= SHORT_CLAUSE and not clauses and not {"to", "which"} & {*words}
    if (
        an_object
        and short
        and "'s" not in front
        and not re.match(r"(?i)(which|what) (?!do|did|does|is|was|can)", front)
    ):
        return False  # of the same verb as the name in front: "What did Ann say about her?"
    if hint.sort in {Sort.THEY, Sort.THOSE}:
        return _names_several(front)
    if hint.noun and not hint.owns:  # "this group": something was named before it
        return bool(clauses) or bool(named_in(front))
    return _names_one(front, hint.sort)


def _is_subject(words: list[str]) -> bool:
    """Whether the pronoun stands right behind the auxiliary of its question: "Which side did they"."""
    if words[-1] not in AUXILIARY or not {*words[:-1]} & ASKING:
        return words[-1] in AUXILIARY and len(words) == 1
    between = words[:-1]
    return not any(
        word in {"and", "but", "if", "that", "those"} or word.endswith((",", ":")) or is_past(word)
        or (word in AUXILIARY)
        for word in between
    )  # fmt: skip


def _names_several(front: str) -> bool:
    words = re.findall(r"[\w'’-]+", front)
    return any(
        (is_plural(word) and not word[0].isupper())
        or (is_person_noun(word) and not word[0].isupper())
        or (country_in(word) is not None and is_plural(word))
        or word.casefold() in {"everybody", "everyone", "anyone", "someone", "nobody", "those", "who"}
        or (word.isupper() and word.endswith("S"))
        for word in words
    ) or bool(named_in(front) or SEVERAL.search(front))  # fmt: skip


def _names_one(front: str, sort: Sort) -> bool:
    """Whether a name or a noun with an article, or the noun behind "which", stands in front."""
    names = [n for n in named_in(front) if n.kind in {Kind.NAME, Kind.COUNTRY}]
    if sort in {Sort.HE, Sort.SHE}:
        names = [name for name in names if name.kind is Kind.NAME]
    nouns = re.findall(
        r"(?i)\b(?:the|a|an|that|this|which|what|each|every|his|her|its) (?=([\w-]+)(?: ([\w-]+))?)",
        front,
    )
    known = [
        noun
        for noun, second in nouns
        if noun.casefold() not in FUNCTION | DETERMINERS
        and (
            sort in {Sort.IT, Sort.PAPER} or not THING_NOUNS & {noun.casefold(), second.casefold()}
        )
    ]
    someone = sort in {Sort.HE, Sort.SHE} and re.search(
        r"(?i)\b(?:who|someone|anyone|everyone|somebody)\b", front
    )
    plain = (
        sort in {Sort.IT, Sort.PAPER}
        and re.search(r"(?i)^(?:how|do|does|is|are|can|did) (?:an? )?\w+", front)
        and CLAUSE.search(front)
    )
    return bool(names or known or someone or plain)
