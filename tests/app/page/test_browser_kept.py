"""Kept conversations in a real browser: back after a reload, in a list, with Back, in every form, or not at all."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.doors.terms import Doors
from index.sync import add_sources, remove_documents
from ingest.sources import Limits, find_sources
from tests.app.page.test_browser_axe import check_looks
from tests.app.page.test_browser_chat import TUNISIA, export
from tests.browser import ask, box, serving
from tests.tiny_library import id_of

TELEPHONE = {"width": 375, "height": 740}
ROOMY = {"width": 1500, "height": 850}


def test_a_conversation_is_there_after_a_reload_in_the_list_and_by_back(visit, own_address):
    page = visit(own_address, viewport=ROOMY)
    ask(page, TUNISIA)
    ask(page, "And from Saudi Arabia?")
    cards = page.locator("#history article[data-question]")
    page.reload()
    expect(cards).to_have_count(2)
    expect(cards.nth(1).locator(".short")).to_have_text("2,500")
    page.get_by_role("button", name="New chat").click()
    expect(cards).to_have_count(0)
    page.go_back()
    expect(cards).to_have_count(2)
    here = page.locator(".conversations .here")
    expect(here).to_contain_text("2 answers")
    page.once("dialog", lambda dialog: dialog.accept("Fighters by country"))
    here.get_by_role("button", name="Rename").click()
    expect(here.locator(".name")).to_have_text("Fighters by country")
    page.get_by_label("Search conversations").fill("zebra")
    expect(page.locator(".conversations .none")).to_be_visible()
    page.get_by_label("Search conversations").fill("saudi")
    here.get_by_role("button", name="Delete").click()
    expect(cards).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Fighters by country").click()
    expect(cards).to_have_count(2)
    ask(page, "And from Turkey?")
    expect(here).to_contain_text("3 answers")


@pytest.mark.parametrize(
    ("form", "suffix", "said"),
    [("Markdown", ".md", "estimated 6,000 foreign fighters from Tunisia, the largest number from any country.”[^1]"),
     ("Page", ".html", "<figcaption><p>1. Origins of foreign fighters")],
)  # fmt: skip
def test_a_conversation_is_exported_to_be_read(visit, own_address, form, suffix, said):
    page = visit(own_address)
    ask(page, TUNISIA)
    with page.expect_download() as download:
        export(page, form)
    assert download.value.suggested_filename.endswith(suffix)
    assert said in Path(download.value.path()).read_text("utf-8")


def test_where_nothing_is_kept_nothing_is(visit, own_address):
    page = visit(own_address, viewport=ROOMY)
    listed = page.locator(".conversations li")
    page.get_by_label("Keep nothing").check()
    expect(page.locator(".conversations .none")).to_contain_text("Nothing is kept.")
    before = listed.count()
    ask(page, TUNISIA)
    assert "c=" not in page.url
    page.reload()
    expect(page.locator("#history article[data-question]")).to_have_count(1)  # asked again
    expect(page.get_by_label("Keep nothing")).to_be_checked()
    assert listed.count() == before
    page.get_by_label("Keep nothing").uncheck()


def test_strangers_who_may_only_read_see_no_conversations(visit, open_footnote):
    with serving(open_footnote, Doors(read_only=True)) as address:
        page = visit(address)
        ask(page, TUNISIA)
        assert "c=" not in page.url
        expect(page.locator("#opener")).to_have_count(0)
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#history article")).to_have_count(0)


def test_a_card_says_at_once_what_has_become_of_its_document(
    visit, own_address, own_footnote, encoder, tmp_path
):
    store, notes = own_footnote.store, tmp_path / "bakery.txt"

    def write(text: str) -> None:
        notes.write_text(text)
        add_sources(store.folder, list(find_sources([notes], Limits())), encoder, Limits())

    write("The village bakery opens at seven in the morning.")
    page = visit(own_address)
    card = ask(page, "When does the village bakery open?")
    expect(card.locator(".quote").first).to_contain_text("seven")
    write("The village bakery opens at eight in the morning.")
    library, chat = (page.get_by_role("tab", name=name) for name in ("Library", "Ask"))
    library.click()
    chat.click()
    expect(card.locator(".side .quote").nth(0)).to_have_text(
        "The village bakery opens at seven in the morning."
    )
    expect(card.locator(".side .quote").nth(1)).to_contain_text("eight")
    check_looks(page, "outdated")
    remove_documents(
        store, [each for each in store.summaries() if each.id == id_of(store, "bakery.txt")]
    )
    page.reload()
    expect(card).to_contain_text("was removed from the library, and its words with it.")
    expect(card.locator(".quote")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_the_list_is_a_drawer_and_back_closes_the_source(visit, own_address, scheme):
    page = visit(own_address, viewport=TELEPHONE, color_scheme=scheme)
    card = ask(page, TUNISIA)
    pane = page.locator("#source .pane")
    card.locator("a.footnote").first.click()
    expect(pane).to_be_visible()
    page.go_back()
    expect(pane).to_be_hidden()
    expect(card).to_be_visible()
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_label("Search conversations")).to_be_focused()
    check_looks(page, f"drawer-{scheme}")
    page.keyboard.press("Escape")
    expect(page.locator("#kept")).to_be_hidden()


def test_tabs_stand_in_the_address_and_move_by_arrow_keys_and_shortcuts_are_listed(
    visit, own_address
):
    page = visit(f"{own_address}/?tab=Library")
    library = page.get_by_role("tab", name="Library")
    expect(library).to_have_attribute("aria-selected", "true")
    library.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Table")).to_have_attribute("aria-selected", "true")
    assert "tab=Table" in page.url
    page.go_back()
    expect(library).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    check_looks(page, "shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
