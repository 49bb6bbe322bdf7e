"""The Evaluate tab in a real browser: it asks the built-in questions and shows each with its answer."""

import re

import pytest
from playwright.sync_api import expect

from app.doors.terms import Doors
from app.jobs.board import Board
from app.server import start
from eval.report import REPORT
from eval.run import Run
from eval.tab import EvaluateHandlers, evaluate_tab
from tests.browser import NARROW, contrast_failures, free_port, is_too_wide, picture

RUN_PATIENCE = 400_000  # milliseconds, for all test questions on a busy machine


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def evaluate_address(open_footnote, runs):
    doors = Doors()
    page = start(open_footnote, free_port(), [evaluate_tab(runs)], doors)
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
    run = Run.read(next(runs.iterdir()))
    assert (run.folder / REPORT).exists()
    assert len(run.results) > 150
    right = sum(result.verdict.is_right for result in run.results)
    expect(page.locator("#evaluate")).to_contain_text(f"{right} of {len(run.results)} questions")
    assert page.locator("#evaluate svg").count() == 4
    items = page.locator("#evaluate .questions > li")
    assert items.count() == len(run.results)
    assert contrast_failures(page) == []
    picture(page, "evaluate")


def test_any_question_can_be_found_and_opened(visit, evaluate_address, runs):
    page = visit_tab(visit, evaluate_address)
    run = Run.read(next(runs.iterdir()))
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


def test_a_run_that_cannot_be_kept_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    board = Board()
    board.open(tmp_path / "library")
    try:
        status, _ = EvaluateHandlers(tmp_path / "file", board).evaluate()
        assert "may be left meanwhile" in status
        (job,) = board.jobs
        assert "cannot be written: Not a directory." in board.wait(job.id).sentence
    finally:
        board.close()


def test_a_damaged_run_is_told_in_words(tmp_path):
    handlers = EvaluateHandlers(tmp_path, Board())
    assert "Not asked yet." in handlers.latest()[0]
    (tmp_path / "built-in-test-1").mkdir()
    (tmp_path / "built-in-test-1" / "manifest.json").write_text("{}")
    assert "Not asked yet." in handlers.latest()[0]
