"""The Table tab: questions of all documents at once, filled while one looks on, put in order, stopped, kept."""

import csv
import io

import openpyxl
from playwright.sync_api import Page, expect

from tests.app.page.test_browser_axe import check_looks
from tests.browser import NARROW, cited, text_of

QUESTIONS = "How many foreign fighters came from this country?\nWhen was this estimated?"
CHOSEN = ("Finland", "Poland", "France")


def choose(page: Page, names: tuple[str, ...]) -> None:
    """Restrict the table to some documents."""
    field = page.locator("#table-only input")
    for name in names:
        field.fill(name)
        page.get_by_role("option", name=name).first.click()
    page.keyboard.press("Escape")


def fill(page: Page, questions: str = QUESTIONS) -> None:
    page.locator("#table-questions textarea").fill(questions)
    page.get_by_role("button", name="Fill the table").click()


def column(page: Page, number: int) -> list[str]:
    """The values in a column, from above."""
    cells = page.locator("#table-shown tbody tr").all()
    found = [cell.locator("td").nth(number - 1).locator(".value, .nothing").first for cell in cells]
    return [text_of(each) for each in found]


def test_a_table_is_filled_put_in_order_and_kept(visit, address, open_footnote):
    page = visit(f"{address}/?tab=Table")
    choose(page, CHOSEN)
    page.get_by_label("Which answers").click()
    page.get_by_role("option", name="Everything").click()
    fill(page)
    expect(page.locator("#table-exports")).to_be_visible()
    expect(page.locator("#table-shown tbody tr")).to_have_count(len(CHOSEN))
    for link in page.locator("#table-shown a.footnote").all():
        assert cited(open_footnote.store, link)[1] in text_of(link.locator("xpath=..")).replace(
            "”", ""
        )
    with page.context.expect_page() as source:
        page.locator("#table-shown a.footnote").first.click()
    expect(source.value.locator("#quotation")).to_be_visible()
    head = page.locator("#table-shown thead button").nth(1)
    head.click()
    upwards = column(page, 1)
    numbers = [int(value.replace(",", "").split("–")[0]) for value in upwards if value[0].isdigit()]
    assert numbers == sorted(numbers)
    assert len(numbers) > 1
    head.click()
    expect(page.locator("#table-shown th[aria-sort=descending]")).to_have_count(1)
    assert column(page, 1) != upwards
    check_looks(page, "light-1280-table-filled")
    with page.expect_download() as begun:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(begun.value.path().read_text("utf-8-sig"))))
    assert all(any(value in row[2] for row in rows[1:]) for value in upwards)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Excel workbook").click()
    sheet = openpyxl.load_workbook(io.BytesIO(begun.value.path().read_bytes())).active
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
    with page.expect_download() as begun:
        page.get_by_role("button", name="Page with the quotations").click()
    assert begun.value.path().read_text("utf-8").count("<tr>") == 1 + len(CHOSEN)


def test_it_can_be_stopped_and_what_is_there_stays(visit, address):
    page = visit(f"{address}/?tab=Table&__theme=dark", viewport=NARROW)
    fill(page)
    expect(page.locator("#table-shown tbody tr")).to_have_count(45)
    expect(page.locator("#table-status progress")).to_be_visible()
    expect(page.locator("#table-shown .nothing, #table-shown .value").nth(1)).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Fill the table")).to_be_visible()
    expect(page.locator("#table-shown .unasked").first).to_be_attached()
    check_looks(page, "dark-390-table-stopped")
    page.get_by_role("tab", name="Library", exact=True).click()  # five tabs have room
    expect(page.locator("#documents tbody tr")).to_have_count(45)


def test_what_cannot_be_asked_is_said(visit, address):
    page = visit(f"{address}/?tab=Table")
    fill(page, " ")
    expect(page.locator("#table-status")).to_contain_text("Nothing is asked.")
    expect(page.locator("#table-exports")).to_be_hidden()
