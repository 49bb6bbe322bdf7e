"""The reader that comes with Footnote: its files, its candidates, and what it does without."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.answers import Risk
from app.assemble import Footnote
from app.reading.evidence import Candidate
from app.reading.span_reader import (
    CALIBRATION,
    MODEL,
    SENTENCES_ENCODED,
    SpanReader,
    default_cut,
    load_finder,
    load_reader,
    load_weights,
    reader_fingerprint,
    shortlist,
    whole_words,
)
from index.encoder import OnnxEncoder
from index.retriever import Hit
from ingest.documents import Chunk
from ingest.errors import ModelError

QUESTION = "When was the lighthouse built?"
TEXT = "The harbour froze. The lighthouse was built in 1871. Forty ships were lost."
SENTENCES = ((0, 18), (19, 52), (53, 75))


@pytest.fixture(scope="module")
def reader(encoder: OnnxEncoder) -> SpanReader:
    return load_reader(encoder)


def hit(text: str, sentences: tuple[tuple[int, int], ...] = (), rank: int = 1) -> Hit:
    chunk = Chunk("d", rank, 100, 100 + len(text), text, ("Harbours",), sentences=sentences)
    return Hit(chunk, 1 / rank, rank, rank, None)


def test_it_quotes_the_sentence_and_names_the_answer(reader: SpanReader) -> None:
    (span,) = reader.read(QUESTION, [hit(TEXT, SENTENCES)])
    assert TEXT[span.start : span.end] == "The lighthouse was built in 1871."
    assert span.answer is not None
    assert TEXT[slice(*span.answer)] == "1871"
    assert span.found
    assert 0.5 < span.confidence < 1


def test_each_passage_gets_a_span_in_the_order_of_the_hits(reader: SpanReader) -> None:
    texts = ["Owls see well at night.", TEXT, "   ", "A lighthouse is a tower."]
    hits = [hit(text, SENTENCES if text is TEXT else (), n) for n, text in enumerate(texts, 1)]
    spans = reader.read(QUESTION, hits)
    assert len(spans) == 4
    assert max(range(4), key=lambda n: spans[n].score) == 1
    assert max(range(4), key=lambda n: spans[n].confidence) == 1
    for span, text in zip(spans, texts, strict=True):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 <= span.confidence <= 1
        if span.answer:
            assert span.start <= span.answer[0] < span.answer[1] <= span.end
    assert (spans[2].answer, spans[2].found) == (None, False)
    assert reader.read(QUESTION, []) == []


def test_a_question_is_not_quoted_as_its_answer(reader: SpanReader) -> None:
    text = f"{QUESTION} In 1871, of limestone."
    (span,) = reader.read(
        QUESTION, [hit(text, ((0, len(QUESTION)), (len(QUESTION) + 1, len(text))))]
    )
    assert text[span.start : span.end] == "In 1871, of limestone."


def test_a_row_is_read_with_the_caption_and_the_header_of_its_table(reader: SpanReader) -> None:
    tables = [f"{name}\nStop | First | Last\nHarbour | 5.42 | 23.30\nHospital | 6.03 | 23.51\n"
              for name in ("Weekdays", "Sundays")]  # fmt: skip
    text = "\n".join(tables)
    edges = [0, *(at for at, character in enumerate(text, 1) if character == "\n")]
    lines = tuple((a, b - 1) for a, b in pairwise(edges) if b - 1 > a)
    rows = [
        each
        for each in reader.candidates("last from the hospital on sundays", [hit(text, lines)])
        if text[each.start :].startswith("Hospital")
    ]
    weekday, sunday = sorted(rows, key=lambda each: each.start)
    assert sunday.signs.near > weekday.signs.near
    assert sunday.likeness > weekday.likeness


def test_an_answer_found_twice_is_surer(reader: SpanReader) -> None:
    again = "In 1871 they built the lighthouse."
    other = "In 1904 they built the lighthouse."
    (with_same, _), (with_other, _) = (
        reader.read(QUESTION, [hit(TEXT, SENTENCES), hit(text, rank=2)]) for text in (again, other)
    )
    assert with_same.confidence > with_other.confidence


def candidate(passage: int) -> Candidate:
    return Candidate(passage, 0, 9, None, "", -math.inf, 0.0, 0.0, 0.0)


def test_the_shortlist_has_the_best_of_all_and_one_of_each_passage() -> None:
    many = SENTENCES_ENCODED + 2
    scores = [float(n) for n in range(many)] + [-5.0, -7.0]
    passages = [0] * many + [1, 1]
    kept, likely = shortlist([candidate(passage) for passage in passages], scores)
    assert likely == list(range(many - 1, 1, -1))
    assert kept == [*range(2, many), many]


@pytest.mark.parametrize(
    ("found", "answer"),
    [("Tunis", "Tunisia"), ("nisi", "Tunisia"), ("6,0", "6,000"), ("a, 6", "Tunisia, 6"),
     ("cafe", "cafe\u0301"), ("2.5", "2.5"), (", ", None), ("", None), ("\u0301", None)],
)  # fmt: skip
def test_an_answer_is_of_whole_words(found: str, answer: str | None) -> None:
    text = "Of Tunisia, 6,000 in a cafe\u0301. 2.5"
    start = text.index(found)
    span = whole_words(text, start, start + len(found), (0, len(text)))
    assert (span and text[slice(*span)]) == answer


def test_an_answer_stays_within_its_sentence() -> None:
    assert whole_words("aaabbb", 4, 5, (3, 6)) == (3, 6)
    assert whole_words("aaabbb", 1, 2, (0, 3)) == (0, 3)


# Its files


def test_the_files_are_those_of_the_card() -> None:
    load_finder(MODEL)
    assert (MODEL / "reader.onnx").stat().st_size < 30e6
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    assert json.loads((MODEL / "reader.json").read_text())["sha256"] in card
    assert len(reader_fingerprint()) == 12


def test_several_libraries_share_the_model(reader: SpanReader) -> None:
    assert load_reader(reader.encoder).finder is reader.finder


def test_a_lower_risk_asks_for_more(reader: SpanReader) -> None:
    lowest = [reader.cuts[risk].min_confidence for risk in Risk]
    assert lowest == sorted(lowest, reverse=True)
    assert lowest[-1] == 0
    assert reader.cuts[Risk.ONE_IN_10] == default_cut()


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("reader.onnx", lambda data: data[:-999] + bytes([data[-999] ^ 1]) + data[-998:]),
        ("reader.onnx", lambda data: data[: len(data) // 2]),
        ("reader.onnx", None),
        ("reader.json", None),
        ("reader.json", lambda _: b"{}"),
        (CALIBRATION, None),
        (CALIBRATION, lambda data: data[:-9]),
        (CALIBRATION, lambda data: json.dumps(json.loads(data) | {"cuts": None}).encode()),
        (CALIBRATION, lambda data: data.replace(b'"reader_sha256": "', b'"reader_sha256": "0')),
    ],
)
def test_a_damaged_reader_is_refused(tmp_path: Path, name: str, damage: Damage | None) -> None:
    path = shutil.copytree(MODEL, tmp_path / "model") / name
    data = path.read_bytes()
    path.unlink()
    if damage:
        assert damage(data) != data
        path.write_bytes(damage(data))
    with pytest.raises(ModelError, match="damaged or not there"):
        (load_weights if name == CALIBRATION else load_finder)(path.parent)


ASK = """
import sys
from itertools import pairwise
from pathlib import Path
from app.assemble import Footnote
answer = Footnote.from_folder(Path(sys.argv[1]), print).answer(sys.argv[2])
assert answer.citations[0].short
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def test_reading_needs_neither_torch_nor_transformers(
    built_in_folder: Path, open_footnote: Footnote
) -> None:
    assert isinstance(open_footnote.reader, SpanReader)
    arguments = [str(built_in_folder), "How many foreign fighters came from Tunisia?"]
    done = subprocess.run(
        [sys.executable, "-c", ASK, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
