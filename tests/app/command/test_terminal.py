"""What a terminal is given: nothing that it would obey, and every document by its name."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from app.answers import Declined
from app.command.terminal import Terminal, documents_table, report_table
from app.render.text import answer_text, json_text, visible
from index.schema import DocumentSummary
from ingest.report import Entry, Outcome, Report
from tests.app.render.samples import ANSWER, FIRST

ESCAPES = "\x1b\x9b\u202e\u2066\x07"


def printed(table: Table) -> str:
    file = io.StringIO()
    Terminal(file=file, width=200).print(table)
    return file.getvalue()


def test_what_a_terminal_would_obey_is_shown_instead() -> None:
    assert visible("\x1b]0;owl\x07 \x9b31m\u202egpj.exe\u2066\x7f\r") == (
        r"\x1b]0;owl\x07 \x9b31m\u202egpj.exe\u2066\x7f\r"
    )
    assert visible("Öl, tab\tand\nline \u200f שלום") == "Öl, tab\tand\nline \u200f שלום"


@pytest.mark.parametrize("declined", [None, Declined.UNCERTAIN])
def test_an_answer_from_a_hostile_document_has_no_escapes(declined: Declined | None) -> None:
    section = (f"A{ESCAPES}",)
    citation = replace(FIRST, title=ESCAPES, source=ESCAPES, section=section, quote=ESCAPES)
    text = answer_text(replace(ANSWER, citations=(citation,), declined_because=declined))
    assert not set(text) & set(ESCAPES)
    assert text.count(r"\x1b\x9b\u202e\u2066\x07") == 4  # quotation, title, section, source


def test_tables_of_hostile_names_have_no_escapes() -> None:
    summary = DocumentSummary("ab" * 16, f"/{ESCAPES}.txt", ESCAPES, "", 1, 1, "", "")
    entries = (Entry(ESCAPES, Outcome.ADDED), Entry("", Outcome.SKIPPED, f"{ESCAPES} is empty."))
    for table in (documents_table([summary]), report_table(Report(entries, 0, 0.0))):
        text = printed(table)
        assert not set(text) & set(ESCAPES)
        assert text.count(r"\x1b\x9b\u202e\u2066\x07") == 2


def test_the_report_names_each_source_once() -> None:
    entries = (
        Entry("/a/copy.md", Outcome.DUPLICATE, "The same content is there as /a/one.md."),
        Entry("/a/one.md", Outcome.UNCHANGED),
        Entry("/a/empty.md", Outcome.SKIPPED, "/a/empty.md is empty."),
    )
    lines = printed(report_table(Report(entries, 0, 0.0))).splitlines()[1:]
    assert [line.split(maxsplit=1)[1].rstrip() for line in lines] == [
        "/a/empty.md is empty.",
        "/a/copy.md: The same content is there as /a/one.md.",
        "/a/one.md",
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_for_a_terminal_has_the_same_values_and_nothing_unseen(text: str) -> None:
    shown = json_text({"title": text})
    assert json.loads(shown) == {"title": text}
    assert visible(shown) == shown
