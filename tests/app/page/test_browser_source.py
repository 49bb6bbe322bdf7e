"""The source beside the chat, in a real browser: outline, several quotations, a PDF's pages."""

import shutil
import sqlite3
from contextlib import closing

import pypdfium2
import pytest
from playwright.sync_api import expect

from app.assemble import Footnote
from app.render.html import source_address
from app.render.outline import NOT_KEPT
from app.render.pages import UNPLACED
from app.web.sources import NO_PAGES
from index.sync import add_sources
from ingest.documents import hash_text
from ingest.sources import Limits, find_sources
from tests.browser import (
    LOOKS,
    NARROW,
    contrast_failures,
    is_too_wide,
    mark_is_on_screen,
    picture,
    serving,
    text_of,
)
from tests.ingest.readers_samples import make_pdf
from tests.tiny_library import id_of

PAGES = [
    [f"On page {number} lamp {line} burns oil number {number * 100 + line}." for line in range(40)]
    for number in range(1, 5)
]
PAGES.insert(2, [])  # page 3 is as if scanned
PDF = make_pdf(PAGES)
SECTIONS = [f"## Heading {n}\n\n" + f"Paragraph of {n} about lamps. " * 30 for n in range(12)]
TEXTS = {
    "lamps.pdf": PDF,
    "older.pdf": make_pdf([["An older file."], ["Of two pages."]]),
    "reread.pdf": make_pdf([["It was read otherwise."], ["Before."]]),
    "changed.pdf": make_pdf([["In its place is another."], ["Now."]]),
    "long.md": "# Long\n\n" + "\n\n".join(SECTIONS),
}


@pytest.fixture(scope="module")
def footnote(built_in_folder, encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    for name, content in TEXTS.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    library = folder / "library"
    shutil.copytree(built_in_folder, library)
    files = [folder / name for name in TEXTS]
    add_sources(library, list(find_sources(files, Limits())), encoder, Limits())
    footnote = Footnote.from_folder(library, lambda sentence: None)
    older, reread = (id_of(footnote.store, name) for name in ("older.pdf", "reread.pdf"))
    text = footnote.store.document(reread).text.replace("otherwise", "otherways")
    with closing(sqlite3.connect(footnote.store.path)) as connection, connection:
        connection.execute("DELETE FROM originals WHERE document_id = ?", (older,))
        connection.execute(
            "UPDATE documents SET text = ?, text_sha256 = ? WHERE id = ?",
            (text, hash_text(text), reread),
        )
    return footnote


@pytest.fixture(scope="module")
def served(footnote):
    with serving(footnote) as address:
        yield address


@pytest.fixture
def source(footnote):
    """Makes the address of a document with these quotations in it."""

    def address(name: str, *quotes: str, pages: bool = False) -> str:
        document = footnote.store.document(id_of(footnote.store, name))
        starts = [document.text.index(quote) for quote in quotes]
        spans = [(start, start + len(quote)) for start, quote in zip(starts, quotes, strict=True)]
        return source_address(document.id, *spans[0], spans[1:], pages=pages)

    return address


def show(page, address):
    """What page.js does when a footnote is chosen, from the question box as the link."""
    page.evaluate(
        """address => document.dispatchEvent(new CustomEvent("footnote-source",
            { detail: { address, link: document.querySelector("#question input") } }))""",
        address,
    )
    expect(page.locator("#source #quotation")).to_be_focused()


def to_pages(page):
    """From the text of lamps.pdf to its pages."""
    page.locator("#source .views a").last.click()
    expect(page.locator("#source figure")).to_have_count(5)


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def is_on_screen(page, selector):
    """Whether an element's beginning is in the sheet, and not below what stays at its top."""
    return page.evaluate(
        """selector => {
          const e = document.querySelector(`#source ${selector}`).getBoundingClientRect();
          const top = document.querySelector("#source .top").getBoundingClientRect().bottom;
          const sheet = document.querySelector("#source .sheet").getBoundingClientRect();
          return e.height > 0 && e.top >= top - 1 && e.top < Math.min(innerHeight, sheet.bottom);
        }""",
        selector,
    )


# The outline


def test_the_outline_leads_to_a_heading_and_leaves_the_address_alone(visit, served, source):
    page = visit(served)
    show(page, source("long.md", "Paragraph of 3"))
    before = page.url
    outline = page.locator("#source .outline")
    expect(outline.locator("a")).to_have_count(13)
    expect(outline.locator("a").first).to_be_hidden()
    outline.locator("summary").click()
    picture(page, "source-outline")
    assert contrast_failures(page) == []
    outline.get_by_text("Heading 9").click()
    expect(outline.locator("a").first).to_be_hidden()  # it lay over the text
    assert focused(page) == "Heading 9"
    assert is_on_screen(page, "#heading-10")  # the title is number 0
    assert page.url == before
    assert text_of(page.locator("#source .body")).count("Heading 9") == 1


def test_the_outline_works_by_keyboard_alone(visit, served, source):
    page = visit(served)
    show(page, source("long.md", "Paragraph of 3"))
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Contents"
    page.keyboard.press("Enter")
    expect(page.locator("#source .outline a").first).to_be_visible()
    page.keyboard.press("Escape")  # closes the outline first
    expect(page.locator("#source .outline a").first).to_be_hidden()
    assert focused(page) == "Contents"
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "Heading 6"
    assert is_on_screen(page, "#heading-7")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # back to where the source was opened from
    assert page.evaluate("document.activeElement.matches('#question input')")


def test_the_outline_works_without_scripts(chromium, served, source):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}{source('long.md', 'Paragraph of 3')}")
        expect(page.locator("mark#quotation")).to_be_in_viewport()
        page.locator("summary").click()
        page.get_by_role("link", name="Heading 10").click()
        expect(page.get_by_role("heading", name="Heading 10")).to_be_in_viewport()


# Several quotations


def test_next_and_previous_go_through_the_quotations(visit, served, source):
    page = visit(served)
    quotes = ["Paragraph of 5", "Paragraph of 1 ", "Paragraph of 9"]
    show(page, source("long.md", *quotes))
    which = page.locator("#source .which")
    expect(which).to_have_text("Quotation 2 of 3")
    expect(page.locator("#source mark")).to_have_count(3)
    expect(page.locator("#source mark.current")).to_have_text("Paragraph of 5")
    grounds = page.locator("#source mark").evaluate_all(
        "marks => marks.map((mark) => getComputedStyle(mark).backgroundColor)"
    )
    assert grounds[0] == grounds[2] != grounds[1]
    assert contrast_failures(page) == []
    picture(page, "source-quotations")
    for button, text, number in (
        ("Next quotation", "Paragraph of 9", 3),
        ("Next quotation", "Paragraph of 1 ", 1),  # and round again
        ("Previous quotation", "Paragraph of 9", 3),
    ):
        page.get_by_role("button", name=button).click()
        expect(which).to_have_text(f"Quotation {number} of 3")
        assert focused(page) == text
        assert text_of(page.locator("#source mark.current")) == text
        assert is_on_screen(page, "mark.current")
    page.keyboard.press("n")
    assert focused(page) == "Paragraph of 1 "
    page.keyboard.press("p")
    assert focused(page) == "Paragraph of 9"


def test_the_buttons_are_reached_by_keyboard_and_only_where_there_are_several(
    visit, served, source
):
    page = visit(served)
    steps = page.locator("#source .steps")
    expect(steps).to_be_hidden()
    show(page, source("long.md", "Paragraph of 5", "Paragraph of 9"))
    for _ in range(3):
        page.keyboard.press("Shift+Tab")  # the contents, next, previous
    page.keyboard.press("Enter")
    assert focused(page) == "Paragraph of 9"
    show(page, source("long.md", "Paragraph of 5"))
    expect(steps).to_be_hidden()


# Pages


def test_a_pdf_is_shown_as_pages_with_the_quotation_at_its_place(visit, served, source):
    page = visit(served)
    quote = "lamp 21 burns oil number 221."
    show(page, source("lamps.pdf", quote, "burns oil number 439."))
    assert text_of(page.locator("#source mark.current")) == quote
    pages = page.locator("#source .views a").last
    expect(pages).to_have_text("Pages")
    pages.click()
    expect(page.locator("#source figure")).to_have_count(5)
    box = page.locator("#source #quotation")
    image = page.locator("#source #page-2 img")
    expect(image).to_have_js_property("complete", True)
    assert page.locator("#source #page-2 .paper span").count() == 1
    assert is_on_screen(page, "#quotation")
    expect(page.locator("#source .views [aria-current]")).to_be_focused()
    picture(page, "source-pages")
    assert contrast_failures(page) == []
    # Where the text layer of the file has the first and the last letter.
    with pypdfium2.PdfDocument(PDF) as pdf:
        textpage = pdf[1].get_textpage()
        start = textpage.get_text_range().index(quote)
        letters = [textpage.get_charbox(start + at) for at, c in enumerate(quote) if c != " "]
    left, bottom = letters[0][0], min(letter[1] for letter in letters)
    right, top = letters[-1][2], max(letter[3] for letter in letters)
    paper, seen = image.bounding_box(), box.bounding_box()
    scale = paper["width"] / 612
    assert seen["x"] - paper["x"] == pytest.approx(left * scale, abs=1)
    assert seen["y"] - paper["y"] == pytest.approx((792 - top) * scale, abs=1)
    assert seen["width"] == pytest.approx((right - left) * scale, abs=1)
    assert seen["height"] == pytest.approx((top - bottom) * scale, abs=1)
    assert darkest(page, "#page-2 img", "#quotation") < 100  # and there is ink below it
    page.get_by_role("button", name="Next quotation").click()
    expect(page.locator("#source .which")).to_have_text("Quotation 2 of 2")
    assert is_on_screen(page, "#page-5 .current")
    expect(page.locator("#source #page-5 img")).to_have_js_property("complete", True)
    expect(page.locator("#source #page-3 figcaption")).to_have_text(
        "Page 3, which has no text to quote"
    )


def darkest(page, image, box):
    """The darkest point of an image under a box, from 0 to 255."""
    return page.evaluate(
        """async ([image, box]) => {
          const e = document.querySelector(`#source ${image}`);
          await e.decode();
          const outer = e.getBoundingClientRect();
          const inner = document.querySelector(`#source ${box}`).getBoundingClientRect();
          const scale = e.naturalWidth / outer.width;
          const canvas = new OffscreenCanvas(e.naturalWidth, e.naturalHeight).getContext("2d");
          canvas.drawImage(e, 0, 0);
          const { data } = canvas.getImageData((inner.x - outer.x) * scale, (inner.y - outer.y) * scale,
            inner.width * scale, inner.height * scale);
          return data.filter((_, at) => at % 4 < 3).reduce((a, b) => Math.min(a, b), 255);
        }""",
        [image, box],
    )


def test_the_choice_of_pages_is_kept_for_the_next_source_and_may_be_undone(visit, served, source):
    page = visit(served)
    show(page, source("lamps.pdf", "lamp 3 burns oil number 103."))
    to_pages(page)
    show(page, source("lamps.pdf", "lamp 5 burns oil number 205."))
    expect(page.locator("#source #page-2 #quotation")).to_be_focused()
    show(page, source("long.md", "Paragraph of 5"))  # which has no pages
    expect(page.locator("#source mark")).to_have_count(1)
    show(page, source("lamps.pdf", "lamp 5 burns oil number 205."))
    page.locator("#source .views a").first.click()
    expect(page.locator("#source mark#quotation")).to_have_text("lamp 5 burns oil number 205.")
    assert mark_is_on_screen(page)


def test_the_quotation_one_has_gone_to_stays_the_current_one(visit, served, source):
    page = visit(served)
    first, second = "lamp 3 burns oil number 103.", "lamp 9 burns oil number 409."
    show(page, source("lamps.pdf", first, second))
    page.get_by_role("button", name="Next quotation").click()
    page.locator("#source .views a").last.click()
    expect(page.locator("#source .which")).to_have_text("Quotation 2 of 2")
    expect(page.locator("#source .paper .current")).to_have_attribute(
        "aria-label", f"Quoted: {second}"
    )
    assert is_on_screen(page, ".paper .current")


def test_a_file_that_is_no_longer_the_one_added_is_not_in_the_way_of_its_text(
    visit, served, source, footnote
):
    page = visit(served, expect_faults=True)
    show(page, source("lamps.pdf", "lamp 3 burns oil number 103."))
    to_pages(page)
    document_id = id_of(footnote.store, "changed.pdf")
    with closing(sqlite3.connect(footnote.store.path)) as connection, connection:
        query = "UPDATE originals SET data = ? WHERE document_id = ?"
        connection.execute(query, (PDF, document_id))
    show(page, source("changed.pdf", "another"))
    expect(page.locator("#source mark")).to_have_text("another")
    page.locator("#source .views a").last.click()
    expect(page.locator("#source .missing")).to_have_text(NO_PAGES)


def test_the_pages_outline_leads_to_a_page(visit, served, source):
    page = visit(served)
    show(page, source("lamps.pdf", "lamp 3 burns oil number 103."))
    for name, target in (("Page 4", "#page-4"), ("Page 2", "#page-2")):
        page.locator("#source summary").click()
        page.get_by_role("link", name=name, exact=True).click()
        assert is_on_screen(page, target)
        to_pages(page)


def test_a_quotation_that_cannot_be_placed_is_not_marked_and_the_page_says_so(
    visit, served, source
):
    page = visit(served)
    show(page, source("reread.pdf", "otherways"))
    assert text_of(page.locator("#source mark")) == "otherways"
    page.locator("#source .views a").last.click()
    expect(page.locator("#source #page-1 > p")).to_have_text(UNPLACED)
    assert page.locator("#source .paper span").count() == 0
    assert is_on_screen(page, "#quotation")
    assert contrast_failures(page) == []
    picture(page, "source-unplaced")


def test_a_pdf_that_was_not_kept_is_shown_as_text_with_a_sentence(visit, served, source):
    page = visit(served)
    show(page, source("older.pdf", "An older file."))
    expect(page.locator("#source .not-kept")).to_have_text(NOT_KEPT)
    assert page.locator("#source .views").count() == 0
    assert contrast_failures(page) == []


def test_pages_stand_alone_without_scripts(chromium, served, source):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        blocked = []
        page.on("requestfailed", lambda request: blocked.append(request.url))
        page.goto(f"{served}{source('lamps.pdf', 'lamp 21 burns oil number 421.', pages=True)}")
        expect(page.locator("#page-5 #quotation")).to_be_in_viewport()
        image = page.locator("figure:has(#quotation) img")
        assert image.bounding_box()["height"] > image.bounding_box()["width"] > 500
        picture(page, "source-pages-alone")
        page.get_by_role("link", name="Text").click()
        expect(page.locator("mark#quotation")).to_be_in_viewport()
        assert blocked == []


@pytest.mark.parametrize("name", LOOKS)
def test_contrast_and_width_of_text_and_pages(visit, served, source, name):
    page = visit(served, **LOOKS[name])
    show(page, source("lamps.pdf", *(f"lamp 1{n} burns oil number 21{n}." for n in (2, 4, 0))))
    for view in ("text", "pages"):
        assert contrast_failures(page) == []
        assert not is_too_wide(page)
        page.locator("#source summary").click()
        assert contrast_failures(page) == []
        picture(page, f"source-{name}-{view}")
        page.keyboard.press("Escape")
        to_pages(page)


def test_on_a_narrow_screen_everything_is_within_the_width(visit, served, source):
    page = visit(served, viewport=NARROW)
    show(page, source("lamps.pdf", "lamp 12 burns", "lamp 14 burns"))
    for selector in (".close", ".previous", ".next", ".which", "summary", ".views"):
        place = page.locator(f"#source {selector}").bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= NARROW["width"]
        assert place["height"] < 60  # nothing is broken over several lines
    page.get_by_role("button", name="Next quotation").click()
    assert focused(page) == "lamp 14 burns"
    assert is_on_screen(page, ".current")
