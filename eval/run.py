"""Ask every gold question and keep what came of it, from the beginning or from where a run stopped.

A run folder holds ``library/``, ``manifest.json``, ``results.jsonl`` (a line for each question),
``run.trec`` and ``qrels.trec`` (the rankings and what was relevant, as trec_eval reads them) and
``report.html``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app.assemble import Footnote, Say
from app.reading.thorough import Thorough
from app.shelf.shelf import copy_files
from eval.asking import Asker
from eval.datasets import Question, draw
from eval.judge import judge
from eval.manifest import Manifest, now
from eval.memory import peak_memory_bytes
from eval.plan import MANIFEST, RESULTS, Plan
from eval.ranking import judgement_lines, run_lines, trec_id
from eval.results import Result, read_results
from index.lock import write_lock
from index.progress import OnProgress
from index.status import read_status
from index.store import Store
from index.sync import add_sources
from ingest.documents import hash_text
from ingest.errors import EvaluationError
from ingest.files import replace_text
from ingest.report import Outcome, Report
from ingest.sources import Limits

LIBRARY, RANKINGS, JUDGEMENTS = "library", "run.trec", "qrels.trec"

OnAsking = Callable[[int, int], None]  # told how many questions are done, and of how many


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run."""

    folder: Path
    manifest: Manifest
    results: tuple[Result, ...]

    @classmethod
    def read(cls, folder: Path) -> Run:
        """A finished run.

        Raises:
            EvaluationError: the folder holds none.
        """
        message = f"{folder} does not hold a run of the evaluation."
        try:
            manifest = Manifest.read(folder / MANIFEST)
            results = tuple(read_results(folder / RESULTS)) if manifest.finished else ()
        except (OSError, ValueError) as error:
            raise EvaluationError(message) from error
        if not manifest.finished:
            message = f"The run in {folder} is not finished; run it again to go on with it."
            raise EvaluationError(message)
        if len(results) != manifest.questions:
            raise EvaluationError(message)
        return cls(folder, manifest, results)


class Runner:
    """Asks the questions of a plan; each result is on disk before the next question is asked."""

    def __init__(self, plan: Plan, folder: Path, say: Say) -> None:
        """Take what is to be asked, and where its results go."""
        self._plan, self._folder, self._say = plan, folder, say
        self._library = folder / LIBRARY

    def run(
        self,
        on_adding: OnProgress = lambda progress: None,
        on_asking: OnAsking = lambda done, total: None,
    ) -> Run:
        """Make the library, ask what has not been asked yet, and return all results.

        Raises:
            EvaluationError: the folder holds something else, or the questions do not fit the
                documents.
            LibraryLockedError: another process is at the same run.
        """
        with write_lock(self._folder, what="run"):
            manifest = self._begin()
            if not manifest.passages:
                manifest = self._make_library(manifest, on_adding)
            return self._ask_all(manifest, on_asking)

    def _begin(self) -> Manifest:
        """The manifest, written before all else; that of an earlier start if there was one."""
        path = self._folder / MANIFEST
        if path.exists():
            try:
                earlier = Manifest.read(path)
            except ValueError as error:
                message = f"{error}. Choose another folder with --out."
                raise EvaluationError(message) from error
            if earlier.is_of_same_run(self._plan.manifest):
                return earlier
            if (self._folder / RESULTS).exists():
                message = (
                    f"{self._folder} holds another run (other questions, documents, settings, "
                    "versions or machine). Choose another folder with --out."
                )
                raise EvaluationError(message)
            shutil.rmtree(self._library, ignore_errors=True)  # a run made it, and never asked
        elif self._library.exists():
            message = f"{self._library} was not made by a run. Choose another folder with --out."
            raise EvaluationError(message)
        self._plan.manifest.write(path)
        return self._plan.manifest

    def _make_library(self, manifest: Manifest, on_adding: OnProgress) -> Manifest:
        """Add the documents, or copy the library that has them, and note what came of it."""
        if self._plan.dataset.library:
            return self._copy_library(manifest, self._plan.dataset.library)
        self._say(f"Adding the documents of {self._plan.dataset.name} ...")
        report = add_sources(
            self._library, self._plan.found, self._plan.encoder, Limits(), on_adding
        )
        for entry in report.entries:
            if entry.outcome is Outcome.SKIPPED:
                self._say(f"Skipped: {entry.reason}")
        status = read_status(self._library)
        if not status.passages:
            message = f"The documents of {self._plan.dataset.name} have no text."
            raise EvaluationError(message)
        manifest = replace(
            manifest,
            documents=status.documents,
            passages=status.passages,
            skipped=report.counts[Outcome.SKIPPED],
            adding_seconds=report.seconds if _in_one_go(report) else 0.0,
            library_bytes=status.bytes,
        )
        manifest.write(self._folder / MANIFEST)
        return manifest

    def _copy_library(self, manifest: Manifest, library: Path) -> Manifest:
        shutil.rmtree(self._library, ignore_errors=True)  # a kill has left a part
        self._library.mkdir(parents=True)
        copy_files(library, self._library)
        status = read_status(self._library)
        manifest = replace(
            manifest,
            documents=status.documents,
            passages=status.passages,
            library_bytes=status.bytes,
        )
        manifest.write(self._folder / MANIFEST)
        return manifest

    def _ask_all(self, manifest: Manifest, on_asking: OnAsking) -> Run:
        footnote = self._open()
        asker = Asker(footnote, self._plan.dataset, closed=self._plan.options.closed)
        questions = self._choose(asker)
        results = self._go_on()
        if results:
            self._say(f"{len(results):,} of {len(questions):,} questions are done already.")
        on_asking(len(results), len(questions))
        if len(results) < len(questions):
            asker.collect(questions[0])  # waits for files to be read; no question is timed on that
        for question in questions[len(results) :]:
            results.append(self._result(question, asker))
            on_asking(len(results), len(questions))
        if not manifest.finished:
            manifest = replace(
                manifest,
                questions=len(questions),
                notes=self._plan.dataset.notes.lines(),
                library_sha256=hash_text("".join(sorted(footnote.store.document_ids()))),
                finished=now(),
                peak_memory_bytes=peak_memory_bytes(),
            )
            manifest.write(self._folder / MANIFEST)
        return Run(self._folder, manifest, tuple(results))

    def _open(self) -> Footnote:
        """The run's library, with the reader that the plan names."""
        footnote = Footnote.from_store(Store(self._library), self._plan.encoder)
        if not self._plan.options.thorough:
            return footnote
        return replace(footnote, reader=Thorough(self._plan.encoder, self._library).reader)

    def _result(self, question: Question, asker: Asker) -> Result:
        """Ask one question; its line of results comes last, for it says that the others are whole."""
        asked = asker.collect(question)
        result = judge(asked, asker.documents)
        self._append(RANKINGS, run_lines(question.id, asked.ranking))
        self._append(JUDGEMENTS, judgement_lines(question.id, asked.relevant))
        self._append(RESULTS, [result.to_line() + "\n"])
        return result

    def _append(self, name: str, lines: Iterable[str]) -> None:
        with (self._folder / name).open("a", encoding="utf-8") as file:
            file.writelines(lines)

    def _choose(self, asker: Asker) -> list[Question]:
        """The questions to be asked, in their order."""
        name, options = self._plan.dataset.name, self._plan.options
        questions = self._plan.dataset.questions(list(asker.documents.values()))
        for line in self._plan.dataset.notes.lines():
            self._say(line)
        if not questions:
            message = f"There is no question to ask in {name}."
            raise EvaluationError(message)
        return draw(questions, options.limit, options.seed)

    def _go_on(self) -> list[Result]:
        """What is finished already; files that a kill has cut short are mended."""
        path = self._folder / RESULTS
        try:
            done = list(read_results(path)) if path.exists() else []
        except ValueError as error:
            message = f"{path} has a line that no run wrote; choose another folder with --out."
            raise EvaluationError(message) from error
        replace_text(path, "".join(result.to_line() + "\n" for result in done))
        asked = {trec_id(result.id) for result in done}
        for name in (RANKINGS, JUDGEMENTS):
            keep_lines(self._folder / name, asked)
        return done


def keep_lines(path: Path, ids: set[str]) -> None:
    """Leave only the whole lines of these questions in a file of TREC's."""
    if path.exists():
        *lines, _ = path.read_bytes().split(b"\n")  # the last one is empty, or was cut short
        kept = [line.decode() + "\n" for line in lines if line.partition(b" ")[0].decode() in ids]
        replace_text(path, "".join(kept))


def _in_one_go(report: Report) -> bool:
    """Whether nothing had been added by an earlier start."""
    return not report.counts[Outcome.UNCHANGED]
