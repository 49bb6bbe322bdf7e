"""What happens in the Library tab: generators that never raise, as in chat.py.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import gradio as gr

from app.assemble import Footnote
from app.doors.terms import Doors
from app.page.progress import Updates, follow
from app.render.library import message_html, progress_html, report_html, table_html
from app.web.errors import in_words
from app.web.uploads import LIMITS, read_uploads
from index.sync import add_sources, remove_documents
from ingest.report import Report
from ingest.sources import Found, find_sources


@dataclass(frozen=True)
class Handlers:
    """The events of the page, for one library."""

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)
    _turn: Lock = field(default_factory=Lock)

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
        """Add what is found, to its end even if nobody looks on; yields (status, table, box)."""

        def add(show: Callable[[str], None]) -> Report:
            found = find()  # uploads are read, and so deleted, also where nothing may be added
            self.doors.check_may_change()
            with self._turn:  # a page that was left may have left its run behind
                started = time.perf_counter()
                encoder, folder = self.footnote.retriever.encoder, self.footnote.store.folder
                return add_sources(
                    folder, found, encoder, LIMITS,
                    lambda step: show(progress_html(step, time.perf_counter() - started)),
                )  # fmt: skip

        try:
            for step in follow(add):
                if isinstance(step, Report):
                    yield report_html(step), self.table(search), emptied
                else:
                    yield step, gr.skip(), gr.skip()
        except Exception as error:
            yield message_html(in_words(error)), self.table(search), gr.skip()
