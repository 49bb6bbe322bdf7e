"""The Evaluate tab in a real browser: it asks the built-in questions and shows each with its answer."""

import re

import pytest
from playwright.sync_api import expect

from app.doors.terms import Doors
from app.jobs.board import Board
from app.page.conversations import Memory
from app.server import start
from eval.report import REPORT
from eval.run import Run
from eval.tab import EvaluateHandlers, evaluate_tab
from tests.browser import NARROW, ask, contrast_failures, free_port, is_too_wide, picture

RUN_PATIENCE = 400_000  # milliseconds, for all test questions on a busy machine


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def evaluate_address(own_footnote, runs):
    doors = Doors()
    page = start(own_footnote, free_port(), [evaluate_tab(runs)], doors)
    yield page.local_url.rstrip("/")
    doors.jobs.close()
    page.close(verbose=False)


def visit_tab(visit, address, **options):
    page = visit(address, **options)
    page.get_by_role("tab", name="Evaluate").click()
    return page


def test_the_test_questions_are_asked_and_shown(visit, evaluate_address, runs):
    page = visit_tab(visit, evaluate_address)
    status = page.locator("#evaluate-status")
    expect(status).to_contain_text("Not asked yet.")
    picture(page, "evaluate-before")
    button = page.get_by_role("button", name="Ask the test questions")
    button.click()
    expect(button).to_be_disabled()
    expect(status).to_contain_text("the page may be left meanwhile")
    job = page.locator(".jobs article[data-kind=evaluating]")
    expect(job).to_contain_text(re.compile(r"of 4\d\d · asking"))
    picture(page, "evaluate-running")

    other = visit_tab(visit, evaluate_address)
    expect(other.locator(".jobs article[data-kind=evaluating]")).to_contain_text("asking")
    expect(other.get_by_role("button", name="Ask the test questions")).to_be_disabled()
    other.close()

    expect(status).to_contain_text("Kept in", timeout=RUN_PATIENCE)
    expect(button).to_be_enabled()
    run = Run.read(next(runs.glob("built-in*")))
    assert (run.folder / REPORT).exists()
    assert len(run.results) > 150
    right = sum(result.verdict.is_right for result in run.results)
    expect(page.locator("#evaluate")).to_contain_text(f"{right} of {len(run.results)} questions")
    assert page.locator("#evaluate .evaluation svg").count() == 4
    items = page.locator("#evaluate .questions > li")
    assert items.count() == len(run.results)
    assert contrast_failures(page) == []
    picture(page, "evaluate")


def test_any_question_can_be_found_and_opened(visit, evaluate_address, runs):
    page = visit_tab(visit, evaluate_address)
    run = Run.read(next(runs.glob("built-in*")))
    wrong = next(r for r in run.results if r.quotes and not r.verdict.is_right and r.gold)
    page.locator("#evaluate input[type=search]").fill(wrong.question)
    item = page.locator("#evaluate .questions > li:visible")
    expect(item).to_have_count(1)
    item.locator("summary").click()
    expect(item).to_contain_text(wrong.quotes[0].quote)
    expect(item).to_contain_text(wrong.gold[0].quote)
    expect(item).to_contain_text(str(wrong.verdict))
    picture(page, "evaluate-question")
    with page.context.expect_page() as opened:
        item.get_by_role("link", name="Ask your library now").click()
    card = opened.value.locator("#history article[data-question]")
    expect(card).to_have_attribute("data-question", wrong.question)
    expect(card.locator(".declined, blockquote").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_screen(visit, evaluate_address, scheme):
    page = visit_tab(visit, evaluate_address, viewport=NARROW, color_scheme=scheme)
    expect(page.locator("#evaluate svg").first).to_be_visible()
    assert not is_too_wide(page)
    assert contrast_failures(page) == []
    picture(page, f"evaluate-narrow-{scheme}")


def keep_question(page, question, **answer):
    page.get_by_label("A question of yours").fill(question)
    if answer.get("nothing"):
        page.get_by_label("Nothing in the library answers it").check()
    else:
        page.get_by_label("The document that answers it").click()
        page.get_by_role("option", name=answer["document"]).click()
        text = page.locator(".own-text")
        expect(text).to_contain_text(answer["words"])
        text.evaluate(
            """(element, words) => {
              const start = element.textContent.indexOf(words), node = element.firstChild;
              getSelection().setBaseAndExtent(node, start, node, start + words.length);
              element.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
            }""",
            answer["words"],
        )
        expect(page.get_by_label("The answer, in the document")).to_have_value(answer["words"])
    page.get_by_role("button", name="Keep the question").click()
    expect(page.locator("#own-questions")).to_contain_text(question)


def test_own_questions_are_written_judged_asked_and_compared(visit, evaluate_address, runs):
    page = visit(evaluate_address)
    card = ask(page, "Who leads Imam Bukhari Jamaat?")
    card.get_by_role("button", name="Right").click()
    expect(page.locator(".toast-body")).to_contain_text("among your questions now")
    card = ask(page, "What is the boiling point of water?")
    card.get_by_role("button", name="Wrong").click()
    page.get_by_role("tab", name="Evaluate").click()
    own = page.locator("#own-questions")
    expect(own.locator("li.open")).to_contain_text("boiling point")
    expect(own).to_contain_text("2 questions, 1 without a known answer.")
    keep_question(page, "What is the boiling point of water?", nothing=True)
    expect(own.locator("li.open")).to_have_count(0)
    keep_question(
        page, "How many fighters came from Tunisia?",
        document="Origins of foreign fighters by country and region", words="6,000",
    )  # fmt: skip
    expect(own).to_contain_text("3 questions, 0 without")
    picture(page, "evaluate-own")

    page.get_by_role("button", name="Ask your questions").click()
    expect(page.locator("#evaluate")).to_contain_text("3 of 3 questions", timeout=RUN_PATIENCE)
    (run,) = runs.glob("own/*/*")
    assert not (run / "library").exists()
    own.get_by_role("button", name="Remove: How many").click()
    own.get_by_role("button", name="Undo").click()
    own.get_by_role("button", name="Change: How many").click()
    expect(page.get_by_label("A question of yours")).to_have_value(
        "How many fighters came from Tunisia?"
    )
    expect(page.get_by_label("The answer, in the document")).to_have_value("6,000")

    page.get_by_label("The answer, in the document").fill("7,777")  # which stands nowhere
    page.get_by_role("button", name="Keep the question").click()
    expect(page.locator("#own-status")).to_contain_text("do not stand in Origins")
    keep_question(
        page, "How many fighters came from Tunisia?",
        document="Education and employment of Islamic State", words="Education",
    )  # fmt: skip
    page.get_by_role("button", name="Ask your questions").click()
    expect(page.locator("#evaluate")).to_contain_text("2 of 3 questions", timeout=RUN_PATIENCE)
    first = page.locator("#evaluate .questions > li").first
    expect(first).to_contain_text("from Tunisia")  # the surest error
    page.get_by_label("Compared with").click()
    page.get_by_role("option", name="your questions").last.click()
    expect(page.locator("#evaluate")).to_contain_text("Worse: 1")
    page.get_by_role("button", name="Report").scroll_into_view_if_needed()
    picture(page, "evaluate-compared")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Report").click()
    assert "your questions" in begun.value.path().read_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove this run").click()
    expect(page.locator("#evaluate")).to_contain_text("3 of 3 questions")
    assert len(list(runs.glob("own/*/*"))) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_questions_fit_a_narrow_screen(visit, evaluate_address, scheme):
    page = visit_tab(visit, evaluate_address, viewport=NARROW, color_scheme=scheme)
    expect(page.locator("#own-questions li").first).to_be_visible()
    assert not is_too_wide(page)
    assert contrast_failures(page) == []
    picture(page, f"evaluate-own-narrow-{scheme}")


def test_a_run_that_cannot_be_kept_is_told_in_words(tmp_path, open_footnote):
    (tmp_path / "file").write_text("not a folder")
    board = Board()
    board.open(tmp_path / "library")
    try:
        memory = Memory(open_footnote, Doors(jobs=board))
        status, *_ = EvaluateHandlers(tmp_path / "file", memory).evaluate()
        assert "may be left meanwhile" in status
        (job,) = board.jobs
        assert "cannot be written: Not a directory." in board.wait(job.id).sentence
    finally:
        board.close()


def test_a_damaged_run_is_told_in_words(tmp_path, open_footnote):
    handlers = EvaluateHandlers(tmp_path, Memory(open_footnote))
    assert "Not asked yet." in handlers.begin("", "", None)[0]
    (tmp_path / "built-in-test-1").mkdir()
    (tmp_path / "built-in-test-1" / "manifest.json").write_text("{}")
    assert "Not asked yet." in handlers.begin("", "", None)[0]
