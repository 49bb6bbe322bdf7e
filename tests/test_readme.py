"""The README's commands are run, and what they print is what it shows."""

import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval.own_form import own_dataset
from ingest.readers import read_document
from tests.paths import ROOT

README = ROOT / "README.md"
HOME = "/home/ada"  # where the README's user works
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What differs from run to run: times, speeds, memory; and what a table makes of their lengths.
MEASURED = re.compile(r"\d+(\.\d+)? (s|ms|MB|passages/s)\b")
PADDING = re.compile(r"([ -])\1+")
PROMISED = re.compile(r"would do|on: at most|wrong too often")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
QUESTIONS_OFF = 7  # of 452, where processors round differently


def console_blocks() -> list[list[tuple[str, str]]]:
    """Each console block of the README as its commands and their output."""
    return [
        [tuple(step.split("\n", 1)) for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
        for block in BLOCK.findall(README.read_text("utf-8"))
    ]


def run(command: str, home: Path) -> str:
    """What a command prints, run as the README's user would."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(home / ".share"),
        "PATH": path,
        "COLUMNS": "80",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.replace(str(home), HOME)


def comparable(output: str) -> list[str]:
    """Output without what differs from run to run, and white space at line ends."""
    lines = (MEASURED.sub(r"N \2", line).rstrip() for line in output.rstrip().splitlines())
    return [PADDING.sub(r"\1", line) for line in lines]


def figures(cell: str) -> list[float]:
    """The numbers of a table's cell."""
    return [float(figure.replace(",", "")) for figure in FIGURE.findall(cell)]


def is_close(printed: str, shown: str) -> bool:
    """Whether a line is the one that is shown, but for what processors round differently.

    A measure may lie elsewhere in the interval that is shown with it, a count be a few questions off;
    a few questions decide whether a risk may be promised.
    """
    (_, name, *mine), (_, shown_name, *theirs) = printed.split("|"), shown.split("|")
    if name != shown_name or len(mine) != len(theirs):
        return False
    if PROMISED.search(mine[0]) and PROMISED.search(theirs[0]):
        return True
    interval = figures(theirs[1]) if len(theirs) > 2 else []
    low, high = interval if len(interval) == 2 else (-math.inf, math.inf)
    values = list(zip(figures(mine[0]), figures(theirs[0]), strict=True))
    if interval:
        return all(low <= value <= high for value, _ in values)
    return all(abs(value - other) <= QUESTIONS_OFF for value, other in values)


@pytest.fixture(scope="module")
def home(tmp_path_factory, built_in_folder):
    """A home with the built-in library in its usual place."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(built_in_folder, home / ".share" / "footnote" / "library")
    return home


@pytest.mark.parametrize("block", console_blocks())
def test_every_command_prints_what_the_readme_shows(block, home):
    for command, shown in block:
        printed, expected = comparable(run(command, home)), comparable(shown)
        assert len(printed) == len(expected), command
        for mine, theirs in zip(printed, expected, strict=True):
            evaluated = command == "footnote eval" and mine.startswith("|")
            assert mine == theirs or (evaluated and is_close(mine, theirs)), command


def test_only_what_processors_round_differently_may_differ():
    shown = "| right | 62.1 % | 54.9 to 68.2 % | 195 |"
    assert is_close("| right | 62.6 % | 55.4 to 68.7 % | 195 |", shown)
    assert not is_close("| right | 54.6 % | 47.4 to 61.0 % | 195 |", shown)
    assert not is_close("| wrong | 62.1 % | 54.9 to 68.2 % | 195 |", shown)
    assert is_close("| declined | 38 |", "| declined | 39 |")
    assert not is_close("| declined | 30 |", "| declined | 39 |")
    few, yes = (
        "| 1 in 5 | 40 questions are too few; 61 like them would do |",
        "| 1 in 5 | yes, from a confidence of 0.64 on: at most 19.7 % (26 of 205 were wrong) |",
    )
    assert is_close(few, yes)
    assert not is_close(few.replace("1 in 5", "1 in 9"), yes)


def test_the_readme_has_commands():
    assert sum(len(block) for block in console_blocks()) >= 5


def test_the_readmes_questions_are_in_our_form(tmp_path):
    (lines,) = re.findall(
        r"^```json\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    questions, hours = tmp_path / "mine.jsonl", tmp_path / "hours.txt"
    questions.write_text(lines, "utf-8")
    hours.write_text("The library opens at nine.\n\nOn Fridays it closes at noon.\n", "utf-8")
    dataset = own_dataset(questions, [hours])
    (source,) = dataset.find()
    document = read_document(hours.read_bytes(), source.name, ".txt")
    first, second, third = dataset.questions([document])
    assert document.text[slice(first.places[0].start, first.places[0].end)].startswith("On Fridays")
    assert (second.answerable, third.answerable) == (False, False)
    assert third.without == (document.source,)
