"""The page: layout only. Wording and markup are made in render/."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import api

from app.assemble import Footnote
from app.doors.terms import Doors
from app.page.chat import Chat
from app.page.chat_tab import build_chat
from app.page.claims import ClaimHandlers, build_claims
from app.page.fields import QUIET, line
from app.page.library import Handlers
from app.render.html import asset
from app.render.library import message_html
from app.render.shell import title_html

SWEEP_SECONDS = 3_600  # uploads are deleted when read; this is for those that never were


class ExtraTab(NamedTuple):
    """A tab of a room that this one does not know: its name, what lays it out, its style sheet."""

    name: str
    build: Callable[[gr.Tab], None]
    css: Path


def build(
    footnote: Footnote, tabs: Sequence[ExtraTab] = (), doors: Doors | None = None
) -> gr.Blocks:
    """The page for one library."""
    handlers = Handlers(footnote, doors or Doors())
    chat = Chat(footnote, handlers.doors)
    sweep = (SWEEP_SECONDS, SWEEP_SECONDS)
    page = gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=sweep)
    with page:
        # The one event that Gradio's own client may call, first so that the name is its own.
        api(chat.ask_by_program, api_name="ask", concurrency_limit=None)
        gr.HTML(title_html(signed_in=bool(handlers.doors.users)), apply_default_css=False)
        with gr.Tab("Ask") as tab, gr.Row(elem_id="ask"):
            build_chat(page, tab, chat)
        with gr.Tab("Check claims"), gr.Row(elem_id="claims"):
            build_claims(ClaimHandlers(footnote, handlers.doors))
        with gr.Tab("Library") as library, gr.Row(elem_id="library"):
            _build_library(library, handlers)
        for extra in tabs:
            with gr.Tab(extra.name) as extra_tab:
                extra.build(extra_tab)
    return page


def _build_library(tab: gr.Tab, handlers: Handlers) -> None:
    with gr.Column(min_width=0, visible=not handlers.doors.read_only):
        upload = gr.File(label="Add documents", file_count="multiple", height=140)
        with gr.Row(elem_id="address"):
            address = line(
                "Or add a web page or a Wikipedia article", "https://…", max_length=2_000
            )
            fetch = gr.Button("Add", scale=0, min_width=88)
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
