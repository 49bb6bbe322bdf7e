"""The library in a real browser: adding, searching, removing, and texts that mean harm."""

import pytest
from playwright.sync_api import expect

from index.following import remember
from index.lock import write_lock
from index.schema import DocumentSummary
from index.store import Store
from tests.app.page.test_browser_axe import check_looks
from tests.browser import (
    NARROW,
    WIDE,
    ask,
    cited,
    contrast_failures,
    is_too_wide,
    picture,
    text_of,
)

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


def put_away(page):
    """Show the jobs of other tests no longer; returns where new ones come."""
    jobs = page.locator(".jobs article")
    page.wait_for_function("fetch('/jobs').then((answer) => answer.ok)")
    while count := jobs.count():
        jobs.first.get_by_role("button", name="Put away").click()
        expect(jobs).to_have_count(count - 1)
    return jobs


def upload(page, *paths):
    """Choose files; returns the job that adds them."""
    jobs = put_away(page)
    page.locator("#adding input[name=files]").set_input_files(paths)
    return jobs.first


def remove(page, title):
    """Remove a document as a program does, at once."""
    page.get_by_role("tab", name="Library").click()
    row = page.locator("#documents tbody tr", has_text=title)
    id_ = row.get_by_role("checkbox").get_attribute("value")
    page.evaluate("(id) => fetch(`/api/documents/${id}`, { method: 'DELETE' })", id_)
    expect(row).to_have_count(0)  # the table follows


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
    expect(status.get_by_role("progressbar")).to_be_visible()
    picture(page, "library-progress")
    expect(status).to_contain_text("1 document added, 1 duplicate, 2 skipped.")
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
    assert list((own_footnote.store.folder / "jobs").iterdir()) == []
    expect(page.locator("#documents")).to_contain_text(long.name)
    page.get_by_role("tab", name="Ask").click()
    card = ask(page, "How many ships did the harbour of Vellmouth take in 1345?")
    expect(card.locator(".notes")).to_contain_text("The harbour of Vellmouth")
    expect(card.locator(".quote").first).to_contain_text("the harbour of Vellmouth took")


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


def test_search_then_choose_remove_and_undo(visit, own_address, own_footnote, tmp_path):
    page = visit_library(visit, own_address)
    for number in (1, 2):
        (tmp_path / f"goes away {number}.txt").write_text(
            f"Number {number} is to go to Quernbridge."
        )
    expect(upload(page, *sorted(tmp_path.iterdir()))).to_contain_text("2 documents added")
    rows = page.locator("#documents tbody tr")
    search = page.get_by_label("Search in titles and texts")
    search.fill("GOES aw")
    expect(rows).to_have_count(2)
    search.fill("Quernbridge going")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Has these words in 1 passage.")
    page.get_by_label("Choose all shown").check()
    page.get_by_role("button", name="Remove the 2 chosen").click()
    job = page.locator(".jobs article[data-kind=removing]").first
    expect(job.get_by_role("heading")).to_have_text("Removing 2 documents")
    expect(page.locator("#documents tr.leaves")).to_have_count(2)
    picture(page, "library-undo")
    job.get_by_role("button", name="Undo").click()
    expect(job).to_contain_text("Nothing was removed.")
    expect(page.locator("#documents tr.leaves")).to_have_count(0)
    assert "uploaded/goes away 1.txt" in documents(own_footnote.store)
    put_away(page)
    page.get_by_role("button", name="Remove goes away 1", exact=True).click()
    expect(page.locator(".jobs article")).to_contain_text("1 document removed.")
    expect(rows).to_have_count(1)
    assert "uploaded/goes away 1.txt" not in documents(own_footnote.store)
    search.fill("finland")
    expect(rows.first).to_contain_text("Finland")


def test_what_is_dropped_or_pasted_is_added(visit, own_address, own_footnote):
    page = visit_library(visit, own_address)
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File(["The lamp of Vellmouth is out."], "dropped.txt"));
      for (const kind of ["dragover", "drop"]) {
        document.querySelector("h1").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }""")
    expect(page.locator(".jobs article").first).to_contain_text("1 document added")
    page.get_by_label("Or paste addresses").fill(
        "The bell of Vellmouth rings.\n\nIt rings at noon."
    )
    page.get_by_role("button", name="Add", exact=True).click()
    job = page.locator(".jobs article", has_text="The bell of Vellmouth rings")
    expect(job).to_contain_text("1 document added")
    there = documents(own_footnote.store)
    assert {"uploaded/dropped.txt", "uploaded/The bell of Vellmouth rings..txt"} < set(there)


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
    page.get_by_label("Or paste addresses").fill(address)
    page.get_by_role("button", name="Add", exact=True).click()
    told = page.locator("#adding .said, .jobs article .report")
    expect(told.filter(has_text=sentence).first).to_be_visible()
    assert documents(own_footnote.store) == before


def test_while_another_process_writes_a_job_waits_and_says_so(
    visit, own_address, own_footnote, tmp_path
):
    page = visit_library(visit, own_address)
    (tmp_path / "late.txt").write_text("This one comes too early.")
    with write_lock(own_footnote.store.folder):
        job = upload(page, tmp_path / "late.txt")
        expect(job).to_contain_text("Another process is changing the library")
    expect(job).to_contain_text("1 document added")


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_hostile_document_is_shown_character_for_character(
    visit, own_address, own_footnote, tmp_path, suffix
):
    page = visit_library(visit, own_address)
    name = "Hostile ${title} {{title}} <b>&amp; 'q'" + suffix
    (tmp_path / name).write_bytes(
        f"Before comes this.\n\n{HOSTILE}.\n\nAfter comes that {suffix}.".encode()
    )
    job = upload(page, tmp_path / name)
    expect(job).to_contain_text("1 document added")
    expect(job).to_contain_text(name)
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
    page, other = visit_library(visit, own_address), visit(own_address)
    why = "Why do people become foreign fighters?"
    expect(other.get_by_role("button", name=why)).to_be_visible()
    remove(page, "Motives of foreign fighters")
    expect(other.get_by_role("button", name=why)).to_be_hidden()  # without being loaded again
    page.get_by_role("tab", name="Ask").click()
    expect(page.get_by_role("button", name=why)).to_be_hidden()
    expect(
        page.get_by_role("button", name="How many foreign fighters came from Tunisia?")
    ).to_be_visible()


def test_a_removed_source_is_said_to_be_gone(visit, own_address):
    page = visit(own_address)
    card = ask(page, "What was the strong correlation that the World Bank study found?")
    link = card.locator("blockquote a.footnote").first.get_attribute("href")
    remove(page, "Education and employment")
    page.get_by_role("tab", name="Ask").click()
    expect(card).to_contain_text("was removed from the library, and its words with it")
    gone = page.request.get(f"{own_address}{link}")
    assert gone.status == 404
    assert "This document is no longer in the library." in gone.text()


def test_a_followed_folder_is_read_by_a_button_and_told(visit, own_address, own_footnote, tmp_path):
    notes, library = tmp_path / "notes", own_footnote.store.folder
    notes.mkdir()
    (notes / "yaks.txt").write_text("Yaks live high up in the mountains.")
    (notes / "film.xyz").write_bytes(b"\0\1")
    remember(library, str(notes))
    page = visit_library(visit, own_address)
    jobs = put_away(page)
    folder = page.locator("#documents .followed li")
    folder.locator(".follow").click()
    expect(jobs.first).to_contain_text("1 document added, 1 skipped.")
    expect(page.locator("#documents tbody")).to_contain_text("yaks")
    (notes / "yaks.txt").unlink()
    (notes / "gnus.txt").write_text("Gnus walk far every year.")
    put_away(page)
    folder.locator(".follow").click()
    expect(jobs.first).to_contain_text("1 document added, 1 skipped, 1 removed.")
    expect(folder).to_contain_text("1 added")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_looks(page, f"followed-{scheme}")
    page.set_viewport_size({"width": 375, "height": 740})
    check_looks(page, "followed-narrow")
    page.set_viewport_size(WIDE)
    page.once("dialog", lambda dialog: dialog.accept())
    folder.locator(".unfollow").click()
    expect(folder).to_have_count(0)
    expect(page.locator("#documents tbody")).to_contain_text("gnus")
    remove(page, "gnus")


def test_documents_are_tagged_and_a_question_is_asked_of_a_tag(visit, own_address):
    page = visit_library(visit, own_address)
    rows = page.locator("#documents tbody tr")
    for row in (0, 1):
        rows.nth(row).get_by_role("checkbox").check()
    page.once("dialog", lambda dialog: dialog.accept("Quokka lesson"))
    page.get_by_role("button", name="Tag the 2 chosen").click()
    expect(page.locator("#documents .untag")).to_have_count(2)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_looks(page, f"tags-{scheme}")
    page.get_by_role("tab", name="Ask").click()
    page.locator("#choices > button").click()
    page.locator("#only input").press_sequentially("quokka")
    page.get_by_role("option", name="#Quokka lesson (2 documents)").click()
    expect(page.locator("#choices > button")).to_contain_text("2 documents")
    card = ask(page, "What is said of fighters?")
    expect(card.locator(".understood").last).to_contain_text("Asked of 2 chosen documents only.")
    page.get_by_role("tab", name="Library").click()
    page.get_by_label("Search in titles and texts").fill("#quokka")
    expect(rows).to_have_count(2)
    page.locator("#documents .untag").first.click()
    expect(rows).to_have_count(1)
    page.locator("#documents .untag").first.click()
    expect(rows).to_have_count(0)
