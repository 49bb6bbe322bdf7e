"""Answer -> text and JSON: pure functions. As HTML: render_html.py."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.answers import Answer, Citation, Declined

if TYPE_CHECKING:
    from index.retriever import Hit

NEAREST = "What came nearest:"

# What a terminal obeys instead of showing: C0 (a tab and a line end do no harm), DEL and C1, and what
# turns the direction of writing.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

DECLINED = {
    Declined.EMPTY_LIBRARY: "The library is empty, so there is nothing to quote from.",
    Declined.NOTHING_FOUND: "The library has nothing on this.",
    Declined.UNCERTAIN: "The library does not answer this, as far as Footnote can tell.",
}


def confidence_words(confidence: float) -> str:
    """A confidence as a frequency that a reader can check: "right about 8 times in 10"."""
    tenths = min(max(round(10 * confidence), 1), 9)
    times = "time" if tenths == 1 else "times"
    return f"right about {tenths} {times} in 10 on questions like this"


def place(citation: Citation) -> str:
    """Where a quotation stands: title, section, page, characters."""
    characters = f"characters {citation.start:,}-{citation.end:,}"
    return ", ".join([citation.title, *within(citation), characters])


def within(citation: Citation) -> list[str]:
    """Where in its document a quotation stands: the section and the page, where they are known."""
    section = [part for part in citation.section if part != citation.title]
    parts = [" > ".join(section)] if section else []
    return parts if citation.page is None else [*parts, f"page {citation.page}"]


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
    if answer.declined_because is None:
        lines += [f"“{one_line(c.quote)}” [{c.number}]" for c in answer.citations]
        first, sure = answer.citations[0].number, confidence_words(answer.confidence)
        lines += ["", f"How sure of [{first}]: {sure}."]
    else:
        lines.append(DECLINED[answer.declined_because])
        if answer.citations:
            lines += ["", NEAREST]
            lines += [f"“{one_line(c.quote)}” [{c.number}]" for c in answer.citations]
    if answer.citations:
        lines.append("")
        lines += [f"[{c.number}] {place(c)}\n    {c.source}" for c in answer.citations]
    return visible("\n".join(lines))


# JSON


def json_text(value: object) -> str:
    """Plain values as JSON that a terminal shows as it is: the same values when read again."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, with every passage considered and the time of each stage in ms."""
    return {
        "question": answer.question,
        "understood_as": answer.understood_as,
        "answered": answer.answered,
        "declined_because": answer.declined_because and str(answer.declined_because),
        "short": answer.short,
        "quote": answer.quote,
        "confidence": round(answer.confidence, 4),
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [_hit_json(hit) for hit in answer.hits],
        "timings_ms": {stage: round(1000 * s, 2) for stage, s in answer.timings.items()},
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    row = asdict(citation)
    row["section"] = list(citation.section)
    row["answer"] = list(citation.answer) if citation.answer else None
    return row


def _hit_json(hit: Hit) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
        "document_id": chunk.document_id,
        "ordinal": chunk.ordinal,
        "heading_path": list(chunk.heading_path),
        "page": chunk.page,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }
