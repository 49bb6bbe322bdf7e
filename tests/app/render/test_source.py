"""What stands around a source's text, several marks in it, and a PDF's pages: by hand, and parsed back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.render.html import source_address
from app.render.marks import Mark, number_marks
from app.render.outline import NOT_KEPT, OPEN_ENTRIES
from app.render.pages import UNPLACED, image_address, mark_spans, pages_html
from app.render.source import CHANGED, source_html
from ingest.documents import Document, Page, Section, hash_text
from ingest.errors import MisquoteError
from ingest.readers.pdf_contents import Entry
from ingest.readers.pdf_pages import Box, Layout, Place

#                0123456789012345678901234567890123456789012345
TEXT = "Lamps\n\nOil burns. Gas burns.\n\nOil\n\nIt smokes.\n"
DOCUMENT = Document.from_text(
    "/lamps.pdf",
    "Lamps",
    TEXT,
    "",
    pages=(Page(1, 0), Page(2, 29)),
    sections=(Section(0, 2, "Lamps"), Section(30, 3, "Oil")),
)
OIL, GAS, SMOKES = (7, 17), (18, 28), (35, 45)
SNEAKY = "<script>x</script> ${x} ' \" &amp; <img onerror=1>"

SPANS = st.lists(
    st.tuples(st.integers(0, 45), st.integers(0, 45)).filter(lambda span: span[0] < span[1]),
    max_size=6,
)


def css(html: str, selector: str) -> list:
    return LexborHTMLParser(html).css(selector)


def texts(html: str, selector: str) -> list[str]:
    return [node.text() for node in css(html, selector)]


def values(html: str, selector: str, name: str) -> list[str | None]:
    return [node.attributes.get(name) for node in css(html, selector)]


# Marks


def test_marks_are_numbered_in_the_documents_order_and_the_first_asked_for_is_current():
    assert number_marks([GAS, SMOKES, OIL]) == (
        Mark(1, False, (OIL,)),
        Mark(2, True, (GAS,)),
        Mark(3, False, (SMOKES,)),
    )
    assert number_marks([]) == ()


def test_where_marks_overlap_the_current_is_whole_and_the_others_have_the_rest():
    assert number_marks([(10, 20), (5, 30)]) == (
        Mark(1, False, ((5, 10), (20, 30))),
        Mark(2, True, ((10, 20),)),
    )
    assert number_marks([(10, 20), (12, 15), (10, 20)]) == (Mark(1, True, ((10, 20),)),)


@given(SPANS)
def test_each_letter_is_marked_once_and_none_is_left_out(spans):
    marks = number_marks(spans)
    letters = [at for mark in marks for span in mark.spans for at in range(*span)]
    assert sorted(letters) == sorted({at for span in spans for at in range(*span)})
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    assert [mark.spans for mark in marks if mark.current] == ([(spans[0],)] if spans else [])


@given(SPANS)
def test_whatever_is_marked_the_text_is_the_same(spans):
    html = source_html(DOCUMENT, spans, kept=True)
    assert texts(html, ".body") == [TEXT]
    if spans:
        assert "".join(texts(html, "mark.current")) == TEXT[slice(*spans[0])]
    found = values(html, ".body [data-mark][id]", "data-mark")
    # Each has one place to go to; of one that begins in a gap, that is behind the gap.
    assert sorted(map(int, found)) == [mark.number for mark in number_marks(spans)]


def test_each_quotation_is_told_from_the_others():
    html = source_html(DOCUMENT, [SMOKES, OIL])
    assert texts(html, "mark") == ["Oil burns.", "It smokes."]
    assert values(html, "mark", "id") == ["quotation-1", "quotation"]
    assert values(html, "mark", "class") == [None, "current"]
    described = ["Quotation 1 of 2", "Quotation 2 of 2"]
    assert values(html, "mark", "aria-description") == described
    assert values(source_html(DOCUMENT, [OIL]), "mark", "aria-description") == [None]


def test_a_quotation_in_parts_is_one_and_its_first_part_is_gone_to():
    html = source_html(DOCUMENT, [(18, 45)])  # over a page, a heading and gaps
    assert len(css(html, "mark")) > 2
    assert set(values(html, "mark", "data-mark")) == {"1"}
    assert texts(html, "[id=quotation]") == ["Gas burns."]
    assert values(html, "mark", "tabindex").count("-1") == 1


def test_an_address_has_the_current_quotation_first():
    assert source_address("ab", 10, 42) == "/source/ab?start=10&end=42#quotation"
    address = source_address("ab", 10, 42, [(80, 99), (1, 2)])
    assert address == "/source/ab?start=10&end=42&start=80&end=99&start=1&end=2#quotation"
    assert source_address("a/b", pages=True) == "/source/a%2Fb/pages"
    assert source_address("ab", 1, 2, pages=True) == "/source/ab/pages?start=1&end=2#quotation"


# The outline


def test_an_outline_leads_to_every_heading_and_tells_its_page():
    html = source_html(DOCUMENT, [])
    assert texts(html, ".outline summary") == ["Contents"]
    assert texts(html, ".outline li") == ["Lamps page 1", "Oil page 2"]
    assert values(html, ".outline li", "class") == ["deep-0", "deep-1"]
    targets = [href[1:] for href in values(html, ".outline a", "href")]
    assert [texts(html, f"[id={target}]") for target in targets] == [["Lamps"], ["Oil"]]
    assert texts(source_html(replace(DOCUMENT, pages=()), []), ".outline li") == ["Lamps", "Oil"]


def test_without_headings_the_outline_leads_to_the_pages():
    html = source_html(replace(DOCUMENT, sections=()), [])
    assert texts(html, ".outline summary") == ["Go to page"]
    assert texts(html, ".outline a") == ["1", "2"]
    assert values(html, ".outline a", "aria-label") == ["Page 1", "Page 2"]
    assert values(html, ".outline a", "href") == ["#page-1", "#page-2"]
    assert values(html, ".page", "id") == ["page-1", "page-2"]


def test_without_headings_a_pdfs_own_contents_are_the_outline():
    contents = [Entry("Oil <b>lamps</b>", 0, 1), Entry("Gas", 1, 2), Entry("Scanned", 0, 3)]
    document = replace(DOCUMENT, sections=())
    html = source_html(document, [], contents=contents)
    assert texts(html, ".outline summary") == ["Contents"]
    assert texts(html, ".outline li") == ["Oil <b>lamps</b> page 1", "Gas page 2"]  # 3 has no text
    assert values(html, ".outline a", "href") == ["#page-1", "#page-2"]
    html = pages_html(DOCUMENT, [], LAYOUT, contents=contents)
    assert values(html, ".outline a", "href") == ["#page-1", "#page-2", "#page-3"]
    assert values(html, ".outline li", "class") == ["deep-0", "deep-1", "deep-0"]
    html = source_html(DOCUMENT, [], contents=contents)  # which has headings
    assert texts(html, ".outline li") == ["Lamps page 1", "Oil page 2"]
    html = pages_html(DOCUMENT, [], LAYOUT, contents=contents[:1])
    assert texts(html, ".outline a") == ["1", "2", "3"]


def test_an_outline_of_one_entry_is_left_out():
    one = replace(DOCUMENT, sections=DOCUMENT.sections[:1])
    assert texts(source_html(one, []), ".outline summary") == ["Go to page"]
    assert css(source_html(replace(one, pages=()), []), ".outline") == []
    assert css(source_html(replace(DOCUMENT, sections=(), pages=()), []), ".outline") == []


@pytest.mark.parametrize("more", [0, 1])
def test_a_long_outline_is_closed(more):
    lines = [f"Heading {number}" for number in range(OPEN_ENTRIES + more)]
    sections = [Section(11 * n, 1, line) for n, line in enumerate(lines)]
    text = "".join(f"{line:<10}\n" for line in lines)
    html = source_html(Document.from_text("/a.md", "A", text, "", sections=tuple(sections)), [])
    assert ("open" in css(html, "details")[0].attributes) is not bool(more)


def test_no_heading_becomes_an_element():
    document = Document.from_text(
        "/a.md", "A", SNEAKY * 2, "",
        sections=(Section(0, 1, SNEAKY), Section(len(SNEAKY), 1, SNEAKY)),
    )  # fmt: skip
    html = source_html(document, [])
    assert texts(html, ".outline a") == [SNEAKY, SNEAKY]
    assert css(html, "script, img") == []


# Text or pages


def test_a_pdf_may_be_seen_as_its_text_and_as_its_pages():
    for html, here in (
        (source_html(DOCUMENT, [OIL, GAS], kept=True), "Text"),
        (pages_html(DOCUMENT, [OIL, GAS], LAYOUT), "Pages"),
    ):
        assert texts(html, ".views a") == ["Text", "Pages"]
        assert texts(html, ".views [aria-current=page]") == [here]
        spans = "?start=7&end=17&start=18&end=28#quotation"
        base = f"/source/{DOCUMENT.id}"
        assert values(html, ".views a", "href") == [f"{base}{spans}", f"{base}/pages{spans}"]


def test_where_the_pdf_was_not_kept_a_sentence_says_what_to_do():
    html = source_html(DOCUMENT, [OIL])
    assert (texts(html, ".not-kept"), css(html, ".views")) == ([NOT_KEPT], [])
    html = source_html(replace(DOCUMENT, pages=()), [OIL])
    assert (css(html, ".not-kept"), css(html, ".views")) == ([], [])


# Pages

LAYOUT = Layout(
    ((612, 792), (100.4, 50), (0.2, 9)),
    (
        Place(OIL, 1, (Box(0.1, 0.2, 0.5, 0.225), Box(0.1, 0.25, 0.2, 0.275))),
        Place(SMOKES, 2, ()),
    ),
)


def test_pages_are_images_with_the_lines_of_the_quotation_over_them():
    html = pages_html(DOCUMENT, [OIL], LAYOUT)
    addresses = [f"/source/{DOCUMENT.id}/page/{number}.png" for number in (1, 2, 3)]
    assert values(html, "figure img", "src") == addresses
    assert addresses[2] == image_address(DOCUMENT.id, 3)
    assert values(html, "img", "alt") == [f"Page {number} of Lamps" for number in (1, 2, 3)]
    assert values(html, "img", "width") == ["612", "100", "1"]  # at least one
    assert values(html, "img", "height") == ["792", "50", "9"]
    assert values(html, "figure", "id") == ["page-1", "page-2", "page-3"]
    without = "Page 3, which has no text to quote"
    assert texts(html, "figcaption") == ["Page 1", "Page 2", without]
    assert values(html, ".paper span", "style") == [
        "left:10.000%;top:20.000%;width:40.000%;height:2.500%",
        "left:10.000%;top:25.000%;width:10.000%;height:2.500%",
    ]
    assert values(html, ".paper span", "id") == ["quotation", None]
    assert values(html, ".paper span", "aria-label") == ["Quoted: Oil burns.", None]
    assert values(html, ".paper span", "aria-hidden") == [None, "true"]
    assert css(html, ".pdf-page > p") == []


def test_a_quotation_without_a_place_is_said_on_its_page_and_not_marked():
    html = pages_html(DOCUMENT, [SMOKES, OIL], LAYOUT)
    assert texts(html, "#page-2 > p") == [UNPLACED]
    assert texts(html, "figure > p") == [UNPLACED]
    assert values(html, "#quotation", "data-mark") == ["2"]  # so that one is led there
    assert texts(html, "#quotation") == [UNPLACED]
    assert set(values(html, ".paper span", "data-mark")) == {"1"}


def test_places_are_asked_for_what_is_marked():
    assert mark_spans([(10, 20), (5, 30)]) == [(5, 10), (20, 30), (10, 20)]


def test_the_pages_of_a_changed_text_have_no_marks():
    html = pages_html(DOCUMENT, [OIL], LAYOUT, hash_text("another"))
    assert texts(html, ".changed") == [CHANGED]
    assert css(html, "[data-mark]") == []
    assert css(pages_html(DOCUMENT, [OIL], LAYOUT, hash_text(TEXT)), ".changed") == []


def test_a_mark_out_of_range_is_refused():
    with pytest.raises(MisquoteError):
        pages_html(DOCUMENT, [(40, 4_000)], LAYOUT)


def test_nothing_from_outside_becomes_an_element_on_pages():
    text = f"{SNEAKY} and more"
    sneaky = replace(
        DOCUMENT,
        id=SNEAKY,
        title=SNEAKY,
        source=SNEAKY,
        text=text,
        sections=(),
        pages=(Page(1, 0),),
    )
    span = (0, len(SNEAKY))
    places = (Place(span, 1, (Box(0, 0, 1, 1),)),)
    html = pages_html(sneaky, [span], Layout(((1, 1),), places))
    assert css(html, "script, [onerror]") == []
    assert len(css(html, "img")) == 1
    assert values(html, ".paper span", "aria-label") == [f"Quoted: {SNEAKY}"]
    assert values(html, "img", "alt") == [f"Page 1 of {SNEAKY}"]
