"""The Ask tab: its layout, and its handlers, which never raise, as that would leave a page waiting.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK, Answer, Problem, Turn
from app.asking.ask import choose
from app.assemble import Footnote
from app.doors.terms import LONGEST_QUESTION, Doors, check_text
from app.keeping.saved import NOT_OURS, open_text, recheck, save_text
from app.page.choices import Choices, build_choices, known_risk, named_risk
from app.page.downloads import offer, offer_pack
from app.page.fields import QUIET, Updates, line
from app.render.card import history_html
from app.render.html import asset
from app.render.pack_entries import entries_from_turns
from app.render.shell import pane_html
from app.render.text import answer_json
from app.web.errors import in_words
from app.web.uploads import read_uploads
from ingest.errors import BusyError, QuestionError
from ingest.sources import Loaded

KEPT_SECONDS = 12 * 3_600  # a conversation that nobody goes on with

# Real questions, each with the page of the built-in collection that answers it.
EXAMPLES = {
    "How many foreign fighters came from Tunisia?": "built-in/origins-by-country-and-region.md",
    "Why do people become foreign fighters?": "built-in/motives.md",
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

    async def on_question(
        self, question: str, turns: list[Turn], risk: str = DEFAULT_RISK, only: Sequence[str] = ()
    ) -> AsyncIterator[Updates]:
        """Ask, as a follow-up where it is one; yields (history, question box, Ask button, turns)."""
        earlier = [turn for turn in turns if isinstance(turn, Answer)]
        async for step in self._answer(question, turns, risk, only, earlier):
            yield step

    async def on_as_typed(
        self, turns: list[Turn], risk: str, only: Sequence[str], event: gr.EventData
    ) -> AsyncIterator[Updates]:
        """Ask the question of a card again, without what came before; yields as on_question does."""
        # What the browser sends is not to be trusted.
        place = str(getattr(event, "place", ""))
        if place in map(str, range(len(turns))):
            async for step in self._answer(turns[int(place)].question, turns, risk, only):
                yield step
        else:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def on_choice(self, turns: list[Turn], event: gr.EventData) -> Updates:
        """Take a quotation of a declined answer for the answer; returns (history, turns)."""
        # What the browser sends is not to be trusted.
        place, number = str(getattr(event, "place", "")), str(getattr(event, "number", ""))
        declined = turns[int(place)] if place in map(str, range(len(turns))) else None
        try:
            chosen = choose(declined, int(number)) if isinstance(declined, Answer) else None
        except ValueError:
            chosen = None
        if chosen is None:
            return gr.skip(), gr.skip()
        turns = [*turns[: int(place)], chosen, *turns[int(place) + 1 :]]
        return history_html(turns, status="Kept as your choice."), turns

    async def on_address(self, turns: list[Turn], request: gr.Request) -> AsyncIterator[Updates]:
        """Ask what the page's address asks: ``?q=``, ``risk=``, ``in=``; yields as on_question does, with these two."""
        query = request.query_params
        question, risk = str(query.get("q", "")), known_risk(query.get("risk", DEFAULT_RISK))
        wanted = [str(document) for document in query.getlist("in")]
        choices, there = await asyncio.to_thread(Choices(self.footnote).offered)
        only = [document for document in wanted if document in there]
        # What the address does not say stays as its reader may have chosen it meanwhile.
        chosen = (
            str(risk) if "risk" in query else gr.skip(),
            gr.Dropdown(choices=choices, value=only) if wanted else gr.Dropdown(choices=choices),
        )
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), *chosen
        elif len(only) < len(wanted):  # to ask other documents would be another question
            turns = [*turns, Problem(question, GONE)]
            yield history_html(turns), gr.skip(), gr.skip(), turns, *chosen
        else:
            async for step in self._answer(question, turns, str(risk), only):
                yield *step, *chosen

    async def answer_program(self, question: str, risk: str = str(DEFAULT_RISK)) -> dict[str, Any]:
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
        if turns:
            form = "application/json"
            yield from offer("footnote-chat", ".json", form, lambda: save_text(turns))
        else:
            yield nothing_to_keep()

    def pack(self, turns: list[Turn]) -> Iterator[str]:
        """The evidence pack of the conversation; yields what download.js watches."""
        if turns:
            store, name = self.footnote.store, "footnote-evidence"
            yield from offer_pack(name, "Evidence", lambda: entries_from_turns(turns), store)
        else:
            yield nothing_to_keep()

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

    def examples(self) -> list[gr.Button]:
        """The example buttons: each to be seen while its page is in the library."""
        try:
            sources = {summary.source for summary in self.footnote.store.summaries()}
        except Exception as error:
            in_words(error)
            sources = set()
        return [gr.Button(visible=page in sources) for page in EXAMPLES.values()]

    async def _answer(
        self,
        question: str,
        turns: list[Turn],
        risk: str,
        only: Sequence[str],
        earlier: Sequence[Answer] = (),
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


def build_chat(page: gr.Blocks, tab: gr.Tab, chat: Chat) -> None:
    """Lay out the conversation and the source beside it, in a row of their own."""
    choices = Choices(chat.footnote)
    turns, last = (gr.State([], time_to_live=KEPT_SECONDS) for _ in range(2))
    with gr.Column(elem_id="chat", min_width=0):
        script = asset("page.js")
        history = gr.HTML(
            history_html([]), elem_id="history", js_on_load=script, apply_default_css=False
        )
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(text, size="sm", visible=False) for text in EXAMPLES]
        with gr.Row(elem_id="question"):
            box = line("Your question", "Ask your documents…", max_length=LONGEST_QUESTION,
                       show_label=False, container=False, autofocus=True)  # fmt: skip
            button = gr.Button("Ask", variant="primary", scale=0, min_width=88)
        with gr.Row(elem_id="tools"):
            risk, only = build_choices(choices)
            with gr.Row(elem_id="keep"):
                save = gr.Button("Save", size="sm", scale=0, min_width=0)
                load = gr.UploadButton(
                    "Open", size="sm", scale=0, min_width=0, file_types=[".json"]
                )
                pack = gr.Button("Evidence pack", size="sm", scale=0, min_width=0)
                new = gr.Button("New chat", size="sm", scale=0, min_width=0)
        script = asset("download.js")
        file = gr.HTML("", elem_id="download", js_on_load=script, apply_default_css=False)
    script = asset("source.js")
    gr.HTML(pane_html(), elem_id="source", js_on_load=script, apply_default_css=False)

    asking: dict[str, Any] = {
        **QUIET,
        "outputs": [history, box, button, turns],
        "concurrency_limit": None,  # they wait at the gate, with those from the other doors
    }
    gr.on([box.submit, button.click], chat.on_question, [box, turns, risk, only], **asking)
    for example in examples:
        example.click(chat.on_question, [example, turns, risk, only], **asking)
    history.literally(chat.on_as_typed, [turns, risk, only], **asking)
    history.choose(chat.on_choice, turns, [history, turns], **QUIET)
    asking["outputs"] = [*asking["outputs"], risk, only]
    page.load(chat.on_address, [turns], **asking)
    new.click(chat.new_chat, turns, [history, turns, last], **QUIET)
    load.upload(chat.open, [load, turns, last], [history, turns, last], preprocess=False, **QUIET)
    save.click(chat.save, turns, file, **QUIET)
    pack.click(chat.pack, turns, file, **QUIET)
    history.restore(chat.restore, [turns, last], [history, turns, last], **QUIET)
    # The library may have changed since, here or from the command line.
    gr.on([page.load, tab.select], chat.examples, None, examples, **QUIET)
    tab.select(choices.documents, only, only, **QUIET)
