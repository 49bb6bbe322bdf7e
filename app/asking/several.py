"""An answer of several quotations: what the passages say, gathered in the shape that the question asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.answers import Answer, Citation, Declined, Member, Part, Risk, Shape
from app.asking.accounts import is_headed, is_sure, reasons, said_of, steps
from app.asking.lists import members
from app.asking.sides import deciding, not_decided_by, side
from app.asking.units import Quotations, Unit, has_name, read_units
from app.asking.unread import readable
from app.language.comparisons import compared
from app.language.parts import are_together, asked_of_each, may_be_one, questions_in
from app.language.sentences import without_article
from app.language.shapes import about
from app.language.wording import NamedKind, named_in
from app.reading.reader import Reader
from index.retriever import Searches

PASSAGES_FOR_SEVERAL = 10  # that are read for several quotations
FEWEST_MEMBERS = 2  # one is no list
# So many sentences that name one each are surer than which of them is meant: 1 in 5 may be wrong then.
SEVERAL_MEMBERS = 3
WHOLE_STEPS = 3  # under a heading for what is asked they answer, whatever the reader thinks of each

AskOne = Callable[[str, Answer | None, Sequence[str] | None], Answer]


def in_shape(answer: Answer, shape: Shape, retriever: Searches, reader: Reader) -> Answer:
    """The answer in its shape; as it is where one quotation is all there is, or none was found.

    ``answer`` is what a single quotation would say, and decides whether a list, reasons or steps are
    told at all.
    """
    make = {
        Shape.LIST: _list,
        Shape.WHY: _reasons,
        Shape.STEPS: _steps,
        Shape.ABOUT: _about,
        Shape.COMPARE: _compared,
        Shape.YES_NO: _decided,
    }[shape]
    return make(answer, retriever, reader) or answer


def _units(answer: Answer, query: str, retriever: Searches, reader: Reader) -> list[Unit]:
    hits = retriever.search(query, PASSAGES_FOR_SEVERAL, answer.documents or None)
    return read_units(query, readable(hits, retriever, reader), retriever, reader)


def _list(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    units = _units(answer, answer.understood_as, retriever, reader)
    found = members(answer.understood_as, units)
    if len(found.members) < FEWEST_MEMBERS:
        return None
    likely = answer.confidence >= reader.cuts[Risk.ONE_IN_5].min_confidence
    if not (answer.answered or found.listed or (likely and len(found.members) >= SEVERAL_MEMBERS)):
        return None
    quoted = Quotations(retriever.store, answer.citations)
    named = []
    for each in found.members:
        number = quoted.add(each.unit)
        if number is not None:
            start = each.unit.start
            named.append(Member(number, start + each.span[0], start + each.span[1]))
    return replace(
        answer.of_several(Shape.LIST, quoted.citations),
        members=tuple(named),
        unread=_is_more(answer, units, retriever),
    )


def _is_more(answer: Answer, units: Sequence[Unit], retriever: Searches) -> bool:
    """Whether passages remained unread that were found for the question."""
    hits = retriever.search(
        answer.understood_as, PASSAGES_FOR_SEVERAL + 1, answer.documents or None
    )
    return len(hits) > PASSAGES_FOR_SEVERAL and bool(units)


def _reasons(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    question = answer.understood_as
    found = reasons(question, _units(answer, question, retriever, reader))
    if not found or not (answer.answered or is_sure(question, found[0])):
        return None
    quoted = Quotations(retriever.store, answer.citations)
    for unit in found:
        quoted.add(unit, unit.reading.answer)
    return answer.of_several(Shape.WHY, quoted.citations) if quoted.citations else None


def _steps(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    question = answer.understood_as
    found = steps(question, _units(answer, question, retriever, reader))
    headed = len(found) >= WHOLE_STEPS and is_headed(question, found[0])
    if not found or not (answer.answered or headed or any(is_sure(question, u) for u in found)):
        return None
    quoted = Quotations(retriever.store, answer.citations)
    for unit in found:
        quoted.add(unit)
    return answer.of_several(Shape.STEPS, quoted.citations) if quoted.citations else None


def _about(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    name = about(answer.understood_as)
    found = said_of(name, _units(answer, name, retriever, reader))
    quoted = Quotations(retriever.store, ())
    for unit in found:
        quoted.add(unit)
    return answer.of_several(Shape.ABOUT, quoted.citations) if quoted.citations else None


def _compared(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    sides = compared(answer.understood_as)
    if sides is None:
        return None
    quoted, parts = Quotations(retriever.store, ()), []
    for name in (sides.one, sides.other):
        units = _units(answer, f"{name} {sides.respect}".strip(), retriever, reader)
        numbers = [quoted.add(unit) for unit in side(name, sides.respect, units)]
        parts.append(Part(name, tuple(number for number in numbers if number is not None)))
    if not quoted.citations:
        return None
    return replace(answer.of_several(Shape.COMPARE, quoted.citations), parts=tuple(parts))


def _decided(answer: Answer, retriever: Searches, reader: Reader) -> Answer | None:
    question = answer.understood_as
    if not_decided_by(retriever.lacking(question, answer.documents or None)):
        return None
    quoted = Quotations(retriever.store, answer.citations)
    units = _units(answer, question, retriever, reader)
    for unit in deciding(question, units, answered=answer.answered):
        quoted.add(unit)
    return answer.of_several(Shape.YES_NO, quoted.citations) if quoted.citations else None


def part_by_part(question: str, understood: str, ask_one: AskOne) -> Answer:
    """Two questions in one: each answered by itself, the later ones as they follow from the first.

    A later question that names nothing of its own is asked first of the document that answered the
    one before.
    """
    answers: list[Answer] = []
    for piece in questions_in(understood):
        before = answers[-1] if answers else None
        answers.append(_one_of_several(piece, before, ask_one))
    whole = replace(answers[0], question=question, understood_as=understood)
    headings = [each.understood_as for each in answers]
    return in_parts(whole, headings, answers)


def one_by_one(answer: Answer, ask_one: AskOne) -> Answer:
    """A question that is asked of several names, answered for each of them.

    As it is where its quotation speaks of them together, or all get one answer: then it was one question.
    Two names that may be one thing are told apart only where the whole question was declined.
    """
    asked = asked_of_each(answer.understood_as)
    together = are_together([each.name for each in asked], answer.quote or "")
    if not asked or together or (answer.answered and may_be_one(answer.understood_as)):
        return answer
    answers = [_of_name(each.name, ask_one(each.question, None, None)) for each in asked]
    given = {
        (first.document_id, first.answer or first.start)
        for first in (each.citations[0] for each in answers if each.answered)
    }
    if len(given) == 1 and all(each.answered for each in answers):
        return answer
    return in_parts(answer, [each.name for each in asked], answers)


def _of_name(name: str, answer: Answer) -> Answer:
    """An answer if its quotation, the sentence before it or its headings speak of the name; else declined."""
    if not answer.answered:
        return answer
    first = answer.citations[0]
    around = " ".join((first.title, *first.section, first.before, first.quote))
    if has_name(without_article(name), around):
        return answer
    return replace(answer, declined_because=Declined.NO_ANSWER)


def in_parts(whole: Answer, headings: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """Answers as one, each under its heading; the whole question's where none of them has a quotation."""
    parts: list[Part] = []
    citations: list[Citation] = []
    for heading, each in zip(headings, answers, strict=True):
        shift = len(citations)
        shown = each.citations[:1] if each.shape is None else each.citations
        shown = shown if each.answered else ()
        citations += [replace(c, number=shift + n) for n, c in enumerate(shown, start=1)]
        parts.append(Part(heading, tuple(range(shift + 1, len(citations) + 1))))
    first = next((each for each in answers if each.answered), None)
    if first is None:
        return whole
    return replace(
        first,
        question=whole.question,
        understood_as=whole.understood_as,
        short=None,
        quote=citations[0].quote,
        citations=tuple(citations),
        considered=tuple(read for each in answers for read in each.considered),
        timings=_together(answers),
        disagreement=None,
        shape=Shape.PARTS,
        parts=tuple(parts),
        members=(),
        unread=False,
    )


def _one_of_several(piece: str, before: Answer | None, ask_one: AskOne) -> Answer:
    names = [each for each in named_in(piece) if each.kind is not NamedKind.YEAR]
    if before is not None and before.answered and not names:
        there = ask_one(piece, before, [before.citations[0].document_id])
        if there.answered:
            return there
    return ask_one(piece, before, None)


def _together(answers: Sequence[Answer]) -> dict[str, float]:
    stages = dict.fromkeys(stage for each in answers for stage in each.timings)
    return {stage: sum(each.timings.get(stage, 0.0) for each in answers) for stage in stages}
