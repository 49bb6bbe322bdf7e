"""Every command, run as a user runs it: what it prints, what it leaves, and how it exits."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.asking.ask import PASSAGES_READ
from app.command.cli import COMMANDS, main
from app.render.text import DECLINED
from index.store import DATABASE, Store
from tests.app.command.conftest import TEXTS, Run, titles

HELP = Path(__file__).parent / "approved" / "help.txt"
HELP_SECONDS = 0.5  # of CPU, more than Python takes to do nothing


def footnote(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own."""
    command = Path(sys.executable).with_name("footnote")
    return subprocess.run(
        [command, *arguments], input=typed, capture_output=True, text=True, check=False
    )


def test_listing_and_searching(run: Run, library: Path) -> None:
    _, out, _ = run("list", "--library", library)
    assert [line.split()[1] for line in out.splitlines()] == [
        "title", "Bats", "notes", "notes", "owls",
    ]  # fmt: skip
    _, out, _ = run("list", "EUROPE", "--library", library, "--json")
    (found,) = json.loads(out)
    assert (found["title"], found["passages"]) == ("Bats of Europe", 1)
    code, out, _ = run("list", "penguin", "--library", library)
    assert (code, out) == (0, "No document has this in its title or source.\n")


@pytest.mark.parametrize(("typed", "removed"), [("y\n", 1), ("Yes\n", 1), ("n\n", 0), ("", 0)])
def test_removing_asks_first(run: Run, library: Path, typed: str, removed: int) -> None:
    code, out, err = run("remove", "owls", "--library", library, typed=typed)
    assert "owls.txt" in err
    assert ("Nothing was removed." in err) is not bool(removed)
    assert ("1 removed" in out, code) == (bool(removed), 1 - removed)
    assert ("owls" in titles(library)) is not bool(removed)


def test_removing_without_being_asked_several_and_all(run: Run, library: Path) -> None:
    _, out, _ = run("remove", "bats.md", "owls", "--yes", "--json", "--library", library)
    assert json.loads(out)["counts"]["removed"] == 2
    assert titles(library) == ["notes", "notes"]
    ids = [summary.id for summary in Store(library).summaries()]
    assert run("remove", *ids, "--yes", "--library", library)[0] == 0
    assert run("list", "--library", library)[1] == "The library is empty.\n"
    code, out, _ = run("ask", "Who sees well?", "--library", library)
    assert (code, out) == (4, "The library is empty, so there is nothing to quote from.\n")


def test_status_and_verification(run: Run, library: Path) -> None:
    _, out, _ = run("status", "--library", library)
    lines = dict(line.strip().split(maxsplit=1) for line in out.splitlines())
    assert (lines["documents"], lines["indexes"]) == ("4", "current")
    _, out, _ = run("status", "--json", "--library", library)
    assert json.loads(out)["passages"] == 4
    assert run("verify", "--library", library)[:2] == (
        0,
        "4 documents, 4 passages: all as they were added.\n",
    )
    with sqlite3.connect(library / DATABASE) as connection:
        connection.execute("UPDATE documents SET text = replace(text, '2014', '2015')")
    connection.close()
    code, out, _ = run("verify", "--json", "--library", library)
    faults = json.loads(out)["faults"]
    assert code == 1
    assert faults != []
    assert any("notes.txt" in fault for fault in faults)


def test_reindexing_keeps_the_answers(run: Run, library: Path) -> None:
    code, out, _ = run("reindex", "--library", library)
    assert code == 0
    assert out == "4 passages encoded with sentence-transformers/all-MiniLM-L6-v2.\n"
    assert (
        "“They hear a mouse under the snow.” [1]"
        in run("ask", "Who hears a mouse?", "--library", library)[1]
    )


def test_an_answer_with_everything_in_it(run: Run, library: Path) -> None:
    code, out, err = run(
        "ask", "Where was the meeting on 5 May 2014?", "--json", "--library", library
    )
    answer = json.loads(out)
    assert (code, err, answer["answered"]) == (0, "", True)
    assert answer["quote"] == TEXTS["notes.txt"]
    (citation, *_) = answer["citations"]
    document = Store(library).document(citation["document_id"])
    assert document is not None
    assert document.text[citation["start"] : citation["end"]] == answer["quote"]
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3, 4]
    assert min(answer["timings_ms"][stage] for stage in ("encode", "read")) > 0
    assert set(answer["timings_ms"]) == {"encode", "dense", "lexical", "fuse", "read", "cite"}
    _, out, _ = run("ask", "Where was the meeting?", "--k", "2", "--json", "--library", library)
    assert len(json.loads(out)["hits"]) == 2


def test_an_answer_as_text_and_what_is_declined(run: Run, library: Path) -> None:
    code, out, _ = run("ask", "How do bats sleep?", "--risk", "always", "--library", library)
    assert code == 0
    assert "“Bats hang upside down when they sleep.” [1]\n" in out
    code, out, _ = run("ask", "Who won the World Cup in 1998?", "--library", library)
    assert code == 4
    assert out.startswith(tuple(DECLINED.values()))


def test_the_usual_library_begins_with_the_built_in_collection(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    code, out, err = run("ask", "How many foreign fighters came from Tunisia?")
    assert (code, "Making a library in" in err) == (0, True)
    assert out.startswith("6,000\n")
    code, out, err = run("ask", "How many?", "--library", tmp_path / "none")
    assert (code, out) == (1, "")
    assert "none" in err


def test_asking_one_document_by_title_id_or_file_name(run: Run, library: Path) -> None:
    identifier = next(s.id for s in Store(library).summaries() if s.title == "owls")
    source = next(s.source for s in Store(library).summaries() if s.title == "owls")
    for name in ("owls", "OWLS.TXT", identifier, identifier[:8], source, "owl"):
        command = ("ask", "How do they sleep?", "--in", name, "--json", "--library", library)
        answer = json.loads(run(*command)[1])
        assert {hit["document_id"] for hit in answer["hits"]} == {identifier}, name
    both = ("--in", "owls", "--in", "bats.md")
    _, out, _ = run("ask", "How do they sleep?", *both, "--json", "--library", library)
    assert len({hit["document_id"] for hit in json.loads(out)["hits"]}) == 2


def test_a_title_that_means_several_documents_or_none(run: Run, library: Path) -> None:
    code, out, err = run("ask", "Where was it?", "--in", "notes", "--library", library)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "'notes' could mean 2 documents: notes (" in err
    code, _, err = run("remove", "penguins", "--yes", "--library", library)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "No document in the library is called 'penguins'." in err
    assert len(titles(library)) == 4


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_session_goes_on_after_an_error_and_ends_at_an_empty_line(
    run: Run, library: Path, end: str
) -> None:
    typed = f"How do bats sleep?\n???\nWho hears a mouse?\n{end}"
    code, out, err = run("ask", "--library", library, typed=typed)
    assert code == 0
    assert "“Bats hang upside down when they sleep.” [1]" in out
    assert out.index("mouse under the snow") > out.index("upside down")
    assert err.count("Nothing is asked") == 1


def test_a_session_remembers_the_turn_before(run: Run, library: Path) -> None:
    typed = "Where was the meeting on 5 May 2014?\nAnd the next meeting?\nHow do bats sleep?\n"
    _, out, _ = run("ask", "--library", library, "--risk", "always", typed=typed)
    assert out.count("Understood as: ") == 1
    assert "Understood as: Where was the next meeting on 5 May 2014?" in out
    assert out.rindex("? hang upside down\n") > out.index("Understood as: ")


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["status"],
        ["verify"],
        ["reindex"],
        ["remove", "owls", "--yes"],
        ["ask", "Who sees?"],
        ["ask"],
    ],
)  # fmt: skip
def test_without_a_library_a_sentence_names_the_command(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    code, out, err = run(*command, "--library", tmp_path / "none")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert str(tmp_path / "none") in err
    assert "footnote add FILE-OR-FOLDER" in err
    assert list(tmp_path.iterdir()) == []


def test_the_help_of_every_command_is_as_approved(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for name in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            main([*name.split(), "--help"])
        assert stopped.value.code == 0
    assert capsys.readouterr().out == HELP.read_text(encoding="utf-8")
    assert f"default: {PASSAGES_READ}, with which confidence" in HELP.read_text(encoding="utf-8")


def cpu_seconds(*command: str | Path) -> float:
    """The CPU time of a process, the least of three."""
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def test_help_is_quick() -> None:
    bare = cpu_seconds(sys.executable, "-c", "pass")
    assert cpu_seconds(Path(sys.executable).with_name("footnote"), "--help") - bare < HELP_SECONDS


def test_the_installed_command(library: Path, tmp_path: Path) -> None:
    assert footnote("--version").stdout.startswith("footnote 0.")
    answered = footnote("ask", "How do bats sleep?", "--library", library)
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "upside down" in answered.stdout
    declined = footnote("ask", "Who won the World Cup in 1998?", "--library", library)
    assert declined.returncode == 4
    wrong = footnote("ask", "Who?", "--risk", "0.1")
    assert (wrong.returncode, "1/20" in wrong.stderr) == (2, True)
    missing = footnote("add", tmp_path / "none.txt", "--library", library)
    assert (missing.returncode, "Traceback" in missing.stderr) == (3, False)


def test_ctrl_c_ends_a_session_with_a_sentence(library: Path) -> None:
    command: list[Any] = [Path(sys.executable).with_name("footnote"), "ask", "--library", library]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as session:
        assert session.stderr is not None
        assert session.stderr.readline().startswith("Ask about your documents.")
        session.send_signal(signal.SIGINT)
        _, err = session.communicate(timeout=30)
    assert (session.returncode, err) == (130, "Stopped. What was finished is kept.\n")
