"""The Ask tab: layout only. Wording and markup are made in render/."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK
from app.doors.terms import LONGEST_QUESTION
from app.page.chat import EXAMPLES, Chat, choice_words
from app.page.fields import QUIET, line
from app.render.card import history_html
from app.render.html import asset
from app.render.shell import pane_html
from app.render.text import RISKS

KEPT_SECONDS = 12 * 3_600  # a conversation that nobody goes on with


def build_chat(page: gr.Blocks, tab: gr.Tab, chat: Chat) -> None:
    """Lay out the conversation and the source beside it, in a row of their own."""
    turns, last = (gr.State([], time_to_live=KEPT_SECONDS) for _ in range(2))
    with gr.Column(elem_id="chat", min_width=0):
        script = asset("page.js")
        history = gr.HTML(
            history_html([]), elem_id="history", js_on_load=script, apply_default_css=False
        )
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(text, size="sm", visible=False) for text in EXAMPLES]
        with gr.Row(elem_id="question"):
            box = line("Your question", "Ask your documents…", max_length=LONGEST_QUESTION,
                       show_label=False, container=False, autofocus=True)  # fmt: skip
            button = gr.Button("Ask", variant="primary", scale=0, min_width=88)
        with gr.Row(elem_id="tools"):
            risk, only = _build_choices(chat)
            with gr.Row(elem_id="keep"):
                save = gr.Button("Save", size="sm", scale=0, min_width=0)
                load = gr.UploadButton(
                    "Open", size="sm", scale=0, min_width=0, file_types=[".json"]
                )
                pack = gr.Button("Evidence pack", size="sm", scale=0, min_width=0)
                new = gr.Button("New chat", size="sm", scale=0, min_width=0)
        script = asset("download.js")
        file = gr.HTML("", elem_id="download", js_on_load=script, apply_default_css=False)
    script = asset("source.js")
    gr.HTML(pane_html(), elem_id="source", js_on_load=script, apply_default_css=False)

    asking: dict[str, Any] = {
        **QUIET,
        "outputs": [history, box, button, turns],
        "concurrency_limit": None,  # they wait at the gate, with those from the other doors
    }
    gr.on([box.submit, button.click], chat.ask, [box, turns, risk, only], **asking)
    for example in examples:
        example.click(chat.ask, [example, turns, risk, only], **asking)
    history.literally(chat.ask_literally, [turns, risk, only], **asking)
    asking["outputs"] = [*asking["outputs"], risk, only]
    page.load(chat.ask_from_address, [turns], **asking)
    new.click(chat.new_chat, turns, [history, turns, last], **QUIET)
    load.upload(chat.open, [load, turns, last], [history, turns, last], preprocess=False, **QUIET)
    save.click(chat.save, turns, file, **QUIET)
    pack.click(chat.pack, turns, file, **QUIET)
    history.restore(chat.restore, [turns, last], [history, turns, last], **QUIET)
    # The library may have changed since, here or from the command line.
    gr.on([page.load, tab.select], chat.examples, None, examples, **QUIET)
    tab.select(chat.documents, only, only, **QUIET)


def _build_choices(chat: Chat) -> tuple[gr.Radio, gr.Dropdown]:
    """How often an answer may be wrong, and which documents are asked; closed until it is wanted."""
    label = choice_words(DEFAULT_RISK, 0)
    with gr.Accordion(label, open=False, elem_id="choices") as choices:
        risk = gr.Radio(
            [(words.capitalize(), str(risk)) for risk, words in RISKS.items()],
            value=str(DEFAULT_RISK), label="How often may an answer be wrong?", min_width=0,
            elem_id="risk",
        )  # fmt: skip
        meaning = gr.HTML(chat.risk_meaning(DEFAULT_RISK), js_on_load=None, apply_default_css=False)
        only = gr.Dropdown(
            [], multiselect=True, label="Ask only these documents (all if none is chosen)",
            min_width=0, elem_id="only",
        )  # fmt: skip
    risk.change(chat.risk_meaning, risk, meaning, **QUIET)
    gr.on([risk.change, only.change], chat.choice, [risk, only], choices, **QUIET)
    return risk, only
