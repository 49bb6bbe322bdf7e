"""Pages as people have them, written in each format by a library that wrote none of our readers.

Their text is that of ten built-in pages, with a list, a table, a note and what nobody sees, whose
words all begin with ``zq``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pptx
from docx.oxml import OxmlElement
from odf import table, text
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties
from odf.teletype import addTextToElement
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from tests.ingest.readers_samples import make_epub, saved, xhtml
from tests.paths import ROOT

UNSEEN = "zq"  # how each word begins that no reader of the page sees
_LIBRARY = ROOT / "ingest" / "library"
_LIST = ("The first of the ferries leaves at 6:40.", "Dogs travel free; bicycles cost €2.50.")
_ROWS = (
    ("Season", "Route", "Fare"),
    ("Winter", "Skarn – Holm", "12.50"),
    ("Summer", "Skarn – Vik", "1,300"),
)
_NOTE = "Counted again by hand in the harbour office."


@dataclass(frozen=True)
class Page:
    """Headings (with their level from 1) and paragraphs (0), in order."""

    name: str
    blocks: tuple[tuple[int, str], ...]


def pages() -> list[Page]:
    """The ten longest of the built-in pages."""
    paths = sorted(_LIBRARY.glob("*.md"), key=lambda path: -path.stat().st_size)
    return [_page(path) for path in paths[:10]]


def _page(path: Path) -> Page:
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    blocks = [" ".join(block.split()) for block in body.split("\n\n") if block.strip()]
    marks = [len(block) - len(block.lstrip("#")) for block in blocks]
    return Page(path.stem, tuple((n, b[n:].strip()) for n, b in zip(marks, blocks, strict=True)))


def _html_body(page: Page) -> Iterator[str]:
    for level, words in page.blocks:
        tag = f"h{level}" if level else "p"
        yield f"<{tag}>{escape(words)}</{tag}>"
    yield f"<ul>{''.join(f'<li>{item}</li>' for item in _LIST)}</ul><p>It cost <del>zqold</del> little.</p>"
    yield '<table><tr><th colspan="3">Fares</th></tr>'
    yield from (f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in _ROWS)
    yield f'</table><p style="display: none">zqstyle</p><p hidden>zqattribute</p><p>{_NOTE}</p>'


def as_html(page: Page) -> bytes:
    """A web page with a menu, a style sheet that hides, a script and a comment."""
    around = '<nav><a href="/">zqhome</a></nav><!-- zqcomment --><script>zqscript()</script>'
    body = f"{''.join(_html_body(page))}<p class='gone'>zqclass</p><footer>zqfoot</footer>"
    head = "<meta charset='utf-8'><style>.gone {display:none}</style>"
    return f"<!doctype html><html><head>{head}</head><body>{around}{body}</body></html>".encode()


def as_epub(page: Page) -> bytes:
    """A book of two chapters, the second the page itself."""
    chapters = {"a.xhtml": xhtml("<p>Before it.</p>"), "b.xhtml": xhtml("".join(_html_body(page)))}
    return make_epub(chapters)


def as_mail(page: Page) -> bytes:
    """A mail in quoted-printable with its words twice: as text, which is shown, and as HTML."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ann@example.org", "bo@example.org", "The page"
    mail.set_content(
        "\n\n".join(textwrap.fill(b, 70) for _, b in page.blocks), cte="quoted-printable"
    )
    mail.add_alternative("<p>zqhtml</p>", subtype="html")
    return mail.as_bytes()


def as_markdown(page: Page) -> bytes:
    """Wrapped lines, a table, a note, strikethrough and a comment."""
    blocks = [f"{'#' * n} {b}" if n else textwrap.fill(b, 80) for n, b in page.blocks]
    blocks += ["\n".join(f"- {item}" for item in _LIST), "It cost ~~zqold~~ little.[^1]"]
    rows = [f"| {' | '.join(row)} |" for row in _ROWS]
    blocks += ["\n".join([rows[0], "| --- | --- | ---: |", *rows[1:]]), "<!-- zqcomment -->"]
    return "\n\n".join([*blocks, f"[^1]: {_NOTE}"]).encode()


def as_text(page: Page) -> bytes:
    """Plain text as a terminal's editor wraps it, in Windows' encoding."""
    blocks = [textwrap.fill(b, 72, break_on_hyphens=False) for _, b in page.blocks]
    return "\r\n\r\n".join(b.replace("\n", "\r\n") for b in blocks).encode("cp1252", "replace")


def as_docx(page: Page) -> bytes:
    """A Word document with a list, a table, struck and hidden text."""
    document = docx.Document()
    for level, words in page.blocks:
        document.add_heading(words, level) if level else document.add_paragraph(words)
    for item in _LIST:
        document.add_paragraph(item, style="List Bullet")
    paragraph = document.add_paragraph("It cost ")
    paragraph.add_run("zqold").font.strike = True
    paragraph.add_run(" little.")
    paragraph.add_run("zqhidden").font.hidden = True
    deleted = OxmlElement("w:del")
    run = paragraph.add_run("")._element
    gone = OxmlElement("w:delText")
    gone.text = "zqdeleted"
    run.append(gone)
    deleted.append(run)
    paragraph._element.append(deleted)
    grid = document.add_table(len(_ROWS), 3)
    for row, cells in zip(grid.rows, _ROWS, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.add_paragraph(_NOTE)
    return saved(document)


def as_odt(page: Page) -> bytes:
    """A LibreOffice document with a list, a table, struck text and a note."""
    document = OpenDocumentText()
    struck = Style(name="Struck", family="text")
    struck.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(struck)
    for level, words in page.blocks:
        element = text.H(outlinelevel=level) if level else text.P()
        addTextToElement(element, words)
        document.text.addElement(element)
    items = text.List()
    for words in _LIST:
        item = text.ListItem()
        item.addElement(text.P(text=words))
        items.addElement(item)
    document.text.addElement(items)
    paragraph = text.P(text="It cost ")
    paragraph.addElement(text.Span(stylename=struck, text="zqold"))
    paragraph.addText(" little.")
    document.text.addElement(paragraph)
    grid = table.Table()
    grid.addElement(table.TableColumn(numbercolumnsrepeated=3))
    for cells in _ROWS:
        row = table.TableRow()
        for words in cells:
            cell = table.TableCell()
            cell.addElement(text.P(text=words))
            row.addElement(cell)
        grid.addElement(row)
    document.text.addElement(grid)
    document.text.addElement(text.P(text=_NOTE))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def as_pdf(page: Page) -> bytes:
    """Justified text on several pages, with running heads, a ruled table and white words."""
    styles = getSampleStyleSheet()
    styles["BodyText"].alignment = 4
    flow = [
        Paragraph(escape(words), styles[f"Heading{level}" if level else "BodyText"])
        for level, words in page.blocks * 4  # running heads are known by running
    ]
    flow.append(ListFlowable([Paragraph(item, styles["BodyText"]) for item in _LIST]))
    flow.append(Table(_ROWS, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])))

    def around(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.drawString(60, 805, "zqrunning zqhead")
        canvas.drawString(280, 30, str(canvas.getPageNumber()))
        canvas.setFillColor(colors.white)
        canvas.drawString(60, 20, "zqwhite")

    file = BytesIO()
    SimpleDocTemplate(file, pagesize=A4).build(flow, onFirstPage=around, onLaterPages=around)
    return file.getvalue()


def as_rtf(page: Page) -> bytes:
    """What a word processor of Windows writes, with hidden and struck words."""
    blocks = [_rtf(words) for _, words in page.blocks]
    blocks += [_rtf(item) for item in _LIST]
    blocks.append(r"It cost {\strike zqold} little.{\v zqhidden}")
    rows = "".join(
        rf"\trowd\cellx1000\cellx2000\cellx3000\intbl {''.join(_rtf(c) + chr(92) + 'cell ' for c in row)}\row "
        for row in _ROWS
    )
    body = "\\par\n".join(rf"\pard {block}" for block in blocks)
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Arial;}}}} {body}\par {rows}\pard {_rtf(_NOTE)}\par}}".encode()


def _rtf(words: str) -> str:
    """Letters beyond ASCII as numbers, with a question mark for programs that know none."""
    plain = "".join(f"\\{c}" if c in "\\{}" else c for c in words)
    return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in plain)


def as_pptx(page: Page) -> bytes:
    """A slide for each heading, a table on the last one, and a hidden one."""
    deck = pptx.Presentation()
    slide = None
    for level, words in page.blocks:
        if level or slide is None:
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = words if level else "Text"
            continue
        frame = slide.placeholders[1].text_frame
        (frame.add_paragraph() if frame.text else frame.paragraphs[0]).text = words
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    grid = slide.shapes.add_table(len(_ROWS), 3, 0, 0, 9, 9).table
    for number, cells in enumerate(_ROWS):
        for column, words in enumerate(cells):
            grid.cell(number, column).text = words
    hidden = deck.slides.add_slide(deck.slide_layouts[6])
    hidden._element.set("show", "0")
    hidden.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "zqhidden"
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def as_xlsx(page: Page) -> bytes:
    """A sheet of paragraphs with their numbers, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Number", "Words"])
    for number, (_, words) in enumerate(page.blocks, start=1):
        sheet.append([number, words])
    hidden = book.create_sheet("Aside")
    hidden["A1"], hidden.sheet_state = "zqhidden", "hidden"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


WRITERS = {
    ".html": as_html,
    ".epub": as_epub,
    ".eml": as_mail,
    ".md": as_markdown,
    ".txt": as_text,
    ".docx": as_docx,
    ".odt": as_odt,
    ".pdf": as_pdf,
    ".rtf": as_rtf,
    ".pptx": as_pptx,
    ".xlsx": as_xlsx,
}
