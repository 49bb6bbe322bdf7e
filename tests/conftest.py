"""What many tests share and is slow to make: the default encoder and the built-in library.

What the user of this machine has, a larger reader among it, is out of sight.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assemble import Footnote
from index.encoder import OnnxEncoder, load_default
from index.sync import add_sources
from ingest.library import built_in_sources
from ingest.report import Outcome
from ingest.sources import Limits

pytest_plugins = ["tests.browser_fixtures", "tests.shelf_fixtures"]


def say_nothing(sentence: str) -> None:
    """For a test, nobody needs to be told."""


@pytest.fixture(scope="session", autouse=True)
def no_data_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder of user data that is empty at first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user-data")))
        yield


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    """The default encoder, as the program loads it."""
    return load_default()


@pytest.fixture(scope="session")
def built_in_folder(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Path:
    """A library of the built-in collection; to be read only, because all tests share it."""
    folder = tmp_path_factory.mktemp("built-in") / "library"
    sources = built_in_sources()
    report = add_sources(folder, sources, encoder, Limits())
    assert report.counts[Outcome.ADDED] == len(sources) > 0
    return folder


@pytest.fixture(scope="session")
def open_footnote(built_in_folder: Path) -> Footnote:
    """The built-in library, open for questions as the command line opens it."""
    return Footnote.from_folder(built_in_folder, say_nothing)
