"""Measure Footnote: adding, retrieval, answers, and the time and memory of a question.

Without files it asks the built-in test questions of the built-in pages. With SQuAD files it makes
a library of them, one document for each article, and asks the questions of the first file; the
other files only make the library larger. Tables come out in Markdown.
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

from app.answers import Answer
from app.assemble import Footnote, load_encoder
from eval.datasets import Question, read_built_in_questions, read_squad
from index.encoder import DEFAULT_ENCODER
from index.retriever import Hit
from index.status import read_status
from index.sync import add_sources
from ingest.documents import Document
from ingest.library import built_in_sources
from ingest.sources import Limits, Skipped, Source, find_sources

DEPTH = 100  # how far down a ranking a right passage still counts towards MRR
MOST_ASKED = 500  # questions answered, spread over all
BANDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)  # of confidence
METHODS: dict[str, Callable[[Hit], float]] = {
    "dense": lambda hit: hit.dense_rank or np.inf,
    "BM25": lambda hit: hit.lexical_rank or np.inf,
    "fused": lambda hit: hit.rank,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.measure",
        description=__doc__,
        epilog="example: python -m eval.measure squad/dev-v1.1.json",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a SQuAD JSON file")
    files: list[Path] = parser.parse_args(arguments).files
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "library")
        if files:
            documents, questions = read_squad(*files)
            articles = write_articles(Path(folder, "articles"), documents)
            show_adding(library, list(find_sources([articles], Limits())))
            footnote = Footnote.from_folder(library, _say)
            questions = [question for question in questions if question.split == files[0].stem]
        else:
            show_adding(library, built_in_sources())
            footnote = Footnote.from_folder(library, _say)
            questions = [q for q in _built_in_questions(footnote) if q.split == "test"]
        # A follow-up means nothing without the turn before.
        questions = [question for question in questions if question.previous is None]
        show_retrieval(footnote, [question for question in questions if question.answerable])
        show_answers(footnote, questions[:: -(-len(questions) // MOST_ASKED)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"\nPeak memory of all this: {peak:.0f} MB")


def write_articles(folder: Path, documents: Sequence[Document]) -> Path:
    """Write the articles as the files that they would be for a user."""
    folder.mkdir()
    for document in documents:
        text = f"= {document.title} =" + document.text.removeprefix(document.title)
        (folder / document.source).write_text(text, encoding="utf-8")
    return folder


def show_adding(library: Path, sources: Sequence[Source | Skipped]) -> None:
    """Make a library and say how fast that was and what it takes on disk."""
    encoder = load_encoder(DEFAULT_ENCODER, _say)
    report = add_sources(library, sources, encoder, Limits())
    status = read_status(library)
    _say(
        f"{status.documents:,} documents, {status.characters:,} characters, {report.encoded:,} "
        f"passages in {report.seconds:.0f} s ({report.passages_per_second:.0f} passages/s); "
        f"{status.bytes / 1e6:.1f} MB on disk\n"
    )


def show_retrieval(footnote: Footnote, questions: Sequence[Question]) -> None:
    """Print recall@1, @5, @20 and MRR of both searches and their fusion."""
    names = _names(footnote)
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
    """Whether a passage of a source holds a gold place whole."""
    return any(
        source == gold and hit.chunk.start <= start and end <= hit.chunk.end
        for gold, start, end in question.places
    )


def show_answers(footnote: Footnote, questions: Sequence[Question]) -> None:
    """Print how many are answered, how many of these rightly, how sure it was, and the times."""
    names = _names(footnote)
    answers: list[Answer] = []
    times: dict[str, list[float]] = {}
    for question in questions:
        started = time.perf_counter()
        answers.append(footnote.ask(question.text))
        times.setdefault("whole", []).append(time.perf_counter() - started)
        for stage, seconds in answers[-1].timings.items():
            times.setdefault(stage, []).append(seconds)
    pairs = list(zip(answers, questions, strict=True))
    right = np.array([is_right(answer, question, names) for answer, question in pairs])
    answered = np.array([answer.answered for answer in answers])
    answerable = np.array([question.answerable for question in questions])
    _say(f"\n{len(questions)} questions, {answerable.sum()} with an answer in the library:")
    _say(f"- {_share(answered)} answered; of these {_share(right[answered])} rightly")
    _say(f"- of those without an answer {_share(answered[~answerable])} answered all the same")
    _show_calibration(np.array([answer.confidence for answer in answers]), right)
    _say("\n| stage, ms | p50 | p95 |\n|---|---|---|")
    for stage, seconds_spent in times.items():
        p50, p95 = 1000 * np.percentile(seconds_spent, [50, 95])
        _say(f"| {stage} | {p50:.1f} | {p95:.1f} |")


def is_right(answer: Answer, question: Question, names: dict[str, str]) -> bool:
    """Whether the first quotation, shown or not, holds a gold answer and overlaps a gold place."""
    if not answer.citations:
        return False
    first = answer.citations[0]
    quote = first.quote.casefold()
    forms = [form.casefold() for several in question.answers for form in several]
    return any(form in quote for form in forms) and any(
        names[first.document_id] == source and first.start < end and start < first.end
        for source, start, end in question.places
    )


def _show_calibration(confidences: np.ndarray, right: np.ndarray) -> None:
    _say("\n| confidence | questions | mean confidence | right |\n|---|---|---|---|")
    bands = np.digitize(confidences, BANDS[1:-1])
    for band in range(len(BANDS) - 1):
        inside = bands == band
        if inside.any():
            mean, share = confidences[inside].mean(), right[inside].mean()
            _say(f"| {BANDS[band]}-{BANDS[band + 1]} | {inside.sum()} | {mean:.2f} | {share:.2f} |")


def _built_in_questions(footnote: Footnote) -> list[Question]:
    documents = [footnote.store.document(i) for i in footnote.store.document_ids()]
    return read_built_in_questions([document for document in documents if document])


def _names(footnote: Footnote) -> dict[str, str]:
    """What the gold places call the library's documents, by id."""
    summaries = footnote.store.summaries()
    return {
        s.id: s.source if s.source.startswith("built-in/") else Path(s.source).name
        for s in summaries
    }


def _share(flags: np.ndarray) -> str:
    return f"{flags.sum()} of {len(flags)} ({flags.mean():.0%})" if len(flags) else "none"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
