"""The server: what surrounds the page, at which address, and what it refuses."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Sequence

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.assemble import Footnote, Say
from app.ui.citing import cite_route
from app.ui.page import HERE, ExtraTab, build
from app.ui.sources import OwnOriginOnly, SecurityHeaders, source_routes
from app.ui.theme import theme
from app.ui.uploads import LIMITS
from ingest.errors import FootnoteError

HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]
STYLES = ("colours.css", "source.css", "style.css", "claims.css")
WAITING_AT_MOST = 64


def start(footnote: Footnote, port: int, tabs: Sequence[ExtraTab] = ()) -> gr.Blocks:
    """Serve the page from another thread; ``close()`` what it returns.

    Raises:
        FootnoteError: the port cannot be had.
    """
    check_port(port)
    page = build(footnote, tabs)
    page.queue(max_size=WAITING_AT_MOST, api_open=False)
    page.launch(
        server_name=HOST, server_port=port, prevent_thread_lock=True, quiet=True, share=False,
        theme=theme(), css_paths=[*(HERE / name for name in STYLES), *(extra.css for extra in tabs)],
        footer_links=[], run_history=False, enable_monitoring=False, ssr_mode=False,
        mcp_server=False, pwa=False, show_error=False, max_file_size=LIMITS.max_bytes,
        app_kwargs={
            "routes": [*source_routes(footnote.store), cite_route(footnote.store)],
            # Another site that makes its name point here (DNS rebinding) gets nothing.
            "middleware": [
                Middleware(TrustedHostMiddleware, allowed_hosts=NAMES),
                Middleware(SecurityHeaders),
                Middleware(OwnOriginOnly, names=NAMES),
            ],
            "docs_url": None, "redoc_url": None, "openapi_url": None,
        },
    )  # fmt: skip
    return page


def check_port(port: int) -> None:
    """See that the port can be had, before a page is built for it.

    Raises:
        FootnoteError: it cannot.
    """
    with socket.socket() as probe:
        # As the server does: a port that was left a moment ago may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            message = (
                f"Port {port} cannot be had; another program may be using it. "
                "Choose another with --port, such as: footnote serve --port 8765"
            )
            raise FootnoteError(message) from error


def serve(
    footnote: Footnote, port: int, say: Say, tabs: Sequence[ExtraTab] = (), *, browse: bool
) -> None:
    """Serve the app until Ctrl-C; ``browse`` opens it in the user's browser.

    Raises:
        FootnoteError: the port cannot be had.
    """
    page = start(footnote, port, tabs)
    address = f"http://{HOST}:{port}/"
    say(f"Footnote is at {address} (Ctrl-C stops it)")
    try:
        if browse:
            webbrowser.open(address)
        threading.Event().wait()
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        page.close(verbose=False)
