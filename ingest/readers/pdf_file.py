"""PDFium's door: one thread at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

WIDTH = 1_400  # pixels of a page's image: twice the width at which it is shown
MOST_HEIGHT = 2_800  # pixels: twice the width, for pages like a till's receipt
MOST_SCALE = 4.0  # pixels to a point: a stamp need not fill the screen

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


def drawn_page(pdf: PdfDocument, index: int) -> Image:
    """A page as it looks, ``WIDTH`` pixels wide unless it is very high or very small."""
    with closing(pdf[index]) as page:
        width, height = page.get_size()
        scale = min(WIDTH / width, MOST_HEIGHT / height, MOST_SCALE)
        with closing(page.render(scale=scale)) as bitmap:
            picture: Image = bitmap.to_pil().copy()
            return picture
