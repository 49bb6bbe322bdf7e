"""Answers as cards of HTML: pure functions; everything that comes from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote as quote_address
from urllib.parse import urlencode

from app.answers import Answer, Citation, Declined
from app.reader import Cut
from app.render import (
    NEAREST,
    confidence_words,
    declined_sentence,
    risk_words,
    short_answer,
    within,
)

WELCOME = (
    "Ask a question. The answer is a sentence from your documents, "
    "with a footnote that opens it in its place."
)
READING = "Reading your documents…"
TITLE = "<header><h1>Footnote</h1><p>Answers in your documents&rsquo; own words.</p></header>"
HINT = "Choose a footnote to read it here, in its place."
DEAD = "Footnote is not running any more. Start it again and reload this page."
# page.js shows the two sentences again, and reads them here.
PANE = (
    '<aside class="pane" aria-label="Source" tabindex="-1">'
    '<button class="close" type="button">Close source</button>'
    f'<div class="sheet" data-hint="{HINT}" data-dead="{DEAD}"><p class="hint">{HINT}</p></div>'
    "</aside>"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A question that got a sentence about what went wrong instead of an answer."""

    question: str
    sentence: str


Turn = Answer | Problem


def shown(text: str) -> str:
    """Text as HTML that a browser shows character for character (a bare CR would become LF)."""
    return escape(text, quote=True).replace("\r", "&#13;")


def source_address(document_id: str, start: int = 0, end: int = 0) -> str:
    """The address of a document on this server, at a quotation if there is one."""
    path = f"/source/{quote_address(document_id, safe='')}"
    return f"{path}?{urlencode({'start': start, 'end': end})}#quotation" if end else path


def download_html(name: str, media_type: str, text: str) -> str:
    """A file for the user to keep: download.js hands its text to the browser as it is."""
    attributes = f'data-name="{shown(name)}" data-type="{shown(media_type)}"'
    return f"<div hidden {attributes}>{shown(text)}</div>"


def risk_html(cut: Cut) -> str:
    """What a risk came to on the questions it was tested with."""
    return f'<p class="risk">{shown(risk_words(cut))}</p>'


def history_html(turns: Sequence[Turn], pending: str | None = None, notice: str = "") -> str:
    """A conversation, with the question that is being answered, or a notice, at its end.

    Footnotes count through, so that each number means one quotation.
    """
    cards, number = [], 1
    for turn in turns:
        cards.append(turn_html(turn, number))
        number += len(turn.citations) if isinstance(turn, Answer) else 0
    if pending is not None:
        wait = f'<p class="wait">{READING}</p>'
        cards.append(f'<article class="card" aria-busy="true">{_asked(pending)}{wait}</article>')
    log = f'<div role="log" aria-label="Answers">{"".join(cards)}</div>'
    alert = f'<p class="notice" role="alert">{shown(notice)}</p>' if notice else ""
    return f'<p class="welcome">{WELCOME}</p>{log}{alert}'


def turn_html(turn: Turn, first_number: int = 1) -> str:
    """One question and what came of it; footnotes count on from ``first_number``."""
    if isinstance(turn, Problem):
        kind, body = "problem", f'<p class="declined">{shown(turn.sentence)}</p>'
    else:
        kind = "answered" if turn.answered else "not-answered"
        body = _answer_body(turn, first_number)
    opening = f'<article class="card {kind}" data-question="{shown(turn.question)}">'
    return f"{opening}{_asked(turn.question)}{body}</article>"


def _asked(question: str) -> str:
    return f"<h2>{shown(question)}</h2>"


def _answer_body(answer: Answer, first_number: int) -> str:
    numbered = list(enumerate(answer.citations, start=first_number))
    # Where no answer was found, nothing is marked as one.
    marked = answer.declined_because in {None, Declined.UNCERTAIN}
    quotes = [_quote_html(citation, number, marked=marked) for number, citation in numbered]
    notes = "".join(_note_html(citation, number) for number, citation in numbered)
    if answer.declined_because is None:
        sure = f"The quotation is {shown(confidence_words(answer.confidence))}."
        # How sure belongs to the first quotation, so it stands before the others.
        quotes.insert(1, f'<p class="sure">{sure}</p>')
        short = short_answer(answer)
        head = f'<p class="short">{shown(short)}</p>' if short else ""
    else:
        head = f'<p class="declined">{shown(declined_sentence(answer) or "")}</p>'
        head += f'<p class="nearest">{NEAREST}</p>' if quotes else ""
    foot = f'<ol class="notes" aria-label="Footnotes">{notes}</ol>' if notes else ""
    return f"{head}{''.join(quotes)}{foot}"


def _quote_html(citation: Citation, number: int, *, marked: bool) -> str:
    label = f"Footnote {number}: open {shown(citation.title)}"
    mark = (
        f'<a class="footnote" href="{_href(citation)}" aria-label="{label}"><sup>{number}</sup></a>'
    )
    quote = _marked_quote(citation) if marked else shown(citation.quote)
    return f'<blockquote><span class="quote">{quote}</span>{mark}</blockquote>'


def _marked_quote(citation: Citation) -> str:
    """The quotation, character for character, the short answer marked in it."""
    if citation.answer is None:
        return shown(citation.quote)
    start, end = (offset - citation.start for offset in citation.answer)
    before, short, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    return f"{shown(before)}<mark>{shown(short)}</mark>{shown(after)}"


def _note_html(citation: Citation, number: int) -> str:
    place = "".join(f", {shown(part)}" for part in within(citation))
    return (
        f'<li><a class="footnote" href="{_href(citation)}"><span class="number">{number}.</span> '
        f'<span class="title">{shown(citation.title)}</span>{place}</a></li>'
    )


def _href(citation: Citation) -> str:
    return shown(source_address(citation.document_id, citation.start, citation.end))
