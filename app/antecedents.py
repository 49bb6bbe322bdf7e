"""What a pronoun means: the person, group, place or thing that the turn before spoke of.

For each sort there is a list of places to look, in their order; the first that has one names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from app.asked import Before
from app.countries import Form, country_in
from app.wording import (
    ASKING,
    AUXILIARY,
    BASE_VERBS,
    BE,
    DETERMINERS,
    FUNCTION,
    PAPERS,
    PLACE_NOUNS,
    PREPOSITIONS,
    THING_NOUNS,
    Kind,
    Named,
    is_past,
    is_person,
    is_person_noun,
    is_plural,
    named_in,
)

LONGEST = 160  # characters; a longer description would drown the question
MALE = {"husband", "father", "son", "brother", "king", "man", "uncle", "grandfather", "boyfriend"}
FEMALE = {"wife", "mother", "daughter", "sister", "queen", "woman", "aunt", "widow", "girlfriend"}
PLACE_IN_FRONT = {"in", "at", "on", "from", "to", "near", "through", "into", "around", "across"}


class Sort(StrEnum):
    """What a pronoun can mean."""

    HE = "he"
    SHE = "she"
    THEY = "they"
    THOSE = "those"  # and "of them": whom the question speaks of rather than who acts in it
    IT = "it"
    PAPER = "it says"
    THERE = "there"


def antecedent(sort: Sort, before: Before) -> str | None:
    """What a pronoun of that sort means, as words that can take its place."""
    found = next((each for each in SORTS[sort](before) if each and len(each) <= LONGEST), None)
    return found and found.rstrip("?!., ")


# People


def _people(before: Before, others: set[str]) -> Iterator[str | None]:
    """One person: who was the answer, who the question names or describes, who the quotation names."""
    asked, short = before.asked, before.short
    head = asked.noun.split()[-1].casefold() if asked.noun else ""
    words = set(re.findall(r"[a-z]+", before.question.casefold()))
    owner = re.match(r"(.+)['’]s (\S+)$", asked.noun)
    relation = next((word for word in words if word in MALE | FEMALE), "")
    if relation in others:  # "Who was her husband?" and then "she": the other one of the two
        if short and re.search(rf"\b(?:{'|'.join(others)})\b", short):
            yield _last(_persons(short))
        yield _first(_persons(before.question))
        if owner:
            yield _last(_persons(before.quote or ""))
            tail = asked.tail if asked.inverted else asked.rest
            yield f"the {owner[1]} whose {owner[2]} {tail}"
    acts = asked.ask.casefold() in {"who", "whom"} or is_person_noun(head)
    if acts:
        yield short if short and (_persons(short) or len(short.split()) > 1) else None
        if not owner:
            yield asked.described()
    yield _first(_persons(before.question))
    yield next(_person_phrases(before.question), None)
    yield _last(_persons(short or ""))
    yield _first([name for name in _persons(before.quote or "") if " " in name])


def _persons(text: str) -> list[str]:
    return [named.text for named in named_in(text) if is_person(named, text)]


def _person_phrases(text: str) -> Iterator[str]:
    """Somebody without a name: "the mayor of Palermo"."""
    for found in re.finditer(
        r"\b(?:the|a|an) ((?:[\w'’-]+ ){0,3}?)([\w-]+)( of (?:the )?[\w-]+)?", text
    ):
        if is_person_noun(found[2]) and not is_plural(found[2]):
            yield f"the {found[1]}{found[2]}{found[3] or ''}"


# Groups


def _groups(before: Before, *, subject_first: bool = True) -> Iterator[str | None]:
    """Several: those asked for, those who were the answer, those whom the question names."""
    asked, short = before.asked, before.short
    several = bool(asked.noun) and any(map(is_plural, asked.noun.split()))
    if (
        several
        and asked.ask.casefold() in {"which", "what"}
        and short
        and re.search(r", | and ", short)
    ):
        yield short
    if several:
        yield asked.described()
    words = asked.tail.split()
    if asked.aux in BE and asked.ask.casefold() == "who" and words and is_plural(words[-1]):
        yield asked.tail
    if not subject_first:
        plurals = sorted(_plurals(before.question), key=_speaks_of_people)
        yield f"the {plurals[-1].removeprefix('the ')}" if plurals else None
    if asked.inverted or asked.aux in BE:  # the subject: "What do giant pandas eat?"
        for number, word in enumerate(words[:4]):
            if is_plural(word):
                yield " ".join(words[: number + 1])
                break
            if word.casefold() in FUNCTION:
                break
    if short and re.search(r", | and ", short) and short[:1].isupper():
        yield short
    if asked.ask.casefold() == "who":
        yield short
    yield _last(_plurals(before.question))
    yield short if short and is_plural(short.split()[-1]) else None
    yield _first(_plurals(before.quote or ""))
    yield asked.described() if asked.ask.casefold() == "who" else None
    yield _last([text for text, behind in _phrases(before.question) if not behind])


def _speaks_of_people(phrase: str) -> bool:
    head = next(word for word in phrase.split() if is_plural(word))
    return head.casefold() in {"people", "men", "women"} or is_person_noun(head.removesuffix("s"))


def _plurals(text: str) -> list[str]:
    """Noun phrases of several, each with what a preposition adds: "fighters with a record"."""
    found = []
    for match in re.finditer(r"[\w'’-]+", text):
        word = match[0]
        after = text[match.end() :]
        in_front = text[: match.start()].casefold().split()[-1:]
        people = country_in(word) is not None and country_in(word)[1] is Form.PEOPLE  # type: ignore[index]
        verb = re.match(r" (?:the|a|an|[A-Z])", after) or (in_front and in_front[0] in ASKING)
        name = word[:1].isupper() and not people
        if not is_plural(word) or word.casefold() in FUNCTION or name or (verb and not people):
            continue
        if any(character.isdigit() for character in word):
            continue
        words: list[str] = []
        for earlier in reversed(re.split(r"\s+", text[: match.start()].rstrip())):
            if (
                earlier.casefold() in FUNCTION
                or not re.match(r"[\w'’-]+$", earlier)
                or is_past(earlier)
            ):
                break
            words.insert(0, earlier)
            if earlier.casefold() in DETERMINERS:
                break
        more = re.match(r" (?:with|from|in|of|who|that) [^?,.;]+", after)
        found.append(" ".join([*words, word]) + (more[0] if more else ""))
    return found


# Things and places


def _things(before: Before) -> Iterator[str | None]:
    """One thing: a name that was the answer, else what the question is about, its object first."""
    asked, short = before.asked, before.short
    named = short is not None and short[:1].isupper() and not re.search(r", | and ", short)
    about = asked.ask.casefold() in {"what", "which"} and not is_person_noun(
        (asked.noun.split() or [""])[-1]
    )
    copula = re.match(r"(?i)what (?:is|was) (.+)", before.question)
    if copula and any(
        n.kind is Kind.NAME and n.text in copula[1][: len(n.text) + 4]
        for n in named_in(before.question)
    ):
        about = False  # "What is the Treaty of Rome?" has told the name
    if about and named:
        yield short
    phrases = list(_phrases(before.question))
    yield _last([text for text, behind in phrases if not behind])
    yield _first([text for text, _ in phrases])
    if asked.noun and not is_plural(asked.noun.split()[-1]):
        yield asked.described()
    yield before.title


def _papers(before: Before) -> Iterator[str | None]:
    """What can say something: a report or a law of the question, else any thing."""
    found = [text for text, _ in _phrases(before.question) if text.split()[-1].casefold() in PAPERS]
    yield _last(found)
    yield from _things(before)


def _phrases(text: str) -> Iterator[tuple[str, bool]]:
    """Things in a question, each with whether a preposition stands before it; people are left out."""
    names = {n.start: n for n in named_in(text) if n.kind in {Kind.NAME, Kind.COUNTRY}}
    names = {start: name for start, name in names.items() if not _is_people(name.text)}
    position = 0
    for match in re.finditer(r"\b(?i:the|a|an) |\b(?=[A-Z])", text):
        start = match.start()
        if start < position or (start not in names and not match[0]):
            continue
        in_front = (text[:start].casefold().split() or [""])[-1]
        end, named = _phrase_end(text, match.end(), names, subject=in_front in AUXILIARY)
        words = text[start:end].split()
        if end <= match.end() or words[-1].casefold() in DETERMINERS:
            continue
        position = end
        someone = (not named and is_person_noun(words[-1])) or (words[-1].casefold() in {"people"})
        if someone or is_past(words[-1]):
            continue
        phrase = re.sub(r"^(?i:an?) ", "the ", text[start:end])
        yield phrase, in_front in PREPOSITIONS


def _is_people(word: str) -> bool:
    known = country_in(word)
    return known is not None and known[1] is not Form.NAME


def _phrase_end(
    text: str, start: int, names: dict[int, Named], *, subject: bool
) -> tuple[int, bool]:
    """Where a noun phrase ends that starts with a name or behind an article; whether it has a name.

    Behind a name, a noun still belongs to it ("the Halifax explosion"), but behind an auxiliary's
    ``subject`` it may be the verb ("did the Tay Bridge collapse"), so it must be a known noun.
    """
    end, position, has_name, open_ended = start, start, False, True
    while position < len(text):
        name = names.get(position)
        word = re.compile(r"[\w-]+(?:['’]s?\b)?").match(text, position)
        if name is not None:
            end, has_name, open_ended = name.end, True, False
            if re.match(r"['’]s?\b", text[end:]):
                end, open_ended = end + len(re.match(r"['’]s?\b", text[end:])[0]), True  # type: ignore[index]
        elif word is None:
            break
        elif word[0] == "of" and end > start and not has_name:
            position, open_ended = _past_article(text, word.end() + 1), True
            continue
        elif word[0] == "of" and re.match(r" \d", text[word.end() :]):
            open_ended, end = True, word.end()
        elif word[0].casefold() in FUNCTION | DETERMINERS or (
            end > start
            and (is_past(word[0]) or word[0] in BASE_VERBS - (set() if subject else PAPERS))
        ):
            break
        elif open_ended or _still_noun(text, word, subject=subject):
            end = word.end()
            open_ended = open_ended or not has_name
        else:
            break
        if text[end : end + 1] != " ":
            break
        position = end + 1
    return end, has_name


def _still_noun(text: str, word: re.Match[str], *, subject: bool) -> bool:
    if word[0].casefold() in THING_NOUNS | PLACE_NOUNS:
        return True
    follows = re.match(r"[ ,.;:?]*([\w-]*)", text[word.end() :])
    last = follows is None or not follows[1] or follows[1].casefold() in FUNCTION
    return last and not subject and not word[0][0].isdigit()


def _past_article(text: str, position: int) -> int:
    return position + 4 if text[position : position + 4].casefold() == "the " else position


def _places(before: Before) -> Iterator[str | None]:
    """Where: a place that was the answer, else one of the question, else of the quotation."""
    asked, short = before.asked, before.short
    head = asked.noun.split()[-1].casefold() if asked.noun else ""
    capital = re.match(r"(?i)what (?:is|was) (?:the )?(\w+)", before.question)
    if (
        asked.ask.casefold() == "where"
        or head in PLACE_NOUNS
        or (capital and capital[1] in PLACE_NOUNS)
    ):
        yield re.sub(r"^(?:in|at|on|from|near) ", "", short) if short else None
    yield asked.described() if head in PLACE_NOUNS else None
    yield _last(_place_names(before.question))
    yield _first(_place_names(before.quote or ""))


def _place_names(text: str) -> list[str]:
    found = []
    for named in named_in(text):
        known = country_in(named.text)
        if known:
            found.append(known[0].in_form(Form.NAME))
        elif named.kind is Kind.NAME and named.before(text) in PLACE_IN_FRONT:
            follows = re.match(r" ([a-z]+)", text[named.end :])
            if follows and follows[1] not in FUNCTION:
                continue  # "the Halifax explosion" is no place
            the = "the " if re.search(r"(?i)\bthe $", text[: named.start]) else ""
            found.append(the + named.text)
    return found


def _last(found: list[str]) -> str | None:
    return found[-1] if found else None


def _first(found: list[str]) -> str | None:
    return found[0] if found else None


SORTS: dict[Sort, Callable[[Before], Iterator[str | None]]] = {
    Sort.HE: lambda before: _people(before, FEMALE),
    Sort.SHE: lambda before: _people(before, MALE),
    Sort.THEY: _groups,
    Sort.THOSE: lambda before: _groups(before, subject_first=False),
    Sort.IT: _things,
    Sort.PAPER: _papers,
    Sort.THERE: _places,
}
