"""The page: its tabs, side by side; each is laid out in its own module, worded in render/."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import gradio as gr
from gradio.events import api

from app.assemble import Footnote
from app.doors.terms import Doors
from app.page.chat import Chat, build_chat
from app.page.claims import ClaimHandlers, build_claims
from app.page.conversations import Memory
from app.page.kept import KeptHandlers, build_kept
from app.page.library import LibraryHandlers, build_library
from app.page.table import TableHandlers, build_table
from app.render.html import asset
from app.render.jobs import jobs_place_html
from app.render.shell import title_html

SWEEP_SECONDS = 3_600  # uploads are deleted when read; this is for those that never were


class ExtraTab(NamedTuple):
    """A tab of a room that this one does not know: its name, what lays it out, its style sheet."""

    name: str
    build: Callable[[gr.Tab, Memory], None]
    css: Path


def build(
    footnote: Footnote, tabs: Sequence[ExtraTab] = (), doors: Doors | None = None
) -> gr.Blocks:
    """The page for one library."""
    doors = doors or Doors()
    memory = Memory(footnote, doors, judges=bool(tabs))
    chat = Chat(memory)
    sweep = (SWEEP_SECONDS, SWEEP_SECONDS)
    page = gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=sweep)
    with page:
        # The one event that Gradio's own client may call, first so that the name is its own.
        api(chat.answer_program, api_name="ask", concurrency_limit=None)
        gr.HTML(
            title_html(signed_in=bool(doors.users)),
            js_on_load=asset("shell.js") + asset("libraries.js"),
            apply_default_css=False,
        )
        jobs, look = jobs_place_html(), asset("jobs.js")
        gr.HTML(jobs, elem_id="jobs", js_on_load=look, apply_default_css=False)
        with gr.Tab("Ask") as tab, gr.Row(elem_id="ask"):
            build_chat(page, tab, chat)
        with gr.Tab("Kept", visible=memory.is_offered) as kept, gr.Column(elem_id="kept-tab"):
            build_kept(kept, KeptHandlers(memory))
        with gr.Tab("Check claims"), gr.Row(elem_id="claims"):
            build_claims(page, ClaimHandlers(memory))
        with gr.Tab("Table") as table, gr.Row(elem_id="table"):
            build_table(table, TableHandlers(footnote, doors))
        with gr.Tab("Library") as library, gr.Row(elem_id="library"):
            build_library(library, LibraryHandlers(footnote, doors))
        for extra in tabs:
            with gr.Tab(extra.name) as extra_tab:
                extra.build(extra_tab, memory)
    return page
