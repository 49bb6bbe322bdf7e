"""The readers' door: what every format has in common, and every refusal as its sentence."""

import struct
import time
import tracemalloc
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import hash_bytes
from ingest.errors import TooLargeError, UnreadableError
from ingest.readers import SUFFIXES, read_document
from ingest.readers.titles import sensible_title, title_from_source
from ingest.readers.word_styles import WORD
from tests.ingest.readers_samples import (
    PROTECTED_PDF,
    change_members,
    make_docx,
    make_epub,
    make_lying_zip,
    make_pdf,
    make_zip,
    saved,
    xhtml,
)
from tests.tables import read_table


def protect(archive: bytes) -> bytes:
    """Set the flag of an encrypted member in the directory of a zip with one member."""
    directory = archive.index(b"PK\1\2")
    return archive[: directory + 8] + b"\1" + archive[directory + 9 :]


def move_far(archive: bytes) -> bytes:
    """Let the directory of a zip with one member put it 2**64 - 1 bytes away (zip64)."""
    directory, end = archive.index(b"PK\1\2"), archive.index(b"PK\5\6")
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    entry = bytearray(archive[directory:end] + extra)
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    length = struct.pack("<I", len(entry))
    return archive[:directory] + entry + archive[end : end + 12] + length + archive[end + 16 :]


def test_every_suffix_reads_the_same_sentence():
    sentence = "The fee is 12 euros."
    samples = {
        **dict.fromkeys((".txt", ".text", ".md", ".markdown"), sentence.encode()),
        **dict.fromkeys((".html", ".htm"), f"<p>{sentence}</p>".encode()),
        ".xhtml": xhtml(f"<p>{sentence}</p>").encode(),
        ".pdf": make_pdf([[sentence]]),
        ".docx": make_docx(sentence),
        ".epub": make_epub({"a.xhtml": xhtml(f"<p>{sentence}</p>")}),
    }
    assert samples.keys() <= SUFFIXES
    for suffix, data in samples.items():
        document = read_document(data, f"/data/the_price-list{suffix}", suffix.upper())
        assert document.text == sentence, suffix
        assert document.title == "the price list"
        assert document.sha256 == hash_bytes(data)
        assert document.source == f"/data/the_price-list{suffix}"


REFUSED = {
    "unknown suffix": (b"x", ".xyz", "unknown suffix .xyz"),
    "known suffixes listed": (b"x", ".xyz", "`footnote formats` lists what is read"),
    "old Excel": (b"x", ".xls", "open it and save it as .xlsx"),
    "empty": (b"", ".txt", "is empty (0 bytes)"),
    "white space": (b" \n\xc2\xa0\t", ".txt", "no visible text"),
    "invisible characters": ("\ufeff\u200b\u00ad".encode(), ".md", "no visible text"),
    "only front matter": (b"---\ntitle: A\n---\n", ".md", "no visible text"),
    "only a script": (b"<script>alert(1)</script>", ".html", "no visible text"),
    "NUL bytes": (b"text\0text", ".txt", "is not text"),
    "control characters": (bytes(range(1, 32)) * 3 + b"abc", ".txt", "is not text"),
    "half a UTF-16 character": (b"\xff\xfea\0b", ".txt", "is not text"),
    "broken PDF called text": (
        b"%PDF-1.4\n1 0 obj <<",
        ".txt",
        "begins as a PDF file does, but is damaged",
    ),
    "a picture called text": (b"\x89PNG\r\n\x1a\n", ".txt", "is damaged or not a picture"),
    "binary HTML": (b"<p>\0\1\2", ".html", "is not text"),
    "broken PDF": (b"%PDF-1.4\n1 0 obj << garbage", ".pdf", "is damaged or not a PDF"),
    "cut PDF": (make_pdf([["x"]])[:150], ".pdf", "is damaged or not a PDF"),
    "protected PDF": (PROTECTED_PDF, ".pdf", "protected by a password"),
    "scanned PDF": (make_pdf([[], []]), ".pdf", "probably scanned, and no text was found"),
    "no zip as DOCX": (b"plain words", ".docx", "is damaged or not what its ending says"),
    "old DOC": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx", "an old Word file"),
    "cut DOCX": (make_docx("Some text.")[:-200], ".docx", "is damaged"),
    "DOCX without its start": (make_docx("Some text.")[60:], ".docx", "is damaged"),
    "protected zip": (protect(make_zip({"a": "b"})), ".epub", "is protected by a password"),
    "zip with a nameless member": (make_lying_zip("", b"x", 1), ".epub", "is damaged"),
    "zip with a member far away": (move_far(make_zip({"a": "b"})), ".epub", "is damaged"),
    "zip as DOCX": (make_zip({"a": "b"}), ".docx", "is not a Word file"),
    "empty DOCX": (make_docx(" "), ".docx", "no visible text"),
    "no zip as EPUB": (b"plain words", ".epub", "is damaged"),
    "zip as EPUB": (make_zip({"a": "b"}), ".epub", "is not an EPUB book"),
    "EPUB without pages": (make_epub({}), ".epub", "no visible text"),
    "lying zip": (make_lying_zip("a", b"x" * 99, 9), ".epub", "is not an EPUB book"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_sentence_with_name_reason_and_remedy(name):
    data, suffix, reason = REFUSED[name]
    with pytest.raises(UnreadableError) as caught:
        read_document(data, f"folder/my file{suffix}", suffix)
    message = str(caught.value)
    assert message.startswith(f"folder/my file{suffix} ")
    assert reason in message
    assert ": " in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".txt", b"x" * 2000),
        (".html", b"<p>" + b"x" * 2000),
        (".pdf", make_pdf([["x" * 60] * 40])),
        (".docx", make_docx("x")),
        (".epub", make_epub({"a.xhtml": xhtml("x" * 2000)})),
    ],
)
def test_what_expands_beyond_the_limit_is_too_large(suffix, data):
    with pytest.raises(
        TooLargeError,
        match=r"^f expands to more than the 1,000 bytes allowed: .*split it into smaller files\.$",
    ):
        read_document(data, "f", suffix, max_expanded_bytes=1000)


def test_pictures_do_not_count_in_a_word_file_but_they_do_in_a_book():
    picture = bytes(50_000_000)  # more than MAX_XML_BYTES
    assert read_document(change_members(make_docx("x"), {"word/a.png": picture}), "f", ".docx")
    book = make_epub({"a.xhtml": xhtml("x")}, extra={"a.png": bytes(9000)})
    with pytest.raises(TooLargeError, match=r"allowed: save it without pictures, or split it"):
        read_document(book, "f", ".epub", max_expanded_bytes=9000)


@pytest.mark.parametrize(
    ("body", "count", "limit"),
    [
        ("<w:p/>", 2_100_000, "2,000,000 elements and attributes"),
        ("<w:p a='' b='' c=''/>", 700_000, "2,000,000 elements and attributes"),
        ("<w:p>" + "x" * 100_000 + "</w:p>", 410, "40,000,000 bytes"),
    ],
)
def test_a_word_file_that_expands_to_a_huge_tree_is_refused_before_it_is_parsed(body, count, limit):
    xml = f'<w:document xmlns:w="{WORD[1:-1]}"><w:body>{body * count}</w:body></w:document>'
    bomb = change_members(make_docx("Some text."), {"word/document.xml": xml})
    assert len(bomb) < 200_000
    begun = time.monotonic()
    with pytest.raises(TooLargeError, match=f"^f expands to more than the {limit} allowed: "):
        read_document(bomb, "f", ".docx")
    assert time.monotonic() - begun < 2  # 15 s if it is read


def test_xml_under_another_ending_is_not_read():
    archive = make_docx("words")
    with ZipFile(BytesIO(archive)) as parts:
        styles, types = (parts.read(n) for n in ("word/styles.xml", "[Content_Types].xml"))
        links = parts.read("word/_rels/document.xml.rels")
    moved = {
        "word/styles.xml": None,
        "word/styles.png": styles,
        "[Content_Types].xml": types.replace(b"styles.xml", b"styles.png"),
        "word/_rels/document.xml.rels": links.replace(b"styles.xml", b"styles.png"),
    }
    with pytest.raises(UnreadableError, match=r"is not a Word file, or damaged"):
        read_document(change_members(archive, moved), "f", ".docx")


def test_a_lying_zip_is_inflated_no_further_than_it_claims():
    bomb = make_lying_zip("META-INF/container.xml", bytes(400_000_000), 100)
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError):
            read_document(bomb, "bomb", ".epub")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.parametrize(("source", "title"), read_table(__file__, "titles"))
def test_the_fallback_title_is_the_last_part_of_the_source(source, title):
    assert title_from_source(source, SUFFIXES) == title


def test_a_title_of_words_is_kept_and_one_that_a_program_filled_in_is_none():
    filled_in = ["", "untitled", "Untitled 3", "Microsoft Word - Report.doc", "thesis.tex", "12-3"]
    assert {sensible_title(field) for field in (*filled_in, "Document1")} == {""}
    assert sensible_title("  Document\nanalysis, 3rd edition ") == "Document analysis, 3rd edition"


# Letters that no format reads as markup; spaces single, as XML and HTML keep them.
WORDS = st.lists(st.text("abzÄßéñжю東京🙂12,;'’", min_size=1, max_size=8), min_size=1, max_size=5)
LINE = WORDS.map(lambda words: "x" + " ".join(words))
PARTS = st.lists(
    st.tuples(st.integers(1, 6), LINE, st.lists(LINE, max_size=3)), min_size=2, max_size=6
)


Parts = list[tuple[int, str, list[str]]]


def marked(parts: Parts, sign: str, closing: str = "") -> bytes:
    """Headings with as many signs before them as their level, and as many behind if they close."""
    lines = []
    for level, heading, paragraphs in parts:
        lines += [f"{sign * level} {heading} {closing * level}".rstrip(), *paragraphs]
    return "\n\n".join(lines).encode()


def html(parts: Parts) -> str:
    return "".join(
        f"<h{level}>{heading}</h{level}>" + "".join(f"<p>{text}</p>\n" for text in paragraphs)
        for level, heading, paragraphs in parts
    )


def word(parts: Parts) -> bytes:
    document = docx.Document()
    for level, heading, paragraphs in parts:
        document.add_heading(heading, level)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
    return saved(document)


WRITERS = {
    ".md": lambda parts: marked(parts, "#"),
    ".txt": lambda parts: marked(parts, "=", "="),
    ".html": lambda parts: f"<meta charset=utf-8>{html(parts)}".encode(),
    ".epub": lambda parts: make_epub({"a.xhtml": xhtml(html(parts))}),
    ".docx": word,
}


@pytest.mark.parametrize("suffix", WRITERS)
@settings(max_examples=40, deadline=None)  # python-docx takes 50 ms to write a file
@given(parts=PARTS)
def test_every_heading_and_paragraph_is_kept(suffix, parts):
    document = read_document(WRITERS[suffix](parts), f"a{suffix}", suffix)
    written = [(level, heading) for level, heading, _ in parts]
    assert [(section.level, section.heading) for section in document.sections] == written
    for section in document.sections:
        assert document.text[section.start : section.body_start] == section.heading
    lines = [line for _, heading, paragraphs in parts for line in (heading, *paragraphs)]
    assert document.text == "\n\n".join(lines)


@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES)))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data, suffix):
    try:
        document = read_document(data, "file", suffix)
    except UnreadableError:
        return
    assert document.text.strip()


HOSTILE = [
    "${document.title} {{constructor.constructor('alert(1)')()}} `backtick` \\n \\u0041 %s {0}",
    "<script>alert('x')</script> & &amp; &#39; \"quoted\" <!-- not a comment -->",
    "\u202eright to left\u202c, combining x\u0301, no-break\u00a0space, ĳ digraph, 👩‍👩‍👧 family",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_letter_for_letter(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    page = f"<meta charset=utf-8><p>{escaped}</p>".encode()
    assert read_document(text.encode(), "a.txt", ".txt").text == text
    assert read_document(page, "a.html", ".html").text == text
    assert read_document(make_docx(text), "a.docx", ".docx").text == text
    assert read_document(make_epub({"a": xhtml(f"<p>{escaped}</p>")}), "a", ".epub").text == text
