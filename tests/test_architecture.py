"""What ARCHITECTURE.md names is there: files, and functions and types in the files named with them."""

import re

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
FILE = r"[\w/-]+(?:\.(?:py|html|js|tsv|md)|/)"
# `ask` (`app/asking/ask.py`)
DEFINED = re.findall(rf"`([\w.]+)`\s\(`({FILE})`", PAGE)
FILES = sorted(set(re.findall(rf"`((?:app|eval|index|ingest|tests)/{FILE})`", PAGE)))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize(("name", "file"), DEFINED)
def test_what_is_said_to_stand_in_a_file_does(name, file):
    text = (ROOT / file).read_text("utf-8")
    for part in name.split("."):
        assert re.search(
            rf"^\s*(?:class|def|async def) {part}\b|^{part}\b.* = ", text, re.MULTILINE
        )


def test_it_is_short_enough_to_be_read():
    assert len(FILES) > 20
    assert len(DEFINED) > 10
    assert PAGE.count("\n") <= 120
