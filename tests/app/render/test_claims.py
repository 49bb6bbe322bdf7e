"""Checked claims: nothing is judged, nothing is lost, no cell of the table is a formula."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checking.verdicts import Checked, Judged, Part
from app.render.claims import (
    FORMULA_STARTS,
    claims_csv,
    claims_output,
    harmless,
    numbered,
    parts_words,
    total_words,
    value_words,
)
from app.render.claims_html import claim_html, claims_html
from tests.app.render.samples import (
    ABSENT,
    AGREEING,
    CLAIMS,
    FAR,
    HOSTILE,
    MIXED,
    NOTHING,
    SEVERAL,
    checked,
    evidence,
)
from tests.html import texts


def test_all_claims_are_summed_up() -> None:
    differs_too = checked("5,000 came.", "6,000 came.")
    assert total_words([MIXED, differs_too, AGREEING, NOTHING, ABSENT, FAR]) == (
        "6 claims: 2 agree in all their parts; 2 differ somewhere; 2 are not stated."
    )
    assert total_words([FAR]) == "1 claim: 1 is not stated."


def test_the_parts_of_a_claim_are_summed_up_and_said_one_by_one() -> None:
    assert parts_words(SEVERAL) == "In 2 parts: 2 differ."
    assert parts_words(MIXED) == ""
    first, second = SEVERAL.parts
    assert [value_words(first, each) for each in first.compared] == [
        "The claim denies something: “No”; the quotation does not.",
        "“a mouse in snow” is quoted with these differences: “in” for “under”.",
    ]
    assert [value_words(second, each) for each in second.compared] == [
        "The quotation has “if”, which the claim leaves out.",
        "“all” differs: the quotation has “Most”.",
    ]


@pytest.mark.parametrize("form", [None, "json", "csv"])
def test_nothing_is_called_true_or_false_and_a_terminal_obeys_nothing(form: str | None) -> None:
    said = claims_output(CLAIMS, form) + claims_html(CLAIMS)
    for word in ("true", "false", "correct", "wrong"):
        assert word not in said.casefold()
    obeyed = checked("\x1b[31m 5", "\x1b[31m 5", title="\x1b[31m")
    assert "\x1b" not in claims_output([obeyed], form)
    assert claims_output([MIXED], "csv") == claims_csv([MIXED])


def test_a_claim_and_its_quotation_are_shown_as_they_are() -> None:
    def shown(one: Checked, selector: str) -> list[str]:
        ((_, parts),) = numbered([one])
        return texts(claim_html(one, parts, 0, Judged()), selector)

    one = checked("Tunisia and Tunisian men", "men from Tunisia")
    assert shown(one, ".quote mark") == ["Tunisia"]  # two values agree with it
    assert shown(one, ".quote") == ["men from Tunisia"]
    assert shown(checked(HOSTILE, f"{HOSTILE} 5"), ".quote") == [f"{HOSTILE} 5"]


def rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))


@settings(deadline=None)
@given(claim=st.text(), quote=st.text(min_size=1), title=st.text())
def test_a_table_read_again_is_the_same(claim: str, quote: str, title: str) -> None:
    one = Checked.of(claim, [Part(claim, evidence(quote, title=title))])
    (row,) = rows(claims_csv([one]))[1:]
    assert (row[0], row[8], row[9]) == (harmless(claim), harmless(quote), harmless(title))
    assert not any(cell.startswith(FORMULA_STARTS) for cell in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    formula = f'{start}HYPERLINK("http://evil.example","x")'
    found = evidence(formula, title=formula, source=formula, section=(formula,))
    (row,) = rows(claims_csv([Checked.of(formula, [Part(formula, found)])]))[1:]
    assert [cell for cell in row if cell.endswith(formula)] == [f"'{formula}"] * 6
