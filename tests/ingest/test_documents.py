"""Documents: the promise "verbatim", places in a text, ids and hashes."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Document, Page, Section, check_slice, hash_bytes, hash_text
from ingest.errors import FootnoteError, MisquoteError

TEXT = "Owls\n\nOwls see.\n\nBarn owl\n\nIt hears.\n\nBats\n\nBlind."
SECTIONS = (Section(0, 1, "Owls"), Section(17, 2, "Barn owl"), Section(38, 1, "Bats"))


@given(st.text(min_size=1, max_size=30), st.integers(-40, 40), st.integers(-40, 40))
def test_a_slice_passes_exactly_if_it_is_one(text, start, end):
    quote = text[max(start, 0) : max(end, 0)]
    if 0 <= start < end <= len(text):
        check_slice(text, start, end, quote, "a.txt")
        for wrong in (quote + "x", quote[1:], quote[:-1] + chr(ord(quote[-1]) ^ 1)):
            with pytest.raises(MisquoteError):
                check_slice(text, start, end, wrong, "a.txt")
    else:
        with pytest.raises(MisquoteError):
            check_slice(text, start, end, quote, "a.txt")


@pytest.mark.parametrize(
    ("start", "end", "quote"), [(-4, -1, "ell"), (1, 1, ""), (3, 2, ""), (3, 9, "lo")]
)
def test_what_python_would_slice_is_refused_all_the_same(start, end, quote):
    assert "hello"[start:end] == quote
    with pytest.raises(MisquoteError, match=f"text at {start}-{end} of a.txt"):
        check_slice("hello", start, end, quote, "a.txt")


def test_a_look_alike_is_a_misquotation():
    for text, quote in (("caf\u00e9", "cafe\u0301"), ("1\u00a0000", "1 000"), ("Don’t", "Don't")):
        with pytest.raises(MisquoteError):
            check_slice(text, 0, len(text), quote, "a.txt")


def test_a_heading_that_is_not_in_its_place_makes_no_document():
    Document.from_text("a.txt", "a", TEXT, "", sections=SECTIONS)
    with pytest.raises(FootnoteError, match=r"a\.txt"):
        Document.from_text("a.txt", "a", TEXT, "", sections=(Section(1, 1, "Owls"),))


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("Owls see", ("Owls",)),
        ("It hears", ("Owls", "Barn owl")),
        ("Blind", ("Bats",)),
        ("Barn", ("Owls", "Barn owl")),
        ("\n\nBarn", ("Owls",)),
    ],
)
def test_the_headings_above_a_place(place, path):
    document = Document.from_text("a.txt", "a", TEXT, "", sections=SECTIONS)
    assert document.heading_path(TEXT.index(place)) == path


def test_headings_that_skip_a_level_and_places_before_the_first():
    sections = (Section(3, 3, "b"), Section(6, 2, "c"), Section(9, 4, "d"))
    document = Document.from_text("a.txt", "a", "a\n\nb\n\nc\n\nd\n\ne", "", sections=sections)
    paths = [document.heading_path(offset) for offset in (0, 3, 6, 9, 12)]
    assert paths == [(), ("b",), ("c",), ("c", "d"), ("c", "d")]


def test_the_page_of_a_place_and_none_where_it_is_unknown():
    pages = (Page(2, 3), Page(3, 10), Page(7, 10 + 5))
    document = Document.from_text("a.pdf", "a", "x" * 20, "", pages=pages)
    assert [document.page_at(offset) for offset in (0, 2, 3, 9, 10, 14, 15, 19)] == [
        None, None, 2, 2, 3, 3, 7, 7,
    ]  # fmt: skip
    assert Document.from_text("a.txt", "a", "x", "").page_at(0) is None


def test_the_id_follows_from_source_and_text_alone():
    one = Document.from_text("a.txt", "a", "text", "00", metadata={"author": "Ann"})
    assert one.id == hashlib.sha256(b"a.txt\0text").hexdigest()[:16]
    assert Document.from_text("a.txt", "other title", "text", "11").id == one.id
    assert Document.from_text("b.txt", "a", "text", "00").id != one.id
    assert Document.from_text("a.txt", "a", "text.", "00").id != one.id
    assert Document.from_text("a.txtt", "a", "ext", "00").id != one.id


def test_hashes_are_those_of_the_standard_and_know_every_text():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_bytes(b"") == hash_text("") == empty
    assert hash_text("\ud800") != hash_text("\ud801")
    assert hash_text("é") == hash_bytes("é".encode())


def test_a_document_knows_when_it_was_added_and_keeps_its_own_metadata():
    metadata = {"author": "Ann"}
    document = Document.from_text("a.txt", "a", "text", "", metadata=metadata)
    metadata["author"] = "Bob"
    assert document.metadata == {"author": "Ann"}
    added = datetime.fromisoformat(document.added_at)
    assert added.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - added) < timedelta(minutes=1)
