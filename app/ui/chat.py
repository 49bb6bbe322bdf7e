"""What happens in the Ask tab: generators that never raise, as an exception would leave a page waiting.

Gradio is imported at the top here, because it looks up the types of a handler's arguments in its
module, and silently passes None for one that it cannot find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from app.answers import DEFAULT_RISK, Answer, Risk
from app.assemble import Footnote
from app.evidence_pack import cited_documents, entries_from_turns
from app.render import RISKS
from app.render_card import history_html, risk_html
from app.render_html import Problem, Turn, download_html
from app.render_pack import pack_html
from app.saved import NOT_OURS, open_text, recheck, save_text
from app.ui.errors import in_words
from app.ui.uploads import read_uploads
from ingest.errors import QuestionError
from ingest.sources import Loaded

LONGEST_QUESTION = 1_000  # characters
DOCUMENTS_OFFERED = 1_000  # in the list to choose from; a longer one is slow to draw

# Real questions, each with the page of the built-in collection that answers it.
EXAMPLES = {
    "How many foreign fighters came from Tunisia?": "built-in/origins-by-country-and-region.md",
    "What are the motives of foreign fighters?": "built-in/motives.md",
    "Are foreign fighters well educated?": "built-in/education-and-employment.md",
}
GONE = "A document that this address names is no longer in the library."

Updates = tuple[Any, ...]  # one value for each output; what they may be is Gradio's affair


@dataclass(frozen=True)
class Chat:
    """The events of the Ask tab, for one library.

    ``turns`` are the conversation; ``last`` is the one that was put away by New chat.
    """

    footnote: Footnote

    def ask(
        self, question: str, turns: list[Turn], risk: str = DEFAULT_RISK, only: Sequence[str] = ()
    ) -> Iterator[Updates]:
        """Ask, as a follow-up where it is one; yields (history, question box, Ask button, turns)."""
        earlier = next((turn for turn in reversed(turns) if isinstance(turn, Answer)), None)
        yield from self._ask(question, turns, risk, only, earlier)

    def ask_literally(
        self, turns: list[Turn], risk: str, only: Sequence[str], event: gr.EventData
    ) -> Iterator[Updates]:
        """Ask the question of a card again, without what came before; yields as ask does."""
        # What the browser sends is not to be trusted.
        place = str(getattr(event, "place", ""))
        if place.isdecimal() and int(place) < len(turns):
            yield from self._ask(turns[int(place)].question, turns, risk, only)
        else:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def ask_from_address(self, turns: list[Turn], request: gr.Request) -> Iterator[Updates]:
        """Ask what the page's address asks: ``?q=``, ``risk=``, ``in=``; yields as ask does, with these two."""
        query = request.query_params
        question, risk = str(query.get("q", "")), known_risk(query.get("risk", DEFAULT_RISK))
        wanted = [str(document) for document in query.getlist("in")]
        choices, there = self._choices()
        only = [document for document in wanted if document in there]
        chosen = str(risk), gr.Dropdown(choices=choices, value=only)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), *chosen
        elif len(only) < len(wanted):  # to ask other documents would be another question
            turns = [*turns, Problem(question, GONE)]
            yield history_html(turns), gr.skip(), gr.skip(), turns, *chosen
        else:
            for update in self._ask(question, turns, str(risk), only):
                yield *update, *chosen

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
        yield from _download(turns, "footnote-chat", ".json", "application/json", save_text)

    def pack(self, turns: list[Turn]) -> Iterator[str]:
        """The evidence pack of the conversation; yields what download.js watches."""

        def write(turns: Sequence[Turn]) -> str:
            entries = entries_from_turns(turns)
            documents = cited_documents(entries, self.footnote.store.document)
            return pack_html("Evidence", datetime.now(UTC), entries, documents)

        yield from _download(turns, "footnote-evidence", ".html", "text/html", write)

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

    def _ask(
        self,
        question: str,
        turns: list[Turn],
        risk: str,
        only: Sequence[str],
        earlier: Answer | None = None,
    ) -> Iterator[Updates]:
        question = str(question or "").strip()
        if len(question) > LONGEST_QUESTION:
            notice = f"A question may have at most {LONGEST_QUESTION:,} characters; shorten it."
            yield history_html(turns, notice=notice), gr.skip(), gr.skip(), gr.skip()
            return
        yield history_html(turns, question), "", gr.Button(interactive=False), gr.skip()
        notice, documents = "", [str(document) for document in only or ()] or None
        try:
            answer = self.footnote.ask(
                question, documents=documents, risk=known_risk(risk), earlier=earlier
            )
            turns = [*turns, answer]
        except QuestionError as error:
            notice = str(error)
        except Exception as error:
            turns = [*turns, Problem(question, in_words(error))]
        yield history_html(turns, notice=notice), gr.skip(), gr.Button(interactive=True), turns


def _download(
    turns: list[Turn], name: str, suffix: str, media_type: str, write: Callable[[list[Turn]], str]
) -> Iterator[str]:
    yield ""  # so that the same file twice is a change, too
    if not turns:
        return
    try:
        made = datetime.now(UTC).strftime("%Y-%m-%d-%H%M")
        yield download_html(f"{name}-{made}{suffix}", media_type, write(turns))
    except Exception as error:
        gr.Warning(in_words(error))


def _notice(turns: list[Turn], last: list[Turn], sentence: str) -> Updates:
    return history_html(turns, notice=sentence), turns, last


def known_risk(risk: object) -> Risk:
    """The risk of that name; what the browser sends is not to be trusted."""
    return Risk(str(risk)) if str(risk) in set(Risk) else DEFAULT_RISK


def choice_words(risk: Risk, documents: int) -> str:
    """How sure, and of how many documents, in a line that stands for the control."""
    sure = "Always answers" if risk is Risk.ALWAYS else f"Up to {RISKS[risk]} wrong"
    where = (
        "1 document"
        if documents == 1
        else f"{documents:,} documents"
        if documents
        else "all documents"
    )
    return f"{sure} · {where}"
