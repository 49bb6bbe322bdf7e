"""Questions that a passage answers -> questions like them that it does not: made examples for training."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.training.examples import Example
from index.words import content_words

SHARE = 0.6  # of the questions that have an answer get a near miss
ECHO_SHARE = 0.06  # of them are asked once more of a passage that asks them too
TRIES = 6  # of another phrase or name that the passage does not have

YEAR = re.compile(r"\b1[5-9]\d\d\b|\b20[0-2]\d\b")
NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
WORD = re.compile(r"\w+")
# What restricts a question at its end: "in the north wing", "during the war", "for children under six".
ENDING = re.compile(
    r" (?:in|on|at|during|after|before|under|for|from|between|near) [^?,]{3,40}(?=\?$)"
)
MEASURES = (
    "long",
    "high",
    "wide",
    "deep",
    "heavy",
    "old",
    "fast",
    "far",
    "expensive",
    "many people",
)
MEASURE = re.compile(rf"\b([Hh]ow) (?:{'|'.join(MEASURES)}|tall|large|big|much|often)\b")
AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|may|must|should|will|would|does|do|did|has|have|had)\b"
)
BEFORE_NOUN = re.compile(r"\b(?:the|a|an|which|what|how many) (?=[a-z]{3,})", re.IGNORECASE)
QUALIFIERS = (
    "wooden", "stone", "northern", "southern", "eastern", "western", "second", "third", "last", "former",
    "annual", "monthly", "female", "male", "youngest", "largest", "smallest", "private", "public", "royal",
    "national", "foreign", "military", "religious", "early", "temporary", "permanent", "rural", "urban",
    "upper", "lower", "inner", "outer", "red", "white", "junior", "senior", "unpaid", "digital", "frozen",
)  # fmt: skip
# What stands beside each other in one place: of another one of them nothing is said.
SIBLINGS = (
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("january", "february", "march", "april", "june", "july", "august", "september", "october", "november"),
    ("spring", "summer", "autumn", "winter"),
    ("morning", "afternoon", "evening", "night"),
    ("red", "blue", "green", "black", "white", "yellow", "brown"),
    ("wood", "stone", "iron", "steel", "glass", "copper", "gold", "silver", "bronze", "brick"),
    ("cotton", "silk", "wool", "linen", "leather"),
    ("mother", "father", "brother", "sister", "son", "daughter", "wife", "husband", "uncle"),
    ("men", "women", "boys", "girls", "children", "adults", "students", "teachers", "workers", "soldiers"),
    ("king", "queen", "prince", "bishop", "president", "minister", "mayor", "governor", "general"),
    ("church", "school", "hospital", "library", "museum", "theatre", "castle", "station", "bridge", "prison"),
    ("river", "lake", "mountain", "island", "forest", "desert", "valley", "coast"),
    ("city", "village", "county", "state", "country", "province"),
    ("book", "film", "song", "album", "play", "poem", "painting", "letter"),
    ("war", "treaty", "election", "strike", "revolution", "battle", "trial"),
    ("dog", "cat", "horse", "cow", "sheep", "bird", "fish"),
    ("water", "oil", "gas", "coal", "wind", "air", "oxygen", "hydrogen", "carbon", "nitrogen"),
    ("price", "weight", "length", "height", "speed", "age", "temperature", "population", "area", "salary"),
    ("law", "medicine", "physics", "chemistry", "biology", "music", "history", "mathematics"),
)  # fmt: skip
BESIDE = {word: words for words in SIBLINGS for word in words}
OPPOSITES = (
    ("first", "last"), ("highest", "lowest"), ("largest", "smallest"), ("oldest", "youngest"),
    ("before", "after"), ("above", "below"), ("more", "less"), ("most", "least"), ("open", "closed"),
    ("won", "lost"), ("bought", "sold"), ("increase", "decrease"), ("begin", "end"), ("began", "ended"),
    ("arrive", "leave"), ("north", "south"), ("east", "west"), ("maximum", "minimum"), ("born", "buried"),
)  # fmt: skip
OTHER_WAY = dict(OPPOSITES) | {second: first for first, second in OPPOSITES}
OPPOSITE = re.compile(rf"\b(?:{'|'.join(OTHER_WAY)})\b")


@dataclass(frozen=True, slots=True)
class Stock:
    """What other questions have: endings that restrict them, and names."""

    endings: Sequence[str]
    names: Sequence[str]

    @classmethod
    def from_examples(cls, examples: Sequence[Example]) -> Stock:
        """Take them from questions."""
        endings = [found[0] for each in examples if (found := ENDING.search(each.question))]
        names = [name for each in examples for name in NAME.findall(each.question)]
        return cls(endings, names)


def make_near_misses(examples: Sequence[Example], seed: int) -> list[Example]:
    """Made examples beside those given: near misses, and passages that ask the question themselves."""
    stock = Stock.from_examples(examples)
    made = []
    for number, example in enumerate(examples):
        chance = random.Random(f"{seed}-near-{number}")
        if example.answers and chance.random() < SHARE:
            made += near_miss(example, stock, chance)
        if example.answers and chance.random() < ECHO_SHARE:
            made.append(asked_in_passage(example, chance))
    return made


def near_miss(example: Example, stock: Stock, chance: random.Random) -> list[Example]:
    """The example with a question that differs little and has no answer; none if there is none."""
    seldom = [other_name, other_year, other_measure, denied, reversed_, swapped, sibling]
    always = [restricted, qualified]
    chance.shuffle(seldom)
    chance.shuffle(always)
    for way in seldom + always:
        question = way(example, stock, chance)
        if question is not None:
            return [
                replace(example, question=question, answers=(), data_set=f"made: {way.__name__}")
            ]
    return []


Way = Callable[[Example, Stock, random.Random], str | None]


def other_name(example: Example, stock: Stock, chance: random.Random) -> str | None:
    """A name of the question that the passage has gives way to one that it has not, or has elsewhere."""
    said = [name for name in NAME.findall(example.question) if name in example.passage]
    if not said:
        return None
    old = chance.choice(said)
    answers = {example.passage[start:end] for start, end in example.answers}
    there = [
        name
        for name in NAME.findall(example.passage)
        if name not in example.question
        and not any(name in each or each in name for each in answers)
    ]
    if there and chance.random() < 0.3:  # noqa: PLR2004 - three of ten
        return example.question.replace(old, chance.choice(there))
    new = _absent(stock.names, example, chance)
    return example.question.replace(old, new) if new else None


def other_year(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """Another year in the place of one."""
    found = YEAR.search(example.question)
    year = (
        str(int(found[0]) + chance.choice((-20, -10, -3, -2, -1, 1, 2, 3, 10, 20))) if found else ""
    )
    if found is None or year in example.passage:
        return None
    return example.question.replace(found[0], year)


def restricted(example: Example, stock: Stock, chance: random.Random) -> str | None:
    """The question with the ending of another one."""
    if not example.question.endswith("?"):
        return None
    ending = _absent(stock.endings, example, chance)
    base = ENDING.sub("", example.question) if chance.random() < 0.5 else example.question  # noqa: PLR2004
    return f"{base[:-1]}{ending}?" if ending else None


def qualified(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """What is asked about is of a kind of which the passage does not speak."""
    places = [found.end() for found in BEFORE_NOUN.finditer(example.question)]
    word = chance.choice(QUALIFIERS)
    if not places or word in example.passage.casefold():
        return None
    place = chance.choice(places)
    return f"{example.question[:place]}{word} {example.question[place:]}"


def other_measure(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """Another quantity of the same thing."""
    measure = chance.choice(MEASURES)
    found = MEASURE.search(example.question)
    if found is None or measure in found[0] or measure in example.passage:
        return None
    return MEASURE.sub(rf"\1 {measure}", example.question, count=1)


def denied(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """The contrary is asked: what is not so."""
    found = AUXILIARY.search(example.question)
    if found is None or " not " in example.question or chance.random() < 0.5:  # noqa: PLR2004
        return None
    words = example.question[found.end() :].split(" ")
    place = min(len(words) - 1, chance.randint(2, 4))
    return example.question[: found.end()] + " ".join([*words[:place], "not", *words[place:]])


def reversed_(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """The first for the last, before for after."""
    found = OPPOSITE.search(example.question)
    if found is None or OTHER_WAY[found[0]] in example.passage:
        return None
    return example.question[: found.start()] + OTHER_WAY[found[0]] + example.question[found.end() :]


def sibling(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """One of several of a kind for another: the tenth race for the ninth, silk for cotton."""
    passage = example.passage.casefold()
    said = [word for word in WORD.findall(example.question) if word.casefold() in BESIDE]
    if not said:
        return None
    old = chance.choice(said)
    new = chance.choice(BESIDE[old.casefold()])
    if new in passage or new in example.question.casefold():
        return None
    return example.question.replace(old, new.title() if old.istitle() else new)


def swapped(example: Example, stock: Stock, chance: random.Random) -> str | None:  # noqa: ARG001
    """The answer in the place of the one of whom it is told: "Who sold it to Ode?", told of Voss."""
    said = [name for name in NAME.findall(example.question) if name in example.passage]
    answer = example.passage[slice(*example.answers[0])]
    if not said or not re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*", answer):
        return None
    return example.question.replace(chance.choice(said), answer)


def asked_in_passage(example: Example, chance: random.Random) -> Example:
    """The passage with the question as a line of its own before the answer: that line answers nothing."""
    start, end = chance.choice(example.answers)
    place = (
        max(example.passage.rfind(". ", 0, start) + 2, 0) if ". " in example.passage[:start] else 0
    )
    line = f"{example.question}\n"
    passage = f"{example.passage[:place]}{line}{example.passage[place:]}"
    return replace(
        example,
        passage=passage,
        answers=((start + len(line), end + len(line)),),
        data_set="made: asked",
    )


def _absent(stock: Sequence[str], example: Example, chance: random.Random) -> str | None:
    """Something of the stock whose words neither passage, heading nor question has."""
    known = content_words(f"{example.heading} {example.passage} {example.question}")
    for _ in range(TRIES if stock else 0):
        each = chance.choice(stock)
        words = content_words(each)
        if words and not words & known:
            return each
    return None
