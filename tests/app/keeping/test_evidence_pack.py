"""What an evidence pack holds: each document once, whole or in excerpts, each quotation's paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keeping.evidence_pack import (
    EXCERPT_REACH,
    PARAGRAPH_REACH,
    WHOLE_TEXT,
    Entry,
    Quotation,
    cited_documents,
    excerpts,
    paragraph_around,
)
from ingest.documents import Document, Section
from tests.app.render.samples import cite

TEXTS = st.text(min_size=1)
LAMPS = Document.from_text(
    "/lamps.pdf",
    "Lamps",
    "Lamps\n\nOil burns. Gas burns.\nWood burns.\n\nCoal glows.\n\nSmoke\n\nOil smokes.\n",
    "",
    sections=(Section(0, 1, "Lamps"), Section(55, 2, "Smoke")),
)


def test_the_documents_cited_are_found_once_each_in_order() -> None:
    other = Document.from_text("/b.txt", "B", "Bees hum.", "")
    library = {each.id: each for each in (LAMPS, other)}
    asked = []

    def find(identifier: str) -> Document | None:
        asked.append(identifier)
        return library.get(identifier)

    gone = cite(LAMPS, 7, 17, document_id="gone")
    quoted = [cite(other, 0, 9), gone, cite(LAMPS, 7, 17), cite(other, 0, 4)]
    entries = [Entry("?", (), (Quotation(each),)) for each in quoted]
    assert list(cited_documents(entries, find).values()) == [other, LAMPS]
    assert asked == [other.id, "gone", LAMPS.id]


@pytest.mark.parametrize(
    ("span", "paragraph"),
    [
        ((7, 17), "Oil burns. Gas burns.\nWood burns."),
        ((29, 40), "Oil burns. Gas burns.\nWood burns."),
        ((42, 53), "Coal glows."),
        ((62, 73), "Oil smokes."),
        ((55, 60), "Smoke"),  # a heading that is quoted itself
    ],
)
def test_a_paragraph_ends_at_blank_lines_and_headings(
    span: tuple[int, int], paragraph: str
) -> None:
    start, end = paragraph_around(LAMPS, *span)
    assert LAMPS.text[start:end] == paragraph


def test_of_a_paragraph_that_goes_on_for_pages_whole_sentences_are_shown() -> None:
    text = "".join(f"Sentence {number:04} is this. " for number in range(1_000))  # of 23 each
    document = Document.from_text("/long.txt", "Long", text, "")
    # 1,500 characters hold 65 sentences and a part of another: 500 - 65 and 500 + 65
    start, end = paragraph_around(document, 23 * 500, 23 * 500 + 22)
    assert text[start:end].startswith("Sentence 0435 is this.")
    assert text[start:end].endswith("Sentence 0565 is this.")


@given(TEXTS, st.data())
def test_a_paragraph_holds_its_quotation_and_is_no_longer_than_it_may_be(
    text: str, data: st.DataObject
) -> None:
    text = text * data.draw(st.sampled_from([1, 3, 400]))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 50)))
    document = Document.from_text("/a.txt", "A", text, "")
    begin, stop = paragraph_around(document, start, end)
    assert max(0, start - PARAGRAPH_REACH) <= begin <= start < end <= stop
    assert stop <= min(len(text), end + PARAGRAPH_REACH)


def stretches(document: Document, *spans: tuple[int, int]) -> list[tuple[int, int]]:
    entry = Entry("?", (), tuple(Quotation(cite(document, *span)) for span in spans))
    return [(each.start, each.end) for each in excerpts([entry], {document.id: document})]


def test_a_long_text_is_included_in_stretches_that_are_joined_where_they_meet() -> None:
    document = Document.from_text(
        "/book.txt", "Book", f"Start\n\n{'A sentence is here. ' * 20_000}", "",
        sections=(Section(0, 1, "Start"),),
    )  # fmt: skip
    spans = [(307, 326), (30_007, 30_026), (40_007, 40_026), (390_007, 390_026)]
    assert stretches(document, *spans) == [
        # from the heading's end, to the text's end, and 10,000 on each other side
        (5, 326 + EXCERPT_REACH),
        (30_007 - EXCERPT_REACH, 40_026 + EXCERPT_REACH),
        (390_007 - EXCERPT_REACH, len(document.text)),
    ]
    whole = Document.from_text("/a.txt", "A", "x" * WHOLE_TEXT, "")
    assert stretches(whole, (5, 9)) == [(0, WHOLE_TEXT)]
