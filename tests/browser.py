"""Helpers of the tests of the server and in a browser: serving, asking, reading marks, contrast."""

import asyncio
import os
import re
import shutil
import socket
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Locator, Page, expect

from app.assemble import Footnote
from app.doors.terms import Doors
from app.shelf.shelf import Shelf
from index.store import Store

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "narrow-dark": {"viewport": NARROW, "color_scheme": "dark"},
}
SCREENSHOTS = Path(__file__).parent / "screenshots"  # ignored by git
Done = TypeVar("Done")
PATIENCE = 30_000  # milliseconds: the machine may be busy

expect.set_options(timeout=PATIENCE)


def run(coroutine: Coroutine[Any, Any, Done]) -> Done:
    """Run it in a thread of its own: the browser's driver has a loop in this one already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = [os.environ.get("FOOTNOTE_CHROMIUM"), *(shutil.which(name) for name in names)]
    return next((path for path in found if path), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    footnote: Footnote, doors: Doors | None = None, shelf: Shelf | None = None
) -> Iterator[str]:
    """Serve a library, or a shelf of them; gives the address."""
    from app.server import start  # which is slow to import, and most tests need no server

    doors = doors or Doors()
    page = start(footnote, free_port(), doors=doors, shelf=shelf)
    try:
        yield page.local_url.rstrip("/")
    finally:
        doors.jobs.close()
        page.close(verbose=False)


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(300)  # for what fades in
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def box(page: Page) -> Locator:
    return page.get_by_label("Your question")


def ask(page: Page, question: str) -> Locator:
    """Ask by typing and Enter; returns the new card."""
    cards = page.locator("#history article[data-question]")
    number = cards.count()
    box(page).fill(question)
    page.keyboard.press("Enter")
    expect(cards).to_have_count(number + 1)
    return cards.last


def text_of(locator: Locator) -> str:
    """The text as it is, character for character: inner_text would tidy the spaces."""
    return str(locator.evaluate("e => e.textContent"))


def cited(store: Store, link: Locator) -> tuple[str, str]:
    """The text of the document that a footnote names, and the slice that it cites."""
    found = re.fullmatch(
        r"/source/(\w+)\?start=(\d+)&end=(\d+)(?:&start=\d+&end=\d+)*#quotation",
        link.get_attribute("href"),
    )
    identifier, start, end = found.groups()
    text = store.document(identifier).text
    return text, text[int(start) : int(end)]


def mark_is_on_screen(page: Page) -> bool:
    return page.evaluate("""() => {
        const m = document.querySelector('#source mark.current').getBoundingClientRect();
        const s = document.querySelector('#source .sheet').getBoundingClientRect();
        return m.height > 0 && m.top >= Math.max(0, s.top) && m.bottom <= Math.min(innerHeight, s.bottom);
    }""")


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def contrast_failures(page: Page, inside: str = "gradio-app") -> list[str]:
    """Every visible text against the first opaque background behind it; WCAG AA asks for 4.5."""
    return page.evaluate(
        """(inside) => {
      const rgb = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
      const linear = (v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
      const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
      const ground = (e) => {
        while (e && rgb(getComputedStyle(e).backgroundColor)[3] === 0) e = e.parentElement;
        return e ? rgb(getComputedStyle(e).backgroundColor) : [255, 255, 255];
      };
      const bad = [];
      for (const e of document.querySelectorAll(`${inside} *`)) {
        const hint = e.tagName === 'INPUT' && e.placeholder;
        const own = hint || [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        const seen = e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        if (!own || !seen || e.getBoundingClientRect().width < 2) continue;
        const ink = rgb(getComputedStyle(e, hint ? '::placeholder' : null).color);
        const [x, y] = [light(ink), light(ground(e))].sort((p, q) => q - p);
        const ratio = (x + .05) / (y + .05);
        if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${e.tagName}.${e.className} ${(e.textContent || hint).trim().slice(0, 40)}`);
      }
      return bad;
    }""",
        inside,
    )
