"""Where each character of a cleaned text came from: what re.sub gives, and nothing out of place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.builder import CLEANING, clean
from ingest.readers.tracing import Traced

ODD = st.text(st.sampled_from("ab-A \t\r\n\x02\x0b\u2028\x00\ufeff\U0001f600\ud800"), max_size=60)


def traced(text: str) -> Traced:
    return Traced(text, tuple(range(len(text))))


@given(ODD)
def test_the_text_is_the_cleaned_text_and_each_character_has_its_place(text):
    result = traced(text)
    for step in CLEANING:
        result = result.after(step)
    result = result.strip()
    assert result.text == clean(text).strip()
    assert len(result.places) == len(result.text)
    assert list(result.places) == sorted(set(result.places))
    for character, place in zip(result.text, result.places, strict=True):
        assert character == text[place] or (character, text[place]) in {
            *(("\n", end) for end in "\r\x0b\u2028"),
        }


def test_places_by_hand():
    #             0123 4567 8 9
    result = traced(" gov\x02ern\r\nX\x02 ")
    for step in CLEANING:
        result = result.after(step)
    assert result.strip() == Traced("govern\nX", (1, 2, 3, 5, 6, 7, 8, 10))


def test_what_is_put_in_where_nothing_was_comes_from_nowhere():
    result = traced("ab").after((re.compile("(?=b)"), "-"))
    assert result == Traced("a-b", (0, None, 1))


def test_places_that_are_not_known_stay_unknown():
    result = Traced("a\r\nb", (None, None, 7, 8)).after(CLEANING[0])
    assert result == Traced("a\nb", (None, None, 8))
