"""How good an answer of several quotations is: precision and recall of its members or sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.answers import Answer, Citation, Shape
from app.language.questions import items
from app.language.values import QUANTITY
from eval.datasets import Expected, Places
from eval.metrics import SetScores, holds

RIGHT = 0.5  # F1 from which on an answer counts as right in one figure for all shapes


def shape_scores(expected: Expected, answer: Answer) -> dict[str, float]:
    """The measures of one answer, named after its shape.

    Args:
        expected: what it should have.
        answer: what it has; one in no shape counts by the quotations it shows.
    """
    if expected.shape is None:
        scores = _marked if expected.differ is None else _differing
        return scores(expected, answer)
    name = expected.shape.name.casefold()
    if expected.shape is Shape.YES_NO:
        return _decided(expected, answer)
    if expected.shape is Shape.RANK and not expected.sentences:
        ranked = answer.shape is Shape.RANK
        return {"shape_right": float(not ranked), "rank_wrongly": float(ranked)}
    if expected.shape is Shape.TWO_STEPS and not expected.sentences:
        return {
            "shape_right": float(not answer.answered),
            "two_steps_wrongly": float(answer.answered),
        }
    if expected.shape is Shape.LIST:
        found = member_scores(members_shown(answer), expected.members)
    elif expected.shape is Shape.COMPARE:
        found = _of_sides(expected, answer)
    else:
        shown = answer.citations if answer.answered else ()
        found = sentence_scores(shown, expected.sentences)
    of_sides = expected.shape is Shape.COMPARE
    right = _sides_right(expected, answer) if of_sides else found.f1 >= RIGHT
    return {
        "shape_right": float(right),
        f"{name}_precision": found.precision,
        f"{name}_recall": found.recall,
        f"{name}_f1": found.f1,
    }


def members_shown(answer: Answer) -> list[str]:
    """The members that an answer shows, in its words."""
    if not answer.answered:
        return []
    if answer.members:
        return [answer.said(member) for member in answer.members]
    shorts = [citation.short or citation.quote for citation in answer.citations]
    return [short[start:end] for short in shorts for start, end in items(short)]


def member_scores(shown: Sequence[str], members: Sequence[Sequence[str]]) -> SetScores:
    """Members shown against those expected, each of which counts for one that holds it, and once."""
    left = list(shown)
    for forms in members:
        held = next((s for s in left if any(_holds(s, form) for form in forms)), None)
        if held is not None:
            left.remove(held)
    return _scores(len(shown) - len(left), len(shown), len(shown) - len(left), len(members))


def _holds(text: str, form: str) -> bool:
    return holds(text.casefold(), form.casefold())


def sentence_scores(shown: Sequence[Citation], sentences: Sequence[Places]) -> SetScores:
    """Quotations shown against the sentences expected, wherever these stand."""
    right = sum(any(_is_at(each, places) for places in sentences) for each in shown)
    held = sum(any(_is_at(each, places) for each in shown) for places in sentences)
    return _scores(right, len(shown), held, len(sentences))


def _is_at(citation: Citation, places: Places) -> bool:
    return any(place.overlaps(citation.source, citation.start, citation.end) for place in places)


def _scores(right: int, shown: int, held: int, expected: int) -> SetScores:
    precision = right / shown if shown else 0.0
    recall = held / expected if expected else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
    return SetScores(precision, recall, f1)


def _of_sides(expected: Expected, answer: Answer) -> SetScores:
    """Over both sides: a quotation counts where it stands under the name it belongs to."""
    right = shown = held = wanted = 0
    for name, sentences in expected.sides.items():
        under = _under(name, answer)
        right += sum(any(_is_at(each, places) for places in sentences) for each in under)
        held += sum(any(_is_at(each, places) for each in under) for places in sentences)
        shown, wanted = shown + len(under), wanted + len(sentences)
    return _scores(right, shown, held, wanted)


def _sides_right(expected: Expected, answer: Answer) -> bool:
    """Whether each side begins with a sentence that belongs there, or is rightly said to be silent."""
    if answer.shape is not Shape.COMPARE:
        return False
    for name, sentences in expected.sides.items():
        under = _under(name, answer)
        if bool(under) != bool(sentences):
            return False
        if under and not any(_is_at(under[0], places) for places in sentences):
            return False
    return True


def _under(name: str, answer: Answer) -> list[Citation]:
    if not answer.answered:
        return []
    parts = [part for part in answer.parts if part.heading.casefold() == name.casefold()]
    return [answer.cited(number) for part in parts for number in part.numbers]


def _differing(expected: Expected, answer: Answer) -> dict[str, float]:
    """Whether all values that differ stand side by side, or whether any do where nothing differs."""
    beside = answer.disagreement.sides if answer.disagreement and answer.answered else ()
    if not expected.differ:
        return {"shape_right": float(not beside), "differ_wrongly": float(bool(beside))}
    cited = [side.citation for side in beside]
    shown = all(any(_is_at(each, places) for each in cited) for places in expected.sentences)
    return {"shape_right": float(shown), "differ_shown": float(shown)}


def _marked(expected: Expected, answer: Answer) -> dict[str, float]:
    """Whether the value that was asked for is marked in the first quotation, and no other; declined or not."""
    places = tuple(place for each in expected.sentences for place in each)
    first = next(iter(answer.citations), None)
    if first is None or not _is_at(first, places):
        return {"shape_right": 0.0, "value_marked": 0.0}
    (forms,), short = expected.members, first.short or ""
    right = len(QUANTITY.findall(short)) <= 1 and any(_holds(short, form) for form in forms)
    return {"shape_right": float(right), "value_marked": float(right)}


def _decided(expected: Expected, answer: Answer) -> dict[str, float]:
    decided = answer.answered and answer.shape is Shape.YES_NO
    if not expected.sentences:
        return {"shape_right": float(not decided), "yes_no_wrongly": float(decided)}
    places = tuple(place for each in expected.sentences for place in each)
    right = decided and _is_at(answer.citations[0], places)
    return {"shape_right": float(right), "yes_no_decided": float(right)}
