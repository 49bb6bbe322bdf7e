"""The numbers that Word and LibreOffice show before the items of lists and before headings."""

import docx
import pytest

from ingest.readers import read_document
from tests.ingest.formats_samples import make_open_document
from tests.ingest.readers_samples import saved

LIST = (
    '<text:list-style style:name="N">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '</text:list-style><text:outline-style style:name="Outline">'
    '<text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    "</text:outline-style>"
)


def read_open(body: str) -> str:
    return read_document(make_open_document("text", body, LIST), "a.odt", ".odt").text


def item(inner: str) -> str:
    return f"<text:list-item>{inner}</text:list-item>"


def test_items_of_an_open_document_have_their_numbers_and_stand_under_their_item():
    inner = item("<text:p>rope</text:p>") + item("<text:p>hook</text:p>")
    nested = item(f"<text:p>Take</text:p><text:list>{inner}</text:list>")
    found = read_open(
        f'<text:list text:style-name="N">{nested}{item("<text:p>Pull</text:p>")}</text:list>'
        '<text:p>Wait.</text:p><text:list text:style-name="N" text:continue-numbering="true">'
        f"{item('<text:p>Let go</text:p>')}</text:list>"
    )
    assert found == "1. Take\n  a) rope\n  b) hook\n2. Pull\n\nWait.\n\n3. Let go"


def test_headings_of_an_open_document_have_their_numbers():
    head = '<text:h text:outline-level="{}">{}</text:h>'.format
    assert read_open(head(1, "A") + head(2, "B") + head(2, "C") + head(1, "D")) == (
        "1 A\n\n1.1 B\n\n1.2 C\n\n2 D"
    )


def test_items_of_a_word_file_have_their_numbers_and_bullets_none():
    document = docx.Document()
    document.add_paragraph("Before you go:")
    for text, style in [("Pull", "List Number"), ("Push", "List Number"), ("Rope", "List Bullet")]:
        document.add_paragraph(text, style=style)
    text = read_document(saved(document), "a.docx", ".docx").text
    assert text == "Before you go:\n\n1. Pull\n2. Push\nRope"


@pytest.mark.parametrize(
    ("font", "code", "sign"), [("Wingdings", "F0FC", "✓"), ("Symbol", "F061", "α")]
)
def test_a_sign_of_a_font_is_the_letter_that_it_looks_like(font: str, code: str, sign: str):
    document = docx.Document()
    run = document.add_paragraph().add_run("seen: ")
    mark = run._r.makeelement(docx.oxml.ns.qn("w:sym"))
    mark.set(docx.oxml.ns.qn("w:font"), font)
    mark.set(docx.oxml.ns.qn("w:char"), code)
    run._r.append(mark)
    assert read_document(saved(document), "a.docx", ".docx").text == f"seen: {sign}"
