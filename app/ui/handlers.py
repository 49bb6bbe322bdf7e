"""What happens when someone asks, adds, searches or removes: generators that never raise.

An exception would leave the page as the first yield made it: a question that waits for ever.
Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import gradio as gr

from app.answers import DEFAULT_RISK, Risk
from app.assemble import Footnote
from app.doors import Doors, check_text
from app.render import answer_json
from app.render_html import Problem, Turn, history_html, risk_html
from app.render_library import message_html, progress_html, report_html, table_html
from app.ui.errors import in_words
from app.ui.uploads import LIMITS, read_uploads
from index.sync import add_sources, remove_documents
from ingest.errors import BusyError, QuestionError
from ingest.report import Report
from ingest.sources import Found, find_sources

PROGRESS_SECONDS = 0.2  # between two looks at a run: often enough for an eye

# Real questions, each with the page of the built-in collection that answers it.
EXAMPLES = {
    "How many foreign fighters came from Tunisia?": "built-in/origins-by-country-and-region.md",
    "What are the motives of foreign fighters?": "built-in/motives.md",
    "Are foreign fighters well educated?": "built-in/education-and-employment.md",
}

Step = TypeVar("Step")
Done = TypeVar("Done")
Updates = tuple[Any, ...]  # one value for each output; what they may be is Gradio's affair


@dataclass(frozen=True)
class Handlers:
    """The events of the page, for one library."""

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)

    async def ask(
        self, question: str, turns: list[Turn], risk: str = DEFAULT_RISK
    ) -> AsyncIterator[Updates]:
        """Yields (history, question box, Ask button, turns)."""
        question = str(question or "").strip()
        try:
            check_text(question)
        except QuestionError as error:
            yield history_html(turns, notice=str(error)), gr.skip(), gr.skip(), gr.skip()
            return
        yield history_html(turns, question), "", gr.Button(interactive=False), gr.skip()
        notice, kept = "", gr.skip()
        try:
            answer = await self.doors.ask(self.footnote, question, known_risk(risk))
            # Only what a card shows is kept for the session.
            turns = [*turns, replace(answer, hits=(), timings={})]
        except QuestionError as error:
            notice = str(error)
        except BusyError as error:
            notice, kept = str(error), question  # nobody should have to type it again
        except Exception as error:
            turns = [*turns, Problem(question, in_words(error))]
        yield history_html(turns, notice=notice), kept, gr.Button(interactive=True), turns

    async def ask_from_address(
        self, turns: list[Turn], request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Ask what ``?q=`` in the page's address asks; yields as ask does."""
        question = str(request.query_params.get("q", ""))
        if question.strip():
            async for step in self.ask(question, turns):
                yield step
        else:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    async def ask_by_program(self, question: str, risk: str = str(DEFAULT_RISK)) -> dict[str, Any]:
        """Answer a question with quotations; for Gradio's own client. A risk is 1/20, 1/10, 1/5 or always."""
        try:
            return answer_json(await self.doors.ask(self.footnote, question, named_risk(risk)))
        except Exception as error:
            raise gr.Error(in_words(error), print_exception=False) from error

    def risk_meaning(self, risk: str) -> str:
        """What a risk comes to, in one line."""
        return risk_html(self.footnote.reader.cuts[known_risk(risk)])

    def examples(self) -> list[gr.Button]:
        """The example buttons: each to be seen while its page is in the library."""
        try:
            sources = {summary.source for summary in self.footnote.store.summaries()}
        except Exception as error:
            in_words(error)
            sources = set()
        return [gr.Button(visible=page in sources) for page in EXAMPLES.values()]

    def add_uploads(self, files: list[dict[str, Any]] | None, search: str) -> Iterator[Updates]:
        """Yields (status, table, upload box); the event must have ``preprocess=False``."""
        # Each file is deleted when it is read, so the box is emptied before the work begins.
        yield message_html("Reading…"), gr.skip(), None
        yield from self._add(lambda: list(read_uploads(files or [])), search, None)

    def add_address(self, address: str, search: str) -> Iterator[Updates]:
        """Yields (status, table, address box)."""
        address = str(address or "").strip()
        # find_sources takes files too, and what the browser sends must never name one.
        if not address.lower().startswith(("http://", "https://")):
            said = "An address begins with http:// or https://, as in the browser's address bar."
            yield message_html(said), gr.skip(), gr.skip()
            return
        yield message_html(f"Fetching {address}…"), gr.skip(), gr.skip()
        yield from self._add(lambda: list(find_sources([address], LIMITS)), search, "")

    def remove(self, search: str, event: gr.EventData) -> str:
        """Take one document out; the table, with what came of it above."""
        # What the browser sends is not to be trusted; an id that is not there removes nothing.
        wanted = str(getattr(event, "id", ""))
        try:
            self.doors.check_may_change()
            store = self.footnote.store
            doomed = [summary for summary in store.summaries() if summary.id == wanted]
            if doomed:
                remove_documents(store, doomed)
            said = f"Removed {doomed[0].title}." if doomed else "That document was gone already."
        except Exception as error:
            said = in_words(error)
        return self.table(search, said)

    def table(self, search: str = "", message: str = "") -> str:
        """The documents that a search finds."""
        try:
            summaries = self.footnote.store.summaries()
            return table_html(
                summaries, str(search or ""), message, removable=not self.doors.read_only
            )
        except Exception as error:
            return message_html(in_words(error))

    def _add(self, find: Callable[[], Found], search: str, emptied: object) -> Iterator[Updates]:
        """Add what is found; yields (status, table, the box it came from)."""
        started = time.perf_counter()
        encoder, folder = self.footnote.retriever.encoder, self.footnote.store.folder
        try:
            found = find()  # uploads are read, and so deleted, also where nothing may be added
            self.doors.check_may_change()
            for step in follow(partial(add_sources, folder, found, encoder, LIMITS)):
                if isinstance(step, Report):
                    yield report_html(step), self.table(search), emptied
                else:
                    elapsed = time.perf_counter() - started
                    yield progress_html(step, elapsed), gr.skip(), gr.skip()
        except Exception as error:
            yield message_html(in_words(error)), self.table(search), gr.skip()


def known_risk(risk: object) -> Risk:
    """The risk of that name; what the browser sends is not to be trusted."""
    return Risk(str(risk)) if str(risk) in set(Risk) else DEFAULT_RISK


def named_risk(risk: str) -> Risk:
    """The risk that a program names.

    Raises:
        QuestionError: there is none of that name.
    """
    if risk not in set(Risk):
        message = f"A risk is one of {', '.join(Risk)}."
        raise QuestionError(message)
    return Risk(risk)


def follow(work: Callable[[Callable[[Step], None]], Done]) -> Iterator[Step | Done]:
    """Do the work in another thread: its latest step again and again, then what it returns.

    What the work raises is raised here. Whoever stops listening does not stop the work.
    """
    latest: deque[Step] = deque(maxlen=1)
    with ThreadPoolExecutor(max_workers=1) as pool:
        run = pool.submit(work, latest.append)
        while not run.done():
            wait([run], timeout=PROGRESS_SECONDS)
            if latest:
                yield latest.pop()
    yield run.result()
