"""The Evaluate tab: asks questions with known answers, one's own or the built-in ones, and shows the runs.

Gradio is imported at the top here, as in app/page.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.jobs.job import Job, Kind, Work
from app.page.conversations import Memory, owner_of
from app.page.downloads import offer
from app.page.fields import QUIET, Updates
from app.page.layout import ExtraTab
from app.render.html import asset
from app.render.library import message_html
from app.render.templates import Templates
from app.web.errors import in_words
from eval.command import DEFAULT_SEED
from eval.job import NAME, asking, asking_own
from eval.manifest import Manifest
from eval.own_library import NAME as OWN_NAME
from eval.own_library import own_library_dataset
from eval.own_tab import OwnHandlers, build_own
from eval.plan import MANIFEST, is_finished
from eval.report import REPORT, filter_script, manifest_html, summary_html, two_runs_html
from eval.report_questions import questions_html
from eval.results import Result
from eval.run import Run
from eval.summary import summarise
from eval.two_runs import compare_runs
from ingest.documents import hash_text

ASK_AT = "?q="  # the Ask tab takes a question from the address
UNDER_WAY = "The questions are being asked; the page may be left meanwhile."
OWN = "own"  # the folder in which the runs of people's own questions are
SURE = "(run) => confirm('Remove this run with its report?') ? run : null"


@dataclass(frozen=True)
class EvaluateHandlers:
    """The events of the tab; runs are kept in a folder, those of people's own questions apart."""

    folder: Path
    memory: Memory

    def begin(self, shown: str, against: str, request: gr.Request) -> Updates:
        """What there is: (status, figures, questions, runs, runs to compare with, buttons to ask)."""
        runs = self._runs(request)
        kept = shown if shown in runs and not self._is_news(runs, shown) else next(iter(runs), None)
        before = against if against in runs and against != kept else ""
        choices = [(_label(path), name) for name, path in runs.items()]
        busy = self._under_way() is not None
        return (
            *self.show(kept or "", before, request),
            gr.Dropdown(choices=choices, value=kept, visible=bool(runs)),
            gr.Dropdown(choices=[("No other run", ""), *choices], value=before, visible=len(runs) > 1),
            *(gr.Button(interactive=not busy),) * 2,
            gr.Row(visible=bool(runs)),
        )  # fmt: skip

    def show(self, name: str, against: str, request: gr.Request) -> Updates:
        """A run, beside another one if wanted: (status, figures, questions)."""
        try:
            runs = self._runs(request)
            if self._under_way():
                return message_html(UNDER_WAY), gr.skip(), gr.skip()
            if name not in runs:
                return message_html("Not asked yet."), "", ""
            run = Run.read(runs[name])
            figures = summary_html(summarise(run.results, DEFAULT_SEED), run.manifest)
            if against in runs and against != name:
                before = Run.read(runs[against])
                names = (_label(before.folder), _label(run.folder))
                both = compare_runs(before.results, run.results, names, DEFAULT_SEED)
                figures = two_runs_html(both) + figures
            questions = questions_html(surest_errors_first(run.results), ASK_AT)
            said = message_html(f"Kept in {run.folder}.")
            return said, figures, questions + manifest_html(run.manifest)
        except Exception as error:
            return message_html(in_words(error)), "", ""

    def evaluate(self) -> Updates:
        """Begin to ask the test split, or look on where that was begun: (status, buttons)."""
        return self._evaluate(NAME, asking(self.folder))

    def evaluate_own(self, request: gr.Request) -> Updates:
        """Begin to ask one's own questions: (status, buttons)."""
        try:
            library, owner = self.memory.footnote.store.folder, owner_of(request)
            own_library_dataset(library, owner)  # says so where there are none
        except Exception as error:
            return message_html(in_words(error)), *(gr.Button(interactive=True),) * 2
        return self._evaluate(OWN_NAME, asking_own(self._own(request), library, owner))

    def report(self, name: str, request: gr.Request) -> Iterator[str]:
        """The report of a run, to keep or to send."""
        path = self._runs(request).get(name)
        if path is not None:
            yield from offer("footnote-report", ".html", "text/html", (path / REPORT).read_text)

    def remove(self, name: str | None, request: gr.Request) -> None:
        """Remove a run for good, with all that it quotes; none where somebody was not sure."""
        path = self._runs(request).get(name or "")
        if path is not None:
            shutil.rmtree(path, ignore_errors=True)

    def _evaluate(self, name: str, work: Work) -> Updates:
        try:
            self.memory.doors.jobs.evaluate(name, work)
        except Exception as error:
            return message_html(in_words(error)), *(gr.Button(interactive=True),) * 2
        return message_html(UNDER_WAY), *(gr.Button(interactive=False),) * 2

    def _under_way(self) -> Job | None:
        jobs = (job for job in self.memory.doors.jobs.jobs if job.kind is Kind.EVALUATING)
        return next((job for job in jobs if not job.ended), None)

    def _own(self, request: gr.Request) -> Path:
        """Where the runs of somebody's own questions about this library are."""
        library = self.memory.footnote.store.stamp.partition(":")[0]
        return self.folder / OWN / hash_text(f"{library} {owner_of(request)}")[:16]

    def _runs(self, request: gr.Request) -> dict[str, Path]:
        """The finished runs by the names of their folders, the latest first."""
        found = [*self.folder.glob("*"), *self._own(request).glob("*")]
        runs = [path for path in found if is_finished(path)]
        runs.sort(key=lambda path: -path.stat().st_mtime)
        return {path.name: path for path in runs}

    def _is_news(self, runs: dict[str, Path], shown: str) -> bool:
        """Whether a run has ended that was not there when the one shown was chosen."""
        ended = [j for j in self.memory.doors.jobs.jobs if j.kind is Kind.EVALUATING and j.result]
        return (
            bool(ended)
            and Path(ended[-1].result).name in runs
            and shown != Path(ended[-1].result).name
        )


def surest_errors_first(results: Sequence[Result]) -> list[Result]:
    """The results, those that went wrong first, and of these the most confident."""
    return sorted(results, key=lambda each: (each.verdict.is_right, -each.confidence))


def evaluate_tab(folder: Path) -> ExtraTab:
    """The tab, whose runs are kept in a folder."""

    def build(tab: gr.Tab, memory: Memory) -> None:
        handlers = EvaluateHandlers(folder, memory)
        plain: dict[str, Any] = {"apply_default_css": False}
        small: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 0}
        with gr.Column(elem_id="evaluate", min_width=0):
            build_own(tab, OwnHandlers(memory))
            with gr.Row(elem_id="evaluate-ask"):
                own = gr.Button("Ask your questions", variant="primary", scale=0)
                button = gr.Button("Ask the test questions", scale=0)
            gr.HTML(
                Templates.of("eval").piece("tab.html", "introduction"), js_on_load=None, **plain
            )
            status = gr.HTML("", elem_id="evaluate-status", js_on_load=None, **plain)
            with gr.Row(elem_id="evaluate-runs", visible=False) as chosen:
                runs = gr.Dropdown([], label="Run", min_width=0, filterable=False)
                against = gr.Dropdown([], label="Compared with", min_width=0, filterable=False)
                report = gr.Button("Report", **small)
                remove = gr.Button("Remove this run", **small)
            file = gr.HTML("", elem_id="evaluate-file", js_on_load=asset("download.js"), **plain)
            figures = gr.HTML("", js_on_load=None, **plain)
            questions = gr.HTML("", js_on_load=filter_script() + asset("follow.js"), **plain)
        shown = [status, figures, questions]
        everything = [*shown, runs, against, own, button, chosen]
        button.click(handlers.evaluate, None, [status, own, button], **QUIET)
        own.click(handlers.evaluate_own, None, [status, own, button], **QUIET)
        gr.on([runs.input, against.input], handlers.show, [runs, against], shown, **QUIET)
        report.click(handlers.report, runs, file, **QUIET)
        remove.click(handlers.remove, runs, None, js=SURE, **QUIET).then(
            handlers.begin, [runs, against], everything, **QUIET
        )
        tab.select(handlers.begin, [runs, against], everything, **QUIET)
        questions.refresh(handlers.begin, [runs, against], everything, **QUIET)

    return ExtraTab("Evaluate", build, Path(__file__).with_name("report.css"))


def _label(path: Path) -> str:
    """A run as one chooses it: what was asked, how many, when."""
    manifest = Manifest.read(path / MANIFEST)
    when = manifest.started[:19].replace("T", " ")
    return f"{manifest.dataset}, {manifest.questions:,} questions, {when} UTC"
