"""A place in a document with the text around it, for whoever wants to read on from a quotation."""

from __future__ import annotations

from dataclasses import dataclass

from index.store import Store
from ingest.documents import check_slice, hash_text
from ingest.errors import MisquoteError, QuestionError

AROUND = 1_000  # characters before and behind: about a page of a book in all


@dataclass(frozen=True)  # without slots, which mcp takes for defaults
class Excerpt:
    """A slice of a document, ``document.text[start:end] == quote``, and the text on both sides."""

    document_id: str
    title: str
    source: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    before: str
    quote: str
    after: str


def read_excerpt(store: Store, document_id: str, start: int, end: int) -> Excerpt:
    """Read a place in a document.

    Raises:
        QuestionError: there is no such document, or no such place in it.
        MisquoteError: the document's text is not what was added.
    """
    document = store.document(document_id)
    if document is None:
        message = f"No document in the library has the id {document_id!r}."
        raise QuestionError(message)
    if store.text_sha256(document.id) != hash_text(document.text):
        message = f"The stored text of {document.title} is not what was added; see: footnote verify"
        raise MisquoteError(message)
    text = document.text
    if not 0 <= start < end <= len(text):
        message = (
            f"{document.title} has no characters {start} to {end}: it has {len(text):,} in all."
        )
        raise QuestionError(message)
    quote = text[start:end]
    check_slice(text, start, end, quote, document.source)
    return Excerpt(
        document_id=document.id,
        title=document.title,
        source=document.source,
        section=document.heading_path(start),
        page=document.page_at(start),
        start=start,
        end=end,
        before=text[max(0, start - AROUND) : start],
        quote=quote,
        after=text[end : end + AROUND],
    )
