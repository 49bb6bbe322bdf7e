"""Long work in a real browser: pages that are left, a job that is cancelled, a server that is killed."""

import re
import signal
import subprocess
import sys

from playwright.sync_api import expect

from index.store import Store
from tests.browser import ask, free_port, picture
from tests.tiny_library import random_prose

OWLS = "Owls see well at night."


def write_files(folder, count, characters, name="note"):
    for number in range(count):
        text = f"{OWLS}\n\n" if not number else ""
        text += random_prose(characters, number)
        (folder / f"{name} {number:02}.txt").write_text(text)
    return sorted(folder.glob(f"{name} *.txt"))


def choose(page, files):
    page.get_by_role("tab", name="Library").click()
    page.locator("#adding input[name=files]").set_input_files(files)
    return page.locator(".jobs article[data-kind=adding]").first


def test_the_page_is_left_while_thirty_files_are_added(visit, own_address, own_footnote, tmp_path):
    page = visit(own_address, expect_faults=True)  # Gradio's own, when it is left
    other = visit(own_address)
    job = choose(page, write_files(tmp_path, 30, 4_000))
    expect(job.get_by_role("progressbar")).to_be_visible()
    page.close()
    seen = other.locator(".jobs article[data-kind=adding]").first
    expect(seen.get_by_role("heading")).to_have_text("Adding 30 documents")
    card = ask(other, "How many foreign fighters came from Tunisia?")
    expect(card).to_contain_text("documents are being read just now; this answer is without them.")
    picture(other, "jobs-asking-meanwhile")
    expect(seen).to_contain_text("30 documents added.")
    assert sum(s.source.startswith("uploaded/note") for s in own_footnote.store.summaries()) == 30
    expect(ask(other, "What do owls see?")).to_contain_text("Owls see well at night")


def test_a_job_is_cancelled_and_what_is_finished_is_kept(
    visit, own_address, own_footnote, tmp_path
):
    page = visit(own_address)
    (tmp_path / "note 98.txt").write_text("The bell of Quernbridge rings at noon.")
    (tmp_path / "note 99.txt").write_text(random_prose(800_000, 99))
    job = choose(page, sorted(tmp_path.glob("note *.txt")))
    expect(job).to_contain_text("2 of 2: note 99.txt")
    job.get_by_role("button", name="Cancel").click()
    expect(job).to_contain_text("Cancelled. 1 document added.")
    expect(job).to_contain_text("1 source left out.")
    sources = {summary.source for summary in own_footnote.store.summaries()}
    assert "uploaded/note 98.txt" in sources
    assert "uploaded/note 99.txt" not in sources


def serve(library, port):
    """A server in a process of its own, as soon as it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.command.cli", "serve", "--no-browser", "--port", str(port), "--library", library],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    next(line for line in process.stderr if "http://" in line)
    return process


def test_a_server_that_was_killed_goes_on_with_its_job(visit, own_footnote, tmp_path):
    library, port = own_footnote.store.folder, free_port()
    files = write_files(tmp_path, 3, 20_000, "kept")
    first = serve(library, port)
    page = visit(f"http://127.0.0.1:{port}", expect_faults=True)  # those of a server that is away
    job = choose(page, files)
    expect(job).to_contain_text(re.compile("[23] of 3"))
    first.kill()
    first.wait()
    second = serve(library, port)
    try:
        expect(job).to_contain_text(re.compile("[1-3] documents? added"))
        expect(job).to_contain_text("kept 02.txt: added")
        assert sum("/kept 0" in s.source for s in Store(library).summaries()) == 3
        assert list((library / "jobs").iterdir()) == []
    finally:
        second.send_signal(signal.SIGINT)
        assert second.wait(30) == 0
        first.stderr.close()
        second.stderr.close()
