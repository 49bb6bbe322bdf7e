"""The assistants' protocol, spoken by its own client: over standard input and output, and over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from app.render.text import answer_json
from tests.browser import run

TUNISIA = "How many foreign fighters came from Tunisia?"
Talk = Callable[[Callable[[Client], Awaitable[Any]]], Any]


@pytest.fixture(params=["stdio", "http"])
def talk(request, address, built_in_folder) -> Talk:
    """Speaks with a server of the built-in library, through either door."""
    command = ["-m", "app.command.cli", "mcp", "--library", str(built_in_folder)]
    stdio = StdioServerParameters(
        command=sys.executable, args=command, cwd=".", env=dict(os.environ)
    )

    def speak(with_client):
        async def session():
            door = stdio if request.param == "stdio" else f"{address}/mcp"
            async with Client(door) as client:
                return await with_client(client)

        return run(session())

    return speak


def test_an_assistant_asks_and_reads_around_the_quotation(talk, open_footnote):
    async def conversation(client):
        asked = await client.call_tool("ask", {"question": TUNISIA})
        cited = asked.structured_content["citations"][0]
        place = {name: cited[name] for name in ("document_id", "start", "end")}
        return asked, await client.call_tool("source", place)

    asked, read = talk(conversation)
    expected = answer_json(open_footnote.answer(TUNISIA))
    assert asked.structured_content == expected | {"hits": [], "timings_ms": {}}
    (words,) = (block.text for block in asked.content)
    cited = expected["citations"][0]
    assert cited["quote"] in words
    assert "How sure of [1]: right about" in words
    assert f"[1] is {cited['document_id']}, start {cited['start']}, end {cited['end']}" in words
    around = read.structured_content
    assert around["quote"] == cited["quote"]
    text = open_footnote.store.document(cited["document_id"]).text
    assert around["before"] + around["quote"] + around["after"] in text
    assert around["after"].startswith(text[cited["end"] :][:20])


def test_a_declined_question_says_so_and_why(talk):
    question = {"question": "What is the boiling point of water?"}
    declined = talk(lambda client: client.call_tool("ask", question))
    assert not declined.is_error
    assert declined.structured_content["answered"] is False
    assert declined.structured_content["declined_because"] == "nothing found"
    assert declined.content[0].text.startswith("Nothing was found on this.")


def test_what_cannot_be_done_is_a_sentence(talk):
    calls = [
        ("ask", {"question": "?"}, "Nothing is asked."),
        ("ask", {"question": "Who?", "documents": ["no such"]}, "is called 'no such'"),
        ("ask", {"question": "Who?", "risk": "1/3"}, "'1/20', '1/10', '1/5' or 'always'"),
        ("source", {"document_id": "none", "start": 0, "end": 1}, "has the id 'none'"),
    ]

    async def conversation(client):
        listed = await client.call_tool("documents", {})
        known = listed.structured_content["documents"][0]
        past = {"document_id": known["id"], "start": 5, "end": known["characters"] + 1}
        beyond = await client.call_tool("source", past)
        return beyond, [await client.call_tool(name, values) for name, values, _ in calls]

    beyond, answers = talk(conversation)
    assert beyond.is_error
    assert "has no characters 5 to" in beyond.content[0].text
    for answer, (_, _, said) in zip(answers, calls, strict=True):
        assert answer.is_error
        assert said in answer.content[0].text


def test_the_tools_tell_what_they_are_for_and_change_nothing(talk, open_footnote):
    tools = talk(lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {"ask", "check", "documents", "source"}
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.output_schema
        for field in tool.input_schema["properties"].values():
            assert field["description"]


def test_documents_are_listed_and_searched(talk, open_footnote):
    async def conversation(client):
        return [await client.call_tool("documents", {"search": text}) for text in ("", "poland")]

    everything, found = (answer.structured_content for answer in talk(conversation))
    assert everything["found"] == len(open_footnote.store.document_ids())
    assert [document["title"] for document in found["documents"]] == [
        "Foreign fighters from Poland"
    ]


def test_nothing_but_the_protocol_comes_out(built_in_folder):
    command = [sys.executable, "-m", "app.command.cli", "mcp", "--library", built_in_folder]
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }  # fmt: skip
    done = subprocess.run(
        command, input=f"{json.dumps(hello)}\nnot the protocol\n",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert "exact quotations only" in lines[0]["result"]["instructions"]


def test_no_library_is_a_sentence_and_not_a_protocol(tmp_path):
    command = [sys.executable, "-m", "app.command.cli", "mcp", "--library", tmp_path / "none"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no library in" in done.stderr
    assert "Traceback" not in done.stderr


def test_over_http_nothing_stays_open(address):
    assert httpx.get(f"{address}/mcp", headers={"Accept": "text/event-stream"}).status_code == 405


def test_claims_are_checked(talk):
    claims = {"claims": ["The Soufan Group estimated 5,000 fighters from Tunisia."]}
    result = talk(lambda client: client.call_tool("check", claims))
    (checked,) = result.structured_content["claims"]
    assert "6,000" in checked["parts"][0]["citation"]["quote"]
    assert "differs" in {each["verdict"] for each in checked["parts"][0]["compared"]}
