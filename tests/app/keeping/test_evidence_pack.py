"""Evidence packs as text: parsed back, every word of a source is the slice that it claims to be."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.answers import Answer, Citation, Declined, Problem
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
from app.render.pack import GONE, UNCHECKED, pack_html
from app.render.pack_entries import entries_from_turns
from ingest.documents import Document, Section, hash_text
from ingest.errors import MisquoteError

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# What no HTML file can keep; the readers drop both.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
SNEAKY = "</script><script>x</script> ${x} \\ ` ' \" &amp; <img onerror=1>"
LAMPS = Document.from_text(
    "/lamps.pdf",
    "Lamps",
    "Lamps\n\nOil burns. Gas burns.\nWood burns.\n\nCoal glows.\n\nSmoke\n\nOil smokes.\n",
    hash_text("the file"),
    sections=(Section(0, 1, "Lamps"), Section(55, 2, "Smoke")),
    metadata={"source": "A book", "licence": "CC BY"},
)


def cite(document: Document, start: int, end: int, **changes) -> Citation:
    given = {
        "number": 1, "document_id": document.id, "title": document.title, "source": document.source,
        "section": document.heading_path(start), "page": document.page_at(start), "start": start,
        "end": end, "quote": document.text[start:end], "before": "", "after": "",
        "confidence": 0.8, "sha256": document.sha256,
    }  # fmt: skip
    return Citation(**given | changes)


def answer(*citations: Citation, declined: Declined | None = None, **changes) -> Answer:
    first = None if declined or not citations else citations[0]
    given = {
        "question": "What burns?", "understood_as": "What burns?", "short": first and first.short,
        "quote": first and first.quote, "confidence": 0.8, "citations": citations,
        "declined_because": declined,
    }  # fmt: skip
    return Answer(**given | changes)


def pack_of(document: Document, *spans: tuple[int, int]) -> str:
    quotations = tuple(Quotation(cite(document, *span)) for span in spans)
    return pack_html("Pack", NOON, [Entry("?", (), quotations)], {document.id: document})


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def texts(html: str, selector: str) -> list[str]:
    return [node.text() for node in parse(html).css(selector)]


def assert_every_slice_holds(html: str, document: Document) -> None:
    page = parse(html)
    included = {}
    for node in page.css(".text"):
        start = int(node.attributes["data-start"])
        assert node.text() == document.text[start : start + len(node.text())]
        stated = page.css_first(f"#{node.attributes['id']}-sha256")
        assert stated.text() == hash_text(node.text())
        included[node.attributes["id"]] = (start, start + len(node.text()))
    assert page.css(".quote")
    for node in page.css("[data-text]"):
        start, end = (int(node.attributes[f"data-{name}"]) for name in ("start", "end"))
        assert node.text() == document.text[start:end] != ""
        first, last = included[node.attributes["data-text"]]
        assert first <= start < end <= last


# What goes into a pack


def test_an_answer_becomes_its_quotations_with_what_is_marked_and_how_sure():
    found = cite(LAMPS, 7, 17, answer=(7, 10))
    (entry,) = entries_from_turns([answer(found, cite(LAMPS, 18, 28))])
    assert entry == Entry(
        "What burns?",
        (),
        (Quotation(found, ((7, 10),)), Quotation(cite(LAMPS, 18, 28))),
        "The quotation is right about 8 times in 10 on questions like this.",
        (7, 10),
    )


def test_a_follow_up_says_as_what_it_was_understood():
    turn = answer(cite(LAMPS, 7, 17), question="And gas?", understood_as="What of gas?")
    (entry,) = entries_from_turns([turn])
    assert (entry.heading, entry.notes) == ("And gas?", ("Understood as “What of gas?”.",))


def test_what_was_declined_says_why_and_marks_nothing_unless_it_is_only_uncertain():
    near = cite(LAMPS, 7, 17, answer=(7, 10))
    reasons = [Declined.NO_ANSWER, Declined.UNCERTAIN]
    none, unsure = entries_from_turns([answer(near, declined=reason) for reason in reasons])
    assert none.notes == (
        "What was found speaks of this, but does not answer it.",
        "What came nearest:",
    )
    assert [none.quotations[0].marks, unsure.quotations[0].marks] == [(), ((7, 10),)]
    assert [none.short, none.sure, unsure.short, unsure.sure] == [None, "", None, ""]
    empty, broken = entries_from_turns(
        [answer(declined=Declined.NOTHING_FOUND), Problem("?", "Nothing is asked.")]
    )
    assert empty.notes == ("Nothing was found on this.",)
    assert broken == Entry("?", ("Nothing is asked.",))


def test_the_documents_cited_are_found_once_each_in_order():
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
def test_a_paragraph_ends_at_blank_lines_and_headings(span, paragraph):
    start, end = paragraph_around(LAMPS, *span)
    assert LAMPS.text[start:end] == paragraph


def test_of_a_paragraph_that_goes_on_for_pages_whole_sentences_are_shown():
    text = "".join(f"Sentence {number:04} is this. " for number in range(1_000))  # of 23 each
    document = Document.from_text("/long.txt", "Long", text, "")
    # 1,500 characters hold 65 sentences and a part of another: 500 - 65 and 500 + 65
    start, end = paragraph_around(document, 23 * 500, 23 * 500 + 22)
    assert text[start:end].startswith("Sentence 0435 is this.")
    assert text[start:end].endswith("Sentence 0565 is this.")


@given(TEXTS, st.data())
def test_a_paragraph_holds_its_quotation_and_is_no_longer_than_it_may_be(text, data):
    text = text * data.draw(st.sampled_from([1, 3, 400]))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 50)))
    document = Document.from_text("/a.txt", "A", text, "")
    begin, stop = paragraph_around(document, start, end)
    assert max(0, start - PARAGRAPH_REACH) <= begin <= start < end <= stop
    assert stop <= min(len(text), end + PARAGRAPH_REACH)


def test_a_long_text_is_included_in_stretches_that_are_joined_where_they_meet():
    text = "A sentence is here. " * 20_000
    document = Document.from_text(
        "/book.txt", "Book", f"Start\n\n{text}", "", sections=(Section(0, 1, "Start"),)
    )
    assert len(document.text) > WHOLE_TEXT
    spans = [(307, 326), (30_007, 30_026), (40_007, 40_026), (390_007, 390_026)]
    entry = Entry("?", (), tuple(Quotation(cite(document, *span)) for span in spans))
    found = [(each.start, each.end) for each in excerpts([entry], {document.id: document})]
    assert found == [  # from the heading's end, to the text's end, and 10,000 on each other side
        (5, 326 + EXCERPT_REACH),
        (30_007 - EXCERPT_REACH, 40_026 + EXCERPT_REACH),
        (390_007 - EXCERPT_REACH, len(document.text)),
    ]
    html = pack_of(document, *spans)
    assert_every_slice_holds(html, document)
    assert texts(html, "summary")[0] == "The excerpt (characters 5-10,326)"
    assert len(html) < 100_000


def test_a_text_of_the_greatest_length_is_whole():
    document = Document.from_text("/a.txt", "A", "x" * WHOLE_TEXT, "")
    assert texts(pack_of(document, (5, 9)), ".text") == [document.text]
    assert f"The whole text (characters 0-{WHOLE_TEXT:,})" in pack_of(document, (5, 9))


@pytest.mark.parametrize(
    "changes", [{"quote": "Oil burned"}, {"end": 18}, {"answer": (6, 9)}, {"answer": (9, 9)}]
)
def test_what_is_not_the_slice_it_claims_to_be_makes_no_pack(changes):
    entries = entries_from_turns([answer(replace(cite(LAMPS, 7, 17), **changes))])
    with pytest.raises(MisquoteError):
        pack_html("Pack", NOON, entries, {LAMPS.id: LAMPS})


# As a file


@given(TEXTS, st.data())
def test_whatever_the_text_the_file_holds_it_and_its_slices(text, data):
    document = Document.from_text("/a.txt", "A", text, "")
    pair = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    drawn = data.draw(st.lists(pair, min_size=1, max_size=4))
    spans = [(min(each), max(each)) for each in drawn if each[0] != each[1]]
    assume(spans)
    html = pack_of(document, *spans)
    assert texts(html, ".text") == [text]
    assert_every_slice_holds(html, document)
    marked = {offset for start, end in spans for offset in range(start, end)}
    assert "".join(texts(html, ".text mark")) == "".join(text[each] for each in sorted(marked))
    for number, (start, _) in enumerate(spans, start=1):
        assert parse(html).css_matches(f".text #place-{number}")
        before = html.partition('class="text"')[2].partition(f'<a id="place-{number}">')[0]
        assert len(parse(f"<p {before}").text()) == start


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_the_text_its_excerpts_hold_the_quotations(text, quote):
    padding = "x. " * (WHOLE_TEXT // 3)
    document = Document.from_text("/a.txt", "A", padding + text + quote + padding, "")
    start = len(padding) + len(text)
    assert_every_slice_holds(pack_of(document, (start, start + len(quote))), document)


def test_a_pack_says_everything_there_is_to_check_by():
    found = cite(LAMPS, 7, 17, answer=(7, 10))
    turns = [answer(found), answer(cite(LAMPS, 62, 73), declined=Declined.NO_ANSWER)]
    made_at = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    html = pack_html("Lamps & oil", made_at, entries_from_turns(turns), {LAMPS.id: LAMPS})
    assert texts(html, "h1") == ["Lamps & oil"]
    assert texts(html, ".made") == ["Made on 22 November 2026, 12:00 UTC"]
    assert texts(html, "#checks[role=status]") == [UNCHECKED]
    assert texts(html, "article h2") == ["What burns?", "What burns?"]
    assert texts(html, ".short") == ["Oil"]
    assert texts(html, ".quote") == ["Oil burns.", "Oil smokes."]
    assert texts(html, ".quote mark") == ["Oil"]
    assert texts(html, "sup") == ["1", "2"]
    assert texts(html, ".paragraph p") == ["Oil burns. Gas burns.\nWood burns.", "Oil smokes."]
    assert texts(html, ".paragraph mark") == ["Oil burns.", "Oil smokes."]
    assert texts(html, "figcaption p") == [
        "1. Lamps, characters 7-17", "2. Lamps, Smoke, characters 62-73"
    ]  # fmt: skip
    hashes = [hash_text("the file"), hash_text(LAMPS.text)]
    assert texts(html, ".hash") == hashes * 3  # two footnotes and one source
    said = texts(html, ".included dd")
    assert said[:4] == ["/lamps.pdf", "A book", "CC BY", LAMPS.added_at]
    assert texts(html, "article .note") == [
        "What was found speaks of this, but does not answer it.", "What came nearest:"
    ]  # fmt: skip
    assert texts(html, "figure .check, .included .check") == ["Not checked."] * 3


def test_what_is_gone_from_the_library_is_left_out_and_the_numbers_stay():
    gone = cite(LAMPS, 18, 28, document_id="gone", title="A lost book")
    html = pack_html(
        "Pack", NOON, entries_from_turns([answer(gone, cite(LAMPS, 7, 17))]), {LAMPS.id: LAMPS}
    )
    assert texts(html, ".note") == [f"1. A lost book. {GONE}"]
    assert texts(html, ".quote, sup") == ["Oil burns.", "2"]


def test_only_a_web_address_becomes_a_link():
    for source in ("https://a.example/?x=1&y=2", "javascript:x", "/a/b.txt", "http:x", "//[x"):
        document = Document.from_text(source, "T", "Some text.", "")
        links = parse(pack_of(document, (0, 4))).css(".included a[href]")
        expected = [source] if source.startswith("https://") else []
        assert [link.attributes["href"] for link in links] == expected


def test_nothing_from_outside_becomes_an_element_and_the_browser_is_told_what_may_run():
    document = Document.from_text(
        SNEAKY, SNEAKY, SNEAKY, SNEAKY, metadata={"source": SNEAKY, "licence": SNEAKY}
    )
    entry = Entry(SNEAKY, (SNEAKY,), (Quotation(cite(document, 0, 20)),), SNEAKY, (0, 20))
    page = parse(
        pack_html(SNEAKY, NOON, [entry], {document.id: replace(document, added_at=SNEAKY)})
    )
    assert page.css("img, [onerror], link, iframe, [src], [style]") == []
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    for name in ("script", "style"):
        (element,) = page.css(name)
        found = b64encode(sha256(element.text().encode()).digest()).decode()
        assert rules.pop(f"{name}-src") == f"'sha256-{found}'"
    assert rules == {}


def test_what_no_file_can_keep_is_refused_in_a_source_and_replaced_elsewhere():
    for character in "\0\ud800\udfff":
        document = Document.from_text("/a.txt", "A", f"Some{character} text.", "")
        with pytest.raises(MisquoteError, match=re.escape("/a.txt holds characters")):
            pack_of(document, (0, 4))
        html = pack_html(f"a{character}b", NOON, [Entry(f"c{character}d")], {})
        assert html.encode()
        assert texts(html, "h1, h2") == ["a\ufffdb", "c\ufffdd", "Sources"]


def test_a_pack_of_nothing_says_so():
    assert texts(pack_html("Pack", NOON, [], {}), ".sources p") == ["Nothing is quoted."]
