"""What these tests make up: results, files of questions, and runs over them."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.beir import COLUMNS, CORPUS, JUDGEMENTS, QUERIES
from eval.datasets import Dataset
from eval.plan import AskingOptions, Plan
from eval.results import Result, Verdict
from eval.run import Run, Runner
from ingest.documents import Document
from ingest.readers import read_document
from ingest.sources import Limits, Loaded, Source, read_source


def result(verdict: Verdict, **fields: Any) -> Result:
    """A result as its verdict makes it: what was declined, what has no answer, what is right."""
    answerable = verdict not in {Verdict.RIGHTLY_DECLINED, Verdict.FALSE_ANSWER}
    made = Result(
        id="q", question="What?", kind="fact", answerable=answerable,
        expected=(("it",),) if answerable else (), gold=(),
        answered=verdict not in {Verdict.RIGHTLY_DECLINED, Verdict.DECLINED}, confidence=0.0,
        quotes=(), right_rank=None, candidate_right=verdict in {Verdict.RIGHT, Verdict.DECLINED},
        verdict=verdict,
    )  # fmt: skip
    return replace(made, **fields)


def asked(id_: str, question: str, context: str, *answers: str) -> dict[str, Any]:
    """A question of SQuAD's, whose answers stand first where they stand in the paragraph."""
    gold = [{"text": text, "answer_start": context.index(text)} for text in answers]
    return {"id": id_, "question": question, "answers": gold}


def article(title: str, paragraphs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """An article of SQuAD's, from its paragraphs and the questions about each."""
    return {
        "title": title,
        "paragraphs": [{"context": text, "qas": qas} for text, qas in paragraphs.items()],
    }


def write_squad(path: Path, *articles: Any, version: str = "v2.0") -> Path:
    """A file in SQuAD's form."""
    path.write_text(json.dumps({"version": version, "data": articles}), encoding="utf-8")
    return path


def write_lines(path: Path, rows: Iterable[Any]) -> Path:
    """A file of a JSON object a line."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def write_beir(
    folder: Path, documents: dict[str, str], queries: dict[str, str], **judgements: str
) -> Path:
    """A folder in BEIR's form; ``judgements`` by the names of their splits, without their head."""
    (folder / JUDGEMENTS).mkdir(parents=True)
    for name, texts in ((CORPUS, documents), (QUERIES, queries)):
        rows = ({"_id": id_, "title": "", "text": text} for id_, text in texts.items())
        write_lines(folder / name, rows)
    for split, lines in judgements.items():
        text = "\t".join(COLUMNS) + f"\n{lines}"
        (folder / JUDGEMENTS / f"{split}.tsv").write_text(text, encoding="utf-8")
    return folder


def documents_of(dataset: Dataset) -> list[Document]:
    """A dataset's documents as they are in a library."""
    loaded = [
        each if isinstance(each, Loaded) else read_source(each, Limits())
        for each in dataset.find()
        if isinstance(each, Loaded | Source)
    ]
    return [read_document(each.data, each.source.name, each.suffix) for each in loaded]


def run_dataset(
    dataset: Dataset,
    folder: Path,
    options: AskingOptions | None = None,
    done: list[int] | None = None,
) -> Run:
    """Run a dataset as the command does; ``done`` hears how many questions are."""
    plan = Plan.from_dataset(dataset, options or AskingOptions(), lambda sentence: None)
    runner = Runner(plan, folder, lambda sentence: None)
    return runner.run(on_asking=lambda number, total: None if done is None else done.append(number))


def building(name: str, architect: str, year: str, material: str) -> dict[str, Any]:
    """Two paragraphs about a building, with four questions; nothing answers the last."""
    made = f"The {name} was designed by {architect}. It was completed in {year}."
    of = f"The walls of the {name} are made of {material}. Visitors come in summer."
    return article(name.replace(" ", "_"), {
        made: [
            asked(f"{name} 0", f"Who designed the {name}?", made, architect),
            asked(f"{name} 1", f"In what year was the {name} completed?", made, year),
        ],
        of: [
            asked(f"{name} 2", f"What are the walls of the {name} made of?", of, material),
            asked(f"{name} 3", f"Which orchestra plays symphonies in the {name}?", of),
        ],
    })  # fmt: skip


BUILDINGS = [
    building("Kestrel Lighthouse", "Ada Brandt", "1871", "limestone"),
    building("Vellmar Bridge", "Jon Pärt", "1904", "granite"),
    building("Osk Theatre", "Mira Hold", "1933", "brick"),
    building("Tarn Mill", "Piet Lorenz", "1788", "oak"),
]
