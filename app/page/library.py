"""The Library tab: what is added, and the documents; for the imports see chat.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from app.assemble import Footnote
from app.doors.terms import Doors
from app.jobs.job import Kind
from app.page.fields import QUIET, line
from app.render.html import asset
from app.render.library import Sort, adding_html, message_html, sorted_by, table_html
from app.web.errors import in_words
from app.web.uploads import LIMITS
from index.following import followed
from index.tags import Tags
from ingest.errors import FootnoteError


@dataclass(frozen=True)
class LibraryHandlers:
    """The events of the tab, for one library; what changes it goes by app/web/jobs.py."""

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)

    def table(self, search: str = "", sort: str = Sort.TITLE) -> str:
        """The documents that a search finds in their titles or their text."""
        search = str(search or "")
        try:
            summaries = sorted_by(self.footnote.store.summaries(), str(sort))
            said = self.footnote.retriever.documents_with(search) if search.strip() else {}
            jobs = (job for job in self.doors.jobs.jobs if job.kind is Kind.REMOVING)
            leaving = {id_ for job in jobs if not job.ended for id_ in job.ids}
            removable = not self.doors.read_only
            folders = followed(self.footnote.store.folder)
            tags = Tags(self.footnote.store.folder).by_source()
            return table_html(
                summaries, search, said,
                leaving=leaving, removable=removable, followed=folders, tags=tags,
            )  # fmt: skip
        except Exception as error:
            return message_html(in_words(error))

    def tag(self, search: str, sort: str, event: gr.EventData) -> str:
        """Give documents a tag; the table."""
        return self._tag(search, sort, event, Tags.add)

    def untag(self, search: str, sort: str, event: gr.EventData) -> str:
        """Take a tag off documents; the table."""
        return self._tag(search, sort, event, Tags.remove)

    def _tag(
        self,
        search: str,
        sort: str,
        event: gr.EventData,
        change: Callable[[Tags, list[str], str], None],
    ) -> str:
        # What the browser sends is not to be trusted.
        ids, tag = getattr(event, "ids", []), str(getattr(event, "tag", ""))
        try:
            self.doors.check_may_change()
            store, wanted = self.footnote.store, set(map(str, ids if isinstance(ids, list) else []))
            sources = [each.source for each in store.summaries() if each.id in wanted]
            change(Tags(store.folder), sources, tag)
        except FootnoteError as error:
            gr.Warning(str(error))
        return self.table(search, sort)


def build_library(tab: gr.Tab, handlers: LibraryHandlers) -> None:
    """Lay out the tab."""
    plain: dict[str, Any] = {"apply_default_css": False}
    if not handlers.doors.read_only:
        adding = adding_html(LIMITS.max_bytes)
        gr.HTML(adding, elem_id="adding", js_on_load=asset("adding.js"), **plain)
    with gr.Column(min_width=0):
        with gr.Row(elem_id="finding"):
            search = line("Search in titles and texts", "Words")
            sort = gr.Dropdown(
                [str(each) for each in Sort], value=str(Sort.TITLE), label="Order", scale=0,
                min_width=150, filterable=False,
            )  # fmt: skip
        table = gr.HTML("", elem_id="documents", js_on_load=asset("table.js"), **plain)
    given = [search, sort]
    gr.on([search.change, sort.change], handlers.table, given, table,
          trigger_mode="always_last", **QUIET)  # fmt: skip
    tab.select(handlers.table, given, table, **QUIET)
    for event, change in ((table.tag, handlers.tag), (table.untag, handlers.untag)):
        event(change, given, table, trigger_mode="multiple", **QUIET)
    table.refresh(handlers.table, given, table, trigger_mode="always_last", **QUIET)
