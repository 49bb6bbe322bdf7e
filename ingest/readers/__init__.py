"""Readers: the bytes of one source in, one Document out.

Each format is a function from an Original to a DocumentBuilder. The libraries behind them are
imported inside, so that a command that reads no PDF does not wait for a PDF library.
"""

from __future__ import annotations

from ingest.documents import Document, hash_bytes
from ingest.errors import UnreadableError
from ingest.readers.builder import DocumentBuilder
from ingest.readers.delimited import read_delimited
from ingest.readers.docx import read_docx
from ingest.readers.epub import read_epub
from ingest.readers.formats import Format
from ingest.readers.html import read_html, read_xhtml
from ingest.readers.latex import read_latex
from ingest.readers.mail import read_mail, read_mailbox, read_saved_page
from ingest.readers.markdown import read_markdown
from ingest.readers.notebook import read_notebook
from ingest.readers.odp import read_odp
from ingest.readers.ods import read_ods
from ingest.readers.odt import read_odt
from ingest.readers.org import read_org
from ingest.readers.original import Original
from ingest.readers.pdf import read_pdf
from ingest.readers.picture import read_picture
from ingest.readers.pictures import WITH_PICTURES, add_pictures
from ingest.readers.pptx import read_pptx
from ingest.readers.rst import read_rst
from ingest.readers.rtf import read_rtf
from ingest.readers.sniffing import OLD_SUFFIXES, PICTURES, true_suffix
from ingest.readers.structured import read_json, read_json_lines, read_yaml
from ingest.readers.subtitles import read_subtitles
from ingest.readers.text import read_text
from ingest.readers.titles import title_from_source
from ingest.readers.unread import UNREAD
from ingest.readers.verbatim import read_verbatim
from ingest.readers.wiki import read_wiki
from ingest.readers.xlsx import read_xlsx
from ingest.readers.xml import read_xml
from ingest.readers.zipped import read_zip

# Goes up whenever a reader makes another text of some files: what an older one read is to be read again.
VERSION = 2
MAX_EXPANDED_BYTES = 200 * 1024 * 1024  # a hundred long books; their pictures count too

_EMPTY = "is empty (0 bytes): check that it was saved or sent whole."
_INVISIBLE = "has no visible text: choose a file with text in it."

_CODE = (
    ".bash .bat .c .cc .clj .cmake .cpp .cs .css .dart .diff .erl .ex .f90 .go .graphql .h .hpp .hs .java .jl .js "
    ".jsx .kt .less .lua .m .patch .php .pl .proto .ps1 .py .r .rb .rs .scala .scss .sh .sql .swift .tf .ts .tsx .vb"
)


def _read_mail(original: Original) -> DocumentBuilder:
    return read_mail(original, _read)


def _read_mailbox(original: Original) -> DocumentBuilder:
    return read_mailbox(original, _read)


def _read_zip(original: Original) -> DocumentBuilder:
    return read_zip(original, OPENED, _read)


FORMATS = (
    Format(".txt .text", read_text, "plain text; headings of wikis (== Heading ==)"),
    Format(
        ".md .markdown .mdown .mkd .mdx .qmd .rmd",
        read_markdown,
        "Markdown: headings, lists, tables, front matter",
    ),
    Format(".html .htm", read_html, "the main text of a web page"),
    Format(".xhtml", read_xhtml, "the main text of a page written as XML"),
    Format(".pdf", read_pdf, "the text layer, page by page; scanned pages by OCR", is_text=False),
    Format(
        " ".join(sorted(PICTURES)),
        read_picture,
        "pictures of text, read by OCR (with the extra ocr)",
        is_text=False,
    ),
    Format(".docx", read_docx, "Word: headings, text, tables", is_text=False),
    Format(
        ".xlsx .xlsm",
        read_xlsx,
        "Excel: every sheet, dates as dates, stored values of formulas",
        is_text=False,
    ),
    Format(
        ".pptx .ppsx .pptm",
        read_pptx,
        "PowerPoint: each slide a page, with tables, charts, notes",
        is_text=False,
    ),
    Format(
        ".odt .ott",
        read_odt,
        "LibreOffice text: headings, lists, tables, notes, comments",
        is_text=False,
    ),
    Format(".ods .ots", read_ods, "LibreOffice sheets: every one, dates as dates", is_text=False),
    Format(".odp .otp", read_odp, "LibreOffice slides: each a page, with its notes", is_text=False),
    Format(".rtf", read_rtf, "rich text: headings, text, tables, notes", is_text=False),
    Format(".epub", read_epub, "the pages of a book", is_text=False),
    Format(".csv .tsv .tab", read_delimited, "rows, each value with the name of its column"),
    Format(".rst .rest", read_rst, "reStructuredText: headings, lists, tables, notes"),
    Format(".wiki .mediawiki", read_wiki, "MediaWiki: text, boxes of facts, tables, notes"),
    Format(".org", read_org, "Org: headings, lists, tables, notes"),
    Format(
        ".tex .ltx .latex", read_latex, "LaTeX: headings, lists, tables, notes; formulas as written"
    ),
    Format(".json", read_json, "values, each under the path of its names"),
    Format(".jsonl .ndjson", read_json_lines, "values, one a line"),
    Format(".yaml .yml", read_yaml, "values, each under the path of its names"),
    Format(".xml", read_xml, "a text as it runs, or values under the path of their names"),
    Format(".ipynb", read_notebook, "a notebook: its text, code and printed results"),
    Format(".srt .vtt", read_subtitles, "what is said, under the times at which it is"),
    Format(
        ".eml",
        _read_mail,
        "a mail: sender and date, its words, quoted ones apart, attachments",
        is_text=False,
    ),
    Format(".mbox", _read_mailbox, "a mailbox, each mail under its subject", is_text=False),
    Format(".mhtml .mht", read_saved_page, "a web page saved as one file", is_text=False),
    Format(
        ".zip",
        _read_zip,
        "an archive: each of its files that is read, under its name",
        is_text=False,
    ),
    Format(".log", read_verbatim, "a log, line by line"),
    Format(".cfg .conf .ini .properties .toml", read_verbatim, "settings, line by line"),
    Format(_CODE, read_verbatim, "source code, line by line"),
)
_READERS = {suffix: each.read for each in FORMATS for suffix in each.suffixes}
SUFFIXES = frozenset(_READERS)
# What may be opened: an old file is often a new one, or a web page, by its content.
OPENED = SUFFIXES | OLD_SUFFIXES | {""}


def read_document(
    data: bytes, source: str, suffix: str, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES
) -> Document:
    """Read one source; ``suffix`` (``.pdf``, in any case) says how, unless the content belies it.

    Raises:
        UnreadableError: the suffix is unknown, or no text can be had from the bytes.
        TooLargeError: what the bytes expand to is over ``max_expanded_bytes``.
    """
    original = Original(data, source, max_expanded_bytes)
    builder = _read(original, suffix)
    document = builder.build(source, hash_bytes(data), title_from_source(source, SUFFIXES))
    if not _is_visible(document.text):
        raise original.unreadable(_INVISIBLE)
    if len(document.text) > max_expanded_bytes:
        raise original.too_large()
    return document


def why_unread(suffix: str) -> str:
    """The sentence, without its beginning, for a file of a suffix that has no reader."""
    known = f"has the unknown suffix {suffix}: `footnote formats` lists what is read."
    return UNREAD.get(suffix.lower(), known)


def _read(original: Original, suffix: str) -> DocumentBuilder:
    suffix = suffix.lower()
    if suffix not in OPENED:
        raise original.unreadable(why_unread(suffix))
    if not original.data:
        raise original.unreadable(_EMPTY)
    found = true_suffix(original.data, suffix)
    try:
        if found not in _READERS:
            raise original.unreadable(why_unread(found))
        builder = _READERS[found](original)
    except UnreadableError as error:
        if found == (suffix or ".txt") or found not in _READERS:
            raise
        reason = str(error).removeprefix(f"{original.source} ")
        told = f"begins as a {found[1:].upper()} file does, but {reason}"
        raise original.unreadable(told) from error
    if found in WITH_PICTURES:
        add_pictures(original, builder)
    return builder


def _is_visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)
