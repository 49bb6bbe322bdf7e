"""The library as HTML: its documents, the progress of a run, and the report on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from markupsafe import Markup

from app.jobs.kept import UPLOADED
from app.language.tongues import name_of
from app.render.html import source_address
from app.render.templates import piece
from index.following import Followed
from index.schema import DocumentSummary
from index.status import outdated_words
from ingest.languages import ENGLISH
from ingest.readers import FORMATS
from ingest.report import Entry, Outcome, Report, more_words
from ingest.sources import BUILT_IN

ROWS_SHOWN = 200  # a longer table is slow to draw; the search finds the rest
ENTRIES_SHOWN = 50
MINUTE, HOUR = 60, 3_600  # seconds
SECONDS_TO_JUDGE = 2  # of a run, before the time left is told: the first batch is slower


def message_html(sentence: str) -> Markup:
    """A sentence about what happened, read out by a screen reader."""
    return piece("library.html", "message", sentence)


def time_left(seconds: float) -> str:
    """A length of time, no more exact than a guess can be: "about 20 seconds left"."""
    fives, minutes = 5 * round(seconds / 5), round(seconds / MINUTE)
    if not fives:
        return "a few seconds left"
    if fives < MINUTE:
        return f"about {fives} seconds left"
    if minutes * MINUTE < HOUR:
        return f"about {many(minutes, 'minute')} left"
    return f"about {many(round(seconds / HOUR), 'hour')} left"


def report_words(report: Report) -> str:
    """A report in a sentence: "2 documents added, 1 skipped. 120 passages in 4.1 seconds"."""
    found = [(count, outcome) for outcome, count in report.counts.items() if count]
    if not found:
        return "There was nothing to add."
    (count, outcome), *others = found
    parts = [f"{many(count, 'document')} {outcome}", *(f"{n:,} {what}" for n, what in others)]
    sentence = f"{', '.join(parts)}."
    if report.encoded:
        sentence += f" {many(report.encoded, 'passage')} in {report.seconds:.1f} seconds"
        speed = round(report.passages_per_second)
        sentence += f", {speed:,} a second." if speed else "."
    return sentence


def entry_words(entry: Entry) -> str:
    """What became of one source, in one sentence that names it."""
    name, reason = known_name(entry.source), known_name(entry.reason)
    if entry.outcome is Outcome.SKIPPED:
        return f"Skipped. {reason}"
    words = f"{name}: {entry.outcome}"
    if reason:
        return f"{words}. {reason}"
    if entry.outcome is Outcome.UNCHANGED:
        return f"{words}. It is known already, and as it was."
    words += f", {many(entry.characters, 'character')} in {many(entry.passages, 'passage')}."
    for more in more_words(entry):
        words += f" {more[0].upper()}{more[1:]}." if more else ""
    return words


def left_out_address(entry: Entry) -> str:
    """Where the words are shown that were left out of a source; empty where none were."""
    return f"{source_address(entry.document)}#left-out" if entry.left_out else ""


def adding_html(largest: int) -> Markup:
    """What is dropped, chosen, pasted or fetched; ``largest`` is the most bytes of a file."""
    kinds = [(each.suffixes, each.what) for each in FORMATS]
    return piece("library.html", "adding", kinds, f"{largest / 1e6:,.0f}", largest)


class Sort(StrEnum):
    """In which order documents are listed."""

    TITLE = "Title"
    NEWEST = "Newest first"
    LARGEST = "Largest first"


def sorted_by(summaries: Sequence[DocumentSummary], sort: str) -> list[DocumentSummary]:
    """The documents, which come by title, in another order."""
    if sort == Sort.NEWEST:
        return sorted(summaries, key=lambda each: each.added_at, reverse=True)
    if sort == Sort.LARGEST:
        return sorted(summaries, key=lambda each: each.characters, reverse=True)
    return list(summaries)


def table_html(  # noqa: PLR0913 - all that stands in and above it
    summaries: Sequence[DocumentSummary],
    search: str = "",
    said: Mapping[str, int] = MappingProxyType({}),
    *,
    leaving: Collection[str] = (),
    removable: bool = True,
    followed: Sequence[Followed] = (),
    tags: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Markup:
    """The documents that a search finds, each to be chosen and removed if it may.

    Args:
        summaries: all documents, in order.
        search: what their titles or sources hold, or what is said about them.
        said: by document, how many passages have the words of the search.
        leaving: those that are about to be removed.
        removable: whether they may be.
        followed: the folders that are kept current.
        tags: those of a document, by its source.
    """
    wanted = search.strip().casefold()
    found = [
        each
        for each in summaries
        if wanted in _known_by(each, tags.get(each.source, ())) or each.id in said
    ]
    rows = [
        Row(
            each, source_address(each.id), _origin(each), f"{each.characters:,}",
            each.added_at[:10], _warning(each), _found_words(each, wanted, said.get(each.id, 0)),
            each.id in leaving, tags.get(each.source, ()),
        )
        for each in found[:ROWS_SHOWN]
    ]  # fmt: skip
    if not summaries:
        counted = f"The library is empty.{' Add a document above.' * removable}"
    else:
        counted = (
            _counted(len(found)) if found else "No document has this in its title or its text."
        )
    built_in = [each.id for each in summaries if each.source.startswith(BUILT_IN)]
    outdated = [each.id for each in summaries if each.is_outdated]
    again = f"{outdated_words(len(outdated))}." if outdated else ""
    folders = [(each, _followed_words(each)) for each in followed]
    return piece(
        "library.html", "table", counted, rows, built_in, outdated, again, removable, folders
    )


def _followed_words(folder: Followed) -> str:
    """How often a folder is read, and what came of it last."""
    often = f"every {many(folder.every, 'minute')}" if folder.every else "when asked"
    last = (
        f" Last on {folder.last[:16].replace('T', ' at ')} UTC: {folder.said}"
        if folder.last
        else ""
    )
    return f"Read {often}.{last}"


@dataclass(frozen=True, slots=True)
class Row:
    """A document as its row shows it."""

    document: DocumentSummary
    address: str
    origin: str
    characters: str
    added: str
    warning: str
    found: str
    leaves: bool
    tags: Sequence[str]


def _known_by(document: DocumentSummary, tags: Sequence[str]) -> str:
    """What a search looks through: title, source, what is said of it, and its tags."""
    said = [document.title, known_name(document.source), document.about, *(f"#{t}" for t in tags)]
    return "\n".join(said).casefold()


def _warning(summary: DocumentSummary) -> str:
    pages = summary.pages_without_text
    return f"No text on page {pages}: probably scanned." if pages else ""


def _found_words(document: DocumentSummary, wanted: str, passages: int) -> str:
    """Where the words of a search were found in a document: what is said about it, and its text."""
    lines = document.about.split("\n") if wanted else []
    found = [line for line in lines if wanted in line.casefold()]
    found += [f"Has these words in {many(passages, 'passage')}."] if passages else []
    return " · ".join(found)


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
    return f"{many(found, 'document')}{more}"


def many(number: int, noun: str) -> str:
    """A number of things: "1 passage", "2,000 passages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
