"""What a short answer gives: tables worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.language.values import Date, Name, Number, Value, conflict, is_less_precise, value_of


def read(short: str, *, year: bool = False) -> Value:
    return value_of(short, 0, len(short), year=year)


def number(low: str, high: str | None = None, unit: str = "", *counted: str) -> Number:
    return Number(Decimal(low), Decimal(high or low), unit, counted=frozenset(counted))


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("6,000", number("6000")),
        ("6000", number("6000")),
        ("6 000", number("6000")),
        ("6\u202f000", number("6000")),
        ("6.000", number("6")),  # a decimal point, as English has it
        ("60,00", Name(("60", "00"))),
        ("six thousand", number("6000")),
        ("Six Thousand", number("6000")),
        ("a hundred", number("100")),
        ("two hundred and six", number("206")),
        ("one hundred and five thousand", number("105000")),
        ("forty-two", number("42")),
        ("nineteen hundred", number("1900")),
        ("1.5 million", number("1500000")),
        ("1.1 million", number("1100000")),
        ("one million two hundred thousand", number("1200000")),
        ("3bn", number("3000000000")),
        ("3 bn", number("3000000000")),
        ("about 6,000", number("6000")),
        ("more than 6,000", number("6000")),
        ("2,000+", number("2000")),
        ("75-300", number("75", "300")),
        ("75–300", number("75", "300")),
        ("75 to 300", number("75", "300")),
        ("between 75 and 300", number("75", "300")),
        ("5-10 million", number("5000000", "10000000")),
        ("300-75", Name(("300", "75"))),
        ("69%", number("69", unit="%")),
        ("69 %", number("69", unit="%")),
        ("69 percent", number("69", unit="%")),
        ("69 per cent", number("69", unit="%")),
        ("40%–50%", number("40", "50", "%")),
        ("25.7 years", number("25.7", unit="years")),
        ("-5 °C", number("-5", unit="°c")),
        ("£1 million", number("1000000", unit="£")),
        ("$5m", number("5000000", unit="$")),
        ("5 million dollars", number("5000000", unit="$")),
        ("US$5 million", number("5000000", unit="$")),
        ("8,849 metres", number("8849", unit="m")),
        ("third", number("3", unit="th")),
        ("3rd", number("3", unit="th")),
        ("a third", Name(("third",))),
        ("1,700 fighters", number("1700", None, "", "fighters")),
        ("Seven Samurai", Name(("seven", "samurai"))),
        ("Apollo 11", Name(("apollo", "11"))),
        ("G20", Name(("g20",))),
    ],
)
def test_numbers(short: str, expected: Value) -> None:
    assert read(short) == expected


def test_up_to_is_another_figure() -> None:
    assert read("up to 300") != read("300")
    assert read("up to 300") == read("at most 300")


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("7 December 2015", Date(2015, 12, 7)),
        ("December 7, 2015", Date(2015, 12, 7)),
        ("2015-12-07", Date(2015, 12, 7)),
        ("7th of December, 2015", Date(2015, 12, 7)),
        ("Dec. 7, 2015", Date(2015, 12, 7)),
        ("on Monday, 7 December 2015", Date(2015, 12, 7)),
        ("Sept 2015", Date(2015, 9)),
        ("December of 2015", Date(2015, 12)),
        ("7 December", Date(None, 12, 7)),
        ("2015", Date(2015)),
        ("in 2015", Date(2015)),
        ("31 February 2015", Name(("31", "february", "2015"))),
        ("12/07/2015", Name(("12", "07", "2015"))),  # July or December
        ("since 2011", Name(("since", "2011"))),
        ("2019–2020", number("2019", "2020")),
        ("the 1850s", Name(("1850s",))),
    ],
)
def test_dates(short: str, expected: Value) -> None:
    assert read(short, year=True) == expected


def test_four_digits_are_a_number_where_one_is_asked_for() -> None:
    assert read("2015") == read("2,015") == number("2015")


@pytest.mark.parametrize(
    ("quote", "short", "expected"),
    [
        ("Some of the more than 2,000 came.", "2,000", number("2000")),
        ("It cost $1.5 million in all.", "1.5", number("1500000", unit="$")),
        ("The study says 69% of recruits read.", "69", number("69", unit="%")),
        ("Between 75 and 300 came.", "75", number("75", "300")),
        ("It fell on 7 December 2015.", "7", Name(("7",))),
        ("It says 5 of 12 left.", "5 of 12", Name(("5", "of", "12"))),
    ],
)
def test_a_number_is_read_with_what_belongs_to_it(quote: str, short: str, expected: Value) -> None:
    start = quote.index(short)
    assert value_of(quote, start, start + len(short)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Pankisi Gorge", "pankisi gorge"),
        ("Stefan Löfven", "Stefan Lofven"),
        ("al-Nusra Front", "Al Nusra Front"),
        ("“Rayat al-Tawheed”", "Rayat al-Tawheed."),
        ("Syria and Iraq", "Iraq, Syria"),
        ("Norway's", "Norway"),
    ],
)
def test_names_in_one_form(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("vague", "exact", "expected"),
    [
        ("December 2015", "7 December 2015", True),
        ("2015", "7 December 2015", True),
        ("7 December", "7 December 2015", True),
        ("7 December 2015", "December 2015", False),
        ("7 December", "December 2015", False),
        ("November 2015", "7 December 2015", False),
        ("Lockman", "Shahriman Lockman", True),
        ("Ted Cruz", "US Senator Ted Cruz", True),
        ("al-Zawahiri", "Ayman al-Zawahiri", True),
        ("Shahriman", "Shahriman Lockman", False),
        ("Sudan", "South Sudan", False),
        ("York", "New York", False),
        ("government", "French government", False),
        ("Iraq", "Syria and Iraq", False),
        ("Lockman", "Lockman", False),
        ("1,700", "1,700 fighters", True),
        ("1,700 women", "1,700 fighters", False),
        ("1,700", "1,800 fighters", False),
        ("2015", "Lockman", False),
    ],
)
def test_less_precise(vague: str, exact: str, expected: bool) -> None:
    assert is_less_precise(read(vague, year=True), read(exact, year=True)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1,700", "689", True),
        ("1,700", "over 900", False),  # over 900 holds for 1,700
        ("689", "over 900", True),
        ("125", "at least 124", False),
        ("over 900", "over 1,700", False),
        ("under 500", "over 900", True),
        ("up to 300", "250", False),
        ("no more than 500", "over 900", True),
        ("no fewer than 900", "1,700", False),
        ("900 or more", "1,700", False),
        ("2,500", "2,400", True),
        ("about 2,500", "2,400", True),
        ("6,000", "6,013", False),  # 6,000 is held to two digits
        ("6,000", "6,400", True),
        ("about 6,000", "6,400", False),  # and then to its own
        ("125", "124", True),
        ("about 125", "124", False),
        ("720–760", "760", False),
        ("720–760", "778", True),
        ("69%", "69.4%", False),
        ("69%", "32%", True),
        ("69%", "32", False),
        ("$5 million", "£7 million", False),
        ("5 miles", "9 km", False),
        ("7 December 2015", "8 December 2015", True),
        ("December 2015", "8 November 2015", False),
        ("December 2015", "November 2015", True),
        ("0", "3", True),
        ("Ted Cruz", "Shahriman Lockman", False),
    ],
)
def test_what_cannot_both_hold(one: str, other: str, expected: bool) -> None:
    assert conflict(read(one), read(other)) is expected
    assert conflict(read(other), read(one)) is expected
