"""The tab that checks claims: its layout, and what happens in it. Wording is in render/claims.py."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from app.assemble import Footnote
from app.checking.handout import Handout, statements_of
from app.checking.statements import LONGEST_CLAIM, MOST_CLAIMS, split_claims
from app.checking.verdicts import Checked, Judged
from app.keeping.judged import judged as to_judged
from app.page.conversations import Memory, owner_of
from app.page.downloads import offer_pack
from app.page.fields import QUIET, Stoppable, Updates
from app.render.claims import BYTE_ORDER_MARK, claims_csv, handout_words, judged_words
from app.render.claims_docx import claims_docx
from app.render.claims_html import claims_html, claims_progress_html
from app.render.html import asset
from app.render.library import known_name, message_html
from app.render.pack_entries import entries_from_claims
from app.render.shell import download_html
from app.web.errors import in_words
from app.web.uploads import read_uploads
from ingest.errors import LibraryError
from ingest.readers import SUFFIXES, read_document
from ingest.sources import Skipped

# Of all claims at once, with room for what is refused in a sentence: the browser stops there.
LONGEST_TEXT = 2 * MOST_CLAIMS * LONGEST_CLAIM
TABLE, NAME = "claims.csv", "footnote-claims"
CHANGE = "Change them as you like, then check them."
NO_STATEMENTS = "There is no statement in this."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLACEHOLDER = (
    "A handout, or one statement on each line, such as:\n"
    "The Soufan Group counted 5,000 fighters from Tunisia."
)

Verdicts = dict[str, Judged]  # by the claim


@dataclass(frozen=True)
class ClaimHandlers:
    """The events of the tab, for one library; none raises."""

    memory: Memory

    @property
    def footnote(self) -> Footnote:
        """The library that claims are held against."""
        return self.memory.footnote

    async def check(
        self, text: str, judged: Verdicts, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Yields (status, cards, buttons to check and stop, row of exports, the checking, checked, verdicts)."""
        nothing, work = (gr.skip(),) * 5, Stoppable()
        off, on = gr.Button(visible=False), gr.Button(visible=True, interactive=True)
        waiting = message_html("Reading your documents…")
        yield waiting, gr.skip(), off, on, gr.skip(), work, gr.skip(), gr.skip()
        checked: list[Checked] = []
        try:
            claims = split_claims(str(text or ""))
            async for each in self.memory.doors.check(self.footnote, claims):
                if work.stopped:
                    break
                checked.append(each)
                yield (
                    claims_progress_html(len(checked), len(claims)),
                    gr.skip(),
                    gr.skip(),
                    *nothing,
                )
            said = f"Stopped: {len(checked):,} of {len(claims):,} were checked." * work.stopped
            judged = await asyncio.to_thread(self._known, request, claims, judged)
            cards, exports = claims_html(checked, judged), gr.Row(visible=bool(checked))
            yield message_html(said), cards, on, off, exports, None, checked, judged
        except Exception as error:
            yield message_html(in_words(error)), gr.skip(), on, off, *nothing[:4]

    def stop(self, work: Stoppable | None) -> tuple[str, gr.Button]:
        """End the checking; what is checked already is shown."""
        if work is not None:
            work.stopped = True
        return message_html("Stopping…"), gr.Button(interactive=False)

    def cut(self, text: str) -> Updates:
        """Cut what is in the box into statements: (box, status)."""
        try:
            pasted = read_document(str(text or "").encode("utf-8", "replace"), "pasted", ".txt")
            return self._cut(statements_of(pasted))
        except Exception as error:
            return gr.skip(), message_html(in_words(error))

    def upload(self, file: dict[str, Any] | list[dict[str, Any]] | None) -> Updates:
        """Fill the box with the statements of an uploaded file: (box, status, upload button).

        The event must have ``preprocess=False``; the file is deleted.
        """
        files = file if isinstance(file, list) else [file] if file else []
        try:
            for found in read_uploads(files):
                if isinstance(found, Skipped):
                    return gr.skip(), message_html(found.reason), None
                name = known_name(found.source.name)
                handout = statements_of(read_document(found.data, name, found.suffix))
                return *self._cut(handout, f"{name}: "), None
        except Exception as error:
            return gr.skip(), message_html(in_words(error)), None
        return gr.skip(), gr.skip(), None

    def has_last(self, request: gr.Request) -> gr.Button:
        """The button for the last handout, to be seen where one is kept."""
        return gr.Button(visible=bool(self._last(request)))

    def last(self, request: gr.Request) -> object:
        """The handout that was checked last: (box)."""
        return self._last(request) or gr.skip()

    def judge(
        self, checked: list[Checked], judged: Verdicts, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Keep a person's own verdict; returns (status, verdicts)."""
        # What the browser sends is not to be trusted.
        place = str(getattr(event, "place", ""))
        if place not in map(str, range(len(checked))):
            return gr.skip(), gr.skip()
        claim = checked[int(place)].claim
        said = to_judged(str(getattr(event, "ruling", "")), str(getattr(event, "note", "")))
        judged = judged | {claim: said}
        try:
            if self.memory.keeps(request):
                self.memory.verdicts.judge(owner_of(request), claim, said)
        except LibraryError as error:
            return message_html(str(error)), judged
        return message_html(judged_words(checked, judged)), judged

    def export(self, checked: list[Checked], judged: Verdicts) -> Iterator[str]:
        """What was checked as a table; first nothing, so that the same file may be had again."""
        yield ""
        # Spreadsheets take a table without this mark for some older encoding.
        yield download_html(TABLE, "text/csv", BYTE_ORDER_MARK + claims_csv(checked, judged))

    def export_docx(self, checked: list[Checked], judged: Verdicts) -> Iterator[str]:
        """The same as a Word document."""
        yield ""
        text = b64encode(claims_docx(checked, datetime.now(UTC), judged)).decode()
        yield download_html(f"{NAME}.docx", DOCX, text, in_base64=True)

    def pack(self, checked: list[Checked], judged: Verdicts) -> Iterator[str]:
        """The evidence pack of what was checked; yields what download.js watches."""
        store = self.footnote.store
        yield from offer_pack(
            NAME, "Checked claims", lambda: entries_from_claims(checked, judged), store
        )

    def _last(self, request: gr.Request) -> str:
        try:
            return (
                self.memory.verdicts.handout(owner_of(request))
                if self.memory.keeps(request)
                else ""
            )
        except LibraryError as error:
            in_words(error)
            return ""

    def _known(self, request: gr.Request, claims: Sequence[str], judged: Verdicts) -> Verdicts:
        """The verdicts on claims, of this page and of earlier ones; the handout is kept."""
        if not self.memory.keeps(request):
            return judged
        owner, verdicts = owner_of(request), self.memory.verdicts
        verdicts.keep_handout(owner, "\n".join(claims))
        return judged | verdicts.of(owner, claims)

    def _cut(self, handout: Handout, name: str = "") -> tuple[object, str]:
        if not handout.statements:
            return gr.skip(), message_html(f"{name}{NO_STATEMENTS}")
        return "\n".join(handout.statements), message_html(
            f"{name}{handout_words(handout)} {CHANGE}"
        )


def build_claims(page: gr.Blocks, handlers: ClaimHandlers) -> None:
    """Lay out the tab."""
    plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
    small: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 0}
    checked, judged, work = gr.State([]), gr.State({}), gr.State(None)
    with gr.Column(elem_id="claims-given", min_width=0):
        box = gr.Textbox(
            label="Statements to check", placeholder=PLACEHOLDER, lines=7, max_lines=14,
            max_length=LONGEST_TEXT, min_width=0,
        )  # fmt: skip
        with gr.Row(elem_id="claims-buttons"):
            button = gr.Button("Check", variant="primary", scale=0, min_width=88)
            stop = gr.Button("Stop", visible=False, scale=0, min_width=88)
            cut = gr.Button("Cut into statements", scale=0, min_width=88)
            upload = gr.UploadButton(
                "Open a handout…", file_types=sorted(SUFFIXES), size="md", scale=0, min_width=88
            )
            last = gr.Button("Last handout", visible=False, scale=0, min_width=88)
        status = gr.HTML(message_html(""), elem_id="claims-status", **plain)
        with gr.Row(visible=False, elem_id="claims-exports") as exports:
            table = gr.Button("Export as a table", **small)
            docx = gr.Button("Word document", **small)
            pack = gr.Button("Evidence pack", **small)
            printed = gr.Button("Print", **small)
    with gr.Column(elem_id="claims-checked", min_width=0):
        cards = _scripted(claims_html([]), "notes.js", "claims.js")
        file = _scripted("", "download.js", elem_id="claims-file")
    gr.on(
        [button.click, box.submit], handlers.check, [box, judged],
        [status, cards, button, stop, exports, work, checked, judged],
        concurrency_limit=None, **QUIET,  # they wait at the gate
    )  # fmt: skip
    stop.click(handlers.stop, work, [status, stop], **QUIET)
    cut.click(handlers.cut, box, [box, status], **QUIET)
    upload.upload(handlers.upload, upload, [box, status, upload], preprocess=False, **QUIET)
    cards.judge(
        handlers.judge, [checked, judged], [status, judged], trigger_mode="multiple", **QUIET
    )
    page.load(handlers.has_last, None, last, **QUIET)
    last.click(handlers.last, None, box, **QUIET)
    for each, export in (
        (table, handlers.export), (docx, handlers.export_docx), (pack, handlers.pack),
    ):  # fmt: skip
        each.click(export, [checked, judged], file, **QUIET)
    printed.click(None, None, None, js="() => print()", **QUIET)


def _scripted(html: str, *scripts: str, **options: Any) -> gr.HTML:  # noqa: ANN401 - Gradio's
    code = "".join(map(asset, scripts))
    return gr.HTML(html, js_on_load=code, apply_default_css=False, **options)
