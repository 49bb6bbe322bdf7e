"""What axe, an independent checker of accessibility, says of every tab: in light, dark and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import NARROW, WIDE, ask

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


@pytest.mark.parametrize("theme", ["", "?__theme=dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_tab_has_a_serious_violation(visit, address, viewport, theme):
    page = visit(f"{address}/{theme}", viewport=viewport)
    assert violations(page) == []
    ask(page, "What is the boiling point of water?")
    card = ask(page, "How many foreign fighters came from France?")
    for opener in (".why summary", ".copies summary"):
        card.locator(opener).first.click()
    page.locator("#choices > button").click()
    assert violations(page) == []
    card.locator("a.footnote").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        page.wait_for_timeout(300)
        assert violations(page) == [], tab.inner_text()


def test_a_source_by_itself_has_no_serious_violation(visit, address):
    page = visit(address)
    link = ask(page, "How many foreign fighters came from Tunisia?").locator("a.footnote").first
    page.goto(f"{address}{link.get_attribute('href')}")
    assert violations(page) == []


def test_axe_would_tell(visit, address):
    page = visit(address)
    page.evaluate("document.querySelector('#question button').innerHTML = '<i></i>'")
    assert violations(page) != []
