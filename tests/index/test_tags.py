"""Tags: kept by source, put on and taken off; and what a tag or a folder stands for."""

from pathlib import Path

import pytest

from index.store import Store
from index.tags import Tags, folders, meant_by
from ingest.errors import QuestionError
from tests.tiny_library import add_texts


def test_a_tag_stays_with_its_source_when_the_document_is_read_anew(tmp_path: Path):
    library = tmp_path / "library"
    add_texts(library, {"nile.txt": "The Nile is long.", "alps.txt": "The Alps are high."})
    store, tags = Store(library), Tags(library)
    assert tags.by_source() == {}
    assert not tags.path.exists()
    before, source = store.stamp, str(tmp_path / "sources" / "nile.txt")
    tags.add([source], " #Big  rivers ")
    tags.add([source, source], "Africa")
    assert tags.by_source() == {source: ("Africa", "Big rivers")}
    assert store.stamp == before  # nothing that is derived has to be made anew
    add_texts(library, {"nile.txt": "The Nile is very long."})
    summaries = store.summaries()
    (nile,) = meant_by("tag:big RIVERS", summaries, tags.by_source())
    assert nile.source == source
    with pytest.raises(QuestionError, match="No document has the tag 'seas'"):
        meant_by("tag:seas", summaries, tags.by_source())
    with pytest.raises(QuestionError):
        tags.add([source], "#?")
    tags.remove([source], "Africa")
    tags.keep_only({source})
    assert tags.by_source() == {source: ("Big rivers",)}
    tags.keep_only(set())
    assert tags.by_source() == {}
    store.close()


def test_a_folder_stands_for_all_that_came_from_it(tmp_path: Path):
    library = tmp_path / "library"
    add_texts(library, {"nile.txt": "The Nile is long.", "alps.txt": "The Alps are high."})
    summaries = Store(library).summaries()
    assert folders(summaries)[str(tmp_path / "sources")] == 2
    assert meant_by(f"folder:{tmp_path}", summaries, {}) == summaries
    assert meant_by("nile", summaries, {}) is None
    with pytest.raises(QuestionError, match="came from the folder"):
        meant_by("folder:/nowhere", summaries, {})
