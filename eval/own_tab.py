"""The part of the Evaluate tab in which one's own questions are written; they are asked in tab.py.

Gradio is imported at the top here, as in app/page.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import gradio as gr

from app.doors.terms import check_text
from app.keeping.own_questions import USUAL_KIND, OwnQuestions, Place, find_words
from app.page.conversations import Memory, owner_of
from app.page.fields import QUIET, Updates, line
from app.page.judging import SWITCHED_OFF
from app.render.library import many, message_html
from app.render.templates import Templates
from app.web.errors import in_words
from ingest.errors import QuestionError

KINDS = (USUAL_KIND, "number", "person", "place", "date", "why", "follow-up")
NO_ANSWER = "Select the answer in the document's text, or say that nothing answers the question."
NONE_YET = "No question of yours yet."
DOCUMENTS_OFFERED = 1_000


@dataclass(frozen=True)
class OwnHandlers:
    """The events around one's own questions, for one library; none raises."""

    memory: Memory

    @property
    def questions(self) -> OwnQuestions:
        """Those that are kept."""
        return OwnQuestions(self.memory.footnote.store)

    def begin(self, request: gr.Request) -> Updates:
        """The list, and the documents to choose from: (list, documents)."""
        try:
            summaries = self.memory.footnote.store.summaries()[:DOCUMENTS_OFFERED]
        except Exception as error:
            return message_html(in_words(error)), gr.skip()
        choices = [(each.title, each.id) for each in summaries]
        return self._listed(request), gr.Dropdown(choices=choices)

    def text(self, document_id: str | None) -> str:
        """A document's text, to select in."""
        document = self.memory.footnote.store.document(str(document_id or ""))
        return _piece("text", document.title, document.text) if document else ""

    def chosen(self, document_id: str | None, event: gr.EventData) -> Updates:
        """What was selected: (words, place)."""
        document = self.memory.footnote.store.document(str(document_id or ""))
        start, end = (getattr(event, name, None) for name in ("start", "end"))
        # What the browser sends is not to be trusted.
        if not (document and isinstance(start, int) and isinstance(end, int)):
            return gr.skip(), gr.skip()
        words = document.text[start:end]
        if not 0 <= start < end <= len(document.text) or not words.strip():
            return gr.skip(), gr.skip()
        start += len(words) - len(words.lstrip())
        return " ".join(words.split()), Place(document.id, start, start + len(words.strip()))

    def keep(  # noqa: PLR0913, PLR0917 - what is in the form
        self,
        question: str,
        kind: str,
        document_id: str | None,
        words: str,
        place: Place | None,
        nothing: bool,
        request: gr.Request,
    ) -> Updates:
        """Keep a question: (list, what was done, question, words, place, nothing answers it)."""
        try:
            check_text(question)
            if not self.memory.keeps(request):
                return gr.skip(), message_html(SWITCHED_OFF), *(gr.skip(),) * 4
            found = None if nothing else self._place(document_id, words, place)
            kind = "" if nothing and kind == USUAL_KIND else str(kind or "")
            self.questions.put(owner_of(request), question, kind, place=found, unanswerable=nothing)
        except Exception as error:
            return gr.skip(), message_html(in_words(error)), *(gr.skip(),) * 4
        return self._listed(request), message_html("Kept."), "", "", None, False

    def edit(self, request: gr.Request, event: gr.EventData) -> Updates:
        """Put a question into the form: (question, kind, document, words, place, nothing answers it)."""
        wanted = str(getattr(event, "id", ""))
        for each in self.questions.all(owner_of(request)):
            if each.id == wanted:
                document = each.place.document_id if each.place else gr.skip()
                return (
                    each.question,
                    each.kind,
                    document,
                    each.answer,
                    each.place,
                    each.unanswerable,
                )
        return (gr.skip(),) * 6

    def remove(self, request: gr.Request, event: gr.EventData) -> str:
        """Remove a question; the list, which offers to bring it back."""
        wanted = str(getattr(event, "id", ""))
        return self._changed(request, wanted, undo=False)

    def bring_back(self, request: gr.Request, event: gr.EventData) -> str:
        """Bring a removed question back; the list."""
        return self._changed(request, str(getattr(event, "id", "")), undo=True)

    def _changed(self, request: gr.Request, wanted: str, *, undo: bool) -> str:
        try:
            self.questions.remove(owner_of(request), wanted, undo=undo)
            return self._listed(request, "" if undo else wanted)
        except Exception as error:
            return message_html(in_words(error))

    def _place(self, document_id: str | None, words: str, place: Place | None) -> Place:
        """Where the answer stands: as it was selected, or else where its words are.

        Raises:
            QuestionError: it stands nowhere, or in several places.
        """
        document = self.memory.footnote.store.document(str(document_id or ""))
        if document is None or not str(words or "").strip():
            raise QuestionError(NO_ANSWER)
        if place is not None and place.document_id == document.id:
            selected = document.text[place.start : place.end]
            place = place if selected.split() == words.split() else None
        else:
            place = None
        return place or find_words(document, words)

    def _listed(self, request: gr.Request, removed: str = "") -> str:
        rows = self.questions.all(owner_of(request)) if self.memory.is_offered else []
        unknown = sum(each.is_open for each in rows)
        counted = (
            f"{many(len(rows), 'question')}, {unknown:,} without a known answer."
            if rows
            else NONE_YET
        )
        return _piece("listed", rows, counted, removed)


def build_own(tab: gr.Tab, handlers: OwnHandlers) -> None:
    """Lay out the form, the document beside it, and the list."""
    script = files("eval").joinpath("own_questions.js").read_text(encoding="utf-8")
    plain: dict[str, Any] = {"apply_default_css": False}
    place = gr.State(None)
    gr.HTML(_piece("introduction"), js_on_load=None, **plain)
    with gr.Row(elem_id="own-form"):
        with gr.Column(min_width=0):
            question = line("A question of yours", "As you would ask it")
            document = gr.Dropdown([], label="The document that answers it", min_width=0)
            words = line("The answer, in the document's words", "Select it in the text")
            nothing = gr.Checkbox(False, label="Nothing in the library answers it", min_width=0)
            kind = gr.Dropdown(
                list(KINDS), value=USUAL_KIND, label="Kind", allow_custom_value=True, min_width=0
            )
            keep = gr.Button("Keep the question", scale=0, min_width=0)
            status = gr.HTML(message_html(""), elem_id="own-status", js_on_load=None, **plain)
        text = gr.HTML("", elem_id="own-document", js_on_load=script, **plain)
    listed = gr.HTML("", elem_id="own-questions", js_on_load=script, **plain)
    tab.select(handlers.begin, None, [listed, document], **QUIET)
    document.change(handlers.text, document, text, **QUIET)
    text.chosen(handlers.chosen, document, [words, place], trigger_mode="always_last", **QUIET)
    form = [question, kind, document, words, place, nothing]
    gr.on(
        [keep.click, question.submit], handlers.keep, form,
        [listed, status, question, words, place, nothing], **QUIET,
    )  # fmt: skip
    listed.edit(handlers.edit, None, form, **QUIET)
    listed.remove(handlers.remove, None, listed, **QUIET)
    listed.bring_back(handlers.bring_back, None, listed, **QUIET)


def _piece(macro: str, *values: object) -> str:
    return Templates.of("eval").piece("own.html", macro, *values)
