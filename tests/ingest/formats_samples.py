"""Small files of the newer formats, made by the libraries of each or by hand."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pptx
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from tests.ingest.readers_samples import make_zip

_PREFIXES = {
    "office": "office",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "style": "style",
    "presentation": "presentation",
}
_NAMES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in _PREFIXES.items()
)
_LOOKS = (
    '<style:style style:name="S"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="L"><style:text-properties style:text-position="sub 58%"/>'
    '</style:style><style:style style:name="H"><style:text-properties text:display="none"/>'
    '</style:style><style:style style:name="T"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def make_open_document(kind: str, body: str, page_styles: str = "") -> bytes:
    """An OpenDocument file; styles S, L and H are struck, lowered and hidden, T is a hidden sheet."""
    content = (
        f"<office:document-content{_NAMES}><office:automatic-styles>{_LOOKS}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    styles = f"<office:document-styles{_NAMES}>{page_styles}</office:document-styles>"
    mime_type = f"application/vnd.oasis.opendocument.{kind}"
    return make_zip({"mimetype": mime_type, "content.xml": content, "styles.xml": styles})


def odf_row(*cells: str) -> str:
    """A row whose cells are texts, or elements written out."""
    written = (
        cell
        if cell.startswith("<")
        else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{''.join(written)}</table:table-row>"


ODT = make_open_document(
    "text",
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted words</text:p>"
    "</text:deletion></text:changed-region></text:tracked-changes>"
    '<text:p text:style-name="Title">The tower</text:p><text:h text:outline-level="2">Its age</text:h>'
    "<text:p>Built in 1874<text:note><text:note-citation>12</text:note-citation><text:note-body>"
    '<text:p>By Ann.</text:p></text:note-body></text:note> for <text:span text:style-name="S">8 '
    "</text:span>9 euros<office:annotation><text:p>Check this.</text:p></office:annotation>, of H"
    '<text:span text:style-name="L">2</text:span>O.<text:span text:style-name="H"> hidden</text:span>'
    "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
    "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>one a</text:p>"
    "</text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p>"
    "</text:list-item></text:list><table:table>"
    + odf_row("Season", "Route", "Ferry")
    + odf_row(
        '<table:table-cell table:number-rows-spanned="2"><text:p>Winter</text:p></table:table-cell>',
        "Holm",
        "8:00",
    )
    + odf_row("<table:covered-table-cell/>", "Skarn", "9:00")
    + odf_row(
        "Summer",
        '<table:table-cell table:number-columns-spanned="2"><text:p>none</text:p></table:table-cell>',
        "<table:covered-table-cell/>",
    )
    + "</table:table>",
    "<style:header><text:p>Draft of May</text:p></style:header>",
)
ODS = make_open_document(
    "spreadsheet",
    '<table:table table:name="Fares">'
    + odf_row("Day", "Fare", '<table:table-cell table:number-columns-repeated="1022"/>')
    + odf_row(
        '<table:table-cell office:value-type="date" office:date-value="2024-05-31"><text:p>31.05.24'
        "</text:p></table:table-cell>",
        "<table:table-cell><office:annotation><text:p>For adults.</text:p></office:annotation>"
        "<text:p>12,50 €</text:p></table:table-cell>",
    )
    + '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    '</table:table><table:table table:name="B" table:style-name="T">'
    + odf_row("secret")
    + "</table:table>",
)
ODP = make_open_document(
    "presentation",
    '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>The dyke</text:p>'
    '</draw:text-box></draw:frame><draw:frame presentation:class="outline"><draw:text-box><text:list>'
    "<text:list-item><text:p>Nine metres.</text:p></text:list-item></text:list></draw:text-box>"
    "</draw:frame><draw:custom-shape><text:p>On a shape.</text:p></draw:custom-shape>"
    '<draw:frame presentation:class="footer"><draw:text-box><text:p>Spring 2024</text:p>'
    '</draw:text-box></draw:frame><presentation:notes><draw:frame presentation:class="notes">'
    "<draw:text-box><text:p>Say hello.</text:p></draw:text-box></draw:frame></presentation:notes>"
    "</draw:page><draw:page><draw:frame><draw:text-box><text:p>The end.</text:p></draw:text-box>"
    "</draw:frame></draw:page>",
)


def make_xlsx() -> bytes:
    """A sheet of ferries with all that a cell may have, a hidden one, and one with a far cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ferries"
    for row in (
        ["Timetable of the islands"],
        [],
        ["Season", "Route", "Date", "Fare", "Full"],
        ["Winter", "Skarn", dt.date(2024, 5, 31), 12.5, 0.15],
        [None, "Holm", dt.datetime.fromisoformat("2024-06-01T08:30"), 3, 0.2],
        ["Summer", "Ruhn", None, "=D4+1", 1],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A4:A5")
    for name in ("D4", "D5"):
        sheet[name].number_format = "[$€-407] #,##0.00"
    for name in ("E4", "E5", "E6"):
        sheet[name].number_format = "0%"
    sheet["B4"].comment = Comment("Only on weekdays", "Ann")
    sheet["B6"].font = Font(strike=True)
    sheet["A6"] = CellRichText(
        "Summer", TextBlock(InlineFont(strike=True), " holidays"), ", 10 m",
        TextBlock(InlineFont(vertAlign="superscript"), "2"),
    )  # fmt: skip
    hidden = book.create_sheet("Hidden")
    hidden["A1"], hidden.sheet_state = "secret", "hidden"
    far = book.create_sheet("Far")
    far["C3"], far["XFD1048576"] = "near", "far"
    return _saved(book)


def make_pptx() -> bytes:
    """A slide with text and notes, one with a table and a chart, and a hidden one."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "The dyke"
    slide.placeholders[1].text = "It is nine metres high.\nIt was built in 1874."
    slide.notes_slide.notes_text_frame.text = "Say hello."
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 2, 0, 0, 9, 9).table
    rows = (("Season", "Ferry"), ("Winter", "8:00"), ("", "9:00"))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    figures = CategoryChartData()
    figures.categories = ["2019", "2020"]
    figures.add_series("Ships", (15, 20))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, figures)
    hidden = deck.slides.add_slide(deck.slide_layouts[6])
    hidden._element.set("show", "0")
    hidden.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "secret"
    return _saved(deck)


def _saved(document: openpyxl.Workbook | pptx.presentation.Presentation) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Helvetica;}{\f1\fcharset204 Arial Cyr;}}
{\stylesheet{\s1\outlinelevel0 heading 1;}}{\info{\title The dyke}{\author Ann}}
{\header Draft of May\par}{\pard\s1 Its age\par}\pard Built in 1874{\super\chftn}{\footnote \pard
{\super\chftn} By Ann.} for {\strike 8 }9 \u8364?. Caf\'e9 {\f1\'cf\'f0\'e8}, H{\sub 2}O, 10{\super 6}.
{\v hidden}{\*\unknown junk}{\pict\bin3 {}}}\par
\trowd\cellx1\cellx2\pard\intbl Season\cell Ferry\cell\row
\trowd\clvmgf\cellx1\cellx2\pard\intbl Winter\cell 8:00\cell\row
\trowd\clvmrg\cellx1\cellx2\pard\intbl\cell 9:00\cell\row
\pard See {\field{\*\fldinst HYPERLINK "x"}{\fldrslt the map}}.\par}"""
RST = rb"""Its age
=======

The :ref:`dyke <x>` was built in 1874 [1]_.

.. A comment.

.. versionadded:: 3.5
   Newer words.

- one
- two

+--------+-------+
| Season | Ferry |
+========+=======+
| Winter | 8:00  |
+--------+-------+

.. [1] By Ann.
"""
ORG = rb"""#+TITLE: The dyke
# a comment
* Its age :tag:
:PROPERTIES:
:ID: x
:END:
The *dyke* is [[http://x][nine]] metres high[fn:1] and
costs +8+ 9 euros.
- one
  more
- two
** COMMENT Secret
secret words
* Ferries
| Season | Ferry |
|--------+-------|
| Winter | 8:00  |
#+BEGIN_SRC python
  x = 1
#+END_SRC
[fn:1] By Ann.
"""
WIKI = b"""{{Infobox\n| name = Dyke\n| built = {{start date|1874}}\n}}
'''Dyke''' by [[Leck, Norway|Leck]].<ref name="a">{{cite book|title=Dykes}}</ref>{{hm}}
== Age ==
* old
** [[File:D.jpg|thumb|A dyke]]
; Term : is
{| class="x"
! A !! B
|-
| rowspan="2" | 1 || 2
|}
"""

LATEX = rb"""\documentclass{article}
\title{The D\"yke} \author{Ann \'Eclair}
\begin{document}
\maketitle
\section{Its age}\label{s}
The \emph{dyke} is 50\% of 10~m\footnote{By Ann.} high. % a comment
It costs \sout{8} 9 euros---see \cite{ann}, $x^2$. ``Quoted'' text.

\begin{itemize}
\item one
\item two \textbf{bold}
\end{itemize}
\begin{tabular}{lr}\hline
Season & Ferry \\ \hline
Winter & 8:00 \\
\end{tabular}
\begin{verbatim}
x = 1 % kept
\end{verbatim}
\begin{comment}secret\end{comment}
H\textsubscript{2}O na\"{\i}ve \ss.
\end{document}
junk"""
NOTEBOOK = (
    rb'{"cells":[{"cell_type":"markdown","source":["# Its age\n","It is old."]},'
    rb'{"cell_type":"code","source":"x = 1","outputs":[{"text":["one\n"]},{"data":{"text/plain":"2"}}]}]}'
)
JSON = (
    rb'{"station":"Arlen","height":1.10,"open":true,"closed":null,"tags":["a","b"],'
    rb'"keeper":{"name":"Ann","since":1999},"log":[{"day":"2020","seen":"x"},{"day":"2021","seen":"y"}],'
    rb'"note":"The dyke is nine metres high. It broke."}'
)
YAML = rb"""station: Arlen
log: &log
  - day: 2020
    level: 010
  - day: 2021
    level: NO
copy: *log
note: |
  The dyke is nine metres high.
  It broke.
"""
XML_DATA = (
    b'<stations><!-- a comment --><station id="1"><name>Arlen</name><height>412</height></station>'
    b'<station id="2"><name>Holm</name><height>3</height></station></stations>'
)
XML_TEXT = (
    b"<book><title>The dyke</title><part><title>Its age</title><para>It is <em>very</em> old.</para>"
    b"<date>1874</date><para>It broke.</para></part></book>"
)
VTT = b"""WEBVTT

NOTE a comment

1
00:00:01.000 --> 00:00:02.000
<v Ann>The dyke is nine
metres high.

00:40.000 --> 00:41.000
- Is it &amp; was it?
- Yes.

01:00:50,000 --> 01:00:52,000
and so on
"""
SRT = b"""1
00:00:01,000 --> 00:00:02,000
<i>The dyke is</i>

2
00:00:02,000 --> 00:00:03,000
{\\an8}nine metres high.
"""
MHTML = b"""MIME-Version: 1.0
Subject: The page
Content-Type: multipart/related; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>The caf=C3=A9 is open.</p>
--b
Content-Type: image/png

x
--b--
"""


def make_mail() -> bytes:
    """A mail that quotes another and has a table, a picture and a mail attached."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Zoë <zoe@example.org>", "ann@example.org"
    mail["Subject"], mail["Date"] = "Grüße an alle", "Mon, 01 Jan 2024 10:00:00 +0000"
    mail.set_content(
        "Hello,\n\nthe fee is 12 €.\n\nOn Monday Ann wrote:\n> Is it open?\n> Or not?\n\nIt is.\n"
    )
    mail.add_alternative("<p>the fee is 12 euros, as HTML</p>", subtype="html")
    mail.add_attachment(b"a,b\nx,1\n", maintype="text", subtype="csv", filename="figures.csv")
    mail.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="map.png")
    inner = EmailMessage()
    inner["Subject"] = "The one before"
    inner.set_content("The inner words.")
    mail.add_attachment(inner)
    return mail.as_bytes()


MAILBOX = (
    b"From a@b Mon Jan 1 00:00:00 2024\nFrom: a@b\nSubject: one\n\nText one.\n>From here.\n\n"
    b"From c@d Mon Jan 1 00:00:00 2024\nFrom: c@d\nSubject: two\n\nText two.\n"
)
ZIP = make_zip(
    {
        "notes/a.md": "# Its age\n\nIt is old.\n\n## Since when\n\nSince 1874.",
        "README": "Read me first.",
        "map.png": b"\x89PNG",
        "mail.eml": make_mail(),
        "__MACOSX/._a.md": "junk",
    }
)
SAMPLES = {
    ".xlsx": make_xlsx(),
    ".pptx": make_pptx(),
    ".odt": ODT,
    ".ods": ODS,
    ".odp": ODP,
    ".rtf": RTF,
    ".rst": RST,
    ".org": ORG,
    ".wiki": WIKI,
    ".tex": LATEX,
    ".ipynb": NOTEBOOK,
    ".json": JSON,
    ".jsonl": b'{"a":1}\n{"a":{"b":[1,"x"]}}\n',
    ".yaml": YAML,
    ".xml": XML_DATA,
    ".csv": b'Station,Height\nArlen,412\n"Holm, old",3\n',
    ".tsv": b"Station\tHeight\nArlen\t412\n",
    ".vtt": VTT,
    ".srt": SRT,
    ".eml": make_mail(),
    ".mbox": MAILBOX,
    ".mhtml": MHTML,
    ".zip": ZIP,
    ".log": b"2020-01-01 started\n",
    ".py": b"x = 1\n",
}
