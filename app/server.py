"""The server: what surrounds the page, at which address, and what it refuses."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.api.mcp_server import http_route, make_server
from app.api.rest import api_routes, make_api
from app.assemble import Footnote, Say
from app.doors.terms import Doors
from app.doors.tunnel import open_tunnel
from app.page.layout import ExtraTab, build
from app.page.theme import theme
from app.web.citing import cite_route
from app.web.jobs import job_routes
from app.web.sign_in import SignIn
from app.web.sources import OwnOriginOnly, SecurityHeaders, source_routes
from app.web.uploads import LIMITS
from ingest.errors import FootnoteError

if TYPE_CHECKING:
    import gradio as gr

ASSETS = Path(__file__).parent / "assets"
HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]
STYLES = ("colours.css", "source.css", "style.css", "claims.css")
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
) -> gr.Blocks:
    """Serve the page and the other doors from another thread; ``close()`` what it returns.

    ``bind`` is the address to listen at; whatever it is, only this machine's names are answered.

    Raises:
        FootnoteError: the port cannot be had.
    """
    check_port(port, bind)
    doors = doors or Doors()
    if not doors.read_only:
        doors.jobs.open(footnote.store.folder)
    page = build(footnote, tabs, doors)
    page.queue(max_size=EVENTS_WAITING, api_open=False)
    page.launch(
        server_name=bind, server_port=port, prevent_thread_lock=True, quiet=True, share=False,
        theme=theme(), css_paths=[*(ASSETS / name for name in STYLES), *(extra.css for extra in tabs)],
        footer_links=[], run_history=False, enable_monitoring=False,
        ssr_mode=False, mcp_server=False, pwa=False, show_error=False,
        max_file_size=LIMITS.max_bytes, state_session_capacity=SESSIONS_KEPT,
        max_threads=THREADS + doors.gate.places,
        app_kwargs=_surroundings(footnote, doors),
    )  # fmt: skip
    return page


def _surroundings(footnote: Footnote, doors: Doors) -> dict[str, Any]:
    """The other doors, and what every request passes before it comes to one."""
    names = [*NAMES, doors.host] if doors.host else NAMES
    assistants = make_server(footnote, doors)
    return {
        "routes": [
            *source_routes(footnote.store),
            cite_route(footnote.store),
            *job_routes(footnote.store, doors),
            *api_routes(make_api(footnote, doors)),
            http_route(assistants),
        ],
        "lifespan": lambda app: assistants.session_manager.run(),
        # Another site that makes its name point here (DNS rebinding) gets nothing.
        "middleware": [
            Middleware(TrustedHostMiddleware, allowed_hosts=names),
            Middleware(SecurityHeaders),
            Middleware(OwnOriginOnly, names=names),
            *([Middleware(SignIn, users=doors.users)] if doors.users else []),
        ],
        "docs_url": None, "redoc_url": None, "openapi_url": None,
    }  # fmt: skip


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
    page = start(footnote, port, tabs, doors, bind)
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
