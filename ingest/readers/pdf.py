"""PDF files, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SCANNED = "is probably scanned and has no text layer: run text recognition (OCR) on it first."
_PROTECTED = "is protected by a password: save a copy without one."
_DAMAGED = "is damaged or not a PDF: download or export it again."

PDFIUM_LOCK = Lock()  # PDFium is not thread-safe: hold this wherever it is called

# What PDFium writes for a hyphen at a line's end, together with that line end.
HYPHEN_MARKS = "\ufffe\x02"
_HYPHEN = re.compile(rf"[{HYPHEN_MARKS}](?=(.?))", re.DOTALL)
# Before anything but a small letter the hyphen is a part of the word (``COVID-19``).
JOINING = (_HYPHEN, lambda mark: "" if mark[1].islower() else "-")


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


@contextmanager
def opened_pdf(data: bytes) -> Iterator[PdfDocument]:
    """An open PDF, for one thread at a time.

    Raises:
        PdfiumError: it cannot be opened.
    """
    import pypdfium2

    with PDFIUM_LOCK, closing(pypdfium2.PdfDocument(data)) as pdf:
        yield pdf


def _reason(code: int | None) -> str:
    import pypdfium2.raw

    if code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
        return _PROTECTED
    return _DAMAGED


def _read_pages(original: Original, pdf: PdfDocument) -> DocumentBuilder:
    builder = DocumentBuilder()
    length = 0
    for index in range(len(pdf)):
        text = join_hyphens(_page_text(pdf, index))
        length += len(text)
        if length > original.max_expanded_bytes:
            raise original.too_large()
        builder.add_page(index + 1, text)
    if len(builder.empty_pages) == len(pdf):
        raise original.unreadable(_SCANNED)
    builder.title = sensible_title(_field(pdf, "Title"))
    builder.metadata["author"] = _field(pdf, "Author")
    builder.metadata["pages_without_text"] = ", ".join(map(str, builder.empty_pages))
    return builder


def _page_text(pdf: PdfDocument, index: int) -> str:
    # Closed here, not by the garbage collector: that would run outside the lock.
    with closing(pdf[index]) as page, closing(page.get_textpage()) as textpage:
        return str(textpage.get_text_range())


def _field(pdf: PdfDocument, key: str) -> str:
    """A field of the file's metadata; an empty string where it is missing or not text."""
    try:
        return str(pdf.get_metadata_value(key))
    except UnicodeDecodeError:  # half of a surrogate pair
        return ""


def join_hyphens(text: str) -> str:
    """Join words that were parted at a line's end, where PDFium marked the hyphen."""
    pattern, replacement = JOINING
    return pattern.sub(replacement, text)
