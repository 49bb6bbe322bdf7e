"""The jobs of the page over HTTP: files come in piece by piece, jobs are begun, looked at and ended."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.doors.terms import Doors
from app.jobs.kept import MOST_FILES
from app.render.jobs import jobs_html
from app.web.bodies import limited
from app.web.errors import in_words
from app.web.uploads import LIMITS, relative_name
from index.following import forget
from index.schema import DocumentSummary
from index.store import Store
from ingest.errors import FootnoteError, JobError, ReadOnlyError
from ingest.sources import ADDRESS

ORDER_BYTES = 4_000_000  # of the names of a job: thousands of files
NO_ORDER = "Footnote did not understand this request; load the page again."
GONE = "These documents were gone already."
NO_STORE = {"Cache-Control": "no-store"}
Answer = Callable[[Request], Awaitable[Response]]


def job_routes(store: Store, doors: Doors) -> list[Route]:
    """The addresses of a server's jobs.

    ``PUT /jobs/ID/3`` is the file number 3 of a job that ``POST /jobs/ID`` begins, with its names.
    """
    jobs = Jobs(store, doors)
    return [
        Route("/jobs", jobs.look, methods=["GET"]),
        Route("/jobs/remove", _in_words(doors, jobs.remove), methods=["POST"]),
        Route("/jobs/read-again", _in_words(doors, jobs.read_again), methods=["POST"]),
        Route("/jobs/follow", _in_words(doors, jobs.follow), methods=["POST"]),
        Route("/jobs/unfollow", _in_words(doors, jobs.unfollow), methods=["POST"]),
        Route("/jobs/{id}", _in_words(doors, jobs.add), methods=["POST"]),
        Route("/jobs/{id}/cancel", _in_words(doors, jobs.cancel), methods=["POST"]),
        Route("/jobs/{id}/put-away", _in_words(doors, jobs.put_away), methods=["POST"]),
        Route("/jobs/{id}/{number:int}", _in_words(doors, jobs.receive), methods=["PUT"]),
    ]


class Jobs:
    """What the addresses do; nothing of what comes in is trusted."""

    def __init__(self, store: Store, doors: Doors) -> None:
        self._store, self._doors, self._board = store, doors, doors.jobs

    async def look(self, _: Request) -> Response:
        """The jobs as a piece of the page."""

        def html() -> str:
            return jobs_html(self._board.jobs, self._store.stamp)

        return HTMLResponse(await run_in_threadpool(html), headers=NO_STORE)

    async def receive(self, request: Request) -> Response:
        """Put a file where its job will find it, a piece at a time; a part of one is removed."""
        path = self._board.kept.place(request.path_params["id"], request.path_params["number"])
        part = path.with_suffix(".part")
        try:
            await _write(limited(request, LIMITS.max_bytes), part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return Response(status_code=204)

    async def add(self, request: Request) -> Response:
        """Begin to add what was sent, and what addresses lead to."""
        order = await _order(request)
        names = [_checked(name) for name in _texts(order, "names")]
        if not names:
            raise JobError(NO_ORDER)
        await run_in_threadpool(self._board.add, names, request.path_params["id"])
        return Response(status_code=202)

    async def remove(self, request: Request) -> Response:
        """Remove documents, after a while in which it can be undone."""

        def begin(chosen: Sequence[DocumentSummary]) -> None:
            self._board.remove([each.id for each in chosen], [each.title for each in chosen])

        return await self._with_chosen(request, begin)

    async def read_again(self, request: Request) -> Response:
        """Read documents again from where they came from."""
        return await self._with_chosen(request, self._board.read_again)

    async def follow(self, request: Request) -> Response:
        """Read a folder that is followed; which folders are is said on the command line alone."""
        await run_in_threadpool(self._board.follow, str((await _order(request)).get("folder")))
        return Response(status_code=202)

    async def unfollow(self, request: Request) -> Response:
        """Keep a folder current no longer."""
        folder = str((await _order(request)).get("folder"))
        await run_in_threadpool(forget, self._store.folder, folder)
        return Response(status_code=204)

    async def _with_chosen(
        self, request: Request, begin: Callable[[Sequence[DocumentSummary]], object]
    ) -> Response:
        """Begin a job with the documents that are named."""
        wanted = set(_texts(await _order(request), "ids"))

        def work() -> None:
            chosen = [each for each in self._store.summaries() if each.id in wanted]
            if not chosen:
                raise JobError(GONE)
            begin(chosen)

        await run_in_threadpool(work)
        return Response(status_code=202)

    async def cancel(self, request: Request) -> Response:
        """End a job."""
        await run_in_threadpool(self._board.cancel, request.path_params["id"])
        return Response(status_code=204)

    async def put_away(self, request: Request) -> Response:
        """Show a job no longer."""
        self._board.put_away(request.path_params["id"])
        return Response(status_code=204)


def _in_words(doors: Doors, answer: Answer) -> Answer:
    """What changes something, where that is allowed; an error becomes its sentence."""

    async def respond(request: Request) -> Response:
        try:
            doors.check_may_change()
            return await answer(request)
        except HTTPException as error:
            return PlainTextResponse(error.detail, error.status_code)
        except ClientDisconnect:
            return Response(status_code=400)
        except FootnoteError as error:
            return PlainTextResponse(str(error), 403 if isinstance(error, ReadOnlyError) else 400)
        except OSError as error:
            words = f"What was sent cannot be kept: {error.strerror or error}."
            return PlainTextResponse(words, 507)
        except Exception as error:
            return PlainTextResponse(in_words(error), 500)

    return respond


async def _write(request: Request, path: Path) -> None:
    with path.open("wb") as file:
        async for piece in request.stream():
            await run_in_threadpool(file.write, piece)


async def _order(request: Request) -> dict[str, Any]:
    """What a request says in JSON.

    Raises:
        JobError: it says nothing of the kind.
    """
    try:
        order = json.loads(await limited(request, ORDER_BYTES).body())
    except ValueError as error:
        raise JobError(NO_ORDER) from error
    if not isinstance(order, dict):
        raise JobError(NO_ORDER)
    return order


def _texts(order: dict[str, Any], key: str) -> list[str]:
    found = order.get(key)
    if not isinstance(found, list) or len(found) > MOST_FILES:
        raise JobError(NO_ORDER)
    return [str(each) for each in found]


def _checked(name: str) -> str:
    """A file's name with its folders, or an address."""
    return name.strip() if name.strip().lower().startswith(ADDRESS) else relative_name(name)
