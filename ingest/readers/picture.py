"""Pictures of text: PNG, JPEG and TIFF, each of their images a page that is read by OCR."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from ingest.readers.builder import DocumentBuilder
from ingest.readers.original import Original
from ingest.readers.pdf_flow import write_pages
from ingest.readers.recognition import INSTALL, LONGEST_SIDE, is_installed, recognise
from ingest.readers.scans import WIDTH, Scan, keep_scans

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 100_000_000  # of one image: a page of A3 at 600 dots an inch; 300 MB
MOST_IMAGES = 1_000  # of one file
_MOST_PIXELS, _MOST_IMAGES = f"{MOST_PIXELS:,} pixels", f"{MOST_IMAGES:,} pages"
_FORMATS = ("PNG", "JPEG", "TIFF")

_NEEDED = (
    f"is a picture, which is read by text recognition (OCR): run {INSTALL}, then add it again."
)
_DAMAGED = "is damaged or not a picture: open it in an image program and save it again."
_NO_TEXT = "is a picture in which no text was found: scan it again, straight and sharp."


def read_picture(original: Original) -> DocumentBuilder:
    """Read the text of a picture.

    Raises:
        UnreadableError: the extra is not installed, the picture damaged or without text.
        TooLargeError: it has too many pixels or images.
    """
    if not is_installed():
        raise original.unreadable(_NEEDED)
    scans: dict[int, Scan] = {}
    with _opened(original) as picture:
        for number, image in enumerate(_images(original, picture), start=1):
            lines = recognise(image)
            width, height = image.size
            scans[number] = Scan(WIDTH, round(WIDTH * height / width, 1), tuple(lines))
    builder = DocumentBuilder()
    write_pages(builder, {number: scan.text() for number, scan in scans.items()}, {})
    if not builder.text:
        raise original.unreadable(_NO_TEXT)
    builder.metadata["pages_without_text"] = ", ".join(map(str, builder.empty_pages))
    keep_scans(builder, scans)
    return builder


def picture_page(original: Original, number: int) -> Image | None:
    """One of a picture's images as it is shown, from 1; None where there is no such.

    Raises:
        UnreadableError: it is damaged.
        TooLargeError: it has too many pixels.
    """
    with _opened(original) as picture:
        images = enumerate(_images(original, picture), start=1)
        return next((image for count, image in images if count == number), None)


@contextmanager
def _opened(original: Original) -> Iterator[Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with catch_warnings():
            simplefilter("ignore")  # of odd tags
            with Image.open(BytesIO(original.data), formats=_FORMATS) as picture:
                yield picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise original.unreadable(_DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise original.too_large(_MOST_PIXELS) from error


def _images(original: Original, picture: Image) -> Iterator[Image]:
    """Each image of a file upright, and no larger than text recognition needs it."""
    from PIL import Image, ImageOps

    count = getattr(picture, "n_frames", 1)
    if count > MOST_IMAGES:
        raise original.too_large(_MOST_IMAGES)
    for number in range(count):
        picture.seek(number)
        if picture.width * picture.height > MOST_PIXELS:
            raise original.too_large(_MOST_PIXELS)
        image = ImageOps.exif_transpose(picture)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if image.has_transparency_data:
            image = image.convert("RGBA")
            paper = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(paper, image)
        yield image.convert("RGB")
