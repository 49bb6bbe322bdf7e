"""PDFium's door: one thread at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PDFIUM_LOCK = Lock()  # PDFium is not thread-safe: hold this wherever it is called


@contextmanager
def opened_pdf(data: bytes) -> Iterator[PdfDocument]:
    """An open PDF with what its form was filled in with, for one thread at a time.

    Raises:
        PdfiumError: it cannot be opened.
    """
    import pypdfium2

    with PDFIUM_LOCK, closing(pypdfium2.PdfDocument(data)) as pdf:
        if pdf.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
            pdf.init_forms()  # or its values are neither read nor drawn
        yield pdf
