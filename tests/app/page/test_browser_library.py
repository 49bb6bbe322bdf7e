"""The library in a real browser: adding, searching, removing, and texts that mean harm."""

import threading

import pytest
from playwright.sync_api import expect

from app.assemble import Footnote
from app.web import UPLOADS
from index.lock import write_lock
from index.schema import DocumentSummary
from index.store import Store
from tests.browser import (
    NARROW,
    ask,
    cited,
    contrast_failures,
    is_too_wide,
    picture,
    serving,
    text_of,
)
from tests.tiny_encoder import TinyEncoder
from tests.tiny_library import add_texts

HOSTILE = (
    "The zorblat marker reads ${x} ${alert(1)} {{x}} {{{x}}} {{#each v}} @children \\ \\n \\u0041 `tick` "
    "<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> &amp; \"q\" 'q' "
    "no\u00a0break\u00a0space  two  spaces\ttab and a carriage\rreturn"
)


def visit_library(visit, address, **options):
    page = visit(address, **options)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#documents table")).to_be_visible()
    return page


def upload(page, *paths):
    page.locator("#library input[type=file]").set_input_files(paths)
    return page.locator("#status")


def remove(page, title, said="Removed "):
    page.get_by_role("tab", name="Library").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#documents tr", has_text=title).get_by_role("button").click()
    expect(page.locator("#documents")).to_contain_text(said)


def documents(store: Store) -> dict[str, DocumentSummary]:
    return {summary.source: summary for summary in store.summaries()}


def test_upload_report_ask_and_open(visit, own_address, own_footnote, tmp_path):
    page = visit_library(visit, own_address)
    long = tmp_path / "Harbour log & <i>b ${x} (1).md"
    lines = [f"In {1300 + n} the harbour of Vellmouth took {n + 40} ships." for n in range(700)]
    long.write_text("# The harbour of Vellmouth\n\n" + "\n\n".join(lines))
    (tmp_path / "picture.bin").write_bytes(b"\x00\x01")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (tmp_path / "copy.md").write_bytes(long.read_bytes())
    status = upload(page, long, *(tmp_path / n for n in ("picture.bin", "broken.pdf", "copy.md")))
    bar = status.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(status).to_contain_text(f"1 of 4: {long.name}")
    picture(page, "library-progress")
    expect(status).to_contain_text("1 document added, 1 duplicate, 2 skipped.")
    expect(status).to_contain_text("a second.")
    lines = status.locator("li").all_inner_texts()
    assert lines[0].startswith("Skipped. picture.bin has the unknown suffix .bin")
    assert lines[1].startswith("Skipped. broken.pdf is damaged or not a PDF")
    assert lines[2].startswith(f"{long.name}: added, ")
    assert lines[3] == f"copy.md: duplicate. The same content is there as {long.name}."
    assert contrast_failures(page) == []
    picture(page, "library-report")
    assert (
        documents(own_footnote.store)[f"uploaded/{long.name}"].title == "The harbour of Vellmouth"
    )
    assert [path for path in UPLOADS.rglob("*") if path.is_file()] == []
    expect(page.locator("#documents")).to_contain_text(long.name)
    page.get_by_role("tab", name="Ask").click()
    card = ask(page, "How many ships did the harbour of Vellmouth take in 1345?")
    expect(card.locator(".notes")).to_contain_text("The harbour of Vellmouth")
    expect(card.locator(".quote").first).to_contain_text("the harbour of Vellmouth took")


class SlowEncoder(TinyEncoder):
    """An encoder that takes its time over texts of a harbour, until it may go on quickly."""

    def __init__(self):
        super().__init__()
        self.may_hurry = threading.Event()

    def encode(self, texts):
        if any("harbour" in text for text in texts):
            self.may_hurry.wait(0.05 * len(texts))
        return super().encode(texts)


@pytest.mark.parametrize("leave", ["close", "reload"])
def test_a_page_left_while_adding_stops_neither_others_nor_the_adding(visit, tmp_path, leave):
    add_texts(tmp_path / "library", {"owls.txt": "Owls see well at night."})
    store, encoder = Store(tmp_path / "library"), SlowEncoder()
    lines = "\n\n".join(f"In {1300 + n} the harbour took {n} ships." for n in range(9_000))
    (tmp_path / "harbour.txt").write_text(lines)
    (tmp_path / "late.txt").write_text("This one comes later.")
    with serving(Footnote.from_store(store, encoder)) as address:
        page = visit_library(visit, address, expect_faults=True)  # Gradio's own, when it is left
        other = visit_library(visit, address)
        expect(upload(page, tmp_path / "harbour.txt").get_by_role("progressbar")).to_be_visible()
        getattr(page, leave)()
        other.get_by_role("tab", name="Ask").click()
        ask(other, "What do owls see?")
        other.get_by_role("tab", name="Library").click()
        status = upload(other, tmp_path / "late.txt")
        expect(status).to_contain_text("Reading")  # its turn is after the run that was left
        assert list(documents(store)) == [str(tmp_path / "sources" / "owls.txt")]
        encoder.may_hurry.set()
        expect(status).to_contain_text("1 document added")
        assert {"uploaded/harbour.txt", "uploaded/late.txt"} < set(documents(store))


def test_a_file_again_is_unchanged_or_changed(visit, own_address, own_footnote, tmp_path):
    page = visit_library(visit, own_address, viewport=NARROW)
    note = tmp_path / "note.txt"
    note.write_text("The lamp of Quernbridge is green.")
    expect(upload(page, note)).to_contain_text("1 document added")
    expect(page.get_by_role("button", name="Remove note")).to_be_visible()
    expect(upload(page, note)).to_contain_text("1 document unchanged.")  # the box is ready again
    note.write_text("The lamp of Quernbridge is blue.")
    expect(upload(page, note)).to_contain_text("1 document changed.")
    summary = documents(own_footnote.store)["uploaded/note.txt"]
    assert "blue" in own_footnote.store.document(summary.id).text
    assert not is_too_wide(page)
    picture(page, "narrow-library-report")


def test_search_then_remove_after_asking(visit, own_address, own_footnote, tmp_path):
    page = visit_library(visit, own_address)
    (tmp_path / "goes away.txt").write_text("This one is to go.")
    expect(upload(page, tmp_path / "goes away.txt")).to_contain_text("1 document added")
    rows = page.locator("#documents tbody tr")
    page.get_by_label("Search by title").fill("GOES aw")
    expect(rows).to_have_count(1)
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Remove goes away").click()
    assert asked == ["Remove “goes away” from the library? Your own file stays as it is."]
    assert "uploaded/goes away.txt" in documents(own_footnote.store)
    remove(page, "goes away", "Removed goes away.")
    assert "uploaded/goes away.txt" not in documents(own_footnote.store)
    expect(page.locator("#documents")).to_contain_text("No document has this in its title.")
    page.get_by_label("Search by title").fill("finland")
    expect(rows).to_have_count(1)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://127.0.0.1:9/page", "/page leads to 127.0.0.1, not a public address"),
        ("/etc/passwd", "An address begins with http:// or https://"),
        ("", "An address begins with http:// or https://"),
    ],
)
def test_an_address_that_is_refused_is_said_in_words(
    visit, own_address, own_footnote, address, sentence
):
    page = visit_library(visit, own_address)
    before = documents(own_footnote.store)
    page.get_by_label("Or add a web page").fill(address)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text(sentence)
    assert documents(own_footnote.store) == before


def test_while_another_process_writes_it_is_said_in_words(
    visit, own_address, own_footnote, tmp_path
):
    page = visit_library(visit, own_address)
    (tmp_path / "late.txt").write_text("This one comes too early.")
    with write_lock(own_footnote.store.folder):
        expect(upload(page, tmp_path / "late.txt")).to_contain_text(
            "Another process is changing the library"
        )
        remove(page, "Foreign fighters from Finland", "Another process is changing the library")
    assert "built-in/finland.md" in documents(own_footnote.store)
    expect(upload(page, tmp_path / "late.txt")).to_contain_text("1 document added")


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_hostile_document_is_shown_character_for_character(
    visit, own_address, own_footnote, tmp_path, suffix
):
    page = visit_library(visit, own_address)
    name = "Hostile ${title} {{title}} <b>&amp; 'q'" + suffix
    (tmp_path / name).write_bytes(
        f"Before comes this.\n\n{HOSTILE}.\n\nAfter comes that {suffix}.".encode()
    )
    expect(upload(page, tmp_path / name)).to_contain_text(name)
    expect(page.locator("#status")).to_contain_text("1 document added")
    page.get_by_role("tab", name="Ask").click()
    card = ask(page, "What does the zorblat marker read?")
    link = card.locator("blockquote a.footnote").first
    text, quoted = cited(own_footnote.store, link)
    assert text_of(card.locator(".quote").first) == quoted
    assert "zorblat" in quoted
    link.click()
    expect(page.locator("#source mark.current")).to_have_count(1)
    assert text_of(page.locator("#source mark.current")) == quoted
    assert text_of(page.locator("#source .body")) == text
    if suffix == ".txt":  # Markdown takes its own signs out, plain text none
        assert text.count(HOSTILE.replace("\r", "\n")) == 1
    assert "${x}" in text
    assert page.evaluate("window.hacked") is None
    picture(page, f"hostile-{suffix[1:]}")
    remove(page, "Hostile")  # so that its twin with the other suffix is asked alone


def test_examples_are_shown_only_while_their_page_is_there(visit, own_address):
    page = visit_library(visit, own_address)
    remove(page, "Motives of foreign fighters", "Removed Motives")
    page.get_by_role("tab", name="Ask").click()
    expect(page.get_by_role("button", name="Why do people become foreign fighters?")).to_be_hidden()
    expect(
        page.get_by_role("button", name="How many foreign fighters came from Tunisia?")
    ).to_be_visible()


def test_a_removed_source_is_said_to_be_gone(visit, own_address):
    page = visit(own_address)
    card = ask(page, "What was the strong correlation that the World Bank study found?")
    remove(page, "Education and employment", "Removed Education")
    page.get_by_role("tab", name="Ask").click()
    with page.expect_response("**/source/**") as answered:
        card.locator("blockquote a.footnote").first.click()
    assert answered.value.status == 404
    expect(page.locator("#source")).to_contain_text("This document is no longer in the library.")
