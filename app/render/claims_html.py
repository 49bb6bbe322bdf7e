"""Checked claims as cards of HTML: pure functions; everything that comes from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.answers import Citation
from app.checking.claims import Checked
from app.checking.comparison import Verdict, Where
from app.render.claims import (
    ONLY_COMPARED,
    compared_words,
    is_plain,
    numbered,
    total_words,
    value_words,
)
from app.render.footnotes import within_html
from app.render.html import shown, source_address

CHECK_WELCOME = (
    "Paste what someone says. Each statement gets the sentence of your documents that is closest to "
    "it, and its numbers, dates and names are compared with that sentence."
)
# What claims.css draws each verdict by: a colour and a line of its own.
CLASSES = {Verdict.AGREES: "agrees", Verdict.DIFFERS: "differs", Verdict.ABSENT: "absent"}


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


def claims_html(all_checked: Sequence[Checked]) -> str:
    """All cards, with a line above that sums them up; without any, what the tab is for."""
    if not all_checked:
        legend = " ".join(
            f'<mark class="{name}">{verdict}</mark>' for verdict, name in CLASSES.items()
        )
        return f'<p class="welcome">{CHECK_WELCOME}</p><p class="legend">{legend}</p>'
    cards = "".join(claim_html(checked, n) for checked, n in numbered(all_checked))
    head = f'<p class="total">{shown(total_words(all_checked))} {shown(ONLY_COMPARED)}</p>'
    return f"{head}{cards}"


def claim_html(checked: Checked, number: int) -> str:
    """One claim: its marks, its evidence, what was compared; the footnote opens in a page of its own."""
    kind = standing(checked)
    lines = "".join(
        f'<li class="{CLASSES[compared.verdict]}">{shown(value_words(checked, compared))}</li>'
        for compared in checked.compared
        if not is_plain(checked, compared)
    )
    values = f'<ul class="values">{lines}</ul>' if lines else ""
    claim = marked(checked.claim, [(c.said, c.verdict) for c in checked.compared], with_words=True)
    return (
        f'<article class="claim {kind.name.lower()}"><p class="standing">{kind}</p>'
        f'<h2 class="said">{claim}</h2>{_evidence_html(checked, number)}'
        f'<p class="compared">{shown(compared_words(checked))}</p>'
        f"{values}</article>"
    )


def marked(text: str, spans: Sequence[tuple[tuple[int, int], Verdict]], *, with_words: bool) -> str:
    """The text, character for character, with its values marked.

    ``with_words`` says each verdict to a screen reader; a quotation is left as it is, and its marks
    are told in the list below it.
    """
    parts, position = [], 0
    for (start, end), verdict in sorted(spans):
        if start < position:
            continue  # two values of the claim may agree with one of the quotation
        words = f'<span class="unseen"> ({verdict})</span>' if with_words else ""
        parts.append(shown(text[position:start]))
        parts.append(f'<mark class="{CLASSES[verdict]}">{shown(text[start:end])}</mark>{words}')
        position = end
    return "".join([*parts, shown(text[position:])])


def _evidence_html(checked: Checked, number: int) -> str:
    citation = checked.citation
    if citation is None:
        return ""
    spans = [
        (compared.found, compared.verdict)
        for compared in checked.compared
        if compared.found and compared.where is Where.QUOTATION
    ]
    link = _link(citation, f'aria-label="Footnote {number}: open {shown(citation.title)}"')
    return (
        f'<div class="evidence"><blockquote><span class="quote">{marked(citation.quote, spans, with_words=False)}</span>'
        f"{link}<sup>{number}</sup></a></blockquote>"
        f'<p class="notes">{_link(citation)}<span class="number">{number}.</span> '
        f'<span class="title">{shown(citation.title)}</span>{within_html(citation)}</a></p></div>'
    )


def _link(citation: Citation, attributes: str = "") -> str:
    address = shown(source_address(citation.document_id, citation.start, citation.end))
    return f'<a class="footnote" href="{address}" target="_blank" rel="noopener" {attributes}>'


def claims_progress_html(done: int, total: int) -> str:
    """How many claims are checked: "3 of 20"."""
    bar = f'<progress aria-label="Checking" max="{total}" value="{done}"></progress>'
    return f'<div role="status">{bar}<p>{done} of {total}</p></div>'
