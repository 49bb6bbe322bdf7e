"""A citation of any place of a document, in any of the forms, at an address of its own."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.asking.citing import citation_at
from app.render.citations import FORMATS
from app.web.errors import in_words
from app.web.sources import GONE, StoreWith

NO_SUCH = "There is no such place or form; open the footnote again."


def cite_route(store_with: StoreWith) -> Route:
    """The route of citations: ``/cite/ID?start=10&end=42&form=bibtex``."""

    async def cite(request: Request) -> Response:
        return await run_in_threadpool(_respond, store_with, request)

    return Route("/cite/{document_id}", cite)


def _respond(store_with: StoreWith, request: Request) -> Response:
    asked = request.query_params
    try:
        document_id = request.path_params["document_id"]
        document = store_with(document_id).document(document_id)
    except Exception as error:
        return PlainTextResponse(in_words(error), 500)
    if document is None:
        return PlainTextResponse(GONE, 404)
    form = FORMATS.get(asked.get("form", ""))
    try:
        start, end = int(asked.get("start", "")), int(asked.get("end", ""))
    except ValueError:
        return PlainTextResponse(NO_SUCH, 404)
    if form is None or not 0 <= start < end <= len(document.text):
        return PlainTextResponse(NO_SUCH, 404)
    citation = citation_at(document, start, end)
    text = form.write(citation, document.metadata, document.added_at)
    # Always as plain text: a document's words must never run as a page of ours.
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="citation{form.suffix}"',
    }
    return PlainTextResponse(text.encode("utf-8", "replace"), headers=headers)
