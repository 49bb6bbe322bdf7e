"""The libraries of one server, each at an address of its own: ``/library/ID/`` has all that ``/`` has.

Where there is a shelf, the server begins with one of its libraries, at ``/``; the others are opened when
they are first visited, each with a page, doors and jobs of its own. The gate is one for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from app.assemble import Footnote
from app.doors.terms import Doors
from app.jobs.board import Board
from app.jobs.kept import FOLDER as JOBS
from app.render.libraries import Shown, menu_html
from app.render.source import missing_html, source_page
from app.shelf.shelf import Library, Shelf
from app.web.errors import in_words
from app.web.sources import HEADERS_OF_SOURCES, STYLE
from index.store import DATABASE, Store
from ingest.errors import FootnoteError, NoLibraryError

PREFIX = "/library"
NO_STORE = {"Cache-Control": "no-store"}
GONE = "There is no library of this name here. It may have been removed, or be on another machine."


@dataclass
class Branch:
    """A library that is open: what serves it, its terms, and the task that keeps that alive."""

    library: Library
    doors: Doors
    app: FastAPI | None = None
    alive: asyncio.Task[None] | None = None
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)


class Libraries:
    """Which libraries a server has, and what serves each; of one without a shelf only its own."""

    def __init__(self, footnote: Footnote, doors: Doors, shelf: Shelf | None = None) -> None:
        self.shelf = shelf
        self._home, self._doors = footnote, doors
        self._branches: dict[str, Branch] = {}

    @property
    def home(self) -> Library | None:
        """The library that the server began with, as the shelf knows it; None without a shelf."""
        libraries = self.shelf.libraries() if self.shelf else []
        return next(filter(self.is_home, libraries), None)

    def begin(self) -> None:
        """Go on with the jobs that another server has left in any of the libraries."""
        for library in self.shelf.libraries() if self.shelf and not self._doors.read_only else ():
            if any((library.folder / JOBS).glob("*")) and not self.is_home(library):
                self._branch(library)

    def is_home(self, library: Library) -> bool:
        """Whether it is the one that the server began with."""
        return library.folder == self._home.store.folder

    def address(self, library: Library) -> str:
        """Where a library is served."""
        return "/" if self.is_home(library) else f"{PREFIX}/{library.id}/"

    @property
    def read_only(self) -> bool:
        """Whether nobody may change anything."""
        return self._doors.read_only

    def store_with(self, document_id: str) -> Store:
        """The library that has a document: that of the page at ``/``, or else any; what it says is the same."""
        home = self._home.store
        if self.shelf is None or home.titles([document_id]):
            return home
        stores = filter(None, (_store(each.folder) for each in self.shelf.libraries()))
        return next((store for store in stores if store.titles([document_id])), home)

    def route(self, make: Callable[[Footnote, Doors, Library], FastAPI]) -> Mount:
        """Where the libraries are served; ``make`` what serves one of them."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            id_ = scope["path_params"]["library"]
            try:
                library = await run_in_threadpool(self._find, id_)
                if self.is_home(library):
                    path = scope["path"].removeprefix(scope["root_path"]) or "/"
                    inner = {**scope, "path": path, "raw_path": None, "root_path": ""}
                    await scope["router"](inner, receive, send)
                    return
                app = await self._open(self._branch(library), make)
            except Exception as error:
                status = 404 if isinstance(error, NoLibraryError) else 500
                page = source_page(missing_html(in_words(error)), "Library", STYLE)
                await HTMLResponse(page, status, HEADERS_OF_SOURCES)(scope, receive, send)
                return
            await app(scope, receive, send)

        return Mount(f"{PREFIX}/{{library}}", serve)

    def forget(self, library: Library) -> None:
        """Let go of a library that will be removed; its jobs end."""
        branch = self._branches.pop(library.id, None)
        if branch is not None:
            branch.doors.jobs.close()
            if branch.alive is not None:
                branch.alive.get_loop().call_soon_threadsafe(branch.alive.cancel)

    def close(self) -> None:
        """End the jobs of all libraries; what is unfinished is gone on with when a server starts again."""
        for branch in list(self._branches.values()):
            branch.doors.jobs.close()

    def _find(self, id_: str) -> Library:
        """A library by its address.

        Raises:
            NoLibraryError: there is none, or it was removed.
        """
        branch = self._branches.get(id_)
        if branch is not None and (branch.library.folder / DATABASE).exists():
            return branch.library
        if branch is not None:  # from the command line, for example
            self.forget(branch.library)
        found = [each for each in self.shelf.libraries() if each.id == id_] if self.shelf else []
        if not found:
            raise NoLibraryError(GONE)
        return found[0]

    def _branch(self, library: Library) -> Branch:
        branch = self._branches.get(library.id)
        if branch is None:
            board = Board(self._doors.jobs.undo_seconds)
            branch = Branch(library, replace(self._doors, jobs=board))
            if not self._doors.read_only:
                board.open(library.folder)
            self._branches[library.id] = branch
        return branch

    async def _open(
        self, branch: Branch, make: Callable[[Footnote, Doors, Library], FastAPI]
    ) -> FastAPI:
        async with branch.opening:
            if branch.app is None:

                def work() -> FastAPI:
                    footnote = Footnote.from_folder(branch.library.folder, lambda sentence: None)
                    footnote = replace(footnote, others=self._home.others)
                    return make(footnote, branch.doors, branch.library)

                branch.app = await run_in_threadpool(work)
                ready = asyncio.Event()
                branch.alive = asyncio.create_task(_live(branch.app, ready))
                await ready.wait()
        return branch.app


def menu_route(libraries: Libraries, here: Library | None) -> Route:
    """What the page shows of the libraries: which one is open, the others, and what can be done."""

    def menu() -> HTMLResponse:
        shelf, home = libraries.shelf, libraries.home
        if shelf is None or here is None or home is None:
            return HTMLResponse("", headers=NO_STORE)
        shown = [
            Shown(
                each, len(store.document_ids()), libraries.address(each), each.id == here.id,
                each.id == shelf.first.id,
            )
            for each in shelf.libraries()
            if (store := _store(each.folder))
        ]  # fmt: skip
        html = menu_html(shown, shelf.removed(), may_change=not libraries.read_only)
        return HTMLResponse(html, headers=NO_STORE)

    async def respond(_: Request) -> HTMLResponse:
        return await run_in_threadpool(menu)

    return Route("/libraries", respond)


async def _live(app: FastAPI, ready: asyncio.Event) -> None:
    """Let an application begin and, when this task ends, end; within one task, as its parts ask for."""
    async with app.router.lifespan_context(app):
        ready.set()
        await asyncio.Event().wait()


def _store(folder: Path) -> Store | None:
    try:
        return Store(folder)
    except FootnoteError:
        return None
