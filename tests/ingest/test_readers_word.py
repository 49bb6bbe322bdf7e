"""Word files: what is struck or hidden, raised text and formulas, merged cells, notes."""

import json

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from ingest.documents import Document
from ingest.readers import read_document
from tests.ingest.readers_samples import saved

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def read(body: str, **parts: str) -> Document:
    """A Word document whose body is this, with parts such as ``footnotes`` beside it."""
    document = docx.Document()
    for element in reversed(parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")):
        document.element.body.insert(0, element)
    for name, content in parts.items():
        xml = f"<w:{name} {NAMESPACES}>{content}</w:{name}>".encode()
        kind = f"{RELATIONSHIP_TYPE.FOOTNOTES.rpartition('/')[0]}/{name}"
        package = document.part.package
        part = Part(PackURI(f"/word/{name}x.xml"), "application/xml", xml, package)
        document.part.relate_to(part, kind)
    return read_document(saved(document), "letter.docx", ".docx")


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def left_out(document: Document) -> dict[str, str]:
    found = json.loads(document.metadata.get("left_out", "{}"))
    return {reason: each["text"] for reason, each in found.items()}


def test_what_is_struck_deleted_or_hidden_is_noted_and_not_stored():
    document = read(
        paragraph(
            run("The fee is "),
            run("40 ", "<w:strike/>"),
            run("45 ", "<w:dstrike/>"),
            "<w:del><w:r><w:delText>50 </w:delText></w:r></w:del>",
            f"<w:ins>{run('55')}</w:ins>",
            run(" euros", '<w:strike w:val="0"/>'),
            run(" draft", "<w:vanish/>"),
            run(" white", '<w:color w:val="FFFFFF"/>'),
        )
    )
    assert document.text == "The fee is 55 euros"
    assert left_out(document) == {"struck out": "50\n40\n45", "hidden": "draft\nwhite"}


def test_white_text_on_a_dark_ground_is_not_hidden():
    white = '<w:color w:val="FFFFFF"/>'
    cell = f"<w:tc>{paragraph(run('Head', white))}</w:tc>"
    shaded = run("Shaded", f'{white}<w:shd w:fill="000000"/>')
    text = read(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>{paragraph(shaded)}").text
    assert text == "Head | Head\n\nShaded"


def test_a_style_may_strike_hide_or_raise():
    document = docx.Document()
    for name, look in (("Gone", "<w:vanish/>"), ("Up", '<w:vertAlign w:val="superscript"/>')):
        style = document.styles.add_style(name, docx.enum.style.WD_STYLE_TYPE.CHARACTER)
        style.element.append(parse_xml(f"<w:rPr {NAMESPACES}>{look}</w:rPr>"))
    line = document.add_paragraph("Built in 1874")
    line.add_run("12", style="Up")
    line.add_run(" secret", style="Gone")
    assert read_document(saved(document), "a.docx", ".docx").text == "Built in 1874[12]"


def test_raised_and_lowered_text_keeps_its_meaning():
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    pairs = [("10", "6", up), (" litres of H", "2", down), ("O, the 21", "st", up)]
    runs = [run(plain) + run(mark, look) for plain, mark, look in pairs]
    moved = run(", 5 m") + run("2", '<w:position w:val="6"/>')
    assert read(paragraph(*runs, moved)).text == "10⁶ litres of H₂O, the 21st, 5 m²"


def test_a_formula_in_one_line():
    def part(tag: str, text: str) -> str:
        return f"<m:{tag}><m:r><m:t>{text}</m:t></m:r></m:{tag}>"

    square = f"<m:sSup>{part('e', '3')}{part('sup', '2')}</m:sSup>"
    half = f"<m:f>{part('num', 'a+b')}{part('den', '2')}</m:f>"
    root = f"<m:rad><m:deg/>{part('e', 'x')}</m:rad>"
    bracket = f"<m:d>{part('e', 'y')}</m:d>"
    assert read(f"<w:p><m:oMath>{square}{half}{root}{bracket}</m:oMath></w:p>").text == (
        "3²(a+b)/2√(x)(y)"
    )


def test_a_reading_stands_behind_its_word():
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('kanji')}</w:rt><w:rubyBase>{run('漢字')}</w:rubyBase>"
        "</w:ruby></w:r>"
    )
    assert read(paragraph(ruby, run(" co\u00adoperate"))).text == "漢字(kanji) cooperate"


def test_notes_and_comments_follow_their_section_and_say_to_what_they_belong():
    heading = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>{}</w:p>'
    body = (
        heading.format(run("Money"))
        + paragraph(
            run("It was built in 1874. A lender paid."),
            '<w:r><w:footnoteReference w:id="7"/></w:r>',
            run(" Then it burned"),
            '<w:r><w:endnoteReference w:id="2"/></w:r>',
            run("."),
            '<w:r><w:commentReference w:id="0"/></w:r>',
        )
        + heading.format(run("Later"))
        + paragraph(run("Nothing."))
    )
    document = read(
        body,
        footnotes=f'<w:footnote w:id="7">{paragraph(run(" The Veldkamp Bank."))}</w:footnote>',
        endnotes=f'<w:endnote w:id="2">{paragraph(run("In May."))}</w:endnote>',
        comments=f'<w:comment w:id="0" w:author="Ada">{paragraph(run("Sure?"))}</w:comment>',
    )
    assert document.text == (
        "Money\n\nIt was built in 1874. A lender paid.[1] Then it burned[i].\n\n"
        "Footnote 1 to “A lender paid.”\n\nThe Veldkamp Bank.\n\n"
        "Endnote i to “Then it burned”\n\nIn May.\n\n"
        "Comment by Ada to “Then it burned.”\n\nSure?\n\nLater\n\nNothing."
    )
    path = ("Money", "Footnote 1 to “A lender paid.”")
    assert document.heading_path(document.text.index("Veldkamp")) == path
    assert document.heading_path(document.text.index("Nothing")) == ("Later",)


def test_a_note_in_a_table_belongs_to_its_row():
    cells = [run("Arlen"), run("412") + '<w:r><w:footnoteReference w:id="1"/></w:r>']
    row = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
    notes = f'<w:footnote w:id="1">{paragraph(run("In 1990."))}</w:footnote>'
    text = read(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>", footnotes=notes).text
    assert text == "Arlen | 412[1]\n\nFootnote 1 to “Arlen | 412[1]”\n\nIn 1990."


def test_headers_and_footers_come_last_once_and_without_numbers_of_pages():
    document = docx.Document()
    document.add_heading("Report", 2)
    document.add_paragraph("Text.")
    for section in (document.sections[0], document.add_section()):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Reference HB-7731"
        section.footer.is_linked_to_previous = False
        field = f'<w:fldSimple {NAMESPACES} w:instr=" PAGE "><w:r><w:t>41</w:t></w:r></w:fldSimple>'
        section.footer.paragraphs[0].text = "Page "
        section.footer.paragraphs[0]._p.append(parse_xml(field))
    result = read_document(saved(document), "report.docx", ".docx")
    assert result.text == "Report\n\nText.\n\nHeader\n\nReference HB-7731\n\nFooter\n\nPage"
    assert result.title == "report"
    assert result.heading_path(result.text.index("HB")) == ("Header",)


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


WIDE, DOWN, FROM = '<w:gridSpan w:val="2"/>', "<w:vMerge/>", '<w:vMerge w:val="restart"/>'


def test_a_merged_cell_counts_for_every_row_and_column_it_covers():
    text = read(
        table(
            cell("Timetable", '<w:gridSpan w:val="3"/>'),
            cell("Season") + cell("Ferries", WIDE),
            cell("Winter", FROM) + cell("09:00") + cell("17:00"),
            cell("", DOWN) + cell("10:00") + cell("18:00"),
            '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("noon", WIDE),
        )
    ).text
    assert text == (
        "Timetable\nSeason | Ferries | Ferries\nWinter | 09:00 | 17:00\nWinter | 10:00 | 18:00\n| noon"
    )


def test_a_table_in_a_cell_follows_the_table_and_one_row_of_tables_is_a_layout():
    inner = table(cell("a") + cell("b"), cell("c") + cell("d"))
    nested = f"<w:tc>{inner}{paragraph(run('seen'))}</w:tc>"
    assert read(table(nested + cell("x"), cell("y") + cell("z"))).text == (
        "seen | x\ny | z\n\na | b\nc | d"
    )
    assert read(table(nested + cell("x"))).text == "a | b\nc | d\n\nseen\n\nx"


@pytest.mark.parametrize("span", ["999999999", "-1", "x", "²"])
def test_a_span_that_no_table_has_is_no_danger(span):
    text = read(table(cell("a", f'<w:gridSpan w:val="{span}"/>') + cell("b"))).text
    assert text in {" | ".join(["a"] * 63 + ["b"]), "a | b"}


def test_merged_cells_cannot_swell_a_document():
    long = "word " * 4_000
    rows = [cell(long, FROM) + cell("x"), *[cell("", DOWN) + cell("x")] * 2_000]
    assert len(read(table(*rows)).text) < 1_100_000


def test_what_is_ticked_and_chosen_in_a_form_is_read() -> None:
    def field(data: str, label: str) -> str:
        return (
            f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(f" {label}")}</w:p>'
        )

    chosen = '<w:result w:val="1"/><w:listEntry w:val="small"/><w:listEntry w:val="large"/>'
    document = read(
        field("<w:checkBox><w:checked/></w:checkBox>", "ramp")
        + field('<w:checkBox><w:default w:val="0"/></w:checkBox>', "bed")
        + field(f"<w:ddList>{chosen}</w:ddList>", "size")
        + f"<w:p>{run('Day:')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Choose a day.')}</w:sdtContent></w:sdt></w:p>"
    )
    assert document.text == "☒ ramp\n\n☐ bed\n\nlarge size\n\nDay:"
    assert "Choose a day." in document.metadata["left_out"]
