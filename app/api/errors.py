"""How the REST API says what went wrong, and where it stops reading what is sent."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.render.library import known_name
from app.web.bodies import limited
from app.web.errors import in_words
from app.web.uploads import LIMITS
from ingest.errors import (
    BusyError,
    LibraryLockedError,
    NoLibraryError,
    QuestionError,
    ReadOnlyError,
    ShelfError,
    SourceError,
    TooLargeError,
)

# The status of each of our errors, the first that fits; any other is 500.
STATUSES = {
    QuestionError: 400,
    ShelfError: 400,
    ReadOnlyError: 403,
    NoLibraryError: 404,
    TooLargeError: 413,
    SourceError: 422,
    BusyError: 503,
    LibraryLockedError: 503,
}
MEANINGS = {
    400: "What is asked cannot be asked or done.",
    401: "Nobody is signed in.",
    403: "The library is served for reading only.",
    404: "There is no such document or library.",
    413: "What was sent is too large.",
    422: "What was sent has another shape, or no text can be had from it.",
    500: "Something is wrong with the library, or with Footnote itself.",
    503: "Too many questions are waiting, or another process is changing the library.",
}
NOTHING_HERE = "The API has nothing at this address for this method; see what it has at /api"
UNAVAILABLE = 503
RETRY_SECONDS = 5
JSON_BYTES = 1_000_000
# The form around a file takes a little as well.
LARGEST = {"/documents": LIMITS.max_bytes + 100_000, "/libraries/import": 4_000_000_000}

WORDS = {
    "missing": "is missing",
    "unexpected_keyword_argument": "is not known here",
    "json_invalid": "is not JSON",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dataclass_type": "must be an object in JSON, sent as application/json",
}


class Answering(APIRoute):
    """A route whose errors are sentences, and that reads no more than it may."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What FastAPI makes of an endpoint, with both around it."""
        handle = super().get_route_handler()
        limit = LARGEST.get(self.path, JSON_BYTES)

        async def handle_in_words(request: Request) -> Response:
            try:
                response = await handle(limited(request, limit))
            except Exception as error:
                response = error_response(error)
            response.headers["Cache-Control"] = "no-store"  # what was removed stays nowhere
            return response

        return handle_in_words


def error_response(error: Exception) -> JSONResponse:
    """An error as the API answers it."""
    if isinstance(error, RequestValidationError):
        return _response(422, _shape_in_words(error))
    if isinstance(error, HTTPException):
        own = error.detail not in {"Not Found", "Method Not Allowed"}
        return _response(error.status_code, error.detail if own else NOTHING_HERE)
    status = next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)
    return _response(status, known_name(in_words(error)))


async def answer_error(_: Request, error: Exception) -> Response:
    """For what no route answers: a path or a method that is not there."""
    return error_response(error)


def _response(status: int, sentence: str) -> JSONResponse:
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == UNAVAILABLE else {}
    return JSONResponse({"error": sentence}, status, headers)


def _shape_in_words(error: RequestValidationError) -> str:
    """The first thing that is wrong with what was sent; what it was is not repeated."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    if first["type"] == "json_invalid" or not name:
        name = "What was sent"
    words = WORDS.get(first["type"])
    return f"{name} {words}." if words else f"{name}: {first['msg']}."
