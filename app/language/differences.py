"""Whether two values can both be right of one thing, and whether one says less than the other."""

from __future__ import annotations

from decimal import Decimal

from app.language.values import INFINITE, NOT_FORENAMES, Date, Name, Number, Value


def is_less_precise(vague: Value, exact: Value) -> bool:
    """Whether one value says the same as another, but less: a month for a day, a last name alone."""
    match vague, exact:
        case Number(), Number():
            same = (vague.low, vague.high, vague.unit, vague.ceiling)
            return (
                same == (exact.low, exact.high, exact.unit, exact.ceiling)
                and vague.counted < exact.counted
            )
        case Date(), Date():
            parts = list(zip(
                (vague.year, vague.month, vague.day), (exact.year, exact.month, exact.day), strict=True
            ))  # fmt: skip
            return vague != exact and all(one in {None, other} for one, other in parts)
        case Name(), Name():
            left = len(exact.words) - len(vague.words)
            return bool(
                vague.proper and exact.proper and left > 0
                and exact.words[left:] == vague.words
                and exact.words[left - 1] not in NOT_FORENAMES
            )  # fmt: skip
    return False


def conflict(one: Value, other: Value) -> bool:
    """Whether two numbers of one unit, or two dates of one precision, cannot both hold.

    "Over 900" holds for 1,700; a range for all within it; a number for what rounds to it, to two
    digits if nothing is said, to its own last digit or two digits after "about".
    """
    if isinstance(one, Date) and isinstance(other, Date):
        return one.said == other.said and one != other
    if isinstance(one, Number) and isinstance(other, Number):
        return one.unit == other.unit and not (
            _overlap(_stated(one), _tolerated(other)) or _overlap(_tolerated(one), _stated(other))
        )
    return False


def is_of_kind(one: Value, other: Value) -> bool:
    """Whether two values are both dates, or numbers of one unit."""
    if isinstance(one, Number) and isinstance(other, Number):
        return one.unit == other.unit
    return isinstance(one, Date) and isinstance(other, Date)


def differ(one: Value, other: Value) -> bool:
    """Whether two values that are given for one thing cannot both be right.

    Besides numbers in ``conflict`` these are dates of which a part is another, though one says more,
    and limits that are another. A whole number stands for what rounds to it: 7 metres for 7.3.
    """
    if isinstance(one, Date) and isinstance(other, Date):
        parts = zip(
            (one.year, one.month, one.day), (other.year, other.month, other.day), strict=True
        )
        return any(None not in pair and pair[0] != pair[1] for pair in parts)
    if not (isinstance(one, Number) and isinstance(other, Number)) or one.unit != other.unit:
        return False
    if one.ceiling and other.ceiling:
        return one.high != other.high
    return conflict(one, other) and not (_rounds_to(one, other) or _rounds_to(other, one))


def _rounds_to(exact: Number, whole: Number) -> bool:
    rounded = exact.low.to_integral_value(), exact.high.to_integral_value()
    return rounded == (whole.low, whole.high)


def _stated(number: Number) -> tuple[Decimal, Decimal]:
    return -INFINITE if number.ceiling else number.low, INFINITE if number.floor else number.high


def _tolerated(number: Number) -> tuple[Decimal, Decimal]:
    low, high = _stated(number)
    return low - _slack(number.low, about=number.about), high + _slack(
        number.high, about=number.about
    )


def _slack(figure: Decimal, *, about: bool) -> Decimal:
    """Half of the last place to which a figure is taken to be rounded."""
    exponent = figure.normalize().as_tuple().exponent
    last = exponent if isinstance(exponent, int) else 0
    second = figure.adjusted() - 1
    return Decimal(5).scaleb((max if about else min)(last, second) - 1)


def _overlap(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
