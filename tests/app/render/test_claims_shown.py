"""Checked claims as cards, text, JSON and a table: everything escaped, nothing lost, no formulas."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.checking.claims import Checked
from app.render.claims import (
    FORMULA_STARTS,
    NOTHING_CLOSE,
    NOTHING_TO_COMPARE,
    TABLE_HEAD,
    claims_csv,
    claims_json,
    claims_output,
    claims_text,
    compared_words,
    harmless,
    total_words,
    value_words,
)
from app.render.claims_html import (
    CHECK_WELCOME,
    Standing,
    claim_html,
    claims_html,
    claims_progress_html,
    standing,
)
from app.render.html import download_html
from tests.app.checking.claims_samples import checked, citation

MIXED = checked(
    "Tunisia sent 5,000 men in 2014.",
    "Tunisia sent 6,000 men.",
    title="A report",
    source="report.pdf",
    section=("A report", "Figures"),
    page=3,
    start=10,
    end=33,
)
AGREEING = checked("72 owls came to the Danish coast.", "72 owls came to Denmark.")
PLAIN = checked("They fly by night.", "They fly at night.")
FAR = Checked("Milk is white.", None)
HOSTILE = "<script>alert(1)</script> & \"5,000\" 'men' \r\x1b[31m"


def text_of(html: str, selector: str) -> str:
    node = LexborHTMLParser(html).css_first(selector)
    return "".join(part for part in node.text(deep=True))


# Words


def test_what_was_compared_is_said():
    assert compared_words(MIXED) == (
        "Compared: 1 number, 1 date, 1 name. 1 agrees, 1 differs, 1 does not occur."
    )
    assert compared_words(AGREEING) == "Compared: 1 number, 1 name. 2 agree."
    assert compared_words(PLAIN) == NOTHING_TO_COMPARE
    assert compared_words(FAR) == NOTHING_CLOSE
    assert [value_words(MIXED, each) for each in MIXED.compared] == [
        "“Tunisia” agrees: “Tunisia”.",
        "“5,000” differs: the quotation has “6,000”.",
        "“2014” does not occur.",
    ]
    (near,) = checked("Umar died.", "He died.", before="Umar fought.").compared
    one = checked("Umar died.", "He died.", before="Umar fought.")
    assert value_words(one, near) == "“Umar” agrees in the sentence before: “Umar”."


def test_all_claims_are_summed_up():
    differs_too = checked("5,000 came.", "6,000 came.")
    absent = checked("Oslo has 12 owls.", "There are bats.")
    assert total_words([MIXED, differs_too, AGREEING, PLAIN, absent, FAR]) == (
        "6 claims: 1 agrees in all that was compared; 2 differ somewhere; "
        "1 has something that does not occur; 1 has nothing to compare; to 1 nothing is close."
    )
    assert total_words([FAR]) == "1 claim: to 1 nothing is close."


@pytest.mark.parametrize("form", [None, "json", "csv"])
def test_nothing_is_called_true_or_false(form):
    said = claims_output([MIXED, AGREEING, PLAIN, FAR], form) + claims_html([MIXED, FAR, PLAIN])
    for word in ("true", "false", "correct", "wrong"):
        assert word not in said.casefold()


# Cards


def test_values_are_marked_on_both_sides():
    page = LexborHTMLParser(claim_html(MIXED, 4))
    said = [(m.attributes["class"], m.text()) for m in page.css(".said mark")]
    assert said == [("agrees", "Tunisia"), ("differs", "5,000"), ("absent", "2014")]
    assert [n.text() for n in page.css(".said .unseen")] == [
        " (agrees)", " (differs)", " (does not occur)",
    ]  # fmt: skip
    quoted = [(m.attributes["class"], m.text()) for m in page.css(".quote mark")]
    assert quoted == [("agrees", "Tunisia"), ("differs", "6,000")]
    assert page.css_first(".quote").text(deep=True) == "Tunisia sent 6,000 men."
    assert [item.text() for item in page.css(".values li")] == [
        "“5,000” differs: the quotation has “6,000”.", "“2014” does not occur.",
    ]  # fmt: skip


def test_the_footnote_opens_the_source_in_a_page_of_its_own():
    page = LexborHTMLParser(claim_html(MIXED, 4))
    links = page.css("a.footnote")
    assert len(links) == 2
    for link in links:
        assert link.attributes["href"] == "/source/d1?start=10&end=33#quotation"
        assert (link.attributes["target"], link.attributes["rel"]) == ("_blank", "noopener")
    assert links[0].attributes["aria-label"] == "Footnote 4: open A report"
    assert links[1].text() == "4. A report, Figures, page 3"


@pytest.mark.parametrize(
    ("one", "expected"),
    [(MIXED, Standing.DIFFERS), (AGREEING, Standing.AGREES), (PLAIN, Standing.NOTHING),
     (FAR, Standing.FAR), (checked("In 2014.", "Once."), Standing.ABSENT)],
)  # fmt: skip
def test_each_card_says_at_its_top_where_to_look(one, expected):
    assert standing(one) is expected
    assert text_of(claim_html(one, 1), ".standing") == expected


def test_without_claims_the_tab_says_what_it_is_for():
    assert CHECK_WELCOME in claims_html([])
    assert [m.text() for m in LexborHTMLParser(claims_html([])).css("mark")] == [
        "agrees", "differs", "does not occur",
    ]  # fmt: skip
    assert len(LexborHTMLParser(claims_html([MIXED, FAR])).css("article")) == 2
    assert "3 of 20" in claims_progress_html(3, 20)


def test_two_values_that_agree_with_one_are_marked_once():
    one = checked("Tunisia and Tunisian men", "men from Tunisia")
    assert len(LexborHTMLParser(claim_html(one, 1)).css(".quote mark")) == 1
    assert text_of(claim_html(one, 1), ".quote") == "men from Tunisia"


def test_whatever_is_said_or_quoted_is_escaped():
    one = checked(HOSTILE, HOSTILE, title=HOSTILE, source=HOSTILE, section=(HOSTILE,))
    html = claims_html([one])
    page = LexborHTMLParser(html)
    assert page.css("script, img") == []
    assert text_of(html, ".quote") == HOSTILE
    file = download_html(HOSTILE, HOSTILE, HOSTILE)
    node = LexborHTMLParser(file).css_first("div")
    assert node.attributes["data-name"] == node.attributes["data-type"] == HOSTILE
    assert node.text() == HOSTILE
    for form in (None, "json", "csv"):
        assert "\x1b" not in claims_output([one], form)
    assert claims_output([MIXED], "csv") == claims_csv([MIXED])


# Table


def rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))


def test_the_table_has_a_row_for_each_claim():
    head, mixed, far = rows(claims_csv([MIXED, FAR]))
    assert tuple(head) == TABLE_HEAD
    assert mixed == [
        "Tunisia sent 5,000 men in 2014.", "1", "1", "1",
        "“Tunisia” agrees: “Tunisia”. “5,000” differs: the quotation has “6,000”. “2014” does not occur.",
        "Tunisia sent 6,000 men.", "A report", "A report > Figures", "3", "10", "33", "0" * 64, "report.pdf",
    ]  # fmt: skip
    assert far == ["Milk is white.", "0", "0", "0", NOTHING_CLOSE, *[""] * 8]


@given(claim=st.text(), quote=st.text(min_size=1), title=st.text())
def test_a_table_read_again_is_the_same(claim, quote, title):
    evidence = citation(quote, title=title)
    (row,) = rows(claims_csv([Checked(claim, evidence)]))[1:]
    assert (row[0], row[5], row[6]) == (harmless(claim), harmless(quote), harmless(title))
    assert not any(cell.startswith(FORMULA_STARTS) for cell in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    formula = f'{start}HYPERLINK("http://evil.example","x")'
    one = Checked(formula, citation(formula, title=formula, source=formula, section=(formula,)))
    (row,) = rows(claims_csv([one]))[1:]
    assert [cell for cell in row if cell.endswith(formula)] == [f"'{formula}"] * 5


# Text and JSON


def test_the_text_has_all_in_reading_order():
    assert claims_text([MIXED, FAR]).splitlines() == [
        "Tunisia sent 5,000 men in 2014.",
        "  “Tunisia sent 6,000 men.” [1]",
        "  Compared: 1 number, 1 date, 1 name. 1 agrees, 1 differs, 1 does not occur.",
        "  ≠ “5,000” differs: the quotation has “6,000”.",
        "  - “2014” does not occur.",
        "  [1] A report, Figures, page 3, characters 10-33",
        "      report.pdf",
        "",
        "Milk is white.",
        "  Nothing in the library is close to this.",
        "",
        "2 claims: 1 differs somewhere; to 1 nothing is close.",
        "Each is only compared with your documents; the judgement is yours.",
    ]


def test_the_json_holds_the_spans():
    mixed, far = json.loads(json.dumps(claims_json([MIXED, FAR])))
    assert far == {"claim": "Milk is white.", "closeness": 0.0, "compared": [], "evidence": None}
    assert mixed["compared"][1] == {
        "kind": "number",
        "verdict": "differs",
        "said": {"text": "5,000", "span": [13, 18]},
        "found": {"text": "6,000", "span": [13, 18], "where": "in the quotation"},
    }
    assert mixed["compared"][2]["found"] is None
    assert (mixed["evidence"]["quote"], mixed["evidence"]["page"]) == ("Tunisia sent 6,000 men.", 3)
