"""The question before, taken apart: what it asks for, of what, and what was answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answers import Answer
from app.language import turns
from app.language.countries import Form, country_in
from app.language.forms import is_base, is_past, is_plural
from app.language.grammar import (
    AUXILIARY,
    BE,
    DETERMINERS,
    DO,
    FUNCTION,
    HAVE,
    PREPOSITIONS,
    RELATIVE,
)
from app.language.questions import items
from app.language.wording import is_person_noun

TYPEWRITTEN = str.maketrans(
    {"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{EN DASH}": "-", "\N{EM DASH}": "-"}
)
LONGEST_NOUN = 6  # words between "which" and its verb
TURNS_LOOKED_BACK = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """``ask`` and ``noun`` are what is asked for ("How many", "ships"), ``rest`` is what of it.

    ``preposition``: that of "In which ...". ``inverted``: whether ``rest`` is an auxiliary with its subject behind it ("did the fleet have").
    """

    text: str
    ask: str
    noun: str
    rest: str
    preposition: str = ""

    @property
    def aux(self) -> str:
        """The auxiliary that the rest begins with, or nothing."""
        first = self.rest.split()[0].casefold() if self.rest else ""
        return first if first in AUXILIARY else ""

    @property
    def is_for_person(self) -> bool:
        """Whether a person is asked for."""
        noun = (self.noun.split() or [""])[-1]
        known = country_in(noun)  # "Which American ...?"
        person = is_person_noun(noun) or (known is not None and known.form is Form.ADJECTIVE)
        return self.ask.casefold().endswith(("who", "whom")) or person

    @property
    def inverted(self) -> bool:
        """Whether the subject stands behind its auxiliary."""
        if not self.aux:
            return False
        if self.aux in DO or turns.ASKS_HOW.search(self.ask):
            return True
        behind = self.rest.split()[1:2]
        if self.preposition:
            return True
        begins = bool(behind) and _begins_subject(behind[0]) and behind[0] not in {"a", "an"}
        if self.aux in HAVE:  # "had the fleet lost", not "had the most fighters"
            begins = begins and any(map(is_past, self.tail.split()))
        return self.aux not in BE and begins

    @property
    def tail(self) -> str:
        """The rest without its auxiliary."""
        return self.rest.partition(" ")[2] if self.aux else self.rest

    @property
    def actor(self) -> str | None:
        """What acts and has no name: the photography of "Is photography allowed there?"."""
        helped = self.aux in DO | HAVE or (bool(self.aux) and not self.ask)
        words = self.tail.split() if helped else []
        noun = words[: _verb_behind(words)]
        if not noun or FUNCTION & {noun[0], noun[-1]} or not noun[0].islower():
            return None
        return " ".join(noun)

    def described(self) -> str | None:
        """What is asked for in words that need no answer: "the ships that the fleet have"."""
        if self.ask.casefold() == "who":
            copula = self.aux in BE and _begins_subject(self.tail.split()[0])
            return _clip(self.tail if copula else f"the person who {self.rest}")
        if not self.noun:
            return None
        noun = self.noun if self.noun.casefold().startswith("the ") else f"the {self.noun}"
        rest = _clip(self.rest)
        head = self.noun.split()[-1]
        if self.preposition:
            return f"{noun} {self.preposition} which {rest}"
        if self.inverted:
            return _clip(f"{noun} that {self.tail if self.aux in DO | HAVE else rest}")
        person = is_person_noun(head.removesuffix("s")) or head == "people"
        return f"{noun} {'who' if person else 'that'} {rest}"

    def stated(self, short: str | None) -> str | None:
        """The question as a statement with its answer, or with "somebody": if the answer acts."""
        if self.inverted:
            return None
        if not self.noun:
            somebody = short or ("somebody" if self.ask.casefold() == "who" else None)
            return f"{somebody} {self.rest}" if self.ask and somebody else None
        if not short or not self.ask.casefold().startswith(("how", "what ")):
            return f"{short or self.noun} {self.rest}"
        if self.noun.split()[-1].casefold() in short.casefold():
            return f"{short} {self.rest}"
        return f"{short}{' of' if '%' in short else ''} {self.noun} {self.rest}"

    def asked_as(self, ask: str, short: str | None) -> str:
        """The same asked with another question word: when, why, how often."""
        if self.inverted:
            thing = self.noun if self.ask.casefold().startswith("how") else ""
            if (
                self.ask.casefold() == "what"
                and not self.preposition
                and short
                and turns.NO_PLACE.fullmatch(self.rest)
            ):
                thing = short
            return f"{ask} {_with_object(self.rest, thing)}?"
        statement = self.stated(short)
        if statement is None:  # a question that yes or no answers
            between = " " if not self.ask and self.aux else ": "
            return f"{ask}{between}{lower_first(self.text)}?"
        verb = self.rest.split()[0].casefold()
        was = "was" if is_past(verb) or verb in {"was", "were", "had"} else "is"
        return f"{ask} {was} it that {statement}?"


@dataclass(frozen=True, slots=True)
class Before:
    """A turn that went before: the question as it was understood, its short answer, quotation and title.

    What a declined question came nearest to is no answer: of it, only the question counts. ``typed``
    is the question as it was typed, ``members`` are those of a list that was shown, and ``earlier`` is
    the turn before this one.
    """

    question: str
    short: str | None = None
    quote: str | None = None
    title: str | None = None
    typed: str = ""
    members: tuple[str, ...] = ()
    earlier: Before | None = None

    @classmethod
    def from_answers(cls, answers: Sequence[Answer]) -> Before | None:
        """The last turn of a conversation, with those before it; None at its beginning."""
        before = None
        for answer in answers[-TURNS_LOOKED_BACK:]:
            before = cls._from_answer(answer, before)
        return before

    @classmethod
    def _from_answer(cls, answer: Answer, earlier: Before | None) -> Before:
        title = answer.citations[0].title if answer.answered else None
        short, quote, title = (text and plain(text) for text in (answer.short, answer.quote, title))
        members = [plain(answer.said(member)) for member in answer.members]
        listed = [(short or "")[start:end] for start, end in items(short or "")]
        return cls(
            plain(answer.understood_as), short, quote, title, plain(answer.question),
            tuple(members or (listed if len(listed) > 1 else ())), earlier,
        )  # fmt: skip

    def back(self) -> Iterator[Before]:
        """This turn and those before it, the last first."""
        turn: Before | None = self
        while turn is not None:
            yield turn
            turn = turn.earlier

    @property
    def asked(self) -> Asked:
        """The question, taken apart."""
        return take_apart(self.question)

    @property
    def about(self) -> str:
        """What an earlier fragment put in front of the question: "What about students: ..."."""
        found = turns.ABOUT.match(self.question)
        return (found["about"] if found else None) or ""


def _verb_behind(words: Sequence[str]) -> int:
    """Where the verb stands behind its subject: at the end, or before what is no noun; 0 if nowhere."""
    in_front, last = words[-2:-1], len(words) - 1
    is_noun = not in_front or in_front[0] in DETERMINERS
    if not is_noun and words[last].islower() and is_base(words[last]):
        return last
    for place in range(1, len(words)):
        word, behind = words[place], {*words[place + 1 : place + 2]}
        if word in FUNCTION - {"of"}:
            break
        if (
            (is_past(word) or is_base(word))
            and not behind - FUNCTION - DETERMINERS
            and word != "of"
        ):
            return place
    return 0


def plain(text: str) -> str:
    """A text in one line with a typewriter's apostrophes and dashes: all that the rules know."""
    return " ".join(text.translate(TYPEWRITTEN).split())


def take_apart(question: str) -> Asked:
    """What a question asks for, and of what."""
    text = turns.LEAD.sub("", question.rstrip("?!. "), count=1)
    text = turns.SHORT_IS.sub(r"\1 is", text)
    counted = turns.COUNT.match(text)
    if counted:
        noun, rest = _noun_and_rest(counted["rest"].split(), counted["ask"].casefold())
        if noun:
            return Asked(text, counted["ask"], noun, rest, (counted["preposition"] or "").strip())
        first = counted["rest"].split()[0].casefold()
        if counted["ask"].casefold() == "how many" and first not in DO:
            return Asked(text, counted["ask"], "people", counted["rest"])
    found = turns.ASK.match(text)
    if found:
        return Asked(text, found["ask"], "", found["rest"])
    return Asked(text, "", "", lower_first(text))


def _noun_and_rest(words: list[str], ask: str) -> tuple[str, str]:
    """Where what is asked for ends: before an auxiliary, a verb, or whatever follows a plural."""
    if words[0].casefold() in FUNCTION:
        return "", ""
    for number in range(1, min(len(words), LONGEST_NOUN + 1)):
        noun, word = words[number - 1], words[number].casefold()
        singular = ask in {"which", "what"} and not is_plural(noun)
        verb = (
            word in AUXILIARY
            or is_past(word)
            or (ask != "how much" and is_plural(noun) and word not in FUNCTION)
            or (singular and is_plural(word) and _begins_object(words[number + 1 :]))
        )
        if verb:
            return " ".join(words[:number]), " ".join(words[number:])
        if word in RELATIVE and is_plural(noun):
            return _with_clause(words, number)
    return "", ""


def _with_clause(words: list[str], number: int) -> tuple[str, str]:
    """Before the second verb: "fighters who came back" ends before "committed crimes"."""
    verbs = [
        at
        for at in range(number + 1, len(words))
        if (is_past(words[at]) or words[at] in AUXILIARY) and words[at - 1] not in AUXILIARY
    ]
    second = verbs[1] if verbs[1:] else 0
    return " ".join(words[:second]), " ".join(words[second:]) if second else ""


def _begins_object(words: list[str]) -> bool:
    """Whether what follows fits a verb rather than a noun: "makes the ...", "lives in ..."."""
    return bool(words) and (words[0] in PREPOSITIONS or _begins_subject(words[0]))


def _begins_subject(word: str) -> bool:
    return word[:1].isupper() or word.casefold() in DETERMINERS


def _with_object(rest: str, thing: str) -> str:
    """The thing put behind the verb: in front of the first place or time that follows."""
    if not thing:
        return rest
    found = turns.PLACE_OR_TIME.search(rest)
    at = found.start() if found else len(rest)
    return f"{rest[:at]} {thing}{rest[at:]}"


def _clip(text: str) -> str:
    """A description without what a comma or a dash adds."""
    return re.split(r",? - |, ", text)[0]


def lower_first(text: str) -> str:
    """A question inside another: its first word small, unless it is a name."""
    first = (text.split(maxsplit=1) or [""])[0]
    small = first.casefold() in FUNCTION | DETERMINERS
    return text[:1].casefold() + text[1:] if small else text
