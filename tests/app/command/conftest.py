"""Fixtures of the tests of the command line: a small library, and running a command on it."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from app.command.cli import main
from tests.app.command.cli_samples import TEXTS, Run, write


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
