"""Other values for what was asked, found by reading alone each sentence that gives one of the answer's kind.

What two sentences have in common in words (``disagreement.same_thing``) is seldom enough in ordinary
text: "nine men lost their lives", "the register lists eleven". The reader tells what each is a value
of; the rules here refuse what it cannot see, being shown one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.answers import Citation, Span
from app.asking.agreement import value_asked
from app.asking.disagreement import MOST_SIDES, Rival
from app.asking.units import CELLS, has_name
from app.language.differences import differ, is_of_kind
from app.language.parts import is_with_others
from app.language.sentences import GOES_ON
from app.language.statements import (
    counted,
    is_another_case,
    proposes,
    stands_for,
    topic,
    without_speaker,
    years_in,
)
from app.language.values import DATE, QUANTITY, Date, Number, Value, date_in, quantity_at
from app.language.wording import NamedKind, named_in
from app.reading.reader import Reader
from index.retriever import Hit
from index.words import content_words

MOST_READ = 8  # sentences besides the answer's
# Tuned on the built-in questions of which documents give values that differ (tune half): how far behind
# the answer's sentence another may be in reading, likeness and words. What comes first of all that
# another document gives of what the question names may be further behind, if it has any of the question's
# words; a document seldom differs from itself, but where it has nearly all of them. Where the answer is
# not sure enough to be given, another document must give the other value about as surely.
LIKENESS, WORDS = 10.0, 2.0  # what these count, beside the score of reading
AS_SURE, BEHIND, BEHIND_WITHIN, BEHIND_ELSEWHERE = 1.5, 4.6, 5.0, 7.5
NEARLY_ALL = 0.8  # of the words of a question


@dataclass(frozen=True, slots=True)
class _Alone:
    """A sentence as a passage of its own, and where it stands in the one that was found."""

    hit: Hit
    within: Hit
    sentence: Span

    @property
    def text(self) -> str:
        return self.hit.chunk.text


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence that was read: the value that it gives, where, and how much speaks for it.

    ``shared`` is the share of the question's words, names aside, that it has.
    """

    alone: _Alone
    value: Number | Date | None
    answer: Span
    found: bool
    weight: float
    shared: float

    @property
    def document_id(self) -> str:
        return self.alone.hit.chunk.document_id

    @property
    def figure(self) -> Span:
        """Where the value stands in the sentence, with all that belongs to it."""
        quantity = quantity_at(self.alone.text, *self.answer)
        return quantity.span() if quantity else self.answer

    @property
    def before(self) -> str:
        """The sentence up to its value."""
        return self.alone.text[: self.figure[0]]

    @property
    def counted(self) -> frozenset[str]:
        """The words right behind a number, up to the first that only joins."""
        return counted(self.alone.text[self.figure[1] :])

    def as_rival(self, value: Value) -> Rival:
        """It as another value, in the passage that was found."""
        start = self.alone.sentence[0]
        figure = start + self.figure[0], start + self.figure[1]
        return Rival(self.alone.within, self.alone.sentence, figure, value)


def read_rivals(
    question: str, first: Citation, hits: Sequence[Hit], reader: Reader, *, sure: bool
) -> list[Rival]:
    """What the passages give for the question that cannot hold beside the answer, each value once.

    None where the answer is no number and no date. ``sure``: it is certain enough to be given.
    """
    answer = _value(first.quote, first.answer_in_quote, question)
    if answer is None:
        return []
    sentences = list(_sentences(hits))
    own = [each for each in sentences if _holds(each, first)][:1]
    others = [
        each
        for each in sentences
        if not _holds(each, first)
        and _may_give(each, answer, question)
        and _is_of(each, question, first)
    ][:MOST_READ]
    if not own or not others:
        return []
    base, *read = _read(question, [*own, *others], reader)
    names = _names_in(question)
    found: dict[Value, Rival] = {}
    for each in read:
        is_rival = _is_rival(each, base, answer, read if names else ())
        if is_rival and (sure or _is_as_sure(each, base)) and each.value is not None:
            found.setdefault(each.value, each.as_rival(each.value))
    # So many values are of several things.
    return list(found.values()) if len(found) < MOST_SIDES else []


def _is_rival(each: _Read, base: _Read, answer: Value, read: Sequence[_Read]) -> bool:
    """Whether a sentence answers the question too, nearly as well as the one that was chosen.

    ``read`` is what its document gives besides, empty where the question names nothing.
    """
    if not each.found or each.value is None or not differ(answer, each.value):
        return False
    if each.counted and base.counted and not each.counted & base.counted:
        return False  # 41 teachers, 24 pupils
    if proposes(each.before) and not proposes(base.before):
        return False
    comparable = [
        other.weight
        for other in read
        if other.document_id == each.document_id
        and other.value is not None
        and (other.value == answer or differ(answer, other.value))
    ]
    behind = base.weight - each.weight
    if each.document_id == base.document_id:
        nearly_all = each.shared >= NEARLY_ALL and behind <= BEHIND_WITHIN
        return nearly_all or (behind <= AS_SURE and each.shared >= base.shared)
    is_best = each.shared > 0 and each.weight == max(comparable, default=None)
    return behind <= (BEHIND_ELSEWHERE if is_best else BEHIND)


def _is_as_sure(each: _Read, base: _Read) -> bool:
    """Whether another document gives a value about as surely, in as many of the question's words."""
    elsewhere = each.document_id != base.document_id
    return elsewhere and each.shared >= base.shared and base.weight - each.weight <= AS_SURE


def _read(question: str, alone: Sequence[_Alone], reader: Reader) -> list[_Read]:
    readings = reader.read(question, [each.hit for each in alone])
    asked = topic(question) - topic(" ".join(_names_in(question)))
    read = []
    for each, reading in zip(alone, readings, strict=True):
        shared = len(asked & topic(each.text)) / len(asked) if asked else 0.0
        weight = reading.score + LIKENESS * reading.likeness + WORDS * shared
        value = _value(each.text, reading.answer, question)
        read.append(_Read(each, value, reading.answer or (0, 0), reading.found, weight, shared))
    return read


def _value(text: str, answer: Span | None, question: str) -> Number | Date | None:
    """The number or date of a short answer; of more words than a date, the date in them."""
    value = value_asked(text, answer, question) if answer else None
    if isinstance(value, Number | Date):
        return value
    return date_in(text[slice(*answer)]) if answer else None


def _sentences(hits: Sequence[Hit]) -> Iterator[_Alone]:
    """The sentences of the passages, each once; no rows of tables."""
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        chunk = hit.chunk
        for start, end in chunk.sentences:
            text, place = chunk.text[start:end], (chunk.document_id, chunk.start + start)
            if place in seen or CELLS in text:
                continue
            seen.add(place)
            passage = replace(
                chunk,
                start=chunk.start + start,
                end=chunk.start + end,
                text=text,
                sentences=((0, end - start),),
            )
            yield _Alone(replace(hit, chunk=passage), hit, (start, end))


def _holds(each: _Alone, first: Citation) -> bool:
    chunk = each.hit.chunk
    return first.overlaps(chunk.document_id, chunk.start, chunk.end)


def _may_give(each: _Alone, answer: Value, question: str) -> bool:
    """Whether a sentence has a value of the answer's kind."""
    figures = (*QUANTITY.finditer(each.text), *DATE.finditer(each.text))
    values = (_value(each.text, figure.span(), question) for figure in figures)
    return any(value is not None and is_of_kind(value, answer) for value in values)


def _is_of(each: _Alone, question: str, first: Citation) -> bool:
    """Whether a sentence may speak of what was asked, by its names, its time and its words."""
    heading = " ".join(each.hit.chunk.heading_path)
    names = _names_in(question)
    years = years_in(question)
    said = years_in(each.text)
    return (
        all(_is_named(name, each) for name in names)
        and not any(is_with_others(name, each.text, question) for name in names)
        and not (years and said and not years & said)
        and not is_another_case(each.text, f"{question} {first.quote}")
        and not _is_of_another(each, f"{question} {heading} {first.quote} {first.title}", names)
    )


def _is_named(name: str, each: _Alone) -> bool:
    """Whether a sentence or its headings have a name, or its passage where it has a word for it: "its", "Dorr"."""
    if has_name(name, each.hit.chunk.encoder_text):
        return True
    refers = GOES_ON.search(each.text) or content_words(name) & content_words(each.text)
    return bool(refers) and has_name(name, each.within.chunk.encoder_text)


def _is_of_another(each: _Alone, known: str, names: Sequence[str]) -> bool:
    """Whether a sentence names something else, and nothing that the question names.

    One that begins with a word for what was named speaks of that, if its headings have the name.
    """
    around = each.hit.chunk.encoder_text if stands_for(each.text) else each.text
    if any(has_name(name, around) for name in names):
        return False
    # A word alone at the beginning has its capital from there.
    others = _names_in(without_speaker(each.text), opening=False)
    return any(not has_name(name, known) for name in others)


def _names_in(text: str, *, opening: bool = True) -> list[str]:
    """The names in a text, years and months aside; ``opening``: a word alone at its beginning too."""
    named = [each for each in named_in(text) if each.kind in NAMES]
    return [each.text for each in named if opening or each.start or " " in each.text]


NAMES = frozenset({NamedKind.NAME, NamedKind.COUNTRY})
