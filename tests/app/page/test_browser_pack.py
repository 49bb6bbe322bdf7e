"""Evidence packs opened in a real browser from a file, offline: what was changed in them is told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.answers import Problem
from app.asking.ask import ask
from app.assemble import Footnote
from app.keeping.evidence_pack import WHOLE_TEXT, Entry, Quotation, cited_documents
from app.render.pack import UNCHECKED, pack_html
from app.render.pack_entries import entries_from_turns
from ingest.documents import Document, hash_text
from tests.app.render.samples import cite
from tests.browser import LOOKS, WIDE, contrast_failures, is_too_wide, picture, text_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUESTIONS = (
    "How many foreign fighters came from Tunisia?",
    "Are foreign fighters well educated?",
    "What is the boiling point of water?",
)
# Characters that UTF-16 counts twice, that HTML could swallow, and that look like others.
ODD = "\n😀 Oil\r\n  burns\t𝔘𝔫𝔡 e\u0301 \u2028 \ufffe\x85 & </div> &#65; \ufeff🧑\u200d🚀 lamps.\r"

Open = Callable[..., Page]


@pytest.fixture
def open_pack(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens bytes as a file, offline; at the end, nothing but the file was asked for, and no script failed."""
    contexts, complaints = [], []

    def open_file(pack: bytes, *, expect_faults: bool = False, **options: Any) -> Page:
        path = tmp_path / "pack.html"
        path.write_bytes(pack)
        context = chromium.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        context.set_offline(offline=True)
        page = context.new_page()
        page.on("request", lambda r: complaints.append(r.url) if r.url != path.as_uri() else None)
        if not expect_faults:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def pack(open_footnote: Footnote) -> bytes:
    """A conversation with the built-in library: two answers, one declined, one problem."""
    turns = [ask(each, open_footnote.retriever, open_footnote.reader) for each in QUESTIONS]
    entries = entries_from_turns([*turns, Problem("?", "Nothing is asked.")])
    documents = cited_documents(entries, open_footnote.store.document)
    return pack_html("A conversation", NOON, entries, documents).encode()


def pack_of(document: Document, *spans: tuple[int, int]) -> bytes:
    quotations = tuple(Quotation(cite(document, *span)) for span in spans)
    entries = [Entry("What burns?", (), quotations)]
    return pack_html("Pack", NOON, entries, {document.id: document}).encode()


def oil(text: str = "Oil burns. Gas burns too.\n\nCoal glows.") -> Document:
    return Document.from_text("/oil.txt", "Oil", text, hash_text("file"))


def said(page: Page) -> list[str]:
    """What stands beside each quotation, once the whole file was checked."""
    expect(page.locator("#checks")).not_to_have_text(UNCHECKED)
    return page.locator("figure .check").all_text_contents()


def total(quotations: str, hashes: str) -> str:
    return (
        f"Quotations that stand in the included sources: {quotations}. "
        f"Included texts that have the stated sha256: {hashes}."
    )


def changed(pack: bytes, old: bytes, new: bytes, which: int = 0) -> bytes:
    """The file with one byte of one occurrence changed."""
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
    parts = pack.split(old)
    assert len(parts) > which + 1
    return old.join(parts[: which + 1]) + new + old.join(parts[which + 1 :])


def test_a_conversation_is_checked_when_its_file_is_opened(open_pack, pack):
    page = open_pack(pack)
    sentences = said(page)
    number, sources = len(sentences), page.locator(".included").count()
    assert number >= 3
    assert sources >= 2
    for sentence, quote in zip(sentences, page.locator(".quote").all(), strict=True):
        start, end = (int(quote.get_attribute(f"data-{name}")) for name in ("start", "end"))
        assert (
            sentence == f"Checked: stands in the included source at characters {start:,}-{end:,}."
        )
    status = page.get_by_role("status")
    expect(status).to_have_text(total(f"{number} of {number}", f"{sources} of {sources}"))
    expect(status).to_have_class("check good")
    expect(page.locator(".included .check")).to_have_text(
        ["Checked: the text below has this sha256."] * sources
    )
    expect(page.locator(".short").first).to_have_text("6,000")


@pytest.mark.parametrize(
    ("which", "part"), [(0, "the short answer"), (1, "the quotation"), (2, "the paragraph")]
)
def test_one_byte_changed_in_what_is_quoted_is_told(open_pack, pack, which, part):
    page = open_pack(changed(pack, b"6,000", b"8,000", which))
    first, *others = said(page)
    assert first.startswith("DOES NOT MATCH the included source at characters ")
    assert first.endswith(f": {part}.")
    assert all(other.startswith("Checked: ") for other in others)
    number, sources = len(others) + 1, page.locator(".included").count()
    sums = total(f"{number - 1} of {number}", f"{sources} of {sources}")
    link = "Go to the first quotation that does not match"
    expect(page.get_by_role("status")).to_have_text(f"Something DOES NOT MATCH. {sums} {link}")
    expect(page.get_by_role("status")).to_have_class("check bad")
    page.get_by_role("link", name=link).click()
    expect(page.locator("figure:target")).to_have_attribute("id", "quotation-1")
    picture(page, f"pack-changed-{which}")


def test_one_byte_changed_in_the_included_text_is_told_by_the_quotation_and_the_hash(open_pack):
    document = oil()
    pack = pack_of(document, (0, 10), (27, 38))
    # The last time that the words stand in the file, they stand in the included text.
    page = open_pack(changed(pack, b"Coal glows", b"Coal blows", pack.count(b"Coal glows") - 1))
    assert said(page) == [
        "Checked: stands in the included source at characters 0-10.",
        "DOES NOT MATCH the included source at characters 27-38: the quotation, the paragraph.",
    ]
    expect(page.get_by_role("status")).to_contain_text(total("1 of 2", "0 of 1"))
    expect(page.locator(".included .check")).to_have_text(
        "DOES NOT MATCH: the text below has another sha256."
    )
    # What nobody quoted is guarded by the hash alone.
    page = open_pack(changed(pack, b"burns too", b"turns too", pack.count(b"burns too") - 1))
    sums = total("1 of 2", "0 of 1")  # the first quotation's paragraph goes on to there
    expect(page.get_by_role("status")).to_contain_text(sums)
    page = open_pack(pack_of(document, (27, 38)).replace(b"burns too", b"turns too"))
    expect(page.get_by_role("status")).to_contain_text(total("1 of 1", "0 of 1"))
    expect(page.get_by_role("status")).to_have_class("check bad")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'data-start="27" data-end="38"', b'data-start="26" data-end="38"'),
        (b'data-start="27" data-end="38"', b'data-start="27" data-end="37"'),
        (b'data-start="27" data-end="38"', b'data-start="2x" data-end="38"'),
        (b'data-text="text-1" data-start="27"', b'data-text="text-2" data-start="27"'),
    ],
)
def test_a_wrong_place_does_not_match_either(open_pack, old, new):
    (sentence,) = said(open_pack(changed(pack_of(oil(), (27, 38)), old, new)))
    assert sentence.startswith("DOES NOT MATCH the included source")


@pytest.mark.parametrize("before", ["", "😀" * 7, "x. 😀 " * (WHOLE_TEXT // 4)])
def test_odd_characters_are_counted_as_they_were_stored(open_pack, before):
    """A whole text, and excerpts of a long one."""
    document = oil(before + ODD + "\n\n😀😀")
    first = len(before)
    spans = [
        (first, first + len(ODD)),
        (first + 1, first + 2),
        (first + ODD.index("𝔘"), first + ODD.index("lamps")),
        (len(document.text) - 1, len(document.text)),
    ]
    page = open_pack(pack_of(document, *spans))
    assert said(page) == [
        f"Checked: stands in the included source at characters {start:,}-{end:,}."
        for start, end in spans
    ]
    expect(page.get_by_role("status")).to_have_class("check good")
    included = page.locator(".text").first
    start = int(included.get_attribute("data-start"))
    text = text_of(included)
    assert text == document.text[start : start + len(text)]
    assert [text_of(each) for each in page.locator(".quote").all()] == [
        document.text[slice(*span)] for span in spans
    ]


def test_what_the_file_says_of_a_quotation_is_compared_too(open_pack):
    document = oil()
    pack = pack_of(document, (27, 38))
    page = open_pack(changed(pack, b">characters 27-38<", b">characters 27-39<"))
    (sentence,) = said(page)
    assert sentence.endswith(" at characters 27-38: the place in the footnote.")
    stated = hash_text(document.text)
    other = stated[:-1] + ("0" if stated[-1] != "0" else "1")
    last = pack.count(stated.encode()) - 1  # beside the text; before, in the footnote
    page = open_pack(changed(pack, stated.encode(), other.encode(), last))
    expect(page.get_by_role("status")).to_contain_text(total("1 of 1", "0 of 1"))


def test_an_emoji_that_became_another_is_told(open_pack):
    """Both are two halves in UTF-16, and differ in one byte."""
    document = oil("😀 burns. Oil 😀.")
    page = open_pack(changed(pack_of(document, (2, 8)), "😀".encode(), "😁".encode(), 0))
    (sentence,) = said(page)
    assert sentence.endswith(": the paragraph.")


def test_without_scripts_it_says_that_nothing_was_checked(open_pack, pack):
    page = open_pack(pack, java_script_enabled=False)
    expect(page.get_by_role("status")).to_have_text(UNCHECKED)
    assert set(page.locator("figure .check").all_text_contents()) == {"Not checked."}
    expect(page.locator(".quote").first).to_contain_text("6,000")
    page.locator("summary").first.click()
    expect(page.locator(".text").first).to_be_visible()


def test_a_script_that_was_changed_does_not_run(open_pack):
    pack = pack_of(oil(), (0, 10))
    page = open_pack(changed(pack, b"return good;", b"return gold;"), expect_faults=True)
    expect(page.get_by_role("status")).to_have_text(UNCHECKED)
    page = open_pack(pack.replace(b"return good;", b"return true;"), expect_faults=True)
    page.wait_for_timeout(300)
    expect(page.get_by_role("status")).to_have_text(UNCHECKED)


def test_where_no_hash_can_be_computed_it_says_so(chromium):
    """As on an address without encryption, which no browser trusts with this."""
    address = "http://pack.example/"
    with chromium.new_context() as context:
        page = context.new_page()
        body = pack_of(oil(), (0, 10))
        page.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto(address)
        assert page.evaluate("isSecureContext") is False
        status = page.get_by_role("status")
        expect(status).to_have_text(
            total("1 of 1", "not checked, because this browser computes no hash here")
        )
        expect(page.locator(".included .check")).to_have_text("Not checked.")


def test_the_keyboard_alone_reaches_the_place_in_the_source(open_pack, pack):
    page = open_pack(pack)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('figure').id") == "quotation-1"
    expect(page.locator(".text").first).to_be_hidden()
    page.keyboard.press("Enter")  # the browser opens what is folded around the place
    mark = page.locator(".text #place-1 + mark")
    expect(mark).to_be_in_viewport()
    assert text_of(mark) == text_of(page.locator(".quote").first)
    summary = page.locator("summary").last
    for _ in range(40):
        page.keyboard.press("Tab")
        if summary.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".text").last).to_be_visible()


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("good", [True, False])
def test_contrast_width_language_and_headings(open_pack, pack, name, good):
    page = open_pack(pack if good else changed(pack, b"6,000", b"8,000", 1), **LOOKS[name])
    said(page)
    picture(page, f"pack-{name}-{'good' if good else 'bad'}")
    for summary in page.locator("summary").all():
        summary.click()
    assert contrast_failures(page, "body") == []
    assert not is_too_wide(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").all_text_contents() == ["A conversation"]
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1])")
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
