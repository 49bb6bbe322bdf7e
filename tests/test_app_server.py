"""The server behind the page, by HTTP: sources, headers, files never uploaded, ports, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from browser import free_port

from app.ui import UPLOADS
from app.ui.page import start
from app.ui.sources import PAGE_POLICY, SOURCE_POLICY
from ingest.errors import FootnoteError

pytest_plugins = ["browser_fixtures"]


def queue_call(address: str, function: str, data: list) -> dict:
    """What the browser does, by hand: join the queue, and read the stream to the last message."""
    config = httpx.get(f"{address}/config").json()
    number = next(d["id"] for d in config["dependencies"] if d["api_name"] == function)
    session = f"by-hand-{os.urandom(4).hex()}"
    body = {"data": data, "fn_index": number, "session_hash": session}
    joined = httpx.post(f"{address}/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return {"success": False, "refused": joined.text}
    where = f"{address}/gradio_api/queue/data"
    with httpx.stream("GET", where, params={"session_hash": session}, timeout=30) as stream:
        for line in stream.iter_lines():
            if (
                line.startswith("data:")
                and (message := json.loads(line[5:]))["msg"] == "process_completed"
            ):
                return message
    pytest.fail("the queue said nothing")


def test_a_source_is_a_page_that_allows_nothing(address, open_footnote):
    document = open_footnote.store.document(open_footnote.store.document_ids()[0])
    answer = httpx.get(f"{address}/source/{document.id}?start=3&end=9")
    assert answer.headers["content-security-policy"] == SOURCE_POLICY
    assert f">{document.text[3:9]}</mark>" in answer.text
    assert "<script" not in answer.text
    assert "http:" not in answer.text.partition("<article")[0]  # no style or font from afar


@pytest.mark.parametrize(
    "span", ["", "?start=-5&end=3", "?start=9&end=2", "?start=0&end=99999999", "?start=x&end=y"]
)
def test_a_stale_or_foreign_span_gets_the_document_without_a_mark(address, open_footnote, span):
    identifier = open_footnote.store.document_ids()[0]
    answer = httpx.get(f"{address}/source/{identifier}{span}")
    assert answer.status_code == 200
    assert "<mark" not in answer.text


def test_an_unknown_source_is_said_to_be_gone(address):
    answer = httpx.get(f"{address}/source/unknown%3Cb%3E")
    assert answer.status_code == 404
    assert "This document is no longer in the library." in answer.text


@pytest.mark.parametrize(
    "file",
    [
        {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
        {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}, "url": "http://127.0.0.1/x"},
        {"path": "/etc/passwd"},
        {"path": f"{UPLOADS}/../../etc/passwd", "meta": {"_type": "gradio.FileData"}},
    ],
)
def test_a_file_that_was_never_uploaded_is_refused(address, open_footnote, file):
    before = open_footnote.store.document_ids()
    answer = queue_call(address, "add_uploads", [[file], ""])
    assert answer["success"] is False
    assert "root:" not in json.dumps(answer)
    assert open_footnote.store.document_ids() == before
    assert Path("/etc/passwd").exists()


def test_the_address_field_never_reads_a_file(address, open_footnote):
    before = open_footnote.store.document_ids()
    answer = queue_call(address, "add_address", ["/etc/passwd", ""])
    assert "An address begins with" in json.dumps(answer)
    assert open_footnote.store.document_ids() == before


def test_pages_forbid_the_browser_to_ask_other_machines(address, chromium):
    headers = httpx.get(address).headers
    assert headers["content-security-policy"] == PAGE_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(address)
        outcome = "fetch('http://192.0.2.1/').then(() => 'went out', () => 'blocked')"
        assert page.evaluate(outcome) == "blocked"


def test_other_sites_and_other_names_get_nothing(address, open_footnote):
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 400
    config = httpx.get(f"{address}/config").json()
    number = next(d["id"] for d in config["dependencies"] if d["api_name"] == "remove")
    doomed = open_footnote.store.document_ids()[0]
    body = {"data": [""], "event_data": {"id": doomed}, "fn_index": number, "session_hash": "evil"}
    for kind in ("text/plain", "application/x-www-form-urlencoded"):  # what needs no permission
        headers = {"Origin": "http://evil.example", "Content-Type": kind}
        url = f"{address}/gradio_api/queue/join"
        assert httpx.post(url, content=json.dumps(body), headers=headers).status_code >= 400
    assert doomed in open_footnote.store.document_ids()


def test_a_port_in_use_is_said_in_words_and_is_free_again_after_closing(open_footnote):
    port = free_port()
    page = start(open_footnote, port)
    with pytest.raises(FootnoteError, match=f"Port {port} cannot be had.*--port"):
        start(open_footnote, port)
    page.close(verbose=False)
    start(open_footnote, port).close(verbose=False)


def test_serve_tells_its_address_and_ends_with_ctrl_c(built_in_folder):
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "app.cli",
        "serve",
        "--library",
        built_in_folder,
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = next(line for line in process.stderr if "http://" in line)
        assert f"http://127.0.0.1:{port}/" in line
        assert "Footnote" in httpx.get(f"http://127.0.0.1:{port}/").text
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert rest == "Stopped.\n"
