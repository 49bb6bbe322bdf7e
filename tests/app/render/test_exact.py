"""What is shown of a source is the source: parsed back, each character is there and nothing runs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.render.html import source_address
from app.render.marks import Mark, number_marks
from app.render.outline import OPEN_ENTRIES
from app.render.pages import image_address, mark_spans, pages_html
from app.render.shell import download_html
from app.render.source import source_html
from ingest.documents import Document, Section, hash_text
from ingest.errors import MisquoteError
from ingest.readers.builder import DocumentBuilder
from tests.app.render.samples import GAS, LAMPS, LAYOUT, OIL, SMOKES, TEXT
from tests.app.render.test_approved import SHOWN

# What no parser of HTML passes on: NUL, and halves of a pair; both are cleaned before storing.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ENDS = st.integers(0, 45)
SPANS = st.lists(st.tuples(ENDS, ENDS).filter(lambda span: span[0] < span[1]), max_size=6)


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html.replace("\r\n", "\n").replace("\r", "\n"))  # as a browser begins


@given(TEXTS)
@settings(deadline=None)
def test_text_shown_is_the_text_again_after_parsing(text: str) -> None:
    page = parse(download_html(text, text, f".{text}"))
    assert page.css_first("div").text() == f".{text}"
    assert (page.css_first("div").attributes["data-name"] or "") == text


@pytest.mark.parametrize("name", [name for name in SHOWN if name.endswith(".html")])
def test_nothing_from_outside_becomes_an_element(name: str) -> None:
    html = SHOWN[name]()
    page = parse(html)
    assert "&lt;script&gt;alert" in html
    assert len(page.css("script")) == (name == "pack.html")  # which has one of its own
    assert page.css("[onerror]") == []
    addresses = [link.attributes["href"] or "" for link in page.css("a[href]")]
    assert all(address.startswith(("/", "?", "#", "https://")) for address in addresses)


@st.composite
def marked_documents(draw: st.DrawFn) -> tuple[Document, list[tuple[int, int]]]:
    """A document of headings, blocks, blank lines and pages, and spans anywhere in it."""
    text = st.text(st.sampled_from("ab <>&\"'\n\r;#"), min_size=1, max_size=20)
    builder = DocumentBuilder()
    kinds = st.sampled_from(["heading", "block", "page", "verbatim"])
    for number, (kind, part) in enumerate(draw(st.lists(st.tuples(kinds, text), max_size=8))):
        if kind == "heading":
            builder.add_heading(part, number % 7)
        elif kind == "block":
            builder.add_block(part)
        elif kind == "page":
            builder.add_page(number, part)
        else:
            builder.add_verbatim(part, "\n")
    builder.add_verbatim("end")
    document = builder.build("made.txt", "", "made")
    ends = st.integers(0, len(document.text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=4))
    return document, [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]


def marked_letters(page: LexborHTMLParser) -> set[int]:
    """The offsets of the marked letters in the body."""
    position, marked = 0, set()
    for node in page.css_first(".body").traverse(include_text=True):
        if node.tag == "-text":
            end = position + len(node.text())
            marked |= set(range(position, end)) if node.parent.tag == "mark" else set()
            position = end
    return marked


@given(marked_documents())
@settings(max_examples=400, deadline=None)
def test_a_source_keeps_every_character_and_marks_the_spans_exactly(
    made: tuple[Document, list[tuple[int, int]]],
) -> None:
    document, spans = made
    page = parse(source_html(document, spans))
    assert page.css_first(".body").text() == document.text
    assert marked_letters(page) == {i for start, end in spans for i in range(start, end)}
    if spans:
        current = "".join(node.text() for node in page.css("mark.current"))
        assert current == document.text[slice(*spans[0])]
    # Each has one place to go to.
    found = [int(node.attributes["data-mark"]) for node in page.css(".body [data-mark][id]")]
    assert sorted(found) == [mark.number for mark in number_marks(spans)]
    assert len(page.css("#quotation")) == bool(spans)
    numbers = [node.attributes["data-page"] for node in page.css(".page")]
    assert numbers == [str(page.number) for page in document.pages]
    headings = [node.tag for node in page.css(".body h3, .body h4, .body h5, .body h6")]
    assert headings == [f"h{min(s.level + 2, 6)}" for s in document.sections]


def test_a_mark_may_run_over_headings_pages_and_other_marks() -> None:
    builder = DocumentBuilder()
    builder.add_page(1, "one two")
    builder.add_page(2, "three")
    builder.add_heading("four", 1)
    builder.add_block("five")
    document = builder.build("a.pdf", "", "a")
    assert document.text == "one two\nthree\n\nfour\n\nfive"
    page = parse(source_html(document, [(15, 19), (4, 17), (4, 6), (21, 23)]))
    assert page.css_first(".body").text() == document.text
    assert marked_letters(page) == {*range(4, 19), 21, 22}


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 2), (0, 4_000)])
def test_a_span_out_of_range_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(MisquoteError):
        source_html(LAMPS, [span])
    with pytest.raises(MisquoteError):
        pages_html(LAMPS, [span], LAYOUT)


def test_a_text_that_is_what_was_added_is_marked() -> None:
    assert source_html(LAMPS, [OIL], hash_text(TEXT)) == source_html(LAMPS, [OIL])
    assert pages_html(LAMPS, [OIL], LAYOUT, hash_text(TEXT)) == pages_html(LAMPS, [OIL], LAYOUT)


def test_marks_are_numbered_in_the_documents_order_and_the_first_asked_for_is_current() -> None:
    first, second, third = Mark(1, False, (OIL,)), Mark(2, True, (GAS,)), Mark(3, False, (SMOKES,))
    assert number_marks([GAS, SMOKES, OIL]) == (first, second, third)
    # Where they overlap, the current one is whole and the others have the rest.
    overlapping = [(10, 20), (5, 30)]
    assert number_marks(overlapping) == (
        Mark(1, False, ((5, 10), (20, 30))),
        Mark(2, True, ((10, 20),)),
    )
    assert mark_spans(overlapping) == [(5, 10), (20, 30), (10, 20)]
    assert number_marks([(10, 20), (12, 15), (10, 20)]) == (Mark(1, True, ((10, 20),)),)


@given(SPANS)
def test_each_letter_is_marked_once_and_none_is_left_out(spans: list[tuple[int, int]]) -> None:
    marks = number_marks(spans)
    letters = [at for mark in marks for span in mark.spans for at in range(*span)]
    assert sorted(letters) == sorted({at for span in spans for at in range(*span)})
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    assert [mark.spans for mark in marks if mark.current] == ([(spans[0],)] if spans else [])


def test_an_address_has_the_current_quotation_first() -> None:
    assert source_address("a/b?c") == "/source/a%2Fb%3Fc"
    assert source_address("ab", 10, 42) == "/source/ab?start=10&end=42#quotation"
    address = source_address("ab", 10, 42, [(80, 99), (1, 2)])
    assert address == "/source/ab?start=10&end=42&start=80&end=99&start=1&end=2#quotation"
    assert source_address("a/b", pages=True) == "/source/a%2Fb/pages"
    assert source_address("ab", 1, 2, pages=True) == "/source/ab/pages?start=1&end=2#quotation"
    assert image_address("a/b", 3) == "/source/a%2Fb/page/3.png"


@pytest.mark.parametrize("more", [0, 1])
def test_a_long_outline_is_closed(more: int) -> None:
    lines = [f"Heading {number}" for number in range(OPEN_ENTRIES + more)]
    sections = [Section(11 * n, 1, line) for n, line in enumerate(lines)]
    text = "".join(f"{line:<10}\n" for line in lines)
    html = source_html(Document.from_text("/a.md", "A", text, "", sections=tuple(sections)), [])
    assert ("open" in parse(html).css_first("details").attributes) is not bool(more)
