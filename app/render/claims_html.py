"""Checked claims as cards of HTML: each beside its evidence, its values marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.checking.comparison import Verdict
from app.checking.verdicts import Checked, Judged, Part, Ruling, Standing
from app.render.claims import (
    NONE_JUDGED,
    ONLY_COMPARED,
    compared_words,
    found_spans,
    is_plain,
    numbered,
    parts_words,
    total_words,
    value_words,
)
from app.render.footnotes import Footnote, place_address
from app.render.marks import cut
from app.render.templates import piece

# What stands above a claim, to find the ones to look at.
STANDINGS = {
    Standing.AGREES: "Agrees",
    Standing.DIFFERS: "Differs",
    Standing.NOT_STATED: "Not stated",
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a claim as the template has it: its words in pieces, its evidence, what was compared."""

    name: str
    standing: str
    said: list[tuple[str, Verdict | None]]
    evidence: Footnote | None
    compared: str
    values: list[tuple[Verdict, str]]


def claims_html(
    all_checked: Sequence[Checked], judged: Mapping[str, Judged] = NONE_JUDGED
) -> Markup:
    """All cards, with a line above that sums them up; without any, what the tab is for."""
    if not all_checked:
        return piece("claims.html", "welcome", list(Verdict))
    cards = [
        claim_html(checked, parts, place, judged.get(checked.claim, Judged()))
        for place, (checked, parts) in enumerate(numbered(all_checked))
    ]
    return piece("claims.html", "claims", f"{total_words(all_checked)} {ONLY_COMPARED}", cards)


def claim_html(
    checked: Checked, parts: Sequence[tuple[Part, int]], place: int, judged: Judged
) -> Markup:
    """One claim and its parts, each with its number: its marks, its evidence, what was compared.

    The footnote opens in a page of its own. ``place`` is the claim's among all, from 0: what its fields
    say to the server.
    """
    return piece(
        "claims.html",
        "claim",
        checked.standing.name.lower(),
        STANDINGS[checked.standing],
        checked.claim,
        parts_words(checked),
        [_shown(part, number) for part, number in parts],
        place,
        judged,
        list(Ruling),
    )


def _shown(part: Part, number: int) -> ShownPart:
    said = sorted(
        (compared.said, compared.verdict) for compared in part.compared if any(compared.said)
    )
    values = [
        (compared.verdict, value_words(part, compared))
        for compared in part.compared
        if not is_plain(part, compared)
    ]
    return ShownPart(
        part.standing.name.lower(),
        STANDINGS[part.standing],
        cut(part.text, said),
        _evidence(part, number),
        compared_words(part),
        values,
    )


def _evidence(part: Part, number: int) -> Footnote | None:
    """The closest sentence, with what was found in it marked by its verdict."""
    citation = part.citation
    if citation is None:
        return None
    pieces = cut(citation.quote, found_spans(part))
    return Footnote(number, citation, place_address(citation), pieces)


def claims_progress_html(done: int, total: int) -> Markup:
    """How many claims are checked: "3 of 20"."""
    return piece("claims.html", "progress", done, total)
