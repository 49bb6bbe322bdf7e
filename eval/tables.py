"""Figures as Markdown tables, which a terminal shows as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.render.text import visible
from eval.compare import Comparison, Difference
from eval.figures import interval, number, p_value
from eval.intervals import Estimate
from eval.manifest import Manifest
from eval.summary import MEASURES, Measure, Summary


def summary_tables(summary: Summary, manifest: Manifest) -> str:
    """Every figure with its interval, by kind, by verdict, and what it cost."""
    group, rows = "", []
    for name, estimate in summary.estimates.items():
        measure = MEASURES[name]
        if measure.group != group:
            group = measure.group
            rows.append((f"**{group}**", "", "", ""))
        rows.append((measure.label, *estimate_cells(measure, estimate)))
    right = MEASURES["right"]
    kinds = [(cell(kind), *estimate_cells(right, each)) for kind, each in summary.kinds.items()]
    verdicts = [(str(verdict), f"{count:,}") for verdict, count in summary.verdicts.most_common()]
    latencies = [
        (s, f"{each.p50:.1f} ms", f"{each.p95:.1f} ms") for s, each in summary.latencies.items()
    ]
    sections = [
        table(("measure", "value", "95 % interval", "n"), rows),
        table(("kind", "right", "95 % interval", "n"), kinds),
        table(("what became of them", "questions"), verdicts),
        table(("stage", "p50", "p95"), latencies),
        cost_line(manifest),
    ]
    return "\n\n".join(sections)


def comparison_tables(comparison: Comparison) -> str:
    """What changed from an earlier run, and which questions came out otherwise."""
    head = f"Against {cell(comparison.before)}, over {comparison.shared:,} shared questions:"
    if not comparison.shared:
        return f"Nothing to compare: {cell(comparison.before)} shares no question with this run."
    rows = [(MEASURES[d.measure].label, *difference_cells(d)) for d in comparison.differences]
    columns = ("measure", "before", "after", "difference", "95 % interval", "p", "differ")
    changes = [
        (cell(c.id), str(c.before), str(c.after), cell(c.question)) for c in comparison.changes
    ]
    sections = [head, table(columns, rows)]
    if changes:
        sections.append(table(("question", "before", "after", "asked"), changes))
    return "\n\n".join(sections)


def cost_line(manifest: Manifest) -> str:
    """What the library and the run took."""
    speed = manifest.passages_per_second
    parts = [
        f"{manifest.documents:,} documents, {manifest.passages:,} passages",
        f"{speed:.0f} passages/s" if speed else "",
        f"{manifest.library_bytes / 1e6:.1f} MB on disk",
        f"peak memory {manifest.peak_memory_bytes / 1e6:.0f} MB",
    ]
    return ", ".join(part for part in parts if part)


def estimate_cells(measure: Measure, estimate: Estimate) -> tuple[str, str, str]:
    """Value, interval and number of questions."""
    return number(estimate.value, measure), interval(estimate, measure), f"{estimate.n:,}"


def difference_cells(difference: Difference) -> tuple[str, ...]:
    """Before, after, difference with its interval, p-value and how many questions differ."""
    measure, change = MEASURES[difference.measure], difference.difference
    return (
        number(difference.before, measure),
        number(difference.after, measure),
        number(change.value, measure, "+"),
        interval(change, measure, "+"),
        p_value(difference.p_value),
        f"{difference.differ:,} of {change.n:,}",
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells, padded so that they stand in columns; all but the first align right."""
    cells = [list(columns), *(list(row) for row in rows)]
    # A rule needs two characters: its colon says to which side the column is aligned.
    widths = [max(2, *(len(row[place]) for row in cells)) for place in range(len(columns))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [
        " | ".join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [cells[0], rule, *cells[1:]]
    ]
    return "\n".join(f"| {line} |" for line in lines)


def cell(text: str) -> str:
    """Text that ends neither a cell nor a line, and that a terminal shows and does not obey."""
    return " ".join(visible(text).split()).replace("|", "\\|")
