"""The report of a run: its counts, its line, and its way through JSON."""

import json

import pytest

from ingest.readers import read_document
from ingest.report import Entry, Outcome, Report, left_out_counts, left_out_words, summary_line

RUN = Report(
    entries=(
        Entry("/d/a.txt", Outcome.ADDED, characters=900, passages=3, seconds=0.12345),
        Entry("/d/b.pdf", Outcome.ADDED, passages=2, pages_without_text=(2, 5)),
        Entry("/d/c.md", Outcome.UNCHANGED),
        Entry("/d/d.exe", Outcome.SKIPPED, reason="/d/d.exe has the unknown suffix .exe."),
    ),
    encoded=5,
    seconds=2.5,
)
EMPTY = Report(entries=(), encoded=0, seconds=0.0)


def test_every_outcome_is_counted_and_absent_ones_are_zero() -> None:
    assert RUN.counts == {
        Outcome.ADDED: 2,
        Outcome.UNCHANGED: 1,
        Outcome.CHANGED: 0,
        Outcome.DUPLICATE: 0,
        Outcome.SKIPPED: 1,
        Outcome.REMOVED: 0,
    }
    assert sum(RUN.counts.values()) == len(RUN.entries)


def test_has_skipped_and_the_speed_are_worked_from_the_entries() -> None:
    assert RUN.has_skipped
    assert RUN.passages_per_second == 2.0  # 5 passages / 2.5 s
    assert not EMPTY.has_skipped
    assert EMPTY.passages_per_second == 0.0


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (RUN, "2 added, 1 unchanged, 1 skipped; 5 passages encoded in 2.5 s"),
        (EMPTY, "nothing found in 0.0 s"),
        (
            Report((Entry("u", Outcome.REMOVED), Entry("v", Outcome.CHANGED)), 1, 0.04),
            "1 changed, 1 removed; 1 passage encoded in 0.0 s",
        ),
    ],
)
def test_the_summary_is_one_line_in_the_order_of_the_outcomes(report: Report, line: str) -> None:
    assert summary_line(report) == line


def test_the_report_survives_json_with_every_field() -> None:
    loaded = json.loads(json.dumps(RUN.to_json()))
    assert loaded["counts"]["added"] == 2
    assert (loaded["encoded_passages"], loaded["seconds"]) == (5, 2.5)
    assert loaded["passages_per_second"] == 2.0
    assert loaded["entries"][1] == {
        "source": "/d/b.pdf",
        "outcome": "added",
        "reason": "",
        "characters": 0,
        "passages": 2,
        "pages_without_text": [2, 5],
        "seconds": 0.0,
        "left_out": {},
        "by_ocr": {},
        "document": "",
        "front_matter": "",
    }
    assert [entry["seconds"] for entry in loaded["entries"]] == [0.123, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({}, ""),
        ({"hidden": 1_400}, "characters left out: 1,400 hidden"),
        (
            {"around the text": 300, "struck out": 7},
            "characters left out: 300 around the text, 7 struck out (25% of the page)",
        ),
        (
            {"around the text": 2_100},
            (
                "characters left out: 2,100 around the text (70% of the page), most of it: "
                "see whether what you need is stored"
            ),
        ),
    ],
)
def test_what_was_left_out_is_said_in_a_line(left_out: dict[str, int], words: str) -> None:
    entry = Entry("a.html", Outcome.ADDED, characters=900, passages=3, left_out=left_out)
    assert left_out_words(entry) == words


def test_the_counts_come_from_what_the_reader_noted() -> None:
    document = read_document(b"<p>a <s>40</s> b <!-- note -->", "a.html", ".html")
    assert left_out_counts(document.metadata) == {"struck out": 2, "comments": 4}
    assert left_out_counts({}) == {}
