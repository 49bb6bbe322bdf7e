"""A run over some made-up articles in SQuAD's form, which several tests read and some go on from."""

import shutil
from pathlib import Path

import pytest

from eval.run import Run
from eval.squad import squad_dataset
from tests.eval.samples import BUILDINGS, run_dataset, write_squad


@pytest.fixture(scope="session")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The buildings as a file of SQuAD's."""
    return write_squad(tmp_path_factory.mktemp("squad") / "buildings.json", *BUILDINGS)


@pytest.fixture(scope="session")
def whole(squad: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that nothing interrupted; to be read only."""
    return run_dataset(squad_dataset(squad), tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture
def folder(whole: Run, tmp_path: Path) -> Path:
    """A copy of that run, to be changed."""
    return Path(shutil.copytree(whole.folder, tmp_path / "run"))
