"""Kept quotations in a real browser: kept from a card, listed with notes, removed with undo, exported."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from app.doors.terms import Doors
from index.sync import add_sources
from ingest.sources import Limits, find_sources
from tests.app.page.test_browser_axe import check_looks
from tests.app.page.test_browser_chat import TUNISIA
from tests.browser import WIDE, ask, serving

TELEPHONE = {"width": 375, "height": 740}


def keep(card: Locator) -> Locator:
    """Keep the first quotation of a card; gives its button."""
    button = card.locator(".keep").first
    button.click()
    expect(button).to_have_text("Kept")
    return button


def kept_ones(page: Page) -> Locator:
    page.get_by_role("tab", name="Kept").click()
    return page.locator("#kept-quotations article")


def check_every_look(page: Page, name: str) -> None:
    """Light, dark, and on a telephone."""
    for scheme, size in (
        ("light", WIDE),
        ("dark", WIDE),
        ("dark", TELEPHONE),
        ("light", TELEPHONE),
    ):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        check_looks(page, f"{name}-{scheme}-{size['width']}")
    page.set_viewport_size(WIDE)


def test_a_quotation_is_kept_with_a_note_over_conversations_and_removed_with_undo(
    visit, own_address, tmp_path
):
    page = visit(own_address)
    card = ask(page, TUNISIA)
    button = keep(card)
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="New chat").click()
    expect(card).to_have_count(0)
    keep(ask(page, "How many foreign fighters came from France?"))
    check_every_look(page, "keeping")
    listed = kept_ones(page)
    expect(listed).to_have_count(2)
    expect(listed.nth(1).locator(".quote")).to_contain_text("6,000 foreign fighters from Tunisia")
    note = listed.nth(1).get_by_label("Your note")
    note.press_sequentially("For the first lesson")
    note.press("Tab")
    expect(page.locator("#kept-said")).to_contain_text("Note saved at")
    check_every_look(page, "kept")
    page.reload()
    expect(note).to_have_value("For the first lesson")
    page.get_by_label("Search in quotations and notes").fill("LESSON")
    expect(listed).to_have_count(1)
    page.locator("#kept-exports summary").click()
    with page.expect_download() as download:
        page.locator("#kept-exports").get_by_role("button", name="Evidence pack").click()
    pack = tmp_path / "pack.html"
    download.value.save_as(pack)
    text = pack.read_text("utf-8")
    assert "Note: For the first lesson" in text
    assert "France" not in re.search("<main>.*?</article>", text, re.DOTALL).group()
    listed.get_by_role("button", name="Remove").click()
    expect(listed).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(listed.get_by_label("Your note")).to_have_value("For the first lesson")


def test_what_was_kept_and_changed_since_says_so(
    visit, own_address, own_footnote, encoder, tmp_path: Path
):
    notes, folder = tmp_path / "ferry.txt", own_footnote.store.folder

    def write(text: str) -> None:
        notes.write_text(text)
        add_sources(folder, list(find_sources([notes], Limits())), encoder, Limits())

    write("The island ferry leaves at nine in the morning.")
    page = visit(own_address)
    button = keep(ask(page, "When does the island ferry leave?"))
    write("The island ferry leaves at ten in the morning.")
    listed = kept_ones(page)
    expect(page.locator("#kept-quotations .count")).to_contain_text(
        "1 of documents that were changed"
    )
    expect(listed.first.locator(".side .quote")).to_have_text(
        [
            "The island ferry leaves at nine in the morning.",
            "The island ferry leaves at ten in the morning.",
        ]
    )
    check_every_look(page, "kept-outdated")
    listed.first.get_by_role("button", name="Remove").click()
    page.get_by_role("tab", name="Ask").click()
    expect(button).to_have_text("Keep")


def test_where_nothing_is_kept_there_is_nothing_to_keep_with(visit, open_footnote):
    with serving(open_footnote, Doors(read_only=True)) as address:
        page = visit(address)
        card = ask(page, TUNISIA)
        expect(card.locator(".copies").first).to_be_visible()
        expect(card.locator(".keep").first).to_be_hidden()
        expect(page.get_by_role("tab", name="Kept")).to_have_count(0)
