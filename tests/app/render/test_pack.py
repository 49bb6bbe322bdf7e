"""Evidence packs as files: parsed back, every word of a source is the slice that it claims to be."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app.answers import Answer, Declined, Problem
from app.keeping.evidence_pack import WHOLE_TEXT, Entry, Quotation
from app.render.pack import pack_html
from app.render.pack_entries import entries_from_turns
from ingest.documents import Document, hash_text
from ingest.errors import MisquoteError
from tests.app.render.samples import GAS, HOSTILE, LAMPS, NOON, OIL, answer, cite
from tests.html import texts

# What no HTML file can keep; the readers drop both.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
OIL_CITED = cite(LAMPS, *OIL, answer=(7, 10))


def pack_of(document: Document, *spans: tuple[int, int]) -> str:
    quotations = tuple(Quotation(cite(document, *span)) for span in spans)
    return pack_html("Pack", NOON, [Entry("?", (), quotations)], {document.id: document})


def assert_every_slice_holds(html: str, document: Document) -> None:
    page = LexborHTMLParser(html)
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


# What is said in it


def declined(reason: Declined) -> Answer:
    return answer("What burns?", OIL_CITED, declined_because=reason, short=None, quote=None)


def test_an_answer_becomes_its_quotations_with_what_is_marked_and_how_sure() -> None:
    turn = replace(answer("And oil?", OIL_CITED, cite(LAMPS, *GAS)), understood_as="What burns?")
    (entry,) = entries_from_turns([turn])
    assert entry == Entry(
        "And oil?",
        ("Understood as “What burns?”.",),
        (Quotation(OIL_CITED, ((7, 10),)), Quotation(cite(LAMPS, *GAS))),
        "The quotation is right about 8 times in 10 on questions like this.",
        (7, 10),
    )


def test_what_was_declined_says_why_and_marks_nothing_unless_it_is_only_uncertain() -> None:
    none, unsure, broken = entries_from_turns(
        [declined(Declined.NO_ANSWER), declined(Declined.UNCERTAIN), Problem("?", "Nothing.")]
    )
    assert none.notes == ("No sentence was found that answers this.", "What came nearest:")
    assert [none.quotations[0].marks, unsure.quotations[0].marks] == [(), ((7, 10),)]
    assert [none.short, none.sure, unsure.short, unsure.sure] == [None, "", None, ""]
    assert broken == Entry("?", ("Nothing.",))


@pytest.mark.parametrize(
    "changes", [{"quote": "Oil burned"}, {"end": 18}, {"answer": (6, 9)}, {"answer": (9, 9)}]
)
def test_what_is_not_the_slice_it_claims_to_be_makes_no_pack(changes: dict[str, object]) -> None:
    entries = entries_from_turns([answer("?", replace(cite(LAMPS, *OIL), **changes))])
    with pytest.raises(MisquoteError):
        pack_html("Pack", NOON, entries, {LAMPS.id: LAMPS})


# As a file


@given(TEXTS, st.data())
@settings(deadline=None)
def test_whatever_the_text_the_file_holds_it_and_its_slices(text: str, data: st.DataObject) -> None:
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
        before = html.partition('class="text"')[2].partition(f'<a id="place-{number}">')[0]
        assert len(LexborHTMLParser(f"<p {before}").text()) == start


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_the_text_its_excerpts_hold_the_quotations(text: str, quote: str) -> None:
    padding = "x. " * (WHOLE_TEXT // 3)
    document = Document.from_text("/a.txt", "A", padding + text + quote + padding, "")
    start = len(padding) + len(text)
    html = pack_of(document, (start, start + len(quote)))
    assert_every_slice_holds(html, document)
    assert texts(html, "summary")[0].startswith("The excerpt (characters ")
    assert len(html) < 100_000


def test_only_a_web_address_becomes_a_link() -> None:
    for source in ("https://a.example/?x=1&y=2", "javascript:x", "/a/b.txt", "http:x", "//[x"):
        document = Document.from_text(source, "T", "Some text.", "")
        links = LexborHTMLParser(pack_of(document, (0, 4))).css(".included a[href]")
        expected = [source] if source.startswith("https://") else []
        assert [link.attributes["href"] for link in links] == expected


def test_nothing_from_outside_becomes_an_element_and_the_browser_is_told_what_may_run() -> None:
    document = replace(
        Document.from_text(HOSTILE, HOSTILE, HOSTILE, HOSTILE), added_at=HOSTILE,
        metadata={"source": HOSTILE, "licence": HOSTILE},
    )  # fmt: skip
    entry = Entry(HOSTILE, (HOSTILE,), (Quotation(cite(document, 0, 20)),), HOSTILE, (0, 20))
    page = LexborHTMLParser(pack_html(HOSTILE, NOON, [entry], {document.id: document}))
    assert page.css("img, [onerror], link, iframe, [src], [style]") == []
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    for name in ("script", "style"):
        (element,) = page.css(name)
        found = b64encode(sha256(element.text().encode()).digest()).decode()
        assert rules.pop(f"{name}-src") == f"'sha256-{found}'"
    assert rules == {}


@pytest.mark.parametrize("code", [0, 0xD800, 0xDFFF])
def test_what_no_file_can_keep_is_refused_in_a_source_and_replaced_elsewhere(code: int) -> None:
    character = chr(code)
    document = Document.from_text("/a.txt", "A", f"Some{character} text.", "")
    with pytest.raises(MisquoteError, match=re.escape("/a.txt holds characters")):
        pack_of(document, (0, 4))
    html = pack_html(f"a{character}b", NOON, [Entry(f"c{character}d")], {})
    assert html.encode()
    assert texts(html, "h1, h2") == ["a\ufffdb", "c\ufffdd", "Sources"]
    assert texts(html, ".sources p") == ["Nothing is quoted."]
