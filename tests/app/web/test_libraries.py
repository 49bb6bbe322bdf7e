"""Several libraries in one server, each with all its doors at an address of its own."""

import json
import shutil
import time
from functools import partial

import httpx
import pytest
from mcp import Client as Assistant

from app.assemble import Footnote
from app.doors.terms import Doors
from app.jobs.board import new_id
from app.jobs.job import Job, Kind
from app.jobs.kept import FOLDER, Kept
from app.shelf.beside import Beside
from app.shelf.carrying import NOT_OURS
from app.shelf.shelf import About, Shelf
from app.web.libraries import GONE
from index.encoder import load_default
from index.retriever import Retriever
from index.store import Store
from index.sync import open_or_create
from ingest.errors import EncoderMismatchError
from tests.app.test_server import queue_call
from tests.browser import run, serving
from tests.shelf_fixtures import NILE
from tests.tiny_library import add_texts

RIVERS = "library/year-9-rivers"
call = partial(httpx.request, timeout=60)  # the machine may be busy
LONG = {"question": "How long is the Nile?"}


def documents(address: str, library: str) -> list[str]:
    return [each["title"] for each in call("get", f"{address}/{library}api/documents").json()]


def listed(address: str) -> dict[str, tuple[str, int]]:
    """What the API lists, by short name: name and number of documents."""
    found = call("get", f"{address}/api/libraries").json()
    return {each["id"]: (each["name"], each["documents"]) for each in found}


def test_each_library_answers_from_its_own_documents(shelf_address):
    answers = {
        path: call("post", f"{shelf_address}/{path}api/ask", json=LONG).json()
        for path in ("", "library/my-library/", f"{RIVERS}/")
    }
    assert [answer["short"] for answer in answers.values()] == [None, None, "6,650 kilometres"]
    assert documents(shelf_address, "library/my-library/") == documents(shelf_address, "")
    (citation,) = answers[f"{RIVERS}/"]["citations"]
    place = f"{citation['document_id']}?start={citation['start']}&end={citation['end']}"
    assert NILE in call("get", f"{shelf_address}/source/{place}").text
    assert "nile" in call("get", f"{shelf_address}/cite/{place}&form=text").text
    assert f"{RIVERS}/api/ask" in call("get", f"{shelf_address}/{RIVERS}/api").text


TOGETHER = {"documents": ["library:my-library", "library:Year 9: rivers"]}


def test_several_libraries_are_asked_together_and_each_quotation_says_its_own(shelf_address):
    for path in ("", f"{RIVERS}/"):
        for question, library in (
            (LONG["question"], "Year 9: rivers"),
            ("Who leads Imam Bukhari Jamaat?", "My library"),
        ):
            asked = {"question": question} | TOGETHER
            answer = call("post", f"{shelf_address}/{path}api/ask", json=asked).json()
            assert answer["citations"][0]["library"] == library
    lakes = call("post", f"{shelf_address}/api/ask", json=LONG | {"documents": ["library:lakes"]})
    assert (lakes.status_code, "called 'lakes'" in lakes.json()["error"]) == (404, True)


def test_a_document_is_asked_together_with_another_library(shelf_address):
    motives = call("get", f"{shelf_address}/api/documents?search=Motives").json()[0]["id"]
    asked = LONG | {"documents": [motives, "library:year-9-rivers"], "risk": "always"}
    answer = call("post", f"{shelf_address}/api/ask", json=asked).json()
    assert answer["short"] == "6,650 kilometres"
    rivers = {each["id"] for each in call("get", f"{shelf_address}/{RIVERS}/api/documents").json()}
    assert {hit["document_id"] for hit in answer["hits"]} <= rivers | {motives}


def test_an_assistant_asks_several_together(shelf_address):
    async def ask():
        async with Assistant(f"{shelf_address}/mcp") as assistant:
            return await assistant.call_tool("ask", LONG | TOGETHER)

    answer = run(ask())
    assert answer.structured_content["citations"][0]["library"] == "Year 9: rivers"
    assert "library Year 9: rivers" in answer.content[0].text


def test_without_a_shelf_no_other_library_can_be_named(open_footnote):
    with serving(open_footnote) as address:
        answer = call("post", f"{address}/api/ask", json=LONG | TOGETHER)
    assert answer.json() == {"error": "Only this library can be asked here."}


def test_libraries_of_two_encoders_are_not_asked_together(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.first.folder.mkdir()
    open_or_create(shelf.first.folder, load_default()).close()
    add_texts(shelf.place() / "tiny", {"tiny.txt": "Tiny."})
    home = Retriever.from_store(Store(shelf.first.folder), load_default())
    with pytest.raises(EncoderMismatchError, match="tiny was made with another encoder"):
        Beside(shelf).part("tiny", home)


def test_an_assistant_asks_the_library_of_its_address(shelf_address):
    async def ask():
        async with Assistant(f"{shelf_address}/{RIVERS}/mcp") as assistant:
            return await assistant.call_tool("ask", LONG)

    assert run(ask()).structured_content["short"] == "6,650 kilometres"


def test_what_is_added_goes_into_the_library_of_its_address(shelf_address):
    before = documents(shelf_address, "")
    files = {"file": ("rhine.txt", b"The Rhine is 1,230 kilometres long.")}
    added = call("post", f"{shelf_address}/{RIVERS}/api/documents", files=files)
    assert added.status_code == 201
    assert documents(shelf_address, f"{RIVERS}/") == ["nile", "rhine"]
    assert documents(shelf_address, "") == before


def test_a_file_that_was_never_uploaded_is_refused_in_every_library(shelf_address):
    file = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    answer = queue_call(f"{shelf_address}/{RIVERS}", "upload", [file])
    assert answer["success"] is False
    assert "root:" not in json.dumps(answer)


@pytest.mark.parametrize(
    "path", ["library/lakes/", "library/..%2f..%2fetc/", "library/lakes/api/status"]
)
def test_an_address_that_no_library_has_says_so(shelf_address, path):
    answer = call("get", f"{shelf_address}/{path}")
    assert (answer.status_code, GONE in answer.text) == (404, True)


def test_libraries_are_made_copied_named_carried_and_removed_by_rest(shelf_address, tmp_path):
    at = f"{shelf_address}/api/libraries"
    made = call("post", at, json={"name": "Lakes", "description": "For the autumn"})
    assert (made.status_code, made.json()) == (
        201,
        {"id": "lakes", "name": "Lakes", "description": "For the autumn", "documents": 0,
         "address": "/library/lakes/"},
    )  # fmt: skip
    for body, status in (({"name": "LAKES"}, 400), ({"name": ""}, 400), ({"names": "x"}, 422)):
        assert call("post", at, json=body).status_code == status
    assert call("post", at, json={"name": "Copy", "copy_of": "none"}).status_code == 404
    call("post", at, json={"name": "Seas", "copy_of": "year-9-rivers"}).raise_for_status()
    call("patch", f"{at}/seas", json={"name": "Oceans"}).raise_for_status()
    file = call("get", f"{at}/seas/export")
    assert file.headers["content-disposition"] == 'attachment; filename="seas.footnote"'
    taken = call("post", f"{at}/import", files={"file": file.content}, data={"name": "Taken"})
    assert taken.status_code == 201
    bad = call("post", f"{at}/import", files={"file": b"no library"})
    assert (bad.status_code, bad.json()) == (400, {"error": NOT_OURS})
    count = len(documents(shelf_address, "library/taken/"))
    assert count == len(documents(shelf_address, f"{RIVERS}/"))
    assert listed(shelf_address)["seas"] == ("Oceans", count)

    assert call("delete", f"{at}/my-library").status_code == 400
    call("delete", f"{at}/taken").raise_for_status()
    assert "taken" not in listed(shelf_address)
    assert call("get", f"{shelf_address}/library/taken/").status_code == 404  # though it was open
    call("post", f"{at}/taken/undo").raise_for_status()
    assert len(documents(shelf_address, "library/taken/")) == count
    for each in ("lakes", "seas", "taken"):
        call("delete", f"{at}/{each}").raise_for_status()


def test_one_library_alone_tells_nothing_of_others(address):
    assert call("get", f"{address}/libraries").text == ""
    assert call("get", f"{address}/api/libraries").status_code == 404
    assert call("get", f"{address}/library/my-library/").status_code == 404


def test_nobody_changes_a_shelf_that_is_served_for_reading(shelf):
    first = Footnote.from_folder(shelf.first.folder, print)
    with serving(first, Doors(read_only=True), shelf) as address:
        at = f"{address}/api/libraries"
        refused = [
            call("post", at, json={"name": "Lakes"}),
            call("delete", f"{at}/year-9-rivers"),
            call("patch", f"{at}/year-9-rivers", json={"name": "x"}),
            call("post", f"{at}/import", files={"file": b""}),
            call("post", f"{address}/{RIVERS}/api/documents", files={"file": ("a.txt", b"a")}),
        ]
        assert [answer.status_code for answer in refused] == [403] * 5
        menu = call("get", f"{address}/{RIVERS}/libraries").text
        assert "Year 9: rivers" in menu
        assert "Remove" not in menu


def test_a_job_that_a_server_left_in_another_library_is_gone_on_with(shelf, tmp_path):
    folder = shutil.copytree(shelf.find("Year 9: rivers").folder, tmp_path / "given")
    left = Shelf(tmp_path / "home")
    shutil.copytree(shelf.first.folder, left.first.folder)
    other = left.put(About("Other"), folder)
    job = Job(new_id(), Kind.ADDING, ("elbe.txt",))
    kept = Kept(other.folder)
    kept.place(job.id, 0).write_text("The Elbe is 1,094 kilometres long.")
    kept.write(job)
    with serving(Footnote.from_folder(left.first.folder, print), Doors(), left):
        until = time.monotonic() + 60
        while any((other.folder / FOLDER).glob("*")) and time.monotonic() < until:
            time.sleep(0.2)
    assert "elbe" in {each.title for each in Store(other.folder).summaries()}
