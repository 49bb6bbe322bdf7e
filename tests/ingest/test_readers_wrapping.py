"""Plain text that a program wrapped, and lines that an author meant."""

from __future__ import annotations

import textwrap
import time

import pytest

from ingest.readers import read_document
from ingest.readers.hyphens import Words
from ingest.sentences import split_sentences

PROSE = (
    "The orchard at Weald Farm was planted between 1811 and 1814 by Susan Thorpe, who had bought the "
    "land from a miller. She kept three hundred pear trees and sold the fruit in Lewes. When the "
    "river rose in 1852, the lower rows were lost, and her grandson put sheep there instead."
)
SENTENCES = 3


def text_of(text: str) -> str:
    return read_document(text.encode(), "notes.txt", ".txt").text


@pytest.mark.parametrize("width", [24, 28, 32, 38, 44, 60, 72, 80])
def test_sentences_are_whole_again_at_any_width(width):
    text = text_of(f"{textwrap.fill(PROSE, width)}\n\n{textwrap.fill(PROSE, width)}\n")
    assert text == f"{PROSE}\n\n{PROSE}\n"
    assert len(split_sentences(text)) == 2 * SENTENCES


@pytest.mark.parametrize("depth", ["> ", ">", "> > "])
def test_a_quoted_mail_keeps_one_mark_and_its_sentences(depth):
    quoted = textwrap.fill(PROSE, 50, initial_indent=depth, subsequent_indent=depth)
    assert text_of(f"Ann wrote:\n{quoted}\n\nI see.\n") == f"Ann wrote:\n{depth}{PROSE}\n\nI see.\n"


def test_lists_and_indented_paragraphs_are_wrapped_one_by_one():
    items = [
        textwrap.fill(PROSE, 40, initial_indent=mark, subsequent_indent="   ")
        for mark in (" - ", " * ", "1. ")
    ]
    assert text_of("\n".join(items)) == f" - {PROSE}\n * {PROSE}\n1. {PROSE}"
    paragraphs = "\n".join(textwrap.fill(PROSE, 60, initial_indent="   ") for _ in range(2))
    assert text_of(paragraphs) == f"   {PROSE}\n   {PROSE}"


@pytest.mark.parametrize(
    "text",
    [
        (
            "The sea is grey, the sand is brown,\nThe gulls are crying overhead;\n"
            "A boat goes out beyond the town\nAnd will not be here when I wed;\nThe sea is grey.\n"
        ),
        "two cups of rye flour\none egg\na pinch of salt\nwater from the well\nand some honey.\n",
        "Susan Thorpe\n4 Weald Lane\nLewes\nEast Sussex\n\nDear Ann,\n",
        "def read(path):\n    with open(path) as file:\n        return file.read()\n\nprint(read(name))\n",
        "name    wage  town\nabel      12  lewes\nbea        9  hove\ncarl      11  rye\n",
        "2020-01-01 started the pump\n2020-01-02 stopped the pump.\n2020-01-03 started it once more\n",
        "From: Ann\nTo: Bea\nSubject: the orchard\n\nOne line.\nAnother line.\n",
        "CHAPTER ONE\nIt rained.\n",
    ],
    ids=lambda text: text[:12],
)
def test_lines_that_an_author_meant_are_kept(text):
    assert text_of(text) == text
    beside = f"{textwrap.fill(PROSE, 72)}\n\n"
    assert text_of(beside + text) == f"{PROSE}\n\n{text}"


def test_words_parted_at_a_line_s_end_are_whole_again():
    wrapped = (
        "The cost-effective plan and the\nlong-term work for the whole north-\nwest coast covers "
        "about twenty-\nthree parishes and all of the forti-\nfication of the old harbour, a well-\n"
        "known thing, and the land-\nscape around it."
    )
    assert text_of(wrapped) == (
        "The cost-effective plan and the long-term work for the whole north-west coast covers about "
        "twenty-three parishes and all of the fortification of the old harbour, a well-known thing, "
        "and the landscape around it."
    )


def test_a_word_is_joined_as_the_document_writes_it():
    wrapped = (
        "The old man of the town saw a zorble-\nwick near the zorblewick by a new vim-\n"
        "lot and one vim-lot, but there is no\nother man who said that he had seen a\nsecond one there."
    )
    text = text_of(f"{wrapped}\n")
    assert "a zorblewick near" in text
    assert "a new vim-lot and one vim-lot," in text


def test_soft_hyphens_go_also_at_a_line_s_end():
    assert text_of("Super\u00adcali\u00ad\nfragil.") == "Supercalifragil."


def test_a_mail_packed_for_the_way_is_unpacked():
    flowed = "The orchard was planted=20\nin 1811 by Susan, who had=20\nbought it for =A3 from a=20\ncaf=C3=A9.=20\n"
    assert "planted in 1811 by Susan, who had bought it" in text_of(flowed.replace("=A3", "=C2=A3"))
    soft = "The orchard was pla=\nnted in 1811 and the fee =3D 5 for a caf=C3=A9, as she s=\naid.\n"
    assert (
        text_of(soft)
        == "The orchard was planted in 1811 and the fee = 5 for a café, as she said.\n"
    )
    assert text_of("x = 1\ny =\nz = 2\nw =\n") == "x = 1\ny =\nz = 2\nw =\n"


@pytest.mark.parametrize(
    "text",
    [
        "> " * 200_000,
        ">" * 200_000 + "\na",
        "a-" * 200_000 + "\nb",
        "=" * 500_000,
        "a  b" * 100_000,
    ],
)
def test_long_lines_take_no_time(text):
    begun = time.process_time()
    text_of(f"x{text}\n" * 2)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("words", "joint"),
    [
        (
            "non-profit co-operate post-war well-being long-term tax-free north-west non-smoking",
            "-",
        ),
        ("re-cognise infra-structure under-standing inter-national co-incidence light-house", ""),
    ],
)
def test_a_hyphen_at_a_line_s_end_stays_where_it_is_the_word_s_own(words: str, joint: str) -> None:
    for word in words.split():
        half, _, rest = word.partition("-")
        assert Words().joint(f"It was {half}-", f"{rest} then") == joint, word
