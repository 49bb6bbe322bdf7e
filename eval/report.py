"""A run as a page to read: figures with their intervals, drawings, every question, what it was made of."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from app.render.html import asset, shown
from eval.compare import Change, Comparison, Difference
from eval.figures import interval, no_interval, number, p_value
from eval.intervals import Estimate
from eval.manifest import Manifest
from eval.plots import calibration_plot, kinds_plot, latency_plot, risk_coverage_plot
from eval.report_questions import FILTER_SCRIPT, questions_html
from eval.report_tables import group_row, label, row, table
from eval.results import Result, Verdict
from eval.run import Run
from eval.summary import MEASURES, Measure, Summary

REPORT = "report.html"
MEGABYTE = 1e6
VERDICTS = {
    Verdict.RIGHT: "nothing went wrong",
    Verdict.RIGHTLY_DECLINED: "nothing answers it, and nothing was claimed",
    Verdict.NOT_IN_INDEX: "the document with the answer is not in the library",
    Verdict.NOT_RETRIEVED: "no right passage was among those found",
    Verdict.RANKED_LOW: "a right passage was found, but too far down to be read",
    Verdict.READ_WRONG: "a right passage was read, but something else was quoted",
    Verdict.DECLINED: "the right quotation was at hand, but was not shown as an answer",
    Verdict.FALSE_ANSWER: "nothing answers it, but it was answered",
}
NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"


def write_report(run: Run, summary: Summary, comparison: Comparison | None = None) -> Path:
    """Write a run's report into its folder; returns where it stands."""
    page = run.folder / REPORT
    text = report_html(run.manifest, summary, run.results, comparison)
    page.write_text(text, encoding="utf-8")
    return page


def report_html(
    manifest: Manifest,
    summary: Summary,
    results: Sequence[Result],
    comparison: Comparison | None = None,
) -> str:
    """The whole report as one page that needs nothing from elsewhere."""
    style = asset("colours.css") + report_style()
    script_hash = b64encode(sha256(FILTER_SCRIPT.encode()).digest()).decode()
    body = [
        summary_html(summary, manifest),
        comparison_html(comparison) if comparison else "",
        questions_html(results),
        manifest_html(manifest),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{NOWHERE}; script-src \'sha256-{script_hash}\'">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{shown(manifest.dataset)} - Footnote</title><style>{style}</style></head>"
        f'<body class="evaluation-page"><header><h1>Footnote</h1></header><main>{"".join(body)}</main>'
        f"<script>{FILTER_SCRIPT}</script></body></html>\n"
    )


def report_style() -> str:
    """The style sheet of all that is made here, without the colours."""
    return files("eval").joinpath("report.css").read_text(encoding="utf-8")


def summary_html(summary: Summary, manifest: Manifest) -> str:
    """What came out: one sentence, the figures, the drawings, and where it went wrong."""
    asked = f"{summary.questions:,} questions"
    if summary.questions != manifest.questions:
        asked = f"{summary.questions:,} of {manifest.questions:,} questions so far"
    return (
        '<section class="evaluation" aria-label="Result">'
        f'<h2>{shown(manifest.dataset)}</h2><p class="quiet">{asked}, {_time(manifest.started)}</p>'
        f'<p class="result">{_sentence(summary)}</p>'
        f"<h3>Figures</h3>{_estimates_table(summary.estimates)}"
        f"{_plots(summary, manifest)}{_verdicts_table(summary)}</section>"
    )


def comparison_html(comparison: Comparison) -> str:
    """What became better and worse since an earlier run."""
    better = [c for c in comparison.changes if c.after.is_right and not c.before.is_right]
    worse = [c for c in comparison.changes if c.before.is_right and not c.after.is_right]
    other = [c for c in comparison.changes if c.before.is_right == c.after.is_right]
    names = (
        "measure",
        "before",
        "after",
        "difference",
        "95&nbsp;% interval",
        "p",
        "questions that differ",
    )
    rows = "".join(map(_difference_row, comparison.differences))
    before, after = shown(comparison.before), shown(comparison.after)
    return (
        f'<section class="evaluation" aria-label="Comparison"><h3>Compared with {before}</h3>'
        f'<p class="quiet">{comparison.shared:,} questions are in both runs; {comparison.only_before:,}'
        f" only in {before}, {comparison.only_after:,} only in {after}. Differences are after minus"
        " before; p is that of the paired randomisation test, two-sided.</p>"
        f"{table(names, rows)}{_changes('Better', better)}{_changes('Worse', worse)}"
        f"{_changes('Otherwise different', other)}</section>"
    )  # fmt: skip


def manifest_html(manifest: Manifest) -> str:
    """What the run was made of and what it cost, so that it can be repeated."""
    costs: dict[str, str] = {}
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
    times = {"Started": manifest.started, "Finished": manifest.finished or "not yet"}
    settings = {name: str(value) for name, value in manifest.settings.items()}
    groups = [
        ("Data", data),
        ("Settings", settings),
        ("Costs", times | costs),
        ("Versions", manifest.versions),
        ("Machine", manifest.machine),
    ]
    rows = "".join(
        group_row(name, 2) + "".join(row(shown(key), [shown(value)]) for key, value in group.items())
        for name, group in groups
        if group
    )  # fmt: skip
    return (
        '<section class="evaluation" aria-label="How it was made"><h3>How it was made</h3>'
        f'<table class="words"><tbody>{rows}</tbody></table></section>'
    )


def _sentence(summary: Summary) -> str:
    right = summary.estimates.get("right")
    if right is None:
        return "No question was asked."
    good, declined = (summary.verdicts[each] for each in (Verdict.RIGHT, Verdict.RIGHTLY_DECLINED))
    none = summary.questions - summary.answerable
    sure = no_interval(right)
    if right.low is not None and right.high is not None:
        sure = f"95&nbsp;% interval {100 * right.low:.0f}&ndash;{100 * right.high:.0f}&nbsp;%"
    how_many = (
        f"{good + declined:,} of {summary.questions:,} questions "
        f"({100 * right.value:.0f}&nbsp;%, {sure})"
    )
    if not summary.curve.coverage:
        return f"A right passage came high enough to be read for {how_many}."
    ways = f"a right quotation for {good:,} of the {summary.answerable:,} with an answer"
    if none:
        ways += f", and rightly none for {declined:,} of the {none:,} without"
    return f"Right on {how_many}: {ways}."


# Tables


def _estimates_table(estimates: Mapping[str, Estimate]) -> str:
    rows, group = [], ""
    for name, measure in MEASURES.items():
        if name not in estimates:
            continue
        if measure.group != group:
            group = measure.group
            rows.append(group_row(group, 4))
        estimate = estimates[name]
        cells = [number(estimate.value, measure), interval(estimate, measure), f"{estimate.n:,}"]
        rows.append(row(label(measure, measure.about), cells))
    return table(("measure", "value", "95&nbsp;% interval", "n"), "".join(rows))


def _verdicts_table(summary: Summary) -> str:
    rows = "".join(
        row(f'{verdict}<span class="about">{about}</span>', [f"{summary.verdicts[verdict]:,}"])
        for verdict, about in VERDICTS.items()
        if summary.verdicts[verdict]
    )
    names = ("what became of a question", "questions")
    return f"<h3>Where it went wrong</h3>{table(names, rows, 'small')}"


def _difference_row(difference: Difference) -> str:
    measure, change = MEASURES[difference.measure], difference.difference
    cells = [
        number(difference.before, measure),
        number(difference.after, measure),
        number(change.value, measure, "+"),
        interval(change, measure, "+"),
        shown(p_value(difference.p_value)),
        f"{difference.differ:,} of {change.n:,}",
    ]
    return row(label(measure, _direction(change, measure)), cells)


def _direction(change: Estimate, measure: Measure) -> str:
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return "no clear difference"
    return "better" if (change.low > 0) == measure.higher_is_better else "worse"


def _changes(name: str, changes: Sequence[Change]) -> str:
    items = "".join(
        f"<li>{shown(change.question)}<span>{shown(change.before)} &rarr; {shown(change.after)}</span></li>"
        for change in changes
    )
    return f'<h4>{name}: {len(changes):,}</h4><ol class="changes">{items}</ol>' if changes else ""


def _time(iso: str) -> str:
    time = datetime.fromisoformat(iso)
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


# Drawings


def _plots(summary: Summary, manifest: Manifest) -> str:
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
            "Dots: the share right; bars: 95&nbsp;% intervals; in brackets: how many questions.",
        ),
    ]
    figures = "".join(
        f"<figure><b>{name}</b>{svg}<figcaption>{caption}</figcaption></figure>"
        for name, svg, caption in drawings
        if svg
    )
    return f'<h3>In pictures</h3><div class="plots">{figures}</div>' if figures else ""
