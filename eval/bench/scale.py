"""How Footnote grows: libraries of many passages, recombined from real ones; ``python -m eval.bench.scale``.

A made passage is one half of a passage and the other half of another of the same article; its
vector is theirs together, with a part of a third one's, which is near to what encoding would give
and takes no time. The real articles are there too, so that real questions find what answers them.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from eval.bench.__main__ import processor, rounded, squad
from eval.bench.systems import loaded
from index.derived import refresh_derived
from index.encoder import Vectors, load_default
from index.lock import write_lock
from index.store import Store
from index.sync import add_sources, open_or_create, remove_documents
from ingest.documents import Chunk, Document, hash_text
from ingest.sources import Limits

PASSAGES = 40  # of a made document, as an article of SQuAD has them
THIRD = 0.3  # part of a third passage's vector in a made one
COMPARED = 200  # made passages that are encoded as well


@dataclass(frozen=True)
class Article:
    """A real document's passages and their vectors, row i to passage i."""

    chunks: list[Chunk]
    vectors: Vectors


def main(arguments: Sequence[str] | None = None) -> int:
    """Grow libraries, measure each, and write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.scale",
        description="Libraries of many passages, recombined from real ones: adding, disk, start, memory, search.",
        epilog="example: python -m eval.bench.scale --squad squad_dev_v1.1.heldout.json --passages 10000 110000",
    )
    parser.add_argument("--squad", type=Path, required=True, help="a file in SQuAD's form")
    parser.add_argument(
        "--passages", type=int, nargs="+", default=[10_000], help="of each library (default: 10000)"
    )
    parser.add_argument(
        "--questions", type=int, default=500, help="drawn of the file (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    texts = squad(options.squad)
    questions = [each for _, _, its in texts for each in its]
    drawn = random.Random(1).sample(questions, min(options.questions, len(questions)))
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "base"
        spent = add(base, texts)
        real = articles(base)
        columns = [
            {
                "passages": float(sum(len(each.chunks) for each in real)),
                "adding, ms a passage": spent,
            }
        ]
        print(f"{processor()}; a made vector's cosine with the encoded one: {likeness(real):.3f}")
        for passages in options.passages:
            folder = Path(place) / str(passages)
            shutil.copytree(base, folder)
            columns.append(grow(folder, real, passages) | ask(folder, drawn) | change(folder))
            shutil.rmtree(folder)
    names = list(dict.fromkeys(name for column in columns for name in column))
    for name in names:
        cells = [rounded(column[name]) if name in column else "" for column in columns]
        print(f"| {name} | " + " | ".join(cells) + " |")
    return 0


def add(folder: Path, texts: Sequence[tuple[str, str, object]]) -> float:
    """Add texts for real; milliseconds a passage."""
    started = time.perf_counter()
    report = add_sources(
        folder, [loaded(name, text) for name, text, _ in texts], load_default(), Limits()
    )
    return 1_000 * (time.perf_counter() - started) / max(report.encoded, 1)


def articles(folder: Path) -> list[Article]:
    """The documents of a library."""
    with closing(Store(folder)) as store:
        return [
            Article(store.document_chunks(each), store.vectors(store.chunk_ids([each])))
            for each in store.document_ids()
        ]


def recombined(
    real: Sequence[Article], seed: int = 0
) -> Iterator[tuple[Document, list[Chunk], Vectors]]:
    """Documents without end, the same for the same seed."""
    chance = np.random.default_rng(seed)
    everything = np.concatenate([each.vectors for each in real])
    for number in count():
        article = real[int(chance.integers(len(real)))]
        first, second = chance.integers(len(article.chunks), size=(2, PASSAGES))
        third = chance.integers(len(everything), size=PASSAGES)
        made = [
            halves(article.chunks[a], article.chunks[b]) for a, b in zip(first, second, strict=True)
        ]
        text = "\n\n".join(" ".join(sentences) for sentences in made)
        document = Document.from_text(f"made/{number}.txt", f"Made {number}", text, hash_text(text))
        vectors = article.vectors[first] + article.vectors[second] + THIRD * everything[third]
        yield document, cut(document, made), unit(vectors)


def halves(one: Chunk, other: Chunk) -> list[str]:
    """The first half of a passage's sentences, and the second half of another's."""
    first, second = ([c.text[start:end] for start, end in c.sentences] for c in (one, other))
    return first[: (len(first) + 1) // 2] + second[len(second) // 2 :]


def cut(document: Document, passages: Sequence[Sequence[str]]) -> list[Chunk]:
    """A document's passages, where their sentences stand in it one after another."""
    chunks, start = [], 0
    for ordinal, sentences in enumerate(passages):
        text = " ".join(sentences)
        ends = np.cumsum([len(sentence) + 1 for sentence in sentences]) - 1
        spans = tuple((int(end) - len(s), int(end)) for s, end in zip(sentences, ends, strict=True))
        chunks.append(Chunk(document.id, ordinal, start, start + len(text), text, (), None, spans))
        start += len(text) + 2
    return chunks


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / lengths).astype(np.float32)
    return scaled


def likeness(real: Sequence[Article]) -> float:
    """The mean cosine of made passages' vectors with those that encoding gives."""
    encoder, cosines = load_default(), []
    for _, chunks, vectors in recombined(real, seed=1):
        encoded = encoder.encode([each.encoder_text for each in chunks])
        cosines.extend(np.sum(encoded * vectors, axis=1))
        if len(cosines) >= COMPARED:
            return float(np.mean(cosines))
    return 0.0


def grow(folder: Path, real: Sequence[Article], passages: int) -> dict[str, float]:
    """Put made documents into a library, as adding does but for encoding, until it has so many passages."""
    with write_lock(folder), closing(open_or_create(folder, load_default())) as store:
        there = len(store.chunk_ids())
        started, seconds = time.perf_counter(), []
        for document, chunks, vectors in recombined(real):
            if there >= passages:
                break
            begun = time.perf_counter()
            store.put(document, chunks, vectors)
            seconds.append(time.perf_counter() - begun)
            there += len(chunks)
        begun = time.perf_counter()
        refresh_derived(store)
        indexes = time.perf_counter() - begun
    tenth = max(len(seconds) // 10, 1)
    ends = {"of the first tenth": seconds[:tenth], "of the last tenth": seconds[-tenth:]}
    kept = {
        f"keeping, ms a passage {name}": 1_000 * sum(s) / len(s) / PASSAGES
        for name, s in ends.items()
    }
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    spent = time.perf_counter() - started
    return {
        "passages": float(there),
        **kept,
        "both indexes s": indexes,
        "making it s": spent,
        "disk MB": disk,
    }


def ask(folder: Path, questions: Sequence[dict[str, str]]) -> dict[str, float]:
    """What a process that only asks takes, and how well the approximate index does in it."""
    data = folder.with_suffix(".json")
    data.write_text(json.dumps(questions))
    command = [sys.executable, "-m", "eval.bench.scale_asked", str(folder), str(data)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return figures


def change(folder: Path) -> dict[str, float]:
    """Seconds to add one more document, and to remove it."""
    started = time.perf_counter()
    add(folder, [("one more.txt", "The lamp in the hall of the old mill is green.", None)])
    added = time.perf_counter()
    with closing(Store(folder)) as store:
        remove_documents(
            store, [each for each in store.summaries() if each.source == "one more.txt"]
        )
    return {"adding one s": added - started, "removing one s": time.perf_counter() - added}


if __name__ == "__main__":
    sys.exit(main())
