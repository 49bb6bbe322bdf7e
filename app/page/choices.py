"""How often an answer may be wrong, which documents are asked and how they are read: the control.

Gradio is imported at the top here, as in chat.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from app.answers import DEFAULT_RISK, Risk
from app.assemble import Footnote
from app.page.fields import QUIET
from app.render.card import risk_html
from app.render.library import known_name, many
from app.web.errors import in_words
from index.schema import DocumentSummary
from index.tags import FOLDER, LIBRARY, TAG, Tags, folders
from ingest.errors import QuestionError
from ingest.sources import BUILT_IN

ONLY_MINE, ALL_DOCUMENTS = "Only my documents", "All documents"
# From few and sure answers to all that is found.
STEPS = {
    Risk.ONE_IN_20: "Fewest and surest",
    Risk.ONE_IN_10: "Fewer and surer",
    Risk.ONE_IN_5: "More, less sure",
    Risk.ALWAYS: "Everything",
}
DOCUMENTS_OFFERED = 1_000  # in the list to choose from; a longer one is slow to draw


@dataclass(frozen=True)
class Choices:
    """The events of the control, for one library; others may be chosen too where ``several`` are offered."""

    footnote: Footnote
    several: bool = False

    def risk_meaning(self, risk: str, thorough: bool | None) -> str:
        """What a risk comes to, in one line."""
        return risk_html(self.footnote.cuts_for(thorough)[known_risk(risk)])

    def reading(self, thorough: bool | None) -> gr.Checkbox:
        """The box for reading thoroughly: to be seen where the larger reader is, as chosen or by default."""
        larger = self.footnote.thorough
        chosen = thorough if thorough is not None else bool(larger and larger.by_default)
        return gr.Checkbox(chosen, visible=bool(larger and larger.is_here))

    def label(self, risk: str, only: Sequence[str]) -> gr.Accordion:
        """The control's label: what is chosen, in words."""
        libraries = sum(name.startswith(LIBRARY) for name in only or ())
        named = [name for name in only or () if not name.startswith(LIBRARY)]
        try:
            count = len(self.footnote.ids_of(named) or ())
        except QuestionError:  # removed a moment ago
            count = len(named)
        return gr.Accordion(label=choice_words(known_risk(risk), count, libraries))

    def documents(self, only: Sequence[str]) -> gr.Dropdown:
        """The documents to choose from; those that are gone are chosen no longer."""
        choices, there = self.offered()
        return gr.Dropdown(choices=choices, value=[id_ for id_ in only or () if id_ in there])

    def mine(self, only: Sequence[str]) -> tuple[gr.Dropdown, gr.Button]:
        """Ask only the documents that did not come with Footnote; once more, and all are asked."""
        try:
            summaries = self.footnote.store.summaries()
        except Exception as error:
            in_words(error)
            return gr.skip(), gr.skip()
        own = [each for each in summaries if not each.source.startswith(BUILT_IN)]
        ids = [each.id for each in own]
        chosen = [] if set(only or ()) == set(ids) else ids
        # All of one's own, however many: one that is not offered cannot be chosen.
        offered = [
            (each.title, each.id) for each in (own if chosen else summaries[:DOCUMENTS_OFFERED])
        ]
        button = gr.Button(ALL_DOCUMENTS if chosen else ONLY_MINE)
        return gr.Dropdown(choices=offered, value=chosen, multiselect=True), button

    def offered(self) -> tuple[list[tuple[str, str]], set[str]]:
        """Libraries, tags, folders and the first documents as (title, name), and the names of all."""
        try:
            summaries = self.footnote.store.summaries()
            groups = self._libraries() + grouped(
                summaries, Tags(self.footnote.store.folder).by_source()
            )
        except Exception as error:
            in_words(error)
            return [], set()
        offered = summaries[:DOCUMENTS_OFFERED]
        titles = [(summary.title, summary.id) for summary in offered]
        return [*groups, *titles], {s.id for s in summaries} | {name for _, name in groups}

    def _libraries(self) -> list[tuple[str, str]]:
        """The libraries to choose from, where there are others."""
        if not (self.several and self.footnote.others):
            return []
        offered = self.footnote.others.offered(self.footnote.store)
        return [
            (f"All of {name} ({many(documents, 'document')})", f"{LIBRARY}{short}")
            for short, name, documents in (offered if len(offered) > 1 else ())
        ]


def build_choices(page: gr.Blocks, choices: Choices) -> tuple[gr.Radio, gr.Dropdown, gr.State]:
    """Lay out the control, closed until it is wanted.

    Returns:
        The risk, the documents, and whether to read thoroughly, None until somebody chooses.
    """
    thorough = gr.State(None)
    label = choice_words(DEFAULT_RISK, 0)
    with gr.Accordion(label, open=False, elem_id="choices") as control:
        risk = gr.Radio(
            [(words, str(risk)) for risk, words in STEPS.items()],
            value=str(DEFAULT_RISK), label="Which answers do you want?", min_width=0,
            elem_id="risk",
        )  # fmt: skip
        meaning = gr.HTML(
            choices.risk_meaning(DEFAULT_RISK, None), js_on_load=None, apply_default_css=False
        )
        only = gr.Dropdown(
            [], multiselect=True, label="Ask only these documents (all if none is chosen)",
            min_width=0, elem_id="only",
        )  # fmt: skip
        reading = gr.Checkbox(
            label="Read thoroughly: a larger reader decides, which takes longer", container=False,
            visible=False, min_width=0, elem_id="thorough",
        )  # fmt: skip
    mine = gr.Button(ONLY_MINE, scale=0, min_width=0, elem_id="mine")
    mine.click(choices.mine, only, [only, mine], **QUIET)
    gr.on([risk.change, thorough.change], choices.risk_meaning, [risk, thorough], meaning, **QUIET)
    reading.input(lambda chosen: chosen, reading, thorough, **QUIET)
    page.load(choices.reading, thorough, reading, **QUIET)
    gr.on([risk.change, only.change], choices.label, [risk, only], control, **QUIET)
    return risk, only, thorough


def grouped(
    summaries: Sequence[DocumentSummary], tags: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Tags and folders that stand for some of the documents, each as one chooses and as one names it."""
    there = {each.source for each in summaries}
    counts = Counter(tag for source, its in tags.items() if source in there for tag in its)
    chosen = [(f"#{tag} ({many(n, 'document')})", f"{TAG}{tag}") for tag, n in counts.items()]
    within = {f: n for f, n in folders(summaries).items() if 1 < n < len(summaries)}
    return chosen + [
        (f"{known_name(f'{folder}/')} ({many(n, 'document')})", f"{FOLDER}{folder}")
        for folder, n in within.items()
    ]


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


def choice_words(risk: Risk, documents: int, libraries: int = 0) -> str:
    """How sure, and of how many documents or libraries, in a line that stands for the control."""
    chosen = [many(documents, "document")] if documents else []
    chosen += ["1 library" if libraries == 1 else f"{libraries} libraries"] if libraries else []
    return f"{STEPS[risk]} · {' and '.join(chosen) or 'all documents'}"
