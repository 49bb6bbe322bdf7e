"""The conversation in a real browser: what differs, copying, addresses, new chats, saving, the pack."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from app.asking.ask import PASSAGES_READ
from app.page.chat import GONE
from tests.browser import ask, box, contrast_failures, picture, text_of

TUNISIA = "How many foreign fighters came from Tunisia?"
FRANCE = "How many foreign fighters came from France?"


def copied(page: Page, name: str) -> str:
    """What a copy link puts into the clipboard."""
    page.locator("a.copy", has_text=re.compile(f"^{name}$")).first.click()
    expect(page.locator(".copies [role=status]").first).to_have_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def export(page: Page, form: str) -> None:
    """Have the conversation in a form."""
    page.locator("#exports summary").click()
    page.locator("#exports").get_by_role("button", name=form).click()


def test_sources_that_differ_stand_side_by_side_each_with_its_footnote(visit, address):
    page = visit(address)
    card = ask(page, FRANCE)
    expect(card.locator(".differ")).to_have_text("The figures differ, as do their dates.")
    values = card.locator(".values")
    expect(values.locator("tbody th")).to_have_text(["around 689 1", "1,700 2", "more than 900 3"])
    expect(values.locator("tr", has_text="1,700")).to_contain_text("Soufan Group")
    expect(values.locator("tr", has_text="1,700")).to_contain_text("7 December 2015")
    values.locator("a.footnote").first.click()
    expect(page.locator("#source mark.current").first).to_contain_text("689 foreign fighters")
    assert contrast_failures(page) == []
    picture(page, "differ")


def test_why_this_answer_tells_what_was_read_and_how_long_it_took(visit, address):
    page = visit(address)
    why = ask(page, TUNISIA).locator(".why")
    expect(why.locator("table")).to_be_hidden()
    why.locator("summary").press("Enter")
    expect(why.locator("tbody tr")).to_have_count(PASSAGES_READ)
    expect(why).to_contain_text(re.compile(r"reading \d+ ms"))
    assert contrast_failures(page) == []
    why.locator("a.footnote").nth(1).click()
    expect(page.locator("#source mark.current").first).to_be_visible()


def test_a_citation_is_copied_as_text_and_for_bibliographies(visit, address):
    page = visit(address, permissions=["clipboard-read", "clipboard-write"])
    card = ask(page, TUNISIA)
    quote = text_of(card.locator(".quote").first)
    card.locator(".copies summary").first.click()
    assert copied(page, "Text").startswith(f"“{quote}”\n\nOrigins of foreign fighters by country")
    assert copied(page, "Markdown").startswith("> “The Soufan Group")
    assert "<blockquote>" in copied(page, "HTML")
    assert copied(page, "BibTeX").startswith("@misc{footnote-")
    assert copied(page, "RIS").startswith("TY  - GEN")
    assert json.loads(copied(page, "CSL-JSON"))[0]["type"] == "document"
    link = copied(page, "Link")
    assert link.startswith(f"{address}/source/")
    page.goto(link)
    assert text_of(page.locator("mark").first) == quote


def test_without_a_clipboard_the_text_opens_to_be_copied_by_hand(visit, address):
    page = visit(address)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    ask(page, TUNISIA).locator(".copies summary").first.click()
    with page.context.expect_page() as opened:
        page.locator("a.copy", has_text="BibTeX").first.click()
    expect(opened.value.locator("body")).to_contain_text("@misc{footnote-")


def test_an_address_holds_the_risk_and_the_documents(visit, address, open_footnote):
    page = visit(address)
    page.locator("#choices > button").click()
    page.get_by_role("radio", name="More, less sure").check()
    page.get_by_label("Ask only these documents").fill("Foreign fighters from the Maghreb")
    page.get_by_role("option", name="Foreign fighters from the Maghreb and Libya").click()
    expect(page.locator("#choices > button")).to_contain_text("More, less sure · 1 document")
    card = ask(page, TUNISIA)
    maghreb = open_footnote.store.summary_by_source("built-in/maghreb-and-libya.md").id
    links = [link.get_attribute("href") for link in card.locator(".notes a.footnote").all()]
    assert links
    assert all(link.startswith(f"/source/{maghreb}?") for link in links)
    query = parse_qs(urlsplit(page.url).query)
    (kept,) = query.pop("c")
    assert query == {"q": [TUNISIA], "risk": ["1/5"], "in": [maghreb]}
    other = visit(
        page.url.replace(kept, "0123456789abcdef")
    )  # as for somebody else: it is asked again
    expect(other.locator(".card .notes a.footnote")).to_have_count(len(links))
    expect(other.locator("#choices > button")).to_contain_text("More, less sure · 1 document")
    assert parse_qs(urlsplit(other.url).query)["c"] != [kept]


def test_an_address_of_a_document_that_is_gone_is_not_asked_of_others(visit, address):
    page = visit(f"{address}/?q=How+many%3F&in=0123456789abcdef")
    expect(page.locator(".card.problem .declined")).to_have_text(GONE)


def test_a_new_chat_can_be_undone(visit, address):
    page = visit(address)
    ask(page, TUNISIA)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".card")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    assert "q=" not in page.url
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".card h2")).to_have_text(TUNISIA)
    assert "q=" in page.url


def test_a_chat_is_saved_and_opened_again_elsewhere(visit, address, tmp_path):
    page = visit(address)
    ask(page, TUNISIA)
    ask(page, FRANCE)
    with page.expect_download() as saving:
        export(page, "To open again")
    assert re.fullmatch(
        r"footnote-chat-\d{4}-\d\d-\d\d-\d{4}\.json", saving.value.suggested_filename
    )
    with page.expect_download():  # the same once more is a download, too
        export(page, "To open again")
    saving.value.save_as(tmp_path / "chat.json")
    other = visit(address)
    ask(other, "What are the motives of foreign fighters?")
    other.locator("#keep input[type=file]").set_input_files(tmp_path / "chat.json")
    expect(other.locator(".done")).to_contain_text("All that it quotes stands in this library.")
    expect(other.locator(".card h2")).to_have_text([TUNISIA, FRANCE])
    expect(other.locator(".values tbody tr")).to_have_count(3)
    other.get_by_role("button", name="Bring it back").click()
    expect(other.locator(".card")).to_have_count(3)


def test_a_saved_chat_that_was_changed_is_not_shown(visit, address, tmp_path):
    page = visit(address)
    ask(page, TUNISIA)
    with page.expect_download() as saving:
        export(page, "To open again")
    text = Path(saving.value.path()).read_text(encoding="utf-8")
    (tmp_path / "chat.json").write_text(text.replace("estimated 6,000", "estimated 9,000"), "utf-8")
    (tmp_path / "other.json").write_text("[1, 2]")
    page.locator("#keep input[type=file]").set_input_files(tmp_path / "chat.json")
    expect(page.locator(".card.problem .declined")).to_contain_text("is not what stands there")
    expect(page.locator(".quote")).to_have_count(0)
    page.locator("#keep input[type=file]").set_input_files(tmp_path / "other.json")
    expect(page.locator(".notice")).to_have_text(
        "This file is not a conversation that Footnote saved."
    )


def test_the_evidence_pack_of_a_chat_checks_itself(visit, address, chromium, tmp_path):
    page = visit(address)
    ask(page, FRANCE)
    with page.expect_download() as packing:
        export(page, "Evidence pack")
    packing.value.save_as(tmp_path / "pack.html")
    with chromium.new_context() as context:
        context.set_offline(True)
        pack = context.new_page()
        pack.goto((tmp_path / "pack.html").as_uri())
        expect(pack.locator("#checks")).to_contain_text("included sources: 3 of 3.")
        expect(pack.locator("article h2")).to_have_text(FRANCE)


def test_everything_of_an_answer_is_reached_by_the_keyboard_alone(visit, address):
    page = visit(address)
    ask(page, FRANCE)
    box(page).focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        seen.append(
            page.evaluate("document.activeElement.innerText || document.activeElement.value")
        )
        if seen[-1] == "Ask":
            break
    reached = "\n".join(str(text) for text in seen)
    for name in ("Why this answer?", "Copy", "1", "3"):
        assert name in reached
    page.locator(".copies summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Text"


def test_a_follow_up_says_what_it_was_understood_as_and_can_be_edited_or_undone(visit, address):
    page = visit(address)
    ask(page, TUNISIA)
    ask(page, "And from Saudi Arabia?")
    card = page.locator(".card").nth(1)
    expect(card.locator(".understood")).to_contain_text(
        "Understood as “How many foreign fighters came from Saudi Arabia?”"
    )
    expect(card.locator(".short")).to_have_text("2,500")
    assert parse_qs(urlsplit(page.url).query)["q"] == [
        "How many foreign fighters came from Saudi Arabia?"
    ]
    picture(page, "follow-up")
    card.get_by_role("button", name="Edit").click()
    expect(box(page)).to_have_value("How many foreign fighters came from Saudi Arabia?")
    expect(box(page)).to_be_focused()
    box(page).fill("How many foreign fighters came from Turkey?")
    page.keyboard.press("Enter")
    expect(page.locator(".card").nth(2).locator(".short")).to_have_text("2,100")
    card.get_by_role("button", name="Ask it as typed").click()
    literal = page.locator(".card[data-question]").nth(3)
    expect(literal.locator("h2")).to_have_text("And from Saudi Arabia?")
    expect(literal.locator(".understood")).to_have_count(0)
    alone = ask(page, "What is the boiling point of water?")  # which stands by itself
    expect(alone.locator(".declined")).to_contain_text("Nothing was found on this.")
    expect(alone.locator(".understood")).to_have_count(0)
