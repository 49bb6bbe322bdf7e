"""Footnotes as HTML: where a quotation stands, how to copy it, and why it was chosen."""

from __future__ import annotations

from urllib.parse import quote as quote_address
from urllib.parse import urlencode

from app.answers import Answer, Citation
from app.render.citations import FORMATS, place_link
from app.render.html import shown, source_address
from app.render.text import within

STAGES = {  # of an answer's timings, in words
    "encode": "understanding the question",
    "dense": "search by meaning",
    "lexical": "search by words",
    "fuse": "ranking",
    "read": "reading",
    "cite": "citing",
}


def cite_address(citation: Citation, form: str) -> str:
    """The address on this server of a citation in one of ``citations.FORMATS``."""
    place = {"start": citation.start, "end": citation.end, "form": form}
    return f"/cite/{quote_address(citation.document_id, safe='')}?{urlencode(place)}"


def href(citation: Citation, answer: Answer) -> str:
    """The address of a quotation in its source, for an attribute; the answer's others are marked too."""
    others = [
        (other.start, other.end)
        for other in answer.citations
        if other.document_id == citation.document_id and other.start != citation.start
    ]
    return shown(source_address(citation.document_id, citation.start, citation.end, others))


def within_html(citation: Citation) -> str:
    """Where in its document a quotation stands, to go on behind the title."""
    return "".join(f", {shown(part)}" for part in within(citation))


def note_html(citation: Citation, number: int, answer: Answer) -> str:
    """A footnote: where the quotation stands, as a link to it, and the forms in which to copy it."""
    return (
        f'<li><a class="footnote" href="{href(citation, answer)}"><span class="number">{number}.'
        f'</span> <span class="title">{shown(citation.title)}</span>{within_html(citation)}</a>'
        f"{_copy_html(citation, number)}</li>"
    )


def _copy_html(citation: Citation, number: int) -> str:
    links = [
        f'<a class="copy" href="{shown(cite_address(citation, name))}" data-media="{form.media_type}" '
        f'target="_blank">{form.label}</a>'
        for name, form in FORMATS.items()
    ]
    link = place_link(citation)
    address = link or source_address(citation.document_id, citation.start, citation.end)
    links.append(f'<a class="copy" data-link href="{shown(address)}" target="_blank">Link</a>')
    return (
        f'<details class="copies"><summary aria-label="Copy footnote {number}">Copy</summary>'
        f'<span>{"".join(links)}</span><span class="copied" role="status"></span></details>'
    )


def why_html(answer: Answer) -> str:
    """The passages that were read, and what spoke for each."""
    if not answer.considered:
        return ""
    rows = "".join(
        "<tr>"
        f'<th scope="row"><a class="footnote" href="{shown(_passage_address(answer, n))}">'
        f"{shown(' > '.join(each.hit.chunk.heading_path) or 'Passage')}</a></th>"
        f"<td>{_rank(each.hit.lexical_rank)}</td><td>{_rank(each.hit.dense_rank)}</td>"
        f"<td>{each.score:.1f}</td><td>{each.confidence:.0%}</td></tr>"
        for n, each in enumerate(answer.considered)
    )
    head = "".join(
        f'<th scope="col">{words}</th>'
        for words in ("Passage", "By words", "By meaning", "Reading", "Chance")
    )
    times = ", ".join(
        f"{words} {1000 * answer.timings[stage]:.0f} ms"
        for stage, words in STAGES.items()
        if stage in answer.timings
    )
    return (
        '<details class="why"><summary>Why this answer?</summary>'
        "<p>These passages were read. The first two figures are their ranks among all passages, the "
        "third is the reader&rsquo;s score for the best sentence in them, the last its measured chance to "
        f"be right.</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>It took: {shown(times)}.</p></details>"
    )


def _passage_address(answer: Answer, number: int) -> str:
    chunk = answer.considered[number].hit.chunk
    return source_address(chunk.document_id, chunk.start, chunk.end)


def _rank(rank: int | None) -> str:
    return "-" if rank is None else str(rank)
