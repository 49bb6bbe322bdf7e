"""The Evaluate tab: runs the built-in questions, and shows the figures and every question.

Gradio is imported at the top here, as in app/page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import gradio as gr

from app.command.output import say
from app.page.fields import QUIET
from app.page.layout import ExtraTab
from app.page.progress import Updates, follow
from app.render.library import SECONDS_TO_JUDGE, message_html, progress_html, time_left
from app.render.templates import Templates
from app.web.errors import in_words
from eval.command import DEFAULT_SEED, DEFAULT_SPLIT
from eval.own_form import built_in_dataset
from eval.plan import AskingOptions, Plan, is_finished
from eval.report import REPORT, filter_script, summary_html, write_report
from eval.report_questions import questions_html
from eval.run import Run, Runner
from eval.summary import Summary, summarise
from index.sync import Progress
from ingest.errors import EvaluationError

ASK_AT = "/?q="  # the Ask tab takes a question from the address
BUSY = "The questions are being asked already, in another window. Wait until that is done."

Shown = tuple[str, str, str]  # status, figures, questions


@dataclass(frozen=True, slots=True)
class Asking:
    """How far the asking is."""

    done: int
    total: int
    seconds: float


@dataclass(frozen=True)
class EvaluateHandlers:
    """The events of the tab; runs are kept in a folder."""

    folder: Path
    _running: Lock = field(default_factory=Lock)

    def latest(self) -> Updates:
        """The last finished run, if there is one: (status, figures, questions)."""
        try:
            runs = [path for path in self.folder.glob("*") if is_finished(path)]
            if not runs:
                return message_html("Not asked yet."), "", ""
            run = Run.read(max(runs, key=lambda path: path.stat().st_mtime))
            return self._shown(run, summarise(run.results, DEFAULT_SEED))
        except Exception as error:
            return message_html(in_words(error)), "", ""

    def evaluate(self) -> Iterator[Updates]:
        """Run the test split; yields (status, figures, questions, button)."""
        waiting = gr.Button(interactive=False)
        yield message_html("Preparing…"), gr.skip(), gr.skip(), waiting
        started = time.perf_counter()
        try:
            for step in follow(self._run_alone):
                if isinstance(step, tuple):
                    yield *step, gr.Button(interactive=True)
                elif isinstance(step, Asking):
                    yield asking_html(step), gr.skip(), gr.skip(), gr.skip()
                else:
                    spent = time.perf_counter() - started
                    yield progress_html(step, spent), gr.skip(), gr.skip(), gr.skip()
        except Exception as error:
            said = message_html(in_words(error))
            yield said, gr.skip(), gr.skip(), gr.Button(interactive=True)

    def _run_alone(self, show: Callable[[Progress | Asking], None]) -> Shown:
        # Held by the run itself: it goes on when its page is left.
        if not self._running.acquire(blocking=False):
            raise EvaluationError(BUSY)
        try:
            return self._run(show)
        finally:
            self._running.release()

    def _run(self, show: Callable[[Progress | Asking], None]) -> Shown:
        plan = Plan.from_dataset(built_in_dataset(DEFAULT_SPLIT), AskingOptions(), say)
        began: list[float] = []

        def show_asking(done: int, total: int) -> None:
            began.append(time.perf_counter())
            show(Asking(done, total, began[-1] - began[0]))

        run = Runner(plan, plan.next_folder(self.folder), say).run(show, show_asking)
        summary = summarise(run.results, DEFAULT_SEED)
        write_report(run, summary)
        return self._shown(run, summary)

    def _shown(self, run: Run, summary: Summary) -> Shown:
        said = message_html(f"Kept in {run.folder}; open or send its {REPORT}.")
        figures = summary_html(summary, run.manifest)
        return said, figures, questions_html(run.results, ASK_AT)


def asking_html(asking: Asking) -> str:
    """How many questions are asked, and how long the others will take."""
    words = f"{asking.done:,} of {asking.total:,} questions"
    if asking.done and asking.seconds >= SECONDS_TO_JUDGE:
        words += f" · {time_left(asking.seconds * (asking.total - asking.done) / asking.done)}"
    share = asking.done / max(asking.total, 1)
    return Templates.of("eval").piece("tab.html", "asking", share, words)


def evaluate_tab(folder: Path) -> ExtraTab:
    """The tab, whose runs are kept in a folder."""
    handlers = EvaluateHandlers(folder)

    def build(tab: gr.Tab) -> None:
        plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        with gr.Column(elem_id="evaluate", min_width=0):
            gr.HTML(Templates.of("eval").piece("tab.html", "introduction"), **plain)
            button = gr.Button("Ask the test questions", variant="primary", scale=0)
            status = gr.HTML("", elem_id="evaluate-status", **plain)
            figures = gr.HTML("", **plain)
            questions = gr.HTML("", apply_default_css=False, js_on_load=filter_script())
        shown_parts = [status, figures, questions]
        button.click(
            handlers.evaluate, None, [*shown_parts, button],
            concurrency_id="evaluate", concurrency_limit=2, **QUIET,
        )  # fmt: skip
        tab.select(handlers.latest, None, shown_parts, **QUIET)

    return ExtraTab("Evaluate", build, Path(__file__).with_name("report.css"))
