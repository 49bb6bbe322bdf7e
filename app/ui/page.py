"""The page: layout only. Wording and markup are made in render_html.py and its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import api

from app.answers import DEFAULT_RISK
from app.assemble import Footnote
from app.doors import LONGEST_QUESTION, Doors
from app.render import RISKS
from app.render_doors import SIGN_OUT
from app.render_html import PANE, TITLE, history_html
from app.render_library import message_html
from app.ui.handlers import EXAMPLES, Handlers

HERE = Path(__file__).parent
SWEEP_SECONDS = 3_600  # uploads are deleted when read; this is for those that never were

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


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
    sweep = (SWEEP_SECONDS, SWEEP_SECONDS)
    page = gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=sweep)
    with page:
        # The one event that Gradio's own client may call, first so that the name is its own.
        api(handlers.ask_by_program, api_name="ask", concurrency_limit=None)
        gr.HTML(TITLE + (SIGN_OUT if handlers.doors.users else ""), apply_default_css=False)
        with gr.Tab("Ask") as tab, gr.Row(elem_id="ask"):
            examples = _build_chat(page, handlers)
            script = (HERE / "source.js").read_text()
            gr.HTML(PANE, elem_id="source", js_on_load=script, apply_default_css=False)
        with gr.Tab("Library") as library, gr.Row(elem_id="library"):
            _build_library(library, handlers)
        for extra in tabs:
            with gr.Tab(extra.name) as extra_tab:
                extra.build(extra_tab)
        # The library may have changed since, here or from the command line.
        gr.on([page.load, tab.select], handlers.examples, None, examples, **QUIET)
    return page


def _build_chat(page: gr.Blocks, handlers: Handlers) -> list[gr.Button]:
    turns = gr.State([])
    with gr.Column(elem_id="chat", min_width=0):
        script = (HERE / "page.js").read_text()
        history = gr.HTML(
            history_html([]), elem_id="history", js_on_load=script, apply_default_css=False
        )
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(text, size="sm", visible=False) for text in EXAMPLES]
        risk = _build_risk(handlers)
        with gr.Row(elem_id="question"):
            box = _line("Your question", "Ask your documents…", max_length=LONGEST_QUESTION,
                        show_label=False, container=False, autofocus=True)  # fmt: skip
            button = gr.Button("Ask", variant="primary", scale=0, min_width=88)
    asking: dict[str, Any] = {
        **QUIET,
        "outputs": [history, box, button, turns],
        "concurrency_limit": None,  # they wait at the gate, with those from the other doors
    }
    gr.on([box.submit, button.click], handlers.ask, [box, turns, risk], **asking)
    for example in examples:
        example.click(handlers.ask, [example, turns, risk], **asking)
    page.load(handlers.ask_from_address, [turns], **asking)
    return examples


def _build_risk(handlers: Handlers) -> gr.Radio:
    with gr.Row(elem_id="risk"):
        risk = gr.Radio(
            [(words.capitalize(), str(risk)) for risk, words in RISKS.items()],
            value=str(DEFAULT_RISK), label="How often may an answer be wrong?", min_width=0,
        )  # fmt: skip
        meaning = gr.HTML(
            handlers.risk_meaning(DEFAULT_RISK), js_on_load=None, apply_default_css=False
        )
    risk.change(handlers.risk_meaning, risk, meaning, **QUIET)
    return risk


def _build_library(tab: gr.Tab, handlers: Handlers) -> None:
    with gr.Column(min_width=0, visible=not handlers.doors.read_only):
        upload = gr.File(label="Add documents", file_count="multiple", height=140)
        with gr.Row(elem_id="address"):
            address = _line(
                "Or add a web page or a Wikipedia article", "https://…", max_length=2_000
            )
            fetch = gr.Button("Add", scale=0, min_width=88)
        status = gr.HTML(
            message_html(""), elem_id="status", js_on_load=None, apply_default_css=False
        )
    with gr.Column(min_width=0):
        search = _line("Search by title", "Part of a title")
        script = (HERE / "table.js").read_text()
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


def _line(label: str, placeholder: str, **options: Any) -> gr.Textbox:  # noqa: ANN401 - Gradio's
    """A text field of one line: Enter submits it."""
    attributes = gr.InputHTMLAttributes(autocomplete="off")
    return gr.Textbox(label=label, placeholder=placeholder, lines=1, max_lines=1, scale=1,
                      min_width=0, html_attributes=attributes, **options)  # fmt: skip
