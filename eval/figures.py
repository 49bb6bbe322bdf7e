"""How figures are written: each with its interval, or with the reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.render.text import RISKS
from eval.intervals import Estimate
from eval.promise import Promise
from eval.summary import MEASURES, Measure
from eval.two_runs import Difference

NOT_SURE_BELOW = 0.001  # a smaller p-value is only said to be that


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name, its cells, and a few words about it."""

    name: str
    cells: tuple[str, ...]
    about: str = ""


Groups = Mapping[str, list[Row]]  # rows under headings; those under "" have none


def estimate_groups(estimates: Mapping[str, Estimate]) -> Groups:
    """Value, interval and number of questions of each figure, under the names of their groups."""
    groups: dict[str, list[Row]] = {}
    for name, estimate in estimates.items():
        measure = MEASURES[name]
        row = Row(measure.label, estimate_cells(estimate, measure), measure.about)
        groups.setdefault(measure.group, []).append(row)
    return groups


def estimate_cells(estimate: Estimate, measure: Measure) -> tuple[str, str, str]:
    """Value, interval and number of questions."""
    return number(estimate.value, measure), interval(estimate, measure), f"{estimate.n:,}"


def difference_row(difference: Difference) -> Row:
    """Before, after, difference with its interval, p-value and how many questions differ."""
    measure, change = MEASURES[difference.measure], difference.difference
    cells = (
        number(difference.before, measure),
        number(difference.after, measure),
        number(change.value, measure, "+"),
        interval(change, measure, "+"),
        p_value(difference.p_value),
        f"{difference.differ:,} of {change.n:,}",
    )
    return Row(measure.label, cells, _direction(change, measure))


def promise_rows(promises: Sequence[Promise]) -> list[Row]:
    """For each risk what can be promised of answers to questions like these, or why nothing can."""
    return [Row(RISKS[each.risk], (_promise_words(each),)) for each in promises]


def _promise_words(promise: Promise) -> str:
    if promise.min_confidence is not None:
        return (
            f"yes, from a confidence of {promise.min_confidence:.2f} on: at most "
            f"{100 * promise.bound:.1f} % ({promise.wrong:,} of {promise.answers:,} were wrong)"
        )
    if promise.needed is None:
        return "no: the surest answers are wrong too often"
    return f"{promise.questions:,} questions are too few; {promise.needed:,} like them would do"


def number(value: float, measure: Measure, sign: str = "") -> str:
    """A figure as its measure is written; ``sign`` is "+" for a difference."""
    return _digits(value, measure, sign) + _unit(measure, sign)


def interval(estimate: Estimate, measure: Measure, sign: str = "") -> str:
    """An estimate's interval, or that it has none."""
    if estimate.low is None or estimate.high is None:
        return no_interval(estimate)
    low, high = (_digits(end, measure, sign) for end in (estimate.low, estimate.high))
    return f"{low} to {high}{_unit(measure, sign)}"


def no_interval(estimate: Estimate) -> str:
    """What stands where an interval would."""
    return f"no interval (n = {estimate.n:,})"


def p_value(value: float) -> str:
    """The p-value of a test."""
    return f"{value:.3f}" if value >= NOT_SURE_BELOW else f"< {NOT_SURE_BELOW}"


def _direction(change: Estimate, measure: Measure) -> str:
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return "no clear difference"
    return "better" if (change.low > 0) == measure.higher_is_better else "worse"


def _unit(measure: Measure, sign: str) -> str:
    if not measure.percent:
        return ""
    return " points" if sign else " %"


def _digits(value: float, measure: Measure, sign: str) -> str:
    """A figure without its unit; what is not quite all is never rounded to all."""
    scale, places = (100, 1) if measure.percent else (1, 3)
    text = f"{scale * value:{sign}.{places}f}"
    if not sign and value < 1 and float(text) == scale:
        text = f"{scale - 10**-places:.{places}f}"
    return text.replace("-", "\N{MINUS SIGN}")
