"""What is said in words: how sure, where, how long; what of a short answer, a table, a terminal."""

from dataclasses import replace

import pytest

from app.answers import Declined, Risk
from app.render.card import turn_html
from app.render.library import entry_words, table_html, time_left
from app.render.text import RISKS, answer_text, confidence_words, declined_sentence, one_line, place
from index.schema import DocumentSummary
from ingest.report import Entry, Outcome
from tests.app.render.samples import ANSWER, FIRST, PLAIN
from tests.html import texts
from tests.tables import read_table


@pytest.mark.parametrize(("confidence", "words"), read_table(__file__, "confidences"))
def test_no_confidence_is_said_to_be_never_or_always(confidence: str, words: str) -> None:
    assert confidence_words(float(confidence)) == words


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
    nowhere, unsaid = " The documents asked nowhere have ", " What came nearest does not speak of "
    for lacking, unnamed, behind in (
        ((), (), ""),
        (("Austria",), (), f"{nowhere}“Austria”."),
        (("a", "b", "c"), (), f"{nowhere}“a”, “b” or “c”."),
        ((), ("Harrow Dam",), f"{unsaid}“Harrow Dam”."),
        (("Harrow",), ("Harrow Dam", "Ode"), f"{nowhere}“Harrow”.{unsaid}“Ode”."),
    ):
        said = declined_sentence(replace(declined, lacking=lacking, unnamed=unnamed))
        assert said == start + behind
    misspelt = replace(declined, lacking=("Tunesia", "bats"), nearest=("Tunisia", ""))
    assert declined_sentence(misspelt).endswith(
        f"{nowhere}“Tunesia” or “bats”; written most like it: “Tunisia”."
    )


def test_a_choice_of_the_users_is_said_to_be_one() -> None:
    assert answer_text(replace(PLAIN, chosen=True)).count("You chose this quotation") == 1


def test_every_risk_has_words() -> None:
    assert set(RISKS) == set(Risk)


@pytest.mark.parametrize(("seconds", "words"), read_table(__file__, "time left"))
def test_the_time_left_is_no_more_exact_than_a_guess(seconds: str, words: str) -> None:
    assert time_left(float(seconds)) == words


def test_a_table_is_searched_by_title_and_source() -> None:
    rows = [
        DocumentSummary(str(n), f"uploaded/{n}.txt", f"Title {n}", "", 1, 1, "", "")
        for n in range(300)
    ]
    # 29, 290 ... 299
    assert texts(table_html(rows, "TITLE 29"), ".count") == ["11 documents"]
    found = texts(table_html(rows, "17.txt"), "td a")
    assert found == ["Title 17", "Title 117", "Title 217"]
    everything = table_html(rows)
    first = "300 documents, the first 200 shown; search for the others"
    assert (texts(everything, ".count"), len(texts(everything, "tbody tr"))) == ([first], 200)


def test_a_report_says_what_was_left_out_of_a_file() -> None:
    entry = Entry("uploaded/a.html", Outcome.ADDED, "", 9, 2, left_out={"hidden": 5})
    assert (
        entry_words(entry)
        == "a.html: added, 9 characters in 2 passages. Characters left out: 5 hidden."
    )


def test_a_row_of_a_table_is_quoted_below_the_names_of_its_columns() -> None:
    row = replace(FIRST, quote="Skarn | 08:15", columns="Island | First ferry")
    shown = answer_text(replace(PLAIN, citations=(row,)))
    assert "Island | First ferry\n“Skarn | 08:15” [1]" in shown
    assert "read by OCR" not in shown
    assert place(replace(FIRST, by_ocr=True)).count("page 3, read by OCR") == 1
    card = str(turn_html(replace(PLAIN, citations=(row,))))
    assert texts(card, "blockquote .columns") == ["Island | First ferry"]
    assert texts(card, "blockquote .quote") == ["Skarn | 08:15"]


def test_a_report_says_which_pages_were_recognised_and_how_surely() -> None:
    entry = Entry("a.pdf", Outcome.ADDED, passages=2, by_ocr={"page 1": 98, "page 3": 87})
    said = entry_words(entry)
    assert said.endswith("Read by OCR: page 1 (98 % sure), page 3 (87 % sure).")
