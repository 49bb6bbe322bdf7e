"""The span finder: its windows, its search for a span in each sentence, and what it makes of passages."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.span_finder import LONGEST_ANSWER, Found, Passage, SpanFinder, best_spans, merge
from app.reading.windows import MAX_QUESTION_TOKENS, MAX_TOKENS, Tokens, Window
from tests.app.reading.tiny_reader import TOKENIZER, export, tokens

QUESTION = "How many ships came?"
HARBOUR = "The harbour froze in 1871. Forty ships were lost, and the lighthouse was built."
LONG = " ".join(f"In {1300 + n} the harbour took {n + 40} ships." for n in range(60))


@pytest.fixture(scope="module")
def tokeniser() -> Tokens:
    return tokens()


@pytest.fixture(scope="module")
def model_and_finder(tmp_path_factory):
    model, file = export(tmp_path_factory.mktemp("reader"))
    return model, SpanFinder.from_files(file, TOKENIZER)


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


@given(st.integers(1, 45), st.lists(st.integers(1, 44), max_size=4), st.integers(0, 10_000))
@settings(max_examples=80, deadline=None)
def test_the_best_spans_are_the_best_of_all_pairs(length: int, cuts: list[int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    start, end = chance.normal(size=(2, length + 4)).astype(np.float32)
    window = Window([0] * (length + 4), [0] * (length + 4), body=3, first=2)
    offsets = [(10 * token, 10 * token + 7) for token in range(length + 2)]
    begins = [0, *sorted({10 * (2 + cut) for cut in cuts if cut < length})]
    sentences = [(a, b - 3) for a, b in pairwise([*begins, 10 * (length + 2)])]
    pairs = {
        (i, j): start[3 + i] + end[3 + j]
        for i in range(length)
        for j in range(i, min(i + LONGEST_ANSWER, length))
    }
    found = best_spans(window, start, end, offsets, sentences)
    assert [each.sentence for each in found] == list(range(len(sentences)))
    for each, (first, last) in zip(found, sentences, strict=True):
        mine = [
            (i, j)
            for i, j in pairs
            if first <= offsets[2 + i][0] < last and first <= offsets[2 + j][0] < last
        ]
        i, j = max(mine, key=lambda pair: pairs[pair])
        assert (each.start, each.end) == (offsets[2 + i][0], offsets[2 + j][1])
        assert each.score == pytest.approx(pairs[i, j], abs=1e-5)


def test_without_sentences_the_passage_is_one() -> None:
    start = np.array([0.0, 1.0, 5.0, 0.0], dtype=np.float32)
    window = Window([0] * 4, [0] * 4, body=1, first=0)
    assert best_spans(window, start, start, [(0, 2), (3, 5)]) == [Found(3, 5, 10.0, 0)]


def test_where_windows_overlap_the_better_span_stays() -> None:
    found = [Found(0, 2, 1.0, 0), Found(9, 12, 0.5, 2), Found(4, 6, 3.0, 0)]
    assert merge(found) == [Found(4, 6, 3.0, 0), Found(9, 12, 0.5, 2)]


# Reading


def test_one_batch_gives_what_each_passage_alone_gives(model_and_finder) -> None:
    _, finder = model_and_finder
    cut = HARBOUR.index("Forty")
    passages = [
        Passage("", HARBOUR, ((0, cut - 1), (cut, len(HARBOUR)))),
        Passage("Ships", LONG),
        Passage("", "Nothing."),
        Passage("Harbours", "  "),
        Passage("Harbours", "It froze in 1871."),
    ]
    together = finder.find(QUESTION, passages)
    assert [len(found) for found in together] == [2, 1, 1, 0, 1]
    for passage, found in zip(passages, together, strict=True):
        (alone,) = finder.find(QUESTION, [passage])
        assert [(f.start, f.end) for f in found] == [(f.start, f.end) for f in alone]
        assert [f.score for f in found] == pytest.approx([f.score for f in alone], abs=1e-3)
    assert finder.find(QUESTION, []) == []


def test_it_finds_what_the_model_finds(model_and_finder, tokeniser: Tokens) -> None:
    model, finder = model_and_finder
    pieces = tokeniser.pieces(QUESTION, "Harbours", HARBOUR)
    (window,) = tokeniser.windows(pieces)
    ids, types = torch.tensor([window.ids]), torch.tensor([window.types])
    with torch.no_grad():
        start, end = (each[0].numpy() for each in model(ids, torch.ones_like(ids), types))
    (wanted,) = best_spans(window, start - start[0], end - end[0], pieces.offsets)
    ((found,),) = finder.find(QUESTION, [Passage("Harbours", HARBOUR)])
    assert (found.start, found.end) == (wanted.start, wanted.end)
    assert found.score == pytest.approx(wanted.score, abs=1e-3)


def test_each_span_lies_in_its_sentence(model_and_finder) -> None:
    _, finder = model_and_finder
    sentences = [found.span() for found in re.finditer(r"In \d+[^.]+\.", LONG)]
    (found,) = finder.find(QUESTION, [Passage("Ships", LONG, tuple(sentences))])
    assert [each.sentence for each in found] == list(range(60))
    for each in found:
        start, end = sentences[each.sentence]
        assert start <= each.start < each.end <= end
