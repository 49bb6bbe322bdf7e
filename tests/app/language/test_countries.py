"""The table of countries: every state is in it, and its people are of no other."""

from itertools import product

import pycountry
import pytest

from app.language.countries import COUNTRIES, Country, Form, countries_in, country_in
from app.language.names import find_name
from tests.tables import read_table

# What pycountry has besides the 193 members of the United Nations.
NO_MEMBERS = """
    AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC
    NF NU PF PM PN PR PS RE SH SJ SX TC TF TK TW UM VA VG VI WF YT
""".split()  # noqa: SIM905 - as a list they would take a line each
STATES = [each for each in pycountry.countries if each.alpha_2 not in NO_MEMBERS]
ALIKE = {"Congo", "Dominica", "the Dominican Republic", "North Korea", "South Korea"}


def usual_name(state: object) -> str:
    """ "Congo, The Democratic Republic of the" in the order in which it is said."""
    name = getattr(state, "common_name", None) or state.name  # type: ignore[attr-defined]
    return " ".join(reversed(name.split(", ")))


def test_the_members_of_the_united_nations_are_all_in_the_table() -> None:
    assert len(STATES) == 193
    assert [usual_name(each) for each in STATES if country_in(usual_name(each)) is None] == []


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.names[-1])
def test_a_country_and_its_people_are_found_in_each_other(country: Country) -> None:
    for one, other in product((word for form in Form for word in country.words(form)), repeat=2):
        text = f"Some 500 of {other} left."
        found = find_name(one, text)
        assert found is not None, (one, other)
        assert text[slice(*found)] in other, (one, other)


def test_nobody_is_found_in_another_country() -> None:
    names = [form.words(Form.NAME)[-1] for form in COUNTRIES]
    for country in COUNTRIES:
        for people in country.peoples:
            of = {name for name in names if find_name(name, f"Some {people} left.")}
            assert of <= {*country.names} or {*country.names} & ALIKE, (people, of)


@pytest.mark.parametrize(("name", "text", "found"), read_table(__file__, "forms"))
def test_countries_in_their_forms(name: str, text: str, found: str) -> None:
    assert text[slice(*(find_name(name, text) or (0, 0)))] == found


def test_how_a_country_is_said() -> None:
    said = [country_in(word) for word in ("denmark", "Danish", "Danes")]
    assert [each and each.form for each in said] == [*Form]
    assert [each.in_form(Form.NAME) for each in countries_in("uk or UK, US; Dutch.")] == [
        "the UK", "the US", "the Netherlands"
    ]  # fmt: skip
    assert countries_in("Tell us of nail polish, guinea pigs and a swede.") == []
    assert [len(each.countries) for each in countries_in("Congolese and Danes")] == [2, 1]
