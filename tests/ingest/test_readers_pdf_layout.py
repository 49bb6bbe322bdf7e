"""PDFs as they are set: columns, tables, forms, raised text, hyphens, running heads, what is hidden."""

import json

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.documents import Document, Page
from ingest.errors import UnreadableError
from ingest.readers import pdf, read_document
from ingest.readers.pdf_letters import Letter
from ingest.readers.pdf_lines import page_pieces
from ingest.readers.pdf_pages import lay_out
from tests.ingest.readers_samples import at, make_pdf, place_pdf


def read(*pages: str, **more) -> Document:
    """The document of a PDF, each letter of which has its place on its page."""
    data = place_pdf(*pages, **more)
    document = read_document(data, "a.pdf", ".pdf")
    assert_placed(data, document)
    return document


def assert_placed(data: bytes, document: Document) -> None:
    starts = [page.start for page in document.pages]
    for start, end in zip(starts, [*starts[1:], len(document.text)], strict=True):
        layout = lay_out(data, document, [(start, end)])
        assert all(place.boxes for place in layout.places)


def lines(x: float, y: float, *texts: str, size: float = 11, step: float = 14) -> str:
    return "".join(at(x, y - step * n, text, size) for n, text in enumerate(texts))


def left_out(document: Document) -> dict[str, str]:
    found = json.loads(document.metadata.get("left_out", "{}"))
    return {reason: each["text"] for reason, each in found.items()}


LEFT = ("The mill on Long Lane was", "sold in 1902 after a flood.", "Its owner moved to York")
RIGHT = ("and opened a bakery there.", "The bakery burned in the", "winter of 1911.")
FLOWN = (
    "The mill on Long Lane was sold in 1902 after a flood. Its owner moved to York and opened a "
    "bakery there. The bakery burned in the winter of 1911."
)


@pytest.mark.parametrize("offset", [0, 5])
def test_columns_are_read_one_after_the_other_and_their_sentences_are_whole(offset):
    by_row = "".join(
        at(72, 700 - 14 * n, one) + at(320, 700 - offset - 14 * n, other)
        for n, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True))
    )
    assert read(by_row).text == FLOWN


def test_a_column_that_is_longer_than_the_other_is_read_whole_before_it():
    more = (
        "It had been built in 1788",
        "and was known for its",
        "bread and for its ale",
        "in all of",
    )
    text = read(
        lines(72, 700, *LEFT) + lines(72, 630, *more) + lines(320, 700, *RIGHT[1:], "So")
    ).text
    assert text.index("known for its") < text.index("The bakery burned")


def test_a_heading_in_a_column_beside_a_line_of_the_other_is_its_own():
    left = (
        *LEFT,
        "because of the good air in",
        "that place, and he built",
        "a house with nine rooms",
    )
    right = (
        *RIGHT,
        "He was an old man by then",
        "and left it as it was, in",
        "ruins, until he died.",
    )
    text = read(
        at(200, 760, "A Study of Harbours by A. K.", 14)
        + at(72, 702, "Introduction", 14)
        + lines(72, 680, *left)
        + lines(320, 700, *right)
    ).text
    assert text.startswith(
        "A Study of Harbours by A. K.\n\nIntroduction\n\nThe mill on Long Lane was"
    )
    assert "a house with nine rooms and opened a bakery there." in text


def test_what_stands_over_the_columns_is_read_first_and_what_is_below_them_last():
    wide = "A heading that is as wide as both of the columns that stand below it is a line"
    text = read(
        lines(72, 760, wide)
        + lines(72, 700, *LEFT)
        + lines(320, 700, *RIGHT)
        + lines(
            72, 600, "A foot that is as wide as both of the columns that stand above it, and ends."
        )
    ).text
    assert text.split("\n\n") == [
        wide,
        FLOWN,
        "A foot that is as wide as both of the columns that stand above it, and ends.",
    ]


CELLS = (("Station", "Height", "Opened"), ("Arlen", "412", "1899"), ("Cray", "", "1925"))


def cells(rows, step: float = 18) -> str:
    return "".join(
        at(72 + 150 * column, 700 - step * row, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    )


def test_a_table_by_its_columns():
    rows = (*CELLS, ("Dorn", "7", "1930"))
    intro = at(72, 730, "The stations of the line, in the order in which they stand along it:")
    assert read(intro + cells(rows)).text == (
        "The stations of the line, in the order in which they stand along it:\n\n"
        "Station | Height | Opened\nArlen | 412 | 1899\nCray |  | 1925\nDorn | 7 | 1930"
    )


def test_ruling_lines_part_rows_and_show_cells_that_are_as_high_as_several():
    rows = (("Season", "Ferry", "Time"), ("Winter", "first", "09:00"), ("", "last", "17:00"))
    rule = "{} {} m {} {} l S "
    rules = rule.format(60, 692, 500, 692) + rule.format(200, 674, 500, 674)
    assert read(cells(rows) + rules).text == (
        "Season | Ferry | Time\nWinter | first | 09:00\nWinter | last | 17:00"
    )
    rows = (("Ship", "Route", "Days"), ("Heron", "from Leith", "Monday"), ("", "to Skarn", ""))
    rules = rule.format(60, 692, 500, 692) + rule.format(60, 660, 500, 660)
    both = cells((*rows, ("Gull", "to Wick", "Friday"))) + rules
    assert read(both).text == (
        "Ship | Route | Days\nHeron | from Leith to Skarn | Monday\nGull | to Wick | Friday"
    )


def test_a_cell_over_two_columns_counts_for_both():
    rows = (("Season", "", ""), ("Winter", "09:00", "17:00"), ("Summer", "08:00", "19:00"))
    both = cells(rows) + at(250, 700, "Departures of all the ferries")
    assert read(both).text.startswith(
        "Season | Departures of all the ferries | Departures of all the ferries\nWinter | 09:00"
    )


def test_a_heading_over_several_columns_counts_for_each():
    rows = (("", "", ""), ("Line", "Morning", "Evening"), ("Skarn", "07:15", "18:00"))
    both = cells((*rows, ("Leith", "08:00", "19:30"))) + at(
        250, 700, "Departures of all the ferries"
    )
    assert read(both).text == (
        "| Departures of all the ferries | Departures of all the ferries\nLine | Morning | Evening\n"
        "Skarn | 07:15 | 18:00\nLeith | 08:00 | 19:30"
    )


def test_wide_spaces_of_two_justified_lines_are_no_columns():
    justified = "".join(
        at(x, y, word)
        for y, words in ((700, ("Part", "one", "was")), (686, ("built", "in", "1874")))
        for x, word in zip((72, 110, 148), words, strict=True)
    )
    text = read(justified + lines(72, 672, "by the engineer Quill.")).text
    assert text == "Part one was built in 1874 by the engineer Quill."


def test_raised_text_is_no_part_of_a_number():
    rise = "/F 7 Tf {} Ts ({}) Tj 0 Ts /F 11 Tf "
    year = f"(Built in 1874) Tj {rise.format(4, 12)} ( by hand.) Tj 0 -40 Td "
    power = f"(It holds 10) Tj {rise.format(4, 6)} ( litres of H) Tj "
    water = f"{rise.format(-2, 2)} (O.) Tj "
    assert read(f"BT /F 11 Tf 72 700 Td {year}{power}{water} ET").text == (
        "Built in 1874[12] by hand.\n\nIt holds 10⁶ litres of H₂O."
    )


@pytest.mark.parametrize(("size", "rise"), [(7, 4), (6, 6), (8, 5), (9, 5)])
def test_a_mark_may_stand_high(size, rise):
    line = (
        f"(lived here until 1874) Tj /F {size} Tf {rise} Ts (12) Tj 0 Ts /F 10 Tf (. It fell.) Tj"
    )
    content = (
        f"BT /F 10 Tf 12 TL 72 700 Td (The old keeper of the lamp) Tj T* {line} T* (So on.) Tj ET"
    )
    assert (
        read(content).text
        == "The old keeper of the lamp lived here until 1874[12]. It fell. So on."
    )


def test_a_hyphen_at_a_line_end_stays_where_it_belongs_to_the_word():
    text = read(
        lines(
            72,
            700,
            "The board prefers a cost-",
            "effective plan and a long-",
            "term loan for twenty-",
            "three inter-",
            "national gov-",
            "ernments and a well-",
            "known zorb-",
            "ling, as the zorbling is of a self-",
            "made Mid-",
            "Atlantic kind from the south-",
            "eastern shore.",
        )
    ).text
    assert text == (
        "The board prefers a cost-effective plan and a long-term loan for twenty-three "
        "international governments and a well-known zorbling, as the zorbling is of a self-made "
        "Mid-Atlantic kind from the south-eastern shore."
    )


def test_as_the_document_writes_a_word_elsewhere_so_it_is_joined():
    text = read(lines(72, 700, "A re-election is near, and each re-", "election has a date.")).text
    assert text == "A re-election is near, and each re-election has a date."


def page_of_book(number: int, *texts: str) -> str:
    head = at(72, 800, "Chapter Three: The Glacier", 9)
    foot = at(72, 40, "Confidential", 9) + at(290, 40, str(number), 9)
    return head + lines(72, 760, *texts) + foot


def test_running_heads_and_feet_part_no_sentence_and_pages_stay_right():
    document = read(
        page_of_book(41, "The party left in May and reached the glacier, which its", "leader had"),
        page_of_book(42, "chosen because the northern route was shorter. It had fourteen", "men."),
    )
    assert document.text == (
        "The party left in May and reached the glacier, which its leader had chosen because the "
        "northern route was shorter. It had fourteen men."
    )
    chosen = document.text.index("chosen")
    assert document.pages == (Page(1, 0), Page(2, chosen))
    assert left_out(document) == {
        "around the text": "Chapter Three: The Glacier\nConfidential 41\n"
        "Chapter Three: The Glacier\nConfidential 42"
    }


def test_a_line_that_recurs_within_the_text_stays():
    pages = [lines(72, 760, "Name: of a ship", f"Length: {n} m", "Owner: a firm") for n in (8, 9)]
    text = read(*pages).text
    assert text.count("Name: of a ship") == text.count("Owner: a firm") == 2


def test_numbers_of_lines_and_watermarks_are_left_out():
    numbered = "".join(
        at(40, 700 - 14 * n, str(5 * n + 5), 8)
        + at(72, 700 - 14 * n, f"Line {n} of a long poem goes on,")
        for n in range(6)
    )
    slanted = "BT /F 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm (DRAFT) Tj ET "
    document = read(numbered + slanted)
    assert document.text.startswith("Line 0 of a long poem goes on,")
    assert "10" not in document.text
    assert left_out(document) == {"around the text": "DRAFT\n5 10 15 20 25 30"}


def test_text_that_cannot_be_seen_is_left_out():
    plain = at(72, 700, "Seen.")
    white = "1 g " + at(72, 660, "White.") + "0 g "
    unseen = at(72, 640, "Unseen.").replace("Td", "Td 3 Tr") + "0 Tr "
    on_black = "0 g 60 610 200 20 re f 1 g " + at(72, 615, "On black.") + "0 g "
    document = read(plain + white + unseen.replace("ET 0 Tr", "0 Tr ET") + on_black)
    assert document.text.split() == ["Seen.", "On", "black."]
    assert left_out(document) == {"hidden": "White.Unseen."}


def test_what_a_scanned_page_was_read_as_is_text():
    scan = at(72, 700, "Read by a machine, every word of it.").replace("Td", "Td 3 Tr")
    assert read(scan).text == "Read by a machine, every word of it."


def test_text_that_lies_twice_on_itself_is_read_once():
    assert read(at(72, 700, "Bold offer") + at(72.3, 700, "Bold offer")).text == "Bold offer"


def test_spaces_that_are_not_written_are_seen():
    words = "".join(at(72 + 40 * n, 700, word) for n, word in enumerate(["Each", "word", "by"]))
    assert read("BT /F 11 Tf 72 600 Td [(No)-600(space)] TJ ET").text == "No space"
    assert read(words).text == "Each word by"


@pytest.mark.parametrize(
    "matrix", ["0 1 -1 0 300 100", "0 -1 1 0 300 600", "-1 0 0 -1 500 400", "1 0 0 1 72 700"]
)
def test_a_page_is_read_in_the_direction_of_its_text(matrix):
    texts = ("The first line of the page is", "followed by the second, and so", "on to the end.")
    shown = " T* ".join(f"({text}) Tj" for text in texts)
    content = f"BT /F 11 Tf 14 TL {matrix} Tm {shown} ET"
    assert read(content).text == " ".join(texts)


def test_scripts_that_run_from_right_to_left_keep_the_order_of_their_letters():
    text = "שלום לך"
    letters = [
        Letter(letter, n, 200 - 8 * n, 208 - 8 * n, 700, 11, text[n - 1] == " ")
        for n, letter in enumerate(text)
        if letter != " "
    ]
    assert [[piece.text for piece in row] for row in page_pieces(letters)] == [[text]]


def test_headings_are_known_by_their_size():
    body = ("The water was sampled at nine wells in June,", "and kept at four degrees.")
    document = read(
        at(72, 780, "3 METHODS", 14)
        + at(72, 755, "3.1 Sampling", 12)
        + lines(72, 735, *body)
        + at(72, 690, "3.2 Analysis", 12)
        + lines(72, 670, *body)
    )
    headings = [(section.level, section.heading) for section in document.sections]
    assert headings == [(1, "3 METHODS"), (2, "3.1 Sampling"), (2, "3.2 Analysis")]
    assert document.heading_path(len(document.text) - 1) == ("3 METHODS", "3.2 Analysis")


def test_headings_that_bookmarks_name():
    pages = [["Lamps", "Oil burns."], ["More lamps", "Gas burns."]]
    document = read_document(
        make_pdf(pages, contents=[(b"(Lamps)", 1), (b"(MORE LAMPS)", 2)]), "a.pdf", ".pdf"
    )
    assert [section.heading for section in document.sections] == ["Lamps", "More lamps"]


def test_notes_at_the_foot_of_a_page_break_no_sentence():
    prose = ("A first paragraph ends here.", "The bridge was financed by a lender whose")
    first = (
        at(72, 760, prose[0])
        + at(72, 720, prose[1])
        + at(72, 60, "1", 5)
        + at(75, 57, "The Veldkamp Bank.", 8)
    )
    second = lines(72, 760, "name is in the note, and it was", "opened in 1874.")
    text = read(first, second).text
    assert text == (
        "A first paragraph ends here.\n\n1 The Veldkamp Bank.\n\nThe bridge was financed by a lender "
        "whose name is in the note, and it was opened in 1874."
    )


def field(kind: str, rect: str, more: str) -> bytes:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [{rect}] {more} >>".encode()


def test_a_form_is_read_with_its_values_and_remarks_are_apart():
    annotations = [
        field("Widget", "200 695 400 711", "/FT /Tx /T (a) /V (Grey Heron) /DA (/F 11 Tf)"),
        field(
            "Widget",
            "200 655 212 667",
            "/FT /Btn /T (b) /V /Yes /AS /Yes /AP << /N << /Yes 3 0 R >> >>",
        ),
        field("Text", "500 700 520 720", "/Contents (Ask the owner.)"),
        field("FreeText", "200 615 300 631", "/Contents (by hand) /DA (/F 11 Tf)"),
    ]
    labels = at(72, 700, "Name of vessel:") + at(72, 658, "Has a mast:") + at(72, 620, "Signed:")
    data = place_pdf(
        labels,
        objects=annotations,
        page="/Annots [6 0 R 7 0 R 8 0 R 9 0 R]",
        root="/AcroForm << /Fields [6 0 R 7 0 R] /DR << /Font << /F 3 0 R >> >> >>",
    )
    document = read_document(data, "a.pdf", ".pdf")
    assert document.text.replace(" | ", " ").split("\n") == [
        "Name of vessel: Grey Heron",
        "Has a mast: [x]",
        "Signed: by hand",
    ]
    assert left_out(document) == {"comments": "Ask the owner."}


def test_a_page_whose_font_says_nothing_is_said_to_be_unreadable(monkeypatch):
    monkeypatch.setattr(pdf, "is_installed", lambda: False)
    codes = b" ".join(b"<%02X> <E0%02X>" % (code, code) for code in range(0x41, 0x5B))
    table = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 26 beginbfchar %b endbfchar "
        b"endcmap end end" % codes
    )
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(table), table)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode %d 0 R >>"
    pages = [at(72, 700, "ABC DEF GHI"), at(72, 700, "This can be read.")]
    for count in (1, 2):
        number = 4 + 2 * count
        data = place_pdf(*pages[:count], objects=[font % (number + 1), stream])
        data = data.replace(b"/F 3 0 R", b"/F %d 0 R" % number, 1)
        if count == 1:
            with pytest.raises(UnreadableError, match=r"^a\.pdf has fonts that do not say .*OCR"):
                read_document(data, "a.pdf", ".pdf")
    document = read_document(data, "a.pdf", ".pdf")
    assert document.text == "This can be read."
    assert document.metadata["pages_without_text"] == "1"
    assert left_out(document)["unreadable"] == "The text of page 1 cannot be read; try OCR."


def justified(x: float, y: float, width: float, *texts: str, step: float = 14) -> str:
    """Lines whose words are set apart until each is as wide as their column, save the last."""
    shown = ""
    for number, text in enumerate(texts):
        words = text.split()
        spread = number < len(texts) - 1
        lengths = [stringWidth(word, "Helvetica", 11) for word in words]
        gap = (width - sum(lengths)) / max(len(words) - 1, 1) if spread else 3
        left = x
        for word, length in zip(words, lengths, strict=True):
            shown += at(left, y - step * number, word)
            left += length + gap
    return shown


FIRST = ("A mill stood here", "since the flood of", "1874, and nobody", "asked why it was", "left.")
SECOND = (
    "Quill had it built",
    "of elm and of oak",
    "by men from Leck",
    "and paid for it in",
    "salt.",
)
THIRD = (
    "Ida Lund kept it",
    "for thirty years,",
    "and her sons after",
    "her until it fell in",
    "1960.",
)


def test_lines_of_columns_need_no_common_height_and_a_head_may_be_wider_than_they_are():
    text = read(
        at(20, 780, "28 November, a quarter past eleven", 8)
        + at(300, 780, "The mills of Skarn, a page", 8)
        + at(72, 738, "The mills of Skarn and Leck", 20)
        + justified(72, 713, 130, *FIRST)
        + at(230, 720, "The builder", 15)
        + justified(230, 694, 130, *SECOND)
    ).text
    assert text.endswith(
        "The mills of Skarn and Leck\n\n"
        "A mill stood here since the flood of 1874, and nobody asked why it was left.\n\n"
        "The builder\n\n"
        "Quill had it built of elm and of oak by men from Leck and paid for it in salt."
    )


def test_a_heading_over_some_of_three_columns_parts_them_all():
    columns = (72, 220, 368)

    def band(top: float, *texts: tuple[str, ...]) -> str:
        return "".join(
            justified(x, top - 3 * n, 128, *each)
            for n, (x, each) in enumerate(zip(columns, texts, strict=True))
        )

    text = read(
        band(740, FIRST, SECOND, THIRD)
        + at(72, 640, "What became of the mills in later years", 13)
        + band(600, THIRD, FIRST, SECOND)
    ).text
    first, second, third = (" ".join(each) for each in (FIRST, SECOND, THIRD))
    heading = "What became of the mills in later years"
    assert text.split("\n\n") == [first, second, third, heading, third, first, second]


def test_a_table_in_a_column_by_its_uprights():
    rule = "{} {} m {} {} l S "
    heights = [rule.format(230, y, 306, y) for y in (712, 694, 676, 658)]
    uprights = [rule.format(x, 658, x, 712) for x in (230, 265, 306)]
    rows = (("Dyke", "Height"), ("Leck", "4.1 m"), ("Pell", "5.2 m"))
    table = "".join(
        at(x, 699 - 18 * row, cell)
        for row, cells in enumerate(rows)
        for x, cell in zip((233, 268), cells, strict=True)
    )
    text = read(
        justified(72, 713, 130, *FIRST, *SECOND)
        + table
        + justified(230, 640, 130, *THIRD)
        + "".join(heights + uprights)
    ).text
    assert text.split("\n\n") == [
        " ".join(FIRST),
        " ".join(SECOND),
        "Dyke | Height\nLeck | 4.1 m\nPell | 5.2 m",
        " ".join(THIRD),
    ]


def test_notes_at_the_foot_of_each_column_break_no_sentence():
    text = read(
        lines(72, 700, *LEFT[:2], "Its owner moved")
        + lines(72, 640, "1 Harbour book.", size=8)
        + lines(320, 700, "to York and opened a", "bakery there, which", "burned in 1911.")
        + lines(320, 640, "2 A letter of his.", size=8)
    ).text
    assert "Its owner moved to York and opened a bakery there, which burned in 1911." in text
    assert "1 Harbour book." in text.split("\n\n")
    assert "2 A letter of his." in text.split("\n\n")


def test_a_table_between_columns_of_prose_is_read_by_rows():
    rule = "72 {0} m 340 {0} l S "
    rows = (("Dyke", "Height"), ("Leck", "4.1 m"), ("Pell", "5.2 m"))
    table = "".join(
        at(x, 600 - 18 * row, cell)
        for row, cells in enumerate(rows)
        for x, cell in zip((80, 250), cells, strict=True)
    )
    text = read(
        justified(72, 700, 130, *FIRST)
        + justified(230, 700, 110, *SECOND)
        + table
        + "".join(rule.format(612 - 18 * n) for n in range(4))
        + justified(72, 520, 130, *THIRD)
        + justified(230, 517, 110, *SECOND)
    ).text
    assert text.split("\n\n") == [
        " ".join(FIRST),
        " ".join(SECOND),
        "Dyke | Height\nLeck | 4.1 m\nPell | 5.2 m",
        " ".join(THIRD),
        " ".join(SECOND),
    ]


def test_what_a_browser_prints_around_a_page_is_no_text():
    document = read(
        at(20, 820, "11/28/26, 11:33 PM", 8)
        + at(300, 820, "The mills", 8)
        + lines(72, 700, *LEFT)
        + at(20, 20, "https://example.org/mills", 8)
        + at(560, 20, "1/1", 8)
    )
    assert document.text == " ".join(LEFT)
    assert "11/28/26, 11:33 PM The mills" in left_out(document)["around the text"]


def test_cells_without_a_gap_are_told_by_being_written_apart():
    content = "BT /F 11 Tf 72 700 Td (Dyke) Tj 26.8 0 Td (Height) Tj ET "
    assert read(content).text == "Dyke Height"
