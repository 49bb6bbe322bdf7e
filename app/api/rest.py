"""The REST API: what the page does, for other programs, typed by the dataclasses.

A new endpoint is a method of ``Api`` and a line in ``make_api``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Response, UploadFile
from fastapi.openapi.models import HTTPBase
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route

from app.api.errors import MEANINGS, Answering, answer_error
from app.api.libraries import LibrariesApi
from app.api.schemas import Added, Claims, ErrorSentence, Question, State
from app.assemble import Footnote, search_documents
from app.checking.verdicts import Checked
from app.doors.terms import Doors
from app.jobs.board import Board, new_id
from app.jobs.job import State as JobState
from app.render.doors import Endpoint, api_html
from app.render.replies import Reply
from app.render.source import source_page
from app.web.libraries import Libraries
from app.web.sign_in import PLAIN_POLICY, STYLE
from app.web.sources import GONE
from app.web.uploads import LIMITS, original_name
from index.schema import DocumentSummary
from index.status import read_status
from ingest.documents import Document
from ingest.errors import JobError, TooLargeError, UnreadableError
from ingest.report import Entry, Outcome

ABOUT = (
    "Quotations from your own documents. A quotation is an exact slice: "
    "`document.text[start:end] == quote`, counted in Unicode characters. "
    "An error is an object with one sentence, `error`."
)
CREATED = 201
PIECE_BYTES = 1 << 20
NEW = {Outcome.ADDED, Outcome.CHANGED}


@dataclass(frozen=True)
class Api:
    """The endpoints, for one library; each docstring is what the description says of it."""

    footnote: Footnote
    doors: Doors

    async def answer(self, question: Question) -> Reply:
        """Answer a question with quotations, or decline and give what came nearest."""
        answer = await self.doors.answer(
            self.footnote,
            question.question,
            question.risk,
            question.documents,
            thorough=question.thorough,
        )
        return Reply.from_answer(answer)

    async def check(self, claims: Claims) -> list[Checked]:
        """Find the closest sentence for each claim, and compare their numbers, dates and names."""
        checks = self.doors.check(self.footnote, claims.claims, claims.documents)
        return [checked async for checked in checks]

    def list_documents(self, search: Annotated[str, Query()] = "") -> list[DocumentSummary]:
        """List the documents, all or those with a text in their title or source."""
        return search_documents(self.footnote.store.summaries(), search)

    def read_document(self, document_id: str) -> Document:
        """Read a document whole: its text, and where its sections and pages begin."""
        document = self.footnote.store.document(document_id)
        if document is None:
            raise HTTPException(404, GONE)
        return document

    def add_document(self, file: UploadFile, response: Response) -> Added:
        """Add a document, or replace the one that was added under the same file name."""
        self.doors.check_may_change()
        name, board, job_id = original_name(file.filename or ""), self.doors.jobs, new_id()
        sha256 = _copy(file, board.kept.place(job_id, 0), name)
        board.add([name], job_id)
        (entry,) = _entries(board, job_id)
        if entry.outcome is Outcome.SKIPPED:
            raise UnreadableError(entry.reason)
        if entry.outcome in NEW:
            response.status_code = CREATED
        store = self.footnote.store
        there = store.source_of_bytes(sha256) or entry.source
        return Added(entry.outcome, entry.reason, store.summary_by_source(there))

    def remove_document(self, document_id: str) -> DocumentSummary:
        """Remove a document; nothing of its text stays in the library's folder."""
        self.doors.check_may_change()
        store = self.footnote.store
        doomed = [summary for summary in store.summaries() if summary.id == document_id]
        if not doomed:
            raise HTTPException(404, GONE)
        board = self.doors.jobs
        _entries(board, board.remove([document_id], [doomed[0].title], wait=0.0).id)
        return doomed[0]

    def state(self) -> State:
        """What the library holds, and how many questions are waiting."""
        status, gate = read_status(self.footnote.store.folder), self.doors.gate
        return State(
            version=version("footnote-qa"),
            documents=status.documents,
            passages=status.passages,
            characters=status.characters,
            bytes=status.bytes,
            encoder=status.encoder,
            chunking=status.chunking,
            search_indexes_current=status.search_indexes_current,
            read_only=self.doors.read_only,
            questions_at_once=gate.at_once,
            questions_waiting=gate.in_line,
        )


class SignedIn(SecurityBase):
    """Tells programs how to sign in; who may come in is decided before the API is reached."""

    def __init__(self) -> None:
        self.model = HTTPBase(scheme="basic")
        self.scheme_name = "basic"

    def __call__(self) -> None:
        """Nothing is left to decide."""


def make_api(footnote: Footnote, doors: Doors, libraries: Libraries | None = None) -> FastAPI:
    """The API of one library, as an application of its own; with a shelf it knows of the others."""
    api = FastAPI(
        title="Footnote",
        description=ABOUT,
        version=version("footnote-qa"),
        docs_url=None,  # their pages load scripts from afar
        redoc_url=None,
        dependencies=[Depends(SignedIn())] if doors.users else [],
        exception_handlers={HTTPException: answer_error},
    )
    api.router.route_class = Answering
    does = Api(footnote, doors)
    always = (401, 422, 500) if doors.users else (422, 500)

    def route(
        method: str,
        path: str,
        endpoint: Callable[..., object],
        *errors: int,
        name: str | None = None,
    ) -> None:
        responses = _described((*always, *errors))
        if endpoint == does.add_document:
            responses[CREATED] = {"model": Added, "description": "It is new, or has changed."}
        api.add_api_route(path, endpoint, methods=[method], responses=responses, name=name)

    route("POST", "/ask", does.answer, 400, 413, 503, name="ask")
    route("POST", "/check", does.check, 400, 413, 503)
    route("GET", "/documents", does.list_documents)
    route("GET", "/documents/{document_id}", does.read_document, 404)
    route("POST", "/documents", does.add_document, 400, 403, 413, 503)
    route("DELETE", "/documents/{document_id}", does.remove_document, 403, 404, 503)
    route("GET", "/status", does.state)
    if libraries is not None and libraries.shelf is not None:
        shelved = LibrariesApi(libraries, doors, libraries.shelf)
        route("GET", "/libraries", shelved.list_libraries)
        route("POST", "/libraries", shelved.new_library, 400, 403, 404)
        route("POST", "/libraries/import", shelved.import_library, 400, 403, 413)
        route("PATCH", "/libraries/{library_id}", shelved.describe_library, 400, 403, 404)
        route("DELETE", "/libraries/{library_id}", shelved.remove_library, 400, 403, 404, 503)
        route("POST", "/libraries/{library_id}/undo", shelved.restore_library, 403, 404)
        route("GET", "/libraries/{library_id}/export", shelved.export_library, 404)
    return api


def api_routes(api: FastAPI) -> list[BaseRoute]:
    """The routes of the API in the server, with a page that describes it to people."""

    def describe(request: Request) -> HTMLResponse:
        prefix = f"{request.scope.get('root_path', '')}/api"
        endpoints = [
            Endpoint(method, f"{prefix}{route.path}", route.description)
            for route in api.routes
            if isinstance(route, APIRoute)
            for method in sorted(route.methods or ())
        ]
        page = source_page(
            api_html(endpoints, str(request.base_url), prefix), "For programs", STYLE
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": PLAIN_POLICY})

    mounted = Mount("/api", api)
    # A line end in an address is ours to answer, too.
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    return [Route("/api", describe), Route("/api/", describe), mounted]


def _copy(file: UploadFile, path: Path, name: str) -> str:
    """Copy what came to its place, a piece at a time; returns the hash of all of it.

    Raises:
        TooLargeError: it is over the limit; nothing is left of it.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        while size <= LIMITS.max_bytes and (piece := file.file.read(PIECE_BYTES)):
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
    if size > LIMITS.max_bytes:
        shutil.rmtree(path.parent)
        message = f"{name} is larger than {LIMITS.max_bytes / 1e6:,.0f} MB."
        raise TooLargeError(message)
    return digest.hexdigest()


def _entries(board: Board, job_id: str) -> Sequence[Entry]:
    """Wait until a job is done; what became of each of its sources.

    Raises:
        JobError: it was cancelled, or failed.
        LibraryLockedError: another process is changing the library.
    """
    job = board.wait(job_id)
    board.put_away(job_id)
    if job.state is not JobState.DONE or job.report is None:
        raise JobError(job.sentence or "This was cancelled.")
    return job.report.entries


def _described(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    return {
        status: {"model": ErrorSentence, "description": MEANINGS[status]}
        for status in sorted(statuses)
    }
