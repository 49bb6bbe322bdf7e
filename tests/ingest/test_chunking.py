"""Passages: what holds for every document, by the real tokenizer and by a counter of words."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.chunking import (
    MAX_TOKEN_CHARACTERS,
    MIN_PASSAGE_TOKENS,
    ChunkSettings,
    chunk_document,
    cut_overlong,
    pack,
)
from ingest.documents import Chunk, Document, encoder_text
from ingest.readers.builder import DocumentBuilder

Count = Callable[[str], int]

SMALL = ChunkSettings(max_tokens=40, overlap_sentences=1)

WORD = st.sampled_from(
    ["owl", "sees", "Bizerte", "2,500", "naïve", "état", "x", "(a)", "U.S.", "漢字"]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
BLOCK = st.one_of(
    st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join),
    st.tuples(SENTENCE, st.integers(2, 40)).map(lambda t: " ".join([t[0]] * t[1])),
    st.lists(WORD, min_size=30, max_size=150).map(" ".join),
    st.integers(1, 1500).map(lambda length: ("ACGT" * length)[:length]),
    st.integers(1, 200).map(lambda length: "漢字" * length),
    st.lists(st.sampled_from(["No.", "Ha!", "1.", "?"]), min_size=1, max_size=60).map(" ".join),
    st.lists(WORD, min_size=1, max_size=60).map("\n".join),
    st.integers(1, 30).map(lambda rows: "\n".join(["name | 1950 | Paris | naïve"] * rows)),
    st.integers(100, 2000).map(lambda width: f"far{' ' * width}apart"),
)
HEADING = st.tuples(st.lists(WORD, min_size=1, max_size=25).map(" ".join), st.integers(1, 4))
PAGE = st.lists(SENTENCE, min_size=1, max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    blocks = draw(st.lists(st.one_of(HEADING, BLOCK, PAGE), min_size=1, max_size=9))
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, str):
            builder.add_verbatim(block, "\n\n")
        elif isinstance(block, list):
            builder.add_page(number, " ".join(block))
        else:
            builder.add_heading(*block)
    return builder.build("made.txt", "", "made")


def count_words(text: str) -> int:
    return len(text.split())


def check_chunks(document: Document, count: Count, wanted: ChunkSettings) -> list[Chunk]:
    """All that is promised of every passage of every document."""
    chunks = chunk_document(document, count, wanted)
    text = document.text
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert chunk.document_id == document.id
        assert text[chunk.start : chunk.end] == chunk.text == chunk.text.strip() != ""
        assert chunk.page == document.page_at(chunk.start)
        assert count(chunk.encoder_text) <= wanted.max_tokens
        assert len(chunk.text) <= wanted.max_tokens * MAX_TOKEN_CHARACTERS
        whole = document.heading_path(chunk.start)
        assert chunk.heading_path == whole[len(whole) - len(chunk.heading_path) :]
        assert not any(chunk.start < s.start < chunk.end for s in document.sections)
    for one, following in pairwise(chunks):
        assert one.start < following.start
        assert one.end < following.end
    check_coverage(document, chunks)
    return chunks


def check_coverage(document: Document, chunks: list[Chunk]) -> None:
    """Every visible character is in a passage, or in a heading that has passages under it."""
    text = document.text
    covered = bytearray(len(text))
    for chunk in chunks:
        covered[chunk.start : chunk.end] = b"\1" * (chunk.end - chunk.start)
    for number, section in enumerate(document.sections):
        deeper = [s for s in document.sections[number + 1 :] if s.level <= section.level]
        end = deeper[0].start if deeper else len(text)
        if any(section.body_start <= chunk.start < end for chunk in chunks):
            covered[section.start : section.body_start] = b"\1" * len(section.heading)
    assert [
        c for c, is_in in zip(text, covered, strict=True) if not is_in and not c.isspace()
    ] == []


@given(documents(), st.integers(8, 60), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_what_holds_for_every_document_counted_in_words(document, max_tokens, overlap):
    check_chunks(document, count_words, ChunkSettings(max_tokens, overlap))


@given(document=documents())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_holds_for_every_document_by_the_real_tokenizer(encoder, document):
    for wanted in (ChunkSettings(), SMALL, ChunkSettings(encoder.max_tokens, 2)):
        check_chunks(document, encoder.count_tokens, wanted)


def test_the_encoder_reads_a_full_passage_to_its_end(encoder):
    owls = "owl " * (encoder.max_tokens - encoder.count_tokens("Bizerte"))
    text = f"{owls}Bizerte {owls}"
    full = ChunkSettings(max_tokens=10_000).within(encoder.max_tokens)
    document = Document.from_text("a.txt", "a", text, "")
    passage = chunk_document(document, encoder.count_tokens, full)[0].text
    assert passage == f"{owls}Bizerte"
    without, whole, over = encoder.encode([owls, passage, f"{passage} Bizerte"])
    assert float(without @ whole) < 0.9999
    assert float(whole @ over) == pytest.approx(1, abs=1e-6)


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(9, 20), st.integers(0, 4))
def test_packing_is_full_ordered_and_overlaps_as_set(sizes, room, overlap):
    def fits(first: int, last: int) -> bool:
        return sum(sizes[first : last + 1]) <= room

    packed = list(pack(len(sizes), fits, overlap))
    assert {i for first, last in packed for i in range(first, last + 1)} == set(range(len(sizes)))
    for first, last in packed:
        assert fits(first, last)
        assert last + 1 == len(sizes) or not fits(first, last + 1)
    for (first, last), (next_first, _) in pairwise(packed):
        shared = [
            n for n in range(overlap + 1) if n <= last - first and fits(last + 1 - n, last + 1)
        ]
        assert last + 1 - next_first == max(shared)


def test_packing_by_hand():
    sizes = [2, 2, 2, 3, 4, 1]  # six fit: 2+2+2, then 2+3, then 4+1 (3+4 would be seven)

    def fits(first: int, last: int) -> bool:
        return sum(sizes[first : last + 1]) <= 6

    assert list(pack(6, fits, 1)) == [(0, 2), (2, 3), (4, 5)]
    assert list(pack(6, fits, 0)) == [(0, 2), (3, 3), (4, 5)]
    assert list(pack(0, fits, 1)) == []


def test_a_repeated_overlong_sentence_is_cut_where_it_stands():
    text = "He came. " + "the owl, " * 40 + "end."
    document = Document.from_text("a.txt", "a", text, "")
    chunks = check_chunks(document, count_words, ChunkSettings(10, 0))
    assert chunks[1].start == len("He came. ")
    assert [chunk.text for chunk in chunks[1:9]] == [("the owl, " * 5).strip()] * 8
    assert [chunk.start for chunk in chunks[1:9]] == [9 + 45 * n for n in range(8)]


def test_an_overlong_sentence_is_cut_at_clauses_before_words_before_letters():
    text = "a b c; d e f, g h; i j"
    assert [text[slice(*s)] for s in cut_overlong(text, (0, len(text)), count_words, 5)] == [
        "a b c;",
        "d e f, g h;",
        "i j",
    ]
    assert cut_overlong("xx abcdef", (3, 9), len, 4) == [(3, 7), (7, 9)]


def test_a_deep_long_heading_path_loses_its_outermost_parts():
    builder = DocumentBuilder()
    for level in range(1, 7):
        builder.add_heading(f"level {level} " + "word " * 10, level)
    builder.add_block("Owls see well. " * 20)
    document = builder.build("a.txt", "", "a")
    wanted = ChunkSettings(max_tokens=MIN_PASSAGE_TOKENS + 30, overlap_sentences=0)
    chunks = check_chunks(document, count_words, wanted)
    # Thirty words of room hold two headings of 12 and the ">" between them, not three.
    assert [len(chunk.heading_path) for chunk in chunks] == [2, 2]
    assert chunks[0].heading_path == document.heading_path(len(document.text))[-2:]


ONE, TWO, THREE, FOUR = (f"{name}{' owl' * 11}." for name in ("One", "Two", "Three", "Four"))


@pytest.mark.parametrize(
    ("parts", "wanted", "expected"),
    [
        # The heading takes 1 word of 34: two sentences of 12 fit into the rest, three do not.
        (
            [("Owls", 1), f"{ONE} {TWO} {THREE} {FOUR}", ("Bats", 1), "Bats are blind."],
            ChunkSettings(34, 1),
            [
                (("Owls",), f"{ONE} {TWO}"),
                (("Owls",), f"{TWO} {THREE}"),
                (("Owls",), f"{THREE} {FOUR}"),
                (("Bats",), "Bats are blind."),
            ],
        ),
        # A heading longer than a passage is left out of the path.
        ([("word " * 100, 1), "Owls see well."], SMALL, [((), "Owls see well.")]),
        # Headings without text stand for themselves.
        (
            [("Owls", 1), ("Barn owl", 2), ("Snowy owl", 2), ("Bats", 1)],
            SMALL,
            [
                (("Owls", "Barn owl"), "Barn owl"),
                (("Owls", "Snowy owl"), "Snowy owl"),
                (("Bats",), "Bats"),
            ],
        ),
        (["Owls see well."], ChunkSettings(), [((), "Owls see well.")]),
        (
            ["Before all.", ("Owls", 1), "Owls see well."],
            SMALL,
            [((), "Before all."), (("Owls",), "Owls see well.")],
        ),
    ],
)
def test_overlap_and_headings_by_hand(parts, wanted, expected):
    builder = DocumentBuilder()
    for part in parts:
        if isinstance(part, str):
            builder.add_block(part)
        else:
            builder.add_heading(*part)
    chunks = check_chunks(builder.build("a.txt", "", "a"), count_words, wanted)
    assert [(chunk.heading_path, chunk.text) for chunk in chunks] == expected


def test_settings_come_back_from_their_fingerprint_and_bow_to_the_encoder():
    odd = ChunkSettings(max_tokens=77, overlap_sentences=3)
    assert ChunkSettings.from_fingerprint(odd.fingerprint()) == odd
    assert odd.fingerprint() != ChunkSettings(77, 2).fingerprint()
    assert odd.within(64) == ChunkSettings(64, 3)
    assert odd.within(200) == odd


def test_a_passage_is_read_with_its_headings():
    assert encoder_text(("Owls", "Barn owl"), "It sees.") == "Owls > Barn owl\nIt sees."
    assert encoder_text((), "It sees.") == "It sees."
