"""What a run did to each source, and how long it took: plain data, to show or to save."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from ingest.readers.builder import MOST_LEFT_OUT, READER_KEYS, Reason

MOSTLY = 0.6  # of a page: where more than this is left out around the text, that is said


class Outcome(StrEnum):
    """What became of one source, in the order in which a summary names it."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One source: its outcome, the reason where there is one, and what was made of it.

    ``document`` is the id of what was made of it, ``front_matter`` the names of what stands above
    its text as data about it.
    ``pages_without_text`` are the numbers of pages that gave none, as scanned pages do.
    ``left_out`` is by reason how many characters of the file are not stored, ``by_ocr`` by page or picture how
    sure its text is, in per cent, where it was recognised.
    """

    source: str
    outcome: Outcome
    reason: str = ""
    characters: int = 0
    passages: int = 0
    pages_without_text: tuple[int, ...] = ()
    seconds: float = 0.0
    left_out: Mapping[str, int] = field(default_factory=dict)
    by_ocr: Mapping[str, int] = field(default_factory=dict)
    document: str = ""
    front_matter: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of a file for one reason: how many characters, and its words.

    Of very many words only the first are there; what cannot be read is named, not shown.
    """

    reason: str
    characters: int
    words: str

    @property
    def is_cut(self) -> bool:
        """Whether there were more words than these."""
        return len(self.words) >= MOST_LEFT_OUT


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run: its entries, the number of passages encoded in it, and the time it took."""

    entries: tuple[Entry, ...]
    encoded: int
    seconds: float

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many sources had each outcome; every outcome is named, also with 0."""
        found = Counter(entry.outcome for entry in self.entries)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def has_skipped(self) -> bool:
        """Whether something that was asked for could not be read."""
        return self.counts[Outcome.SKIPPED] > 0

    @property
    def has_news(self) -> bool:
        """Whether the library is another than before."""
        counts = self.counts
        return any(counts[each] for each in (Outcome.ADDED, Outcome.CHANGED, Outcome.REMOVED))

    @property
    def passages_per_second(self) -> float:
        """The speed of the run, 0.0 where it took no measurable time."""
        return self.encoded / self.seconds if self.seconds > 0 else 0.0

    def to_json(self) -> dict[str, object]:
        """The report ready for ``json.dumps``, seconds rounded."""
        return {
            "counts": self.counts,
            "encoded_passages": self.encoded,
            "seconds": round(self.seconds, 3),
            "passages_per_second": round(self.passages_per_second, 1),
            "entries": [
                asdict(entry) | {"seconds": round(entry.seconds, 3)} for entry in self.entries
            ],
        }


def joined(reports: Sequence[Report]) -> Report:
    """Several runs as one."""
    entries = tuple(entry for report in reports for entry in report.entries)
    return Report(entries, sum(r.encoded for r in reports), sum(r.seconds for r in reports))


def summary_line(report: Report) -> str:
    """One line such as ``3 added, 2 skipped; 120 passages encoded in 4.1 s``."""
    parts = [f"{count} {outcome}" for outcome, count in report.counts.items() if count]
    noun = "passage" if report.encoded == 1 else "passages"
    encoded = f"; {report.encoded:,} {noun} encoded" if report.encoded else ""
    return f"{', '.join(parts) or 'nothing found'}{encoded} in {report.seconds:.1f} s"


def more_words(entry: Entry) -> tuple[str, ...]:
    """All that there is to say of how a source was read, each a line, empty where there is nothing."""
    return (
        unread_words(entry),
        recognised_words(entry),
        left_out_words(entry),
        front_matter_words(entry),
    )


def left_out_counts(metadata: Mapping[str, str]) -> dict[str, int]:
    """By reason how many characters a document's reader left out of its file."""
    return {each.reason: each.characters for each in left_out(metadata)}


def left_out(metadata: Mapping[str, str]) -> list[LeftOut]:
    """What a document's reader left out of its file."""
    noted = json.loads(metadata.get("left_out") or "{}")
    return [LeftOut(reason, found["characters"], found["text"]) for reason, found in noted.items()]


def left_out_words(entry: Entry) -> str:
    """What was left out of a file, in a line: "left out: 40 characters hidden, 7 struck out"."""
    if not entry.left_out:
        return ""
    words = ", ".join(f"{count:,} {reason}" for reason, count in entry.left_out.items())
    around = entry.left_out.get(Reason.FURNITURE, 0)
    share = around / max(around + entry.characters, 1)
    if around:
        words += f" ({share:.0%} of the page)"
    if share > MOSTLY:
        words += ", most of it: see whether what you need is stored"
    return f"characters left out: {words}"


def front_matter_words(entry: Entry) -> str:
    """What is kept about a file and not as its text: "kept as data about it: author, date"."""
    return f"kept as data about it, not as text: {entry.front_matter}" if entry.front_matter else ""


def about(metadata: Mapping[str, str]) -> dict[str, str]:
    """What is said about a document, by its file or its front matter: author, date and the like."""
    return {name: said for name, said in metadata.items() if name not in READER_KEYS}


def recognised_words(entry: Entry) -> str:
    """How sure the pages are that were recognised: "read by OCR: page 1 (98 % sure)"."""
    if not entry.by_ocr:
        return ""
    parts = ", ".join(f"{name} ({sure} % sure)" for name, sure in entry.by_ocr.items())
    return f"read by OCR: {parts}"


def unread_words(entry: Entry) -> str:
    """Which pages gave no text: "no text on page 3: probably scanned, try OCR"."""
    if not entry.pages_without_text:
        return ""
    pages = ", ".join(map(str, entry.pages_without_text))
    return f"no text on page {pages}: probably scanned, try OCR"
