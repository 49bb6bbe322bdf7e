"""A run as a page to read: figures with their intervals, drawings, every question, what it was made of."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from app.render.html import asset
from app.render.templates import Templates
from eval.figures import Row, difference_row, estimate_groups, no_interval, promise_rows
from eval.manifest import Manifest
from eval.plots import calibration_plot, kinds_plot, latency_plot, risk_coverage_plot
from eval.report_questions import questions_html
from eval.results import Result, Verdict
from eval.run import Run
from eval.summary import Summary
from eval.two_runs import TwoRuns

REPORT = "report.html"
MEGABYTE = 1e6
VERDICTS = {
    Verdict.RIGHT: "nothing went wrong",
    Verdict.RIGHTLY_DECLINED: "nothing answers it, and nothing was claimed",
    Verdict.NOT_IN_INDEX: "the document with the answer is not in the library",
    Verdict.NOT_RETRIEVED: "no right passage was among those found",
    Verdict.RANKED_LOW: "a right passage was found, but too far down to be read",
    Verdict.MISUNDERSTOOD: "it was not understood as it was meant after the turns before",
    Verdict.READ_WRONG: "a right passage was read, but something else was quoted",
    Verdict.DECLINED: "the right quotation was at hand, but was not shown as an answer",
    Verdict.FALSE_ANSWER: "nothing answers it, but it was answered",
}
NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"


def write_report(run: Run, summary: Summary, runs: TwoRuns | None = None) -> Path:
    """Write a run's report into its folder; returns where it stands."""
    page = run.folder / REPORT
    page.write_text(report_html(run.manifest, summary, run.results, runs), encoding="utf-8")
    return page


def report_html(
    manifest: Manifest,
    summary: Summary,
    results: Sequence[Result],
    runs: TwoRuns | None = None,
) -> str:
    """The whole report as one page that needs nothing from elsewhere; ``runs`` sets it beside an earlier one."""
    script = filter_script()
    script_hash = b64encode(sha256(script.encode()).digest()).decode()
    parts = [
        summary_html(summary, manifest),
        two_runs_html(runs) if runs else "",
        questions_html(results),
        manifest_html(manifest),
    ]
    page = Templates.of("eval").render(
        "report.html",
        policy=f"{NOWHERE}; script-src 'sha256-{script_hash}'",
        dataset=manifest.dataset,
        style=Markup(asset("colours.css") + _own("report.css")),  # noqa: S704 - our own files
        parts=parts,
        script=Markup(script),  # noqa: S704 - our own file
    )
    return f"{page}\n"


def filter_script() -> str:
    """The script of every page that shows ``questions_html``."""
    return _own("report_filter.js")


def summary_html(summary: Summary, manifest: Manifest) -> Markup:
    """What came out: one sentence, the figures, the drawings, and where it went wrong."""
    asked = f"{summary.questions:,} questions"
    if summary.questions != manifest.questions:
        asked = f"{summary.questions:,} of {manifest.questions:,} questions so far"
    verdicts = [
        Row(str(verdict), (f"{summary.verdicts[verdict]:,}",), about)
        for verdict, about in VERDICTS.items()
        if summary.verdicts[verdict]
    ]
    return _piece(
        "summary",
        manifest.dataset,
        f"{asked}, {_time(manifest.started)}",
        _sentence(summary),
        estimate_groups(summary.estimates),
        _drawings(summary, manifest),
        {"": verdicts},
        {"": promise_rows(summary.promises)},
    )


def two_runs_html(runs: TwoRuns) -> Markup:
    """What became better and worse since an earlier run."""
    was_and_is = [(c.before.is_right, c.after.is_right, c) for c in runs.changes]
    changes = {
        "Better": [c for was, now, c in was_and_is if now and not was],
        "Worse": [c for was, now, c in was_and_is if was and not now],
        "Otherwise different": [c for was, now, c in was_and_is if was == now],
    }
    return _piece("two_runs", runs, {"": [*map(difference_row, runs.differences)]}, changes)


def manifest_html(manifest: Manifest) -> Markup:
    """What the run was made of and what it cost, so that it can be repeated."""
    costs = {"Started": manifest.started, "Finished": manifest.finished or "not yet"}
    if manifest.adding_seconds:
        costs["Making the library"] = (
            f"{manifest.adding_seconds:,.1f} s, "
            f"{manifest.passages_per_second:,.1f} passages per second"
        )
    if manifest.library_bytes:
        costs["Library on disk"] = f"{manifest.library_bytes / MEGABYTE:,.1f} MB"
    if manifest.peak_memory_bytes:
        costs["Peak memory"] = f"{manifest.peak_memory_bytes / MEGABYTE:,.1f} MB"
    data = {
        "Questions": f"{manifest.questions:,}",
        "Documents": f"{manifest.documents:,}",
        "Passages": f"{manifest.passages:,}",
        "Questions, SHA-256": manifest.data_sha256,
        "Library, SHA-256": manifest.library_sha256,
        "Encoder": manifest.encoder,
        "Seed": str(manifest.seed),
    }
    groups: dict[str, Mapping[str, object]] = {
        "Data": data,
        "Questions corrected or left out": dict(map(_note, manifest.notes)),
        "Settings": manifest.settings,
        "Costs": costs,
        "Versions": manifest.versions,
        "Machine": manifest.machine,
    }
    rows = {
        name: [Row(key, (str(value),)) for key, value in group.items()]
        for name, group in groups.items()
    }
    return _piece("manifest", rows)


def _note(line: str) -> tuple[str, str]:
    """What was noted and how often, and where."""
    what, found, places = line.partition("): ")
    return what + found[:1], places


def _own(name: str) -> str:
    return files("eval").joinpath(name).read_text(encoding="utf-8")


def _piece(macro: str, *values: object) -> Markup:
    return Templates.of("eval").piece("figures.html", macro, *values)


def _sentence(summary: Summary) -> str:
    right = summary.estimates.get("right")
    if right is None:
        return "No question was asked."
    good, declined = (summary.verdicts[each] for each in (Verdict.RIGHT, Verdict.RIGHTLY_DECLINED))
    none = summary.questions - summary.answerable
    sure = no_interval(right)
    if right.low is not None and right.high is not None:
        sure = (
            f"95\N{NO-BREAK SPACE}% interval "
            f"{100 * right.low:.0f}\N{EN DASH}{100 * right.high:.0f}\N{NO-BREAK SPACE}%"
        )
    how_many = (
        f"{good + declined:,} of {summary.questions:,} questions "
        f"({100 * right.value:.0f}\N{NO-BREAK SPACE}%, {sure})"
    )
    if not summary.curve.coverage:
        return f"A right passage came high enough to be read for {how_many}."
    ways = f"a right quotation for {good:,} of the {summary.answerable:,} with an answer"
    if none:
        ways += f", and rightly none for {declined:,} of the {none:,} without"
    return f"Right on {how_many}: {ways}."


def _time(iso: str) -> str:
    time = datetime.fromisoformat(iso)
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


def _drawings(summary: Summary, manifest: Manifest) -> list[tuple[str, Markup, str]]:
    """Name, drawing and caption of each that has something to draw."""
    threshold = manifest.settings.get("threshold")
    at = float(threshold) if isinstance(threshold, int | float) else None
    drawings = [
        (
            "What answering more costs",
            risk_coverage_plot(summary.curve, at),
            "How many are wrong if only the surest are answered; the right end is answering all."
            + (" The dot is where this run stands." if at is not None else ""),
        ),
        (
            "Whether the confidence means what it says",
            calibration_plot(summary.bins),
            "Below the dashed line Footnote is too sure, above it too modest. On top: how many questions.",
        ),
        (
            "How long each stage takes",
            latency_plot(summary.latencies),
            "A bar ends at the median; 95 of 100 questions were done before the tick.",
        ),
        (
            "How each kind of question fares",
            kinds_plot(summary.kinds),
            "Dots: the share right; bars: 95\N{NO-BREAK SPACE}% intervals; in brackets: how many questions.",
        ),
    ]
    return [each for each in drawings if each[1]]
