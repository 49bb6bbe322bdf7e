"""The REST API, asked over HTTP of the running server: what it answers, refuses and describes."""

import json

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.api.errors import JSON_BYTES
from app.render.text import answer_json
from app.web.sources import FOREIGN, GONE
from app.web.uploads import LIMITS

TUNISIA = "How many foreign fighters came from Tunisia?"
load_all_checks()


def upload(address: str, name: str, data: bytes) -> httpx.Response:
    return httpx.post(f"{address}/api/documents", files={"file": (name, data)}, timeout=30)


def test_every_answer_is_one_that_the_description_allows(own_address):
    description = schemathesis.openapi.from_url(f"{own_address}/api/openapi.json")
    operations = [found.ok() for found in description.get_all_operations()]
    names = {f"{one.method} {one.path}".upper() for one in operations}
    assert names >= {"POST /ASK", "GET /STATUS"}
    for operation in operations:
        # What fits the description, and what does not, where there is something to get wrong.
        for mode in GenerationMode if operation.body else [GenerationMode.POSITIVE]:

            @settings(
                max_examples=10,
                derandomize=True,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                # What fits may still be no question: "?" has the right shape and asks nothing. What
                # does not fit as a file is sent as text all the same, and text is a file.
                case.call_and_validate(
                    excluded_checks=[positive_data_acceptance, negative_data_rejection]
                    if "multipart" in str(case.media_type)
                    else [positive_data_acceptance]
                )

            ask()


def test_an_answer_is_the_one_of_the_command_line(address, open_footnote):
    answer = httpx.post(f"{address}/api/ask", json={"question": TUNISIA})
    expected = answer_json(open_footnote.answer(TUNISIA))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() | {"timings_ms": {}} == expected | {"timings_ms": {}}
    cited = answer.json()["citations"][0]
    document = httpx.get(f"{address}/api/documents/{cited['document_id']}").json()
    assert document["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_a_question_may_be_about_some_documents_and_be_declined(address):
    (origins,) = httpx.get(f"{address}/api/documents?search=origins-by").json()
    body = {"question": TUNISIA, "documents": [origins["title"]], "risk": "always"}
    answer = httpx.post(f"{address}/api/ask", json=body).json()
    assert {citation["document_id"] for citation in answer["citations"]} == {origins["id"]}
    water = {"question": "What is the boiling point of water?"}
    declined = httpx.post(f"{address}/api/ask", json=water).json()
    assert (declined["answered"], declined["declined_because"]) == (False, "nothing found")


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("ask", {"question": " ? "}, 400, "Nothing is asked."),
        ("ask", {"question": "x" * 1_001}, 400, "at most 1,000 characters"),
        ("ask", {"question": "Who?", "documents": ["no such"]}, 400, "is called 'no such'"),
        ("ask", {"question": "\ud800?"}, 400, "is no character"),
        ("ask", {}, 422, "question is missing."),
        ("ask", {"question": 5}, 422, "question must be a text."),
        ("ask", {"question": "Who?", "risk": "1/3"}, 422, "risk: Input should be '1/20'"),
        ("ask", {"question": "Who?", "document": ["a"]}, 422, "document is not known here."),
        ("ask", [], 422, "What was sent"),
        ("check", {"claims": []}, 400, "There is nothing to check."),
        ("check", {"claims": ["One."] * 501}, 400, "At most 500 claims"),
        ("check", {"claims": ["x" * 501]}, 400, "A claim may have at most 500"),
        ("check", {"claims": ["\ud800"]}, 400, "no character"),
    ],
)
def test_what_cannot_be_asked_or_checked_is_said_in_words(address, path, body, status, said):
    content = json.dumps(body)
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{address}/api/{path}", content=content, headers=headers)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert said in answer.json()["error"]


def test_what_is_not_json_or_not_there_is_said_in_words(address):
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{address}/api/ask", content="{", headers=headers)
    assert (answer.status_code, answer.json()) == (422, {"error": "What was sent is not JSON."})
    for method, path, status in [
        ("GET", "/api/nothing", 404), ("PUT", "/api/ask", 405), ("GET", "/api/check/x", 404),
    ]:  # fmt: skip
        answer = httpx.request(method, f"{address}{path}")
        assert answer.status_code == status
        assert "see what it has at /api" in answer.json()["error"]
    for method in ("GET", "DELETE"):
        answer = httpx.request(method, f"{address}/api/documents/unknown")
        assert (answer.status_code, answer.json()) == (404, {"error": GONE})


def test_a_document_is_added_changed_and_removed(own_address, own_footnote):
    store = own_footnote.store
    added = upload(own_address, "../hours.txt", b"The library opens at nine.")
    assert added.status_code == 201
    document = added.json()["document"]
    assert (added.json()["outcome"], document["source"]) == ("added", "uploaded/hours.txt")
    same = upload(own_address, "hours.txt", b"The library opens at nine.")
    assert (same.status_code, same.json()["document"]) == (200, document)
    twin = upload(own_address, "twin.txt", b"The library opens at nine.")
    assert (twin.json()["outcome"], twin.json()["document"]) == ("duplicate", document)
    changed = upload(own_address, "hours.txt", b"The library opens at ten.")
    assert (changed.status_code, changed.json()["outcome"]) == (201, "changed")
    body = {"question": "When does the library open?", "risk": "always"}
    assert httpx.post(f"{own_address}/api/ask", json=body).json()["short"] == "at ten"
    now = changed.json()["document"]["id"]
    whole = httpx.get(f"{own_address}/api/documents/{now}").json()
    assert whole["text"].strip() == "The library opens at ten."
    assert httpx.delete(f"{own_address}/api/documents/{now}").json()["id"] == now
    assert now not in store.document_ids()
    assert httpx.delete(f"{own_address}/api/documents/{now}").status_code == 404


def test_an_upload_that_cannot_be_read_or_is_too_large_is_refused(own_address, own_footnote):
    before = own_footnote.store.document_ids()
    unread = upload(own_address, "picture.png", b"\x89PNG")
    assert unread.status_code == 422
    assert unread.json()["error"].startswith("picture.png is damaged or not a picture")
    large = upload(own_address, "large.txt", bytes(LIMITS.max_bytes + 1))
    assert (large.status_code, large.json()) == (413, {"error": "large.txt is larger than 100 MB."})
    larger = upload(own_address, "larger.txt", bytes(LIMITS.max_bytes + 1_000_000))
    limit = {"error": "At most 100 MB can be sent here."}
    assert (larger.status_code, larger.json()) == (413, limit)
    assert own_footnote.store.document_ids() == before


def test_a_stream_without_a_length_is_stopped_at_the_limit(address):
    parts = (b" " * 100_000 for _ in range(3 * JSON_BYTES // 100_000))
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{address}/api/ask", content=parts, headers=headers)
    limit = {"error": "At most 1 MB can be sent here."}
    assert (answer.status_code, answer.json()) == (413, limit)


def test_the_state_tells_what_there_is_and_no_path(address, open_footnote):
    state = httpx.get(f"{address}/api/status").json()
    assert state["documents"] == len(open_footnote.store.document_ids())
    assert (state["read_only"], state["questions_at_once"], state["questions_waiting"]) == (
        False, 2, 0,
    )  # fmt: skip
    assert str(open_footnote.store.folder) not in json.dumps(state)


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_other_sites_get_nothing_of_it(address, open_footnote, origin):
    doomed = open_footnote.store.document_ids()[0]
    for method, path in [
        ("POST", "/api/ask"), ("GET", "/api/documents"), ("DELETE", f"/api/documents/{doomed}"),
        ("GET", "/api"), ("POST", "/mcp"), ("OPTIONS", "/api/ask"),
    ]:  # fmt: skip
        answer = httpx.request(method, f"{address}{path}", headers={"Origin": origin})
        assert (answer.status_code, answer.text) == (403, FOREIGN)
        named = httpx.request(method, f"{address}{path}", headers={"Host": "evil.example"})
        assert named.status_code == 400
    assert doomed in open_footnote.store.document_ids()


def test_the_description_for_people_loads_nothing_and_names_every_endpoint(address):
    described = httpx.get(f"{address}/api/openapi.json").json()
    page = httpx.get(f"{address}/api")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} /api{path}</code>" in page.text
            assert operation["responses"]["422"]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/ErrorSentence"
            }
    assert described["servers"] == [{"url": "/api"}]
    for path in ("/docs", "/redoc", "/openapi.json", "/api/docs", "/api/redoc"):
        assert httpx.get(f"{address}{path}").status_code == 404


def test_claims_are_checked_with_their_evidence(address):
    claims = ["The Soufan Group estimated 5,000 fighters from Tunisia.", "Milk boils in cups."]
    answer = httpx.post(f"{address}/api/check", json={"claims": claims})
    (first,), (second,) = (each["parts"] for each in answer.json())
    assert first["citation"]["quote"].startswith("The Soufan Group's report of 7 December 2015")
    verdicts = {first["text"][slice(*each["said"])]: each["verdict"] for each in first["compared"]}
    assert verdicts["5,000"] == "differs"
    assert second["citation"] is None
