"""How commands end when something outside ends them: pipes, encodings, the system, Ctrl-C."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.assemble import Footnote, Say
from app.doors.terms import Doors
from app.jobs.job import State
from app.render.jobs import shown_job
from index.encoder import Vectors
from index.store import Store
from ingest.library import built_in_sources
from tests.app.command.conftest import Run, write
from tests.tiny_encoder import TinyEncoder

FOOTNOTE = Path(sys.executable).with_name("footnote")


@pytest.mark.parametrize("flags", ["list --json", "list", "status"])
def test_a_reader_that_has_had_enough_ends_a_command_quietly(library: Path, flags: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [FOOTNOTE, *flags.split(), "--library", library]
    ended = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_what_an_encoding_has_not_is_shown_escaped(library: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    owl = write(tmp_path / "texts", {"Eulé.txt": "Where is the Eule? The Eulé is at home."})
    for command in (["add", owl], ["list"], ["ask", "Where is the Eulé?"]):
        ended = subprocess.run(
            [FOOTNOTE, *command, "--library", library],
            env=environment, capture_output=True, check=False,
        )  # fmt: skip
        assert b"Traceback" not in ended.stderr
        assert rb"Eul\xe9" in ended.stdout


def test_what_the_system_refuses_is_one_sentence(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 100)
    code, out, err = run("list", "--library", folder)
    assert (code, out) == (1, "")
    assert err == f"footnote: {folder}/library.db cannot be used: File name too long.\n"


def test_a_home_that_nobody_has_is_said_in_words(
    run: Run, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("ask", "Where?", "--in", "~nouser/x", "--library", library)
    code, _, err = run(*command)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "No document in the library is called '~nouser/x'." in err
    with pytest.raises(SystemExit) as stopped:
        run("list", "--library", "~nouser/x")
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_hostile_file_name_reaches_the_terminal_escaped(run: Run, tmp_path: Path) -> None:
    name = "\x1b[31mowl\u202e.txt"
    texts = write(tmp_path / "texts", {name: "Owls see.", "\x9bempty.txt": ""})
    library = tmp_path / "library"
    shown = [
        run("add", texts, "--library", library),
        run("list", "--library", library),
        run("list", "--json", "--library", library),
        run("ask", "Who sees?", "--library", library),
        run("remove", name, "--library", library, typed="n"),
        run("remove", f"{name}2", "--yes", "--library", library),
    ]
    assert r"\x9bempty.txt" in shown[0][1]
    assert r"\x1b[31mowl\u202e" in shown[4][2]
    for _, out, err in shown:
        assert not set(out + err) & {"\x1b", "\x9b", "\u202e"}


class InterruptedEncoder(TinyEncoder):
    """An encoder during whose second batch the user presses Ctrl-C."""

    batches = 0

    def encode(self, texts: list[str]) -> Vectors:
        self.batches += 1
        if self.batches == 2:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_an_interrupted_reindexing_changes_nothing_and_says_so(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Store(library).stamp
    monkeypatch.setattr("app.assemble.encoder_for", lambda *_: InterruptedEncoder())
    code, out, err = run("reindex", "--library", library)
    assert (code, out, err.lstrip()) == (130, "", "Stopped. Nothing was changed.\n")
    assert Store(library).stamp == before
    monkeypatch.undo()
    assert run("verify", "--library", library)[0] == 0


def test_an_interrupted_adding_keeps_what_was_finished(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = write(tmp_path / "texts", {"a.txt": "Owls see.", "b.txt": "Bats hang."})
    monkeypatch.setattr("app.assemble.encoder_for", lambda *_: InterruptedEncoder())
    code, _, err = run("add", texts, "--library", tmp_path / "library")
    assert (code, err.lstrip()) == (130, "Stopped. What was finished is kept.\n")
    assert [s.title for s in Store(tmp_path / "library").summaries()] == ["a"]


def test_a_first_start_serves_while_the_built_in_collection_is_added(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is served is a library without documents, and a job that adds them."""

    def serve(
        footnote: Footnote, _port: int, _say: Say, _tabs: object, doors: Doors, **_: object
    ) -> None:
        (job,) = doors.jobs.jobs
        assert shown_job(job, 0.0).title == "Adding the built-in collection"
        assert doors.jobs.unread > 0
        assert doors.jobs.wait(job.id).state is State.DONE
        assert footnote.answer("How many foreign fighters came from Tunisia?").answered
        doors.jobs.close()

    folder = tmp_path / "library"
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("app.server.serve", serve)
    assert run("serve", "--library", folder)[0] == 0
    assert len(Store(folder).summaries()) == len(built_in_sources())
    assert list((folder / "jobs").iterdir()) == []


def test_a_first_start_that_is_interrupted_is_taken_up_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, part = tmp_path / "library", tmp_path / "library.part"
    served: list[dict[str, object]] = []
    command = ("serve", "--read-only", "--library", folder)  # else it is added by a job
    monkeypatch.setattr("app.assemble.encoder_for", lambda *_: InterruptedEncoder())
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("app.assemble.Footnote.from_folder", lambda *_: None)
    monkeypatch.setattr("app.server.serve", lambda *_, **how: served.append(how))
    assert run(*command)[0] == 130
    assert not folder.exists()
    assert len(Store(part).summaries()) == 1
    monkeypatch.setattr("app.assemble.encoder_for", lambda *_: TinyEncoder())
    folder.mkdir()  # an empty folder is no hindrance
    assert run(*command)[0] == 0
    assert len(Store(folder).summaries()) > 10
    assert not part.exists()
    assert served == [
        {"browse": False, "share": False, "bind": "127.0.0.1", "shelf": None}
    ]  # stdout is no terminal here
    assert run(*command)[2] == "Starting the app ...\n"
    shutil.rmtree(folder)
    write(folder, {"mine.txt": "mine"})
    assert run(*command)[0] == 0
    assert (folder / "mine.txt").read_text() == "mine"
    assert len(Store(folder).summaries()) > 10
