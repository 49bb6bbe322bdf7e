"""Calibration questions -> what the reader had to choose from, and which of it is right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.asking.ask import PASSAGES_READ
from app.assemble import Say
from app.reading.evidence import Candidate
from app.reading.signs import NAMES as SIGNS
from app.reading.signs import Signs
from app.reading.span_reader import SENTENCES_ENCODED, SpanReader
from eval.datasets import Dataset, Question, draw
from eval.judge import is_right
from eval.own_form import EVERYDAY, built_in_dataset, own_dataset
from eval.pairs import pairs_dataset
from eval.squad import source_name, squad_dataset
from eval.squad_forms import read_articles
from eval.training.examples import HELD_OUT_FILES, OWN
from index.retriever import Retriever
from index.store import Store
from index.sync import add_sources
from ingest.documents import Document, hash_text
from ingest.files import replace_text
from ingest.sources import Found, Limits

SQUAD_QUESTIONS = 300  # of each half
SPOKEN, ALL = "spoken", "all"
MORE_PARAGRAPHS = "squad_dev_v1.1.train.json"  # they only make the library larger
REMOVED = "-removed"  # behind the id of a question that is asked without its documents


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the candidates for its answer, and which of these are right.

    Cases of one ``group`` are about the same page or paragraph, or are the same question.
    """

    id: str
    source: str  # the question set
    group: str
    answerable: bool
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]

    @classmethod
    def from_line(cls, line: str) -> Case:
        """Read what ``to_line`` wrote.

        Raises:
            ValueError: the line is not whole.
        """
        row = json.loads(line)
        candidates = tuple(
            Candidate(
                **each
                | {
                    "answer": each["answer"] and tuple(each["answer"]),
                    "signs": Signs(**each["signs"]),
                }
            )
            for each in row["candidates"]
        )
        return cls(**(row | {"candidates": candidates, "right": tuple(row["right"])}))

    def to_line(self) -> str:
        """The case as one line of JSON."""
        return json.dumps(asdict(self))


def ask_all(
    finder_sha256: str, reader: SpanReader, run: Path, data: Path, say: Say
) -> tuple[list[Case], list[Case]]:
    """Ask the questions to calibrate with and those to test with, or what is left of them.

    Of each, the built-in questions of one split, and answerable questions of SQuAD 2.0 about every
    second of the held-out articles; each with and without the documents that answer it. Also minimal
    pairs, each of its passage alone; and, to calibrate with, questions as people type them. Every second
    question is asked of all documents together, for people's libraries grow. SQuAD's own unanswerable
    questions, written to mislead a reader that sees their paragraph, are not what people ask, and are
    left to ``footnote eval``.
    """
    squad = squad_dataset(data / HELD_OUT_FILES[1], [data / MORE_PARAGRAPHS])
    passages = Library.from_dataset(pairs_dataset("all"), run / "pairs", reader)
    built_in = Library.from_dataset(built_in_dataset("all"), run / "built-in", reader)
    paragraphs = Library.from_dataset(squad, run / "squad", reader)
    asked = [q for q in squad.questions(paragraphs.documents) if q.answerable]
    held_out = sorted(source_name(each) for each in read_articles(data / HELD_OUT_FILES[1]))
    spoken = own_dataset(OWN / f"{SPOKEN}.jsonl", [OWN / SPOKEN])
    documents = Library.from_dataset(spoken, run / SPOKEN, reader)
    found = [
        squad.find(),
        spoken.find(),
        pairs_dataset("all").find(),
        built_in_dataset("all").find(),
    ]
    together = Library.from_sources(
        [each for sources in found for each in sources], run / ALL, reader
    )

    def ask(split: str, articles: Sequence[str]) -> list[Case]:
        mine = [question for question in asked if question.places[0].source in articles]
        drawn = draw(mine, SQUAD_QUESTIONS, seed=1)
        dataset, pairs = built_in_dataset(split), pairs_dataset(split)
        sets = [
            ("built-in", dataset.sha256, built_in, dataset.questions(built_in.documents)),
            ("squad", squad.sha256, paragraphs, drawn),
            ("pairs", pairs.sha256, passages, pairs.questions(passages.documents)),
        ]
        if split == "tune":  # there are none to test with
            sets.append((SPOKEN, spoken.sha256, documents, spoken.questions(documents.documents)))
        cases = []
        for name, sha256, library, questions in sets:
            stamp = hash_text(f"{finder_sha256}{sha256}{PASSAGES_READ}{SENTENCES_ENCODED}{SIGNS}")
            both = with_and_without(questions)
            for half, of, folder in ((both[::2], library, name), (both[1::2], together, ALL)):
                path = run / folder / f"{name}-{split}-{stamp[:12]}.jsonl"
                cases += of.ask_rest(half, name, path, say)
        return cases

    return ask("tune", held_out[::2]), ask("test", held_out[1::2])


def with_and_without(questions: Sequence[Question]) -> list[Question]:
    """Each question, and each answerable one once more with its documents kept out of the search.

    A follow-up is left out, for alone it is no question; and so is one that is asked like that already.
    """
    asked = [q for q in questions if q.kind != "follow-up" and not q.without]
    return asked + [removed(q) for q in asked if q.answerable and not q.within]


def removed(question: Question) -> Question:
    """The same question where nothing answers it."""
    without = tuple(dict.fromkeys(place.source for place in question.places))
    return replace(question, id=f"{question.id}{REMOVED}", answers=(), places=(), without=without)


def group_of(question: Question) -> str:
    """The paragraph or the page that a question is about, else itself."""
    if question.passage:
        return f"{question.passage.source}:{question.passage.start}"
    sources = [*(place.source for place in question.places), *question.without, *question.within]
    return sources[0] if sources else question.id


@dataclass(frozen=True)
class Library:
    """A library of a set's documents, and the reader that its questions are asked of."""

    retriever: Retriever
    reader: SpanReader
    documents: list[Document]

    @classmethod
    def from_dataset(cls, dataset: Dataset, folder: Path, reader: SpanReader) -> Library:
        """Make the library of a set, or go on with what is there."""
        return cls.from_sources(dataset.find(), folder, reader)

    @classmethod
    def from_sources(cls, sources: Found, folder: Path, reader: SpanReader) -> Library:
        """Make a library, or go on with what is there."""
        add_sources(folder / "library", sources, reader.encoder, Limits())
        store = Store(folder / "library")
        found = (store.document(i) for i in store.document_ids())
        documents = [document for document in found if document is not None]
        return cls(Retriever.from_store(store, reader.encoder), reader, documents)

    def ask_rest(
        self, questions: Sequence[Question], source: str, path: Path, say: Say
    ) -> list[Case]:
        """Ask what is not in the file yet; each question is on disk before the next one."""
        done = {case.id: case for case in _whole_cases(path)}
        replace_text(path, "".join(f"{case.to_line()}\n" for case in done.values()))
        sources = {document.id: document.source for document in self.documents}
        with path.open("a", encoding="utf-8") as file:
            for number, question in enumerate(questions, start=1):
                if question.id not in done:
                    done[question.id] = self._case(question, source, sources)
                    file.write(f"{done[question.id].to_line()}\n")
                    file.flush()
                if number % 100 == 0:
                    say(f"{number:,} of {len(questions):,} questions")
        return [done[question.id] for question in questions]

    def _case(self, question: Question, source: str, sources: Mapping[str, str]) -> Case:
        only = [i for i, source in sources.items() if question.asks(source)]
        hits = self.retriever.search(question.text, PASSAGES_READ, only)
        candidates = self.reader.candidates(question.text, hits)
        right = []
        for candidate in candidates:
            chunk = hits[candidate.hit].chunk
            quote = chunk.text[candidate.start : candidate.end]
            start, end = chunk.start + candidate.start, chunk.start + candidate.end
            right.append(is_right(question, sources[chunk.document_id], start, end, quote))
        return Case(
            question.id,
            EVERYDAY if question.kind.startswith(EVERYDAY) else source,
            group_of(question),
            question.answerable,
            tuple(candidates),
            tuple(right),
        )


def _whole_cases(path: Path) -> Iterator[Case]:
    """The cases of a file, up to a line that a kill has cut short."""
    if path.exists():
        *whole, _ = path.read_text(encoding="utf-8").split("\n")
        yield from map(Case.from_line, whole)
