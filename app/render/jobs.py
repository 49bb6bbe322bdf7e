"""Jobs as HTML: what is done, how far it is, what is left, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.jobs.job import Job, Kind, State
from app.render.library import (
    ENTRIES_SHOWN,
    SECONDS_TO_JUDGE,
    entry_words,
    known_name,
    left_out_address,
    many,
    report_words,
    time_left,
)
from app.render.templates import piece
from ingest.report import Outcome, Report

FEW = 8  # sources, of which what became of each is shown at once
THINGS = {Kind.ADDING: "document", Kind.REMOVING: "document", Kind.EVALUATING: "question",
          Kind.FOLLOWING: "folder"}  # fmt: skip
AGAIN = "Reading again"  # documents that are there
VERBS = {Kind.ADDING: "Adding", Kind.REMOVING: "Removing", Kind.EVALUATING: "Asking",
         Kind.FOLLOWING: "Reading the folder"}  # fmt: skip
NOTHING_REMOVED = "Nothing was removed."
RESUMED = "Footnote was stopped in between, and now goes on. "


@dataclass(frozen=True, slots=True)
class Shown:
    """A job in words: ``bar`` is what of it is done, in [0, 1], None where nothing is under way.

    Of each source that it has done, the outcome, what became of it, and where what was left out is
    shown, if anything was.
    """

    title: str
    words: str
    bar: str | None
    button: str
    lines: Sequence[tuple[Outcome, str, str]]
    rest: str
    is_open: bool


def jobs_html(jobs: Sequence[Job], stamp: str, now: float | None = None) -> Markup:
    """The jobs, the last first; ``stamp`` names the library's state, ``now`` is monotonic time."""
    now = time.monotonic() if now is None else now
    shown = [(job, shown_job(job, now)) for job in reversed(jobs)]
    return piece("jobs.html", "jobs", shown, stamp)


def jobs_place_html() -> Markup:
    """Where jobs are shown, as yet empty."""
    return piece("jobs.html", "place")


def shown_job(job: Job, now: float) -> Shown:
    """A job at a time, in words."""
    entries = job.report.entries if job.report else ()
    if job.kind is Kind.FOLLOWING:  # most of it is as it was
        entries = tuple(each for each in entries if each.outcome is not Outcome.UNCHANGED)
    urgent = sorted(entries, key=lambda entry: entry.outcome is not Outcome.SKIPPED)
    lines = [
        (entry.outcome, entry_words(entry), left_out_address(entry))
        for entry in urgent[:ENTRIES_SHOWN]
    ]
    # What was removed needs no list: its titles were told before.
    lines = [] if job.kind is Kind.REMOVING else lines
    rest = f"{len(urgent) - len(lines):,}" if lines and len(urgent) > len(lines) else ""
    bar = f"{job.step.fraction if job.step else 0:.3f}" if job.state is State.RUNNING else None
    is_open = job.ended and (len(lines) <= FEW or any(e.outcome is Outcome.SKIPPED for e in urgent))
    return Shown(title(job), _words(job, now), bar, _button(job, now), lines, rest, is_open)


def title(job: Job) -> str:
    """What is done: "Adding notes.pdf", "Removing 12 documents"."""
    verb = AGAIN if job.kind is Kind.ADDING and job.ids else VERBS[job.kind]
    if job.kind is Kind.EVALUATING or len(job.names) == 1:
        return f"{verb} {known_name(job.names[0])}"
    return f"{verb} {many(len(job.names), THINGS[job.kind])}"


def progress_words(job: Job, now: float) -> str:
    """How far it is, and what is left: "3 of 30: a.pdf · reading · about 20 seconds left"."""
    step = job.step
    if step is None:
        return "Starting…"
    where = f"{step.number:,} of {step.total:,}"
    parts = [f"{where}: {known_name(step.name)}" if step.name else where]
    if step.whole:
        parts.append(f"{step.stage}, {step.done:,} of {many(step.whole, 'passage')}")
    elif step.stage:
        parts.append(step.stage)
    elapsed = now - job.began
    if step.fraction and elapsed >= SECONDS_TO_JUDGE:
        parts.append(time_left(elapsed * (1 - step.fraction) / step.fraction))
    return " · ".join(parts)


def _words(job: Job, now: float) -> str:
    if not job.ended:
        resumed = RESUMED if job.resumed else ""
        return resumed + (
            progress_words(job, now) if job.state is State.RUNNING else _why(job, now)
        )
    if job.state is State.CANCELLED:
        return f"Cancelled. {_of_part(job)}"
    if job.state in {State.FAILED, State.LEFT}:
        return f"{job.sentence} {report_words(job.report) if job.report else ''}".strip()
    if job.kind is Kind.EVALUATING:
        return "Done: the figures are under Evaluate."
    return report_words(job.report or Report((), 0, 0.0))


def _why(job: Job, now: float) -> str:
    """Why a job has not begun."""
    if job.due > now and not job.sentence:
        return f"In {many(max(round(job.due - now), 1), 'second')}."
    return job.sentence or "Waiting for the job before it."


def _of_part(job: Job) -> str:
    if job.kind is Kind.REMOVING:
        return NOTHING_REMOVED
    if job.kind is Kind.EVALUATING:
        return "What was asked is kept: start it again, and it goes on from there."
    finished = len(job.report.entries) if job.report else 0
    done = f"{report_words(job.report)} " if job.report else "Nothing was added. "
    rest = len(job.names) - finished
    return f"{done}{many(rest, 'source')} left out." if rest > 0 and finished else done.strip()


def _button(job: Job, now: float) -> str:
    if job.ended:
        return "Put away"
    return "Undo" if job.due > now and job.kind is Kind.REMOVING else "Cancel"
