"""Saying of an answer that it is right or wrong, which adds it to one's own questions.

Gradio is imported at the top here, as in chat.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from app.answers import Answer, Turn
from app.keeping.own_questions import OwnQuestions, Place
from app.page.conversations import Memory, owner_of
from app.page.fields import QUIET
from ingest.errors import FootnoteError

RIGHT = "It is among your questions now, with its answer; Evaluate asks them all."
RIGHTLY_DECLINED = "It is among your questions now, as one that nothing answers."
WRONG = "It is among your questions now; say in Evaluate where it is answered, or that nothing answers it."
SWITCHED_OFF = "Nothing is kept while “Keep nothing” is ticked below the list of conversations."
ELSEWHERE = "This answer is from another library; say so there."


@dataclass(frozen=True)
class JudgeHandlers:
    """The events of the buttons "Right" and "Wrong" on a card; none raises."""

    memory: Memory

    def judge(self, turns: list[Turn], request: gr.Request, event: gr.EventData) -> None:
        """Add the question of a card, as its answer was judged."""
        # What the browser sends is not to be trusted.
        turn, right = str(getattr(event, "turn", "")), bool(getattr(event, "right", False))
        answer = turns[int(turn)] if turn in map(str, range(len(turns))) else None
        if not isinstance(answer, Answer):
            return
        try:
            gr.Info(self._judge(answer, request, right=right))
        except FootnoteError as error:
            gr.Warning(str(error))

    def _judge(self, answer: Answer, request: gr.Request, *, right: bool) -> str:
        store = self.memory.footnote.store
        first = answer.citations[0] if answer.answered and right else None
        if first is not None and not store.titles([first.document_id]):
            return ELSEWHERE
        if not self.memory.keeps(request):
            return SWITCHED_OFF
        place = None
        if first is not None:
            place = Place(first.document_id, *(first.answer or (first.start, first.end)))
        nothing = right and not answer.answered
        questions, owner = OwnQuestions(store), owner_of(request)
        questions.put(owner, answer.understood_as, place=place, unanswerable=nothing)
        return RIGHT if place else RIGHTLY_DECLINED if nothing else WRONG


def build_judging(history: gr.HTML, turns: gr.State, memory: Memory) -> None:
    """Let the buttons of the cards do what they say."""
    handlers = JudgeHandlers(memory)
    history.judge(handlers.judge, turns, None, trigger_mode="multiple", **QUIET)
