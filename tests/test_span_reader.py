"""The span reader: its windows, its search for a span, and what it makes of passages."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_reader import TOKENIZER, export, tokens

from app.reader import Span
from app.span_reader import LONGEST_ANSWER, SpanReader, best_span
from app.windows import MAX_QUESTION_TOKENS, MAX_TOKENS, Tokens, Window
from index.retriever import Hit
from ingest.documents import Chunk

QUESTION = "How many ships came?"
HARBOUR = "The harbour froze in 1871. Forty ships were lost, and the lighthouse was built."
LONG = " ".join(f"In {1300 + n} the harbour took {n + 40} ships." for n in range(60))


@pytest.fixture(scope="module")
def tokeniser() -> Tokens:
    return tokens()


@pytest.fixture(scope="module")
def model_and_reader(tmp_path_factory):
    model, file = export(tmp_path_factory.mktemp("reader"))
    return model, SpanReader.from_files(file, TOKENIZER)


def hit(text: str, sentences: tuple[tuple[int, int], ...] = (), rank: int = 1) -> Hit:
    chunk = Chunk("d", 0, 100, 100 + len(text), text, ("Harbours",), sentences=sentences)
    return Hit(chunk, 1.0, rank, rank, None)


# Windows


@given(st.text(alphabet="ab 1.é漢", max_size=900), st.text(alphabet="xy ", max_size=400))
@settings(max_examples=60, deadline=None)
def test_windows_hold_the_whole_passage_and_overlap(passage: str, question: str) -> None:
    tokeniser = tokens()
    pieces = tokeniser.pieces(question, "A heading", passage)
    windows = list(tokeniser.windows(pieces))
    covered: set[int] = set()
    for window in windows:
        assert len(window.ids) == len(window.types) <= MAX_TOKENS
        body = window.ids[window.body : -1]
        assert body == pieces.passage[window.first : window.first + len(body)]
        covered |= set(range(window.first, window.first + len(body)))
    assert covered == set(range(len(pieces.passage)))
    firsts = [window.first for window in windows]
    assert all(b - a <= pieces.room // 2 for a, b in pairwise(firsts))


def test_a_long_question_leaves_room_for_the_passage(tokeniser: Tokens) -> None:
    pieces = tokeniser.pieces("why " * 500, "heading " * 500, HARBOUR)
    assert len(pieces.question) == MAX_QUESTION_TOKENS
    assert pieces.room > MAX_TOKENS / 2


def test_question_and_passage_are_told_apart(tokeniser: Tokens) -> None:
    (window,) = tokeniser.windows(tokeniser.pieces("Who?", "Sea", "It was."))
    # [CLS] who ? [SEP], then: sea, it was . [SEP]
    assert window.types == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert window.body == 5


# The search for a span


@given(st.integers(1, 45), st.integers(0, 10_000))
@settings(max_examples=80, deadline=None)
def test_the_best_span_is_the_best_of_all_pairs(length: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    start, end = chance.normal(size=(2, length + 4)).astype(np.float32)
    window = Window([0] * (length + 4), [0] * (length + 4), body=3, first=2)
    offsets = [(10 * token, 10 * token + 7) for token in range(length + 2)]
    found = best_span(window, start, end, offsets)
    pairs = {
        (i, j): start[3 + i] + end[3 + j] - start[0] - end[0]
        for i in range(length)
        for j in range(i, min(i + LONGEST_ANSWER, length))
    }
    i, j = max(pairs, key=lambda pair: pairs[pair])
    assert (found.start, found.end) == (offsets[2 + i][0], offsets[2 + j][1])
    assert found.score == pytest.approx(pairs[i, j], abs=1e-5)


def test_a_passage_of_nothing_has_no_answer(model_and_reader) -> None:
    _, reader = model_and_reader
    (span,) = reader.read(QUESTION, [hit("  ")])
    assert span == Span(0, 2, -math.inf, 0.0, None)


# Reading


def test_one_batch_gives_what_each_passage_alone_gives(model_and_reader) -> None:
    _, reader = model_and_reader
    passages = [("", HARBOUR), ("Ships", LONG), ("", "Nothing."), ("Harbours", "It froze in 1871.")]
    together = reader.find(QUESTION, passages)
    for passage, found in zip(passages, together, strict=True):
        (alone,) = reader.find(QUESTION, [passage])
        assert (found.start, found.end) == (alone.start, alone.end)
        assert found.score == pytest.approx(alone.score, abs=1e-3)
    assert reader.find(QUESTION, []) == []


def test_it_finds_what_the_model_finds(model_and_reader, tokeniser: Tokens) -> None:
    model, reader = model_and_reader
    pieces = tokeniser.pieces(QUESTION, "Harbours", HARBOUR)
    (window,) = tokeniser.windows(pieces)
    ids, types = torch.tensor([window.ids]), torch.tensor([window.types])
    with torch.no_grad():
        start, end = (each[0].numpy() for each in model(ids, torch.ones_like(ids), types))
    wanted = best_span(window, start, end, pieces.offsets)
    (found,) = reader.find(QUESTION, [("Harbours", HARBOUR)])
    assert (found.start, found.end) == (wanted.start, wanted.end)
    assert found.score == pytest.approx(wanted.score, abs=1e-3)


def test_the_quotation_is_the_sentences_that_hold_the_answer(model_and_reader) -> None:
    _, reader = model_and_reader
    cut = HARBOUR.index("Forty")
    (span,) = reader.read(QUESTION, [hit(HARBOUR, ((0, cut - 1), (cut, len(HARBOUR))))])
    assert span.answer is not None
    assert span.start <= span.answer[0] < span.answer[1] <= span.end
    assert span.start in {0, cut}
    assert span.end in {cut - 1, len(HARBOUR)}
    assert 0 <= span.confidence <= 1
