"""Every question of a run as HTML: what was asked, what came of it, and what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote as quote_address

from app.render.html import shown
from eval.results import Gold, Quoted, Result, Verdict

# For every page that shows `questions_html`; it asks the document, so the questions may come later.
FILTER_SCRIPT = """
document.addEventListener("input", ({ target }) => {
  const filter = target.closest(".evaluation .filter");
  if (!filter) return;
  const [verdict, kind, text] = [...filter.querySelectorAll("select, input")].map((e) => e.value);
  const wanted = text.trim().toLowerCase();
  const items = [...filter.parentElement.querySelectorAll(".questions > li")];
  for (const item of items) {
    const fits =
      (!verdict || item.dataset.verdict === verdict || item.className === verdict) &&
      (!kind || item.dataset.kind === kind) &&
      (!wanted || item.textContent.toLowerCase().includes(wanted));
    item.hidden = !fits;
  }
  const left = items.filter((item) => !item.hidden).length;
  filter.querySelector("output").value = `${left} of ${items.length} questions`;
});
"""


def questions_html(results: Sequence[Result], ask_at: str = "") -> str:
    """All questions, each with its details folded away; without ``FILTER_SCRIPT`` there is no filter.

    ``ask_at``: the app's address up to the question, where it runs.
    """
    items = "".join(_item(result, ask_at) for result in results)
    return (
        '<section class="evaluation" aria-label="Every question"><h3>Every question</h3>'
        f'{_filter(results)}<ol class="questions">{items}</ol></section>'
    )


def _filter(results: Sequence[Result]) -> str:
    counted = Counter(result.verdict for result in results)
    verdicts = [(verdict.value, counted[verdict]) for verdict in Verdict if counted[verdict]]
    wrong = sum(not result.verdict.is_right for result in results)
    if wrong:
        # No verdict, but what _item gives as a class to all that went wrong.
        verdicts.insert(0, ("wrong", wrong))
    kinds = Counter(result.kind for result in results)
    return (
        '<div class="filter" role="search">'
        f'<label>Verdict <select autocomplete="off">{_options(verdicts)}</select></label>'
        f'<label>Kind <select autocomplete="off">{_options(kinds.items())}</select></label>'
        '<label>Text <input type="search" autocomplete="off"></label>'
        f"<output>{len(results):,} questions</output></div>"
    )


def _options(counted: Iterable[tuple[str, int]]) -> str:
    options = "".join(
        f'<option value="{shown(value)}">{shown(value)} ({count:,})</option>'
        for value, count in counted
    )
    return f'<option value="">all</option>{options}'


def _item(result: Result, ask_at: str) -> str:
    previous = f'<span class="previous">{shown(result.previous)}</span> ' if result.previous else ""
    parts = [
        ("Found", _found(result)),
        ("Quoted", _quoted(result) if result.read else ""),
        ("Expected", _expected(result)),
        ("Confidence", f"{result.confidence:.2f}" if result.read else ""),
        ("Time", _time(result)),
        ("Ask", _link(result, ask_at) if ask_at else ""),
    ]
    details = "".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in parts if html)
    return (
        f'<li class="{"fine" if result.verdict.is_right else "wrong"}"'
        f' data-verdict="{shown(result.verdict)}" data-kind="{shown(result.kind)}">'
        f'<details><summary><span class="asked">{previous}{shown(result.question)}</span>'
        f' <span class="kind">{shown(result.kind)}</span>'
        f' <span class="verdict">{shown(result.verdict)}</span></summary>'
        f"<dl>{details}</dl></details></li>"
    )


def _link(result: Result, ask_at: str) -> str:
    address = shown(ask_at + quote_address(result.question, safe=""))
    return f'<a href="{address}" target="_blank" rel="noopener">Ask your library now</a>'


def _found(result: Result) -> str:
    if not result.answerable:
        return "<p>No passage answers this question.</p>"
    if result.right_rank is None:
        return "<p>No right passage was among those found.</p>"
    return f"<p>The first right passage came at rank {result.right_rank:,}.</p>"


def _quoted(result: Result) -> str:
    why = result.declined_because
    lines = [] if result.answered else [f"Declined{f': {shown(why)}' if why else ''}."]
    if result.quotes and not result.answered:
        lines.append("What came nearest:")
    short = f"<p>In short: {shown(result.short)}</p>" if result.short else ""
    quotes = "".join(map(_quotation, result.quotes))
    declined = f"<p>{' '.join(lines)}</p>" if lines else ""
    return f"{declined}{short}{quotes}"


def _quotation(quoted: Quoted) -> str:
    mark = "right" if quoted.right else "wrong"
    faults = "" if quoted.verbatim else ", <strong>not in the document at this place</strong>"
    section = [part for part in quoted.section if part != quoted.title]
    place = ", ".join(filter(None, [quoted.title, " > ".join(section)]))
    return (
        f"<blockquote>{shown(quoted.quote)}</blockquote>"
        f'<p class="place"><strong class="{mark}">{mark}</strong>{faults}: {shown(place)}, '
        f"{_characters(quoted)} of {shown(quoted.source)}</p>"
    )


def _expected(result: Result) -> str:
    if not result.answerable:
        return "<p>That it is declined.</p>"
    answers = "; ".join(shown(" or ".join(forms)) for forms in result.expected)
    quotes = "".join(
        (f"<blockquote>{shown(gold.quote)}</blockquote>" if gold.quote else "")
        + f'<p class="place">{_characters(gold)} of {shown(gold.source)}</p>'
        for gold in result.gold
    )
    return (f"<p>{answers}</p>" if answers else "") + quotes


def _characters(place: Quoted | Gold) -> str:
    return f"characters {place.start:,}&ndash;{place.end:,}"


def _time(result: Result) -> str:
    return ", ".join(
        f"{shown(stage)} {1000 * seconds:,.1f}&nbsp;ms" for stage, seconds in result.seconds.items()
    )
