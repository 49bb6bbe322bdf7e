"""Checked claims -> text, JSON and a table: pure functions. As HTML: claims_html.py."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from app.answers import Citation
from app.checking.comparison import Aspect, Compared, Verdict, Where
from app.checking.handout import Handout
from app.checking.quoting import changes
from app.checking.verdicts import Checked, Judged, Part, Ruling, Standing
from app.language.mentions import Kind
from app.render.citations import footnote_text
from app.render.library import many
from app.render.text import json_text, one_line, place, visible

NOTHING_CLOSE = "Nothing in the library is close to this."
WORDS_AGREE = "Compared: the wording. It agrees."
ONLY_COMPARED = "Each is only compared with your documents; the judgement is yours."

# One and several: "1 agrees", "2 agree".
VERBS = {
    Verdict.AGREES: ("agrees", "agree"),
    Verdict.DIFFERS: ("differs", "differ"),
    Verdict.ABSENT: ("does not occur", "do not occur"),
}
PART_MARK = "\N{BULLET}"
SIGNS = {Verdict.AGREES: "=", Verdict.DIFFERS: "≠", Verdict.ABSENT: "-"}
STANDINGS = {
    Standing.AGREES: ("agrees in all its parts", "agree in all their parts"),
    Standing.DIFFERS: ("differs somewhere", "differ somewhere"),
    Standing.NOT_STATED: ("is not stated", "are not stated"),
}

TABLE_HEAD = (
    "claim", "whole", "part", "verdict", "agree", "differ", "do not occur", "compared", "quotation", "title", "section", "page",
    "start", "end", "sha256", "source", "citation", "your verdict", "your note",
)  # fmt: skip
NONE_JUDGED: Mapping[str, Judged] = MappingProxyType({})
# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8; other programs want none


def claims_output(all_checked: Sequence[Checked], form: str | None) -> str:
    """What the command line prints: ``form`` is "json", "csv", or None for text."""
    if form == "csv":  # whose rows end with both characters; a terminal would obey the others
        return "\r\n".join(visible(part) for part in claims_csv(all_checked).split("\r\n"))
    text = json_text(claims_json(all_checked)) if form == "json" else claims_text(all_checked)
    return f"{text}\n"


# Words


def compared_words(part: Part) -> str:
    """What was compared and what came of it: "Compared: 2 numbers, 1 name. 2 agree, 1 differs."."""
    if part.citation is None:
        return NOTHING_CLOSE
    values = [each for each in part.compared if isinstance(each.kind, Kind)]
    worded = [each for each in part.compared if not isinstance(each.kind, Kind)]
    if not part.compared:
        return WORDS_AGREE if part.standing is Standing.AGREES else NOTHING_CLOSE
    kinds = [(sum(c.kind is kind for c in values), str(kind)) for kind in Kind]
    things = [f"{n} {kind}{'s' * (n > 1)}" for n, kind in kinds if n]
    things += ["the wording"] if worded else []
    counts = [(part.count(verdict), verbs) for verdict, verbs in VERBS.items()]
    became = ", ".join(f"{n} {verbs[n > 1]}" for n, verbs in counts if n)
    return f"Compared: {', '.join(things)}. {became}."


def value_words(part: Part, compared: Compared) -> str:
    """What became of one value or word: "5,000" differs: the quotation has "6,000"."""
    said, found = (f"“{one_line(text)}”" for text in (part.said(compared), part.found(compared)))
    if isinstance(compared.kind, Aspect):
        return _aspect_words(part, compared, said, found)
    if compared.verdict is Verdict.DIFFERS:
        return f"{said} differs: the quotation has {found}."
    if compared.verdict is Verdict.ABSENT:
        return f"{said} does not occur."
    where = "" if compared.where is Where.QUOTATION else f" {compared.where}"
    return f"{said} agrees{where}: {found}."


def _aspect_words(part: Part, compared: Compared, said: str, found: str) -> str:
    """What became of how a claim says it; a sentence for each aspect and what came of it."""
    if compared.kind is Aspect.QUOTED and compared.verdict is Verdict.DIFFERS:
        return f"{said} is quoted with these differences: {_change_words(part, compared)}."
    is_said = bool(part.said(compared))
    sentences: dict[tuple[Kind | Aspect, Verdict], str] = {
        (Aspect.QUOTED, Verdict.AGREES): f"{said} is quoted exactly.",
        (Aspect.QUOTED, Verdict.ABSENT): f"{said} is not found in these words.",
        (Aspect.DENIAL, Verdict.DIFFERS): (
            f"The claim denies something: {said}; the quotation does not."
            if is_said
            else f"The quotation denies something: {found}; the claim does not."
        ),
        (Aspect.ROLE, Verdict.DIFFERS): f"{said} has another place in the quotation: {found}.",
        (Aspect.ROLE, Verdict.ABSENT): f"{said} is not of whom or what the quotation says it.",
        (Aspect.STRENGTH, Verdict.DIFFERS): (
            f"{said} differs: the quotation has {found}."
            if is_said
            else f"The quotation has {found}, which the claim leaves out."
        ),
    }
    return sentences.get((compared.kind, compared.verdict), f"{said} does not occur.")


def _change_words(part: Part, compared: Compared) -> str:
    """The differences of a quotation: "well-known" for "well-established"."""
    said = []
    for change in changes(part.said(compared), part.found(compared)):
        if not change.found:
            said.append(f"“{one_line(change.said)}” is added")
        elif not change.said:
            said.append(f"“{one_line(change.found)}” is left out")
        else:
            said.append(f"“{one_line(change.said)}” for “{one_line(change.found)}”")
    return "; ".join(said)


def is_plain(part: Part, compared: Compared) -> bool:
    """Whether it agrees, in the same words, in the quotation, so that marking it says all."""
    if compared.kind is Aspect.QUOTED:
        return False
    same = part.said(compared).casefold() == part.found(compared).casefold()
    return compared.where is Where.QUOTATION and same and compared.verdict is Verdict.AGREES


def found_spans(part: Part) -> list[tuple[tuple[int, int], Verdict]]:
    """What was found in the quotation, in its order, each with its verdict."""
    return sorted(
        (compared.found, compared.verdict)
        for compared in part.compared
        if compared.found and compared.where is Where.QUOTATION
    )


def parts_words(checked: Checked) -> str:
    """How many parts a claim has, and what became of them; empty where it is one."""
    if len(checked.parts) < 2:  # noqa: PLR2004 - one is no several
        return ""
    verbs = {Standing.AGREES: VERBS[Verdict.AGREES], Standing.DIFFERS: VERBS[Verdict.DIFFERS],
             Standing.NOT_STATED: ("is not stated", "are not stated")}  # fmt: skip
    counts = [(sum(p.standing is s for p in checked.parts), each) for s, each in verbs.items()]
    became = ", ".join(f"{n} {each[n > 1]}" for n, each in counts if n)
    return f"In {len(checked.parts)} parts: {became}."


def total_words(all_checked: Sequence[Checked]) -> str:
    """All claims in a line, so that one sees where to look first."""
    counts = [(sum(c.standing is s for c in all_checked), verbs) for s, verbs in STANDINGS.items()]
    said = [f"{n} {verbs[n > 1]}" for n, verbs in counts if n]
    claims = "1 claim" if len(all_checked) == 1 else f"{len(all_checked)} claims"
    return f"{claims}: {'; '.join(said)}."


def judged_words(all_checked: Sequence[Checked], judged: Mapping[str, Judged]) -> str:
    """How many claims have a person's own verdict, and which."""
    rulings = [each.ruling for c in all_checked if (each := judged.get(c.claim))]
    counts = [(rulings.count(ruling), str(ruling)) for ruling in Ruling]
    said = ", ".join(f"{n} {what}" for n, what in counts if n)
    ruled = sum(n for n, _ in counts)
    return f"Your verdict: {ruled} of {len(all_checked)}{f' ({said})' if said else ''}."


def handout_words(handout: Handout) -> str:
    """What was made of a handout, and what to look at before it is checked."""
    left = [
        many(n, noun)
        for n, noun in ((handout.questions, "question"), (handout.bare, "other line"))
        if n
    ]
    words = f"{many(len(handout.statements), 'statement')}."
    words += f" Left out: {' and '.join(left)}." if left else ""
    if handout.named:
        words += f" In {handout.named:,} of them a subject stands for a pronoun: see that it is the right one."
    return words


# Text


def claims_text(all_checked: Sequence[Checked]) -> str:
    """Claims for the terminal, each with its quotation and what was compared."""
    parts = [
        *(_claim_text(checked, parts) for checked, parts in numbered(all_checked)),
        f"{total_words(all_checked)}\n{ONLY_COMPARED}",
    ]
    return visible("\n\n".join(parts))


def numbered(
    all_checked: Sequence[Checked],
) -> Iterator[tuple[Checked, list[tuple[Part, int]]]]:
    """Each claim with its parts and the numbers of their footnotes; one without evidence uses none up."""
    number = 0
    for checked in all_checked:
        parts = []
        for part in checked.parts:
            number += part.citation is not None
            parts.append((part, number))
        yield checked, parts


def _claim_text(checked: Checked, parts: Sequence[tuple[Part, int]]) -> str:
    lines = [checked.claim]
    if said := parts_words(checked):
        lines.append(f"  {said}")
        for part, number in parts:
            lines += [
                f"  {PART_MARK} {part.text}",
                *(f"  {line}" for line in _part_lines(part, number)),
            ]
    else:
        lines += [line for part, number in parts for line in _part_lines(part, number)]
    return "\n".join(lines)


def _part_lines(part: Part, number: int) -> list[str]:
    lines = [f"  “{one_line(part.citation.quote)}” [{number}]"] if part.citation else []
    lines.append(f"  {compared_words(part)}")
    lines += [
        f"  {SIGNS[compared.verdict]} {value_words(part, compared)}"
        for compared in part.compared
        if not is_plain(part, compared)
    ]
    if part.citation:
        lines += [f"  [{number}] {place(part.citation)}", f"      {part.citation.source}"]
    return lines


# JSON


def claims_json(all_checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """Claims as plain values; offsets of ``said`` count in the part, of ``found`` in its place."""
    return [
        {
            "claim": checked.claim,
            "verdict": str(checked.standing),
            "parts": [_part_json(part) for part in checked.parts],
        }
        for checked in all_checked
    ]


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "verdict": str(part.standing),
        "closeness": round(part.closeness, 4),
        "compared": [_compared_json(part, compared) for compared in part.compared],
        "evidence": _evidence_json(part.citation),
    }


def _compared_json(part: Part, compared: Compared) -> dict[str, Any]:
    return {
        "kind": str(compared.kind),
        "verdict": str(compared.verdict),
        "said": {"text": part.said(compared), "span": list(compared.said)},
        "found": compared.found
        and {
            "text": part.found(compared),
            "span": list(compared.found),
            "where": str(compared.where),
        },
    }


def _evidence_json(cited: Citation | None) -> dict[str, Any] | None:
    if cited is None:
        return None
    # No reader chose it, so that it has no number, no answer, and no confidence.
    unsaid = {"number", "confidence", "answer", "by_ocr"}
    return {name: value for name, value in asdict(cited).items() if name not in unsaid}


# Table


def claims_csv(all_checked: Sequence[Checked], judged: Mapping[str, Judged] = NONE_JUDGED) -> str:
    """Claims as a table of comma-separated values, for spreadsheets: a row for each part.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(TABLE_HEAD)
    for checked in all_checked:
        for part in checked.parts:
            said = judged.get(checked.claim, Judged())
            table.writerow([harmless(str(cell)) for cell in table_row(checked, part, said)])
    return text.getvalue()


def table_row(checked: Checked, part: Part, said: Judged) -> tuple[str | int, ...]:
    """The cells of a part of a claim, in the order of ``TABLE_HEAD``."""
    counts = [part.count(verdict) for verdict in VERBS]
    standings = str(checked.standing), str(part.standing)
    first: tuple[str | int, ...] = (checked.claim, standings[0], part.text, standings[1], *counts)
    values = " ".join(value_words(part, compared) for compared in part.compared)
    cited, own = part.citation, (said.ruled, said.note)
    if cited is None:
        return (*first, NOTHING_CLOSE, *[""] * 9, *own)
    return (
        *first, values, cited.quote, cited.title, " > ".join(cited.section),
        "" if cited.page is None else cited.page, cited.start, cited.end, cited.sha256, cited.source,
        footnote_text(cited), *own,
    )  # fmt: skip


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
