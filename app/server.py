"""The server: what surrounds the page, at which address, and what it refuses."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from app.api.mcp_server import http_route, make_server
from app.api.rest import api_routes, make_api
from app.assemble import Footnote, Say
from app.doors.terms import Doors
from app.doors.tunnel import open_tunnel
from app.page.layout import ExtraTab, build
from app.page.theme import theme
from app.shelf.beside import Beside
from app.shelf.shelf import Library, Shelf
from app.web.citing import cite_route
from app.web.jobs import job_routes
from app.web.libraries import Libraries, menu_route
from app.web.sign_in import SignIn
from app.web.sources import OwnOriginOnly, SecurityHeaders, source_routes
from app.web.uploads import LIMITS
from ingest.errors import FootnoteError

if TYPE_CHECKING:
    import gradio as gr

ASSETS = Path(__file__).parent / "assets"
HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]
STYLES = (
    "colours.css",
    "source.css",
    "style.css",
    "claims.css",
    "kept.css",
    "libraries.css",
    "table.css",
)
# Events of the page other than questions, which wait at the gate.
EVENTS_WAITING = 64
SESSIONS_KEPT = 1_000  # conversations in memory; the oldest make room
THREADS = 40  # for events of the page at once, besides the questions; as Gradio has it


def start(
    footnote: Footnote,
    port: int,
    tabs: Sequence[ExtraTab] = (),
    doors: Doors | None = None,
    bind: str = HOST,
    shelf: Shelf | None = None,
) -> gr.Blocks:
    """Serve the page and the other doors from another thread; ``close()`` what it returns.

    ``bind`` is the address to listen at; whatever it is, only this machine's names are answered.
    With a ``shelf`` its libraries are served, too, each at an address of its own.

    Raises:
        FootnoteError: the port cannot be had.
    """
    check_port(port, bind)
    doors = doors or Doors()
    if not doors.read_only:
        doors.jobs.open(footnote.store.folder)
    footnote = replace(footnote, others=Beside(shelf)) if shelf else footnote
    libraries = Libraries(footnote, doors, shelf)
    libraries.begin()
    page = build(footnote, tabs, doors)
    page.queue(max_size=EVENTS_WAITING, api_open=False)
    page.launch(
        server_name=bind, server_port=port, prevent_thread_lock=True, quiet=True, share=False,
        state_session_capacity=SESSIONS_KEPT, max_threads=THREADS + doors.gate.places,
        app_kwargs=_surroundings(footnote, tabs, doors, libraries), **_look(tabs),
    )  # fmt: skip
    return page


def _look(tabs: Sequence[ExtraTab]) -> dict[str, Any]:
    """How every page looks, and what Gradio is told to leave out."""
    return {
        "theme": theme(),
        "css_paths": [*(ASSETS / name for name in STYLES), *(extra.css for extra in tabs)],
        "footer_links": [], "run_history": False, "enable_monitoring": False, "ssr_mode": False,
        "mcp_server": False, "pwa": False, "show_error": False, "max_file_size": LIMITS.max_bytes,
    }  # fmt: skip


def _branch(
    tabs: Sequence[ExtraTab],
    libraries: Libraries,
    footnote: Footnote,
    doors: Doors,
    library: Library,
) -> FastAPI:
    """What serves a library that the server did not begin with: its page and its other doors."""
    from gradio import mount_gradio_app

    assistants = make_server(footnote, doors)
    app = FastAPI(
        routes=_routes(footnote, doors, libraries, library, assistants),
        lifespan=lambda app: assistants.session_manager.run(),
        docs_url=None, redoc_url=None, openapi_url=None,
    )  # fmt: skip
    page = build(footnote, tabs, doors)
    page.queue(max_size=EVENTS_WAITING, api_open=False)
    page.state_session_capacity = SESSIONS_KEPT
    page.has_launched = True  # else Gradio would take files that were never uploaded
    mount_gradio_app(app, page, path="/", **_look(tabs))
    return app


def _routes(
    footnote: Footnote,
    doors: Doors,
    libraries: Libraries,
    library: Library | None,
    assistants: MCPServer[None],
) -> list[BaseRoute]:
    """The doors of one library besides its page."""
    return [
        menu_route(libraries, library),
        *job_routes(footnote.store, doors),
        *api_routes(make_api(footnote, doors, libraries)),
        http_route(assistants),
    ]


def _surroundings(
    footnote: Footnote, tabs: Sequence[ExtraTab], doors: Doors, libraries: Libraries
) -> dict[str, Any]:
    """The other doors, and what every request passes before it comes to one."""
    names = [*NAMES, doors.host] if doors.host else NAMES
    assistants = make_server(footnote, doors)
    return {
        "routes": [
            *source_routes(libraries.store_with),
            cite_route(libraries.store_with),
            libraries.route(partial(_branch, tabs, libraries)),
            *_routes(footnote, doors, libraries, libraries.home, assistants),
        ],
        "lifespan": partial(_lifespan, libraries, assistants),
        # Another site that makes its name point here (DNS rebinding) gets nothing.
        "middleware": [
            Middleware(TrustedHostMiddleware, allowed_hosts=names),
            Middleware(SecurityHeaders),
            Middleware(OwnOriginOnly, names=names),
            *([Middleware(SignIn, users=doors.users)] if doors.users else []),
        ],
        "docs_url": None, "redoc_url": None, "openapi_url": None,
    }  # fmt: skip


@asynccontextmanager
async def _lifespan(
    libraries: Libraries, assistants: MCPServer[None], _: Starlette
) -> AsyncIterator[None]:
    try:
        async with assistants.session_manager.run():
            yield
    finally:
        libraries.close()


def check_port(port: int, bind: str = HOST) -> None:
    """See that the port can be had, before a page is built for it.

    Raises:
        FootnoteError: it cannot.
    """
    with socket.socket() as probe:
        # As the server does: a port that was left a moment ago may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except (OSError, OverflowError) as error:
            message = (
                f"Port {port} cannot be had; another program may be using it. "
                "Choose another with --port, such as: footnote serve --port 8765"
            )
            raise FootnoteError(message) from error


def serve(  # noqa: PLR0913 - as the user chose them
    footnote: Footnote,
    port: int,
    say: Say,
    tabs: Sequence[ExtraTab] = (),
    doors: Doors | None = None,
    *,
    browse: bool,
    share: bool = False,
    bind: str = HOST,
    shelf: Shelf | None = None,
) -> None:
    """Serve the app until Ctrl-C; ``browse`` opens it in the user's browser, ``share`` a tunnel to it.

    Raises:
        FootnoteError: the port or the tunnel cannot be had.
    """
    doors = doors or Doors()
    if share:
        check_port(port)
        # The tunnel comes first: only its own name, and no other, is answered besides this machine's.
        public = open_tunnel(HOST, port)
        doors = replace(doors, host=urlsplit(public).hostname)
        say(f"From everywhere, Footnote is at {public}")
    page = start(footnote, port, tabs, doors, bind, shelf)
    address = f"http://{HOST}:{port}/"
    say(f"Footnote is at {address} (Ctrl-C stops it)")
    try:
        if browse:
            webbrowser.open(address)
        threading.Event().wait()
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        doors.gate.close()
        doors.jobs.close()
        page.close(verbose=False)
