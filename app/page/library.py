"""What happens in the Library tab: generators that never raise, as in chat.py.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import gradio as gr

from app.assemble import Footnote
from app.doors.terms import Doors
from app.render.library import message_html, progress_html, report_html, table_html
from app.web.errors import in_words
from app.web.uploads import LIMITS, read_uploads
from index.sync import add_sources, remove_documents
from ingest.report import Report
from ingest.sources import Found, find_sources

PROGRESS_SECONDS = 0.2  # between two looks at a run: often enough for an eye
Step = TypeVar("Step")
Done = TypeVar("Done")
Updates = tuple[Any, ...]  # one value for each output; what they may be is Gradio's affair


@dataclass(frozen=True)
class Handlers:
    """The events of the page, for one library."""

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)

    def add_uploads(self, files: list[dict[str, Any]] | None, search: str) -> Iterator[Updates]:
        """Yields (status, table, upload box); the event must have ``preprocess=False``."""
        # Each file is deleted when it is read, so the box is emptied before the work begins.
        yield message_html("Reading…"), gr.skip(), None
        yield from self._add(lambda: list(read_uploads(files or [])), search, None)

    def add_address(self, address: str, search: str) -> Iterator[Updates]:
        """Yields (status, table, address box)."""
        address = str(address or "").strip()
        # find_sources takes files too, and what the browser sends must never name one.
        if not address.lower().startswith(("http://", "https://")):
            said = "An address begins with http:// or https://, as in the browser's address bar."
            yield message_html(said), gr.skip(), gr.skip()
            return
        yield message_html(f"Fetching {address}…"), gr.skip(), gr.skip()
        yield from self._add(lambda: list(find_sources([address], LIMITS)), search, "")

    def remove(self, search: str, event: gr.EventData) -> str:
        """Take one document out; the table, with what came of it above."""
        # What the browser sends is not to be trusted; an id that is not there removes nothing.
        wanted = str(getattr(event, "id", ""))
        try:
            self.doors.check_may_change()
            store = self.footnote.store
            doomed = [summary for summary in store.summaries() if summary.id == wanted]
            if doomed:
                remove_documents(store, doomed)
            said = f"Removed {doomed[0].title}." if doomed else "That document was gone already."
        except Exception as error:
            said = in_words(error)
        return self.table(search, said)

    def table(self, search: str = "", message: str = "") -> str:
        """The documents that a search finds."""
        try:
            summaries = self.footnote.store.summaries()
            return table_html(
                summaries, str(search or ""), message, removable=not self.doors.read_only
            )
        except Exception as error:
            return message_html(in_words(error))

    def _add(self, find: Callable[[], Found], search: str, emptied: object) -> Iterator[Updates]:
        """Add what is found; yields (status, table, the box it came from)."""
        started = time.perf_counter()
        encoder, folder = self.footnote.retriever.encoder, self.footnote.store.folder
        try:
            found = find()  # uploads are read, and so deleted, also where nothing may be added
            self.doors.check_may_change()
            for step in follow(partial(add_sources, folder, found, encoder, LIMITS)):
                if isinstance(step, Report):
                    yield report_html(step), self.table(search), emptied
                else:
                    elapsed = time.perf_counter() - started
                    yield progress_html(step, elapsed), gr.skip(), gr.skip()
        except Exception as error:
            yield message_html(in_words(error)), self.table(search), gr.skip()


def follow(work: Callable[[Callable[[Step], None]], Done]) -> Iterator[Step | Done]:
    """Do the work in another thread: its latest step again and again, then what it returns.

    What the work raises is raised here. Whoever stops listening does not stop the work.
    """
    latest: deque[Step] = deque(maxlen=1)
    with ThreadPoolExecutor(max_workers=1) as pool:
        run = pool.submit(work, latest.append)
        while not run.done():
            wait([run], timeout=PROGRESS_SECONDS)
            if latest:
                yield latest.pop()
    yield run.result()
