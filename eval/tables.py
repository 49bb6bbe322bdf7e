"""Figures as Markdown tables, which a terminal shows as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.render.text import visible
from eval.figures import difference_row, estimate_cells, estimate_groups, promise_rows
from eval.manifest import Manifest
from eval.summary import MEASURES, Summary
from eval.two_runs import TwoRuns


def summary_tables(summary: Summary, manifest: Manifest) -> str:
    """Every figure with its interval, by kind, by verdict, and what it cost."""
    figures: list[tuple[str, ...]] = []
    for group, rows in estimate_groups(summary.estimates).items():
        figures.append((f"**{group}**", "", "", ""))
        figures += [(row.name, *row.cells) for row in rows]
    right = MEASURES["right"]
    kinds = [(cell(kind), *estimate_cells(each, right)) for kind, each in summary.kinds.items()]
    verdicts = [(str(verdict), f"{count:,}") for verdict, count in summary.verdicts.most_common()]
    latencies = [
        (s, f"{each.p50:.1f} ms", f"{each.p95:.1f} ms") for s, each in summary.latencies.items()
    ]
    sections = [
        table(("measure", "value", "95 % interval", "n"), figures),
        table(("kind", "right", "95 % interval", "n"), kinds),
        table(("what became of them", "questions"), verdicts),
        table(("stage", "p50", "p95"), latencies),
        *_promises(summary),
        cost_line(manifest),
    ]
    return "\n\n".join(sections)


def _promises(summary: Summary) -> list[str]:
    rows = [(row.name, *row.cells) for row in promise_rows(summary.promises)]
    return [table(("at most wrong", "may it be promised (95 % sure)?"), rows)] if rows else []


def two_runs_tables(runs: TwoRuns) -> str:
    """What changed from an earlier run, and which questions came out otherwise."""
    if not runs.shared:
        return f"Nothing to compare: {cell(runs.before)} shares no question with this run."
    columns = ("measure", "before", "after", "difference", "95 % interval", "p", "differ")
    rows = [(row.name, *row.cells) for row in map(difference_row, runs.differences)]
    sections = [
        f"Against {cell(runs.before)}, over {runs.shared:,} shared questions:",
        table(columns, rows),
    ]
    if runs.changes:
        changes = [
            (cell(c.id), str(c.before), str(c.after), cell(c.question)) for c in runs.changes
        ]
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
    return ", ".join(filter(None, parts))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells, padded so that they stand in columns; all but the first align right."""
    cells = [columns, *rows]
    # A rule needs two characters: its colon says to which side the column is aligned.
    widths = [max(2, *map(len, column)) for column in zip(*cells, strict=True)]
    first, *others = widths
    cells.insert(1, ["-" * first, *("-" * (width - 1) + ":" for width in others)])
    lines = (" | ".join([row[0].ljust(first), *map(str.rjust, row[1:], others)]) for row in cells)
    return "\n".join(f"| {line} |" for line in lines)


def cell(text: str) -> str:
    """Text that ends neither a cell nor a line, and that a terminal shows and does not obey."""
    return " ".join(visible(text).split()).replace("|", "\\|")
