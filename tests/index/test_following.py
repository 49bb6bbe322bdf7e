"""Folders that are kept current: whatever became of their files became of the documents."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.following import Followed, follow, followed, forget, remember
from index.store import Store
from ingest.errors import SourceError
from ingest.report import Outcome, Report
from tests.tiny_library import TINY, add_folder, outcomes, write_texts

TEXTS = {"bees.txt": "Bees hum.", "cats.txt": "Cats purr.", "dogs.txt": "Dogs bark."}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def names(library: Path) -> list[str]:
    return sorted(Path(each.source).name for each in Store(library).summaries())


def read(library: Path, sources: Path) -> Report:
    return follow(library, str(sources), TINY)


def test_what_was_added_changed_moved_and_removed_is_so_in_the_library(library: Path):
    sources = write_texts(library, TEXTS)
    remember(library, str(sources), every=30)
    assert set(outcomes(read(library, sources)).values()) == {Outcome.ADDED}
    other = write_texts(library.parent / "other" / "library", {"owls.txt": "Owls hoot."})
    add_folder(library, other)
    (sources / "bees.txt").write_text("Bees hum loudly.")
    (sources / "cats.txt").rename(sources / "kittens.txt")
    (sources / "dogs.txt").unlink()
    (sources / "emus.txt").write_text("Emus run.")
    (sources / "virus.exe").write_bytes(b"MZ")
    report = read(library, sources)
    assert outcomes(report) == {
        "cats.txt": Outcome.REMOVED, "dogs.txt": Outcome.REMOVED, "bees.txt": Outcome.CHANGED,
        "emus.txt": Outcome.ADDED, "kittens.txt": Outcome.ADDED, "virus.exe": Outcome.SKIPPED,
    }  # fmt: skip
    assert report.has_news
    assert names(library) == ["bees.txt", "emus.txt", "kittens.txt", "owls.txt"]
    assert not read(library, sources).has_news
    (noted,) = followed(library)
    assert noted.said.startswith("3 unchanged, 1 skipped")
    assert forget(library, str(sources))
    assert not forget(library, str(sources))


def test_a_file_that_cannot_be_read_any_more_leaves_what_was_read(library: Path):
    sources = write_texts(library, TEXTS)
    read(library, sources)
    (sources / "bees.txt").write_bytes(b"\0\1\2" * 100)
    assert outcomes(read(library, sources))["bees.txt"] is Outcome.SKIPPED
    assert names(library) == sorted(TEXTS)


def test_nothing_is_changed_where_the_folder_is_not_there_or_empty(library: Path):
    sources = write_texts(library, TEXTS)
    remember(library, str(sources))
    read(library, sources)
    for path in sources.iterdir():
        path.unlink()
    with pytest.raises(SourceError, match="no file in"):
        read(library, sources)
    shutil.rmtree(sources)
    with pytest.raises(SourceError, match="nothing was changed"):
        read(library, sources)
    assert names(library) == sorted(TEXTS)
    assert "nothing was changed" in followed(library)[0].said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_nothing_is_changed_where_a_folder_in_it_cannot_be_read(library: Path):
    sources = write_texts(library, TEXTS)
    read(library, sources)
    (sources / "dogs.txt").unlink()
    (sources / "shut").mkdir(mode=0)
    with pytest.raises(SourceError, match="Nothing was changed"):
        read(library, sources)
    assert names(library) == sorted(TEXTS)


def test_it_is_due_after_its_minutes():
    now = datetime.now(UTC)
    ago = (now - timedelta(minutes=40)).isoformat()
    assert [Followed("/a", every, ago).is_due(now) for every in (0, 30, 60)] == [False, True, False]
    assert Followed("/a", 30).is_due(now)
