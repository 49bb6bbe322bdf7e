"""What happens in the Ask tab: generators that never raise, as an exception would leave a page waiting.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK, Answer, Problem, Risk, Turn
from app.assemble import Footnote
from app.doors.terms import Doors, check_text
from app.keeping.saved import NOT_OURS, open_text, recheck, save_text
from app.page.downloads import offer, offer_pack
from app.page.progress import Updates
from app.render.card import history_html, risk_html
from app.render.pack_entries import entries_from_turns
from app.render.text import RISKS, answer_json
from app.web.errors import in_words
from app.web.uploads import read_uploads
from ingest.errors import BusyError, QuestionError
from ingest.sources import Loaded

DOCUMENTS_OFFERED = 1_000  # in the list to choose from; a longer one is slow to draw

# Real questions, each with the page of the built-in collection that answers it.
EXAMPLES = {
    "How many foreign fighters came from Tunisia?": "built-in/origins-by-country-and-region.md",
    "What are the motives of foreign fighters?": "built-in/motives.md",
    "Are foreign fighters well educated?": "built-in/education-and-employment.md",
}
GONE = "A document that this address names is no longer in the library."


@dataclass(frozen=True)
class Chat:
    """The events of the Ask tab, for one library.

    ``turns`` are the conversation; ``last`` is the one that was put away by New chat.
    """

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)

    async def on_ask(
        self, question: str, turns: list[Turn], risk: str = DEFAULT_RISK, only: Sequence[str] = ()
    ) -> AsyncIterator[Updates]:
        """The button and the box: ask, as a follow-up where it is one; yields (history, question box, Ask button, turns)."""
        earlier = next((turn for turn in reversed(turns) if isinstance(turn, Answer)), None)
        async for step in self._steps(question, turns, risk, only, earlier):
            yield step

    async def ask_literally(
        self, turns: list[Turn], risk: str, only: Sequence[str], event: gr.EventData
    ) -> AsyncIterator[Updates]:
        """Ask the question of a card again, without what came before; yields as on_ask does."""
        # What the browser sends is not to be trusted.
        place = str(getattr(event, "place", ""))
        if place in map(str, range(len(turns))):
            async for step in self._steps(turns[int(place)].question, turns, risk, only):
                yield step
        else:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    async def ask_from_address(
        self, turns: list[Turn], request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Ask what the page's address asks: ``?q=``, ``risk=``, ``in=``; yields as on_ask does, with these two."""
        query = request.query_params
        question, risk = str(query.get("q", "")), known_risk(query.get("risk", DEFAULT_RISK))
        wanted = [str(document) for document in query.getlist("in")]
        choices, there = await asyncio.to_thread(self._choices)
        only = [document for document in wanted if document in there]
        chosen = str(risk), gr.Dropdown(choices=choices, value=only)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), *chosen
        elif len(only) < len(wanted):  # to ask other documents would be another question
            turns = [*turns, Problem(question, GONE)]
            yield history_html(turns), gr.skip(), gr.skip(), turns, *chosen
        else:
            async for step in self._steps(question, turns, str(risk), only):
                yield *step, *chosen

    async def ask_by_program(self, question: str, risk: str = str(DEFAULT_RISK)) -> dict[str, Any]:
        """Answer a question with quotations; for Gradio's own client. A risk is 1/20, 1/10, 1/5 or always."""
        try:
            return answer_json(await self.doors.answer(self.footnote, question, named_risk(risk)))
        except Exception as error:
            raise gr.Error(in_words(error), print_exception=False) from error

    def new_chat(self, turns: list[Turn]) -> Updates:
        """Put the conversation away; returns (history, turns, last)."""
        if not turns:
            return gr.skip(), gr.skip(), gr.skip()
        return history_html([], left=True), [], turns

    def restore(self, turns: list[Turn], last: list[Turn]) -> Updates:
        """Bring back what New chat put away, before what was asked since; returns (history, turns, last)."""
        turns = [*last, *turns]
        return history_html(turns), turns, []

    def save(self, turns: list[Turn]) -> Iterator[str]:
        """The conversation as a file, to be opened again; yields what download.js watches."""
        if not turns:
            yield nothing_to_keep()
            return
        form = "application/json"
        yield from offer("footnote-chat", ".json", form, lambda: save_text(turns))

    def pack(self, turns: list[Turn]) -> Iterator[str]:
        """The evidence pack of the conversation; yields what download.js watches."""
        if not turns:
            yield nothing_to_keep()
            return
        store, name = self.footnote.store, "footnote-evidence"
        yield from offer_pack(name, "Evidence", lambda: entries_from_turns(turns), store)

    def open(self, files: object, turns: list[Turn], last: list[Turn]) -> Updates:
        """Open a saved conversation; the one that is there is put away; returns as new_chat does.

        The event must have ``preprocess=False``: ``files`` is what the browser says of an upload.
        """
        try:
            chosen = files[0] if isinstance(files, list) and files else files
            loaded = next(read_uploads([chosen] if isinstance(chosen, dict) else []), None)
            if not isinstance(loaded, Loaded):
                return _notice(turns, last, loaded.reason if loaded else NOT_OURS)
            opened = recheck(open_text(loaded.data.decode("utf-8")), self.footnote.store)
        except UnicodeDecodeError:
            return _notice(turns, last, NOT_OURS)
        except Exception as error:
            return _notice(turns, last, in_words(error))
        there = list(opened.turns)
        html = history_html(there, status=opened.sentence, left=bool(turns))
        return html, there, turns or last

    def risk_meaning(self, risk: str) -> str:
        """What a risk comes to, in one line."""
        return risk_html(self.footnote.reader.cuts[known_risk(risk)])

    def choice(self, risk: str, only: Sequence[str]) -> gr.Accordion:
        """The control's label: what is chosen, in words."""
        return gr.Accordion(label=choice_words(known_risk(risk), len(only or ())))

    def examples(self) -> list[gr.Button]:
        """The example buttons: each to be seen while its page is in the library."""
        try:
            sources = {summary.source for summary in self.footnote.store.summaries()}
        except Exception as error:
            in_words(error)
            sources = set()
        return [gr.Button(visible=page in sources) for page in EXAMPLES.values()]

    def documents(self, only: Sequence[str]) -> gr.Dropdown:
        """The documents to choose from; those that are gone are chosen no longer."""
        choices, there = self._choices()
        return gr.Dropdown(choices=choices, value=[id_ for id_ in only or () if id_ in there])

    def _choices(self) -> tuple[list[tuple[str, str]], set[str]]:
        try:
            summaries = self.footnote.store.summaries()
        except Exception as error:
            in_words(error)
            return [], set()
        offered = summaries[:DOCUMENTS_OFFERED]
        return [(summary.title, summary.id) for summary in offered], {s.id for s in summaries}

    async def _steps(
        self,
        question: str,
        turns: list[Turn],
        risk: str,
        only: Sequence[str],
        earlier: Answer | None = None,
    ) -> AsyncIterator[Updates]:
        question = str(question or "").strip()
        try:
            check_text(question)
        except QuestionError as error:
            yield history_html(turns, notice=str(error)), gr.skip(), gr.skip(), gr.skip()
            return
        yield history_html(turns, question), "", gr.Button(interactive=False), gr.skip()
        notice, kept, documents = "", gr.skip(), [str(document) for document in only or ()] or None
        try:
            answer = await self.doors.answer(
                self.footnote, question, known_risk(risk), documents, earlier
            )
            turns = [*turns, answer]
        except QuestionError as error:
            notice = str(error)
        except BusyError as error:
            notice, kept = str(error), question  # nobody should have to type it again
        except Exception as error:
            turns = [*turns, Problem(question, in_words(error))]
        yield history_html(turns, notice=notice), kept, gr.Button(interactive=True), turns


def nothing_to_keep() -> str:
    """Say so; what download.js is given when there is no file."""
    gr.Info("There is nothing to keep yet; ask something first.")
    return ""


def _notice(turns: list[Turn], last: list[Turn], sentence: str) -> Updates:
    return history_html(turns, notice=sentence), turns, last


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


def choice_words(risk: Risk, documents: int) -> str:
    """How sure, and of how many documents, in a line that stands for the control."""
    sure = "Always answers" if risk is Risk.ALWAYS else f"Aim: {RISKS[risk]} wrong"
    count = f"{documents:,}" if documents else "all"
    return f"{sure} · {count} {'document' if documents == 1 else 'documents'}"
