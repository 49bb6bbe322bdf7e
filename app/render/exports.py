"""A conversation as a text to read elsewhere: Markdown, or one page of HTML without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count

from markupsafe import Markup

from app.answers import Citation
from app.keeping.evidence_pack import Entry
from app.render.citations import footnote_text, markdown_text
from app.render.html import asset
from app.render.templates import render
from app.render.text import one_line

FORMS = {
    "markdown": "Markdown",
    "html": "Page (HTML)",
    "json": "To open again (JSON)",
    "pack": "Evidence pack",
}
KEPT_FORMS = {name: label for name, label in FORMS.items() if name != "json"}


def entries_markdown(title: str, made_at: datetime, entries: Sequence[Entry]) -> str:
    """Questions with their quotations as Markdown, the footnotes at the end."""
    numbers, notes = count(1), []
    lines = [f"# {markdown_text(title)}", "", _made(made_at), ""]
    for entry in entries:
        lines += [f"## {markdown_text(one_line(entry.heading))}", ""]
        lines += [line for note in entry.notes for line in (markdown_text(one_line(note)), "")]
        for quotation in entry.quotations:
            number = next(numbers)
            quoted = markdown_text(one_line(quotation.citation.quote))
            lines += [f"> “{quoted}”[^{number}]", ""]
            notes.append(f"[^{number}]: {markdown_text(footnote_text(quotation.citation))}")
        lines += [markdown_text(entry.sure), ""] if entry.sure else []
    return "\n".join([*lines, *notes, ""])


def entries_html(title: str, made_at: datetime, entries: Sequence[Entry]) -> Markup:
    """The same as one page, to be read and printed."""
    return render(
        "export.html", title=title, made=_made(made_at), style=asset("colours.css") + asset("evidence_pack.css"),
        articles=list(_numbered(entries)),
    )  # fmt: skip


def _numbered(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[tuple[int, Citation, str]]]]:
    numbers = count(1)
    for entry in entries:
        cited = [each.citation for each in entry.quotations]
        yield entry, [(next(numbers), each, footnote_text(each)) for each in cited]


def _made(made_at: datetime) -> str:
    return f"Made with Footnote on {made_at.day} {made_at:%B %Y, %H:%M} UTC. What stands in quotation marks is quoted word for word."
