"""A PDF's pages as images, and the places of quotations on them: by hand, turned, cropped, changed."""

import random
import re
from collections.abc import Iterator
from dataclasses import astuple, replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from ingest.documents import Document, Page
from ingest.errors import UnreadableError
from ingest.readers import read_document
from ingest.readers.pdf_contents import MOST_ENTRIES, Entry, pdf_contents
from ingest.readers.pdf_file import MOST_HEIGHT, WIDTH
from ingest.readers.pdf_pages import Box, Layout, lay_out, page_image
from tests.ingest.readers_samples import make_pdf

PAGES = [["Oil burns. The gov-", "ernment met COVID-", "Case (net).  Gas, too."], [], ["The end."]]
DATA = make_pdf(PAGES)


def read(data: bytes = DATA) -> Document:
    return read_document(data, "lamps.pdf", ".pdf")


def span_of(document: Document, quote: str) -> tuple[int, int]:
    start = document.text.index(quote)
    return start, start + len(quote)


def places(quote: str, data: bytes = DATA) -> Layout:
    document = read(data)
    return lay_out(data, document, [span_of(document, quote)])


def points(box: Box, width: float = 612, height: float = 792) -> tuple[float, ...]:
    """Left, bottom, right and top in points, from the bottom left, as a PDF counts."""
    return (box.left * width, height * (1 - box.bottom), box.right * width, height * (1 - box.top))


def text_in(data: bytes, page: int, box: Box) -> str:
    """What PDFium itself finds in a box of a page that is neither turned nor cropped."""
    with pypdfium2.PdfDocument(data) as pdf:
        width, height = pdf.get_page_size(page - 1)
        return pdf[page - 1].get_textpage().get_text_bounded(*points(box, width, height))


def texts_in_boxes(
    data: bytes, document: Document, spans: list[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    """Each span's text, and what stands in its boxes, which lie on their page."""
    layout = lay_out(data, document, spans)
    for span in spans:
        boxes = [(p.page, box) for p in layout.places if p.span == span for box in p.boxes]
        for _, box in boxes:
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1
        yield document.text[slice(*span)], "".join(text_in(data, page, box) for page, box in boxes)


def changed(data: bytes, change) -> bytes:
    """The PDF after a change to its first page."""
    file = BytesIO()
    with pypdfium2.PdfDocument(data) as pdf:
        change(pdf[0])
        pdf.save(file)
    return file.getvalue()


def test_a_place_is_where_helveticas_measures_say():
    """12 points at (72, 720). O, i, l and the space are 778, 222, 222 and 278 thousandths wide.

    So "burns." begins at 72 + 12 * 1.5 = 90; its b is drawn from 58 to 517, and from -15 to 718.
    """
    layout = places("burns.")
    assert layout.sizes == ((612, 792),) * 3
    (place,) = layout.places
    (box,) = place.boxes
    left, bottom, _, top = points(box)
    assert place.page == 1
    expected = (90 + 12 * 0.058, 720 - 12 * 0.015, 720 + 12 * 0.718)
    assert (left, bottom, top) == pytest.approx(expected, abs=0.2)


def test_a_quotation_over_two_lines_has_a_box_on_each_and_the_hyphen_belongs_to_none():
    (place,) = places("government").places
    assert [text_in(DATA, 1, box).strip("\ufffe\x02 ") for box in place.boxes] == ["gov", "ernment"]
    tops = [points(box)[1] for box in place.boxes]
    assert tops[0] - tops[1] == pytest.approx(14, abs=2.6)  # the lines' distance; a g hangs lower
    (place,) = places("COVID-Case").places
    assert len(place.boxes) == 2


def test_a_quotation_over_two_pages_has_a_place_on_each():
    layout = places("too.\nThe")
    assert [place.page for place in layout.places] == [1, 3]
    found = [text_in(DATA, place.page, box) for place in layout.places for box in place.boxes]
    assert [text.strip() for text in found] == ["too.", "The"]


def test_every_quotation_lies_on_its_page_and_covers_its_characters():
    chance = random.Random(3)
    words = [
        "Oil", "lamps", "burn", "(well),", "efficient:", "12", "€", "–", "“quoted”", "words;",
        "gas-light", "Ésprit",
    ]  # fmt: skip
    lines = [[" ".join(chance.choices(words, k=9)) for _ in range(40)] for _ in range(3)]
    data = make_pdf(lines)
    document = read(data)
    ends = [0, *(match.end() for match in re.finditer(r"\s", document.text))]
    spans = []
    for _ in range(60):
        first = chance.randrange(len(ends) - 1)
        spans.append((ends[first], ends[min(first + chance.randrange(1, 40), len(ends) - 1)]))
    for quoted, found in texts_in_boxes(data, document, spans):
        assert "".join(found.split()) == "".join(quoted.split())


PRINTED = """
<html lang="en"><style>
  body { font: 11pt Georgia, serif; text-align: justify; hyphens: auto; margin: 0 }
  main { columns: 2; column-gap: 1cm } p:first-of-type { break-after: column }
</style><h1>The Office of Lamps \U0001f600</h1><main>
""" + "<p>" + "</p><p>".join(
    f"The office of efficient, fluffy lamps &ndash; number {n} &ndash; has 5&nbsp;000&thinsp;&euro; and "
    f"asks: \u201cWhich extraordinary internationalisations were misrepresented in {1900 + n}?\u201d "
    f"\u00c9t\u00e9 \u05e9\u05dc\u05d5\u05dd \u4f60\u597d, co&shy;op&shy;er&shy;a&shy;tion of affiliates."
    for n in range(60)
) + "</p></main>"  # fmt: skip


def test_every_sentence_that_a_browser_printed_has_its_place(chromium):
    """Embedded fonts with ligatures, justified columns, hyphens, other scripts, and an emoji."""
    page = chromium.new_page()
    page.set_content(PRINTED)
    data = page.pdf(format="A5")
    page.close()
    document = read(data)
    assert len(document.pages) > 2
    assert "\U0001f600" in document.text
    spans = [match.span() for match in re.finditer(r"\S[^?.]*[?.]", document.text)]
    assert len(spans) > 100
    for quoted, found in texts_in_boxes(data, document, spans):
        assert squeezed(quoted) in squeezed(found)
        # A neighbour may reach into a box.
        assert len(squeezed(found)) <= len(squeezed(quoted)) + 2


def squeezed(text: str) -> str:
    """A text without spaces, and without hyphens, which the document has joined."""
    return re.sub("[\\s\ufffe\x02\u00ad-]", "", text)


@pytest.mark.parametrize(
    ("degrees", "corners"),
    [
        # Where the point (x, y) of a page of 612 x 792 is shown when it is turned clockwise.
        (0, lambda x, y: (x / 612, 1 - y / 792)),
        (90, lambda x, y: (y / 792, x / 612)),
        (180, lambda x, y: (1 - x / 612, y / 792)),
        (270, lambda x, y: (1 - y / 792, 1 - x / 612)),
    ],
)
def test_a_turned_page_is_marked_where_it_is_seen(degrees, corners):
    upright = places("Oil burns.").places[0].boxes[0]
    left, bottom, right, top = points(upright)
    data = changed(DATA, lambda page: page.set_rotation(degrees))
    layout = places("Oil burns.", data)
    assert layout.sizes[0] == ((612, 792) if degrees in {0, 180} else (792, 612))
    (place,) = layout.places
    (x1, y1), (x2, y2) = corners(left, bottom), corners(right, top)
    expected = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    lefts, tops, rights, bottoms = zip(*map(astuple, place.boxes), strict=True)
    covered = (min(lefts), min(tops), max(rights), max(bottoms))
    assert covered == pytest.approx(expected, abs=0.002)


def test_a_cropped_page_is_marked_where_it_is_seen_and_not_where_nothing_is():
    data = changed(DATA, lambda page: page.set_cropbox(60, 714, 260, 734))  # the first line only
    layout = places("burns.", data)
    assert layout.sizes[0] == (200, 20)
    (box,) = layout.places[0].boxes
    expected = (90 + 12 * 0.058 - 60, 720 - 12 * 0.015 - 714)
    assert points(box, 200, 20)[:2] == pytest.approx(expected, abs=0.2)
    assert [place.boxes for place in places("Gas, too.", data).places] == [()]


def test_columns_are_not_joined():
    data = make_pdf([["left" + " " * 30 + "right"]])
    document = read(data)
    (place,) = lay_out(data, document, [(0, len(document.text))]).places
    assert [text_in(data, 1, box).strip() for box in place.boxes] == ["left", "right"]


def test_where_the_page_reads_otherwise_than_the_document_nothing_is_marked():
    document = read()
    other = make_pdf([["Gas burns. The gov-", *PAGES[0][1:]], *PAGES[1:]])
    fewer = make_pdf(PAGES[:1])
    for data, quote, pages in (
        (other, "burns.", [1]),
        (fewer, "The end.", [3]),
        (fewer, "too.\nThe", [1, 3]),  # one part has no place, so neither has the other
    ):
        layout = lay_out(data, document, [span_of(document, quote)])
        assert [(place.page, place.boxes) for place in layout.places] == [(p, ()) for p in pages]
    assert lay_out(DATA, replace(document, pages=()), [(0, 3)]).places == ()


def test_letters_below_the_edge_of_the_page_have_no_place():
    data = DATA.replace(b"72 720 Td", b"72 -99 Td")
    (place,) = places("Oil", data).places
    assert (place.page, place.boxes) == (1, ())


def test_an_image_shows_the_page_with_its_ink_where_the_boxes_are():
    image = Image.open(BytesIO(page_image(DATA, 1, "lamps.pdf"))).convert("L")
    assert image.size == (WIDTH, 1_812)  # 792 / 612 * 1,400, rounded up
    (place,) = places("Oil burns. The gov").places
    (box,) = place.boxes
    ink = image.point(lambda value: 255 if value < 128 else 0).getbbox()  # black on white
    assert ink[:2] == pytest.approx((box.left * image.width, box.top * image.height), abs=2)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ((14_400, 7_200), (WIDTH, 700)),
        ((100, 14_400), (20, MOST_HEIGHT)),  # 2,800 / 14,400 * 100 = 19.4
        ((10, 10), (40, 40)),  # at most four pixels to a point
    ],
)
def test_an_image_is_neither_huge_nor_blown_up(size, pixels):
    data = changed(DATA, lambda page: page.set_mediabox(0, 0, *size))
    assert Image.open(BytesIO(page_image(data, 1, "a.pdf"))).size == pixels


@pytest.mark.parametrize("number", [-1, 0, 4, 10**30])
def test_a_page_that_is_not_there_is_said_in_words(number):
    with pytest.raises(UnreadableError, match=rf"^lamps\.pdf has no page {number}\.$"):
        page_image(DATA, number, "lamps.pdf")


def test_bytes_that_are_no_pdf_are_said_in_words():
    document = replace(read(), source="a.pdf", pages=(Page(1, 0),))
    for show in (
        lambda: page_image(b"%PDF-1.4", 1, "a.pdf"),
        lambda: lay_out(b"%PDF-1.4", document, []),
    ):
        with pytest.raises(UnreadableError, match=r"^The pages of a\.pdf cannot be shown"):
            show()


# The table of contents


def test_the_bookmarks_of_a_pdf_are_its_contents():
    contents = [(b"(Oil\\012 lamps)", 1), (b"<FEFF00C9>", 3), (b"()", 2), (b"<FEFFD800>", 2)]
    data = make_pdf(PAGES, contents=contents)
    assert pdf_contents(data) == (Entry("Oil lamps", 0, 1), Entry("É", 0, 3))
    assert read(data).text == read().text
    assert pdf_contents(DATA) == pdf_contents(b"") == ()


def test_of_endless_bookmarks_only_so_many_are_taken():
    data = make_pdf(PAGES, contents=[(b"(Again)", 1)] * (MOST_ENTRIES + 1))
    assert len(pdf_contents(data)) == MOST_ENTRIES
