"""A library's own cuts: kept, followed, and dropped when the reader is another."""

from __future__ import annotations

from pathlib import Path

from app.answers import Risk
from app.reading.own_cuts import FILE, read_own_cuts, write_own_cuts
from app.reading.reader import Cut
from app.reading.span_reader import load_reader
from index.encoder import OnnxEncoder

CUT = Cut(0.42, questions=80, answerable=60, answered=0.9, answers=60, right=0.95, own=True)


def test_they_are_read_as_they_were_written_by_the_same_reader_only(tmp_path: Path) -> None:
    write_own_cuts(tmp_path, "reader", {Risk.ONE_IN_10: CUT})
    assert read_own_cuts(tmp_path, "reader") == {Risk.ONE_IN_10: CUT}
    assert read_own_cuts(tmp_path, "another") == {}
    write_own_cuts(tmp_path, "reader", {})
    assert read_own_cuts(tmp_path, "reader") == {}
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"reader": "reader"}', '{"reader": "reader", "cuts": {"1/7": {}}}'):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        assert read_own_cuts(tmp_path, "reader") == {}


def test_the_reader_follows_them_where_there_are_some(encoder: OnnxEncoder) -> None:
    own, plain = load_reader(encoder, cuts={Risk.ONE_IN_10: CUT}), load_reader(encoder)
    assert own.cuts[Risk.ONE_IN_10] == CUT
    assert own.cuts[Risk.ONE_IN_5] == plain.cuts[Risk.ONE_IN_5]
