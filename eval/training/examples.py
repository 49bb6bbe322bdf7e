"""Question-answering data -> training examples, with the held-out articles kept out."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.squad_forms import read_articles

HELD_OUT_FILES = ("squad_dev_v1.1.heldout.json", "squad_dev_v2.0.heldout.json")
EASY_SHARES = {"qamr_wiki_dev.json": 0.25, "qamr_wiki_test.json": 0.25, "qa_zre_sample.json": 1.0}
MAIN_FILES = (
    "squad_dev_v1.1.train.json",
    "squad_trainset_44articles_v1.1.json",
    "squad_trainset_extra_v1.1.json",
    "squad_trainset_cs224nval_detok.json",
    "squad_paraphrased.json",
    "squad_dev_v2.0.train.json",
    "unansq_squad2train_pairs_lower.json",
    "iirc_subtext.json",
    "fairytaleqa_train.json",
)
FAIRYTALE_SHARE = 0.5
ADVERSARIAL_FILE = "answerability_adversarialqa.jsonl"
OWN = Path(__file__).parent / "questions"
OWN_FILES = ("wordings.jsonl", "minimal-pairs.jsonl", "hurried.jsonl")
TITLED_FILES = (*MAIN_FILES[:3], "squad_dev_v2.0.train.json")


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage; ``answers`` are half-open spans of the passage, none if it has none."""

    question: str
    heading: str
    passage: str
    answers: tuple[tuple[int, int], ...]
    data_set: str


def read_easy_examples(folder: Path, seed: int) -> list[Example]:
    """Questions on single sentences, for the first round."""
    return [
        example
        for name, share in EASY_SHARES.items()
        for example in _share(list(_read_squad_form(folder / name)), share, seed)
    ]


def read_main_examples(folder: Path, seed: int) -> list[Example]:
    """Questions on paragraphs, with and without an answer in them.

    Raises:
        ValueError: a passage stands in a held-out article.
    """
    examples = []
    for name in MAIN_FILES:
        share = FAIRYTALE_SHARE if name.startswith("fairytale") else 1.0
        examples += _share(list(_read_squad_form(folder / name)), share, seed)
    held_out = {_letters(passage) for passage in _held_out_passages(folder)}
    for line in (folder / ADVERSARIAL_FILE).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["answerable"] and _letters(row["context"]) not in held_out:
            examples.append(Example(row["question"], "", row["context"], (), ADVERSARIAL_FILE))
    for example in examples:
        if _letters(example.passage) in held_out:
            message = (
                f"{example.data_set} holds a passage of a held-out article: {example.passage[:80]}"
            )
            raise ValueError(message)
    return examples


def read_own_examples() -> list[Example]:
    """Questions that we wrote ourselves: people's own wordings, and minimal pairs."""
    return [
        Example(
            asked["question"],
            row["heading"],
            row["passage"],
            tuple(
                (place, place + len(answer))
                for answer in asked["answers"]
                if (place := row["passage"].find(answer)) >= 0
            ),
            name,
        )
        for name in OWN_FILES
        for line in (OWN / name).read_text(encoding="utf-8").splitlines()
        for row in [json.loads(line)]
        for asked in row["questions"]
    ]


def _read_squad_form(path: Path) -> Iterator[Example]:
    for article in read_articles(path):
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                if _wanted(path.name, qa):
                    yield Example(
                        question=qa["question"].strip(),
                        heading=_heading(path.name, article["title"]),
                        passage=paragraph["context"],
                        answers=tuple(
                            (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                            for answer in qa["answers"]
                        ),
                        data_set=path.name,
                    )


def _wanted(name: str, qa: dict[str, Any]) -> bool:
    if name == "squad_dev_v2.0.train.json":  # its answerable questions are those of v1.1
        return bool(qa["is_impossible"])
    if name == "squad_paraphrased.json":
        return bool(qa["squad_split"] == "train" and qa["variant"] != "dev_orig")
    return qa.get("start_by") != "heuristic"


def _heading(name: str, title: str) -> str:
    titled = name in TITLED_FILES and not title.startswith("unknown_")
    return title.replace("_", " ") if titled else ""


def _held_out_passages(folder: Path) -> Iterator[str]:
    for name in HELD_OUT_FILES:
        for article in read_articles(folder / name):
            yield from (paragraph["context"] for paragraph in article["paragraphs"])


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _share(examples: list[Example], share: float, seed: int) -> list[Example]:
    return random.Random(seed).sample(examples, round(share * len(examples)))
