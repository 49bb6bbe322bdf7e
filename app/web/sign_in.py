"""Signing in: a page with a cookie for people, HTTP Basic for programs, and nothing else without."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from base64 import b64decode
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.doors.gate import Gate
from app.doors.users import LONGEST, Users
from app.render.doors import login_html
from app.render.html import asset
from app.render.source import source_page
from app.web.bodies import limited
from ingest.errors import BusyError

SESSION_SECONDS = 12 * 3_600  # a working day, and then some
SESSIONS = 10_000  # kept at most; the oldest goes
# So many wrong passwords for a name in this time, until no more are looked at.
TRIES, TRIES_SECONDS = 5, 300
NAMES_COUNTED = 10_000
FAILURE_SECONDS = 1.0  # a wrong password is answered no sooner
FORM_BYTES = 10_000
WAITING_TO_SIGN_IN = 16  # each takes about a quarter of a second

STYLE = "".join(map(asset, ("colours.css", "source.css", "plain.css")))
PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
# Gradio asks this of itself once, when it starts; it tells nothing.
STARTING = "/gradio_api/startup-events"

SIGN_IN = "Sign in first: in a browser at /login, in a program with HTTP Basic authentication."
WRONG = "This name and this password do not belong together."
TOO_OFTEN = "Too many wrong passwords for this name. Try again in a few minutes."
CROWDED = "Many people are signing in just now. Try again in a moment."
SIGNED_OUT = "You have signed out."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not let in: a status of HTTP, a sentence, and how many seconds to wait."""

    status: int
    sentence: str
    wait: int = 0


class Sessions:
    """Secrets that were given out, each to a user and valid for a while."""

    def __init__(self) -> None:
        self._given: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def begin(self, token: str, name: str) -> None:
        """Let a user be known by a secret from now on."""
        self._given[token] = time.monotonic() + SESSION_SECONDS, name
        self._given.move_to_end(token)
        if len(self._given) > SESSIONS:
            self._given.popitem(last=False)

    def user(self, token: str) -> str:
        """Whose secret it is; empty where it is nobody's, or too old."""
        ends, name = self._given.get(token, (0.0, ""))
        return name if ends > time.monotonic() else ""

    def end(self, token: str) -> None:
        """Forget a secret."""
        self._given.pop(token, None)


class Attempts:
    """The wrong passwords of late, by name: of users and of nobody alike."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, list[float]] = OrderedDict()

    def are_spent(self, name: str) -> bool:
        """Whether no more may be tried for now."""
        since = time.monotonic() - TRIES_SECONDS
        return sum(when > since for when in self._times.get(name, ())) >= TRIES

    def count(self, name: str) -> None:
        """Note a wrong password."""
        self._times[name] = [*self._times.pop(name, ())[1 - TRIES :], time.monotonic()]
        if len(self._times) > NAMES_COUNTED:
            self._times.popitem(last=False)

    def forget(self, name: str) -> None:
        """A right password makes good for the wrong ones."""
        self._times.pop(name, None)


class SignIn:
    """Lets in who is signed in; answers /login and /logout itself."""

    def __init__(self, app: ASGIApp, users: Users) -> None:
        self.app = app
        self._users = users
        self._sessions, self._basic, self._attempts = Sessions(), Sessions(), Attempts()
        self._key = secrets.token_bytes(32)
        # One password at a time: each takes memory, and so nobody can try many side by side.
        self._gate = Gate(1, WAITING_TO_SIGN_IN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        respond: ASGIApp = self.app
        if scope["type"] != "lifespan":
            respond = await self._choose(scope, receive)
        await respond(scope, receive, send)

    async def _choose(self, scope: Scope, receive: Receive) -> ASGIApp:
        connection, path = HTTPConnection(scope), scope["path"].rstrip("/") or "/"
        if path == "/login" and scope["type"] == "http":
            return await self._login(Request(scope, receive))
        if path == "/logout":
            self._sessions.end(connection.cookies.get(_cookie(connection), ""))
            response = _page(login_html(said=SIGNED_OUT))
            response.delete_cookie(_cookie(connection))
            return response
        user = self._sessions.user(connection.cookies.get(_cookie(connection), ""))
        if path == STARTING or user:
            connection.state.user = user  # by which the page knows whose conversations to show
            return self.app
        kind, _, secret = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return _lead_to_the_form(connection)
        refusal = await self._check_basic(secret, connection)
        return self.app if refusal is None else _refused(connection, refusal)

    async def _login(self, request: Request) -> Response:
        if request.method != "POST":
            return _page(login_html(own_page(request.query_params.get("next", "/"))))
        form = await _read_form(request)
        next_page = own_page(form.get("next", "/"))
        refusal = await self._check(form.get("username", "").strip(), form.get("password", ""))
        by_hand = "text/html" in request.headers.get("accept", "")
        if refusal is not None and by_hand:
            return _page(login_html(next_page, refusal.sentence), refusal)
        if refusal is not None:
            return _refused(request, refusal)
        token = secrets.token_urlsafe(32)
        self._sessions.begin(token, form["username"].strip())
        response = RedirectResponse(next_page, 303) if by_hand else JSONResponse({"success": True})
        response.set_cookie(
            _cookie(request), token, SESSION_SECONDS, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response

    async def _check_basic(self, secret: str, connection: HTTPConnection) -> Refusal | None:
        # A program sends the password each time; only the first time is it worth the slow hash.
        digest = hmac.digest(self._key, secret.encode(), "sha256").hex()
        connection.state.user = self._basic.user(digest)
        if connection.state.user:
            return None
        try:
            name, _, password = b64decode(secret, validate=True).decode().partition(":")
        except ValueError:
            return Refusal(401, SIGN_IN)
        refusal = await self._check(name, password)
        if refusal is None:
            self._basic.begin(digest, name)
            connection.state.user = name
        return refusal

    async def _check(self, name: str, password: str) -> Refusal | None:
        try:
            refusal = await self._gate.run(partial(self._try, name, password))
        except BusyError:
            return Refusal(503, CROWDED, 5)
        if refusal is not None:
            await asyncio.sleep(FAILURE_SECONDS)
        return refusal

    def _try(self, name: str, password: str) -> Refusal | None:
        name = name[:LONGEST]  # all that is longer is nobody's, and not worth keeping
        if self._attempts.are_spent(name):
            return Refusal(429, TOO_OFTEN, TRIES_SECONDS)
        if self._users.know(name, password):
            self._attempts.forget(name)
            return None
        self._attempts.count(name)
        return Refusal(401, WRONG)


def own_page(address: str) -> str:
    """The address of a page of ours; the start for one that leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    # A browser takes any number of slashes at the beginning for another site's.
    local = address.startswith("/") and not address.startswith("//")
    ours = local and not parts.scheme and not parts.netloc
    plain = address.isprintable() and "\\" not in address
    return address if ours and plain else "/"


def _cookie(connection: HTTPConnection) -> str:
    """A browser keeps one set of cookies for all ports of a machine, so the name tells the port."""
    _, port = connection.scope.get("server") or ("", 0)
    return f"footnote-{port}"


def _lead_to_the_form(connection: HTTPConnection) -> Response:
    path, query = connection.url.path, connection.url.query
    is_page = connection.scope.get("method") == "GET" and not path.startswith("/gradio_api")
    if is_page and "text/html" in connection.headers.get("accept", ""):
        back = quote(f"{path}?{query}" if query else path, safe="")
        return RedirectResponse(f"/login?next={back}", 303, {"Cache-Control": "no-store"})
    return _refused(connection, Refusal(401, SIGN_IN))


def _refused(connection: HTTPConnection, refusal: Refusal) -> Response:
    headers = _headers(refusal)
    if refusal.status == 401:  # noqa: PLR2004 - as HTTP has it
        # A browser would ask for the password in a window of its own, over a page of ours.
        kind = "Cookie" if "sec-fetch-mode" in connection.headers else "Basic"
        headers["WWW-Authenticate"] = f'{kind} realm="Footnote", charset="UTF-8"'
    return JSONResponse({"error": refusal.sentence}, refusal.status, headers)


def _page(article: Markup, refusal: Refusal | None = None) -> HTMLResponse:
    headers = {"Content-Security-Policy": PLAIN_POLICY, **_headers(refusal)}
    status = refusal.status if refusal else 200
    return HTMLResponse(source_page(article, "Sign in", STYLE), status, headers)


def _headers(refusal: Refusal | None) -> dict[str, str]:
    wait = {"Retry-After": str(refusal.wait)} if refusal and refusal.wait else {}
    return {"Cache-Control": "no-store", **wait}


async def _read_form(request: Request) -> dict[str, str]:
    """The texts of a form; of one that is too long or no form, none."""
    try:
        async with limited(request, FORM_BYTES).form() as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except HTTPException:
        return {}
