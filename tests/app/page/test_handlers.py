"""What the handlers of two tabs do without a browser: uploads, errors in words, claims."""

from dataclasses import replace

import pytest

from app.answers import Risk
from app.assemble import Footnote
from app.checking.verdicts import Checked, Part
from app.doors.terms import Doors
from app.page.choices import ALL_DOCUMENTS, ONLY_MINE, Choices
from app.page.claims import ClaimHandlers
from app.page.conversations import Memory
from app.page.library import LibraryHandlers
from app.reading.fetching import MEASURED
from app.reading.large_model import FOLDER
from app.reading.span_reader import load_weights
from app.reading.thorough import QUICK_ENOUGH, Thorough
from app.render.card import risk_html
from app.render.library import Sort
from app.web import UPLOADS
from app.web.errors import BROKEN, in_words
from app.web.uploads import original_name, read_uploads, relative_name
from index.store import Store
from ingest.errors import LibraryLockedError
from ingest.sources import Loaded, Skipped
from tests.browser import run as run_to_its_end
from tests.tables import read_table
from tests.tiny_library import TINY, add_texts


def uploaded(folder: str, name: str, data: bytes) -> dict:
    path = UPLOADS / folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return {"path": str(path), "orig_name": name}


def test_an_upload_is_read_under_its_own_name_and_deleted():
    file = uploaded("a", "cleaned.txt", b"text") | {"orig_name": 'My "notes".TXT'}
    (loaded,) = read_uploads([file])
    assert isinstance(loaded, Loaded)
    assert loaded.source.name == 'uploaded/My "notes".TXT'
    assert (loaded.data, loaded.suffix) == (b"text", ".txt")
    assert not (UPLOADS / "a" / "cleaned.txt").exists()


def test_a_path_outside_the_uploads_is_neither_read_nor_deleted(tmp_path):
    other = tmp_path / "private.txt"
    other.write_text("secret")
    link = UPLOADS / "link.txt"
    link.symlink_to(other)
    around = f"{UPLOADS}/../{tmp_path.relative_to('/tmp')}/private.txt"
    crafted = [str(other), around, str(link), "", str(UPLOADS)]
    files = [{"path": path, "orig_name": f"{n}.txt"} for n, path in enumerate(crafted)]
    assert [type(found) for found in read_uploads(files)] == [Skipped] * len(crafted)
    assert other.read_text() == "secret"
    assert UPLOADS.is_dir()
    link.unlink()


def test_two_files_of_one_name_do_not_replace_each_other():
    files = [uploaded("a", "same.txt", b"one"), uploaded("b", "same.txt", b"two")]
    first, second = read_uploads(files)
    assert isinstance(first, Loaded)
    assert isinstance(second, Skipped)
    assert "chosen twice" in second.reason
    assert not (UPLOADS / "b" / "same.txt").exists()


def test_an_upload_that_is_gone_is_a_sentence_without_our_path():
    (found,) = read_uploads([{"path": str(UPLOADS / "a" / "gone.txt"), "orig_name": "gone.txt"}])
    assert found == Skipped("uploaded/gone.txt", "gone.txt does not exist; check the name.")


@pytest.mark.parametrize(("given", "name"), read_table(__file__, "names"))
def test_an_original_name_is_only_a_name(given, name):
    assert original_name(given) == name


@pytest.mark.parametrize(
    ("given", "name"),
    [("a/b.txt", "a/b.txt"), ("../../etc/passwd", "etc/passwd"), ("C:\\x\\y.md", "C:/x/y.md"), ("/", "unnamed")],
)  # fmt: skip
def test_a_name_with_folders_leads_nowhere_else(given, name):
    assert relative_name(given) == name


def test_a_search_finds_documents_by_what_they_say(open_footnote):
    handlers = LibraryHandlers(open_footnote)
    assert "Has these words in" in handlers.table("strong correlations")
    assert "No document has this in its title or its text." in handlers.table("zorblat")
    newest = handlers.table("", Sort.LARGEST)
    sizes = [each.characters for each in open_footnote.store.summaries()]
    assert newest.index(f"{max(sizes):,}") < newest.index(f"{min(sizes):,}")


def test_only_my_documents_are_chosen_at_once(tmp_path):
    add_texts(tmp_path / "library", {"owls.txt": "Owls see well at night."})
    store = Store(tmp_path / "library")
    choices = Choices(Footnote.from_store(store, TINY))
    only, button = choices.mine([])
    assert (only.value, button.value) == (store.document_ids(), ALL_DOCUMENTS)
    only, button = choices.mine(only.value)
    assert (only.value, button.value) == ([], ONLY_MINE)


def test_reading_thoroughly_is_offered_where_the_larger_reader_is(tmp_path, open_footnote):
    larger = Thorough(open_footnote.retriever.encoder, tmp_path, tmp_path)
    choices = Choices(replace(open_footnote, thorough=larger))
    assert not choices.reading(None).visible
    for took, chosen in ((QUICK_ENOUGH, True), (QUICK_ENOUGH + 1, False)):
        (tmp_path / MEASURED).write_text(f'{{"milliseconds": {took}}}')
        assert (choices.reading(None).visible, choices.reading(None).value) == (True, chosen)
        assert choices.reading(not chosen).value is not chosen  # what a user chose stays
    # What its answers are worth is said without its model, which is not even there.
    worth = risk_html(load_weights(FOLDER).cuts[Risk.ONE_IN_10])
    assert choices.risk_meaning(str(Risk.ONE_IN_10), thorough=True) == worth
    assert choices.risk_meaning(str(Risk.ONE_IN_10), thorough=False) != worth


def test_our_errors_are_their_sentence_and_others_leave_a_traceback(capsys):
    assert in_words(LibraryLockedError("Wait.")) == "Wait."
    assert capsys.readouterr().err == ""
    assert in_words(ZeroDivisionError("inside")) == BROKEN
    assert "ZeroDivisionError: inside" in capsys.readouterr().err


# Checking claims


@pytest.fixture
def handlers(open_footnote):
    return ClaimHandlers(Memory(open_footnote, Doors(read_only=True)))  # nothing is kept


def steps_of(handlers: ClaimHandlers, text: str) -> list:
    async def collect() -> list:
        return [step async for step in handlers.check(text, {}, None)]

    return run_to_its_end(collect())


def test_an_upload_that_cannot_be_read_is_said(handlers, tmp_path):
    box, status, button = handlers.upload(uploaded("c1", "said.txt", b"\x00\x01" * 99))
    assert ("said.txt" in status, button) == (True, None)
    box, status, _ = handlers.upload(uploaded("c2", "said.exe", b"MZ"))
    assert ("value" not in box, "unknown suffix" in status) == (True, True)
    private = tmp_path / "private.txt"
    private.write_text("secret")
    _, status, _ = handlers.upload({"path": str(private)})
    assert "was not uploaded here" in status
    assert private.read_text() == "secret"
    assert handlers.upload(None)[2] is None


def test_a_list_of_one_file_is_taken_too(handlers):
    box, status, _ = handlers.upload([uploaded("c3", "said.md", b"One.\n\nTwo.")])
    assert (box.split(), "said.md: 2 statements." in status) == (["One.", "Two."], True)


def test_a_fault_of_ours_is_said_and_the_button_comes_back(handlers, monkeypatch, capsys):
    monkeypatch.setattr("app.checking.claims.closest_sentences", lambda *_: 1 / 0)
    *_, (status, _, button, *_) = steps_of(handlers, "Bats sleep.")
    assert BROKEN in status
    assert button.interactive is True
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_file_comes_after_nothing_so_that_it_comes_again(handlers):
    first, second = handlers.export([Checked.of("Milk.", [Part("Milk is <white>.", None)])], {})
    assert first == ""
    assert 'data-name="claims.csv"' in second
    assert "\ufeffclaim," in second
    assert "Milk is &lt;white&gt;." in second


def test_claims_are_checked_one_by_one_and_it_is_told_how_far(handlers):
    steps = steps_of(handlers, "The Soufan Group counted 6,000 fighters from Tunisia.\nBats sleep.")
    assert [step[0].partition("<p>")[2].partition("<")[0] for step in steps] == [
        "Reading your documents\u2026", "1 of 2", "2 of 2", ""
    ]  # fmt: skip
    assert [each.claim for each in steps[-1][-2]][1] == "Bats sleep."


def test_the_pack_of_checked_claims_holds_their_evidence(handlers):
    checked = steps_of(handlers, "The Soufan Group counted 5,000 fighters from Tunisia.")[-1][-2]
    first, pack = handlers.pack(checked, {})
    assert first == ""
    assert "differs: the quotation has" in pack
    assert "footnote-claims-" in pack
