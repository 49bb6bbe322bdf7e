"""Whole runs of the evaluation on small data: what they leave, and how they go on where they stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from eval.beir import beir_dataset
from eval.datasets import Dataset
from eval.manifest import Manifest
from eval.own_form import own_dataset
from eval.plan import MANIFEST, RESULTS, AskingOptions, Plan, is_finished
from eval.ranking import retrieval_measures, trec_id
from eval.report import manifest_html
from eval.results import Result, Verdict, read_results
from eval.run import JUDGEMENTS, LIBRARY, RANKINGS, Run, Runner
from eval.squad import squad_dataset
from index.encoder import OnnxEncoder
from index.progress import Progress
from index.store import Store
from index.sync import add_sources
from ingest.errors import EvaluationError
from ingest.sources import Kind, Limits, Loaded, Source
from tests.eval.samples import (
    BUILDINGS,
    article,
    asked,
    building,
    run_dataset,
    write_beir,
    write_lines,
    write_squad,
)
from tests.paths import ROOT
from tests.tables import data_path

SECONDS = 60  # a process that takes longer has failed
QUESTIONS = 4 * len(BUILDINGS)


def make_unfinished(folder: Path) -> None:
    """As if the run had not come to its end."""
    replace(Manifest.read(folder / MANIFEST), finished="").write(folder / MANIFEST)


def cut_results(folder: Path, lines: int, part_of_next: int) -> None:
    """Leave so many lines of results, and so many bytes of the next one."""
    make_unfinished(folder)
    path = folder / RESULTS
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(kept[:lines]) + b"".join(kept[lines : lines + 1])[:part_of_next])


def comparable(results: Any) -> list[Result]:
    """Results without their times, and without the last digits of a sum of floating-point numbers."""
    return [replace(r, seconds={}, confidence=round(r.confidence, 9)) for r in results]


def assert_same(folder: Path, whole: Run) -> None:
    """All files are as if nothing had interrupted the run."""
    run = Run.read(folder)
    assert comparable(run.results) == comparable(whole.results)
    for name in (RANKINGS, JUDGEMENTS):
        assert (folder / name).read_text("utf-8") == (whole.folder / name).read_text("utf-8"), name
    assert run.manifest.is_of_same_run(whole.manifest)


def contents(folder: Path) -> dict[str, bytes]:
    """All files; but SQLite makes and removes some beside its own when it is only read."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(p): p.read_bytes() for p in paths if not p.name.endswith(("-shm", "-wal"))}


def texts_of(library: Path) -> set[str]:
    return {summary.source for summary in Store(library).summaries()}


# A whole run


def test_a_run_leaves_its_questions_in_order(whole: Run) -> None:
    assert {path.name for path in whole.folder.iterdir()} == {
        LIBRARY, MANIFEST, RESULTS, RANKINGS, JUDGEMENTS, "run.lock",
    }  # fmt: skip
    expected = [qa["id"] for a in BUILDINGS for p in a["paragraphs"] for qa in p["qas"]]
    assert [result.id for result in whole.results] == expected
    assert Run.read(whole.folder) == whole
    assert tuple(read_results(whole.folder / RESULTS)) == whole.results
    verdicts = [result.verdict for result in whole.results if result.answerable]
    assert verdicts.count(Verdict.RIGHT) >= 2 * len(BUILDINGS)
    assert all(quoted.verbatim for result in whole.results for quoted in result.quotes)
    assert all(result.quotes for result in whole.results)
    assert all(result.seconds["whole"] > result.seconds["read"] > 0 for result in whole.results)
    for result in whole.results:
        assert ("mrr" in result.scores) is result.answerable


def test_the_manifest_says_what_the_run_was_made_of(whole: Run, squad: Path) -> None:
    manifest = whole.manifest
    assert (manifest.dataset, manifest.questions) == ("buildings", QUESTIONS)
    assert (manifest.documents, manifest.skipped) == (len(BUILDINGS), 0)
    store = Store(whole.folder / LIBRARY)
    passages = sum(summary.passages for summary in store.summaries())
    assert manifest.passages == passages > 0
    assert (manifest.seed, manifest.settings["gold paragraph given"]) == (1, False)
    assert manifest.encoder == store.settings.encoder_fingerprint
    assert manifest.versions["python"].startswith("3.")
    assert {"numpy", "faiss-cpu", "onnxruntime"} <= set(manifest.versions)
    assert set(manifest.machine) == {"system", "processor", "cores"}
    assert manifest.adding_seconds > 0
    assert manifest.passages_per_second == manifest.passages / manifest.adding_seconds
    assert manifest.library_bytes > 10_000
    assert manifest.peak_memory_bytes > 10_000_000
    assert manifest.started <= manifest.finished
    assert len(manifest.data_sha256) == len(manifest.library_sha256) == 64


def test_every_question_is_once_in_the_files_of_trec(whole: Run) -> None:
    lines = (whole.folder / RANKINGS).read_text("utf-8").splitlines()
    ranks = [(line.split()[0], int(line.split()[3])) for line in lines]
    passages = whole.manifest.passages
    assert ranks == [(trec_id(r.id), n) for r in whole.results for n in range(1, passages + 1)]
    judged = {line.split()[0] for line in (whole.folder / JUDGEMENTS).read_text().splitlines()}
    assert judged == {trec_id(result.id) for result in whole.results if result.answerable}


# Options


def test_with_the_gold_paragraph_given(squad: Path, tmp_path: Path, whole: Run) -> None:
    run = run_dataset(squad_dataset(squad), tmp_path / "run", AskingOptions(closed=True))
    paragraphs = {qa["id"]: p["context"]
                  for a in BUILDINGS for p in a["paragraphs"] for qa in p["qas"]}  # fmt: skip
    assert [result.id for result in run.results] == list(paragraphs)
    for result in run.results:
        assert all(q.quote in paragraphs[result.id] and q.verbatim for q in result.quotes)
        assert result.verdict not in {Verdict.NOT_RETRIEVED, Verdict.RANKED_LOW}
        assert "mrr" not in result.scores
        assert result.right_rank == (1 if result.answerable else None)
    assert run.manifest.settings["gold paragraph given"] is True
    assert not run.manifest.is_of_same_run(whole.manifest)


def test_a_draw_depends_on_its_seed_alone(squad: Path, tmp_path: Path, whole: Run) -> None:
    def drawn(seed: int) -> list[str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        run = run_dataset(squad_dataset(squad), folder, AskingOptions(5, seed))
        assert (run.manifest.questions, run.manifest.seed) == (len(run.results), seed)
        return [result.id for result in run.results]

    first = drawn(1)
    assert len(set(first)) == 5
    assert drawn(1) == first
    assert drawn(2) != first
    everything = [result.id for result in whole.results]
    assert first == [id_ for id_ in everything if id_ in first]  # in the order of the file


# Going on


@pytest.mark.parametrize(("lines", "part"), [(0, 40), (7, 300), (15, -1), (QUESTIONS, 0), (4, "ä")])
def test_a_run_that_was_cut_short_goes_on(
    folder: Path, squad: Path, whole: Run, lines: int, part: int | str
) -> None:
    """At the first line, within others, when only its end was not noted, within a letter."""
    if isinstance(part, str):
        line = (folder / RESULTS).read_bytes().splitlines()[lines]
        part = line.index(part.encode()) + 1
    cut_results(folder, lines, part)
    done: list[int] = []
    run_dataset(squad_dataset(squad), folder, done=done)
    assert done == list(range(lines, QUESTIONS + 1))  # what was finished is not asked again
    assert_same(folder, whole)
    assert is_finished(folder)


@pytest.mark.parametrize("name", [RANKINGS, JUDGEMENTS])
def test_rankings_that_were_cut_short_are_mended(
    folder: Path, squad: Path, whole: Run, name: str
) -> None:
    cut_results(folder, 2, 0)
    lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
    of_done = {trec_id(result.id) for result in whole.results[:2]}
    kept = [line for line in lines if line.split()[0] in of_done]
    following = lines[len(kept)]
    (folder / name).write_text("".join(kept) + following[: len(following) // 2], encoding="utf-8")
    run_dataset(squad_dataset(squad), folder)
    assert_same(folder, whole)


def test_a_ranking_that_was_cut_inside_a_name_that_begins_like_another(
    tmp_path: Path, squad: Path
) -> None:
    articles = json.loads(squad.read_text("utf-8"))["data"][:1]
    names = iter(["1", "12", "123", "1234"])
    for paragraph in articles[0]["paragraphs"]:
        for qa in paragraph["qas"]:
            qa["id"] = next(names)
    dataset = squad_dataset(write_squad(tmp_path / "few.json", *articles))
    whole = run_dataset(dataset, tmp_path / "whole")
    folder = Path(shutil.copytree(whole.folder, tmp_path / "run"))
    cut_results(folder, 1, 0)
    lines = (folder / RANKINGS).read_text("utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if line.startswith("1 "))
    (folder / RANKINGS).write_text(f"{kept}1", encoding="utf-8")  # the first byte of "12 Q0 ..."
    run_dataset(dataset, folder)
    assert_same(folder, whole)


def test_a_finished_run_asks_nothing_again(folder: Path, squad: Path, whole: Run) -> None:
    before, done = contents(folder), list[int]()
    again = run_dataset(squad_dataset(squad), folder, done=done)
    assert done == [QUESTIONS]
    assert (again.manifest, again.results) == (whole.manifest, whole.results)
    assert contents(folder) == before


def test_the_library_of_a_run_that_was_stopped_while_it_was_made(
    tmp_path: Path, squad: Path, whole: Run
) -> None:
    def stop(progress: Progress) -> None:
        if progress.number > 2:
            raise KeyboardInterrupt

    plan = Plan.from_dataset(squad_dataset(squad), AskingOptions(), lambda sentence: None)
    runner = Runner(plan, tmp_path / "run", lambda sentence: None)
    with pytest.raises(KeyboardInterrupt):
        runner.run(on_adding=stop)
    run = runner.run()
    assert comparable(run.results) == comparable(whole.results)
    assert run.manifest.adding_seconds == 0  # of the whole it is not known


# What is refused


def other_articles() -> list[Any]:
    """The first article with another text, as another version of a dataset has it."""
    return [building("Kestrel Lighthouse", "Odd Nansen", "1872", "basalt"), *BUILDINGS[1:]]


@pytest.mark.parametrize(
    ("articles", "finished"),
    [(BUILDINGS[:2], True), (BUILDINGS[::-1], False), (other_articles(), True)],
)
def test_another_dataset_is_refused_and_changes_nothing(
    folder: Path, tmp_path: Path, articles: list[Any], finished: bool
) -> None:
    if not finished:
        cut_results(folder, 3, 10)
    before = contents(folder)
    dataset = squad_dataset(write_squad(tmp_path / "buildings.json", *articles))
    with pytest.raises(EvaluationError):
        run_dataset(dataset, folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    "options", [AskingOptions(closed=True), AskingOptions(limit=3), AskingOptions(seed=2)]
)
def test_other_options_are_refused_and_change_nothing(
    folder: Path, squad: Path, options: AskingOptions
) -> None:
    before = contents(folder)
    with pytest.raises(EvaluationError, match="another run"):
        run_dataset(squad_dataset(squad), folder, options)
    assert contents(folder) == before


def test_a_library_with_other_documents_is_refused_and_stays_as_it_is(
    tmp_path: Path, squad: Path, encoder: OnnxEncoder
) -> None:
    library, data = tmp_path / "run" / LIBRARY, b"My own notes."
    notes = Loaded(Source("notes.txt", ".txt", Kind.FILE), data, ".txt", "0" * 64)
    add_sources(library, [notes], encoder, Limits())
    with pytest.raises(EvaluationError, match="not made by a run"):
        run_dataset(squad_dataset(squad), tmp_path / "run")
    assert texts_of(library) == {"notes.txt"}


def test_what_was_not_used_is_said_and_stands_in_the_report(tmp_path: Path) -> None:
    text = "Owls see well at night."
    qas = [asked("whole", "Who sees well?", text, "Owls"), asked("broken", "?", text)]
    dataset = squad_dataset(write_squad(tmp_path / "owls.json", article("Owls", {text: qas})))
    said: list[str] = []
    plan = Plan.from_dataset(dataset, AskingOptions(), said.append)
    run = Runner(plan, tmp_path / "run", said.append).run()
    note = "Left out, as its field question asks nothing (1): owls.json, question broken."
    assert note in said
    assert (run.manifest.questions, list(run.manifest.notes)) == (1, [note])
    assert list(Run.read(run.folder).manifest.notes) == [note]
    rows = LexborHTMLParser(str(manifest_html(run.manifest))).css("tr")
    assert ["Left out, as its field question asks nothing (1)", "owls.json, question broken."] in [
        [cell.text().strip() for cell in row.css("th, td")] for row in rows
    ]


def test_no_question_at_all(tmp_path: Path) -> None:
    dataset = squad_dataset(write_squad(tmp_path / "empty.json", article("Empty", {})))
    with pytest.raises(EvaluationError, match="no question to ask"):
        run_dataset(dataset, tmp_path / "run")


def test_a_results_file_that_holds_something_else(folder: Path, squad: Path) -> None:
    make_unfinished(folder)
    (folder / RESULTS).write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="a line that no run wrote"):
        run_dataset(squad_dataset(squad), folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"dataset": "x"}'])
def test_a_folder_without_a_run_cannot_be_read(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match="does not hold a run"):
        Run.read(folder)
    assert not is_finished(folder)


def test_an_unfinished_run_cannot_be_read(folder: Path) -> None:
    cut_results(folder, 3, 10)
    with pytest.raises(EvaluationError, match="not finished"):
        Run.read(folder)


# Other forms of questions


def test_a_folder_of_beir_from_end_to_end(tmp_path: Path) -> None:
    documents = {"d 1": "Owls see well at night.", "d 2": "Bats sleep upside down.", "d3": "",
                 "d4": "Bats sleep upside down."}  # fmt: skip
    queries = {"q1": "Who sees at night?", "q2": "How do bats sleep?", "q3": "What is nothing?"}
    judgements = "q1\td 1\t2\nq2\td4\t1\nq3\td3\t1\nq3\tnone\t1\n"
    home = write_beir(tmp_path / "nature", documents, queries, test=judgements)
    first, second, third = run_dataset(beir_dataset(home), tmp_path / "run").results
    assert (first.read, first.answered, first.quotes) == (False, False, ())
    assert (first.verdict, first.right_rank) == (Verdict.RIGHT, 1)
    assert first.scores["ndcg@10"] == 1
    assert set(first.scores) == set(retrieval_measures())
    assert {"encode", "dense", "lexical", "fuse"} <= set(first.seconds)
    assert "read" not in first.seconds
    assert (third.verdict, third.scores["mrr"]) == (Verdict.NOT_IN_INDEX, 0)
    ranked = (tmp_path / "run" / RANKINGS).read_text().splitlines()
    assert ranked[0].split()[:4] == ["q1", "Q0", "d%201", "1"]
    # Two documents with the same text are two documents.
    assert second.verdict is Verdict.RIGHT


TEXTS = {
    "owls.txt": "Owls see well at night. Owls hear a mouse under the snow.",
    "bats.txt": "Bats sleep upside down. Bats see badly by day.",
}
OWN = [json.loads(line) for line in data_path(__file__, "own.jsonl").read_text().splitlines()]


def own_dataset_of(folder: Path, rows: Any, texts: dict[str, str] = TEXTS) -> Dataset:
    """Our own form: a folder of texts, and a file of questions about them."""
    (folder / "texts").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    return own_dataset(write_lines(folder / "mine.jsonl", rows), [folder / "texts"])


def test_our_own_form_from_end_to_end(tmp_path: Path) -> None:
    run = run_dataset(own_dataset_of(tmp_path, OWN), tmp_path / "run")
    results = {result.id: result for result in run.results}
    assert list(results) == [row["id"] for row in OWN]
    assert results["sleep"].verdict is Verdict.RIGHT
    assert results["sleep"].quotes[0].quote == "Bats sleep upside down."
    assert {"set_precision", "set_recall", "set_f1"} <= set(results["sight"].scores)
    assert results["gone"].verdict is Verdict.NOT_IN_INDEX
    assert results["none"].verdict is Verdict.RIGHTLY_DECLINED
    bats, owls = (str(tmp_path / "texts" / name) for name in ("bats.txt", "owls.txt"))
    assert {quoted.source for quoted in results["no bats"].quotes} == {owls}
    assert not results["no bats"].answerable
    # Without its documents nothing is left to search in.
    assert (results["nobody"].quotes, results["nobody"].verdict) == ((), Verdict.RIGHTLY_DECLINED)
    rankings = (run.folder / RANKINGS).read_text("utf-8").splitlines()
    assert not any(line.startswith("nobody ") for line in rankings)
    assert bats in texts_of(run.folder / LIBRARY)


def test_documents_may_be_mended_before_the_first_question_is_asked(tmp_path: Path) -> None:
    """A gold quote was in no document: the file that is in the way goes, and it is tried again."""
    texts = TEXTS | {"more.txt": "Something else."}
    dataset = own_dataset_of(tmp_path, [OWN[0] | {"quote": "Bats sleep."}], texts)
    with pytest.raises(EvaluationError, match="gold quote"):
        run_dataset(dataset, tmp_path / "run")
    (tmp_path / "texts" / "more.txt").unlink()
    run = run_dataset(own_dataset_of(tmp_path, OWN[:1]), tmp_path / "run")
    assert run.manifest.documents == len(TEXTS)


# Killed


def test_a_run_that_is_killed_goes_on_and_ends_as_if_nothing_had_been(
    squad: Path, tmp_path: Path, whole: Run
) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-m", "eval.cli", "eval", "--dataset", squad, "--out", folder]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        started = time.monotonic()
        while lines_of(folder / RESULTS) < 2:
            assert process.poll() is None, "it came to its end too soon"
            assert time.monotonic() - started < SECONDS
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(SECONDS) == -signal.SIGKILL
    assert 2 <= lines_of(folder / RESULTS) < QUESTIONS
    assert not is_finished(folder)
    again = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert "questions are done already" in again.stderr
    assert_same(folder, whole)


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_what_measures_is_named_where_it_is_not_installed(
    squad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.plan.MEASURED_WITH", ("scipy", "nothing_like_it"))
    with pytest.raises(
        EvaluationError, match=r"needs nothing_like_it; .*footnote-qa\[evaluation\]"
    ):
        Plan.from_dataset(squad_dataset(squad), AskingOptions(), print)
