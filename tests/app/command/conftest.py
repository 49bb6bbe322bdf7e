"""What the tests of the command line share: texts, a small library, and running a command on it."""

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.command.cli import main
from index.store import Store

Run = Callable[..., tuple[int, str, str]]

TEXTS = {
    "owls.txt": "Owls see well at night. They hear a mouse under the snow.",
    "bats.md": "# Bats of Europe\n\nBats hang upside down when they sleep.",
    "notes.txt": "The meeting was on 5 May 2014 in Geneva.",
    "more/notes.txt": "The next meeting was in Oslo.",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def titles(library: Path) -> list[str]:
    return [summary.title for summary in Store(library).summaries()]


@pytest.fixture(scope="session")
def cli_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of four texts, made once; tests get a copy."""
    folder = tmp_path_factory.mktemp("cli")
    write(folder / "texts", TEXTS)
    assert main(["add", str(folder / "texts"), "--library", str(folder / "library")]) == 0
    return folder / "library"


@pytest.fixture
def library(cli_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(cli_template, tmp_path / "library"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; gives its exit code and what it printed."""

    def run_here(*arguments: str | Path, typed: str = "") -> tuple[int, str, str]:
        capsys.readouterr()
        monkeypatch.setenv("COLUMNS", "200")  # so that no table breaks a line
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run_here
