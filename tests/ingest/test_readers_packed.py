"""PDF, Word and EPUB files: pages, order, tables, tracked changes, protection."""

from concurrent.futures import ThreadPoolExecutor

import docx
import pypdfium2
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from ingest.documents import Document, Page, Section
from ingest.errors import UnreadableError
from ingest.readers import read_document
from tests.ingest.readers_samples import (
    PROTECTED_PDF,
    change_members,
    make_docx,
    make_epub,
    make_pdf,
    saved,
    xhtml,
)

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def read_word(document: docx.document.Document) -> Document:
    return read_document(saved(document), "letter.docx", ".docx")


def text_of_word(xml: str) -> str:
    """The text of a Word document whose body consists of these elements."""
    document = docx.Document()
    for element in reversed(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>")):
        document.element.body.insert(0, element)
    return read_word(document).text


def test_a_pdf_with_text_on_its_first_and_last_page():
    data = make_pdf(
        [["The fee is 12 € (net).", "It rose in 2020."], [], ["The end."]],
        title="Fees",
        author="A. B.",
    )
    document = read_document(data, "fees.pdf", ".pdf")
    assert document.text == "The fee is 12 € (net).\nIt rose in 2020.\nThe end."
    assert document.pages == (Page(1, 0), Page(3, 40))
    assert [document.page_at(offset) for offset in (0, 39, 40, 47)] == [1, 1, 3, 3]
    assert document.title == "Fees"
    assert document.metadata == {"author": "A. B.", "pages_without_text": "2"}
    assert document.sections == ()


def test_a_word_parted_at_a_line_end_is_joined():
    data = make_pdf([["The gov-", "ernment met COVID-", "Case 1990-", "1995 - and"]])
    text = read_document(data, "a.pdf", ".pdf").text
    assert text == "The government met COVID-Case 1990-1995 - and"


@pytest.mark.parametrize(
    "title", [b"(Microsoft Word - fees.doc)", b"<FEFFD800>", b"<FEFF0041DC00>"]
)
def test_a_pdf_title_that_a_program_wrote_or_that_is_not_text_is_not_used(title):
    data = make_pdf([["x"]], title="Some quite long title ...", author="A. B.")
    written = data.replace(b"(Some quite long title ...)", title.ljust(27))
    document = read_document(written, "https://example.org/the_fees.pdf", ".pdf")
    assert (document.title, document.metadata) == ("the fees", {"author": "A. B."})


def test_the_protected_sample_is_a_real_one():
    with pypdfium2.PdfDocument(PROTECTED_PDF, password="secret") as pdf:
        assert pdf[0].get_textpage().get_text_range() == "hidden words"
    with pytest.raises(UnreadableError, match=r"^a\.pdf is protected by a password: "):
        read_document(PROTECTED_PDF, "a.pdf", ".pdf")


def test_pdfs_may_be_read_in_several_threads():
    samples = [
        make_pdf([[f"line {line} of {number}"] * 20 for line in range(9)]) for number in "abcd"
    ]
    with ThreadPoolExecutor(8) as pool:
        read = pool.map(lambda data: read_document(data, "a.pdf", ".pdf").text, samples * 10)
        texts = list(read)
    assert texts == texts[:4] * 10
    assert texts[1].startswith("line 0 of b line 0 of b ")


def test_a_word_file_in_document_order():
    document = docx.Document()
    document.core_properties.author = "A. B."
    document.add_paragraph("The Port", style="Title")
    document.add_paragraph("Built in 1901.\tBy\nhand.")
    document.add_heading("Trade", 1)
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, ["Town|2010|2020", "Oslo||6\u00a0m", "||"], strict=True):
        for cell, text in zip(row.cells, texts.split("|"), strict=True):
            cell.text = text
    document.add_heading("Ships", 2)
    document.add_paragraph("Two.")
    result = read_word(document)
    assert result.text == (
        "The Port\n\nBuilt in 1901.\tBy\nhand.\n\nTrade\n\nTown | 2010 | 2020\nOslo |  | 6\u00a0m\n\n"
        "Ships\n\nTwo."
    )
    assert result.sections == (
        Section(0, 1, "The Port"),
        Section(35, 1, "Trade"),
        Section(76, 2, "Ships"),
    )
    assert result.title == "The Port"
    assert result.heading_path(86) == ("Trade", "Ships")
    assert result.page_at(0) is None
    assert result.metadata == {"author": "A. B."}


def test_headings_by_a_style_based_on_one_or_an_outline_level():
    document = docx.Document()
    style = document.styles.add_style("Überschrift Haus", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Derived", style=style)
    for text, style_name, level in (("Outlined", "Normal", 2), ("Body text", "Heading 1", 9)):
        paragraph = document.add_paragraph(text, style=style_name)
        outline = parse_xml(f'<w:outlineLvl {NAMESPACES} w:val="{level}"/>')
        paragraph.paragraph_format.element.get_or_add_pPr().append(outline)
    assert read_word(document).sections == (Section(0, 2, "Derived"), Section(9, 3, "Outlined"))


def test_styles_based_on_each_other_end():
    document = docx.Document()
    one, two = (document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in ("A", "B"))
    one.base_style, two.base_style = two, one
    document.add_paragraph("Text", style=one)
    assert read_word(document).sections == ()


def test_tracked_changes_fields_and_hidden_text():
    text = text_of_word(
        "<w:p><w:r><w:t>The fee is </w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> euros</w:t></w:r>'
        "<w:hyperlink><w:r><w:t> a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><m:oMath><m:r><m:t> x=1</m:t></m:r></m:oMath></w:p>"
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Next</w:t></w:r></w:p>"
    )
    assert text == "The fee is 12 euros a-b x=1\n\nNext"


def test_content_controls_frames_and_text_boxes():
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent>"
    text = text_of_word(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:t>Two</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:t>Before </w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent><w:t>after</w:t></w:r></w:p>"
    )
    assert text == "Controlled\n\nOne\n\nTwo\n\nBefore after\n\nBoxed"


def test_a_text_box_in_a_table_cell_is_read_once():
    box = "<w:r><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></w:r>"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r>{}</w:p><w:p/></w:tc>"
    text = text_of_word(
        f"<w:tbl><w:tr>{cell.format('A', box)}{cell.format('B', '')}</w:tr></w:tbl>"
    )
    assert text == "A Boxed | B"


def test_word_titles_come_from_the_properties_else_the_first_heading():
    document = docx.Document()
    document.add_heading("Heading", 1)
    assert read_word(document).title == "Heading"
    document.core_properties.title = "Named"
    assert read_word(document).title == "Named"
    document.core_properties.title = "Word Document"
    assert read_word(document).title == "Heading"


def test_entities_in_a_word_file_are_not_expanded():
    document = docx.Document()
    document.add_paragraph("MARK")
    bomb = '<!DOCTYPE d [<!ENTITY a "aaa"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    xml = document.element.xml.replace("MARK", "x&a;&f;y")
    changed = change_members(saved(document), {"word/document.xml": bomb + xml})
    assert "aaa" not in read_document(changed, "a.docx", ".docx").text


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<x/>", b"\0\1"])
def test_a_word_file_with_a_damaged_part_is_refused(part, content):
    data = change_members(make_docx(), {part: content})
    with pytest.raises(UnreadableError, match=r"^letter\.docx (is not a Word file|has no visible)"):
        read_document(data, "letter.docx", ".docx")


METADATA = (
    "<dc:title>The\n Port</dc:title><dc:title>Second</dc:title><dc:creator>A. B.</dc:creator>"
    "<dc:creator>C. D.</dc:creator><dc:language>en</dc:language>"
)


def test_an_epub_is_read_in_the_order_of_its_spine():
    pages = {
        "b.xhtml": xhtml("<h1>One</h1><p>First<br/>line &amp;amp; more&nbsp;text</p>"),
        "a.xhtml": xhtml("<h2>Two</h2><aside>A note</aside><nav><ol><li>no</li></ol></nav>"),
        "not in the spine.xhtml": xhtml("<p>no</p>"),
    }
    spine = ["b.xhtml", "a.xhtml", "lost.xhtml", "a.xhtml"]
    document = read_document(make_epub(pages, spine, METADATA), "port.epub", ".epub")
    assert document.text == "One\n\nFirst\nline &amp; more\xa0text\n\nTwo\n\nA note"
    assert document.sections == (Section(0, 1, "One"), Section(33, 2, "Two"))
    assert document.heading_path(40) == ("One", "Two")
    assert document.page_at(0) is None
    assert document.title == "The Port"
    assert document.metadata == {
        "author": "A. B., C. D.",
        "language": "en",
        "left_out": '{"around the text": {"characters": 2, "text": "no"}}',
    }


def test_the_numbers_of_printed_pages_and_styles_that_raise_in_an_epub():
    page = xhtml(
        "<style>.up {vertical-align: super}</style><p>Built in 1874<i class='up'>12</i> by her.</p>"
        "<span epub:type='pagebreak'>41</span><p>It fell.</p>"
    ).replace("<html", "<html xmlns:epub='http://www.idpf.org/2007/ops'", 1)
    document = read_document(make_epub({"a.xhtml": page}), "a.epub", ".epub")
    assert document.text == "Built in 1874[12] by her.\n\nIt fell."


def test_a_page_of_an_epub_that_is_not_well_formed_is_read_as_html():
    data = make_epub({"a": "<p>a<p>b", "c": "<html><body>caf\xe9</body>".encode("cp1252")})
    assert read_document(data, "port.epub", ".epub").text == "a\n\nb\n\ncafé"


ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
    '<e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>'
)


def test_an_epub_whose_pages_are_encrypted_is_refused_but_not_one_with_encrypted_fonts():
    fonts, pages = (
        make_epub(
            {"a b.xhtml": xhtml("<p>words</p>")},
            extra={"META-INF/encryption.xml": ENCRYPTION.format(path)},
        )
        for path in ("OPS/f.otf", "OPS/a%20b.xhtml")
    )
    assert read_document(fonts, "port.epub", ".epub").text == "words"
    with pytest.raises(UnreadableError, match=r"^port\.epub is protected by .*DRM"):
        read_document(pages, "port.epub", ".epub")


@pytest.mark.parametrize("part", ["META-INF/container.xml", "OPS/book.opf"])
@pytest.mark.parametrize("content", [None, b"", b"<x", b"\0"])
def test_an_epub_with_a_damaged_part_is_refused(part, content):
    data = change_members(make_epub({"a": xhtml("<p>words</p>")}), {part: content})
    with pytest.raises(UnreadableError, match=r"^port\.epub is not an EPUB book, or damaged: "):
        read_document(data, "port.epub", ".epub")
