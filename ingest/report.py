"""What a run did to each source, and how long it took: plain data, to show or to save."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum


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

    ``pages_without_text`` are the numbers of pages that gave none, as scanned pages do.
    """

    source: str
    outcome: Outcome
    reason: str = ""
    characters: int = 0
    passages: int = 0
    pages_without_text: tuple[int, ...] = ()
    seconds: float = 0.0


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


def summary_line(report: Report) -> str:
    """One line such as ``3 added, 2 skipped; 120 passages encoded in 4.1 s``."""
    parts = [f"{count} {outcome}" for outcome, count in report.counts.items() if count]
    noun = "passage" if report.encoded == 1 else "passages"
    encoded = f"; {report.encoded:,} {noun} encoded" if report.encoded else ""
    return f"{', '.join(parts) or 'nothing found'}{encoded} in {report.seconds:.1f} s"
