"""What a short answer gives: tables worked by hand."""

import pytest

from app.language.differences import conflict, is_less_precise
from app.language.values import Date, Name, Number, Value, value_of
from tests.tables import read_table


def read(short: str, *, year: bool = False) -> Value:
    return value_of(short, 0, len(short), year=year)


def shown(value: Value) -> str:
    """A value in words, as the tables have it: "75 to 300 %", "date 2015-12-?", "name ted cruz"."""
    match value:
        case Number():
            ends = dict.fromkeys(f"{end.normalize():f}" for end in (value.low, value.high))
            said = ["up to"] * value.ceiling + [" to ".join(ends), value.unit]
            return " ".join(filter(None, [*said, *sorted(value.counted)]))
        case Date():
            parts = (value.year, value.month, value.day)
            return "date " + "-".join(str(part or "?") for part in parts)
        case Name():
            return " ".join(["name", *value.words])


@pytest.mark.parametrize(("short", "expected"), read_table(__file__, "numbers"))
def test_numbers(short: str, expected: str) -> None:
    assert shown(read(short)) == expected


def test_up_to_is_another_figure() -> None:
    assert read("up to 300") != read("300")
    assert read("up to 300") == read("at most 300")


@pytest.mark.parametrize(("short", "expected"), read_table(__file__, "dates"))
def test_dates(short: str, expected: str) -> None:
    assert shown(read(short, year=True)) == expected


def test_four_digits_are_a_number_where_one_is_asked_for() -> None:
    assert read("2015") == read("2,015")
    assert shown(read("2015")) == "2015"


@pytest.mark.parametrize(("quote", "short", "expected"), read_table(__file__, "within a quotation"))
def test_a_number_is_read_with_what_belongs_to_it(quote: str, short: str, expected: str) -> None:
    start = quote.index(short)
    assert shown(value_of(quote, start, start + len(short))) == expected


@pytest.mark.parametrize(("one", "other"), read_table(__file__, "one name"))
def test_names_in_one_form(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(("vague", "exact", "expected"), read_table(__file__, "less precise"))
def test_less_precise(vague: str, exact: str, expected: str) -> None:
    assert is_less_precise(read(vague, year=True), read(exact, year=True)) is (expected == "yes")


@pytest.mark.parametrize(("one", "other", "expected"), read_table(__file__, "cannot both hold"))
def test_what_cannot_both_hold(one: str, other: str, expected: str) -> None:
    assert conflict(read(one), read(other)) is (expected == "yes")
    assert conflict(read(other), read(one)) is (expected == "yes")
