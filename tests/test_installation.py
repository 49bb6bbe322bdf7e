"""What `pip install` brings: all that runs, with its files, and nothing that only makes the models."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.paths import ROOT

ROOMS = ("ingest", "index", "app", "eval")
NOT_INSTALLED = ("eval/bench/", "eval/training/")
# Other encoders run on torch and its kin, so these are installed; nothing else waits for them.
LEFT_ALONE = (
    "eval.bench", "eval.training", "onnx", "onnxscript", "sentence_transformers", "sklearn", "torch", "transformers",
)  # fmt: skip
IMPORT_ALL_AND_ASK = f"""
import importlib, pkgutil, sys
for room in {ROOMS!r}:
    for module in pkgutil.walk_packages(importlib.import_module(room).__path__, room + "."):
        importlib.import_module(module.name)
from eval.cli import main
code = main(["ask", "How many foreign fighters came from Tunisia?", "--library", sys.argv[1]])
print("loaded:", [name for name in {LEFT_ALONE!r} if name in sys.modules])
print("from:", sys.modules["eval.cli"].__file__)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel's files go to; it is built from a copy, as building leaves traces."""
    source, wheels, folder = (
        tmp_path_factory.mktemp(name) for name in ("source", "wheels", "site")
    )
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    command = [sys.executable, "-m", *build, "--wheel-dir", str(wheels), str(source)]
    subprocess.run(command, check=True, timeout=300)
    (wheel,) = wheels.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_all_of_the_product_is_installed_but_not_the_training(installed: Path) -> None:
    def files(folder: Path) -> set[str]:
        paths = (path.relative_to(folder) for room in ROOMS for path in (folder / room).rglob("*"))
        kept = (path for path in paths if path.suffix and "__pycache__" not in path.parts)
        return {str(path) for path in kept if not str(path).startswith(NOT_INSTALLED)}

    for_the_readme = {"app/assets/" + path.name for path in ROOT.glob("app/assets/*.png")}
    assert files(installed) == files(ROOT) - for_the_readme
    assert not any((installed / folder).exists() for folder in NOT_INSTALLED)


def test_what_is_installed_runs_without_what_makes_it(
    installed: Path, built_in_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed))
    command = [sys.executable, "-c", IMPORT_ALL_AND_ASK, str(built_in_folder)]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=True, cwd=tmp_path
    )
    *answer, loaded, origin = run.stdout.splitlines()
    assert "Tunisia" in "\n".join(answer)
    assert loaded == "loaded: []"
    assert origin == f"from: {installed / 'eval' / 'cli.py'}"
