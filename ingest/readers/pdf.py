"""PDF files, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.pdf_contents import bookmarks
from ingest.readers.pdf_file import drawn_page, opened_pdf
from ingest.readers.pdf_flow import squeezed, write_pages
from ingest.readers.pdf_page import PageText, read_page, without_places
from ingest.readers.recognition import INSTALL, is_installed, recognise
from ingest.readers.scans import Scan, keep_scans
from ingest.readers.titles import sensible_title

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_BY_OCR = f"text recognition (OCR) can read it: run {INSTALL}, then add it again."
_SCANNED = f"is probably scanned and has no text layer; {_BY_OCR}"
_UNMAPPED = f"has fonts that do not say which letters they show; {_BY_OCR}"
_UNRECOGNISED = (
    "has fonts that do not say which letters they show, and text recognition (OCR) found none."
)
_NO_TEXT = (
    "is probably scanned, and no text was found on its pages: scan it again, straight and sharp."
)
_PROTECTED = "is protected by a password: save a copy without one."
_DAMAGED = "is damaged or not a PDF: download or export it again."


def read_pdf(original: Original) -> DocumentBuilder:
    """Read the text layer of a PDF, and pages without one by text recognition where it is installed.

    Pages that gave no text are listed in ``pages_without_text``.

    Raises:
        UnreadableError: it is protected by a password, damaged, or has no text at all.
        TooLargeError: its text is longer than the limit.
    """
    import pypdfium2

    try:
        with opened_pdf(original.data) as pdf:
            pages = _page_texts(original, pdf)
            headings = _named_headings(pdf)
            title, author = _field(pdf, "Title"), _field(pdf, "Author")
        unreadable = [number for number, page in pages.items() if page.unreadable]
        # In an archive or a mail nothing would say of the text that it was recognised.
        by_ocr = is_installed() and not original.depth
        scans = _recognised(original.data, pages) if by_ocr else {}
    except pypdfium2.PdfiumError as error:
        raise original.unreadable(_reason(error.err_code)) from error
    builder = DocumentBuilder()
    write_pages(builder, pages | {n: scan.text() for n, scan in scans.items()}, headings)
    if len(builder.empty_pages) == len(pages):
        refusals = (_UNRECOGNISED, _NO_TEXT) if by_ocr else (_UNMAPPED, _SCANNED)
        raise original.unreadable(refusals[0 if unreadable else 1])
    builder.title = sensible_title(title)
    builder.metadata["author"] = author
    builder.metadata["pages_without_text"] = ", ".join(map(str, builder.empty_pages))
    keep_scans(builder, scans)
    return builder


def _reason(code: int | None) -> str:
    import pypdfium2.raw

    if code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
        return _PROTECTED
    return _DAMAGED


def _page_texts(original: Original, pdf: PdfDocument) -> dict[int, PageText]:
    """What the text layer says, for each page by its number."""
    pages: dict[int, PageText] = {}
    length = 0
    for index in range(len(pdf)):
        page = without_places(read_page(pdf, index))
        length += sum(len(piece.text) for piece in page.pieces())
        if length > original.max_expanded_bytes:
            raise original.too_large()
        pages[index + 1] = page
    return pages


def _recognised(data: bytes, pages: Mapping[int, PageText]) -> dict[int, Scan]:
    """What is recognised on the pages that gave no text, by their numbers."""
    scans: dict[int, Scan] = {}
    for number, page in pages.items():
        if any(page.pieces()):
            continue
        with opened_pdf(data) as pdf:  # for as long as the page is drawn, not while it is read
            width, height = pdf.get_page_size(number - 1)
            picture = drawn_page(pdf, number - 1)
        if lines := recognise(picture):
            scans[number] = Scan(width, height, tuple(lines))
    return scans


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
