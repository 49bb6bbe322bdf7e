"""A PDF's or a picture's pages as they look, and where on them a quotation of the document stands.

A place is found by reading the page once more as ``pdf.py`` reads it, each character with its index
in PDFium's own list, and following the document's text along its pieces; the text is never
searched. Where the document has other letters, or one of the quotation has no box, the quotation
has no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from ctypes import byref, c_int
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING

from ingest.documents import Document
from ingest.errors import UnreadableError
from ingest.readers.builder import CELL_BREAK
from ingest.readers.hyphens import MARKS
from ingest.readers.original import Original
from ingest.readers.pdf_file import drawn_page, opened_pdf
from ingest.readers.pdf_lines import Piece
from ingest.readers.pdf_page import read_open_page
from ingest.readers.picture import picture_page
from ingest.readers.scans import Scan, kept_scans

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

PDF_MARK = b"%PDF-"
FAST = 3  # zlib's level: half the time of the usual 6, and no larger
GRID = 1_000_000  # PDFium tells places as whole numbers, so the page is made this wide and high

# Characters are of one line if they share a quarter of the lower one's height, and no gap between
# them is wider than twice the line's height, as those between columns are.
SHARED_HEIGHT = 0.25
WIDEST_GAP = 2.0

ROUNDS = 2  # through a page's pieces: notes may be stored before the paragraph above them
EDGE = 4  # pieces at the top and at the foot of a page among which its furniture is
_CELL_MARK = CELL_BREAK.strip()


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


# The boxes of a span of a page's text, by the page's number, its text and the span.
BoxesOf = Callable[[int, str, tuple[int, int]], tuple[Box, ...]]


def lay_out(data: bytes, document: Document, spans: Sequence[tuple[int, int]]) -> Layout:
    """The pages that a document was read from, and where spans of its text stand there.

    They are those of a PDF, or a picture's images.

    A span that runs over several pages has a place on each of them, or on none.

    Raises:
        UnreadableError: the bytes are no PDF.
    """
    scans = kept_scans(document.metadata)
    if not data.startswith(PDF_MARK):
        sizes = tuple((scan.width, scan.height) for scan in scans.values())
        boxes = partial(_recognised_boxes, scans)
        return Layout(sizes, tuple(place for s in spans for place in _places(document, s, boxes)))
    with _shown_pdf(data, document.source) as pdf:
        sizes = tuple(pdf.get_page_size(index) for index in range(len(pdf)))
        boxes = partial(_boxes, pdf, scans)
        places = [place for span in spans for place in _places(document, span, boxes)]
    return Layout(sizes, tuple(places))


def page_image(data: bytes, number: int, source: str) -> bytes:
    """A page as a PNG, ``WIDTH`` pixels wide unless it is very high or very small.

    Raises:
        UnreadableError: there is no such page, or the bytes are no PDF and no picture.
    """
    picture = None
    if not data.startswith(PDF_MARK):
        picture = picture_page(Original(data, source, len(data)), number)
    else:
        with _shown_pdf(data, source) as pdf:
            if 1 <= number <= len(pdf):
                picture = drawn_page(pdf, number - 1)
    if picture is None:
        message = f"{source} has no page {number}."
        raise UnreadableError(message)
    file = BytesIO()
    picture.save(file, "png", compress_level=FAST)
    return file.getvalue()


@contextmanager
def _shown_pdf(data: bytes, source: str) -> Iterator[PdfDocument]:
    import pypdfium2

    try:
        with opened_pdf(data) as pdf:
            yield pdf
    except pypdfium2.PdfiumError as error:
        message = f"The pages of {source} cannot be shown: the PDF is damaged."
        raise UnreadableError(message) from error


def _places(document: Document, span: tuple[int, int], boxes_of: BoxesOf) -> list[Place]:
    places = []
    for number, start, end in _page_ranges(document):
        first, last = max(start, span[0]), min(end, span[1])
        if document.text[first:last].strip():
            boxes = boxes_of(number, document.text[start:end], (first - start, last - start))
            places.append(Place(span, number, boxes))
    if all(place.boxes for place in places):
        return places
    return [Place(span, place.page, ()) for place in places]


def _page_ranges(document: Document) -> Iterator[tuple[int, int, int]]:
    """The number of each page that has text, and where its text begins and ends."""
    ends = [page.start for page in document.pages[1:]]
    for page, end in zip(document.pages, [*ends, len(document.text)], strict=False):
        yield page.number, page.start, end


def _boxes(
    pdf: PdfDocument, scans: Mapping[int, Scan], number: int, text: str, span: tuple[int, int]
) -> tuple[Box, ...]:
    """The lines of a span of a page's text; none if any letter of it has no place."""
    if number in scans:
        return _recognised_boxes(scans, number, text, span)
    if number > len(pdf):
        return ()
    with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as textpage:
        pieces = list(read_open_page(pdf, page, textpage).pieces())
        width, height = page.get_size()
        return _placed(text, span, pieces, partial(_letter_box, page, textpage), width / height)


def _recognised_boxes(
    scans: Mapping[int, Scan], number: int, text: str, span: tuple[int, int]
) -> tuple[Box, ...]:
    """``_boxes`` of a page that was read by text recognition."""
    scan = scans.get(number)
    if scan is None:
        return ()
    boxes = [Box(*sides) for sides in scan.boxes()]
    pieces = list(scan.text().pieces())
    return _placed(text, span, pieces, boxes.__getitem__, scan.width / scan.height)


def _placed(
    text: str,
    span: tuple[int, int],
    pieces: Sequence[Piece],
    letter_box: Callable[[int], Box | None],
    width_to_height: float,
) -> tuple[Box, ...]:
    places = follow(text, pieces)
    if places is None:
        return ()
    letters = []
    for character, index in list(zip(text, places, strict=True))[slice(*span)]:
        if character.isspace() or character == _CELL_MARK:
            continue
        letter = None if index is None else letter_box(index)
        if letter is None:
            return ()
        letters.append(letter)
    return tuple(_lines(letters, width_to_height)) if letters else ()


def follow(text: str, pieces: Sequence[Piece]) -> list[int | None] | None:
    """For each character of a page's stored text its index in PDFium's list; None if it differs.

    The pieces are those of the page, in the order of the text; those that were left out of it are
    passed over. What was put between them (spaces, the bars of a table) has no index.
    """
    found = _follow(text, pieces)
    if found is not None:
        return found
    # The number of a page may be taken for that of the heading below it: try without what stands
    # at the edges of the page.
    by_height = sorted(range(len(pieces)), key=lambda number: pieces[number].base)
    edge = dict.fromkeys([*by_height[-EDGE:][::-1], *by_height[:EDGE]])
    for count in (1, 2):
        for left_out in combinations(edge, count):
            found = _follow(text, [p for n, p in enumerate(pieces) if n not in left_out])
            if found is not None:
                return found
    return None


def _follow(text: str, pieces: Sequence[Piece]) -> list[int | None] | None:
    places: list[int | None] = [None] * len(text)
    position, rest = 0, list(pieces)
    for _ in range(ROUNDS):
        passed = []
        for piece in rest:
            end = _match(text, position, piece, places)
            if end is None:
                passed.append(piece)
            else:
                position = end
        rest = passed
    return None if text[position:].strip(f" \n{_CELL_MARK}") else places


def _match(text: str, position: int, piece: Piece, places: list[int | None]) -> int | None:
    """Where a piece ends that stands at a position of the text; None if it does not stand there."""
    found: list[tuple[int, int | None]] = []
    for character, index in zip(piece.traced.text, piece.traced.places, strict=True):
        if character.isspace():
            continue
        while position < len(text) and _is_between(text[position], character):
            position += 1
        here = text[position : position + 1]
        if here == character or (here == "-" and character in MARKS):
            found.append((position, index))
            position += 1
        elif character not in MARKS:  # the hyphen of a word that was joined
            return None
    for place, index in found:
        places[place] = index
    return position


def _is_between(stored: str, character: str) -> bool:
    return stored.isspace() or (stored == _CELL_MARK and character != _CELL_MARK)


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
