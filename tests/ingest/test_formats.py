"""The newer formats: what each sample becomes, and what is left out of it."""

import json
import time
from io import BytesIO

import openpyxl
import pytest
from striprtf.striprtf import rtf_to_text

from ingest.documents import Document
from ingest.errors import SourceError, TooLargeError, UnreadableError
from ingest.readers import FORMATS, SUFFIXES, read_document
from ingest.readers.sniffing import OLD_OFFICE
from tests.ingest.formats_samples import ODT, RTF, SAMPLES, XML_TEXT, make_xlsx
from tests.ingest.readers_samples import make_docx, make_epub, make_pdf, make_zip, xhtml


def read(data: bytes, suffix: str) -> Document:
    return read_document(data, f"a{suffix}", suffix)


def refusal(data: bytes, suffix: str) -> str:
    """The sentence with which a file is refused; a full stop where it is read."""
    try:
        read(data, suffix)
    except SourceError as error:
        return str(error)
    return "."


def left_out(document: Document) -> dict[str, str]:
    """By reason the words that were left out."""
    found = json.loads(document.metadata.get("left_out", "{}"))
    return {reason: words["text"] for reason, words in found.items()}


def headings(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in document.sections]


EXPECTED = {
    ".xlsx": """Ferries

Timetable of the islands

Season: Winter | Route: Skarn | Date: 2024-05-31 | Fare: €12.50 | Full: 15%
Season: Winter | Route: Holm | Date: 2024-06-01 08:30 | Fare: €3.00 | Full: 20%
Season: Summer, 10 m² | Full: 100%

Comments

B4: Only on weekdays

Far

near

| far""",
    ".pptx": """The dyke

It is nine metres high.
It was built in 1874.

Notes

Say hello.

Slide 2

Season | Ferry
Winter | 8:00
Winter | 9:00

2019 | Ships: 15
2020 | Ships: 20""",
    ".odt": """The tower

Its age

Built in 1874[12] for 9 euros, of H₂O.

In a box.

one
  one a
two

Season | Route | Ferry
Winter | Holm | 8:00
Winter | Skarn | 9:00
Summer | none | none

Footnote 12 to “Built in 1874”

By Ann.

Comment to “Built in 1874[12] for 9 euros”

Check this.

Headers and footers

Draft of May""",
    ".ods": "Fares\n\nDay: 2024-05-31 | Fare: 12,50 €\n\nComments\n\nFor adults.",
    ".odp": "The dyke\n\nNine metres.\n\nOn a shape.\n\nNotes\n\nSay hello.\n\nSlide 2\n\nThe end.",
    ".rtf": """Its age

Built in 1874[1] for 9 €. Café При, H₂O, 10⁶.

Season | Ferry
Winter | 8:00
Winter | 9:00

See the map.

Notes

[1] By Ann.""",
    ".org": """Its age

The dyke is nine metres high[1] and
costs 9 euros.

- one more
- two

Ferries

Season | Ferry
Winter | 8:00

  x = 1

Notes

[1] By Ann.""",
    ".tex": """The Dÿke

Its age

The dyke is 50% of 10\u00a0m[1] high. It costs 9 euros—see [ann], x^2. “Quoted” text.

one
two bold

Season | Ferry
Winter | 8:00

x = 1 % kept

H₂O naïve ß.

Notes

[1] By Ann.""",
    ".ipynb": "Its age\n\nIt is old.\n\nx = 1\n\none\n\n2",
    ".json": """station: Arlen
height: 1.10
open: true
tags: a, b

note:
The dyke is nine metres high. It broke.

keeper

name: Ann
since: 1999

log

day: 2020 | seen: x
day: 2021 | seen: y""",
    ".jsonl": "a: 1\n\n2\n\na\n\nb: 1, x",
    ".yaml": """station: Arlen

note:
The dyke is nine metres high.
It broke.

log

day: 2020 | level: 010
day: 2021 | level: NO

copy

day: 2020 | level: 010
day: 2021 | level: NO""",
    ".xml": "station\n\nid: 1 | name: Arlen | height: 412\nid: 2 | name: Holm | height: 3",
    ".csv": "Station: Arlen | Height: 412\nStation: Holm, old | Height: 3",
    ".tsv": "Station: Arlen | Height: 412",
    ".vtt": """00:00:01

Ann: The dyke is nine metres high.

00:00:40

- Is it & was it?
- Yes.

01:00:50

and so on""",
    ".srt": "00:00:01\n\nThe dyke is nine metres high.",
    ".eml": """Grüße an alle

From: Zoë <zoe@example.org>
To: ann@example.org
Date: Mon, 01 Jan 2024 10:00:00 +0000

Hello,

the fee is 12 €.

On Monday Ann wrote:

Is it open?
Or not?

Reply

It is.

figures.csv

a: x | b: 1

The one before

The inner words.""",
    ".mbox": "one\n\nFrom: a@b\n\nText one.\nFrom here.\n\ntwo\n\nFrom: c@d\n\nText two.",
    ".mhtml": "The café is open.",
    ".log": "2020-01-01 started\n",
    ".py": "x = 1\n",
}
LEFT_OUT = {
    ".xlsx": {
        "struck out": "holidays\nRuhn",
        "unreadable": "Ferries, D6: =D4+1",
        "hidden": "secret",
    },
    ".pptx": {"hidden": "secret"},
    ".odt": {"struck out": "deleted words\n8", "hidden": "hidden"},
    ".ods": {"hidden": "secret"},
    ".odp": {"around the text": "Spring 2024"},
    ".rtf": {"around the text": "Draft of May", "struck out": "8", "hidden": "hidden"},
    ".rst": {"comments": "A comment."},
    ".org": {
        "comments": "a comment\nCOMMENT Secret\nsecret words",
        "hidden": ":ID: x",
        "struck out": "8",
    },
    ".tex": {"comments": "secret\na comment", "struck out": "8"},
    ".xml": {"comments": "a comment"},
    ".vtt": {"comments": "a comment"},
}


@pytest.mark.parametrize("suffix", EXPECTED)
def test_each_sample_is_read_as_it_is_meant(suffix):
    assert read(SAMPLES[suffix], suffix).text == EXPECTED[suffix]


@pytest.mark.parametrize("suffix", LEFT_OUT)
def test_what_is_not_said_is_left_out_and_told(suffix):
    assert left_out(read(SAMPLES[suffix], suffix)) == LEFT_OUT[suffix]


def test_restructured_text_is_read_with_what_only_sphinx_knows():
    document = read(SAMPLES[".rst"], ".rst")
    for words in (
        "The dyke was built in 1874",
        "Newer words.",
        "one\ntwo",
        "Winter | 8:00",
        "By Ann.",
    ):
        assert words in document.text
    assert headings(document) == [(1, "Its age")]


def test_slides_are_pages():
    for suffix in (".pptx", ".odp"):
        document = read(SAMPLES[suffix], suffix)
        assert document.page_at(document.text.index("Say hello")) == 1
        assert document.page_at(document.text.index("Slide 2")) == 2


def test_an_archive_holds_its_files_under_their_names():
    document = read(SAMPLES[".zip"], ".zip")
    assert headings(document)[:3] == [(1, "README"), (1, "mail.eml"), (2, "Grüße an alle")]
    assert headings(document)[-3:] == [(1, "notes/a.md"), (2, "Its age"), (3, "Since when")]
    assert document.text.endswith("It is old.\n\nSince when\n\nSince 1874.")
    assert "junk" not in document.text
    assert left_out(document)["unreadable"].startswith("map.png is ")


def test_xml_of_words_stands_without_the_names_of_its_elements():
    document = read(XML_TEXT, ".xml")
    assert document.text == "The dyke\n\nIts age\n\nIt is very old.\n\ndate: 1874\n\nIt broke."
    assert headings(document) == [(1, "The dyke"), (2, "Its age")]


def test_rtf_has_the_words_that_another_reader_finds():
    shown = read(RTF, ".rtf").text.replace("|", " ").split()
    found = rtf_to_text(RTF.decode("latin-1"), errors="ignore")
    for word in ("Built", "Café", "Season", "Winter", "8:00", "9:00", "See", "map."):
        assert word in found
        assert word in shown


LIES = {
    "a PDF called text": (make_pdf([["It is old."]]), ".txt"),
    "a PDF called Word": (make_pdf([["It is old."]]), ".docx"),
    "HTML called text": (b"<!DOCTYPE html><html><body><p>It is old.</p></body></html>", ".txt"),
    "HTML called Excel": (b"<html><table><tr><td>It is old.</td></tr></table>", ".xls"),
    "Word called old Word": (make_docx("It is old."), ".doc"),
    "Word called a book": (make_docx("It is old."), ".epub"),
    "a book called zip": (make_epub({"a.xhtml": xhtml("<p>It is old.</p>")}), ".zip"),
    "RTF called Word": (rb"{\rtf1 It is old.}", ".doc"),
    "RTF called text": (rb"{\rtf1 It is old.}", ".TXT"),
    "text without a suffix": (b"It is old.", ""),
    "a saved page called HTML": (SAMPLES[".mhtml"].replace(b"The caf=C3=A9 is open", b"It is old"), ".html"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_suffix_that_lies_is_met_by_content(name):
    data, suffix = LIES[name]
    assert read(data, suffix).text.strip() == "It is old."


def test_html_in_code_and_in_text_that_only_speaks_of_it_stays():
    assert read(b"<html>", ".js").text == "<html>"
    assert read(b"Write <html> first.", ".txt").text == "Write <html> first."


REFUSED = {
    "old Word": (OLD_OFFICE + bytes(600), ".doc", "open it and save it as .docx"),
    "old Excel called new": (OLD_OFFICE + bytes(600), ".xlsx", "protected by a password"),
    "old PowerPoint": (b"\0" * 8, ".ppt", "open it and save it as .pptx"),
    "an e-book": (b"BOOKMOBI", ".mobi", "convert it to EPUB"),
    "a picture": (b"GIF89a", ".gif", "save it as PNG, JPEG or TIFF"),
    "a picture called text": (b"GIF89a", ".txt", "save it as PNG, JPEG or TIFF"),
    "another archive": (b"7z", ".7z", "unpack it"),
    "half an Excel file": (make_xlsx()[:3000], ".xlsx", "is damaged"),
    "half a text": (ODT[:300], ".odt", "is damaged"),
    "no notebook": (b"[1]", ".ipynb", "is not a notebook"),
    "broken XML": (b"<a><b></a>", ".xml", "is not well-formed XML"),
    "no subtitles": (b"just words", ".srt", "has no times"),
    "deep JSON": (b"[" * 100_000 + b"]" * 100_000, ".json", "nested too deeply"),
    "deep YAML": (b"[" * 50_000, ".yaml", "nested too deeply"),
    "YAML in itself": (b"&a [*a, *a]", ".yaml", "nested too deeply"),
    "parts in parts": (
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000)
        ),
        ".eml",
        "nested too deeply",
    ),
    "an archive of pictures": (make_zip({"a.png": b"x"}), ".zip", "holds no file that can be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence_that_says_what_to_do(name):
    data, suffix, words = REFUSED[name]
    with pytest.raises(UnreadableError, match=words) as caught:
        read(data, suffix)
    assert str(caught.value).endswith(".")


def test_bombs_are_refused():
    inner = make_zip({"a.txt": b"x" * 1_000_000})
    bombs = {
        "one file": make_zip({"a.txt": b"x" * 3_000_000}),
        "archives in an archive": make_zip({f"{n}.zip": inner for n in range(4)}),
        "documents in an archive": make_zip({f"{n}.odt": make_zip({"content.xml": b"x" * 1_000_000}) for n in range(4)}),
    }  # fmt: skip
    for name, bomb in bombs.items():
        assert len(bomb) < 50_000, name
        with pytest.raises(TooLargeError):
            read_document(bomb, "f", ".zip", max_expanded_bytes=2_000_000)
    laughs = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, {{b: *a{n - 1}}}, *a{n - 1}]\n" for n in range(1, 25)
    )
    with pytest.raises(TooLargeError, match="values allowed"):
        read(laughs.encode(), ".yaml")


def test_files_in_files_are_opened_only_so_deep():
    data, name = b"It is old.", "a.txt"
    for number in range(6):
        data, name = make_zip({name: data}), f"{number}.zip"
    with pytest.raises(UnreadableError, match="holds no file"):
        read(data, ".zip")


def test_a_cell_far_away_costs_nothing():
    begun = time.monotonic()
    read(make_xlsx(), ".xlsx")
    assert time.monotonic() - begun < 5


HARD = {
    "open groups of LaTeX": (b"\\label{" * 50_000, ".tex"),
    "open listings of LaTeX": (b"\\begin{verbatim}" * 50_000, ".tex"),
    "open emphasis of Org": (b" *a" * 50_000, ".org"),
    "open emphasis of reStructuredText": (b"*a " * 50_000, ".rst"),
    "open groups of RTF": (rb"{\rtf1" + b"{" * 200_000, ".rtf"),
    "open tags of subtitles": (b"1\n00:00:01,000 --> 00:00:02,000\n" + b"<v " * 50_000, ".srt"),
    "an open quotation mark": (b'"a,b\n' * 50_000, ".csv"),
}


@pytest.mark.parametrize("name", HARD)
def test_what_never_ends_takes_no_longer_than_it_is_long(name):
    begun = time.process_time()
    refusal(*HARD[name])
    assert time.process_time() - begun < 3


def test_all_formats_are_told_with_a_word_of_what_is_read():
    assert {suffix for each in FORMATS for suffix in each.suffixes} == SUFFIXES
    assert sum(len(each.suffixes) for each in FORMATS) == len(SUFFIXES)
    assert all(each.what for each in FORMATS)


THREAD = b"""From: Ann <a@x.org>
Subject: RE: Boat
Content-Type: text/%b; charset=utf-8

%b"""
BELOW = """Fine, we take the blue one.

-----Original Message-----
From: Bea <b@x.org>
Sent: Friday, May 3, 2024
To: Ann
Subject: Boat

Do we take the red one?
"""


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"plain", BELOW.encode()),
        (
            b"html",
            (
                b"<p>Fine, we take the blue one.</p><div><p><b>From:</b> Bea &lt;b@x.org&gt;<br><b>Sent:</b> "
                b"Friday, May 3, 2024<br><b>To:</b> Ann<br><b>Subject:</b> Boat</p></div>"
                b"<p>Do we take the red one?</p>"
            ),
        ),
    ],
)
def test_the_mails_below_an_answer_stand_each_under_its_writer(kind: bytes, body: bytes) -> None:
    document = read(THREAD % (kind, body), ".eml")
    assert headings(document) == [(1, "RE: Boat"), (2, "From: Bea <b@x.org>")]
    red, blue = document.text.index("red"), document.text.index("blue")
    assert document.heading_path(red) == ("RE: Boat", "From: Bea <b@x.org>")
    assert document.heading_path(blue) == ("RE: Boat",)
    assert "Original Message" not in document.text


def test_tables_side_by_side_on_a_sheet_are_two() -> None:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in (["Name", "Post"], ["Ida", "warden"], ["Piet", "keeper"], ["Olga", "clerk"]):
        book.active.append(row)
    for place, value in {"E2": "Town", "F2": "Height", "E3": "Arlen", "F3": 412}.items():
        book.active[place] = value
    book.save(file)
    text = read(file.getvalue(), ".xlsx").text
    assert "Name | Post\nIda | warden" in text
    assert text.endswith("Olga | clerk\n\nTown: Arlen | Height: 412")


def test_an_author_s_own_commands_and_merged_cells_of_latex_are_read() -> None:
    document = read(
        rb"""\newcommand{\place}{Skarn \emph{Island}}\title{The Dyke\thanks{Paid by a bank.}}
\begin{document}It is at \place{}. It broke\footnote{In 1921.}.

\begin{tabular}{lrr} Dyke & \multicolumn{2}{c}{Height} \\
\multirow{2}{*}{Leck} & 4 & 5 \\ & 6 & 7 \\ Pell & 1 & 2 \end{tabular}\end{document}""",
        ".tex",
    )
    assert document.title == "The Dyke"
    assert document.text == (
        "The Dyke[1]\n\nIt is at Skarn Island. It broke[2].\n\nDyke | Height | Height\n"
        "Leck | 4 | 5\nLeck | 6 | 7\nPell | 1 | 2\n\nNotes\n\n[1] Paid by a bank.\n\n[2] In 1921."
    )


def test_a_mail_in_html_has_what_it_answers_under_who_wrote_it_and_a_signature_its_lines() -> None:
    page = (
        b"Subject: Dyke\nContent-Type: text/html\n\n<div>It is high.</div>"
        b"<div>On Fri, 27 Nov 2026 at 09:12, Bo &lt;bo@example.org&gt; wrote:</div>"
        b"<blockquote>Is it low?</blockquote><p>Note: it has 2:</p>"
    )
    document = read_document(page, "a.eml", ".eml")
    headings = [section.heading for section in document.sections]
    assert headings[:2] == ["Dyke", "On Fri, 27 Nov 2026 at 09:12, Bo <bo@example.org> wrote:"]
    assert "Note: it has 2:" not in headings
    flowed = (
        b"Subject: A\nContent-Type: text/plain; format=flowed\n\nIt is \nhigh.\n\n-- \nAnn\nSkarn\n"
    )
    assert read_document(flowed, "a.eml", ".eml").text.endswith("It is high.\n\n-- \nAnn\nSkarn")


def test_the_lines_of_a_plain_mail_and_of_what_it_quotes_are_whole() -> None:
    mail = (
        "Subject: Dyke\n\nthe committee met in the harbour office on a cold evening and heard the\n"
        "report of the keeper.\n\nOn Monday Bo wrote:\n"
        "> The key to the pump house was moved in May because the old drawer was\n> full, and so on.\n"
    )
    text = read_document(mail.encode(), "a.eml", ".eml").text
    assert "cold evening and heard the report of the keeper." in text
    assert "because the old drawer was full, and so on." in text


def test_a_saved_page_is_seen_with_the_style_sheets_saved_beside_it() -> None:
    page = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
        "--B\nContent-Type: text/html\n\n<p>Built in 1874<i class=s>12</i> by her.<p class=h>No.\n"
        "--B\nContent-Type: text/css\n\n.s {vertical-align: super} .h {display: none}\n--B--\n"
    )
    document = read_document(page.encode(), "a.mht", ".mht")
    assert document.text == "Built in 1874[12] by her."


def test_raised_text_in_xml_is_no_part_of_a_number() -> None:
    data = b"<doc><p>Built in 1874<sup>12</sup>, 10<sup>6</sup> m, H<sub>2</sub>O.</p></doc>"
    assert read_document(data, "a.xml", ".xml").text == "Built in 1874[12], 10⁶ m, H₂O."
