"""Names that no table of countries has."""

from app.language.names import LONGEST_NAME, find_name


def test_a_name_of_many_words_is_found_letter_for_letter():
    name = " ".join(f"Name{number}" for number in range(LONGEST_NAME + 2))
    text = f"Of the {name} much is said."
    assert find_name(name, text) == (7, 7 + len(name))
    assert find_name(name, text.replace("Name3", "Name4")) is None
