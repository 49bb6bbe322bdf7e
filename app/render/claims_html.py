"""Checked claims as cards of HTML: each beside its evidence, its values marked."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from markupsafe import Markup

from app.checking.claims import Checked
from app.checking.comparison import Verdict
from app.render.claims import (
    ONLY_COMPARED,
    compared_words,
    found_spans,
    is_plain,
    numbered,
    total_words,
    value_words,
)
from app.render.footnotes import Footnote, place_address
from app.render.marks import cut
from app.render.templates import piece


class Standing(StrEnum):
    """A claim in a word or two, to find the ones to look at."""

    DIFFERS = "Differs"
    ABSENT = "Not all of it occurs"
    AGREES = "Agrees"
    NOTHING = "Nothing to compare"
    FAR = "Nothing close"


def standing(checked: Checked) -> Standing:
    """What stands above a claim: the verdict that most asks for a look."""
    if checked.citation is None:
        return Standing.FAR
    if checked.count(Verdict.DIFFERS):
        return Standing.DIFFERS
    if checked.count(Verdict.ABSENT):
        return Standing.ABSENT
    return Standing.AGREES if checked.compared else Standing.NOTHING


def claims_html(all_checked: Sequence[Checked]) -> Markup:
    """All cards, with a line above that sums them up; without any, what the tab is for."""
    if not all_checked:
        return piece("claims.html", "welcome", list(Verdict))
    cards = [claim_html(checked, n) for checked, n in numbered(all_checked)]
    return piece("claims.html", "claims", f"{total_words(all_checked)} {ONLY_COMPARED}", cards)


def claim_html(checked: Checked, number: int) -> Markup:
    """One claim: its marks, its evidence, what was compared; the footnote opens in a page of its own."""
    said = sorted((compared.said, compared.verdict) for compared in checked.compared)
    values = [
        (compared.verdict, value_words(checked, compared))
        for compared in checked.compared
        if not is_plain(checked, compared)
    ]
    return piece(
        "claims.html",
        "claim",
        standing(checked),
        cut(checked.claim, said),
        _evidence(checked, number),
        compared_words(checked),
        values,
    )


def _evidence(checked: Checked, number: int) -> Footnote | None:
    """The closest sentence, with what was found in it marked by its verdict."""
    citation = checked.citation
    if citation is None:
        return None
    pieces = cut(citation.quote, found_spans(checked))
    return Footnote(number, citation, place_address(citation), pieces)


def claims_progress_html(done: int, total: int) -> Markup:
    """How many claims are checked: "3 of 20"."""
    return piece("claims.html", "progress", done, total)
