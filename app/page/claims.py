"""The tab that checks claims: its layout, and what happens in it. Wording is in render/claims.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.assemble import Footnote
from app.checking.statements import LONGEST_CLAIM, MOST_CLAIMS, split_claims
from app.checking.verdicts import Checked
from app.doors.terms import Doors
from app.page.downloads import offer_pack
from app.page.fields import QUIET, Updates
from app.render.claims import BYTE_ORDER_MARK, claims_csv
from app.render.claims_html import claims_html, claims_progress_html
from app.render.html import asset
from app.render.library import known_name, message_html
from app.render.pack_entries import entries_from_claims
from app.render.shell import download_html
from app.web.errors import in_words
from app.web.uploads import read_uploads
from ingest.readers import SUFFIXES, read_document
from ingest.sources import Skipped

# Of all claims at once, with room for what is refused in a sentence: the browser stops there.
LONGEST_TEXT = 2 * MOST_CLAIMS * LONGEST_CLAIM
TABLE = "claims.csv"
PLACEHOLDER = (
    "One statement on each line, such as:\nThe Soufan Group counted 5,000 fighters from Tunisia."
)


@dataclass(frozen=True)
class ClaimHandlers:
    """The events of the tab, for one library; none raises."""

    footnote: Footnote
    doors: Doors

    async def check(self, text: str) -> AsyncIterator[Updates]:
        """Yields (status, cards, the buttons to check, to export and for the pack, what was checked)."""
        off, on = gr.Button(interactive=False), gr.Button(interactive=True)
        kept = gr.Button(visible=True, interactive=True)
        yield message_html("Reading your documents…"), gr.skip(), off, off, off, gr.skip()
        checked: list[Checked] = []
        try:
            claims = split_claims(str(text or ""))
            async for each in self.doors.check(self.footnote, claims):
                checked.append(each)
                said = claims_progress_html(len(checked), len(claims))
                yield said, gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
            yield message_html(""), claims_html(checked), on, kept, kept, checked
        except Exception as error:
            yield message_html(in_words(error)), gr.skip(), on, on, on, gr.skip()

    def upload(self, file: dict[str, Any] | list[dict[str, Any]] | None) -> Updates:
        """Fill the box with an uploaded file's text: (box, status, upload button).

        The event must have ``preprocess=False``; the file is deleted.
        """
        files = file if isinstance(file, list) else [file] if file else []
        try:
            for found in read_uploads(files):
                if isinstance(found, Skipped):
                    return gr.skip(), message_html(found.reason), None
                name = known_name(found.source.name)
                claims = split_claims(read_document(found.data, name, found.suffix).text)
                return "\n".join(claims), message_html(f"Read {name}."), None
        except Exception as error:
            return gr.skip(), message_html(in_words(error)), None
        return gr.skip(), gr.skip(), None

    def export(self, checked: list[Checked]) -> Iterator[str]:
        """What was checked as a file; first nothing, so that the same file may be had again."""
        yield ""
        # Spreadsheets take a table without this mark for some older encoding.
        yield download_html(TABLE, "text/csv", BYTE_ORDER_MARK + claims_csv(checked))

    def pack(self, checked: list[Checked]) -> Iterator[str]:
        """The evidence pack of what was checked; yields what download.js watches."""
        store, name = self.footnote.store, "footnote-claims"
        yield from offer_pack(name, "Checked claims", lambda: entries_from_claims(checked), store)


def build_claims(handlers: ClaimHandlers) -> None:
    """Lay out the tab."""
    plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
    checked = gr.State([])
    with gr.Column(elem_id="claims-given", min_width=0):
        box = gr.Textbox(
            label="Statements to check", placeholder=PLACEHOLDER, lines=7, max_lines=14,
            max_length=LONGEST_TEXT, min_width=0,
        )  # fmt: skip
        with gr.Row(elem_id="claims-buttons"):
            button = gr.Button("Check", variant="primary", scale=0, min_width=88)
            upload = gr.UploadButton(
                "Open a text…", file_types=sorted(SUFFIXES), size="md", scale=0, min_width=88
            )
            export = gr.Button("Export as a table", visible=False, scale=0, min_width=88)
            pack = gr.Button("Evidence pack", visible=False, scale=0, min_width=88)
        status = gr.HTML(message_html(""), elem_id="claims-status", **plain)
    with gr.Column(elem_id="claims-checked", min_width=0):
        cards = _scripted(claims_html([]), "claims.js")
        file = _scripted("", "download.js", elem_id="claims-file")
    gr.on(
        [button.click, box.submit], handlers.check, box,
        [status, cards, button, export, pack, checked],
        concurrency_limit=None, **QUIET,  # they wait at the gate
    )  # fmt: skip
    upload.upload(handlers.upload, upload, [box, status, upload], preprocess=False, **QUIET)
    export.click(handlers.export, checked, file, **QUIET)
    pack.click(handlers.pack, checked, file, **QUIET)


def _scripted(html: str, script: str, **options: Any) -> gr.HTML:  # noqa: ANN401 - Gradio's
    code = asset(script)
    return gr.HTML(html, js_on_load=code, apply_default_css=False, **options)
