"""How every tab looks, in light, dark and narrow: to axe, an independent checker, and to our own eyes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.page.test_browser_claims import CLAIMS
from tests.browser import NARROW, WIDE, ask, contrast_failures, is_too_wide, picture

SERIOUS = {"serious", "critical"}


def violations(page: Page) -> list[str]:
    """What axe finds wrong and takes seriously, each with the first place where it is."""
    found = Axe().run(page).response
    assert len(found["passes"]) >= 10  # it has looked at something
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


def check_looks(page: Page, name: str) -> None:
    """For everyone: nothing that axe takes seriously, text that can be read, nothing beside the screen."""
    picture(page, name)
    assert violations(page) == [], name
    assert contrast_failures(page) == [], name
    assert not is_too_wide(page), name


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_tab_is_for_everyone(visit, address, viewport, theme):
    page = visit(f"{address}/?__theme={theme}", viewport=viewport)
    name = f"{theme}-{viewport['width']}"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "Footnote"
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Footnote"]
    assert page.locator("footer").count() == 0
    check_looks(page, f"{name}-empty")
    ask(page, "What is the boiling point of water?")
    check_looks(page, f"{name}-declined")
    card = ask(page, "How many foreign fighters came from France?")
    for opener in (".why summary", ".copies summary"):
        card.locator(opener).first.click()
    page.locator("#choices > button").click()
    check_looks(page, f"{name}-answered")
    card.locator("a.footnote").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    check_looks(page, f"{name}-source")
    page.keyboard.press("Escape")
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        check_looks(page, f"{name}-{tab.inner_text()}")
    page.get_by_role("tab", name="Check claims").click()
    page.get_by_label("Statements to check").fill("\n".join([*CLAIMS, "Long" * 100]))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#claims .total")).to_be_in_viewport()  # not left unseen below the box
    page.locator("#claims h2").first.hover()
    check_looks(page, f"{name}-claims")


def test_a_source_by_itself_has_no_serious_violation(visit, address):
    page = visit(address)
    link = ask(page, "How many foreign fighters came from Tunisia?").locator("a.footnote").first
    page.goto(f"{address}{link.get_attribute('href')}")
    assert violations(page) == []


def test_axe_would_tell(visit, address):
    page = visit(address)
    page.evaluate("document.querySelector('#question button').innerHTML = '<i></i>'")
    assert violations(page) != []
