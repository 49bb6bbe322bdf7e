"""Raised and lowered text: which of it is a note's mark, a power, an ending or cents."""

import pytest

from ingest.readers.raised import lowered, raised, settle, settle_traced
from ingest.readers.tracing import Traced


@pytest.mark.parametrize(
    ("before", "mark", "after", "expected"),
    [
        ("built in 1874", "12", " by hand", "built in 1874[12] by hand"),
        ("6,000", "3", " rings", "6,000[3] rings"),
        ("the port of Lerwick", "3", " took", "the port of Lerwick[3] took"),
        ("Wick.", "4", " The", "Wick.[4] The"),
        ("as said", "1, 7-9", ".", "as said[1, 7-9]."),
        ("Table 2", "a", "", "Table 2[a]"),
        ("10", "6", " litres", "10⁶ litres"),
        ("10", "-3", " m", "10⁻³ m"),
        ("2", "10", "", "2¹⁰"),
        ("110", "6", " boats", "110[6] boats"),
        ("5 km", "2", " of land", "5 km² of land"),
        ("E = mc", "2", "", "E = mc²"),
        ("m s", "\u22121", "", "m s⁻¹"),
        ("x", "n", " + 1", "xⁿ + 1"),
        ("e", "iπ", "", "e^(iπ)"),
        ("the 21", "st", " of May", "the 21st of May"),
        ("le 19", "e", " siècle", "le 19e siècle"),
        ("M", "me", " Curie", "Mme Curie"),
        ("n", "o", " 5", "nº 5"),
        ("20 ", "o", "C", "20 °C"),
        ("20", "o", "C", "20°C"),
        ("Acme", "TM", "", "Acme™"),
        ("costs $4", "50", " for adults", "costs $4.50 for adults"),
        ("costs 4", "50", " €", "costs 4.50 €"),
        ("costs $450", "12", " now", "costs $450[12] now"),
        ("in 1990", "50", " men", "in 1990[50] men"),
        ("", "1", " Counted in 2019", "1 Counted in 2019"),
        ("a line of ", "words set higher", "", "a line of words set higher"),
    ],
)
def test_what_is_raised_is_told_by_what_is_around_it(before, mark, after, expected):
    assert settle(before + raised(mark) + after) == expected


def test_what_is_lowered_is_an_index():
    assert (
        settle(f"H{lowered('2')}O and x{lowered('i')}, v{lowered('max')}") == "H₂O and x_i, v_max"
    )
    assert settle(f"SO{lowered('4')}{raised('2-')}") == "SO₄²⁻"


def test_fractions_are_not_read_as_whole_numbers():
    assert settle(f"1{raised('1')}/{lowered('2')} cups") == "1½ cups"
    assert settle(f"1{raised('1')}\u2044{lowered('2')} cups") == "1½ cups"
    assert settle(f"11{raised('3')}/{lowered('16')} inch") == "11 3/16 inch"


def test_pieces_of_one_mark_are_one():
    assert settle("1874" + raised("1") + raised("2") + ".") == "1874[12]."


def test_every_character_keeps_the_place_it_came_from():
    text = f"in 74{raised('9')} by"
    traced = settle_traced(Traced(text, tuple(range(len(text)))))
    assert traced.text == "in 74[9] by"
    assert traced.places[:5] == (0, 1, 2, 3, 4)
    assert traced.places[-3:] == (8, 9, 10)
    assert None not in traced.places
