"""What a page remembers: the conversation that is open is kept, listed, opened, renamed and deleted.

Gradio is imported at the top here, as in chat.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import gradio as gr

from app.answers import Answer, Turn
from app.assemble import Footnote
from app.doors.terms import Doors
from app.keeping.judged import KeptVerdicts
from app.keeping.kept import Kept
from app.keeping.outdated import answers, renewed
from app.keeping.saved import save_text
from app.language.small_talk import is_small_talk
from app.page.downloads import offer, offer_entries
from app.page.fields import line
from app.render.conversations import conversations_html
from app.render.exports import FORMS
from app.render.html import asset
from app.render.pack_entries import entries_from_turns
from app.render.templates import piece
from app.render.text import what_can_be_asked
from app.web.errors import in_words
from ingest.errors import LibraryError, QuestionError

NAME, TITLE = "footnote-chat", "Conversation"


@dataclass(frozen=True)
class Memory:
    """What is kept of the conversations of one library, for whoever has signed in.

    Where anybody may come in without a name, to read only or through a tunnel, nothing is kept.
    ``judges``: there is a tab for questions of one's own, to which answers are added as right or wrong.
    """

    footnote: Footnote
    doors: Doors = field(default_factory=Doors)
    judges: bool = False

    @property
    def kept(self) -> Kept:
        """What lies beside the library."""
        return Kept(self.footnote.store, self.footnote.texts)

    @property
    def verdicts(self) -> KeptVerdicts:
        """What people said of claims that they checked."""
        return KeptVerdicts(self.footnote.store)

    @property
    def is_offered(self) -> bool:
        """Whether what is kept can be told to belong to somebody."""
        return bool(self.doors.users) or not (self.doors.read_only or self.doors.host)

    def keeps(self, request: gr.Request) -> bool:
        """Whether what is asked from here on is kept."""
        try:
            return self.is_offered and self.kept.keeps(owner_of(request))
        except LibraryError:
            return False

    def keep(self, request: gr.Request, here: str, turns: Sequence[Turn], new: int = 1) -> str:
        """Keep the last ``new`` turns of a conversation, all where it is new; its id, empty if nothing is kept."""
        if not self.keeps(request):
            return ""
        owner, kept = owner_of(request), self.kept
        try:
            if not here or not kept.title(owner, here):
                here, new = kept.begin(owner, turns[0].question), len(turns)
            kept.add(owner, here, turns[-new:])
        except LibraryError as error:
            gr.Warning(f"This is not kept. {error}")
            return ""
        return here

    def put(self, request: gr.Request, here: str, place: int, turn: Turn) -> None:
        """Put a turn of a kept conversation in the place of the one before."""
        if here and self.keeps(request):
            self.kept.put(owner_of(request), here, place, turn)

    def open(self, request: gr.Request, conversation: str) -> list[Turn] | None:
        """A kept conversation as it is to be shown; None where there is none of this id."""
        try:
            return self.kept.open(owner_of(request), conversation) if self.is_offered else None
        except Exception as error:
            gr.Warning(in_words(error))
            return None

    def fresh(self, turns: Sequence[Turn]) -> list[Turn]:
        """A conversation with what has become of its documents meanwhile."""
        try:
            return renewed(turns, self.footnote.texts(answers(turns)))
        except LibraryError:
            return list(turns)

    def titles(self, turns: Sequence[Turn]) -> dict[str, str]:
        """The titles of the documents that a conversation's answers were read from."""
        given = [turn for turn in turns if isinstance(turn, Answer)]
        read = {each.chunk.document_id for answer in given for each in answer.hits}
        try:
            return self.footnote.texts(given).titles(list(read))
        except LibraryError:
            return {}

    def check_asks(self, question: str) -> None:
        """See that something is asked that a sentence of a document could answer.

        Raises:
            QuestionError: it is a greeting, or a wish for a summary.
        """
        if is_small_talk(question):
            titles = [each.title for each in self.footnote.store.summaries()]
            raise QuestionError(what_can_be_asked(titles))

    def panel(
        self, request: gr.Request, here: str, search: str = "", deleted: tuple[str, str] = ("", "")
    ) -> str:
        """The list of conversations."""
        owner, today = owner_of(request), datetime.now().astimezone().date()
        try:
            listed = self.kept.conversations(owner, str(search or "")) if self.is_offered else []
        except Exception as error:
            in_words(error)
            listed = []
        return conversations_html(
            listed, today, here=here, search=str(search or ""), deleted=deleted,
            keeps=self.keeps(request),
        )  # fmt: skip

    def search(self, here: str, search: str, request: gr.Request) -> str:
        """The list, of what was searched for."""
        return self.panel(request, here, search)

    def rename(self, here: str, search: str, request: gr.Request, event: gr.EventData) -> str:
        """Give a conversation another title; the list."""
        name, title = str(getattr(event, "id", "")), str(getattr(event, "title", ""))
        return self._changed(
            request, here, search, lambda: self.kept.rename(owner_of(request), name, title)
        )

    def erase(self, here: str, search: str, request: gr.Request, event: gr.EventData) -> str:
        """Delete a conversation; the list, which offers to bring it back."""
        owner, name = owner_of(request), str(getattr(event, "id", ""))
        title = self.kept.title(owner, name)
        deleted = (name, title) if title else ("", "")
        return self._changed(request, here, search, lambda: self.kept.delete(owner, name), deleted)

    def undelete(self, here: str, search: str, request: gr.Request, event: gr.EventData) -> str:
        """Bring back a conversation that was deleted; the list."""
        owner, name = owner_of(request), str(getattr(event, "id", ""))
        return self._changed(
            request, here, search, lambda: self.kept.delete(owner, name, undo=True)
        )

    def switch(self, nothing: bool, here: str, search: str, request: gr.Request) -> str:
        """Keep nothing from now on, or conversations again; the list."""
        owner = owner_of(request)
        return self._changed(
            request, here, search, lambda: self.kept.set_keeps(owner, keeps=not nothing)
        )

    def switched(self, request: gr.Request) -> gr.Checkbox:
        """The tick box as it was left."""
        return gr.Checkbox(value=not self.keeps(request))

    def export(self, turns: list[Turn], event: gr.EventData) -> Iterator[str]:
        """The conversation in the form that was chosen; yields what download.js watches."""
        form = str(getattr(event, "form", ""))
        if not turns or form not in FORMS:
            gr.Info("There is nothing to export yet; ask something first.")
            yield ""
        elif form == "json":
            yield from offer(NAME, ".json", "application/json", lambda: save_text(turns))
        else:
            title = "Evidence" if form == "pack" else turns[0].question
            texts = self.footnote.texts(answers(turns))
            yield from offer_entries(form, NAME, title, lambda: entries_from_turns(turns), texts)

    def _changed(
        self,
        request: gr.Request,
        here: str,
        search: str,
        change: Callable[[], None],
        deleted: tuple[str, str] = ("", ""),
    ) -> str:
        try:
            if self.is_offered:
                change()
        except LibraryError as error:
            gr.Warning(str(error))
        return self.panel(request, here, search, deleted)


def owner_of(request: gr.Request) -> str:
    """The user who has signed in, or empty where nobody has to."""
    return str(getattr(getattr(request, "state", None), "user", ""))


def build_panel(memory: Memory) -> tuple[gr.HTML, gr.Textbox, gr.Checkbox]:
    """Lay out the list: itself, the search over it, and the switch."""
    with gr.Column(elem_id="kept", min_width=0, visible=memory.is_offered):
        search = line(
            "Search conversations", "Search conversations", show_label=False, container=False
        )
        script = asset("conversations.js")
        panel = gr.HTML("", elem_id="kept-list", js_on_load=script, apply_default_css=False)
        nothing = gr.Checkbox(False, label="Keep nothing", elem_id="keep-nothing", min_width=0)
    return panel, search, nothing


def exports_html(forms: Mapping[str, str] = FORMS) -> str:
    """The forms in which something can be had, folded away."""
    return piece("conversations.html", "exports", list(forms.items()))
