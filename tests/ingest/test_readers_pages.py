"""Web pages and books: what is raised, struck out, hidden, merged, noted, or around the text."""

from __future__ import annotations

import json
import time
import zipfile
from io import BytesIO

import pytest

from ingest.documents import Document
from ingest.readers import read_document
from tests.ingest.readers_samples import change_members, make_epub, xhtml


def read(body: str, head: str = "") -> Document:
    page = f"<meta charset=utf-8>{head}<body>{body}"
    return read_document(page.encode(), "page.html", ".html")


def left_out(document: Document) -> dict[str, str]:
    noted = json.loads(document.metadata.get("left_out", "{}"))
    return {reason: found["text"] for reason, found in noted.items()}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Built in 1874<sup><a href='#n2'>12</a></sup> by her", "Built in 1874[12] by her"),
        ("It holds 6,000<sup>3</sup> rings", "It holds 6,000[3] rings"),
        ("in 1912<sup><a href=#a>1</a>,<a href=#b>2</a></sup>.", "in 1912[1],[2]."),
        ("in 1912<a href=#a><sup>[4]</sup></a>.", "in 1912[4]."),
        ("10<sup>6</sup> and 10<sup>&minus;3</sup> m<sup>2</sup>", "10⁶ and 10⁻³ m²"),
        ("a ticket for $4<sup>50</sup>", "a ticket for $4.50"),
        ("CO<sub>2</sub>, the 21<sup>st</sup>", "CO₂, the 21st"),
        ("1<sup>1</sup>&frasl;<sub>2</sub> cups", "1½ cups"),
        ("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>", "漢字(かんじ)"),
        ("Super&shy;cali, zero&#8203;width, o&#xFB03;ce", "Supercali, zerowidth, office"),
        ("cafe&#x301;", "café"),
        (
            "Built in 1874<span style='vertical-align: super'>12</span> by her",
            "Built in 1874[12] by her",
        ),
        ("Built in 1874<span class=c5>12</span><span class=c6>!</span>", "Built in 1874[12]!"),
        ("10<sup class=c5>6</sup> m, 10<span class=c5><sup>6</sup></span> m", "10⁶ m, 10⁶ m"),
    ],
)
def test_raised_and_lowered_text_keeps_its_meaning(body, text):
    style = "<style>.c5{vertical-align:super;font-size:60%}.c6{color:red}</style>"
    assert read(f"<p>{body}</p>", style).text == text


@pytest.mark.parametrize(
    ("body", "head", "reason", "words"),
    [
        ("a <del>40</del> b", "", "struck out", "40"),
        ("a <span style='text-decoration: line-through'>40</span> b", "", "struck out", "40"),
        ("a <b class=old>40</b> b", "<style>.old{text-decoration:line-through}</style>", "struck out", "40"),
        ("a <b hidden>40</b> b", "", "hidden", "40"),
        ("a <b style='opacity:0'>40</b> b", "", "hidden", "40"),
        ("a <b style='color:#FFF;background:#fff'>40</b> b", "", "hidden", "40"),
        ("a <b style='position:absolute; left:-9999px'>40</b> b", "", "hidden", "40"),
        ("a <b class=x>40</b> b", "<style>p, .x { display : none }</style>".replace("p, ", ""), "hidden", "40"),
        ("a <b class=x>40</b> b", "<style>@media screen{i .y,.x{visibility:hidden}}</style>", "hidden", "40"),
        ("a <b class=x>40</b> b", "<style>/* } */ q{quotes:'}'} .x{font-size:0}</style>", "hidden", "40"),
        ("Rated <i aria-hidden=true>★★</i> well by all who came", "", "hidden", "★★"),
        ("a <!-- Garrick --> b", "", "comments", "Garrick"),
        ("a<p class=x>40<p>b<p>c<b aria-hidden=true></b>", "<style>.x{display:none}</style>", "hidden", "40"),
        ("<h2>A<span class=mw-editsection>[edit]</span></h2>b", "", "around the text", "[edit]"),
    ],
)  # fmt: skip
def test_what_is_struck_out_or_hidden_is_left_out_and_said(body, head, reason, words):
    document = read(f"<p>{body}</p>", head)
    assert words not in document.text
    assert left_out(document) == {reason: words}


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("a <ins>40</ins> b", ""),
        ("a <b class=xy>40</b> b", "<style>.x{display:none}</style>"),
        ("a <b class=x>40</b> b", "<style>@media print{.x{display:none}}</style>"),
        ("a <b class=x>40</b> b", "<style media=print>.x{display:none}</style>"),
        ("a <b class=x>40</b> b", "<style>.x:hover{display:none}</style>"),
        # What a click opens is a part of the page.
        ("a <b class=x>40</b> b", "<style>.x{display:none} .x.open{display:inline}</style>"),
        ("<a role=tab aria-controls=t>T</a><div id=t class=x>40</div>", "<style>.x{display:none}</style>"),
        ("<div role=tabpanel hidden>40</div>", ""),
        ("<div hidden=until-found>40</div>", ""),
        ("<button data-bs-target='#t'>T</button><div id=t style='display:none'>40</div>", ""),
        ("<details><summary>More</summary>40</details>", ""),
        ("<a href='#t'>T</a><div id=t style='display:none'>40</div>", ""),
        ("<p>More</p><div class=expand-content style='display:none'>40</div>", ""),
        ("<div aria-hidden=true>All of the text is 40</div>", ""),
    ],
)  # fmt: skip
def test_what_can_be_seen_is_stored(body, head):
    document = read(f"<p>{body}", head)
    assert "40" in document.text
    assert not left_out(document)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            (
                "<tr><th>Isle<th>Season<th>Ferry<tr><td rowspan=2>Skarn<td>Summer<td>05:40"
                "<tr><td>Winter<td>08:15<tr><td>Holm<td>Winter<td>09:50"
            ),
            "Isle | Season | Ferry\nSkarn | Summer | 05:40\nSkarn | Winter | 08:15\nHolm | Winter | 09:50",
        ),
        (
            (
                "<tr><th rowspan=2>Museum<th colspan=2>2019<th colspan=2>2020"
                "<tr><th>Adults<th>Pupils<th>Adults<th>Pupils<tr><td>Leck<td>1<td>2<td>3<td>4"
            ),
            "Museum | 2019 - Adults | 2019 - Pupils | 2020 - Adults | 2020 - Pupils\nLeck | 1 | 2 | 3 | 4",
        ),
        # A merged cell ends with its part of the table, or goes on to its end.
        (
            "<tbody><tr><td rowspan=9>A<td>1<tr><td>2<tbody><tr><td rowspan=0>B<td>3<tr><td>4<tr><td>5",
            "A | 1\nA | 2\nB | 3\nB | 4\nB | 5",
        ),
        # A row across names the group below it; a sentence across is only a line.
        (
            (
                "<tr><th>Isle<th>Ferry<tr><th colspan=2>Winter<tr><td>Skarn<td>8"
                "<tr><th colspan=2>Summer<tr><td>Skarn<td>5<tr><td colspan=2>None on Sundays."
            ),
            "Isle | Ferry\nWinter\nWinter: Skarn | 8\nSummer\nSummer: Skarn | 5\nNone on Sundays.",
        ),
        ("<tr><th colspan=2>Fares<tr><td>Adult<td>4<tr><td>Child<td>2", "Fares\nAdult | 4\nChild | 2"),
        ("<tr><th>Pop.<td>5<tr><th>Area<td>7", "Pop. | 5\nArea | 7"),
 (
            "<tr><td rowspan=2>Route<td colspan=2>Winter<tr><td>Adult<td>Child<tr><td>Skarn<td>12<td>6",
            "Route | Winter - Adult | Winter - Child\nSkarn | 12 | 6",
        ),
        # A table in a cell, and a long text that is said once.
        (
            "<tr><th>Day<th>Hours<tr><td>Mon<td><table><tr><td>am<td>9<tr><td>pm<td>2</table>",
            "Day | Hours\nMon | am, 9; pm, 2",
        ),
        (f"<tr><td rowspan=2>{'long ' * 30}<td>1<tr><td>2", f"{'long ' * 30}| 1\n| 2"),
        ("<tr><td colspan=x>A<td rowspan=-1>B<tr><td colspan=0>C", "A | B\nC"),
    ],
)  # fmt: skip
def test_a_merged_cell_counts_for_every_row_and_column_it_covers(rows, text):
    assert read(f"<table>{rows}</table>").text == text


def test_a_table_that_is_layout_by_its_role_is_read_as_blocks():
    assert read("<table role=presentation><tr><td>One<td>Two</table>").text == "One\n\nTwo"


def test_cells_that_claim_to_cover_everything_take_no_time():
    begun = time.process_time()
    rows = "<tr>" + "<td rowspan=65534 colspan=1000>x" * 50
    document = read(f"<table>{rows * 40}</table>")
    assert time.process_time() - begun < 2
    assert len(document.text) < 100_000


NOTES = """<h1>Port</h1><p>Two ships came. The light was lit in 1874<sup><a href="#n1" id="r1">1</a></sup> by
Quill<a epub:type="noteref" href="#n2">*</a>.</p><p>The end.</p><ol><li id="n1">1. See the town records. <a
href="#r1">↩</a></li></ol><aside epub:type="footnote"><p id="n2">* A keeper.</p><p>Of 1870.</p></aside>"""


def test_notes_stand_under_headings_that_tell_their_place():
    document = read(NOTES)
    assert document.text == (
        "Port\n\nTwo ships came. The light was lit in 1874[1] by Quill[*].\n\nThe end.\n\n"
        "Note 1 to “The light was lit in 1874”\n\nSee the town records.\n\n"
        "Note * to “The light was lit in 1874[1] by Quill”\n\nA keeper.\n\nOf 1870."
    )
    assert document.heading_path(document.text.index("See the"))[0] == "Port"


def test_a_raised_number_without_a_link_finds_its_note():
    document = read(
        "<p>Of 900 men<sup>2</sup> all came.</p><h2>Notes</h2><p><sup>2</sup> In June.</p>"
    )
    assert document.text == "Of 900 men[2] all came.\n\nNotes\n\nNote 2 to “Of 900 men”\n\nIn June."
    assert document.heading_path(document.text.index("In June")) == (
        "Notes",
        "Note 2 to “Of 900 men”",
    )


def test_links_within_a_page_are_no_notes():
    body = "<ul><li><a href=#a>1</a> <a href=#a>Trade</a></ul><h2 id=a>Trade</h2><p>Coal.</p>"
    assert read(body).text == "1 Trade\n\nTrade\n\nCoal."


def test_the_notes_of_a_book_stand_at_its_end_wherever_they_are_written():
    pages = {
        "a.xhtml": xhtml(
            "<h1>One</h1><p>Drained in 1651<sup><a href='n.xhtml#f1'>1</a></sup>.</p>"
        ),
        "n.xhtml": xhtml("<h1>Notes</h1><p id='f1'>1 By Vael.</p>"),
        "b.xhtml": xhtml("<h1>Two</h1><p class='x'>Gone</p><p>Eels.</p>"),
    }
    data = make_epub(pages, extra={"OPS/s.css": ".x{display:none}"})
    package = zipfile.ZipFile(BytesIO(data)).read("OPS/book.opf").decode()
    item = '<item id="s" href="s.css" media-type="text/css"/></manifest>'
    styled = change_members(data, {"OPS/book.opf": package.replace("</manifest>", item)})
    document = read_document(styled, "a.epub", ".epub")
    assert document.text == (
        "One\n\nDrained in 1651[1].\n\nNotes\n\nTwo\n\nEels.\n\nNotes\n\n"
        "Note 1 to “Drained in 1651”\n\nBy Vael."
    )
    assert document.heading_path(len(document.text) - 1) == ("Notes", "Note 1 to “Drained in 1651”")


@pytest.mark.parametrize(
    ("body", "text", "around"),
    [
        # A teaser is not the page because it is its only article.
        (
            "<div><h1>Mill</h1><p>It was built in 1742.</div><article>Ten recipes.</article>",
            "Mill\n\nIt was built in 1742.\n\nTen recipes.",
            "",
        ),
        (
            "<h1>Mill</h1><div class='related'><p>Ten recipes.</div><p>It was built in 1742.",
            "Mill\n\nIt was built in 1742.",
            "Ten recipes.",
        ),
        (
            "<header><h1>News</h1><p>By A. Moor</header><p>It is closed.<footer>Tel. 5</footer>",
            "News\n\nBy A. Moor\n\nIt is closed.",
            "Tel. 5",
        ),
        (
            "<header><h1>News</h1></header><main><p>It is closed.</main><aside>Free</aside>",
            "News\n\nIt is closed.",
            "News\nFree",
        ),
        ("<div class=related>All of the page is here</div>", "All of the page is here", ""),
    ],
)
def test_the_main_text_is_whole_and_what_is_around_it_is_said(body, text, around):
    document = read(body)
    assert document.text == text
    assert left_out(document).get("around the text", "") == around


def test_questions_of_a_list_and_of_folded_parts_are_headings_of_their_answers():
    document = read(
        "<h1>Tower</h1><dl><dt>Who is the warden?<dd>Ida Lund.<dt>Fee<dd>6</dl>"
        "<details><summary>Where can I park?</summary>Behind the mill.</details>"
    )
    path = document.heading_path
    assert path(document.text.index("Ida")) == ("Tower", "Who is the warden?")
    assert path(document.text.index("Behind")) == ("Tower", "Where can I park?")
    assert "Fee: 6" in document.text


def test_lists_keep_their_numbers_and_what_belongs_to_what():
    body = (
        "<ol start=3 type=a><li>Saw<li>Sand<ol><li value=7>fine</ol></ol>"
        "<dl><dt>Dean<dt>Head<dd>Berg<dd><p>since 2001</dl>"
    )
    assert read(body).text == "c. Saw\nd. Sand\n  7. fine\n\nDean, Head: Berg\nsince 2001"
