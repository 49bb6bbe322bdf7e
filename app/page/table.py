"""The tab that asks questions of all documents at once; wording is in render/table.py. For the imports see chat.py."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK
from app.assemble import Footnote
from app.doors.terms import Doors
from app.page.choices import ONLY_MINE, STEPS, Choices, known_risk
from app.page.fields import QUIET, Stoppable, Updates
from app.render.claims import BYTE_ORDER_MARK
from app.render.html import asset
from app.render.library import message_html
from app.render.shell import download_html
from app.render.table import filling_html, table_html
from app.render.table_files import table_csv, table_page, table_xlsx
from app.table.table import Table, begin, read_questions
from app.web.errors import in_words

# A table is drawn anew so often while it is filled, and less often the longer it takes to draw.
REDRAW_SECONDS, REDRAW_SECONDS_A_CELL = 1.0, 0.003
NAME = "footnote-table"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACEHOLDER = "One question on each line, such as:\nHow many are there?\nWhen was it founded?"


@dataclass(frozen=True)
class TableHandlers:
    """The events of the tab, for one library; none raises."""

    footnote: Footnote
    doors: Doors

    async def fill(self, text: str, only: Sequence[str], risk: str) -> AsyncIterator[Updates]:
        """Yields (status, table as shown, buttons to fill and to stop, row of exports, table, filling)."""
        filling, drawn = Stoppable(), time.monotonic()
        try:
            questions = read_questions(str(text or ""))
            summaries = await asyncio.to_thread(self.footnote.store.summaries)
            chosen = set(await asyncio.to_thread(self.footnote.ids_of, only) or ())
            table = begin(questions, [s for s in summaries if not chosen or s.id in chosen])
            yield (
                filling_html(table), table_html(table), gr.Button(visible=False),
                gr.Button(visible=True, interactive=True), gr.Row(visible=False), table, filling,
            )  # fmt: skip
            async for place, answer in self.doors.fill(self.footnote, table, known_risk(risk)):
                table = table.with_cell(place, answer)
                if filling.stopped:
                    break
                pause = REDRAW_SECONDS + len(table.cells) * REDRAW_SECONDS_A_CELL
                if time.monotonic() - drawn > pause:
                    shown = await asyncio.to_thread(table_html, table)
                    yield filling_html(table), shown, *(gr.skip(),) * 3, table, gr.skip()
                    drawn = time.monotonic()
            yield self._end("", table_html(table), table)
        except Exception as error:
            yield self._end(in_words(error), gr.skip(), gr.skip())

    def stop(self, filling: Stoppable | None) -> tuple[str, gr.Button]:
        """End the filling; what is there stays."""
        if filling is not None:
            filling.stopped = True
        return message_html("Stopping…"), gr.Button(interactive=False)

    def export_csv(self, table: Table) -> Iterator[str]:
        """The table as comma-separated values; first nothing, so that the same file twice is a change, too."""
        yield ""
        yield download_html(f"{NAME}.csv", "text/csv", BYTE_ORDER_MARK + table_csv(table))

    def export_xlsx(self, table: Table) -> Iterator[str]:
        """The same as an Excel workbook."""
        yield ""
        text = b64encode(table_xlsx(table)).decode()
        yield download_html(f"{NAME}.xlsx", XLSX, text, in_base64=True)

    def export_page(self, table: Table) -> Iterator[str]:
        """The same as a page with the quotations."""
        yield ""
        yield download_html(f"{NAME}.html", "text/html", str(table_page(table, datetime.now(UTC))))

    def _end(self, sentence: str, shown: object, table: object) -> Updates:
        return (
            message_html(sentence), shown, gr.Button(visible=True), gr.Button(visible=False),
            gr.Row(visible=True) if isinstance(table, Table) else gr.skip(), table, None,
        )  # fmt: skip


def build_table(tab: gr.Tab, handlers: TableHandlers) -> None:
    """Lay out the tab."""
    plain: dict[str, Any] = {"apply_default_css": False}
    choices = Choices(handlers.footnote)
    table, filling = gr.State(None), gr.State(None)
    with gr.Row(elem_id="table-given"):
        box = gr.Textbox(label="Questions to ask of every document", placeholder=PLACEHOLDER,
                         lines=4, max_lines=12, min_width=0, elem_id="table-questions")  # fmt: skip
        with gr.Column(min_width=0, elem_id="table-of"):
            only = gr.Dropdown([], multiselect=True, min_width=0, elem_id="table-only",
                               label="Of which documents (all if none is chosen)")  # fmt: skip
            steps = [(words, str(risk)) for risk, words in STEPS.items()]
            risk = gr.Dropdown(steps, value=str(DEFAULT_RISK), label="Which answers", min_width=0,
                               filterable=False)  # fmt: skip
        with gr.Row(elem_id="table-buttons"):
            button = gr.Button("Fill the table", variant="primary", scale=0, min_width=88)
            stop = gr.Button("Stop", visible=False, scale=0, min_width=88)
            mine = gr.Button(ONLY_MINE, size="sm", scale=0, min_width=0, elem_id="table-mine")
    status = gr.HTML(message_html(""), elem_id="table-status", js_on_load=None, **plain)
    with gr.Row(visible=False, elem_id="table-exports") as exports:
        forms = [
            gr.Button(words, size="sm", scale=0, min_width=0)
            for words in ("CSV", "Excel workbook", "Page with the quotations")
        ]
    shown = gr.HTML(
        table_html(None), elem_id="table-shown", js_on_load=asset("sorting.js"), **plain
    )
    file = gr.HTML("", elem_id="table-file", js_on_load=asset("download.js"), **plain)
    button.click(
        handlers.fill, [box, only, risk],
        [status, shown, button, stop, exports, table, filling],
        concurrency_limit=None, **QUIET,  # its cells wait at the gate
    )  # fmt: skip
    stop.click(handlers.stop, filling, [status, stop], **QUIET)
    events = (handlers.export_csv, handlers.export_xlsx, handlers.export_page)
    for each, export in zip(forms, events, strict=True):
        each.click(export, table, file, **QUIET)
    tab.select(choices.documents, only, only, **QUIET)
    mine.click(choices.mine, only, [only, mine], **QUIET)
