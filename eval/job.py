"""Asking questions with known answers as a job: in another process, from where an earlier one stopped."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from app.command.output import say
from app.jobs.changing import step_of
from app.jobs.job import Show, Step, Work
from eval.command import DEFAULT_SEED, DEFAULT_SPLIT
from eval.datasets import Dataset
from eval.own_form import built_in_dataset
from eval.own_library import own_library_dataset
from eval.plan import AskingOptions, Plan
from eval.report import write_report
from eval.run import LIBRARY, Runner
from eval.summary import summarise

NAME = "the built-in test questions"


def asking(folder: Path) -> Work:
    """The work of asking them; the run is kept in a folder of its own in this one, and that is returned."""
    return partial(_ask, folder)


def asking_own(folder: Path, library: Path, owner: str) -> Work:
    """The work of asking an owner's own questions about a library; of its copy nothing is left."""
    return partial(_ask_own, folder, library, owner)


def _ask_own(folder: Path, library: Path, owner: str, show: Show) -> Path:
    run = _run(own_library_dataset(library, owner), folder, show)
    shutil.rmtree(run / LIBRARY, ignore_errors=True)
    return run


def _ask(folder: Path, show: Show) -> Path:
    return _run(built_in_dataset(DEFAULT_SPLIT), folder, show)


def _run(dataset: Dataset, folder: Path, show: Show) -> Path:
    def show_asking(done: int, total: int) -> None:
        show(Step(min(done + 1, total), total, "", "asking", fraction=done / max(total, 1)))

    plan = Plan.from_dataset(dataset, AskingOptions(), say)
    runner = Runner(plan, plan.next_folder(folder), say)
    run = runner.run(lambda progress: show(step_of(progress)), show_asking)
    write_report(run, summarise(run.results, DEFAULT_SEED))
    return run.folder
