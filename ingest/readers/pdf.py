"""PDF files, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.pdf_contents import bookmarks
from ingest.readers.pdf_file import opened_pdf
from ingest.readers.pdf_flow import squeezed, write_pages
from ingest.readers.pdf_page import PageText, read_page, without_places
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SCANNED = "is probably scanned and has no text layer: run text recognition (OCR) on it first."
_UNMAPPED = "has fonts that do not say which letters they show: run text recognition (OCR) on it."
_PROTECTED = "is protected by a password: save a copy without one."
_DAMAGED = "is damaged or not a PDF: download or export it again."


def read_pdf(original: Original) -> DocumentBuilder:
    """Read the text layer of a PDF; pages without one are listed in ``pages_without_text``.

    Raises:
        UnreadableError: it is protected by a password, damaged, or has no text at all.
        TooLargeError: its text is longer than the limit.
    """
    import pypdfium2

    try:
        with opened_pdf(original.data) as pdf:
            return _read_pages(original, pdf)
    except pypdfium2.PdfiumError as error:
        raise original.unreadable(_reason(error.err_code)) from error


def _reason(code: int | None) -> str:
    import pypdfium2.raw

    if code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
        return _PROTECTED
    return _DAMAGED


def _read_pages(original: Original, pdf: PdfDocument) -> DocumentBuilder:
    builder = DocumentBuilder()
    pages: dict[int, PageText] = {}
    length = 0
    for index in range(len(pdf)):
        page = without_places(read_page(pdf, index))
        length += sum(len(piece.text) for piece in page.pieces())
        if length > original.max_expanded_bytes:
            raise original.too_large()
        pages[index + 1] = page
    write_pages(builder, pages, _named_headings(pdf))
    if len(builder.empty_pages) == len(pdf):
        unreadable = any(page.unreadable for page in pages.values())
        raise original.unreadable(_UNMAPPED if unreadable else _SCANNED)
    builder.title = sensible_title(_field(pdf, "Title"))
    builder.metadata["author"] = _field(pdf, "Author")
    builder.metadata["pages_without_text"] = ", ".join(map(str, builder.empty_pages))
    return builder


def _named_headings(pdf: PdfDocument) -> dict[int, dict[str, int]]:
    """The headings that the bookmarks name: for each page the level of each, from 1."""
    found: dict[int, dict[str, int]] = {}
    for entry in bookmarks(pdf):
        found.setdefault(entry.page, {}).setdefault(squeezed(entry.title), entry.level + 1)
    return found


def _field(pdf: PdfDocument, key: str) -> str:
    """A field of the file's metadata; an empty string where it is missing or not text."""
    try:
        return str(pdf.get_metadata_value(key))
    except UnicodeDecodeError:  # half of a surrogate pair
        return ""
