"""An answer of several quotations as it is shown: its headings, and what belongs under each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.answers import Answer, Citation, Declined, Part, Shape
from app.language.superlatives import superlative

LEADS = {
    Shape.WHY: "The documents give as a reason:",
    Shape.STEPS: "The steps, in the order of the document:",
    Shape.ABOUT: "The documents say of it:",
    Shape.COMPARE: "The documents say of each:",
    Shape.YES_NO: "The documents say:",
    Shape.PARTS: "The question in its parts:",
    Shape.TWO_STEPS: "In two steps, each with its quotation:",
}
MORE = "There may be more: not all passages on it were read."
# Whose first quotation was chosen by how likely it answers, so that this can be said.
SURE = frozenset({Shape.LIST, Shape.WHY, Shape.STEPS, Shape.YES_NO})


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations under a heading, by the numbers of their footnotes.

    ``is_ours``: the heading is Footnote's or the question's, not a document's. ``note`` is said where
    there are none.
    """

    heading: str
    is_ours: bool
    numbers: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Named:
    """A member of a list in the words of its quotation, and where these stand in the document."""

    text: str
    number: int
    start: int
    end: int


def lead(answer: Answer) -> str:
    """What stands above an answer in a shape, in words of Footnote's own; empty where it has none."""
    if answer.shape is Shape.LIST:
        found = f"{len(answer.members)} found."
        return f"{found} {MORE}" if answer.unread else found
    if answer.shape is Shape.RANK:
        return _ranked(answer)
    return LEADS[answer.shape] if answer.shape else ""


def _ranked(answer: Answer) -> str:
    """By what rows were compared, and how many."""
    asked = superlative(answer.understood_as)
    word = asked.word if asked else "first"
    by = "".join(f" by “{part.heading}”" for part in answer.parts if part.heading)
    return f"The {word}{by}, of {answer.compared:,} rows compared:"


def named(answer: Answer) -> tuple[Named, ...]:
    """The members of a list, each in one line."""
    return tuple(
        Named(" ".join(answer.said(each).split()), each.number, each.start, each.end)
        for each in answer.members
    )


def groups(answer: Answer) -> tuple[Group, ...]:
    """What is quoted, under its headings; none for an answer in no shape."""
    if answer.shape is Shape.ABOUT:
        return tuple(_by_heading(answer))
    if answer.shape is Shape.RANK:  # whose lead names the column
        return tuple(Group("", False, part.numbers, "") for part in answer.parts)
    return tuple(
        Group(part.heading, True, part.numbers, _note(part, answer.shape)) for part in answer.parts
    )


def _note(part: Part, shape: Shape | None) -> str:
    """What is said of a part without a quotation."""
    if part.numbers:
        return ""
    if shape is Shape.COMPARE:
        return f"Nothing is said of {part.heading}."
    whose = "" if part.heading.endswith("?") else f" for {part.heading}"
    return f"No sentence was found that answers this{whose}."


def _by_heading(answer: Answer) -> Iterator[Group]:
    """Quotations that follow each other in one section, under its headings."""
    for heading, cited in groupby(answer.citations, _headings):
        yield Group(heading, False, tuple(each.number for each in cited), "")


def _headings(citation: Citation) -> str:
    return " > ".join(dict.fromkeys((citation.title, *citation.section)))


def is_measured(answer: Answer) -> bool:
    """Whether it can be said how sure the first quotation of an answer in a shape is."""
    first = answer.citations[0].confidence if answer.citations else 0.0
    return answer.shape in SURE and first > 0 and answer.declined_because is not Declined.UNCERTAIN
