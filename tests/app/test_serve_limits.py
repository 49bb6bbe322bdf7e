"""What a server may be told not to do: change the library, take too many questions, open a tunnel."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from gradio_client import Client
from mcp import Client as Assistant
from playwright.sync_api import expect

from app.answers import Risk
from app.assemble import Footnote
from app.doors.gate import Gate
from app.doors.terms import Doors
from app.doors.tunnel import warning
from app.doors.users import user_line
from app.render.text import answer_json
from tests.browser import free_port, serving

TUNISIA = "How many foreign fighters came from Tunisia?"
READ_ONLY = "nothing can be added or removed here"
FULL = "Many people are asking just now; 3 questions are waiting. Try again in a moment."
PUBLIC = "abc.gradio.live"


@pytest.fixture(scope="module")
def library(built_in_folder, tmp_path_factory):
    """A copy, so that a door that does let something through spoils no other test."""
    folder = tmp_path_factory.mktemp("read-only") / "library"
    shutil.copytree(built_in_folder, folder)
    return Footnote.from_folder(folder, print)


@pytest.fixture(scope="module")
def read_only(library):
    with serving(library, Doors(read_only=True, host=PUBLIC)) as address:
        yield address


# Read only


def test_nobody_adds_or_removes_through_any_door(read_only, library):
    before = library.store.stamp
    doomed = library.store.document_ids()[0]
    refused = [
        httpx.post(f"{read_only}/api/documents", files={"file": ("a.txt", b"A text.")}),
        httpx.delete(f"{read_only}/api/documents/{doomed}"),
    ]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert all(READ_ONLY in answer.json()["error"] for answer in refused)
    by_page = [
        httpx.put(f"{read_only}/jobs/{'0' * 32}/0", content=b"A text."),
        httpx.post(f"{read_only}/jobs/{'0' * 32}", json={"names": ["http://127.0.0.1:1/"]}),
        httpx.post(f"{read_only}/jobs/remove", json={"ids": [doomed]}),
    ]
    assert [answer.status_code for answer in by_page] == [403, 403, 403]
    assert all(READ_ONLY in answer.text for answer in by_page)
    assert not (library.store.folder / "jobs").exists()
    assert library.store.stamp == before
    assert httpx.get(f"{read_only}/api/status").json()["read_only"] is True
    assert httpx.post(f"{read_only}/api/ask", json={"question": TUNISIA}).json()["answered"]


def test_the_page_offers_no_way_to_change_anything(read_only, visit):
    page = visit(read_only)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#documents table")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    expect(page.locator("input[type=file][name]")).to_have_count(0)
    expect(page.get_by_label("Or paste addresses")).to_have_count(0)
    page.get_by_label("Search in titles and texts").fill("Poland")
    expect(page.locator("#documents")).to_contain_text("1 document")


# How many at once


def test_all_doors_share_one_gate_and_say_when_it_is_full(library, visit):
    gate = Gate(at_once=1, waiting=3)
    go, begun = threading.Event(), threading.Event()
    with serving(library, Doors(gate=gate)) as address:
        page = visit(address)
        client = Client(address, verbose=False, analytics_enabled=False)
        with ThreadPoolExecutor(5) as pool:
            pool.submit(asyncio.run, gate.run(lambda: begun.set() or go.wait(60)))
            assert begun.wait(10)
            waiting = [pool.submit(ask_by_rest, address) for _ in range(3)]
            while gate.in_line < 3:
                begun.wait(0.01)
            assert httpx.get(f"{address}/api/status").json()["questions_waiting"] == 3
            full = ask_by_rest(address)
            assert (full.status_code, full.json()) == (503, {"error": FULL})
            assert int(full.headers["retry-after"]) > 0
            # In a thread of its own: the browser's driver has an event loop in this one.
            told = pool.submit(asyncio.run, ask_by_assistant(address)).result()
            assert told.content[0].text.endswith(FULL)
            with pytest.raises(Exception, match="3 questions are waiting"):
                client.predict(TUNISIA, api_name="/ask")
            page.get_by_label("Your question").fill(TUNISIA)
            page.keyboard.press("Enter")
            expect(page.locator("#history")).to_contain_text(FULL)
            expect(page.get_by_label("Your question")).to_have_value(TUNISIA)
            go.set()
            assert [one.result().status_code for one in waiting] == [200] * 3
        page.keyboard.press("Enter")
        expect(page.locator("#history article[data-question]")).to_have_count(1)
        client.close()


def ask_by_rest(address):
    return httpx.post(f"{address}/api/ask", json={"question": TUNISIA}, timeout=60)


async def ask_by_assistant(address):
    async with Assistant(f"{address}/mcp") as assistant:
        return await assistant.call_tool("ask", {"question": TUNISIA})


def test_twenty_at_once_all_get_the_same_answer(address, open_footnote):
    expected = answer_json(open_footnote.answer(TUNISIA)) | {"timings_ms": {}}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask_by_rest(address).json(), range(40)))
    assert all(answer | {"timings_ms": {}} == expected for answer in answers)


# Gradio's own client


def test_gradios_client_finds_one_endpoint_and_gets_what_the_command_line_prints(
    address, open_footnote
):
    client = Client(address, verbose=False, analytics_enabled=False)
    named = client.view_api(return_format="dict")
    assert (list(named["named_endpoints"]), named["unnamed_endpoints"]) == (["/ask"], {})
    answer = client.predict(TUNISIA, "1/5", api_name="/ask")
    expected = open_footnote.answer(TUNISIA, risk=Risk.ONE_IN_5)
    assert answer["citations"] == answer_json(expected)["citations"]
    for question, risk, said in [
        ("?", "1/5", "Nothing is asked"),
        ("Who?", "5", "A risk is one of"),
    ]:
        with pytest.raises(Exception, match=said):
            client.predict(question, risk, api_name="/ask")
    with pytest.raises(ValueError, match="Cannot find"):
        client.predict("", api_name="/remove")
    client.close()


# A tunnel


def test_only_the_tunnels_own_name_is_answered_and_only_if_there_is_one(read_only, address):
    for host, status in [(PUBLIC, 200), ("other.gradio.live", 400), ("gradio.live", 400)]:
        assert httpx.get(f"{read_only}/api/status", headers={"Host": host}).status_code == status
    assert httpx.get(f"{address}/api/status", headers={"Host": PUBLIC}).status_code == 400
    for origin, status in [(f"https://{PUBLIC}", 200), ("https://other.gradio.live", 403)]:
        headers = {"Host": PUBLIC, "Origin": origin}
        assert httpx.get(f"{read_only}/api/status", headers=headers).status_code == status
    own = {"Origin": f"https://{PUBLIC}"}
    assert httpx.get(f"{address}/api/status", headers=own).status_code == 403


def serve(folder, *flags, typed="", **environment):
    """Run ``footnote serve`` to its end."""
    command = [sys.executable, "-m", "app.command.cli", "serve", *flags, "--library", folder]
    return subprocess.run(
        command, input=typed, env=os.environ | environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def share(folder, port, typed, *flags):
    """Serve with --share, on a machine whose way out leads nowhere."""
    dead = f"http://127.0.0.1:{free_port()}"
    flags = ("--share", "--no-browser", "--port", str(port), *flags)
    nowhere = {"HTTPS_PROXY": dead, "HTTP_PROXY": dead, "HF_HOME": str(folder / "hf")}
    return serve(folder, *flags, typed=typed, **nowhere)


@pytest.mark.parametrize("typed", ["", "\n", "y\n", "no\n"])
def test_no_tunnel_without_a_typed_yes(built_in_folder, typed):
    port = free_port()
    done = share(built_in_folder, port, typed)
    assert done.returncode == 1
    assert warning(Doors()) in done.stderr
    assert "No tunnel was opened, and nothing is served." in done.stderr
    assert "Starting" not in done.stderr
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/")


def test_a_tunnel_that_cannot_be_had_is_a_sentence_and_nothing_is_served(built_in_folder):
    done = share(built_in_folder, free_port(), "yes\n", "--read-only")
    assert done.returncode == 1
    assert "The tunnel could not be opened" in done.stderr
    assert "Footnote is at" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_file_of_users_stops_the_server_before_it_starts(built_in_folder, tmp_path):
    users = tmp_path / "users"
    users.write_text(user_line("ada", "correct horse"))
    users.chmod(0o644)
    done = serve(built_in_folder, "--auth", users)
    assert done.returncode == 1
    assert f"forbid it with: chmod 600 {users}" in done.stderr
