"""Asking in a real browser, from the built-in library: answers, footnotes, sources, addresses, looks."""

import pytest
from playwright.sync_api import expect

from app.assemble import Footnote
from app.page.chat import EXAMPLES
from app.web.errors import BROKEN
from tests.browser import (
    NARROW,
    ask,
    box,
    cited,
    contrast_failures,
    mark_is_on_screen,
    picture,
    serving,
    text_of,
)

TUNISIA = "How many foreign fighters came from Tunisia?"
GERMANY = "How many foreign fighters came from Germany?"  # less sure
WHY = "Why do people become foreign fighters?"
UNANSWERABLE = "Who won the football World Cup?"
LIGHT, DARK = "rgb(251, 250, 246)", "rgb(23, 22, 20)"  # --paper in colours.css


def test_an_answer_is_a_quotation_with_a_footnote_and_its_source(visit, address, open_footnote):
    page = visit(address)
    card = ask(page, TUNISIA)
    quote = text_of(card.locator(".quote").first)
    assert "6,000" in quote
    expect(card.locator(".sure")).to_contain_text("times in 10 on questions like this.")
    expect(card.locator(".notes li").first).to_contain_text("1. Origins of foreign fighters")
    expect(page.locator("#source mark.current")).to_have_text(
        quote
    )  # it opens by itself where there is room
    for link in card.locator("blockquote a.footnote").all():
        link.click()
        text, quoted = cited(open_footnote.store, link)
        expect(page.locator("#source mark.current")).to_have_text(quoted)
        assert text_of(page.locator("#source .body")) == text  # the whole document
        assert mark_is_on_screen(page)
    expect(page.locator("#source .body h3")).to_have_count(1)
    assert page.locator("#source .body h4").count() >= 1


def test_clicking_a_footnote_again_scrolls_again(visit, address):
    page = visit(address, viewport={"width": 1280, "height": 500})
    card = ask(page, WHY)
    link = card.locator("blockquote a.footnote").last
    link.click()
    expect(link).to_have_attribute("aria-current", "true")
    page.wait_for_function("document.activeElement?.tagName === 'MARK'")
    page.locator("#source .sheet").evaluate("e => e.scrollTop = 0")
    link.click()
    page.wait_for_function("document.querySelector('#source .sheet').scrollTop > 0")
    assert mark_is_on_screen(page)


def test_the_keyboard_alone_asks_opens_and_comes_back(visit, address):
    page = visit(address)
    expect(box(page)).to_be_focused()
    page.keyboard.type(TUNISIA)
    page.keyboard.press("Enter")
    expect(page.locator("#history .answered")).to_have_count(1)
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('blockquote a.footnote')"):
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Footnote "
    )
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement?.tagName === 'MARK'")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.footnote')")


def test_while_waiting_one_may_type_and_a_second_enter_asks_nothing(visit, address):
    page = visit(address)
    button = page.get_by_role("button", name="Ask", exact=True)
    box(page).fill(TUNISIA)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#history .wait, #history .answered")).to_have_count(1)
    expect(box(page)).to_have_value("")
    page.keyboard.type("typed meanwhile")
    expect(page.locator("#history .answered")).to_have_count(1)
    expect(button).to_be_enabled()
    expect(box(page)).to_have_value("typed meanwhile")
    expect(page.locator("#history article")).to_have_count(1)


def test_a_declined_answer_says_so_and_shows_what_came_nearest(visit, address):
    page = visit(address)
    card = ask(page, UNANSWERABLE)
    expect(card).to_contain_text("Nothing was found on this.")
    expect(card).to_contain_text("What came nearest:")
    assert card.locator("blockquote").count() >= 1
    assert card.locator(".sure").count() == 0
    expect(page.locator("#source .hint")).to_be_visible()  # nothing opens by itself
    card.locator("a.footnote").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    picture(page, "declined")


def test_footnotes_count_through_a_conversation_and_visitors_share_none(visit, address):
    first, second = visit(address), visit(address)
    ask(first, TUNISIA)
    ask(first, WHY)
    labels = first.locator("#history sup").all_inner_texts()
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    assert len(labels) >= 2
    assert second.locator("#history article").count() == 0
    expect(first.locator("#history article").last).to_be_in_viewport()


@pytest.mark.parametrize("question", ["", "?!"])
def test_nothing_asked_is_said_and_leaves_no_card(visit, address, question):
    page, notice = visit(address), "Nothing is asked"
    box(page).fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=notice)).to_be_visible()
    assert page.locator("#history article").count() == 0
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    ask(page, TUNISIA)
    assert page.get_by_text(notice).count() == 0


@pytest.mark.parametrize("question", EXAMPLES)
def test_each_example_is_answered_from_its_page(visit, address, open_footnote, question):
    page = visit(address)
    page.get_by_role("button", name=question).click()
    expect(page.locator("#history .answered")).to_have_count(1)
    source = open_footnote.store.summary_by_source(EXAMPLES[question])
    assert (
        page.locator("a.footnote").first.get_attribute("href").startswith(f"/source/{source.id}?")
    )
    expect(page.locator("#examples")).to_be_hidden()


def test_how_often_an_answer_may_be_wrong_is_the_readers_choice(visit, address):
    page = visit(address)
    choices = page.locator("#choices > button")
    expect(choices).to_contain_text("Fewer and surer · all documents")
    choices.click()
    meaning = text_of(page.locator("#choices .risk"))
    page.get_by_role("radio", name="Fewest and surest").check()
    expect(page.locator("#choices .risk")).not_to_have_text(meaning)
    expect(choices).to_contain_text("Fewest and surest · all documents")
    card = ask(page, GERMANY)
    expect(card.locator(".declined")).to_contain_text("less certain than you ask for")
    expect(card.locator(".quote mark").first).to_have_text("760")
    expect(card.locator(".notes a.footnote").first).to_be_visible()
    page.get_by_role("radio", name="Everything").check()
    expect(ask(page, UNANSWERABLE).locator(".sure")).to_contain_text(
        "The quotation is hardly ever right on questions like this."
    )


def test_a_reader_takes_a_quotation_for_the_answer_and_the_conversation_keeps_it(visit, address):
    page = visit(address)
    page.locator("#choices > button").click()
    page.get_by_role("radio", name="Fewest and surest").check()
    card = ask(page, GERMANY)
    quote = text_of(card.locator(".quote").nth(0))
    card.get_by_role("button", name="answers it").first.click()
    expect(card).to_have_class("card answered")
    expect(card.locator(".sure")).to_contain_text("You chose this quotation")
    expect(card.locator(".quote")).to_have_text([quote])
    expect(card.get_by_role("button", name="answers it")).to_have_count(0)


def test_the_address_asks_follows_and_goes_back(visit, address):
    page = visit(f"{address}/?q=How+many+foreign+fighters+came+from+Tunisia%3F&__theme=dark")
    expect(page.locator("#source mark.current")).to_contain_text("6,000")
    entries = page.evaluate("history.length")
    ask(page, WHY)
    expect(page.locator("#source mark.current")).to_contain_text("belong")
    assert "q=Why+do" in page.url
    assert "__theme=dark" in page.url
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.locator("#source mark.current")).to_contain_text("6,000")
    expect(page.locator("#history article")).to_have_count(2)
    page.reload()
    expect(page.locator("#history article[data-question]")).to_have_count(1)


def test_a_footnote_is_an_address_that_opens_in_a_tab_of_its_own(visit, address):
    page = visit(address)
    link = ask(page, TUNISIA).locator("a.footnote").first
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    tab = opened.value
    expect(tab.locator("mark#quotation")).to_be_in_viewport()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Footnote")
    picture(tab, "source-tab")


def test_a_hostile_question_is_shown_character_for_character(visit, address):
    question = "${1+1} {{value}} \\n `x` <script>window.hacked=1</script> <img src=x onerror=window.hacked=1> a  b"
    page = visit(address)
    card = ask(page, question)
    shown = text_of(card.locator("h2"))
    assert shown.split() == question.split()
    assert page.evaluate("window.hacked") is None
    page.goto(page.url)  # once more, through the address
    expect(page.locator("#history article[data-question]")).to_have_count(1)
    assert text_of(page.locator("#history h2")) == shown


def test_an_unexpected_error_is_a_plain_card_and_a_traceback(visit, address, monkeypatch, capfd):
    def fail(*_, **__):
        return 1 / 0

    page = visit(address)
    with monkeypatch.context() as patch:
        patch.setattr(Footnote, "answer", fail)
        card = ask(page, TUNISIA)
    expect(card.locator(".declined")).to_have_text(BROKEN)
    assert "ZeroDivisionError: division by zero" in capfd.readouterr().err
    expect(ask(page, TUNISIA)).to_contain_text("6,000")  # and the page goes on


def ground(page):
    return page.evaluate("getComputedStyle(document.querySelector('gradio-app')).backgroundColor")


def test_the_address_overrules_the_systems_choice_of_dark(visit, address):
    assert ground(visit(address)) == LIGHT
    assert ground(visit(address, color_scheme="dark")) == DARK
    assert ground(visit(f"{address}/?__theme=dark")) == DARK
    assert ground(visit(f"{address}/?__theme=light", color_scheme="dark")) == LIGHT


def test_on_a_narrow_screen_the_source_lies_over_the_page(visit, address):
    page = visit(address, viewport=NARROW)
    card = ask(page, TUNISIA)
    pane = page.locator("#source .pane")
    expect(pane).to_be_hidden()
    card.locator("blockquote a.footnote").first.click()
    expect(page.locator("#source mark.current")).to_be_in_viewport()
    assert mark_is_on_screen(page)
    assert contrast_failures(page) == []
    picture(page, "narrow-source")
    assert page.locator("#chat").evaluate("e => e.inert")  # the keyboard stays in the source
    page.get_by_role("button", name="Close source").click()
    expect(pane).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.footnote')")
    page.keyboard.press("Enter")
    expect(pane).to_be_visible()
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    assert not page.locator("#chat").evaluate("e => e.inert")


def test_a_server_that_has_stopped_is_said_in_words(visit, open_footnote):
    with serving(open_footnote) as address:
        page = visit(address, expect_faults=True)
        link = ask(page, TUNISIA).locator("a.footnote").first
        expect(page.locator("#source mark.current")).to_be_visible()
    link.click()
    expect(page.locator("#source")).to_contain_text("Footnote is not running any more.")
