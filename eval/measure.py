"""Measure Footnote on SQuAD articles: adding, retrieval, and the time and memory of a question.

``python -m eval.measure FILE ...`` makes a library of SQuAD files in a temporary folder, one
document for each article, and prints tables in Markdown. The questions asked are those of the
first file; the other files only make the library larger.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from app.assemble import Footnote, load_encoder
from eval.datasets import Question, read_squad
from index.encoder import DEFAULT_ENCODER
from index.retriever import Hit
from index.status import read_status
from index.sync import add_sources
from ingest.documents import Document
from ingest.sources import Limits, find_sources

DEPTH = 100  # how far down a ranking a right passage still counts towards MRR
ASKED = 500  # questions timed
METHODS: dict[str, Callable[[Hit], float]] = {
    "dense": lambda hit: hit.dense_rank or np.inf,
    "BM25": lambda hit: hit.lexical_rank or np.inf,
    "fused": lambda hit: hit.rank,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="SQuAD JSON files")
    files: list[Path] = parser.parse_args(arguments).files
    documents, questions = read_squad(*files)
    asked = [question for question in questions if question.split == files[0].stem]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "library")
        show_adding(library, write_articles(Path(folder, "articles"), documents))
        footnote = Footnote.from_folder(library, _say)
        show_retrieval(footnote, asked)
        show_latency(footnote, asked[:: max(len(asked) // ASKED, 1)][:ASKED])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"\nPeak memory of all this: {peak:.0f} MB")


def write_articles(folder: Path, documents: Sequence[Document]) -> Path:
    """Write the articles as the files that they would be for a user."""
    folder.mkdir()
    for document in documents:
        text = f"= {document.title} =" + document.text.removeprefix(document.title)
        (folder / document.source).write_text(text, encoding="utf-8")
    return folder


def show_adding(library: Path, articles: Path) -> None:
    """Add the articles and say how fast that was and what it takes on disk."""
    encoder = load_encoder(DEFAULT_ENCODER, _say)
    report = add_sources(library, list(find_sources([articles], Limits())), encoder, Limits())
    status = read_status(library)
    _say(
        f"{status.documents} documents, {status.characters:,} characters, {report.encoded:,} passages "
        f"in {report.seconds:.0f} s ({report.passages_per_second:.0f} passages/s); "
        f"{status.bytes / 1e6:.1f} MB on disk\n"
    )


def show_retrieval(footnote: Footnote, questions: Sequence[Question]) -> None:
    """Print recall@1, @5, @20 and MRR of both searches and their fusion."""
    names = {s.id: Path(s.source).name for s in footnote.store.summaries()}
    ranks: dict[str, list[float]] = {method: [] for method in METHODS}
    for question in questions:
        hits = footnote.retriever.search(question.text, 2 * DEPTH)
        right = [hit for hit in hits if holds_answer(hit, question, names[hit.chunk.document_id])]
        for method, rank_of in METHODS.items():
            ranks[method].append(min((rank_of(hit) for hit in right), default=np.inf))
    _say(f"| {len(questions):,} questions | recall@1 | recall@5 | recall@20 | MRR |")
    _say("|---|---|---|---|---|")
    for method, found in ranks.items():
        best = np.array(found)
        recalls = " | ".join(f"{np.mean(best <= k):.3f}" for k in (1, 5, 20))
        _say(f"| {method} | {recalls} | {np.mean(np.where(best <= DEPTH, 1 / best, 0)):.3f} |")


def holds_answer(hit: Hit, question: Question, source: str) -> bool:
    """Whether a passage of a source holds a gold answer in its place."""
    return any(
        source == gold and hit.chunk.start <= start and end <= hit.chunk.end
        for gold, start, end in question.places
    )


def show_latency(footnote: Footnote, questions: Sequence[Question]) -> None:
    """Print the median and 95th percentile of each stage of a question, in milliseconds."""
    stages: dict[str, list[float]] = {}
    for question in questions:
        started = time.perf_counter()
        answer = footnote.ask(question.text)
        stages.setdefault("whole", []).append(time.perf_counter() - started)
        for stage, seconds in answer.timings.items():
            stages.setdefault(stage, []).append(seconds)
    _say(f"\n| {len(questions)} questions, ms | p50 | p95 |\n|---|---|---|")
    for stage, times in stages.items():
        p50, p95 = 1000 * np.percentile(times, [50, 95])
        _say(f"| {stage} | {p50:.1f} | {p95:.1f} |")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
