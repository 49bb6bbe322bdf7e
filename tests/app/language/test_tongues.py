"""Other languages: their names and numbers."""

from decimal import Decimal

import pytest

from app.language.tongues import DECIMAL_COMMA, NAMES, name_of, with_english_figures
from app.language.values import Number, value_of
from ingest.languages import LANGUAGES


def test_every_language_that_is_recognised_has_a_name():
    assert frozenset(NAMES) == LANGUAGES
    assert (name_of("de"), name_of("")) == ("German", "")


@pytest.mark.parametrize(
    ("language", "said", "number"),
    [
        ("de", "1.234,5", "1234.5"),
        ("de", "41,5", "41.5"),
        ("es", "120.000", "120000"),
        ("fr", "18\u202f400", "18400"),
        ("ru", "412,50", "412.50"),
        ("en", "1,234.5", "1234.5"),
        ("zh", "1,234.5", "1234.5"),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(language, said, number):
    read = with_english_figures(said, language)
    assert len(read) == len(said)
    value = value_of(read, 0, len(read))
    assert isinstance(value, Number)
    assert value.low == Decimal(number)


def test_times_and_dates_keep_their_points():
    assert with_english_figures("um 8.40 Uhr am 3.4.2020", "de") == "um 8.40 Uhr am 3.4.2020"
    assert "de" in DECIMAL_COMMA
