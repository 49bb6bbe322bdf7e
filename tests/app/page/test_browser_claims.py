"""Checking claims in a real browser: verdicts on both sides, sources, files, the table, looks."""

import csv
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect

from app.checking.statements import MOST_CLAIMS
from app.render.claims import NOTHING_CLOSE, TABLE_HEAD
from app.web import UPLOADS
from tests.browser import cited, picture, text_of

CLAIMS = [
    "The Soufan Group counted 5,000 foreign fighters from Tunisia, the largest number from any country.",
    "Khalid Zerkani recruited 72 young people in Belgium.",
    "The Soufan Group estimated 110 foreign fighters from Austria.",
    "Stefan Löfven announced in March 2019 that Swedish authorities had advised people not to travel to Syria.",
    "Boredom is one of the reasons why people become foreign fighters.",
    "A litre of milk costs one euro in Lisbon.",
]
MARKS = """e => [...e.querySelectorAll('mark')].map(m => [m.className, m.textContent])"""


def open_tab(page: Page) -> Page:
    page.get_by_role("tab", name="Check claims").click()
    expect(statements(page)).to_be_visible()
    return page


def statements(page: Page) -> Locator:
    return page.get_by_label("Statements to check")


def check(page: Page, claims: list[str]) -> Locator:
    statements(page).fill("\n".join(claims))
    page.get_by_role("button", name="Check", exact=True).click()
    cards = page.locator("#claims article")
    expect(cards).to_have_count(len(claims))
    return cards


def test_claims_are_marked_on_both_sides(visit, address, open_footnote):
    page = open_tab(visit(address))
    picture(page, "claims-empty")
    cards = check(page, CLAIMS)
    first, second, third = (cards.nth(number) for number in range(3))
    expect(first.locator(".standing")).to_have_text("Differs")
    assert first.locator(".said").evaluate(MARKS) == [
        ["agrees", "Soufan Group"], ["differs", "5,000"], ["agrees", "Tunisia"],
    ]  # fmt: skip
    assert ["differs", "6,000"] in first.locator(".quote").evaluate(MARKS)
    expect(first.locator(".compared")).to_have_text(
        "Compared: 1 number, 2 names. 2 agree, 1 differs."
    )
    expect(first.locator(".values")).to_have_text("“5,000” differs: the quotation has “6,000”.")
    expect(second.locator(".standing")).to_have_text("Agrees")
    expect(third.locator(".standing")).to_have_text("Not stated")
    assert ["absent", "Austria"] in third.locator(".said").evaluate(MARKS)
    expect(cards.last).to_contain_text(NOTHING_CLOSE)
    for card in (first, second, third):  # a quotation stays what it is, character for character
        _, quoted = cited(open_footnote.store, card.locator("blockquote a.footnote"))
        assert text_of(card.locator(".quote")) == quoted
    expect(page.locator("#claims .total")).to_contain_text("6 claims: 2 agree in all")
    picture(page, "claims")


def test_a_footnote_opens_its_source_beside_the_app(visit, address, open_footnote):
    page = open_tab(visit(address))
    link = check(page, CLAIMS[:1]).locator("blockquote a.footnote")
    with page.context.expect_page() as opened:
        link.click()
    _, quoted = cited(open_footnote.store, link)
    expect(opened.value.locator("mark")).to_have_text(quoted)
    expect(page.locator("#claims article")).to_have_count(1)


def test_the_table_is_a_file_of_its_own_again_and_again(visit, address, tmp_path: Path):
    page = open_tab(visit(address))
    button = page.get_by_role("button", name="Export as a table")
    expect(button).to_be_hidden()
    check(page, ["=1+1 owls came from Tunisia.", *CLAIMS])
    tables = []
    for number in range(2):
        with page.expect_download() as saved:
            button.click()
        assert saved.value.suggested_filename == "claims.csv"
        file = tmp_path / f"{number}.csv"
        saved.value.save_as(file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # how a spreadsheet knows UTF-8
        with file.open(encoding="utf-8-sig", newline="") as text:
            tables.append(list(csv.DictReader(text)))
    assert tables[0] == tables[1]
    owls, tunisia, *_, milk = tables[0]
    assert tuple(tunisia) == TABLE_HEAD
    assert owls["claim"] == "'=1+1 owls came from Tunisia."
    assert (tunisia["whole"], tunisia["part"], tunisia["verdict"]) == (
        "differs",
        CLAIMS[0],
        "differs",
    )
    assert (tunisia["claim"], tunisia["agree"], tunisia["differ"]) == (CLAIMS[0], "2", "1")
    assert "“5,000” differs: the quotation has “6,000”." in tunisia["compared"]
    assert "6,000" in tunisia["quotation"]
    assert re.fullmatch(r"[0-9a-f]{64}", tunisia["sha256"])
    assert milk["compared"] == NOTHING_CLOSE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_fills_the_box_and_is_deleted(visit, address, tmp_path: Path, encoding):
    page = open_tab(visit(address))
    file = tmp_path / "said.txt"
    file.write_bytes("\n".join(CLAIMS[1:4]).encode(encoding))
    page.locator("#claims input[type=file]").set_input_files(file)
    expect(statements(page)).to_have_value("\n".join(CLAIMS[1:4]))
    expect(page.locator("#claims-status")).to_contain_text("said.txt: 3 statements.")
    assert list(UPLOADS.rglob("said.txt")) == []
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#claims article")).to_have_count(3)


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ([""], "There is nothing to check."),
        (["A claim."] * (MOST_CLAIMS + 1), "At most 500 claims"),
    ],
)
def test_what_cannot_be_checked_is_said(visit, address, claims, sentence):
    page = open_tab(visit(address))
    statements(page).fill("\n".join(claims))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#claims-status")).to_contain_text(sentence)
    check(page, CLAIMS[:1])
    expect(page.locator("#claims-status")).to_have_text("")


def test_how_far_it_is_is_shown(visit, address):
    page = open_tab(visit(address))
    statements(page).fill("\n".join(CLAIMS[:2] * 50))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#claims-status")).to_contain_text(re.compile(r"\b\d+ of 100\b"))
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#claims-status")).to_contain_text(re.compile(r"Stopped: \d+ of 100"))
    assert 0 < page.locator("#claims article").count() < 100
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_enabled()


def test_the_keyboard_alone_checks_and_reaches_the_footnotes(visit, address):
    page = visit(address)
    page.get_by_role("tab", name="Ask").focus()
    press_until(page, "Tab", "document.activeElement.textContent.trim() === 'Check claims'")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "document.activeElement.matches('#claims textarea')")
    page.keyboard.type(CLAIMS[0])
    press_until(page, "Tab", "document.activeElement.textContent.trim() === 'Check'")
    page.keyboard.press("Enter")
    expect(page.locator("#claims article")).to_have_count(1)
    press_until(page, "Tab", "document.activeElement.matches('#claims blockquote a.footnote')")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("mark")).to_be_visible()


def test_a_handout_is_cut_judged_and_reported_and_the_verdicts_stay(
    visit, own_address, tmp_path: Path
):
    page = open_tab(visit(own_address))
    statements(page).fill(f"{CLAIMS[1]} He was arrested in 2014.\n\nWhy?")
    page.get_by_role("button", name="Cut into statements").click()
    expect(statements(page)).to_have_value(f"{CLAIMS[1]}\nKhalid Zerkani was arrested in 2014.")
    expect(page.locator("#claims-status")).to_contain_text("Left out: 1 question.")
    page.get_by_role("button", name="Check", exact=True).click()
    card = page.locator("#claims article").nth(1)
    verdict, note = card.get_by_label("Your verdict", exact=True), card.get_by_label("Your note")
    verdict.select_option("cannot be told")
    note.fill("Look it up.")
    note.press("Tab")
    expect(page.locator("#claims-status")).to_contain_text("1 of 2 (1 cannot be told).")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Word document").click()
    saved.value.save_as(tmp_path / "report.docx")
    (table,) = docx.Document(str(tmp_path / "report.docx")).tables
    assert [cell.text for cell in table.rows[2].cells][-2:] == ["cannot be told", "Look it up."]
    page.emulate_media(media="print")
    expect(card).to_be_visible()
    expect(statements(page)).to_be_hidden()
    expect(page.get_by_role("tab", name="Ask")).to_be_hidden()
    page.emulate_media(media="screen")
    page.reload()
    page.get_by_role("button", name="Last handout").click()
    expect(statements(page)).to_have_value(re.compile("Khalid Zerkani was arrested"))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(verdict).to_have_value("cannot be told")
    expect(note).to_have_value("Look it up.")


def press_until(page: Page, key: str, reached: str) -> None:
    for _ in range(24):
        if page.evaluate(reached):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to where {reached}")
