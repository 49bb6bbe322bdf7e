"""The two plain pages beside the app: signing in, and what the REST API offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.render.html import shown

SIGN_OUT = '<p class="sign-out"><a href="/logout">Sign out</a></p>'


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing that the API does: how it is called, and what for."""

    method: str
    path: str
    description: str


def login_html(next_page: str = "/", said: str = "") -> str:
    """The form to sign in with; ``next_page`` is where it leads, ``said`` stands above it."""
    notice = f'<p role="alert" class="notice">{shown(said)}</p>' if said else ""
    return (
        '<article class="source plain"><h2>Sign in</h2>'
        f'{notice}<form method="post" action="/login">'
        f'<input type="hidden" name="next" value="{shown(next_page)}">'
        '<label>Name <input name="username" autocomplete="username" required autofocus></label>'
        '<label>Password <input name="password" type="password" '
        'autocomplete="current-password" required></label>'
        "<button>Sign in</button></form></article>"
    )


def api_html(endpoints: Sequence[Endpoint], address: str) -> str:
    """What the API offers, with an example that can be copied."""
    rows = "".join(
        f"<dt><code>{shown(each.method)} {shown(each.path)}</code></dt>"
        f"<dd>{shown(each.description)}</dd>"
        for each in endpoints
    )
    example = (
        f"curl {address}api/ask -H 'Content-Type: application/json' \\\n"
        """  -d '{"question": "How many foreign fighters came from Tunisia?"}'"""
    )
    return (
        '<article class="source plain"><h2>Footnote for programs</h2>'
        "<p>What the page does, other programs can do over HTTP. All answers are JSON; an error is "
        '<code>{"error": "a sentence"}</code>. The exact description, in the OpenAPI form, is '
        'at <a href="/api/openapi.json">/api/openapi.json</a>.</p>'
        f"<pre><code>{shown(example)}</code></pre><dl>{rows}</dl></article>"
    )
