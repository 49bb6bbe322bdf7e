"""Several libraries in the browser: which one is open, changing between them, making and removing one."""

import pytest
from playwright.sync_api import Page, expect

from tests.app.page.test_browser_axe import check_looks
from tests.browser import NARROW, WIDE, ask, picture


def opened(page: Page, name: str) -> None:
    """The page of a library."""
    expect(page.locator(".open-libraries")).to_have_text(name)
    expect(page).to_have_title(f"{name} - Footnote")


def change_to(page: Page, name: str) -> None:
    """Choose a library in the list."""
    if not page.locator(".shelf").is_visible():
        page.locator(".open-libraries").click()
    page.locator(".shelf .name").get_by_text(name, exact=True).click()
    opened(page, name)


def act(page: Page, what: str) -> None:
    """Do something with the libraries, or with the one that is open."""
    if not page.locator(".shelf").is_visible():
        page.locator(".open-libraries").click()
    page.locator(".shelf").get_by_text(what, exact=True).click()


def test_each_library_has_a_page_with_its_own_conversations(visit, shelf_address):
    page = visit(shelf_address)
    opened(page, "My library")
    ask(page, "Who leads Imam Bukhari Jamaat?")
    change_to(page, "Year 9: rivers")
    expect(page.locator("#history article")).to_have_count(0)
    card = ask(page, "How long is the Nile?")
    expect(card).to_contain_text("6,650 kilometres")
    card.locator("a.footnote").first.click()
    expect(page.locator("#source mark.current")).to_have_text("The Nile is 6,650 kilometres long.")
    assert page.url.startswith(f"{shelf_address}/library/year-9-rivers/?c=")
    page.reload()
    opened(page, "Year 9: rivers")
    expect(page.locator("#history article")).to_contain_text("6,650 kilometres")
    page.locator(".opener").click()
    expect(page.locator("#kept-list li")).to_have_count(1)
    page.get_by_role("tab", name="Library", exact=True).click()
    expect(page.locator("#documents tbody tr")).to_have_count(1)
    change_to(page, "My library")  # the tab stays
    expect(page.locator("#documents tbody tr")).to_have_count(45)


def test_a_question_is_asked_of_several_libraries(visit, shelf_address):
    page = visit(shelf_address)
    page.get_by_role("button", name="Fewer and surer").click()
    for name in ("All of My library (45 documents)", "All of Year 9: rivers (1 document)"):
        page.locator("#only input").click()
        page.get_by_role("option", name=name).click()
    expect(page.locator("#choices")).to_contain_text("Fewer and surer · 2 libraries")
    card = ask(page, "How long is the Nile?")
    expect(card.locator(".short")).to_have_text("6,650 kilometres")
    expect(card).to_contain_text("Asked of My library and Year 9: rivers.")
    expect(card.locator(".notes")).to_contain_text("nile, library Year 9: rivers")
    expect(page.locator("#source mark.current")).to_have_text("The Nile is 6,650 kilometres long.")
    picture(page, "together")
    follow_up = ask(page, "Who leads Imam Bukhari Jamaat?")
    expect(follow_up.locator(".notes")).to_contain_text("library My library")
    page.reload()  # what another library says is kept in that one
    expect(page.locator("#history article")).to_have_count(2)
    expect(page.locator("#history article").first.locator(".short")).to_have_text(
        "6,650 kilometres"
    )
    asked = page.locator("#history article").first.get_attribute("data-address")
    page = visit(f"{shelf_address}/{asked}")
    expect(page.locator("#history article")).to_contain_text(
        "Asked of My library and Year 9: rivers."
    )


def test_a_library_is_made_filled_named_and_removed_with_undo(visit, shelf_address):
    page = visit(shelf_address)
    act(page, "New library")
    page.locator(".shelf [name=name]").fill("Lakes")
    page.locator(".shelf [name=description]").fill("For the autumn")
    page.keyboard.press("Enter")
    opened(page, "Lakes")
    page.get_by_label("Or paste addresses").fill(
        "Lake Constance is 63 kilometres long.\nIt has fish."
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#documents tbody tr")).to_have_count(1)
    act(page, "Rename")
    page.locator(".shelf [name=name]").fill("Great lakes")
    page.get_by_role("button", name="Keep", exact=True).click()
    opened(page, "Great lakes")
    act(page, "Remove")
    opened(page, "My library")
    expect(page.locator(".shelf .gone")).to_contain_text("Great lakes was removed.")
    act(page, "Bring it back")
    change_to(page, "Great lakes")
    page.get_by_role("tab", name="Library", exact=True).click()
    expect(page.locator("#documents tbody tr")).to_have_count(1)


def test_what_cannot_be_done_is_said(visit, shelf_address):
    page = visit(shelf_address, expect_faults=True)
    act(page, "Copy")
    expect(page.locator(".shelf [name=name]")).to_have_value("My library, a copy")
    page.locator(".shelf [name=name]").fill("my library")
    page.get_by_role("button", name="Copy it").click()
    expect(page.locator(".shelf .said")).to_have_text(
        "There is a library called 'my library' already; choose another name."
    )
    page.locator(".shelf input[type=file]").set_input_files(
        {"name": "x.footnote", "mimeType": "application/zip", "buffer": b"no library"}
    )
    expect(page.locator(".shelf .said")).to_contain_text("not a library that Footnote exported")


def test_a_library_is_carried_by_the_browser(visit, shelf_address):
    page = visit(f"{shelf_address}/library/year-9-rivers/")
    opened(page, "Year 9: rivers")
    with page.expect_download() as begun:
        act(page, "Export")
    assert begun.value.suggested_filename == "year-9-rivers.footnote"
    page.locator(".shelf input[type=file]").set_input_files(begun.value.path())
    opened(page, "Year 9: rivers (2)")
    expect(page.locator(".shelf")).to_be_visible()


def test_by_keyboard_alone(visit, shelf_address):
    page = visit(shelf_address)
    page.locator(".open-libraries").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".shelf .here > a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".shelf")).to_be_hidden()
    expect(page.locator(".open-libraries")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_list_is_for_everyone(visit, shelf_address, viewport, theme):
    page = visit(f"{shelf_address}/?__theme={theme}", viewport=viewport)
    page.locator(".open-libraries").click()
    check_looks(page, f"{theme}-{viewport['width']}-libraries")
    act(page, "New library")
    check_looks(page, f"{theme}-{viewport['width']}-libraries-new")
    page.keyboard.press("Escape")
    picture(page, f"{theme}-{viewport['width']}-library-open")
