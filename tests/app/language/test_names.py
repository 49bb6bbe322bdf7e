"""Where names stand, and names that no table of countries has."""

import pytest

from app.language.names import LONGEST_NAME, find_name
from app.language.wording import named_in
from tests.tables import read_table


@pytest.mark.parametrize("row", read_table(__file__, "named"), ids=lambda row: row[0])
def test_names_countries_and_years_are_found_in_their_order(row):
    text, *expected = row
    assert [text[named.start : named.end] for named in named_in(text)] == expected


def test_a_name_of_many_words_is_found_letter_for_letter():
    name = " ".join(f"Name{number}" for number in range(LONGEST_NAME + 2))
    text = f"Of the {name} much is said."
    assert find_name(name, text) == (7, 7 + len(name))
    assert find_name(name, text.replace("Name3", "Name4")) is None
