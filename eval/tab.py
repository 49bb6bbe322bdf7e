"""The Evaluate tab: runs the built-in questions, and shows the figures and every question.

Gradio is imported at the top here, as in app/page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.doors.terms import Doors
from app.jobs.board import Board
from app.jobs.job import Job, Kind
from app.page.fields import QUIET, Updates
from app.page.layout import ExtraTab
from app.render.html import asset
from app.render.library import message_html
from app.render.templates import Templates
from app.web.errors import in_words
from eval.command import DEFAULT_SEED
from eval.job import NAME, asking
from eval.plan import is_finished
from eval.report import REPORT, filter_script, summary_html
from eval.report_questions import questions_html
from eval.run import Run
from eval.summary import Summary, summarise

ASK_AT = "/?q="  # the Ask tab takes a question from the address
UNDER_WAY = "The questions are being asked; the page may be left meanwhile."

Shown = tuple[str, str, str]  # status, figures, questions


@dataclass(frozen=True)
class EvaluateHandlers:
    """The events of the tab; runs are kept in a folder."""

    folder: Path
    board: Board

    def latest(self) -> Updates:
        """The last finished run, if there is one: (status, figures, questions, button)."""
        return *self._latest(), gr.Button(interactive=self._under_way() is None)

    def evaluate(self) -> Updates:
        """Begin to ask the test split, or look on where that was begun; returns (status, button)."""
        try:
            self.board.evaluate(NAME, asking(self.folder))
        except Exception as error:
            return message_html(in_words(error)), gr.Button(interactive=True)
        return message_html(UNDER_WAY), gr.Button(interactive=False)

    def _under_way(self) -> Job | None:
        jobs = (job for job in self.board.jobs if job.kind is Kind.EVALUATING)
        return next((job for job in jobs if not job.ended), None)

    def _latest(self) -> Shown:
        try:
            if self._under_way():
                return message_html(UNDER_WAY), gr.skip(), gr.skip()
            runs = [path for path in self.folder.glob("*") if is_finished(path)]
            if not runs:
                return message_html("Not asked yet."), "", ""
            run = Run.read(max(runs, key=lambda path: path.stat().st_mtime))
            return self._shown(run, summarise(run.results, DEFAULT_SEED))
        except Exception as error:
            return message_html(in_words(error)), "", ""

    def _shown(self, run: Run, summary: Summary) -> Shown:
        said = message_html(f"Kept in {run.folder}; open or send its {REPORT}.")
        figures = summary_html(summary, run.manifest)
        return said, figures, questions_html(run.results, ASK_AT)


def evaluate_tab(folder: Path) -> ExtraTab:
    """The tab, whose runs are kept in a folder."""

    def build(tab: gr.Tab, doors: Doors) -> None:
        handlers = EvaluateHandlers(folder, doors.jobs)
        plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        with gr.Column(elem_id="evaluate", min_width=0):
            gr.HTML(Templates.of("eval").piece("tab.html", "introduction"), **plain)
            button = gr.Button("Ask the test questions", variant="primary", scale=0)
            status = gr.HTML("", elem_id="evaluate-status", **plain)
            figures = gr.HTML("", **plain)
            questions = gr.HTML(
                "", apply_default_css=False, js_on_load=filter_script() + asset("follow.js")
            )
        shown_parts = [status, figures, questions]
        everything = [*shown_parts, button]
        button.click(handlers.evaluate, None, [status, button], **QUIET)
        tab.select(handlers.latest, None, everything, **QUIET)
        questions.refresh(handlers.latest, None, everything, **QUIET)

    return ExtraTab("Evaluate", build, Path(__file__).with_name("report.css"))
