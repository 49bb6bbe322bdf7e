"""The library as HTML: its documents, the progress of a run, and the report on it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.language.tongues import name_of
from app.render.html import source_address
from app.render.templates import piece
from index.schema import DocumentSummary
from index.sync import Progress
from ingest.languages import ENGLISH
from ingest.readers import FORMATS
from ingest.report import Entry, Outcome, Report, left_out_words, recognised_words, unread_words

# How a file is called that came through the browser, which tells no folder.
UPLOADED = "uploaded/"
ROWS_SHOWN = 200  # a longer table is slow to draw; the search finds the rest
ENTRIES_SHOWN = 50
MINUTE, HOUR = 60, 3_600  # seconds
SECONDS_TO_JUDGE = 2  # of a run, before the time left is told: the first batch is slower


def message_html(sentence: str) -> Markup:
    """A sentence about what happened, read out by a screen reader."""
    return piece("library.html", "message", sentence)


def formats_html() -> Markup:
    """What kinds of files are read, folded away."""
    return piece("library.html", "formats", [(each.suffixes, each.what) for each in FORMATS])


def progress_html(progress: Progress, elapsed: float) -> Markup:
    """How far a run is after some seconds: a bar, the source at hand, its passages, speed, time left."""
    parts = [f"{progress.number} of {progress.total}: {known_name(progress.source)}"]
    if progress.passages:
        parts.append(f"{progress.passages_done:,} of {_count(progress.passages, 'passage')}")
    if progress.encoded >= elapsed > 0:
        parts.append(f"{progress.encoded / elapsed:,.0f} a second")
    if progress.fraction and elapsed >= SECONDS_TO_JUDGE:
        parts.append(time_left(elapsed * (1 - progress.fraction) / progress.fraction))
    return piece("library.html", "progress", f"{progress.fraction:.3f}", " · ".join(parts))


def time_left(seconds: float) -> str:
    """A length of time, no more exact than a guess can be: "about 20 seconds left"."""
    fives, minutes = 5 * round(seconds / 5), round(seconds / MINUTE)
    if not fives:
        return "a few seconds left"
    if fives < MINUTE:
        return f"about {fives} seconds left"
    if minutes * MINUTE < HOUR:
        return f"about {_count(minutes, 'minute')} left"
    return f"about {_count(round(seconds / HOUR), 'hour')} left"


def report_html(report: Report) -> Markup:
    """What became of each source, in words; those that need the user's eye come first."""
    urgent = sorted(report.entries, key=lambda entry: entry.outcome is not Outcome.SKIPPED)
    lines = [(entry.outcome, entry_words(entry)) for entry in urgent[:ENTRIES_SHOWN]]
    rest = f"{len(urgent) - len(lines):,}" if len(urgent) > len(lines) else ""
    return piece("library.html", "report", report_words(report), lines, rest)


def report_words(report: Report) -> str:
    """A report in a sentence: "2 documents added, 1 skipped. 120 passages in 4.1 seconds"."""
    found = [(count, outcome) for outcome, count in report.counts.items() if count]
    if not found:
        return "There was nothing to add."
    (count, outcome), *others = found
    parts = [f"{_count(count, 'document')} {outcome}", *(f"{n:,} {what}" for n, what in others)]
    sentence = f"{', '.join(parts)}."
    if report.encoded:
        speed = f"{report.passages_per_second:,.0f} a second"
        passages = _count(report.encoded, "passage")
        sentence += f" {passages} in {report.seconds:.1f} seconds, {speed}."
    return sentence


def entry_words(entry: Entry) -> str:
    """What became of one source, in one sentence that names it."""
    name, reason = known_name(entry.source), known_name(entry.reason)
    if entry.outcome is Outcome.SKIPPED:
        return f"Skipped. {reason}"
    words = f"{name}: {entry.outcome}"
    if reason:
        return f"{words}. {reason}"
    words += f", {_count(entry.passages, 'passage')}."
    for more in (unread_words(entry), recognised_words(entry), left_out_words(entry)):
        words += f" {more[0].upper()}{more[1:]}." if more else ""
    return words


def table_html(
    summaries: Sequence[DocumentSummary],
    search: str = "",
    message: str = "",
    *,
    removable: bool = True,
) -> Markup:
    """The documents whose title or source holds the search, each with a button to remove it if it may."""
    wanted = search.strip().casefold()
    found = [s for s in summaries if wanted in f"{s.title}\n{known_name(s.source)}".casefold()]
    rows = [
        (each, source_address(each.id), _origin(each), f"{each.passages:,}")
        for each in found[:ROWS_SHOWN]
    ]
    if not summaries:
        count = f"The library is empty.{' Add a document above.' * removable}"
    else:
        count = _counted(len(found)) if found else "No document has this in its title."
    return piece("library.html", "table", message, count, rows, removable)


def _origin(document: DocumentSummary) -> str:
    """Where a document came from, and its language unless that is English."""
    name = known_name(document.source)
    foreign = document.language if document.language != ENGLISH else ""
    return f"{name} · {name_of(foreign)}" if foreign else name


def known_name(text: str) -> str:
    """A source's name, or a sentence that begins with it or names a duplicate, as the user knows it."""
    return text.removeprefix(UPLOADED).replace(f" there as {UPLOADED}", " there as ")


def _counted(found: int) -> str:
    more = f", the first {ROWS_SHOWN} shown; search for the others" if found > ROWS_SHOWN else ""
    return f"{_count(found, 'document')}{more}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
