"""Answer -> text and JSON: pure functions. As HTML: html.py."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.answers import Answer, Citation, Declined, Disagreement, Risk
from app.language.tongues import name_of
from app.render.replies import Reply
from app.render.shapes import groups, is_measured, lead, named

if TYPE_CHECKING:
    from app.reading.reader import Cut

NEAREST = "What came nearest:"
STEPS = "It asks one thing of another. Ask first:"

# What a terminal obeys instead of showing: C0 (a tab and a line end do no harm), DEL and C1, and what
# turns the direction of writing.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

DECLINED = {
    Declined.EMPTY_LIBRARY: "The library is empty, so there is nothing to quote from.",
    Declined.NOTHING_FOUND: "Nothing was found on this.",
    Declined.NO_ANSWER: "No sentence was found that answers this.",
    Declined.UNCERTAIN: "What was found is less certain than you ask for.",
    Declined.LANGUAGE: "{} in {}; the nearest passages are shown.",
}
CHOSEN = "You chose this quotation; Footnote was less certain than you asked for."
RISKS = {
    Risk.ONE_IN_20: "1 in 20",
    Risk.ONE_IN_10: "1 in 10",
    Risk.ONE_IN_5: "1 in 5",
    Risk.ALWAYS: "always answer",
}
HARDLY_EVER = 0.05  # below it, not even once in ten times
MOST_NAMED = 3  # documents, to tell what can be asked
MOST_LACKING = 4  # words of a question that are told to be nowhere
LONGEST_SHORT = 100  # characters; a longer answer is only marked in its quotation


def confidence_words(confidence: float) -> str:
    """A confidence as a frequency that a reader can check: "right about 8 times in 10"."""
    if confidence < HARDLY_EVER:
        return "hardly ever right on questions like this"
    tenths = min(max(round(10 * confidence), 1), 9)
    times = "time" if tenths == 1 else "times"
    return f"right about {tenths} {times} in 10 on questions like this"


def short_answer(answer: Answer) -> str | None:
    """The short answer in one line, unless it is long, or all of its quotation."""
    if not answer.short or answer.short in {answer.quote, (answer.quote or "")[:-1]}:
        return None
    return one_line(answer.short) if len(answer.short) <= LONGEST_SHORT else None


def declined_sentence(answer: Answer) -> str | None:
    """Why there is no answer, and which words of the question the documents have nowhere.

    Where something was found, its chance to be right is said with it.
    """
    if answer.declined_because is None:
        return None
    if answer.declined_because is Declined.LANGUAGE:
        several = len({citation.document_id for citation in answer.citations}) > 1
        whose = "These documents are" if several else "This document is"
        return DECLINED[Declined.LANGUAGE].format(whose, name_of(answer.language))
    sentences = [DECLINED[answer.declined_because]]
    if answer.declined_because is Declined.UNCERTAIN:
        sentences.append(f"It would be {confidence_words(answer.confidence)}.")
    if answer.declined_because is not Declined.EMPTY_LIBRARY:
        said = set(answer.lacking)
        unnamed = [name for name in answer.unnamed if said.isdisjoint(name.split())]
        if answer.lacking:
            near = [word for word in answer.nearest if word]
            meant = f"; written most like it: {_any_of(near)}" if near else ""
            sentences.append(f"The documents asked nowhere have {_any_of(answer.lacking)}{meant}.")
        if unnamed:
            sentences.append(f"What came nearest does not speak of {_any_of(unnamed)}.")
    return " ".join(sentences)


def _any_of(said: Sequence[str]) -> str:
    words = [f"“{word}”" for word in said[:MOST_LACKING]]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sure_words(answer: Answer) -> str:
    """How sure the first quotation is, or that it is the user's choice; empty where it was not measured."""
    if answer.chosen:
        return CHOSEN
    if answer.shape and not is_measured(answer):
        return ""
    if answer.shape and len(answer.citations) > 1:
        first = answer.citations[0].confidence
        return f"The first quotation is {confidence_words(first)}."
    which = "first quotation" if answer.disagreement else "quotation"
    return f"The {which} is {confidence_words(answer.confidence)}."


def asked_of_words(answer: Answer) -> str:
    """Of what an answer was asked, where that was chosen; else nothing."""
    count, libraries = len(answer.documents), " and ".join(name for _, name in answer.libraries)
    chosen = f"{count:,} chosen document{'s' if count > 1 else ''}"
    if libraries:
        return f"Asked of {chosen} and of {libraries}." if count else f"Asked of {libraries}."
    return f"Asked of {chosen} only." if count else ""


def being_added_words(answer: Answer) -> str:
    """That the answer is of less than the library will hold; empty where it is not."""
    if not answer.being_added:
        return ""
    what = "document is" if answer.being_added == 1 else "documents are"
    return f"{answer.being_added:,} more {what} being read just now; this answer is without them."


def disagreement_words(disagreement: Disagreement) -> str:
    """How the sources differ in one line, in their own words."""
    said = [
        one_line(f"{side.said} ({side.named})" if side.named else side.said)
        for side in disagreement.sides
    ]
    return f"{differing_words(disagreement)}: {'; '.join(said)}."


def differing_words(disagreement: Disagreement) -> str:
    """That the sources differ; their dates may be why."""
    dates = {side.when for side in disagreement.sides} - {""}
    dated = len(dates) == len(disagreement.sides)
    return "The figures differ, as do their dates" if dated else "The sources differ"


def what_can_be_asked(titles: Sequence[str]) -> str:
    """What to ask, for a greeting or a wish that no quotation can answer; with some documents' titles."""
    some = ", ".join(f"“{one_line(title)}”" for title in titles[:MOST_NAMED])
    asked = (
        "Footnote answers with sentences from your documents, so it neither chats nor sums up. Ask for "
        "something that stands in them, in one whole sentence: a who, what, when, how many or why."
    )
    return (
        f"{asked} There are {some}{' and others' if len(titles) > MOST_NAMED else ''}."
        if some
        else asked
    )


def risk_words(cut: Cut) -> str:
    """What a choice comes to on the questions it was tested with, all answers together."""
    whose = "questions of yours" if cut.own else "test questions"
    if not cut.answers:
        return f"Of {cut.questions:,} {whose} none was answered."
    return (
        f"On {cut.questions:,} {whose} {_in_ten(cut.right)} answers were right, and {_in_ten(cut.answered)} "
        "questions that have an answer got one; how likely one answer is right stands on its card."
    )


def _in_ten(share: float) -> str:
    """A share of many: "9 in 10", or in twenty where that is nearer."""
    if round(20 * share) == 19:  # noqa: PLR2004 - 1 in 20 is what is offered
        return "19 in 20"
    return "all" if share > 0.95 else f"{round(10 * share)} in 10"  # noqa: PLR2004 - as above


def place(citation: Citation) -> str:
    """Where a quotation stands: title, section, page, characters."""
    characters = f"characters {citation.start:,}-{citation.end:,}"
    return ", ".join([citation.title, *within(citation), characters])


def within(citation: Citation) -> list[str]:
    """Where in its document a quotation stands: section, page and library, where they are known."""
    section = [part for part in citation.section if part != citation.title]
    parts = [" > ".join(section)] if section else []
    if citation.page is not None:
        parts.append(f"page {citation.page}")
    parts += ["read by OCR"] if citation.by_ocr else []
    return [*parts, f"library {citation.library}"] if citation.library else parts


def one_line(text: str) -> str:
    """A quotation for a terminal's line: line ends become spaces, all else stays."""
    return " ".join(text.splitlines())


# Text


def visible(text: str) -> str:
    r"""Text for a terminal: what it would obey instead of showing becomes an escape such as ``\x1b``."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def answer_text(answer: Answer) -> str:
    """An answer for the terminal; how sure it is concerns the first quotation."""
    lines: list[str] = []
    if answer.understood_as != answer.question:
        lines += [f"Understood as: {one_line(answer.understood_as)}", ""]
    if answer.shape is not None:
        lines += _shape_lines(answer)
    elif answer.declined_because is None:
        short = short_answer(answer)
        lines += [short, ""] if short and not answer.disagreement else []
        lines += [disagreement_words(answer.disagreement), ""] if answer.disagreement else []
        lines += [_quoted(each) for each in answer.citations]
        first, sure = answer.citations[0].number, confidence_words(answer.confidence)
        lines += ["", CHOSEN if answer.chosen else f"How sure of [{first}]: {sure}."]
    else:
        lines.append(declined_sentence(answer) or "")
        lines += ["", STEPS, *answer.instead] if answer.instead else []
        if answer.citations:
            lines += ["", NEAREST]
            lines += [_quoted(each) for each in answer.citations]
    lines += ["", being_added_words(answer)] if answer.being_added else []
    if answer.citations:
        lines.append("")
        lines += [f"[{c.number}] {place(c)}\n    {c.source}" for c in answer.citations]
    return visible("\n".join(lines))


def _quoted(citation: Citation) -> str:
    """A quotation in a line, that of a table's row under the names of its columns."""
    line = f"“{one_line(citation.quote)}” [{citation.number}]"
    return f"{one_line(citation.columns)}\n{line}" if citation.columns else line


def _shape_lines(answer: Answer) -> list[str]:
    """An answer of several quotations: what leads to it, its members, its quotations under their headings."""
    lines = [lead(answer), *(f"- {each.text} [{each.number}]" for each in named(answer)), ""]
    for group in groups(answer):
        lines += [f"{one_line(group.heading)}"] if group.heading else []
        cited = [answer.cited(number) for number in group.numbers]
        lines += [_quoted(each) for each in cited]
        lines += [group.note, ""] if group.note else [""]
    sure = sure_words(answer)
    return [*lines, sure] if sure else lines[:-1]


# JSON


def json_text(value: object) -> str:
    """Plain values as JSON that a terminal shows as it is: the same values when read again."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, with every passage considered and the time of each stage in ms."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(Reply.from_answer(answer))))
    return plain
