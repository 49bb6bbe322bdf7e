"""``footnote eval`` as a user runs it: what it prints, what it leaves, and what it refuses."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cli import main
from eval.manifest import Manifest
from eval.plan import MANIFEST, RESULTS
from eval.report import REPORT
from eval.results import Verdict, read_results
from eval.run import Run
from eval.tables import table, two_runs_tables
from eval.two_runs import Change, TwoRuns
from tests.eval.samples import article, asked, write_beir, write_lines, write_squad
from tests.paths import ROOT

RunEval = Callable[..., tuple[int, str, str]]

TEXT = "The lighthouse was built in 1871. Its keeper is Ada Brandt. Owls live in its tower."
QUESTIONS = [
    asked("built", "When was the lighthouse built?", TEXT, "1871"),
    asked("keeper", "Who is the keeper of the lighthouse?", TEXT, "Ada Brandt"),
    asked("tower", "What lives in the tower?", TEXT, "Owls"),
    asked("cup", "Who won the cup in 1998?", TEXT),
]


def write_point(path: Path) -> Path:
    """An article with a paragraph, and questions about it; one has no answer."""
    return write_squad(path, article("Point", {TEXT: QUESTIONS}))


@pytest.fixture
def run_eval(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> RunEval:
    """Run the command in this process, in an empty folder: its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["eval", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run_here


def cells(line: str) -> list[str]:
    """The cells of a row of Markdown, where a bar behind a backslash is text."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)]


def tables(text: str) -> list[list[list[str]]]:
    """The tables in a text; each must have a rule under its head and equal rows."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        is_row = line.startswith("|")
        if is_row and not inside:
            found.append([])
        if is_row:
            assert line.endswith("|"), line
            found[-1].append(cells(line))
        inside = is_row
    for rows in found:
        assert {len(row) for row in rows} == {len(rows[0])}, rows
        assert all(re.fullmatch(r"-+:?", cell) for cell in rows[1]), rows[1]
    return [[rows[0], *rows[2:]] for rows in found]


def assert_every_figure_has_an_interval(text: str) -> None:
    number = r"[+-]?\d+\.\d+"
    checked = 0
    for head, *rows in tables(text):
        if "95 % interval" in head:
            place = head.index("95 % interval")
            for row in rows:
                if any(row[1:]):  # else it only names the group that follows
                    assert re.fullmatch(
                        rf"no interval.*|{number} to {number}( %| points)?", row[place]
                    ), row
                    checked += 1
    assert checked > 0


def test_a_whole_run_of_a_user(tmp_path: Path) -> None:
    dataset = write_point(tmp_path / "point.json")
    command = [sys.executable, "-m", "eval.cli", "eval", "--dataset", dataset, "--out", "mine"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert_every_figure_has_an_interval(done.stdout)
    heads = [rows[0][0] for rows in tables(done.stdout)]
    assert heads == ["measure", "kind", "what became of them", "stage", "at most wrong"]
    measures, kinds, verdicts, stages, _ = tables(done.stdout)
    names = [row[0] for row in measures]
    for group in ("All questions", "Retrieval", "Answer", "Honesty", "Verbatim"):
        assert f"**{group}**" in names
    verbatim = measures[names.index("quotations found at their offsets")]
    assert verbatim[1] == "100.0 %"
    assert {row[0] for row in kinds[1:]} == {"answerable", "unanswerable"}
    assert sum(int(row[1]) for row in verdicts[1:]) == len(QUESTIONS)
    assert stages[1][0] == "whole"
    assert done.stdout.endswith(f"\nReport: {Path('mine', REPORT)}\n")
    page = (tmp_path / "mine" / REPORT).read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Who is the keeper of the lighthouse?" in page
    assert "Traceback" not in done.stderr


def test_runs_are_numbered_and_one_that_was_stopped_is_taken_up(
    run_eval: RunEval, tmp_path: Path
) -> None:
    dataset, runs = write_point(tmp_path / "point.json"), tmp_path / "footnote-runs"
    for number in (1, 2):
        code, out, _ = run_eval("--dataset", dataset)
        assert code == 0
        assert f"Report: footnote-runs/point-{number}/{REPORT}" in out
    second = runs / "point-2"
    replace(Manifest.read(second / MANIFEST), finished="").write(second / MANIFEST)
    lines = (second / RESULTS).read_text("utf-8").splitlines(keepends=True)
    (second / RESULTS).write_text("".join(lines[:2]), encoding="utf-8")
    _, out, err = run_eval("--dataset", dataset)
    assert "2 of 4 questions are done already." in err
    assert f"Report: footnote-runs/point-2/{REPORT}" in out
    assert len(list(read_results(second / RESULTS))) == len(QUESTIONS)
    assert {path.name for path in runs.iterdir()} == {"point-1", "point-2"}
    _, out, _ = run_eval("--dataset", dataset, "--closed", "--limit", "2", "--seed", "7")
    assert f"Report: footnote-runs/point-closed-2-drawn-with-seed-7-1/{REPORT}" in out


def test_another_dataset_of_the_same_name_gets_a_folder_of_its_own(
    run_eval: RunEval, tmp_path: Path
) -> None:
    """The run of the first was stopped; what is asked now is another one."""
    (tmp_path / "other").mkdir()
    assert run_eval("--dataset", write_point(tmp_path / "point.json"))[0] == 0
    first = tmp_path / "footnote-runs" / "point-1"
    replace(Manifest.read(first / MANIFEST), finished="").write(first / MANIFEST)
    changed = TEXT.replace("1871", "in 1871")
    other = write_squad(
        tmp_path / "other" / "point.json",
        article("Point", {changed: [asked("built", "When was it built?", changed, "1871")]}),
    )
    assert run_eval("--dataset", other)[0] == 0


def test_a_comparison_shows_before_after_and_how_many_differ(
    run_eval: RunEval, tmp_path: Path
) -> None:
    dataset = write_point(tmp_path / "point.json")
    run_eval("--dataset", dataset, "--out", "one")
    code, out, _ = run_eval("--dataset", dataset, "--out", "two", "--against", "one", "--closed")
    assert code == 0
    one, two = tmp_path / "one", tmp_path / "two"
    assert f"Against {one}, over 4 shared questions:" in out
    comparison = next(rows for rows in tables(out) if "before" in rows[0])
    assert comparison[0] == [
        "measure", "before", "after", "difference", "95 % interval", "p", "differ",
    ]  # fmt: skip
    right = comparison[1]
    before, after = (sum(r.verdict.is_right for r in Run.read(run).results) for run in (one, two))
    assert right[:3] == ["right", f"{25 * before:.1f} %", f"{25 * after:.1f} %"]
    assert right[6].endswith("of 4")
    assert_every_figure_has_an_interval(out)
    assert str(one) in (two / REPORT).read_text(encoding="utf-8")


def write_all(folder: Path) -> None:
    """What the commands below name."""
    write_point(folder / "point.json")
    (folder / "broken.json").write_text("{")
    (folder / "broken.jsonl").write_text("{\n")
    (folder / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    own = {"id": "q", "question": "Who sees?", "kind": "unanswerable"}
    write_lines(folder / "own.jsonl", [own])
    (folder / "texts").mkdir()
    (folder / "texts" / "owls.txt").write_text("Owls see well at night.")
    write_beir(folder / "beir", {"d": "Owls see well."}, {"q": "Who sees?"}, test="q\td\t1\n")


REFUSED = {
    "no dataset": (["--dataset", "none.json"], "There is no dataset at .*none.json"),
    "no documents": (["--dataset", "own.jsonl"], "--documents"),
    "documents that are not there": (
        ["--dataset", "own.jsonl", "--documents", "nowhere"], "nowhere",
    ),
    "an unknown split": (["--split", "train"], "no split 'train': take test, tune, all"),
    "a split that the folder does not have": (
        ["--dataset", "beir", "--split", "dev"], r"dev\.tsv",
    ),
    "no run to compare with": (["--dataset", "point.json", "--against", "texts"], "texts"),
    "nothing to compare with": (["--dataset", "point.json", "--against", "none"], "none"),
    "broken SQuAD": (["--dataset", "broken.json"], r"broken\.json"),
    "broken lines": (["--dataset", "broken.jsonl", "--documents", "texts"], "line 1"),
    "no text": (["--dataset", "binary.jsonl", "--documents", "texts"], r"binary\.jsonl"),
    "more documents that are no SQuAD": (
        ["--dataset", "point.json", "--documents", "broken.jsonl"], r"broken\.jsonl",
    ),
    "more documents that are not there": (
        ["--dataset", "point.json", "--documents", "none.json"], r"none\.json",
    ),
    "no paragraphs to give": (["--dataset", "beir", "--closed"], "leave out --closed"),
    "nor in the built-in questions": (["--closed", "--out", "mine"], "leave out --closed"),
    "documents that nobody asks for": (["--dataset", "beir", "--documents", "texts"], "documents"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_one_sentence(
    run_eval: RunEval, tmp_path: Path, arguments: list[str], said: str
) -> None:
    write_all(tmp_path)
    code, out, err = run_eval(*arguments)
    *before, last = err.splitlines()
    assert (code, out) == (1, "")
    assert all(line.startswith("Adding the documents") for line in before)
    assert last.startswith("footnote: ")
    assert last.endswith(".")
    assert re.search(said, last)
    assert not re.search(r"Error\(|Errno|Traceback", last)
    assert not (tmp_path / "mine").exists()


def test_the_built_in_questions_are_drawn_and_asked(run_eval: RunEval, tmp_path: Path) -> None:
    code, out, _ = run_eval("--limit", "8", "--split", "tune", "--out", "mine")
    assert code == 0
    assert_every_figure_has_an_interval(out)
    assert len(Run.read(tmp_path / "mine").results) == 8


def test_kinds_of_any_name_stand_in_one_cell(run_eval: RunEval, tmp_path: Path) -> None:
    write_all(tmp_path)
    own = {"id": "q", "question": "Who sees?", "kind": "near | far\n| \x1b[31mred"}
    write_lines(tmp_path / "own.jsonl", [own])
    code, out, _ = run_eval("--dataset", "own.jsonl", "--documents", "texts", "--out", "mine")
    assert code == 0
    assert_every_figure_has_an_interval(out)
    assert "\x1b" not in out


def test_questions_of_any_text_stand_in_one_cell() -> None:
    change = Change("a|b", "What\n| is \x1b[31mred?", Verdict.RIGHT, Verdict.DECLINED)
    comparison = TwoRuns("one", "two", 1, 0, 0, (), (change,))
    text = two_runs_tables(comparison)
    *_, (head, row) = tables(text)
    assert head == ["question", "before", "after", "asked"]
    assert row[1:3] == ["right", "declined"]
    assert "\x1b" not in text
    text = two_runs_tables(TwoRuns("one", "two", 0, 4, 4, (), ()))
    assert text == "Nothing to compare: one shares no question with this run."


def test_a_table() -> None:
    assert table(("measure", "n"), [("recall", "1,000"), ("x", "2")]) == (
        "| measure |     n |\n| ------- | ----: |\n| recall  | 1,000 |\n| x       |     2 |"
    )
    # A column of single characters still has a rule.
    assert tables(table(("kind", "n"), [("fact", "4")])) == [[["kind", "n"], ["fact", "4"]]]


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert "\nexample: footnote eval --dataset" in out
    for flag in ("--dataset", "--documents", "--split", "--closed", "--limit", "--seed", "--out"):
        assert f"  {flag} " in out or f"  {flag}\n" in out


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--limit", "x"], ["--seed", "one"]])
def test_flags_that_are_no_numbers(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", *arguments])
    assert stopped.value.code == 2


HELP = """
import sys
from eval.cli import main
try:
    main(["--help"])
finally:
    print(sorted({"numpy", "torch", "gradio", "faiss", "scipy"} & set(sys.modules)))
"""


def test_the_help_of_all_commands_lists_it_and_waits_for_nothing() -> None:
    done: subprocess.CompletedProcess[Any] = subprocess.run(
        [sys.executable, "-c", HELP], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.search(r"^    eval  +ask questions with known answers", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("\n[]\n")


def test_a_promise_is_kept_for_the_library_and_forgotten(run_eval: RunEval, tmp_path: Path) -> None:
    (tmp_path / "point.txt").write_text(f"{TEXT}\n", encoding="utf-8")
    rows = [
        {"id": f"{number}", "question": "When was the lighthouse built?", "answers": ["1871"],
         "document": "point.txt", "quote": "The lighthouse was built in 1871."}
        for number in range(60)
    ]  # fmt: skip
    rows = [row | {"question": f"{row['question']}{'?' * int(row['id'])}"} for row in rows]
    questions, library = write_lines(tmp_path / "mine.jsonl", rows), tmp_path / "library"
    assert main(["add", "point.txt", "--library", str(library)]) == 0
    asked_of = ("--dataset", questions, "--documents", "point.txt", "--library", library)
    code, out, _ = run_eval(*asked_of, "--promise", "keep")
    assert code == 0
    assert "| 1 in 5 " in out
    assert out.splitlines()[-1].startswith(f"Kept for the library in {library}: ")
    assert (library / "cuts.json").exists()
    code, out, _ = run_eval("--promise", "forget", "--library", library)
    assert (code, out) == (0, f"The library in {library} answers as measured by us again.\n")
    assert not (library / "cuts.json").exists()
    code, _, err = run_eval("--promise", "keep")
    assert (code, err) == (
        1,
        "footnote: --promise keep goes with questions of yours: name them with --dataset.\n",
    )
