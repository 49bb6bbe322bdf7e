"""Checking claims in a real browser: verdicts on both sides, sources, the table, looks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from browser import NARROW, cited, contrast_failures, is_too_wide, picture, text_of
from playwright.sync_api import Page, expect

from app.claims import LONGEST_CLAIM
from app.render_claims import NOTHING_CLOSE, TABLE_HEAD

pytest_plugins = ["browser_fixtures"]

CLAIMS = """
The Soufan Group counted 5,000 foreign fighters from Tunisia, the largest number from any country.
Khalid Zerkani recruited 72 young people in Belgium.
The Soufan Group estimated 110 foreign fighters from Austria.
Stefan Löfven announced in March 2019 that Swedish authorities had advised people not to travel to Syria.
Boredom is one of the reasons why people become foreign fighters.
A litre of milk costs one euro in Lisbon.
"""


def open_tab(page: Page) -> Page:
    page.get_by_role("tab", name="Check claims").click()
    expect(page.get_by_label("Statements to check")).to_be_visible()
    return page


def check(page: Page, text: str) -> None:
    page.get_by_label("Statements to check").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()
    count = sum(bool(line.strip()) for line in text.splitlines())
    expect(page.locator("#claims article")).to_have_count(count)


def test_looks(visit, address):
    page = open_tab(visit(address))
    picture(page, "claims-empty")
    check(page, CLAIMS)
    picture(page, "claims")
    page.locator("#claims article").nth(3).scroll_into_view_if_needed()
    picture(page, "claims-2")
    page.set_viewport_size(NARROW)
    picture(page, "claims-narrow")
    page.locator("#claims article").nth(0).scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#claims article').scrollIntoView()")
    picture(page, "claims-narrow-2")
    dark = open_tab(visit(address, color_scheme="dark"))
    check(dark, CLAIMS)
    picture(dark, "claims-dark")
