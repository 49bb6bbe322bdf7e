"""How figures are written: each with its interval, or with the reason why it has none."""

from __future__ import annotations

from eval.intervals import Estimate
from eval.summary import Measure

NOT_SURE_BELOW = 0.001  # a smaller p-value is only said to be that


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
