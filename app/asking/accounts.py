"""What answers "why", "how do I" and "what is": reasons, steps and what is said of something."""

from __future__ import annotations

from collections.abc import Sequence

from app.asking.lists import weight
from app.asking.units import Unit, has_name
from app.language.sentences import (
    CONDITION,
    GOES_ON,
    MAKING_VERBS,
    MUST,
    begins_with,
    defines,
    gives_reason,
    is_order,
)
from app.language.shapes import asked_verb
from index.words import content_words

# Tuned on the built-in questions of these shapes (tune half), by the F1 of sentences.
REASON = 0.20  # what it counts that a sentence gives a reason
FURTHER_REASON, FURTHER_ELSEWHERE = 0.25, 0.12  # how far behind the best another reason may be
HEADED = 0.40  # what it counts that the heading of a section has the words of the question
DOING = 0.50  # and that it has the verb: "Shaping and baking"
NAMED = 0.10  # and that a sentence has the name of what is asked about
MOST_REASONS, MOST_STEPS, MOST_SAID = 12, 14, 6
ALIKE = 0.65  # of their words: two sentences say the same
SURE_SHARED, SURE_LIKE = (
    0.55,
    0.55,
)  # what a sentence must have to answer where the reader is uncertain


def reasons(question: str, units: Sequence[Unit]) -> list[Unit]:
    """The sentences that give reasons, the surest first; it alone where no other is near."""
    asked = content_words(question)

    def sure(unit: Unit) -> float:
        return weight(unit, asked) + REASON * gives_reason(unit.text)

    ranked = sorted(units, key=lambda unit: -sure(unit))
    if not ranked:
        return []
    best = ranked[0]
    near = [
        unit for unit in ranked[1:] if unit.found and _is_near(sure(best) - sure(unit), unit, best)
    ]
    return _without_repeats([best, *near])[:MOST_REASONS]


def _is_near(behind: float, unit: Unit, best: Unit) -> bool:
    if unit.section != best.section:
        return gives_reason(unit.text) and behind <= FURTHER_ELSEWHERE
    same_list = unit.block == best.block and unit.block.is_list
    return (same_list or gives_reason(unit.text)) and behind <= FURTHER_REASON


def is_sure(question: str, unit: Unit) -> bool:
    """Whether a unit is about what was asked by its words alone, whatever the reader thinks."""
    asked = content_words(question)
    shared = len(asked & (unit.words | unit.heading)) / len(asked) if asked else 0.0
    return unit.found and shared >= SURE_SHARED and unit.likeness >= SURE_LIKE


def steps(question: str, units: Sequence[Unit]) -> list[Unit]:
    """What to do: from the first to the last order of a section that is about it; else the one place for it."""
    asked = content_words(question) - MAKING

    def sure(unit: Unit) -> float:
        of_heading = len(asked & _innermost(unit)) / max(1, len(asked))
        return weight(unit, asked) + HEADED * of_heading + DOING * _is_doing(question, unit)

    orders = [unit for unit in units if is_order(unit.text)]
    if not orders:
        return []
    best = max(orders, key=sure)
    if CONDITION.match(best.text):
        return [best]
    done_to = asked - content_words(asked_verb(question))
    if (done_to and done_to <= best.words) or not is_headed(question, best):
        return [best, *_directly_behind(best, units)]
    there = [unit for unit in orders if unit.section == best.section]
    begin = [unit for unit in there if not MUST.search(unit.text)] or there
    first, last = begin[0].order, begin[-1].order
    return list(units[first : last + 1])[:MOST_STEPS]


def is_headed(question: str, unit: Unit) -> bool:
    """Whether a unit stands under a heading for what is to be done: its verb, or all it is done to."""
    asked = content_words(question) - MAKING
    return _is_doing(question, unit) or (bool(asked) and asked <= _innermost(unit))


def _is_doing(question: str, unit: Unit) -> bool:
    return bool((content_words(asked_verb(question)) - MAKING) & _innermost(unit))


MAKING = content_words(" ".join(MAKING_VERBS))


def _innermost(unit: Unit) -> frozenset[str]:
    """The content words of the innermost heading a unit stands under."""
    path = unit.hit.chunk.heading_path
    return content_words(path[-1]) if path else frozenset()


def _directly_behind(best: Unit, units: Sequence[Unit]) -> list[Unit]:
    """The orders that follow a unit without a gap in its paragraph."""
    found: list[Unit] = []
    for unit in units[best.order + 1 :]:
        if unit.block != best.block or not is_order(unit.text):
            break
        found.append(unit)
    return found


def said_of(name: str, units: Sequence[Unit]) -> list[Unit]:
    """What is said of something: a definition first, then at most five sentences that say different things."""
    speaking = _speaking_of(name, units)
    if not speaking:
        return []

    def sure(unit: Unit) -> float:
        return unit.likeness + NAMED * has_name(name, unit.text)

    defining = [unit for unit in speaking if defines(unit.text, name)]
    opening = defining or [unit for unit in speaking if begins_with(unit.text, name)] or speaking
    first = max(opening, key=sure)
    ranked = sorted(speaking, key=lambda unit: -sure(unit))
    chosen = _without_repeats([first, *(unit for unit in ranked if unit is not first)])[:MOST_SAID]
    others = sorted(
        chosen[1:], key=lambda unit: (unit.document_id != first.document_id, unit.order)
    )
    return [first, *others]


def _speaking_of(name: str, units: Sequence[Unit]) -> list[Unit]:
    """The units that name it, those that go on speaking of it, and those under a heading that is it."""
    found: list[Unit] = []
    for unit in units:
        path = unit.hit.chunk.heading_path
        behind = bool(found) and found[-1].order == unit.order - 1
        goes_on = behind and found[-1].block == unit.block and GOES_ON.search(unit.text)
        called = any(_is_called(name, heading) for heading in path)
        if (has_name(name, unit.text) or goes_on or called) and not unit.text.endswith(":"):
            found.append(unit)
    return found


def _is_called(name: str, heading: str) -> bool:
    """Whether a heading is a name and little else."""
    words, named = content_words(heading), content_words(name)
    return bool(named) and named <= words and len(words) <= len(named) + 1


def _without_repeats(units: Sequence[Unit]) -> list[Unit]:
    """The units without those that say what one before them says."""
    kept: list[Unit] = []
    for unit in units:
        if not any(_alike(unit.words, each.words) for each in kept):
            kept.append(unit)
    return kept


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > ALIKE * max(1, min(len(one), len(other)))
