"""People's own verdicts on claims: they come back, each owner's own, and nothing said is not kept."""

from pathlib import Path

from app.checking.verdicts import Judged, Ruling
from app.keeping.judged import KeptVerdicts, judged
from index.store import Store
from tests.tiny_library import add_texts


def test_verdicts_and_the_handout_come_back_to_their_owner(tmp_path: Path):
    add_texts(tmp_path / "library", {"bees.txt": "Bees hum."})
    store = Store(tmp_path / "library")
    verdicts = KeptVerdicts(store)
    assert (verdicts.of("", ["Bees hum."]), verdicts.handout("")) == ({}, "")
    assert not verdicts.path.exists()
    said = Judged(Ruling.PARTLY, "Only some.")
    verdicts.judge("ada", "Bees hum.", said)
    verdicts.judge("ada", "Cats bark.", judged("untrue", ""))  # which says nothing
    verdicts.keep_handout("ada", "Bees hum.")
    claims = ["Bees hum.", "Cats bark.", *map(str, range(2_000))]
    again = KeptVerdicts(store)
    assert again.of("ada", claims) == {"Bees hum.": said}
    assert (again.of("bob", claims), again.handout("bob")) == ({}, "")
    assert again.handout("ada") == "Bees hum."
    again.judge("ada", "Bees hum.", judged("", "  "))
    assert again.of("ada", claims) == {}
    store.close()
