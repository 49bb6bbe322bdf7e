"""Answers as text, JSON and HTML, worked by hand; and sources, which keep every character."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers import Answer, Citation, Considered, Declined, Problem, Risk
from app.reading.reader import Cut
from app.render.card import history_html, turn_html
from app.render.html import shown, source_address
from app.render.source import missing_html, source_html, source_page
from app.render.text import (
    RISKS,
    answer_json,
    answer_text,
    confidence_words,
    one_line,
    place,
    risk_words,
)
from index.retriever import Hit
from ingest.documents import Chunk, Document
from ingest.errors import MisquoteError
from ingest.readers.builder import DocumentBuilder

HOSTILE = "<script>alert('x')</script>\"&amp;{{x}}${y}</mark>"

FIRST = Citation(
    number=1,
    document_id="0123456789abcdef",
    title="Owls",
    source="/home/ann/owls.pdf",
    section=("Owls", "Barn owl", "Hearing"),
    page=3,
    start=1204,
    end=1232,
    quote="It hears a mouse\nunder snow.",
    before="It flies at night.",
    after="",
    confidence=0.84,
    sha256="ab" * 32,
)
SECOND = replace(FIRST, number=2, section=(), page=None, start=5, end=16, quote="It can hear.")
CHUNK = Chunk("0123456789abcdef", 4, 1200, 1232, "So. It hears a mouse\nunder snow.", ("Owls",), 3)
ANSWER = Answer(
    question="What does it hear?",
    understood_as="What does the barn owl hear?",
    short=None,
    quote=FIRST.quote,
    confidence=0.84,
    citations=(FIRST, SECOND),
    considered=(Considered(Hit(CHUNK, 0.0325, 1, 2, None), 3.5, 0.8),),
    timings={"encode": 0.0038, "read": 0.02},
)
PLAIN = replace(ANSWER, question=ANSWER.understood_as)
UNSURE = replace(PLAIN, quote=None, citations=(SECOND,), declined_because=Declined.UNCERTAIN)


def test_an_answer_as_text() -> None:
    assert answer_text(PLAIN) == (
        "“It hears a mouse under snow.” [1]\n"
        "“It can hear.” [2]\n"
        "\n"
        "How sure of [1]: right about 8 times in 10 on questions like this.\n"
        "\n"
        "[1] Owls, Barn owl > Hearing, page 3, characters 1,204-1,232\n"
        "    /home/ann/owls.pdf\n"
        "[2] Owls, characters 5-16\n"
        "    /home/ann/owls.pdf"
    )


def test_how_a_follow_up_was_understood_comes_first() -> None:
    text = answer_text(ANSWER)
    assert text == f"Understood as: What does the barn owl hear?\n\n{answer_text(PLAIN)}"
    hostile = replace(ANSWER, understood_as="A\x1b\nB")
    assert answer_text(hostile).startswith("Understood as: A\\x1b B\n")


def test_a_short_answer_comes_first() -> None:
    named = replace(FIRST, answer=(1213, 1220))
    assert named.short == "a mouse"
    text = answer_text(replace(PLAIN, short=named.short, citations=(named, SECOND)))
    assert text == f"a mouse\n\n{answer_text(PLAIN)}"


@pytest.mark.parametrize("short", [None, FIRST.quote, FIRST.quote[:-1], "a mouse " * 13])
def test_a_short_answer_that_is_not_short_only_stands_in_its_quotation(short: str | None) -> None:
    assert answer_text(replace(PLAIN, short=short)) == answer_text(PLAIN)


SENTENCES = {
    Declined.EMPTY_LIBRARY: "The library is empty, so there is nothing to quote from.",
    Declined.NOTHING_FOUND: "Nothing was found on this.",
    Declined.NO_ANSWER: "What was found speaks of this, but does not answer it.",
    Declined.UNCERTAIN: "What was found is less certain than you ask for. "
    "It would be right about 8 times in 10 on questions like this.",
}


@pytest.mark.parametrize("reason", list(Declined))
def test_each_stage_that_can_fail_has_its_sentence(reason: Declined) -> None:
    declined = replace(UNSURE, declined_because=reason)
    assert answer_text(declined).splitlines()[0] == SENTENCES[reason]


def test_what_a_risk_comes_to_in_words() -> None:
    cut = Cut(0.7, questions=870, answerable=400, answered=0.414, answers=190, right=0.9)
    assert risk_words(cut) == (
        "On 870 test questions, of which 400 had an answer: it answered 41% of these; "
        "of all its answers 90% were right."
    )
    assert risk_words(replace(cut, answers=0)).endswith("had an answer: none was answered.")
    assert set(RISKS) == set(Risk)


def test_what_is_declined_as_text() -> None:
    assert answer_text(UNSURE) == (
        "What was found is less certain than you ask for. "
        "It would be right about 8 times in 10 on questions like this.\n"
        "\n"
        "What came nearest:\n"
        "“It can hear.” [2]\n"
        "\n"
        "[2] Owls, characters 5-16\n"
        "    /home/ann/owls.pdf"
    )
    nothing = replace(UNSURE, citations=(), declined_because=Declined.EMPTY_LIBRARY)
    assert answer_text(nothing) == "The library is empty, so there is nothing to quote from."


@pytest.mark.parametrize(
    ("confidence", "times"),
    [(0.05, "1 time"), (0.14, "1 time"), (0.16, "2 times"), (0.84, "8 times"), (1.0, "9 times")],
)
def test_no_confidence_is_said_to_be_never_or_always(confidence: float, times: str) -> None:
    expected = f"right about {times} in 10 on questions like this"
    assert confidence_words(confidence) == expected
    assert confidence_words(0.0) == "hardly ever right on questions like this"


def test_a_place_leaves_out_what_is_unknown_or_said_already() -> None:
    assert source_address("a/b?c") == "/source/a%2Fb%3Fc"
    assert place(replace(FIRST, section=("Owls",), page=None)) == "Owls, characters 1,204-1,232"
    assert one_line("a\r\nb\u2028c d") == "a b c d"


def test_an_answer_as_json() -> None:
    made = answer_json(ANSWER)
    assert (
        json.loads(json.dumps(made))
        == made
        == {
            "question": "What does it hear?",
            "understood_as": "What does the barn owl hear?",
            "answered": True,
            "declined_because": None,
            "short": None,
            "quote": "It hears a mouse\nunder snow.",
            "confidence": 0.84,
            "min_confidence": 0.0,
            "citations": [
                {
                    "number": 1,
                    "document_id": "0123456789abcdef",
                    "title": "Owls",
                    "source": "/home/ann/owls.pdf",
                    "section": ["Owls", "Barn owl", "Hearing"],
                    "page": 3,
                    "start": 1204,
                    "end": 1232,
                    "quote": "It hears a mouse\nunder snow.",
                    "before": "It flies at night.",
                    "after": "",
                    "confidence": 0.84,
                    "sha256": "ab" * 32,
                    "answer": None,
                },
                made["citations"][1],
            ],
            "hits": [
                {
                    "rank": 1,
                    "score": 0.0325,
                    "dense_rank": 2,
                    "lexical_rank": None,
                    "document_id": "0123456789abcdef",
                    "ordinal": 4,
                    "heading_path": ["Owls"],
                    "page": 3,
                    "start": 1200,
                    "end": 1232,
                    "text": "So. It hears a mouse\nunder snow.",
                }
            ],
            "timings_ms": {"encode": 3.8, "read": 20.0},
            "disagreement": None,
        }
    )
    assert made["citations"][1]["page"] is None
    declined = answer_json(UNSURE)
    assert (declined["answered"], declined["declined_because"]) == (False, "uncertain")


class Page(HTMLParser):
    """A parsed page: its tags, the text of ``.body``, and which characters of it are marked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.body = ""
        self.marked: set[int] = set()
        self._open: list[tuple[str, bool]] = []
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))  # as a browser begins
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in {"meta", "br", "input"}:
            self._open.append((tag, found.get("class") == "body"))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if any(is_body for _, is_body in self._open):
            if any(tag == "mark" for tag, _ in self._open):
                self.marked |= set(range(len(self.body), len(self.body) + len(data)))
            self.body += data

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


def test_an_answer_as_html() -> None:
    page = Page(turn_html(ANSWER, first_number=3))
    links = [d for tag, d in page.tags if tag == "a" and d["class"] == "footnote"]
    first = "/source/0123456789abcdef?start=1204&end=1232&start=5&end=16#quotation"
    assert [link["href"] for link in links[:4]] == [first, links[1]["href"]] * 2
    assert links[0]["aria-label"] == "Footnote 3: open Owls"
    assert FIRST.quote in page.texts
    assert "The quotation is right about 8 times in 10 on questions like this." in page.texts
    (card,) = [found for tag, found in page.tags if tag == "article"]
    assert (card["class"], card["data-question"]) == ("card answered", ANSWER.question)
    assert parse_qs(card["data-address"][1:]) == {"q": [ANSWER.understood_as]}


def test_footnotes_count_through_a_conversation() -> None:
    html = history_html([ANSWER, Problem("?", "Nothing is asked."), ANSWER], pending="And then?")
    labels = [found["aria-label"] for tag, found in Page(html).tags if "aria-label" in found]
    numbers = [label.split(":")[0] for label in labels if label and label.startswith("Footnote ")]
    assert numbers == ["Footnote 1", "Footnote 2", "Footnote 3", "Footnote 4"]


def test_hostile_strings_stay_text_wherever_they_come_from() -> None:
    citation = replace(
        FIRST,
        document_id=HOSTILE,
        title=HOSTILE,
        section=("a", f"b{HOSTILE}"),
        quote=HOSTILE,
        source=HOSTILE,
    )
    answer = replace(ANSWER, question=HOSTILE, quote=HOSTILE, citations=(citation,))
    document = Document.from_text(HOSTILE, HOSTILE, HOSTILE, "", metadata={"licence": HOSTILE})
    for html in (
        turn_html(answer),
        turn_html(replace(answer, declined_because=Declined.UNCERTAIN)),
        history_html([Problem(HOSTILE, HOSTILE)], pending=HOSTILE, notice=HOSTILE),
        source_html(document, [(0, 5)]),
        source_page(missing_html(HOSTILE), HOSTILE, ""),
    ):
        page = Page(html)
        assert "script" not in page.names()
        allowed = {"class", "id", "href", "role", "aria-label", "tabindex", "data-question", "lang"}
        allowed |= {"data-address", "data-media", "data-link", "data-text", "data-event"}
        allowed |= {"data-place", "data-mark", "target", "type", "scope"}
        allowed |= {"name", "content", "charset", "aria-busy"}
        assert {name for _, found in page.tags for name in found} <= allowed
        links = [found["href"] or "" for tag, found in page.tags if tag == "a"]
        assert all(
            link == "/" or re.match(r"/(source|cite)/(%3Cscript|0123)", link) for link in links
        )
        assert HOSTILE in "".join(page.texts)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_shown_is_the_text(text: str) -> None:
    page = Page(f'<p title="{shown(text)}">{shown(text)}</p>')
    assert ("".join(page.texts), page.tags[0][1]["title"] or "") == (text, text)


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


@given(marked_documents())
@settings(max_examples=400, deadline=None)
def test_a_source_keeps_every_character_and_marks_the_spans_exactly(
    made: tuple[Document, list[tuple[int, int]]],
) -> None:
    document, spans = made
    page = Page(source_html(document, spans))
    assert page.body == document.text
    assert page.marked == {i for start, end in spans for i in range(start, end)}
    anchors = [found for _, found in page.tags if found.get("id") == "quotation"]
    assert len(anchors) == bool(spans)
    numbers = [found["data-page"] for _, found in page.tags if found.get("class") == "page"]
    assert numbers == [str(p.number) for p in document.pages]
    headings = [tag for tag, _ in page.tags if tag in {"h3", "h4", "h5", "h6"}]
    assert headings == [f"h{min(s.level + 2, 6)}" for s in document.sections]


def test_a_mark_may_run_over_headings_pages_and_other_marks() -> None:
    builder = DocumentBuilder()
    builder.add_page(1, "one two")
    builder.add_page(2, "three")
    builder.add_heading("four", 1)
    builder.add_block("five")
    document = builder.build("a.pdf", "", "a")
    assert document.text == "one two\nthree\n\nfour\n\nfive"
    page = Page(source_html(document, [(15, 19), (4, 17), (4, 6), (21, 23)]))
    assert page.body == document.text
    assert page.marked == {*range(4, 19), 21, 22}


def test_a_source_is_shown_with_what_its_page_says_of_its_origin() -> None:
    metadata = {"source": "Wikipedia: Owls", "licence": "CC BY-SA 4.0", "author": "Ann"}
    document = Document.from_text("built-in/owls.md", "Owls", "Owls see.", "", metadata=metadata)
    texts = Page(source_html(document, [])).texts
    assert texts == ["Owls", "built-in/owls.md", "Wikipedia: Owls", "CC BY-SA 4.0", "Owls see."]


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 2), (0, 4)])
def test_a_span_out_of_range_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(MisquoteError):
        source_html(Document.from_text("a.txt", "a", "owl", ""), [span])
