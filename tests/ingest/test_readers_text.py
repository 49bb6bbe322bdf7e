"""Plain and wiki text: encodings, exactness, sections."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Section
from ingest.errors import UnreadableError
from ingest.readers import read_document
from ingest.readers.builder import clean, clean_block
from tests.tables import data_path, read_table


def read(text: str | bytes) -> Document:
    return read_document(text if isinstance(text, bytes) else text.encode(), "notes.txt", ".txt")


@pytest.mark.parametrize(("text", "encoding"), read_table(__file__, "encodings"))
def test_a_guessed_encoding_is_right_and_noted(text, encoding):
    document = read(text.encode(encoding))
    assert document.text == text
    assert document.metadata == {"guessed_encoding": encoding}


@pytest.mark.parametrize(
    "text", ["Ça coûterait 5 € par an.", "これは日本語の文章です。", "plain", "🙂 astral"]
)
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_is_never_guessed(text, mark, encoding):
    document = read(mark + text.encode(encoding))
    assert document.text == text
    assert document.metadata == {}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_shows_by_its_nul_bytes(encoding):
    assert read("The fee is 12 €.".encode(encoding)).text == "The fee is 12 €."


CONTROLS = "".join(map(chr, range(0x7F, 0xA0)))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  indented\n\n\n\ttabbed  \n\xa0no-break\nE = mc²\n\n", None),
        ("a\r\nb\rc\x0cd\u2028e\x1b", "a\nb\nc\nd\ne"),
        # Control characters are dropped but for the line end among them.
        (f"a{CONTROLS}{'x' * 4000}", f"a\n{'x' * 4000}"),
        # What is not wiki text: ornaments, and signs without a heading.
        ("One line\n== between signs ==\nis an ornament", None),
        ("====\n== ==\n= a ==\n=== b ==\n======= c =======\n== d", None),
        ("x = 1\n=\nTotal =", None),
        # Long runs take no time.
        ("= " + "=" * 100_000 + " x" + " " * 100_000, None),
    ],
    ids=lambda text: repr(text)[:30],
)
def test_plain_text_is_kept_but_for_cleaning(text, kept):
    document = read(text)
    assert document.text == (kept or text)
    assert (document.title, document.sections) == ("notes", ())


@settings(deadline=None)  # the first example imports the library
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_without_wiki_headings_is_kept_but_for_cleaning(text):
    try:
        document = read(text)
    except UnreadableError:
        return
    if not document.sections:
        assert document.text == clean(text.removeprefix("\ufeff"))


def test_wiki_headings_become_sections_without_their_marks():
    document = read(data_path(__file__, "wiki.txt").read_bytes())
    assert document.text == (
        "The Port\n\nBuilt in 1901.\nTrade\nCoal and   timber.\n\nShips\nTwo == three.\n"
        "Sources and E = mc²\n"
    )
    assert document.title == "The Port"
    assert document.sections == (
        Section(0, 1, "The Port"),
        Section(25, 2, "Trade"),
        Section(51, 3, "Ships"),
        Section(71, 2, "Sources and E = mc²"),
    )
    assert document.heading_path(document.text.index("Coal")) == ("The Port", "Trade")
    assert document.heading_path(document.text.index("Two")) == ("The Port", "Trade", "Ships")
    assert document.heading_path(80) == ("The Port", "Sources and E = mc²")
    assert document.page_at(30) is None


def test_two_headings_without_a_title_are_wiki_text():
    document = read("Intro\n== A ==\n=== B ===")
    assert document.text == "Intro\nA\nB"
    assert document.title == "notes"
    assert document.heading_path(8) == ("A", "B")


def test_a_long_run_of_spaces_takes_no_time():
    spaces = " " * 1_000_000
    assert clean_block(f"a{spaces}b{spaces}\n\n{spaces}\nc") == f"a{spaces}b\nc"
