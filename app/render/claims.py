"""Checked claims -> text, JSON and a table: pure functions. As HTML: claims_html.py."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app.answers import Citation
from app.checking.claims import Checked
from app.checking.comparison import Compared, Verdict, Where
from app.language.mentions import Kind
from app.render.text import json_text, one_line, place, visible

NOTHING_CLOSE = "Nothing in the library is close to this."
NOTHING_TO_COMPARE = "It has no number, date or name to compare; read the quotation."
ONLY_COMPARED = "Each is only compared with your documents; the judgement is yours."

# One and several: "1 agrees", "2 agree".
VERBS = {
    Verdict.AGREES: ("agrees", "agree"),
    Verdict.DIFFERS: ("differs", "differ"),
    Verdict.ABSENT: ("does not occur", "do not occur"),
}
SIGNS = {Verdict.AGREES: "=", Verdict.DIFFERS: "≠", Verdict.ABSENT: "-"}

TABLE_HEAD = (
    "claim", "agree", "differ", "do not occur", "compared", "quotation", "title", "section", "page",
    "start", "end", "sha256", "source",
)  # fmt: skip
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


def compared_words(checked: Checked) -> str:
    """What was compared and what came of it: "Compared: 2 numbers, 1 name. 2 agree, 1 differs."."""
    if checked.citation is None:
        return NOTHING_CLOSE
    if not checked.compared:
        return NOTHING_TO_COMPARE
    kinds = [(sum(c.kind is kind for c in checked.compared), str(kind)) for kind in Kind]
    things = ", ".join(f"{n} {kind}{'s' * (n > 1)}" for n, kind in kinds if n)
    counts = [(checked.count(verdict), verbs) for verdict, verbs in VERBS.items()]
    became = ", ".join(f"{n} {verbs[n > 1]}" for n, verbs in counts if n)
    return f"Compared: {things}. {became}."


def value_words(checked: Checked, compared: Compared) -> str:
    """What became of one value: "5,000" differs: the quotation has "6,000"."""
    said, found = (
        f"“{one_line(text)}”" for text in (checked.said(compared), checked.found(compared))
    )
    if compared.verdict is Verdict.DIFFERS:
        return f"{said} differs: the quotation has {found}."
    if compared.verdict is Verdict.ABSENT:
        return f"{said} does not occur."
    where = "" if compared.where is Where.QUOTATION else f" {compared.where}"
    return f"{said} agrees{where}: {found}."


def is_plain(checked: Checked, compared: Compared) -> bool:
    """Whether it agrees, in the same words, in the quotation, so that marking it says all."""
    same = checked.said(compared).casefold() == checked.found(compared).casefold()
    return compared.where is Where.QUOTATION and same


def found_spans(checked: Checked) -> list[tuple[tuple[int, int], Verdict]]:
    """What was found in the quotation, in its order, each with its verdict."""
    return sorted(
        (compared.found, compared.verdict)
        for compared in checked.compared
        if compared.found and compared.where is Where.QUOTATION
    )


def total_words(all_checked: Sequence[Checked]) -> str:
    """All claims in a line, so that one sees where to look first."""
    close = [checked for checked in all_checked if checked.citation]
    differ = sum(checked.count(Verdict.DIFFERS) > 0 for checked in close)
    absent = sum(
        checked.count(Verdict.ABSENT) > 0 and not checked.count(Verdict.DIFFERS)
        for checked in close
    )
    agree = sum(checked.count(Verdict.AGREES) == len(checked.compared) > 0 for checked in close)
    plain = sum(not checked.compared for checked in close)
    parts = [
        (agree, "agrees in all that was compared", "agree in all that was compared"),
        (differ, "differs somewhere", "differ somewhere"),
        (absent, "has something that does not occur", "have something that does not occur"),
        (plain, "has nothing to compare", "have nothing to compare"),
    ]
    said = [f"{n} {several if n > 1 else one}" for n, one, several in parts if n]
    if len(close) < len(all_checked):
        said.append(f"to {len(all_checked) - len(close)} nothing is close")
    claims = "1 claim" if len(all_checked) == 1 else f"{len(all_checked)} claims"
    return f"{claims}: {'; '.join(said)}."


# Text


def claims_text(all_checked: Sequence[Checked]) -> str:
    """Claims for the terminal, each with its quotation and what was compared."""
    parts = [
        *(_claim_text(checked, number) for checked, number in numbered(all_checked)),
        f"{total_words(all_checked)}\n{ONLY_COMPARED}",
    ]
    return visible("\n\n".join(parts))


def numbered(all_checked: Sequence[Checked]) -> Iterator[tuple[Checked, int]]:
    """Each claim with the number of its footnote; one without evidence has none and uses none up."""
    number = 0
    for checked in all_checked:
        number += checked.citation is not None
        yield checked, number


def _claim_text(checked: Checked, number: int) -> str:
    lines = [checked.claim]
    if checked.citation:
        lines.append(f"  “{one_line(checked.citation.quote)}” [{number}]")
    lines.append(f"  {compared_words(checked)}")
    lines += [
        f"  {SIGNS[compared.verdict]} {value_words(checked, compared)}"
        for compared in checked.compared
        if not is_plain(checked, compared)
    ]
    if checked.citation:
        lines.append(f"  [{number}] {place(checked.citation)}\n      {checked.citation.source}")
    return "\n".join(lines)


# JSON


def claims_json(all_checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """Claims as plain values; offsets of ``said`` count in the claim, of ``found`` in its place."""
    return [
        {
            "claim": checked.claim,
            "closeness": round(checked.closeness, 4),
            "compared": [_compared_json(checked, compared) for compared in checked.compared],
            "evidence": _evidence_json(checked.citation),
        }
        for checked in all_checked
    ]


def _compared_json(checked: Checked, compared: Compared) -> dict[str, Any]:
    return {
        "kind": str(compared.kind),
        "verdict": str(compared.verdict),
        "said": {"text": checked.said(compared), "span": list(compared.said)},
        "found": compared.found
        and {
            "text": checked.found(compared),
            "span": list(compared.found),
            "where": str(compared.where),
        },
    }


def _evidence_json(cited: Citation | None) -> dict[str, Any] | None:
    if cited is None:
        return None
    # No reader chose it, so that it has no number, no answer, and no confidence.
    unsaid = {"number", "confidence", "answer"}
    return {name: value for name, value in asdict(cited).items() if name not in unsaid}


# Table


def claims_csv(all_checked: Sequence[Checked]) -> str:
    """Claims as a table of comma-separated values, for spreadsheets.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(TABLE_HEAD)
    for checked in all_checked:
        table.writerow([harmless(str(cell)) for cell in table_row(checked)])
    return text.getvalue()


def table_row(checked: Checked) -> tuple[str | int, ...]:
    """A claim's cells, in the order of ``TABLE_HEAD``."""
    counts = [checked.count(verdict) for verdict in VERBS]
    values = " ".join(value_words(checked, compared) for compared in checked.compared)
    cited = checked.citation
    if cited is None:
        return (checked.claim, *counts, NOTHING_CLOSE, *[""] * 8)
    return (
        checked.claim, *counts, values, cited.quote, cited.title, " > ".join(cited.section),
        "" if cited.page is None else cited.page, cited.start, cited.end, cited.sha256, cited.source,
    )  # fmt: skip


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
