"""What is said in words: how sure, where, how long; what of a short answer, a table, a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.answers import Declined, Risk
from app.render.library import entry_words, table_html, time_left
from app.render.text import (
    RISKS,
    answer_text,
    confidence_words,
    declined_sentence,
    one_line,
    place,
)
from index.schema import DocumentSummary
from ingest.report import Entry, Outcome
from tests.app.render.samples import ANSWER, FIRST, PLAIN


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.0, "hardly ever right on questions like this"),
        (0.05, "right about 1 time in 10 on questions like this"),
        (0.14, "right about 1 time in 10 on questions like this"),
        (0.16, "right about 2 times in 10 on questions like this"),
        (1.0, "right about 9 times in 10 on questions like this"),
    ],
)
def test_no_confidence_is_said_to_be_never_or_always(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


@pytest.mark.parametrize("short", [FIRST.quote, FIRST.quote[:-1], "a mouse " * 13])
def test_a_short_answer_that_is_not_short_only_stands_in_its_quotation(short: str) -> None:
    assert answer_text(replace(PLAIN, short=short)) == answer_text(PLAIN)
    assert answer_text(replace(PLAIN, short="a mouse")) == f"a mouse\n\n{answer_text(PLAIN)}"


def test_what_a_terminal_would_obey_is_shown_to_it() -> None:
    assert answer_text(replace(ANSWER, understood_as="A\x1b\nB")).startswith(
        "Understood as: A\\x1b B\n"
    )
    assert one_line("a\r\nb\u2028c d") == "a b c d"


def test_a_place_leaves_out_what_is_unknown_or_said_already() -> None:
    assert place(replace(FIRST, section=("Owls",), page=None)) == "Owls, characters 1,204-1,232"


def test_a_declined_question_says_which_words_the_documents_have_nowhere() -> None:
    declined = replace(PLAIN, declined_because=Declined.NO_ANSWER)
    start = "No sentence was found that answers this."
    for lacking, behind in (
        ((), ""),
        (("Austria",), " The documents asked nowhere have “Austria”."),
        (("a", "b", "c"), " The documents asked nowhere have “a”, “b” or “c”."),
    ):
        assert declined_sentence(replace(declined, lacking=lacking)) == start + behind


def test_a_choice_of_the_users_is_said_to_be_one() -> None:
    assert answer_text(replace(PLAIN, chosen=True)).count("You chose this quotation") == 1


def test_every_risk_has_words() -> None:
    assert set(RISKS) == set(Risk)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (2.4, "a few seconds left"),
        (3, "about 5 seconds left"),
        (57, "about 55 seconds left"),
        (58, "about 1 minute left"),
        (100, "about 2 minutes left"),
        (3_560, "about 59 minutes left"),
        (3_580, "about 1 hour left"),
        (9_100, "about 3 hours left"),
    ],
)
def test_the_time_left_is_no_more_exact_than_a_guess(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


def test_a_table_is_searched_by_title_and_source() -> None:
    rows = [
        DocumentSummary(str(n), f"uploaded/{n}.txt", f"Title {n}", "", 1, 1, "", "")
        for n in range(300)
    ]

    def texts(search: str, selector: str) -> list[str]:
        return [node.text() for node in LexborHTMLParser(table_html(rows, search)).css(selector)]

    assert texts("TITLE 29", ".count") == ["11 documents"]  # 29, 290 ... 299
    assert texts("17.txt", "td a") == ["Title 17", "Title 117", "Title 217"]
    assert texts("", ".count") == ["300 documents, the first 200 shown; search for the others"]
    assert len(texts("", "tbody tr")) == 200


def test_a_report_says_what_was_left_out_of_a_file() -> None:
    entry = Entry("uploaded/a.html", Outcome.ADDED, passages=2, left_out={"hidden": 5})
    assert entry_words(entry) == "a.html: added, 2 passages. Characters left out: 5 hidden."
