"""The Ask tab: its layout, and its handlers, which never raise, as that would leave a page waiting.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK, Answer, Problem, Risk, Turn
from app.asking.ask import choose
from app.assemble import Footnote
from app.doors.terms import Doors, check_text
from app.keeping.saved import NOT_OURS, open_text, recheck
from app.page.choices import Choices, build_choices, known_risk, named_risk
from app.page.conversations import Memory, build_panel, exports_html, owner_of
from app.page.fields import QUIET, Updates, line
from app.page.judging import build_judging
from app.page.kept import build_marks
from app.render.card import history_html
from app.render.html import asset
from app.render.shell import opener_html, pane_html
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
ASKING = 6  # outputs of what asks or opens: history, box, button, turns, here, list
GONE = "A document that this address names is no longer in the library."


@dataclass(frozen=True)
class Asked:
    """A question, how often its answer may be wrong, of which documents, and the answers before it.

    ``thorough`` is None where nobody chose how it is read.
    """

    question: str
    risk: Risk
    documents: tuple[str, ...]
    earlier: tuple[Answer, ...] = ()
    thorough: bool | None = None


@dataclass(frozen=True)
class Chat:
    """The events of the Ask tab, for one library.

    ``turns`` are the conversation, ``here`` is the id by which it is kept, empty if it is not; ``last``
    and ``last_here`` are those of the one that was put away by New chat. ``search`` is what the list of
    conversations is searched for.
    """

    memory: Memory

    @property
    def footnote(self) -> Footnote:
        """The library that is asked."""
        return self.memory.footnote

    @property
    def doors(self) -> Doors:
        """On which terms."""
        return self.memory.doors

    async def on_question(  # noqa: PLR0913, PLR0917 - what is on the page
        self,
        question: str,
        turns: list[Turn],
        here: str,
        search: str,
        risk: str,
        only: Sequence[str],
        thorough: bool | None,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """Ask, as a follow-up where it is one; yields (history, question box, Ask button, turns, here, list)."""
        earlier = tuple(turn for turn in turns if isinstance(turn, Answer))
        asked = Asked(question, known_risk(risk), tuple(only or ()), earlier, thorough)
        async for step in self._answer(asked, turns, here, search, request):
            yield step

    async def on_as_typed(  # noqa: PLR0913, PLR0917 - what is on the page
        self,
        turns: list[Turn],
        here: str,
        search: str,
        risk: str,
        only: Sequence[str],
        thorough: bool | None,
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncIterator[Updates]:
        """Ask the question of a card again, without what came before; yields as on_question does."""
        # What the browser sends is not to be trusted.
        place = str(getattr(event, "place", ""))
        if place in map(str, range(len(turns))):
            question = turns[int(place)].question
            asked = Asked(question, known_risk(risk), tuple(only or ()), thorough=thorough)
            async for step in self._answer(asked, turns, here, search, request):
                yield step
        else:
            yield (gr.skip(),) * ASKING

    def on_choice(
        self, turns: list[Turn], here: str, request: gr.Request, event: gr.EventData
    ) -> Updates:
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
        self.memory.put(request, here, int(place), chosen)
        return self._history(turns, status="Kept as your choice.", conversation=here), turns

    async def on_address(
        self, turns: list[Turn], here: str, search: str, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Open the conversation that the page's address names, or ask what it asks.

        ``?c=`` is the conversation; ``?q=``, ``risk=`` and ``in=`` are a question. Yields as on_question
        does, with these two.
        """
        query = request.query_params
        question, risk = str(query.get("q", "")), known_risk(query.get("risk", DEFAULT_RISK))
        wanted = [str(document) for document in query.getlist("in")]
        choices, there = await asyncio.to_thread(Choices(self.footnote, several=True).offered)
        only = [document for document in wanted if document in there]
        # What the address does not say stays as its reader may have chosen it meanwhile.
        chosen = (
            str(risk) if "risk" in query else gr.skip(),
            gr.Dropdown(choices=choices, value=only) if wanted else gr.Dropdown(choices=choices),
        )
        conversation = str(query.get("c", ""))
        opened = (
            await asyncio.to_thread(self.memory.open, request, conversation)
            if conversation
            else None
        )
        if opened:
            yield (*self._shown(opened, conversation, search, request), *chosen)
        elif not question.strip():
            shown = self.memory.panel(request, here, search)
            yield *(gr.skip(),) * (ASKING - 1), shown, *chosen
        elif len(only) < len(wanted):  # to ask other documents would be another question
            turns = [*turns, Problem(question, GONE)]
            yield *self._shown(turns, here, search, request), *chosen
        else:
            asked = Asked(question, risk, tuple(only))
            async for step in self._answer(asked, turns, here, search, request):
                yield *step, *chosen

    def visit(self, here: str, search: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Open a kept conversation; returns as on_question does."""
        wanted = str(getattr(event, "id", ""))
        opened = self.memory.open(request, wanted)
        if opened is None:
            gr.Info("This conversation is not kept any more.")
            return (*(gr.skip(),) * (ASKING - 1), self.memory.panel(request, here, search))
        return self._shown(opened, wanted, search, request)

    def erase(self, here: str, search: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Delete a kept conversation, and close it if it is open; returns as on_question does."""
        shown = self.memory.erase(here, search, request, event)
        if str(getattr(event, "id", "")) != here:
            return (*(gr.skip(),) * (ASKING - 1), shown)
        return self._history([]), gr.skip(), gr.skip(), [], "", shown

    def on_return(self, turns: list[Turn], here: str) -> Updates:
        """Say on the cards what has become of their documents meanwhile; returns (history, turns)."""
        fresh = self.memory.fresh(turns)
        if fresh == turns:
            return gr.skip(), gr.skip()
        return self._history(fresh, conversation=here), fresh

    async def answer_program(self, question: str, risk: str = str(DEFAULT_RISK)) -> dict[str, Any]:
        """Answer a question with quotations; for Gradio's own client. A risk is 1/20, 1/10, 1/5 or always."""
        try:
            return answer_json(await self.doors.answer(self.footnote, question, named_risk(risk)))
        except Exception as error:
            raise gr.Error(in_words(error), print_exception=False) from error

    def new_chat(self, turns: list[Turn], here: str, search: str, request: gr.Request) -> Updates:
        """Put the conversation away; returns (history, turns, here, last, last here, list)."""
        if not turns:
            return (gr.skip(),) * 6
        return (
            self._history([], left=True),
            [],
            "",
            turns,
            here,
            self.memory.panel(request, "", search),
        )

    def restore(
        self,
        turns: list[Turn],
        here: str,
        search: str,
        last: list[Turn],
        last_here: str,
        request: gr.Request,
    ) -> Updates:
        """Bring back what New chat put away, before what was asked since; returns as new_chat does."""
        if turns:
            last_here = self.memory.keep(request, last_here, [*last, *turns], len(turns))
            if here:
                self.memory.kept.delete(owner_of(request), here)
        turns = [*last, *turns]
        shown = self.memory.panel(request, last_here, search)
        return self._history(turns, conversation=last_here), turns, last_here, [], "", shown

    def open(  # noqa: PLR0913, PLR0917 - what is on the page
        self,
        files: object,
        turns: list[Turn],
        here: str,
        search: str,
        last: list[Turn],
        last_here: str,
        request: gr.Request,
    ) -> Updates:
        """Open a saved conversation; the one that is there is put away; returns as new_chat does.

        The event must have ``preprocess=False``: ``files`` is what the browser says of an upload.
        """
        try:
            chosen = files[0] if isinstance(files, list) and files else files
            loaded = next(read_uploads([chosen] if isinstance(chosen, dict) else []), None)
            if not isinstance(loaded, Loaded):
                return self._notice(turns, here, loaded.reason if loaded else NOT_OURS)
            opened = recheck(open_text(loaded.data.decode()), self.footnote.store)
        except UnicodeDecodeError:
            return self._notice(turns, here, NOT_OURS)
        except Exception as error:
            return self._notice(turns, here, in_words(error))
        there = list(opened.turns)
        name = self.memory.keep(request, "", there, len(there)) if there else ""
        html = self._history(there, status=opened.sentence, left=bool(turns), conversation=name)
        put_away = (turns, here) if turns else (last, last_here)
        return html, there, name, *put_away, self.memory.panel(request, name, search)

    def examples(self) -> list[gr.Button]:
        """The example buttons: each to be seen while its page is in the library."""
        try:
            sources = {summary.source for summary in self.footnote.store.summaries()}
        except Exception as error:
            in_words(error)
            sources = set()
        return [gr.Button(visible=page in sources) for page in EXAMPLES.values()]

    def _history(self, turns: list[Turn], pending: str | None = None, **said: Any) -> str:  # noqa: ANN401 - as history_html has it
        return history_html(turns, pending, titles=self.memory.titles(turns), **said)

    def _shown(self, turns: list[Turn], here: str, search: str, request: gr.Request) -> Updates:
        """A conversation as it is, to the outputs of on_question."""
        shown = self.memory.panel(request, here, search)
        return self._history(turns, conversation=here), gr.skip(), gr.skip(), turns, here, shown

    def _notice(self, turns: list[Turn], here: str, sentence: str) -> Updates:
        html = self._history(turns, notice=sentence, conversation=here)
        return (html, *(gr.skip(),) * 5)

    async def _answer(
        self, asked: Asked, turns: list[Turn], here: str, search: str, request: gr.Request
    ) -> AsyncIterator[Updates]:
        question, off = asked.question.strip(), gr.Button(interactive=False)
        turns = await asyncio.to_thread(self.memory.fresh, turns)
        try:
            check_text(question)
            self.memory.check_asks(question)
        except QuestionError as error:
            html = self._history(turns, notice=str(error), conversation=here)
            yield html, *(gr.skip(),) * (ASKING - 1)
            return
        yield (
            self._history(turns, question, conversation=here),
            "",
            off,
            *(gr.skip(),) * (ASKING - 3),
        )
        notice, box, documents = "", gr.skip(), list(asked.documents) or None
        before = len(turns)
        try:
            answer = await self.doors.answer(
                self.footnote,
                question,
                asked.risk,
                documents,
                asked.earlier,
                thorough=asked.thorough,
            )
            turns = [*turns, answer]
        except QuestionError as error:
            notice = str(error)
        except BusyError as error:
            notice, box = str(error), question  # nobody should have to type it again
        except Exception as error:
            turns = [*turns, Problem(question, in_words(error))]
        if len(turns) > before:
            here = await asyncio.to_thread(self.memory.keep, request, here, turns)
        shown = await asyncio.to_thread(self.memory.panel, request, here, search)
        html = self._history(turns, notice=notice, conversation=here)
        yield html, box, gr.Button(interactive=True), turns, here, shown


def build_chat(page: gr.Blocks, tab: gr.Tab, chat: Chat) -> None:  # noqa: PLR0915 - all that is on it
    """Lay out the conversation, the list of those that are kept, and the source beside it."""
    choices, memory = Choices(chat.footnote, several=True), chat.memory
    turns, last = (gr.State([], time_to_live=KEPT_SECONDS) for _ in range(2))
    here, last_here = (gr.State("", time_to_live=KEPT_SECONDS) for _ in range(2))
    panel, search, nothing = build_panel(memory)
    with gr.Column(elem_id="chat", min_width=0):
        with gr.Row(elem_id="chat-top"):
            gr.HTML(opener_html(), elem_id="opener", js_on_load=asset("opener.js"),
                    apply_default_css=False, visible=memory.is_offered)  # fmt: skip
            new = gr.Button("New chat", size="sm", scale=0, min_width=0, elem_id="new-chat")
        script = asset("page.js")
        history = gr.HTML(
            history_html([]), elem_id="history", js_on_load=script, apply_default_css=False
        )
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(text, size="sm", visible=False) for text in EXAMPLES]
        with gr.Row(elem_id="question"):
            box = line("Your question", "Ask your documents…", show_label=False, container=False,
                       autofocus=True)  # fmt: skip
            button = gr.Button("Ask", variant="primary", scale=0, min_width=88)
        with gr.Row(elem_id="tools"):
            risk, only, thorough = build_choices(page, choices)
            with gr.Row(elem_id="keep"):
                script = asset("exports.js")
                exports = gr.HTML(
                    exports_html(), elem_id="exports", js_on_load=script, apply_default_css=False
                )
                load = gr.UploadButton(
                    "Open a file", size="sm", scale=0, min_width=0, file_types=[".json"]
                )
        script = asset("download.js")
        file = gr.HTML("", elem_id="download", js_on_load=script, apply_default_css=False)
    script = asset("source.js")
    gr.HTML(pane_html(), elem_id="source", js_on_load=script, apply_default_css=False)

    open_here = [turns, here, search]
    asking: dict[str, Any] = {
        **QUIET,
        "outputs": [history, box, button, turns, here, panel],
        "concurrency_limit": None,  # they wait at the gate, with those from the other doors
    }
    gr.on(
        [box.submit, button.click],
        chat.on_question,
        [box, *open_here, risk, only, thorough],
        **asking,
    )
    for example in examples:
        example.click(chat.on_question, [example, *open_here, risk, only, thorough], **asking)
    history.literally(chat.on_as_typed, [*open_here, risk, only, thorough], **asking)
    panel.visit(chat.visit, [here, search], **asking)
    history.visit(chat.visit, [here, search], **asking)
    panel.erase(chat.erase, [here, search], **asking)
    history.choose(chat.on_choice, [turns, here], [history, turns], **QUIET)
    tab.select(chat.on_return, [turns, here], [history, turns], **QUIET)
    asking["outputs"] = [*asking["outputs"], risk, only]
    page.load(chat.on_address, open_here, **asking)
    away: dict[str, Any] = {**QUIET, "outputs": [history, turns, here, last, last_here, panel]}
    put_away = [*open_here, last, last_here]
    new.click(chat.new_chat, open_here, **away)
    load.upload(chat.open, [load, *put_away], preprocess=False, **away)
    history.restore(chat.restore, put_away, **away)
    exports.export(memory.export, turns, file, **QUIET)
    listing: dict[str, Any] = {**QUIET, "inputs": [here, search], "outputs": panel}
    panel.rename(memory.rename, **listing)
    panel.undelete(memory.undelete, **listing)
    search.change(memory.search, **listing, trigger_mode="always_last")
    nothing.input(memory.switch, [nothing, here, search], panel, **QUIET)
    page.load(memory.switched, None, nothing, **QUIET)
    build_marks(page, tab, turns, history, memory)
    build_judging(history, turns, memory)
    # The library may have changed since, here or from the command line.
    gr.on([page.load, tab.select], chat.examples, None, examples, **QUIET)
    history.refresh(chat.examples, None, examples, **QUIET)
    tab.select(choices.documents, only, only, **QUIET)
