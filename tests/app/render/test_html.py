"""Cards, sources and the library as HTML: parsed back, everything is there and nothing runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.answers import Answer, Citation, Declined, Problem
from app.render.card import history_html, turn_html
from app.render.html import DEAD, HINT, PANE, shown, source_address
from app.render.library import (
    entry_words,
    message_html,
    progress_html,
    report_html,
    report_words,
    table_html,
    time_left,
)
from app.render.source import CHANGED, source_html, source_page
from index.schema import DocumentSummary
from index.sync import Progress
from ingest.documents import Document, Page, Section, hash_text
from ingest.errors import MisquoteError
from ingest.report import Entry, Outcome, Report

# What no parser of HTML passes on: NUL, and halves of a pair; both are cleaned before storing.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
SNEAKY = "<script>x</script> ${x} {{x}} \\ ` ' \" &amp; <img onerror=1>"


def citation(number: int = 1, **changes) -> Citation:
    given = {
        "number": number, "document_id": "ab12", "title": "Lamps", "source": "/lamps.txt",
        "section": ("Lamps", "Oil"), "page": None, "start": 10, "end": 20, "quote": "Oil burns.",
        "before": "", "after": "", "confidence": 0.8, "sha256": "",
    }  # fmt: skip
    return Citation(**given | changes)


def answer(*citations: Citation, declined: Declined | None = None) -> Answer:
    quote = None if declined else citations[0].quote
    return Answer("What burns?", "What burns?", None, quote, 0.8, citations, (), declined)


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def texts(html: str, selector: str) -> list[str]:
    return [node.text() for node in parse(html).css(selector)]


@given(TEXTS)
def test_shown_text_is_the_text_again_after_parsing(text):
    assert parse(f"<p title='{shown(text)}'>.{shown(text)}</p>").css_first("p").text() == f".{text}"
    assert (parse(f'<p title="{shown(text)}">').css_first("p").attributes["title"] or "") == text


def test_an_answered_card_has_quotations_footnotes_and_how_sure():
    html = turn_html(answer(citation(), citation(2, quote="It smokes.", page=3)), first_number=4)
    assert texts(html, "h2") == ["What burns?"]
    assert texts(html, ".quote") == ["Oil burns.", "It smokes."]
    assert texts(html, "sup") == ["4", "5"]
    assert texts(html, ".sure") == [
        "The quotation is right about 8 times in 10 on questions like this."
    ]
    assert texts(html, ".notes a.footnote") == ["4. Lamps, Oil", "5. Lamps, Oil, page 3"]
    link = parse(html).css_first("blockquote a")
    assert link.attributes["href"] == "/source/ab12?start=10&end=20#quotation"
    assert link.attributes["aria-label"] == "Footnote 4: open Lamps"


def test_the_short_answer_stands_first_and_is_marked_in_its_quotation():
    found = citation(quote="Oil <b>burns</b>.", answer=(14, 26))
    html = turn_html(replace(answer(found), short=found.short))
    assert found.short == "<b>burns</b>"
    assert texts(html, ".short") == ["<b>burns</b>"]
    assert texts(html, ".quote") == ["Oil <b>burns</b>."]
    assert texts(html, ".quote mark") == ["<b>burns</b>"]
    unsure = replace(answer(found), quote=None, declined_because=Declined.UNCERTAIN)
    assert texts(turn_html(unsure), ".quote mark") == ["<b>burns</b>"]
    for reason in (Declined.NO_ANSWER, Declined.NOTHING_FOUND):
        html = turn_html(replace(unsure, declined_because=reason))
        assert (texts(html, ".quote mark"), texts(html, ".short")) == ([], [])


def test_a_declined_card_says_so_first_and_has_no_sureness():
    html = turn_html(answer(citation(), declined=Declined.UNCERTAIN))
    (said,) = texts(html, ".declined")
    assert said == (
        "What was found is less certain than you ask for. It would be right about 8 times in 10 "
        "on questions like this."
    )
    assert texts(html, "details.same > summary") == ["Show it all the same"]
    assert texts(html, "details.same .quote") == texts(html, ".quote") == ["Oil burns."]
    assert texts(html, "details.same .notes sup, details.same .notes .number") == ["1."]
    assert texts(html, ".sure") == []
    off_topic = turn_html(answer(citation(), declined=Declined.NOTHING_FOUND))
    assert texts(off_topic, ".nearest") == ["What came nearest:"]
    assert texts(off_topic, "details.same") == []
    nothing = turn_html(answer(declined=Declined.NOTHING_FOUND))
    assert texts(nothing, ".nearest, blockquote, .notes") == []


def test_footnotes_count_through_a_conversation():
    turns = [answer(citation(), citation(2)), Problem("What?", "It broke."), answer(citation())]
    html = history_html(turns, pending="Next?", notice="Mind <b>this</b>.")
    assert texts(html, "sup") == ["1", "2", "3"]
    assert texts(html, "h2") == ["What burns?", "What?", "What burns?", "Next?"]
    assert texts(html, "[aria-busy] h2") == ["Next?"]
    assert texts(html, "[role=alert]") == ["Mind <b>this</b>."]


def test_nothing_from_outside_becomes_an_element():
    sneaky = citation(title=SNEAKY, quote=SNEAKY, section=(SNEAKY,), document_id=SNEAKY)
    summary = DocumentSummary(SNEAKY, SNEAKY, SNEAKY, "", 1, 1, "", "")
    pages = [
        history_html(
            [replace(answer(sneaky), question=SNEAKY), Problem(SNEAKY, SNEAKY)], SNEAKY, SNEAKY
        ),
        table_html([summary], "", SNEAKY),
        report_html(Report((Entry(SNEAKY, Outcome.SKIPPED, SNEAKY),), 0, 0.0)),
        progress_html(Progress(1, 1, SNEAKY, 0, 1, 0), 0.0),
        source_page(
            source_html(Document.from_text(SNEAKY, SNEAKY, SNEAKY, ""), [(0, 8)]), SNEAKY, ""
        ),
    ]
    for html in pages:
        assert parse(html).css("script, img") == []


DOCUMENT = Document.from_text(
    "/lamps.pdf",
    "Lamps",
    "Lamps\n\nOil burns. Gas burns.\n\nOil\n\nIt smokes.\n",
    "",
    pages=(Page(1, 0), Page(2, 29)),
    sections=(Section(0, 1, "Lamps"), Section(30, 2, "Oil")),
)


def test_a_source_is_whole_with_headings_pages_and_the_mark():
    html = source_html(DOCUMENT, [(7, 17)])
    assert texts(html, "h3") == ["Lamps"]
    assert texts(html, "h4") == ["Oil"]
    assert texts(html, "mark#quotation") == ["Oil burns."]
    assert [page.attributes["data-page"] for page in parse(html).css(".page")] == ["1", "2"]
    assert texts(html, ".body") == [DOCUMENT.text]


@given(st.lists(st.tuples(st.integers(0, 46), st.integers(0, 46)), max_size=4))
def test_whatever_is_marked_the_text_is_the_same(pairs):
    length = len(DOCUMENT.text)
    spans = [(min(p), max(p)) for p in pairs if min(p) < max(p) <= length]
    html = source_html(DOCUMENT, spans)
    assert texts(html, ".body") == [DOCUMENT.text]
    marked = {offset for start, end in spans for offset in range(start, end)}
    assert "".join(texts(html, "mark")) == "".join(
        DOCUMENT.text[offset] for offset in sorted(marked)
    )
    assert len(parse(html).css("#quotation")) == bool(spans)


def test_a_mark_out_of_range_is_refused():
    with pytest.raises(MisquoteError):
        source_html(DOCUMENT, [(40, 4_000)])


def test_where_a_text_comes_from_is_said_beside_it():
    document = replace(DOCUMENT, metadata={"source": "An article", "licence": "CC BY"})
    assert texts(source_html(document, []), ".origin") == ["/lamps.pdf", "An article", "CC BY"]


def test_an_address_without_a_quotation_is_the_document():
    assert source_address("a/b") == "/source/a%2Fb"


def test_progress_is_a_bar_and_words():
    html = progress_html(Progress(2, 4, "uploaded/a.txt", 30, 60, 90), 7.5)
    assert parse(html).css_first("progress").attributes["value"] == "0.375"  # (1 + 30/60) / 4
    # 90 / 7.5 passages a second; 7.5 s for 0.375 of the run leave 12.5 s for 0.625 of it
    said = "2 of 4: a.txt · 30 of 60 passages · 12 a second · about 10 seconds left"
    assert texts(html, "p") == [said]
    early = progress_html(Progress(2, 4, "uploaded/a.txt", 30, 60, 90), 1.9)
    assert texts(early, "p") == ["2 of 4: a.txt · 30 of 60 passages · 47 a second"]
    assert texts(progress_html(Progress(1, 4, "a.txt", 0, 0, 0), 5.0), "p") == ["1 of 4: a.txt"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds left"),
        (2.4, "a few seconds left"),
        (3, "about 5 seconds left"),
        (20, "about 20 seconds left"),
        (57, "about 55 seconds left"),
        (58, "about 1 minute left"),
        (100, "about 2 minutes left"),
        (3_560, "about 59 minutes left"),
        (3_580, "about 1 hour left"),
        (9_100, "about 3 hours left"),
    ],
)
def test_the_time_left_is_no_more_exact_than_a_guess(seconds, words):
    assert time_left(seconds) == words


def test_the_pane_brings_the_sentences_that_its_script_shows():
    sheet = parse(PANE).css_first(".sheet")
    assert sheet.attributes["data-hint"] == HINT == sheet.text()
    assert sheet.attributes["data-dead"] == DEAD


def test_a_text_that_is_not_what_was_added_is_shown_without_a_mark():
    html = source_html(DOCUMENT, [(7, 17)], hash_text(DOCUMENT.text))
    assert (texts(html, "mark"), texts(html, ".changed")) == (["Oil burns."], [])
    html = source_html(DOCUMENT, [(7, 17)], hash_text("another text"))
    assert (texts(html, "mark"), texts(html, ".changed")) == ([], [CHANGED])
    assert texts(html, ".body") == [DOCUMENT.text]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("uploaded/a.txt", Outcome.ADDED, "", 9, 1), "a.txt: added, 1 passage."),
        (Entry("/b.pdf", Outcome.CHANGED, "", 9, 2, (3, 4)),
         "/b.pdf: changed, 2 passages. No text on page 3, 4: probably scanned."),
        (Entry("uploaded/c.bin", Outcome.SKIPPED, "uploaded/c.bin is damaged."), "Skipped. c.bin is damaged."),
        (Entry("uploaded/d.txt", Outcome.DUPLICATE, "The same content is there as uploaded/e.txt."),
         "d.txt: duplicate. The same content is there as e.txt."),
    ],
)  # fmt: skip
def test_an_entry_in_words(entry, words):
    assert entry_words(entry) == words


def test_a_report_in_words_names_the_skipped_first():
    entries = (Entry("a", Outcome.ADDED, "", 9, 10), Entry("b", Outcome.SKIPPED, "b is empty."))
    report = Report(entries, 10, 4.0)
    said = "1 document added, 1 skipped. 10 passages in 4.0 seconds, 2 a second."  # 10 / 4 = 2.5
    assert report_words(report) == said
    assert texts(report_html(report), "li") == ["Skipped. b is empty.", "a: added, 10 passages."]
    assert report_words(Report((), 0, 0.0)) == "There was nothing to add."


def test_a_table_is_searched_by_title_and_source():
    rows = [
        DocumentSummary(str(n), f"uploaded/{n}.txt", f"Title {n}", "", 1, 1, "", "")
        for n in range(300)
    ]
    assert texts(table_html(rows, "TITLE 29"), ".count") == ["11 documents"]  # 29, 290 ... 299
    assert texts(table_html(rows, "17.txt"), "td a") == ["Title 17", "Title 117", "Title 217"]
    everything = table_html(rows, "")
    assert texts(everything, ".count") == [
        "300 documents, the first 200 shown; search for the others"
    ]
    assert len(parse(everything).css("tbody tr")) == 200
    assert texts(table_html(rows, "nowhere"), ".count") == ["No document has this in its title."]
    assert texts(table_html([]), ".count") == ["The library is empty. Add a document above."]


def test_a_message_is_read_out():
    assert texts(message_html("a < b"), "[role=status]") == ["a < b"]
