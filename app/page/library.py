"""The Library tab: its layout, and its handlers, which never raise; for the imports see chat.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import gradio as gr

from app.assemble import Footnote
from app.doors.terms import Doors
from app.keeping.kept import Kept
from app.page.fields import QUIET, line
from app.page.progress import Updates, follow
from app.render.html import asset
from app.render.library import formats_html, message_html, progress_html, report_html, table_html
from app.web.errors import in_words
from app.web.uploads import LIMITS, read_uploads
from index.sync import add_sources, remove_documents
from ingest.report import Report
from ingest.sources import Found, find_sources


@dataclass(frozen=True)
class LibraryHandlers:
    """The events of the tab, for one library."""

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
                Kept(store).sweep()
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


def build_library(tab: gr.Tab, handlers: LibraryHandlers) -> None:
    """Lay out the tab."""
    with gr.Column(min_width=0, visible=not handlers.doors.read_only):
        upload = gr.File(label="Add documents", file_count="multiple", height=140)
        with gr.Row(elem_id="address"):
            address = line(
                "Or add a web page or a Wikipedia article", "https://…", max_length=2_000
            )
            fetch = gr.Button("Add", scale=0, min_width=88)
        gr.HTML(formats_html(), elem_id="formats", js_on_load=None, apply_default_css=False)
        status = gr.HTML(
            message_html(""), elem_id="status", js_on_load=None, apply_default_css=False
        )
    with gr.Column(min_width=0):
        search = line("Search by title", "Part of a title")
        script = asset("table.js")
        table = gr.HTML("", elem_id="documents", apply_default_css=False, js_on_load=script)

    # One run at a time, and nothing is lost: what comes in meanwhile waits for its turn.
    adding: dict[str, Any] = {
        **QUIET, "concurrency_id": "add", "concurrency_limit": 1, "trigger_mode": "multiple"
    }  # fmt: skip
    upload.upload(
        handlers.add_uploads, [upload, search], [status, table, upload], preprocess=False, **adding
    )
    gr.on([address.submit, fetch.click], handlers.add_address, [address, search],
          [status, table, address], **adding)  # fmt: skip
    search.change(handlers.table, search, table, trigger_mode="always_last", **QUIET)
    tab.select(handlers.table, search, table, **QUIET)
    table.discard(handlers.remove, search, table, **QUIET)
