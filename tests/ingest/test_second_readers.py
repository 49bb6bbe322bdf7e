"""What is stored of a file is what another library reads in it, word by word and in order."""

from __future__ import annotations

import difflib
import email
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree as ET

import mammoth
import mistune
import pypdf
import pytest
from bs4 import BeautifulSoup
from odf.element import Element
from odf.opendocument import load
from odf.teletype import extractText
from python_calamine import CalamineWorkbook
from striprtf.striprtf import rtf_to_text

from ingest.readers import read_document
from tests.ingest.written_pages import UNSEEN, WRITERS, pages

LEAST = 0.995  # of the words that a second library reads
FEWER = {".pdf": 3, ".docx": 4, ".pptx": 4}  # files, where they are slow to write or to read
_WORD = re.compile(r"\w+")


def html_words(markup: str | bytes) -> str:
    soup = BeautifulSoup(markup, "html.parser")
    return " ".join((soup.body or soup).stripped_strings)


def epub_words(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return " ".join(html_words(book.read(name)) for name in names)


def mail_words(data: bytes) -> str:
    parts = email.message_from_bytes(data).walk()
    plain = next(part for part in parts if part.get_content_type() == "text/plain")
    return plain.get_payload(decode=True).decode()


def markdown_words(data: bytes) -> str:
    render = mistune.create_markdown(plugins=["table", "footnotes", "strikethrough"])
    soup = BeautifulSoup(render(data.decode()), "html.parser")
    for mark in soup.select("sup, a.footnote"):  # numbers of notes, which have no words
        mark.decompose()
    return " ".join(soup.stripped_strings)


def odt_words(data: bytes) -> str:
    def walk(element: Element) -> list[str]:
        if element.qname[1] in {"h", "p"}:
            return [extractText(element)]
        return [words for child in element.childNodes for words in walk(child)]

    return " ".join(walk(load(BytesIO(data)).text))


def pdf_words(data: bytes) -> str:
    lines = []
    for number, page in enumerate(pypdf.PdfReader(BytesIO(data)).pages, start=1):
        lines += [line for line in page.extract_text().splitlines() if line.strip() != str(number)]
    return "\n".join(lines)


def slide_words(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as deck:
        names = [n for n in deck.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        names.sort(key=lambda name: int("".join(filter(str.isdecimal, name))))
        roots = [ET.fromstring(deck.read(name)) for name in names]
    return " ".join(t.text or "" for root in roots for t in root.iter() if t.tag.endswith("}t"))


def sheet_words(data: bytes) -> str:
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    # The names of the columns are stored with each value instead of once above them.
    return " ".join(f"{int(number)} {words}" for number, words in rows[1:])


READERS: dict[str, Callable[[bytes], str]] = {
    ".html": html_words,
    ".epub": epub_words,
    ".eml": mail_words,
    ".md": markdown_words,
    ".txt": lambda data: data.decode("cp1252"),
    ".docx": lambda data: html_words(mammoth.convert_to_html(BytesIO(data)).value),
    ".odt": odt_words,
    ".pdf": pdf_words,
    ".rtf": lambda data: rtf_to_text(data.decode("ascii")),
    ".pptx": slide_words,
    ".xlsx": sheet_words,
}


def share_stored(seen: str, stored: str) -> float:
    """The share of the words seen that are stored, in their order."""
    expected = [word for word in _WORD.findall(seen) if not word.startswith(UNSEEN)]
    matcher = difflib.SequenceMatcher(None, expected, _WORD.findall(stored), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected)


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_stored_is_what_another_library_reads(suffix: str) -> None:
    for page in pages()[: FEWER.get(suffix)]:
        data = WRITERS[suffix](page)
        stored = read_document(data, f"{page.name}{suffix}", suffix).text
        seen = READERS[suffix](data)
        assert share_stored(seen, stored) >= LEAST, page.name
        assert not re.findall(rf"\b{UNSEEN}\w+", stored), page.name
