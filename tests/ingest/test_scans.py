"""Pictures of text, read by OCR: their words, how sure they are, and where on the page they stand."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO

import docx
import pptx
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.documents import Document
from ingest.errors import UnreadableError
from ingest.readers import pdf, picture, read_document
from ingest.readers.pdf_pages import lay_out, page_image
from ingest.readers.scans import recognised_pages, recognised_parts
from tests.ingest.readers_samples import (
    at,
    change_members,
    make_epub,
    make_zip,
    place_pdf,
    xhtml,
)
from tests.ingest.readers_samples import saved as word_bytes

LINES = (
    (40, "The lighthouse of Skarn"),
    (22, "It was built in 1874 by the engineer Marta Quill, who"),
    (22, "lived in the tower. A ferry ticket costs $4.50."),
)


def drawn() -> Image.Image:
    """A page with a heading and a sentence over two lines."""
    image = Image.new("RGB", (700, 300), "white")
    draw, down = ImageDraw.Draw(image), 40
    for size, words in LINES:
        draw.text((40, down), words, font=ImageFont.load_default(size), fill="black")
        down += size + 20 if size > 30 else size + 8
    return image


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **more)
    return file.getvalue()


@pytest.fixture(scope="module")
def data() -> bytes:
    """A file of two pages, the second without text."""
    return saved(drawn(), "tiff", save_all=True, append_images=[Image.new("L", (700, 300), 255)])


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return read_document(data, "scan.tif", ".tif")


def test_the_words_of_a_picture_are_read_as_those_of_a_page(document: Document) -> None:
    assert document.text == (
        "The lighthouse of Skarn\n\nIt was built in 1874 by the engineer Marta Quill, who lived in the tower. "
        "A ferry ticket costs $4.50."
    )
    assert [section.heading for section in document.sections] == ["The lighthouse of Skarn"]
    assert document.metadata["pages_without_text"] == "2"
    assert recognised_pages(document.metadata)[1] > 90


def test_a_quotation_is_marked_on_the_picture(document: Document, data: bytes) -> None:
    start = document.text.index("Marta")
    layout = lay_out(data, document, [(start, start + len("Marta Quill, who lived"))])
    first, second = layout.places[0].boxes
    image = Image.open(BytesIO(page_image(data, 1, "scan.tif"))).convert("L")
    width, height = image.size
    assert layout.sizes[0][0] / layout.sizes[0][1] == pytest.approx(width / height, rel=0.01)
    for box in (first, second):
        inside = image.crop(
            (box.left * width, box.top * height, box.right * width, box.bottom * height)
        )
        assert inside.getextrema()[0] < 100  # there is ink
    assert first.left > 0.5 > second.left
    assert first.bottom < second.bottom


def test_a_scanned_page_of_a_pdf_is_read_where_the_others_have_text() -> None:
    scanned = read_document(saved(drawn(), "pdf"), "a.pdf", ".pdf")
    assert "by the engineer Marta Quill, who lived in the tower" in scanned.text
    assert recognised_pages(scanned.metadata).keys() == {1}
    written = read_document(place_pdf(at(72, 700, "Plain words.")), "b.pdf", ".pdf")
    assert recognised_pages(written.metadata) == {}


def test_without_the_extra_a_sentence_says_how_to_install_it(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pdf, picture):
        monkeypatch.setattr(module, "is_installed", lambda: False)
    for content, suffix in ((data, ".tif"), (saved(drawn(), "pdf"), ".pdf")):
        with pytest.raises(UnreadableError, match=r"run pip install 'footnote-qa\[ocr\]'"):
            read_document(content, f"a{suffix}", suffix)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (saved(Image.new("L", (40, 40), 200), "png"), "no text was found"),
        (saved(drawn(), "png")[:2000], "is damaged or not a picture"),
        (saved(Image.new("1", (20_000, 20_000)), "png"), "100,000,000 pixels"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(Exception, match=told):
        read_document(content, "a.png", ".png")


PAGE = "<!doctype html><p>The words of the page.</p>"


def in_a_mail(picture: bytes) -> tuple[bytes, str]:
    mail = EmailMessage()
    mail["Subject"] = "The old photograph"
    mail.set_content("See below.")
    mail.add_attachment(picture, maintype="image", subtype="png", filename="skarn.png")
    return mail.as_bytes(), ".eml"


def in_an_archive(picture: bytes) -> tuple[bytes, str]:
    return make_zip({"a.html": PAGE, "skarn.png": picture}), ".zip"


def in_word(picture: bytes) -> tuple[bytes, str]:
    made = docx.Document()
    made.add_paragraph("The words of the page.")
    made.add_picture(BytesIO(picture))
    return word_bytes(made), ".docx"


def in_slides(picture: bytes) -> tuple[bytes, str]:
    deck, file = pptx.Presentation(), BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "The words of the page."
    slide.shapes.add_picture(BytesIO(picture), 0, 0)
    deck.save(file)
    return file.getvalue(), ".pptx"


def in_a_book(picture: bytes) -> tuple[bytes, str]:
    book = make_epub({"one.xhtml": xhtml("<p>The words of the page.</p>")})
    return change_members(book, {"OEBPS/skarn.png": picture}), ".epub"


@pytest.mark.parametrize("put", [in_a_mail, in_an_archive, in_word, in_slides, in_a_book])
def test_a_picture_in_a_file_is_read_under_a_heading_of_its_own(
    put: Callable[[bytes], tuple[bytes, str]],
) -> None:
    data, suffix = put(saved(drawn(), "png"))
    document = read_document(data, f"a{suffix}", suffix)
    (part,) = recognised_parts(document)
    assert document.text[part.start : part.end].endswith("A ferry ticket costs $4.50.")
    assert "The words of the page." not in document.text[part.start : part.end]
    assert "See below" not in document.text[part.start : part.end]
    assert part.sure > 90
    assert any(part.name == heading for heading in document.heading_path(part.end - 1))
    assert part.name.endswith(".png")


def test_a_picture_in_a_file_without_text_adds_nothing() -> None:
    noise = Image.effect_noise((300, 200), 60)
    assert (
        read_document(in_word(saved(noise, "png"))[0], "a.docx", ".docx").text
        == "The words of the page."
    )
