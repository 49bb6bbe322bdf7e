"""Makes the README's pictures anew: the real app on the built-in library, in a real browser.

    python -m tests.readme_pictures [NAME ...]

Each is written into app/assets; look at it before it is committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.assemble import Footnote
from index.encoder import load_default
from index.sync import add_sources
from ingest.library import built_in_sources
from ingest.sources import Limits
from tests.browser import FLAGS, ask, find_chromium, serving
from tests.paths import ROOT

expect.set_options(timeout=300_000)  # nobody waits for it
ASSETS = ROOT / "app" / "assets"
WHOLE, NARROW = {"width": 1120, "height": 630}, {"width": 760, "height": 1700}
COLOURS = 64  # of a picture's palette: text stays sharp, and the file small
TUNISIA = "How many foreign fighters came from Tunisia?"
CLAIMS = (
    "The Soufan Group counted 5,000 foreign fighters from Tunisia.\n"
    "Khalid Zerkani recruited 72 young people in Belgium, and he was born in Morocco.\n"
    "The Soufan Group estimated 110 foreign fighters from Austria."
)
# The card of one question for each shape.
SHAPES = {
    "differ": "How many foreign fighters came from France?",
    "list": "Which countries had the most foreign fighters?",
    "why": "Why did people become foreign fighters?",
    "about": "Tell me about Khalid Zerkani",
    "compare": "How do Finland and Norway differ?",
    "yes-no": "Is it a crime in Norway to join Islamic State?",
    "parts": "How many foreign fighters came from Tunisia, from Jordan and from Brazil?",
    "rank": "Which country had the most foreign fighters?",
    "two-steps": "Which towns are recruitment hotbeds in the country most fighters came from?",
}


def take_all(browser: Browser, address: str, names: set[str]) -> None:
    """The pictures of these names, or all of them."""
    page = open_page(browser, address, NARROW)
    for name, question in SHAPES.items():
        if not names or name in names:
            card = ask(page, question)
            page.wait_for_timeout(500)  # for what fades in
            keep(card.screenshot(), f"screenshot-{name}")
    page.context.close()
    if not names or "answer" in names:
        page = open_page(browser, address, WHOLE)
        ask(page, TUNISIA).locator("blockquote a.footnote").first.click()
        expect(page.locator("#source mark.current").first).to_be_visible()
        page.wait_for_timeout(500)
        keep(page.screenshot(), "screenshot")
        page.context.close()
    if not names or "claims" in names:
        page = open_page(browser, address, WHOLE)
        page.get_by_role("tab", name="Check claims").click()
        page.get_by_label("Statements to check").fill(CLAIMS)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("#claims article")).to_have_count(CLAIMS.count("\n") + 1)
        page.wait_for_timeout(500)
        keep(page.screenshot(), "screenshot-claims")
        page.context.close()


def open_page(browser: Browser, address: str, viewport: dict[str, int]) -> Page:
    page = browser.new_context(viewport=viewport).new_page()
    page.goto(address)
    page.get_by_role("tab").first.wait_for()
    return page


def keep(png: bytes, name: str) -> None:
    """Write a picture with few colours."""
    path = ASSETS / f"{name}.png"
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        add_sources(library, built_in_sources(), load_default(), Limits())
        footnote = Footnote.from_folder(library, print)
        with serving(footnote) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            take_all(browser, address, set(sys.argv[1:]))
            browser.close()


if __name__ == "__main__":
    main()
