"""The header of a table goes with each of its rows, whatever the format."""

import pytest

from ingest.chunking import ChunkSettings, chunk_document
from ingest.readers import read_document
from ingest.rows import caption_above, header_above

HEADER = "Name | Weekly wage | Home"
ROWS = [f"Ann {letter} | {number + 20} | Leck" for number, letter in enumerate("ABCDEFGHIJKL")]


def count_words(text: str) -> int:
    return len(text.split())


def long_table(form: str) -> bytes:
    """A table between two paragraphs."""
    rows = [line.split(" | ") for line in (HEADER, *ROWS)]
    if form == ".md":
        rules = "| --- | --- | --- |"
        lines = [f"| {' | '.join(row)} |" for row in rows]
        body = "\n".join([lines[0], rules, *lines[1:]])
    else:
        body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
        body = f"<table>{body}</table>"
    return f"Wages were low.\n\n{body}\n\nThey rose later.".encode()


@pytest.mark.parametrize("form", [".md", ".html"])
def test_each_passage_of_a_long_table_has_its_header_and_no_other_has(form: str) -> None:
    document = read_document(long_table(form), f"a{form}", form)
    chunks = chunk_document(document, count_words, ChunkSettings(max_tokens=60))
    rows = [chunk for chunk in chunks if "Ann" in chunk.text]
    assert len(rows) > 1
    assert {chunk.heading_path for chunk in rows} == {(HEADER,)}
    assert {chunk.heading_path for chunk in chunks if "Ann" not in chunk.text} <= {()}
    for row in ROWS:
        assert header_above(document.text, document.text.index(row)) == HEADER
    for words in (HEADER, "Wages were", "They rose"):
        assert header_above(document.text, document.text.index(words)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Ann | 20 | Leck\nBea | 30 | Pell\nCy | 40 | Leck",  # the first row is like the others
        "Name: Ann | Age: 20\nName: Bea | Age: 30\nName: Cy | Age: 40",  # each names its own
        "Name | Home\nAnn | Leck\nBea | Pell",  # it may be a pair like the others
        "Name | Age\nAnn | 20",
    ],
)
def test_a_first_row_that_may_be_one_like_the_others_is_no_header(text: str) -> None:
    assert header_above(text, text.rindex("\n") + 1) == ""


@pytest.mark.parametrize(
    ("row", "caption"),
    [("Hospital | 6.03", "Monday to Friday"), ("Hospital | 7.51", "Sundays"), ("Pass | 7", "")],
)
def test_a_table_has_the_line_right_above_it_as_its_caption(row, caption):
    text = (
        "Valid from December.\n\nMonday to Friday\nStop | First\nHarbour | 5.42\nHospital | 6.03\n\n"
        "Sundays\nStop | First\nHarbour | 7.30\nHospital | 7.51\n\nTicket | Price\nDay | 4\nPass | 7"
    )
    assert caption_above(text, text.index(row)) == caption


def test_a_table_that_fits_into_a_passage_stays_whole_with_the_line_above_it():
    table = "Weekdays\nHospital | 6.03\nPass | 6.20\nChurch | 6.40"
    text = f"It rained on us all day. We had a good time.\n{table}\nThen the sun came out."
    document = read_document(text.encode(), "a.txt", ".txt")
    settings = ChunkSettings(max_tokens=15, overlap_sentences=0)
    passages = [chunk.text for chunk in chunk_document(document, count_words, settings)]
    assert [table in passage for passage in passages] == [False, True]
    narrower = ChunkSettings(max_tokens=9, overlap_sentences=0)
    passages = [chunk.text for chunk in chunk_document(document, count_words, narrower)]
    assert not any(table in passage for passage in passages)
