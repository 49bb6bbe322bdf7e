"""A source is a real page at an address of its own; and what every page forbids the browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import Span
from app.render.html import asset
from app.render.pages import mark_spans, pages_html
from app.render.source import missing_html, source_html, source_page
from app.web.errors import in_words
from index.store import Store
from ingest.documents import Document, hash_bytes
from ingest.errors import UnreadableError
from ingest.readers.pdf_contents import pdf_contents
from ingest.readers.pdf_pages import lay_out, page_image
from ingest.readers.sniffing import SHOWN

STYLE = asset("colours.css") + asset("source.css")
GONE = "This document is no longer in the library."
NO_PAGES = (
    "The pages of this document cannot be shown: its PDF is not in the library, or is not the one "
    "that was added. In a terminal, footnote verify tells more."
)
LONGEST_PLACED = 5_000  # characters of a quotation that is looked for on pages
MOST_MARKS = 20  # quotations of one document: more than an answer has
NUMBER = re.compile("[0-9]{1,6}")
FOREIGN = "Another site asked for this; Footnote answers only its own pages."

# Gradio's own scripts need 'unsafe-inline' and 'unsafe-eval'; no address but ours is allowed.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
SOURCE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HEADERS_OF_SOURCES = {
    "Content-Security-Policy": SOURCE_POLICY,
    # What was removed must not stay in the browser's cache.
    "Cache-Control": "no-store",
    # The page of another site cannot put a page's image on itself, and so learn that it is here.
    "Cross-Origin-Resource-Policy": "same-origin",
}


StoreWith = Callable[[str], Store]  # the library that has the document of an id


def source_routes(store_with: StoreWith) -> list[Route]:
    """The addresses of the sources of libraries.

    ``/source/ID?start=10&end=42`` is a document with a quotation; more pairs are more quotations.
    ``/source/ID/pages`` with the same pairs shows a PDF's pages, ``/source/ID/page/3.png`` is one.
    """
    return [
        Route("/source/{document_id}", _from_thread(partial(_text, store_with))),
        Route("/source/{document_id}/pages", _from_thread(partial(_pages, store_with))),
        Route("/source/{document_id}/page/{number}.png", _from_thread(partial(_image, store_with))),
    ]


def _from_thread(respond: Callable[[Request], Response]) -> Callable[..., Awaitable[Response]]:
    """What answers a request, in a thread of its own; an error becomes a page that says so."""

    def respond_in_words(request: Request) -> Response:
        try:
            return respond(request)
        except Exception as error:
            return _page(missing_html(in_words(error)), "Source", 500)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(respond_in_words, request)

    return endpoint


def _text(store_with: StoreWith, request: Request) -> Response:
    store = store_with(request.path_params["document_id"])
    document = store.document(request.path_params["document_id"])
    if document is None:
        return _page(missing_html(GONE), "Source", 404)
    data = _original(store, document)
    article = source_html(
        document,
        _spans(request, len(document.text)),
        store.text_sha256(document.id),
        kept=document.read_as in SHOWN and store.has_original(document.id),
        contents=pdf_contents(data) if data else (),
    )
    return _page(article, document.title)


def _pages(store_with: StoreWith, request: Request) -> Response:
    store = store_with(request.path_params["document_id"])
    document = store.document(request.path_params["document_id"])
    if document is None:
        return _page(missing_html(GONE), "Source", 404)
    data = _original(store, document)
    if data is None:
        return _page(missing_html(NO_PAGES), document.title, 404)
    spans = _spans(request, len(document.text))
    # A quotation is a sentence or two; to place a whole book would keep everyone waiting.
    spans = [span for span in spans if span[1] - span[0] <= LONGEST_PLACED]
    layout = lay_out(data, document, mark_spans(spans))
    recorded = store.text_sha256(document.id)
    article = pages_html(document, spans, layout, recorded, contents=pdf_contents(data))
    return _page(article, document.title)


def _image(store_with: StoreWith, request: Request) -> Response:
    store = store_with(request.path_params["document_id"])
    document = store.document(request.path_params["document_id"])
    data = _original(store, document) if document else None
    number = request.path_params["number"]
    if document is None or data is None or not NUMBER.fullmatch(number):
        return PlainTextResponse(NO_PAGES, 404, HEADERS_OF_SOURCES)
    try:
        image = page_image(data, int(number), document.source)
    except UnreadableError as error:  # there is no such page
        return PlainTextResponse(str(error), 404, HEADERS_OF_SOURCES)
    return Response(image, 200, HEADERS_OF_SOURCES, "image/png")


def _original(store: Store, document: Document) -> bytes | None:
    """A document's PDF or picture, if it was kept and is still what was added."""
    data = store.original(document.id) if document.read_as in SHOWN else None
    return data if data is not None and hash_bytes(data) == document.sha256 else None


def _spans(request: Request, length: int) -> list[Span]:
    """The spans asked for that lie in the text; of a stale or foreign address there are none."""
    asked = (request.query_params.getlist(name) for name in ("start", "end"))
    spans = []
    for pair in list(zip(*asked, strict=False))[:MOST_MARKS]:
        try:
            start, end = map(int, pair)
        except ValueError:
            continue
        if 0 <= start < end <= length:
            spans.append((start, end))
    return spans


def _page(article: Markup, title: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(source_page(article, title, STYLE), status, HEADERS_OF_SOURCES)


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
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
