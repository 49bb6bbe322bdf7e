"""A PDF's pages as they look, and where on them a quotation of the document stands.

A place is found by reading the page once more as ``pdf.py`` reads it, each character with its index
in PDFium's own list; the text is never searched. Where the text that comes out is not the
document's, or a letter of the quotation has no box, the quotation has no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from ctypes import byref, c_int
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.documents import Document
from ingest.errors import UnreadableError
from ingest.readers.builder import CLEANING, PAGE_BREAK
from ingest.readers.pdf import HYPHEN_MARKS, JOINING, opened_pdf
from ingest.readers.tracing import Traced

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

WIDTH = 1_400  # pixels of a page's image: twice the width at which it is shown
MOST_HEIGHT = 2_800  # pixels: twice the width, for pages like a till's receipt
MOST_SCALE = 4.0  # pixels to a point: a stamp need not fill the screen
FAST = 3  # zlib's level: half the time of the usual 6, and no larger
GRID = 1_000_000  # PDFium tells places as whole numbers, so the page is made this wide and high

# Characters are of one line if they share a quarter of the lower one's height, and no gap between
# them is wider than twice the line's height, as those between columns are.
SHARED_HEIGHT = 0.25
WIDEST_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page from its top left corner, in fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a quotation that is on one page: a box for each line, none if it has no place."""

    span: tuple[int, int]
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The width and height of each page of a PDF as it is shown, in points; and some places."""

    sizes: tuple[tuple[float, float], ...]
    places: tuple[Place, ...]


def lay_out(data: bytes, document: Document, spans: Sequence[tuple[int, int]]) -> Layout:
    """The pages of the PDF that a document was read from, and where spans of its text stand there.

    A span that runs over several pages has a place on each of them, or on none.

    Raises:
        UnreadableError: the bytes are no PDF.
    """
    with _shown_pdf(data, document.source) as pdf:
        sizes = tuple(pdf.get_page_size(index) for index in range(len(pdf)))
        places = [place for span in spans for place in _places(pdf, document, span)]
    return Layout(sizes, tuple(places))


def page_image(data: bytes, number: int, source: str) -> bytes:
    """A page as a PNG, ``WIDTH`` pixels wide unless it is very high or very small.

    Raises:
        UnreadableError: there is no such page, or the bytes are no PDF.
    """
    with _shown_pdf(data, source) as pdf:
        if not 1 <= number <= len(pdf):
            message = f"{source} has no page {number}."
            raise UnreadableError(message)
        with closing(pdf[number - 1]) as page:
            return _png(page)


@contextmanager
def _shown_pdf(data: bytes, source: str) -> Iterator[PdfDocument]:
    import pypdfium2

    try:
        with opened_pdf(data) as pdf:
            yield pdf
    except pypdfium2.PdfiumError as error:
        message = f"The pages of {source} cannot be shown: the PDF is damaged."
        raise UnreadableError(message) from error


def _png(page: PdfPage) -> bytes:
    width, height = page.get_size()
    scale = min(WIDTH / width, MOST_HEIGHT / height, MOST_SCALE)
    file = BytesIO()
    with closing(page.render(scale=scale)) as bitmap:
        bitmap.to_pil().save(file, "png", compress_level=FAST)
    return file.getvalue()


def _places(pdf: PdfDocument, document: Document, span: tuple[int, int]) -> list[Place]:
    places = []
    for number, start, end in _page_ranges(document):
        first, last = max(start, span[0]), min(end, span[1])
        if document.text[first:last].strip():
            boxes = _boxes(pdf, number, document.text[start:end], (first - start, last - start))
            places.append(Place(span, number, boxes))
    if all(place.boxes for place in places):
        return places
    return [Place(span, place.page, ()) for place in places]


def _page_ranges(document: Document) -> Iterator[tuple[int, int, int]]:
    """The number of each page that has text, and where its text begins and ends."""
    ends = [page.start - len(PAGE_BREAK) for page in document.pages[1:]]
    for page, end in zip(document.pages, [*ends, len(document.text)], strict=False):
        yield page.number, page.start, end


def _boxes(pdf: PdfDocument, number: int, text: str, span: tuple[int, int]) -> tuple[Box, ...]:
    """The lines of a span of a page's text; none if any letter of it has no place."""
    if number > len(pdf):
        return ()
    with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as textpage:
        traced = traced_page(textpage)
        if traced.text != text:
            return ()
        letters = []
        for character, index in list(zip(traced.text, traced.places, strict=True))[slice(*span)]:
            if character.isspace():
                continue
            letter = None if index is None else _letter_box(page, textpage, index)
            if letter is None:
                return ()
            letters.append(letter)
        width, height = page.get_size()
    return tuple(_lines(letters, width / height))


def traced_page(textpage: PdfTextPage) -> Traced:
    """A page's text as the reader makes it, each character with its index in PDFium's list."""
    text = str(textpage.get_text_range())
    traced = Traced(text, tuple(_indexes(textpage, text)))
    for step in (JOINING, *CLEANING):
        traced = traced.after(step)
    return traced.strip()


def _indexes(textpage: PdfTextPage, text: str) -> Iterator[int | None]:
    """For each character its index in PDFium's list, None where the list has something else there.

    PDFium counts UTF-16 units, in the text and in its list; the list has characters more that the
    text has not.
    """
    from pypdfium2.raw import FPDFText_GetTextIndexFromCharIndex, FPDFText_GetUnicode

    units = [FPDFText_GetTextIndexFromCharIndex(textpage, i) for i in range(textpage.count_chars())]
    by_unit = {unit: index for index, unit in enumerate(units) if unit >= 0}
    position = min(by_unit, default=0)
    for character in text:
        first, *rest = _utf16(character)
        index = by_unit.get(position)
        listed = None if index is None else FPDFText_GetUnicode(textpage, index)
        same = listed == first or (character in HYPHEN_MARKS and chr(listed or 0) in HYPHEN_MARKS)
        yield index if same else None
        position += 1 + len(rest)


def _utf16(character: str) -> list[int]:
    units = character.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]


def _letter_box(page: PdfPage, textpage: PdfTextPage, index: int) -> Box | None:
    """A character's box on the page as it is shown, turned and cropped; None if nothing is seen."""
    left, bottom, right, top = textpage.get_charbox(index)
    if left >= right or bottom >= top:
        return None
    (x1, y1), (x2, y2) = _shown_at(page, left, top), _shown_at(page, right, bottom)
    box = Box(max(min(x1, x2), 0), max(min(y1, y2), 0), min(max(x1, x2), 1), min(max(y1, y2), 1))
    return box if box.left < box.right and box.top < box.bottom else None


def _shown_at(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own system as fractions of what is shown, from the top left."""
    from pypdfium2.raw import FPDF_PageToDevice

    across, down = c_int(), c_int()
    FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, byref(across), byref(down))
    return across.value / GRID, down.value / GRID


def _lines(letters: Sequence[Box], width_to_height: float) -> Iterator[Box]:
    """The boxes of letters, in reading order, as one box for each line."""
    line = previous = letters[0]
    for letter in letters[1:]:
        shared = min(line.bottom, letter.bottom) - max(line.top, letter.top)
        lower = min(line.bottom - line.top, letter.bottom - letter.top)
        gap = max(letter.left - previous.right, previous.left - letter.right)
        widest = WIDEST_GAP * (line.bottom - line.top) / width_to_height
        if shared >= SHARED_HEIGHT * lower and gap <= widest:
            line = _around(line, letter)
        else:
            yield line
            line = letter
        previous = letter
    yield line


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
