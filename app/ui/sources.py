"""A source is a real page at an address of its own; and what every page forbids the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.render_source import missing_html, source_html, source_page
from app.ui.errors import in_words
from index.store import Store

HERE = Path(__file__).parent
STYLE = (HERE / "colours.css").read_text() + (HERE / "source.css").read_text()
GONE = "This document is no longer in the library."
FOREIGN = "Another site asked for this; Footnote answers only its own pages."

# Gradio's own scripts need 'unsafe-inline' and 'unsafe-eval'; no address but ours is allowed.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
SOURCE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)


def source_route(store: Store) -> Route:
    """The route of a library's sources: ``/source/ID?start=10&end=42``."""

    async def source(request: Request) -> HTMLResponse:
        return await run_in_threadpool(_respond, store, request)

    return Route("/source/{document_id}", source)


def _respond(store: Store, request: Request) -> HTMLResponse:
    try:
        document = store.document(request.path_params["document_id"])
        added = store.text_sha256(document.id) if document else None
    except Exception as error:  # a page that says so, not an empty one
        return _page(missing_html(in_words(error)), "Source", 500)
    if document is None:
        return _page(missing_html(GONE), "Source", 404)
    spans = _spans(request, len(document.text))
    return _page(source_html(document, spans, added), document.title)


def _spans(request: Request, length: int) -> list[tuple[int, int]]:
    """The span asked for; a stale or foreign address gets the whole document without a mark."""
    try:
        start, end = (int(request.query_params.get(name, "0")) for name in ("start", "end"))
    except ValueError:
        return []
    return [(start, end)] if 0 <= start < end <= length else []


def _page(article: str, title: str, status: int = 200) -> HTMLResponse:
    # What was removed must not stay in the browser's cache.
    headers = {"Content-Security-Policy": SOURCE_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(source_page(article, title, STYLE), status, headers)


class OwnOriginOnly:
    """Refuses what the page of another site asks for; a browser names the site in such requests."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if each origin it names is this machine."""
        origins = Headers(scope=scope).getlist("origin") if scope["type"] != "lifespan" else []
        ours = all(_host(origin) in self.names for origin in origins)
        await (self.app if ours else PlainTextResponse(FOREIGN, 403))(scope, receive, send)


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


class SecurityHeaders:
    """Lets the browser itself enforce that the pages ask nothing of other machines."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in HEADERS if name not in there),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers)


HEADERS = (
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)
