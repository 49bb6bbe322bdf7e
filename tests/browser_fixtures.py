"""Fixtures of the tests in a browser: a real library, served, and pages that tell on themselves."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from app.assemble import Footnote
from app.doors.terms import Doors
from app.jobs.board import Board
from tests.browser import FLAGS, WIDE, find_chromium, serving

Visit = Callable[..., Page]
# The page comes piece by piece: the question's box, and the source when its script has run.
WHOLE = ["#question button", "#source .pane:not([inert])"]
# What Gradio says when a page is left while it listens to the server.
LEAVING = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
# Gradio leaves event loops open when it starts, and Python may come upon them at any time.
UNCLOSED = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
SERVED = {"address", "own_address", "chromium", "open_footnote", "built_in_folder"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVED & set(getattr(item, "fixturenames", ())):
            item.add_marker(UNCLOSED)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        sentence = "There is no Chromium here; install one, or name it in FOOTNOTE_CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(open_footnote: Footnote) -> Iterator[str]:
    """The built-in library, served; tests may not change it."""
    with serving(open_footnote) as address:
        yield address


@pytest.fixture(scope="module")
def own_footnote(built_in_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Footnote:
    """A copy of the built-in library, for a module's tests to change."""
    folder = tmp_path_factory.mktemp("own") / "library"
    shutil.copytree(built_in_folder, folder)
    return Footnote.from_folder(folder, print)


@pytest.fixture(scope="module")
def own_address(own_footnote: Footnote) -> Iterator[str]:
    # Less time to undo a removal than a user has.
    with serving(own_footnote, Doors(jobs=Board(undo_seconds=4.0))) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Opens a page in a fresh session; at the end, nothing was asked of other machines, and no script failed."""
    contexts, complaints = [], []

    def open_page(url: str, *, expect_faults: bool = False, **options: Any) -> Page:
        context = chromium.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        page = context.new_page()
        if not expect_faults:
            page.on(
                "pageerror", lambda e: None if is_leaving(str(e)) else complaints.append(str(e))
            )
            page.on("console", lambda m: complaints.append(m.text) if is_fault(m) else None)
        page.on("request", lambda r: complaints.append(r.url) if is_foreign(r.url) else None)
        page.goto(url)
        page.get_by_role("tab").first.wait_for()
        for part in WHOLE:
            page.locator(part).wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def is_fault(message: ConsoleMessage) -> bool:
    """A source that is gone is a 404, which the browser notes and we expect."""
    gone = "404" in message.text and "/source/" in message.location["url"]
    return message.type == "error" and not gone and not is_leaving(message.text)


def is_leaving(text: str) -> bool:
    return text.startswith(LEAVING)


def is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
