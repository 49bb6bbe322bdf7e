"""The two plain pages beside the app: signing in, and what the REST API offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.render.templates import piece


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing that the API does: how it is called, and what for."""

    method: str
    path: str
    description: str


def login_html(next_page: str = "/", said: str = "") -> Markup:
    """The form to sign in with; ``next_page`` is where it leads, ``said`` stands above it."""
    return piece("doors.html", "login", next_page, said)


def api_html(endpoints: Sequence[Endpoint], address: str, prefix: str = "/api") -> Markup:
    """What the API offers, with an example that can be copied; ``prefix`` is where it is served."""
    example = (
        f"curl {address}api/ask -H 'Content-Type: application/json' \\\n"
        """  -d '{"question": "How many foreign fighters came from Tunisia?"}'"""
    )
    return piece("doors.html", "api", endpoints, example, prefix)
