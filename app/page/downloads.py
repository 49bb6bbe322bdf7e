"""Files for the user to keep, as download.js watches for them: conversations and evidence packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import gradio as gr

from app.keeping.evidence_pack import Entry, cited_documents
from app.render.exports import entries_html, entries_markdown
from app.render.pack import pack_html
from app.render.shell import download_html
from app.web.errors import in_words
from index.retriever import Texts


def offer(name: str, suffix: str, media_type: str, write: Callable[[], str]) -> Iterator[str]:
    """A file under a name with the time; first nothing, so that the same file twice is a change, too."""
    yield ""
    try:
        made = datetime.now(UTC).strftime("%Y-%m-%d-%H%M")
        yield download_html(f"{name}-{made}{suffix}", media_type, write())
    except Exception as error:
        gr.Warning(in_words(error))


def offer_pack(
    name: str, title: str, make_entries: Callable[[], Sequence[Entry]], store: Texts
) -> Iterator[str]:
    """An evidence pack as such a file."""

    def write() -> str:
        entries = make_entries()
        documents = cited_documents(entries, store.document)
        return pack_html(title, datetime.now(UTC), entries, documents)

    yield from offer(name, ".html", "text/html", write)


def offer_entries(
    form: str, name: str, title: str, make_entries: Callable[[], Sequence[Entry]], store: Texts
) -> Iterator[str]:
    """The same quotations in a form of ``exports.FORMS``: to be read, or as an evidence pack."""
    if form == "pack":
        yield from offer_pack("footnote-evidence", title, make_entries, store)
        return
    suffix, kind, write = {
        "markdown": (".md", "text/markdown", entries_markdown),
        "html": (".html", "text/html", entries_html),
    }[form]
    now = datetime.now(UTC)
    yield from offer(name, suffix, kind, lambda: str(write(title, now, make_entries())))
