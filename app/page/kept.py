"""The Kept tab: the quotations that were kept, with notes; and keeping one from an answer.

Gradio is imported at the top here, as in chat.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import gradio as gr

from app.answers import Turn
from app.keeping.kept import KeptQuotation, place_of
from app.keeping.outdated import answers
from app.page.conversations import Memory, exports_html, owner_of
from app.page.downloads import offer_entries
from app.page.fields import QUIET, line
from app.render.card import footnoted
from app.render.exports import KEPT_FORMS
from app.render.html import asset
from app.render.kept import kept_html, marks_html
from app.render.library import message_html
from app.render.pack_entries import entries_from_kept
from app.web.errors import in_words
from ingest.errors import LibraryError

SWITCHED_OFF = "Nothing is kept while “Keep nothing” is ticked below the list of conversations."


@dataclass(frozen=True)
class KeptHandlers:
    """The events around kept quotations, for one library; none raises."""

    memory: Memory

    def marks(self, request: gr.Request) -> str:
        """Where the kept quotations stand, for page.js; nothing where nothing may be kept."""
        try:
            if self.memory.is_offered:
                places = self.memory.kept.places(owner_of(request))
                return marks_html(places, judged=self.memory.judges)
        except LibraryError:
            pass
        return ""

    def keep(self, turns: list[Turn], request: gr.Request, event: gr.EventData) -> str:
        """Keep a quotation of an answer, or keep it no longer; where the kept ones stand."""
        # What the browser sends is not to be trusted.
        turn, number = str(getattr(event, "turn", "")), str(getattr(event, "number", ""))
        cited = footnoted(turns[int(turn)]) if turn in map(str, range(len(turns))) else ()
        citation = next((each for each in cited if str(each.number) == number), None)
        try:
            if citation is None or not self.memory.is_offered:
                return self.marks(request)
            owner, kept = owner_of(request), self.memory.kept
            if not getattr(event, "wanted", False):
                kept.let_go(owner, place_of(citation))
            elif self.memory.keeps(request):
                kept.keep(owner, turns[int(turn)].question, citation)
            else:
                gr.Info(SWITCHED_OFF)
        except LibraryError as error:
            gr.Warning(str(error))
        return self.marks(request)

    def listed(self, search: str, request: gr.Request) -> str:
        """The list, of what was searched for."""
        return self._list(request, search)

    def annotate(self, request: gr.Request, event: gr.EventData) -> str:
        """Write a note; a sentence that says so."""
        quotation, note = str(getattr(event, "id", "")), str(getattr(event, "note", ""))
        try:
            if self.memory.is_offered:
                self.memory.kept.annotate(owner_of(request), quotation, note)
        except LibraryError as error:
            return message_html(str(error))
        return message_html(f"Note saved at {datetime.now().astimezone():%H:%M:%S}.")

    def remove(self, search: str, request: gr.Request, event: gr.EventData) -> str:
        """Delete a quotation; the list, which offers to bring it back."""
        return self._delete(search, request, event, undo=False)

    def bring_back(self, search: str, request: gr.Request, event: gr.EventData) -> str:
        """Bring a deleted quotation back; the list."""
        return self._delete(search, request, event, undo=True)

    def export(self, search: str, request: gr.Request, event: gr.EventData) -> Iterator[str]:
        """What is listed in the form that was chosen; yields what download.js watches."""
        form = str(getattr(event, "form", ""))
        kept = self._kept(request, search)
        if not kept or form not in KEPT_FORMS:
            gr.Info("There is nothing to export yet; keep a quotation first.")
            yield ""
        else:
            texts = self.memory.footnote.texts(answers([each.turn for each in kept]))
            title, entries = "Kept quotations", entries_from_kept(kept)
            yield from offer_entries(form, "footnote-kept", title, lambda: entries, texts)

    def _delete(self, search: str, request: gr.Request, event: gr.EventData, *, undo: bool) -> str:
        name = str(getattr(event, "id", ""))
        try:
            if self.memory.is_offered:
                self.memory.kept.delete(owner_of(request), name, undo=undo)
        except LibraryError as error:
            gr.Warning(str(error))
        return self._list(request, search, "" if undo else name)

    def _kept(self, request: gr.Request, search: str) -> Sequence[KeptQuotation]:
        if not self.memory.is_offered:
            return []
        return self.memory.kept.quotations(owner_of(request), str(search or ""))

    def _list(self, request: gr.Request, search: str, removed: str = "") -> str:
        try:
            kept, today = self._kept(request, search), datetime.now().astimezone().date()
            return kept_html(kept, today, search=str(search or ""), removed=removed)
        except Exception as error:
            return message_html(in_words(error))


def build_kept(tab: gr.Tab, handlers: KeptHandlers) -> None:
    """Lay out the tab."""
    plain: dict[str, Any] = {"apply_default_css": False}
    with gr.Row(elem_id="kept-top"):
        search = line("Search in quotations and notes", "Words")
        exports = gr.HTML(exports_html(KEPT_FORMS), elem_id="kept-exports",
                          js_on_load=asset("exports.js"), **plain)  # fmt: skip
    shown = gr.HTML(
        "", elem_id="kept-quotations", js_on_load=asset("notes.js") + asset("kept.js"), **plain
    )
    said = gr.HTML(message_html(""), elem_id="kept-said", js_on_load=None, **plain)
    file = gr.HTML("", elem_id="kept-file", js_on_load=asset("download.js"), **plain)
    listing: dict[str, Any] = {**QUIET, "inputs": search, "outputs": shown}
    tab.select(handlers.listed, **listing)
    search.change(handlers.listed, **listing, trigger_mode="always_last")
    shown.remove(handlers.remove, **listing)
    shown.bring_back(handlers.bring_back, **listing)
    shown.annotate(handlers.annotate, None, said, trigger_mode="multiple", **QUIET)
    exports.export(handlers.export, search, file, **QUIET)


def build_marks(
    page: gr.Blocks, tab: gr.Tab, turns: gr.State, history: gr.HTML, memory: Memory
) -> None:
    """Lay out, in the Ask tab, what lets a quotation be kept from its card."""
    handlers = KeptHandlers(memory)
    marks = gr.HTML("", elem_id="marks", js_on_load=asset("marks.js"), apply_default_css=False)
    history.keep(handlers.keep, turns, marks, trigger_mode="multiple", **QUIET)
    gr.on([page.load, tab.select], handlers.marks, None, marks, **QUIET)
