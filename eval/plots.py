"""A run's figures as drawings: SVG that takes its colours and its font from the page around it."""

from __future__ import annotations

import io
import math
import re
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from app.render.text import visible
from eval.intervals import Estimate, wilson_interval
from eval.metrics import Bin, Curve
from eval.summary import Latency

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points, which become the units of the view box; a page shows them at about their size.
WIDTH, HEIGHT = 400, 290
# Of a drawing that has a row for each thing: a row's height, and what is around.
ROW, FRAME = 24, 52
LONGEST_NAME = 28  # characters; longer names would leave no room for what they name

# Drawn in colours that occur nowhere else, each of which becomes the page's own. Text is never in
# the accent, so that it stays readable where a page does not say what its accent is.
INK, QUIET, LINE, ACCENT = "#010203", "#040506", "#070809", "#0a0b0c"
PAGE_COLOURS = {
    INK: "currentColor",
    QUIET: "var(--quiet, currentColor)",
    LINE: "var(--line, #8888)",
    ACCENT: "var(--accent, #3a8a78)",
}
STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name with two dollars is a name
    "font.size": 11.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
}
RISKS = (0.05, 0.10)  # as in the measures "coverage at 5 % risk" and "at 10 % risk"
ROOM = 0.25  # of an axis: what a few words take
NEAR = 0.06  # of an axis: closer than this, two numbers would touch

_DRAWING = threading.Lock()  # matplotlib's style is one for the whole process


def risk_coverage_plot(curve: Curve, threshold: float | None = None) -> Markup:
    """The share of wrong answers over the share answered; a dot where the run's threshold stands.

    Like all plots, the empty string if there is nothing to draw. Source: El-Yaniv and Wiener, On the
    Foundations of Noise-free Selective Classification, 2010.
    """
    if not curve.coverage:
        return Markup()
    here = None if threshold is None else _last_at_least(curve.threshold, threshold)
    words = f"If all are answered, {curve.risk[-1]:.0%} are wrong."
    if here is not None:
        share, wrong = curve.coverage[here], curve.risk[here]
        words += (
            f" At the run's threshold {share:.0%} are answered and {wrong:.0%} of these are wrong."
        )

    def draw(axes: Axes) -> None:
        highest = min(max(*curve.risk, 0.15) * 1.1, 1.0)
        _percent_axes(axes, "share answered", "wrong, of those answered")
        axes.set(xlim=(0, 1), ylim=(0, highest))
        for risk in RISKS:
            axes.axhline(risk, color=QUIET, linewidth=0.9, linestyle=(0, (4, 3)))
            axes.annotate(
                f"{100 * risk:.0f} % risk", (1, risk), (-2, 3), textcoords="offset points", ha="right", color=QUIET,
                fontsize=10,
            )  # fmt: skip
        axes.plot(curve.coverage, curve.risk, color=ACCENT, linewidth=2, solid_joinstyle="round")
        if here is not None:
            at = (curve.coverage[here], curve.risk[here])
            axes.plot(*at, "o", color=ACCENT, markersize=9, clip_on=False)
            side = -1 if at[0] > ROOM else 1
            axes.annotate(
                "this run", at, (7 * side, 7), textcoords="offset points",
                ha="right" if side < 0 else "left",
            )  # fmt: skip

    return _drawn(draw, "Risk over the share answered", words)


def calibration_plot(bins: Sequence[Bin]) -> Markup:
    """The mean confidence of each bin against the share that was right, with Wilson intervals.

    The area of a dot and the number above it say how many questions it stands for.
    """
    if not bins:
        return Markup()
    words = " ".join(
        f"Confidence {each.confidence:.0%}: {each.right:.0%} right of {each.count:,}."
        for each in bins
    )

    def draw(axes: Axes) -> None:
        most = max(each.count for each in bins)
        _percent_axes(axes, "confidence", "right")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.plot((0, 1), (0, 1), color=QUIET, linewidth=0.9, linestyle=(0, (4, 3)))
        numbered = -math.inf
        for each in sorted(bins, key=lambda each: each.confidence):
            interval = wilson_interval(round(each.right * each.count), each.count)
            at = each.confidence
            axes.plot((at, at), interval, color=ACCENT, linewidth=1.2, clip_on=False)
            size = 3 + 8 * math.sqrt(each.count / most)
            axes.plot(at, each.right, "o", color=ACCENT, markersize=size, clip_on=False)
            if at - numbered > NEAR:
                axes.text(at, 1.03, f"{each.count:,}", ha="center", color=QUIET, fontsize=10)
                numbered = at

    return _drawn(draw, "Confidence against the share right", words)


def latency_plot(latencies: Mapping[str, Latency]) -> Markup:
    """A bar to each stage's median time, with a tick where 95 of 100 questions were done."""
    if not latencies:
        return Markup()
    words = " ".join(
        f"{_name(stage)}: median {_milliseconds(each.p50)} ms, p95 {_milliseconds(each.p95)} ms."
        for stage, each in latencies.items()
    )

    def draw(axes: Axes) -> None:
        _rows(axes, [_name(stage) for stage in latencies])
        for row, each in enumerate(latencies.values()):
            axes.barh(row, each.p50, height=0.5, color=ACCENT)
            axes.plot((each.p50, each.p95), (row, row), color=QUIET, linewidth=0.9)
            axes.plot(each.p95, row, "|", color=INK, markersize=11, markeredgewidth=1.6)
            text = f"{_milliseconds(each.p50)} / {_milliseconds(each.p95)}"
            place = (max(each.p50, each.p95), row)
            axes.annotate(text, place, (6, 0), textcoords="offset points", va="center", fontsize=10)
        # Room for the numbers to the right of the longest bar.
        longest = max(max(each.p50, each.p95) for each in latencies.values())
        axes.set(xlabel="milliseconds: median / p95", xlim=(0, 1.3 * longest or 1))

    return _drawn(draw, "Time by stage", words, FRAME + ROW * len(latencies))


def kinds_plot(kinds: Mapping[str, Estimate]) -> Markup:
    """The share that came out right of each kind of question, with its interval, in the order given."""
    if not kinds:
        return Markup()
    words = " ".join(
        f"{_name(kind)}: {each.value:.0%}{_interval_words(each)}, n = {each.n:,}."
        for kind, each in kinds.items()
    )

    def draw(axes: Axes) -> None:
        from matplotlib.ticker import PercentFormatter

        _rows(axes, [f"{_name(kind)} ({each.n:,})" for kind, each in kinds.items()])
        for row, each in enumerate(kinds.values()):
            if each.low is not None and each.high is not None:
                axes.plot(
                    (each.low, each.high), (row, row), color=ACCENT, linewidth=1.6, clip_on=False
                )
            axes.plot(each.value, row, "o", color=ACCENT, markersize=8, clip_on=False)
        axes.set(xlabel="right, with 95 % interval", xlim=(0, 1))
        axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        axes.grid(axis="x")

    return _drawn(draw, "Share right by kind of question", words, FRAME + ROW * len(kinds))


def _drawn(
    draw: Callable[[Axes], None], title: str, description: str, height: float = HEIGHT
) -> Markup:
    from matplotlib import style
    from matplotlib.figure import Figure

    file = io.StringIO()
    with _DRAWING, warnings.catch_warnings():
        # The page has more letters than the font with which the room for them is measured.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # Names within a drawing come from its title: always the same, and no two drawings share one.
        with style.context(STYLE | {"svg.hashsalt": title}, after_reset=True):
            figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")
            draw(figure.subplots())
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    drawing = _for_a_page(file.getvalue(), title, description)
    return Markup(drawing)  # noqa: S704 - what ElementTree wrote is escaped


def _for_a_page(svg: str, title: str, description: str) -> str:
    """The drawing alone: no names that a page may have too, no rules that would reach beyond it."""
    root = ET.fromstring(svg)  # noqa: S314 - it was written a moment ago
    used = set(re.findall(r'(?:url\(|href=")#(\w+)', svg))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if attributes.get("id") not in used:
            attributes.pop("id", None)
        if "style" in attributes:
            attributes["style"] = _page_style(attributes["style"])
        element.attrib = attributes
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in {"metadata", "style"}]:
            parent.remove(child)
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-label": title,
        "style": "stroke-linejoin: round; font-family: inherit",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(tag)
        element.text = text
        root.insert(place, element)
    return re.sub(r">\s+<", "><", ET.tostring(root, encoding="unicode").strip())


def _page_style(style: str) -> str:
    style = re.sub(r"font-family: [^;]+(; )?", "", style)
    for drawn, of_page in PAGE_COLOURS.items():
        style = style.replace(drawn, of_page)
    return style


def _percent_axes(axes: Axes, across: str, up: str) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.set(xlabel=across, ylabel=up)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.tick_params(length=3)


def _rows(axes: Axes, names: Sequence[str]) -> None:
    """A row for each name, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=3)
    axes.set_axisbelow(True)


def _name(text: str) -> str:
    """A name in one short line."""
    line = " ".join(visible(text).split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"


def _milliseconds(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two digits say enough


def _interval_words(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return " (no interval)"
    return f" ({estimate.low:.0%} to {estimate.high:.0%})"


def _last_at_least(thresholds: Sequence[float], threshold: float) -> int | None:
    """The last point of a curve that a threshold still lets through."""
    return max((place for place, each in enumerate(thresholds) if each >= threshold), default=None)
