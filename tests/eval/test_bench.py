"""The bench measures this program as it does its peers, whose environment is not at hand here."""

from pathlib import Path

import pytest

from eval.bench.__main__ import folder, table
from eval.bench.measure import added, asked, rank_of
from eval.bench.scale import PASSAGES, add, articles, change, grow, recombined
from eval.bench.scale_asked import recall
from eval.bench.systems import Footnote
from index.store import Store
from index.verify import verify

TEXTS = [
    ("lamp", "The lamp at Skarrow was lit in 1871.\n\nIt burned oil until 1904."),
    ("pool", "The pool opens at seven.\n\nChildren under eight swim with an adult."),
]


def test_this_program_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    questions = [
        {"name": "lamp", "question": "When was the lamp lit?", "answer": "1871"},
        {"name": "pool", "question": "When does the pool open?", "answer": "seven"},
        {"name": "pool", "question": "When does the lamp open?", "answer": "nine"},
    ]
    system = Footnote()
    assert min(added(system, TEXTS).values()) > 0
    figures = asked(system, questions)
    assert (figures["hit@1"], figures["hit@10"]) == (2 / 3, 2 / 3)
    assert 0 < figures["search p50 ms"] <= figures["search p95 ms"]
    assert figures["search, processor ms"] > 0
    system.save(tmp_path / "kept")
    again = Footnote()
    again.load(tmp_path / "kept")
    assert again.search("When was the lamp lit?", 1) == system.search("When was the lamp lit?", 1)


def test_a_rank_is_that_of_the_answer_in_its_own_text() -> None:
    found = [("pool", "in 1871"), ("lamp", "in 1904"), ("lamp", "in 1871")]
    assert rank_of("lamp", "1871", found) == 3
    assert rank_of("lamp", "1999", found) == float("inf")


def test_a_folder_and_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One line.\n\nAnother.\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    ((name, text, questions),) = folder(tmp_path)
    assert name.endswith("a.txt")
    assert text.startswith("One")
    assert [each["question"] for each in questions] == ["One line.", "Another."]
    rounds = [{"A": {"hit@1": 0.5, "peak MB": 300.0}}, {"A": {"hit@1": 0.5, "peak MB": 320.0}}]
    assert table(rounds).splitlines()[-1] == "| A | 0.5 | 310 (300 to 320) |"


def test_a_library_is_grown_from_halves_of_real_passages(tmp_path: Path) -> None:
    folder, texts = tmp_path / "library", [(name, text, None) for name, text in TEXTS]
    assert add(folder, texts) > 0
    real = articles(folder)
    figures = grow(folder, real, passages=50)
    store = Store(folder)
    assert figures["passages"] == len(store.chunk_ids()) == 2 + 2 * PASSAGES
    assert verify(store).faults == ()

    assert recall(store, ["When was the lamp lit?", "When does the pool open?"]) == 1
    again = next(recombined(real))
    assert [chunk.text for chunk in again[1]] == [c.text for c in next(recombined(real))[1]]
    assert {"adding one s", "removing one s"} == set(change(folder))
