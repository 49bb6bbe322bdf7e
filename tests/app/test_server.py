"""The server behind the page, by HTTP: sources, headers, files never uploaded, ports, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.server import start
from app.web import UPLOADS
from app.web.sources import FOREIGN, PAGE_POLICY, SOURCE_POLICY
from ingest.errors import FootnoteError
from tests.browser import free_port


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
    answer = httpx.get(f"{address}/source/{open_footnote.store.document_ids()[0]}?start=3&end=9")
    assert answer.headers["content-security-policy"] == SOURCE_POLICY
    assert "<script" not in answer.text
    assert "http:" not in answer.text.partition("<article")[0]  # no style or font from afar


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
    answer = queue_call(address, "upload", [file])
    assert answer["success"] is False
    assert "root:" not in json.dumps(answer)
    assert open_footnote.store.document_ids() == before
    assert Path("/etc/passwd").exists()


def test_pages_forbid_the_browser_to_ask_other_machines(address, chromium):
    headers = httpx.get(address).headers
    assert headers["content-security-policy"] == PAGE_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(address)
        outcome = "fetch('http://192.0.2.1/').then(() => 'went out', () => 'blocked')"
        assert page.evaluate(outcome) == "blocked"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://[", "https://localhost.evil"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_pages_of_other_sites_are_refused(address, method, origin):
    for path in ("/gradio_api/upload", "/config", "/source/unknown"):
        answer = httpx.request(method, f"{address}{path}", headers={"Origin": origin})
        assert (answer.status_code, answer.text) == (403, FOREIGN)
        assert answer.headers["content-security-policy"] == PAGE_POLICY
    files = {"files": ("evil.txt", b"evil")}
    upload = f"{address}/gradio_api/upload"
    assert httpx.post(upload, files=files, headers={"Origin": origin}).status_code == 403
    assert list(UPLOADS.rglob("evil.txt")) == []
    for own in (address, "http://localhost:9", "http://127.0.0.1"):
        headers = {"Origin": own}
        assert httpx.post(upload, files=files, headers=headers).status_code == 200
    for path in UPLOADS.rglob("evil.txt"):
        path.unlink()


def test_other_sites_and_other_names_get_nothing(address, open_footnote):
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 400
    doomed = open_footnote.store.document_ids()[0]
    for kind in ("text/plain", "application/x-www-form-urlencoded"):  # what needs no permission
        headers = {"Origin": "http://evil.example", "Content-Type": kind}
        for path in ("remove", "0" * 32):
            body = json.dumps({"ids": [doomed], "names": ["http://evil.example/"]})
            answer = httpx.post(f"{address}/jobs/{path}", content=body, headers=headers)
            assert (answer.status_code, answer.text) == (403, FOREIGN)
    assert httpx.get(f"{address}/jobs").text.count("<article") == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", f"{'0' * 31}/0", "a file", 400),  # no id of ours
        ("PUT", f"{'0' * 32}/10000", "a file", 400),  # more than may be
        ("PUT", "..%2f..%2fx/0", "a file", 404),
        ("POST", "0" * 32, "[1, 2]", 400),
        ("POST", "0" * 32, '{"names": []}', 400),
        ("POST", "0" * 32, "no JSON", 400),
        ("POST", "remove", '{"ids": ["unknown"]}', 400),
        ("POST", "remove", '{"ids": 7}', 400),
    ],
)
def test_a_job_that_cannot_be_is_refused_in_words(address, method, path, body, status):
    answer = httpx.request(method, f"{address}/jobs/{path}", content=body)
    assert answer.status_code == status, answer.text
    assert httpx.get(f"{address}/jobs").text.count("<article") == 0


def test_a_port_in_use_is_said_in_words_and_is_free_again_after_closing(open_footnote):
    port = free_port()
    page = start(open_footnote, port)
    with pytest.raises(FootnoteError, match=f"Port {port} cannot be had.*--port"):
        start(open_footnote, port)
    page.close(verbose=False)
    start(open_footnote, port).close(verbose=False)


@pytest.mark.parametrize(
    ("ending", "flags", "opened"), [("SIGINT", [], True), ("SIGTERM", ["--no-browser"], False)]
)
def test_serve_tells_its_address_opens_it_and_ends_when_told_to(
    built_in_folder, tmp_path, ending, flags, opened
):
    port = free_port()
    command = [sys.executable, "-m", "app.command.cli", "serve", "--port", str(port), *flags]
    browser, uploads = tmp_path / "browser", tmp_path / "uploads"
    browser.write_text(f"#!/bin/sh\necho $1 > {tmp_path}/opened\n")
    browser.chmod(0o755)
    uploads.mkdir()
    environment = {**os.environ, "BROWSER": f"{browser} %s", "TMPDIR": str(uploads)}
    ours, terminal = os.openpty()  # only where a user sees what is printed is a browser opened
    with subprocess.Popen(
        [*command, "--library", built_in_folder],
        env=environment, stdout=terminal, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        line = next(line for line in process.stderr if "http://" in line)
        assert f"http://127.0.0.1:{port}/" in line
        assert "Footnote" in httpx.get(f"http://127.0.0.1:{port}/").text
        files = {"files": ("left.txt", b"left")}
        httpx.post(f"http://127.0.0.1:{port}/gradio_api/upload", files=files).raise_for_status()
        assert list(uploads.rglob("left.txt")) != []
        process.send_signal(signal.Signals[ending])
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 0
    os.close(terminal)
    os.close(ours)
    assert rest == "Stopped.\n"
    assert list(uploads.rglob("left.txt")) == []
    assert (tmp_path / "opened").exists() is opened
    if opened:
        assert (tmp_path / "opened").read_text() == f"http://127.0.0.1:{port}/\n"
