"""Footnote beside LangChain, Haystack and txtai: speed, hits, memory and disk, measured in alternation.

The peers are installed into an environment of their own, at the versions of the day it is made.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from eval.bench.systems import SYSTEMS

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "torch==2.13.0", "langchain-community", "langchain-huggingface", "langchain-text-splitters",
    "faiss-cpu", "haystack-ai", "sentence-transformers-haystack", "txtai",
)  # fmt: skip
SHOWN = ("characters/s", "characters/processor s", "search p50 ms", "search p95 ms", "search, processor ms", "hit@1", "hit@5", "hit@10", "peak MB", "disk MB", "first answer s")  # fmt: skip
INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, measure in rounds, and write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description=__doc__,
        epilog="example: python -m eval.bench --squad squad_dev_v1.1.heldout.json",
    )
    parser.add_argument(
        "--squad", type=Path, help="a file in SQuAD's form: its articles and questions"
    )
    parser.add_argument(
        "--folder", type=Path, help="a folder of .txt and .md files instead, asked by their lines"
    )
    parser.add_argument(
        "--questions", type=int, default=500, help="drawn of them (default: %(default)s)"
    )
    parser.add_argument("--articles", type=int, help="only so many of the texts")
    parser.add_argument("--rounds", type=int, default=3, help="(default: %(default)s)")
    parser.add_argument("--environment", type=Path, default=Path("bench-environment"),
                        help="where the peers are installed (default: %(default)s)")  # fmt: skip
    options = parser.parse_args(arguments)
    if (options.squad is None) == (options.folder is None):
        parser.error("name either --squad FILE or --folder FOLDER")
    texts = squad(options.squad) if options.squad else folder(options.folder)
    texts = texts[: options.articles]
    questions = [each for _, _, its_questions in texts for each in its_questions]
    drawn = random.Random(1).sample(questions, min(options.questions, len(questions)))
    python = environment(options.environment)
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data.json"
        data.write_text(json.dumps({"texts": [text[:2] for text in texts], "questions": drawn}))
        rounds = [measure_all(python, data) for _ in range(options.rounds)]
    characters = sum(len(text) for _, text, _ in texts)
    print(f"{len(texts)} texts, {characters:,} characters, {len(drawn)} questions, {processor()}")
    print(table(rounds))
    return 0


def squad(path: Path) -> list[tuple[str, str, list[dict[str, str]]]]:
    """Each article's title and text, with its questions and their first answers."""
    found = []
    for article in json.loads(path.read_bytes())["data"]:
        title, paragraphs = article["title"], article["paragraphs"]
        questions = [
            {"name": title, "question": qa["question"], "answer": qa["answers"][0]["text"]}
            for paragraph in paragraphs
            for qa in paragraph["qas"]
            if qa["answers"]
        ]
        found.append((title, "\n\n".join(each["context"] for each in paragraphs), questions))
    return found


def folder(path: Path) -> list[tuple[str, str, list[dict[str, str]]]]:
    """The texts under a folder; the beginnings of their lines are asked, without knowing an answer."""
    found = []
    for file in sorted(path.rglob("*")):
        if file.suffix in {".txt", ".md"}:
            text = file.read_text(encoding="utf-8", errors="replace")
            lines = [line[:80] for line in text.splitlines() if line.strip()]
            found.append(
                (str(file), text, [{"name": str(file), "question": line} for line in lines])
            )
    return found


def environment(place: Path) -> Path:
    """The Python of an environment with the peers and this checkout in it, which is made if need be."""
    python = place.absolute() / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES, f"{ROOT}[encoders]"]
        subprocess.run(install, check=True)
    return python


def measure_all(python: Path, data: Path) -> dict[str, dict[str, float]]:
    """One round: each system adds, is asked, and answers once more in a new process."""
    figures = {}
    for name in SYSTEMS:
        with tempfile.TemporaryDirectory() as place:
            command = [str(python), "-m", "eval.bench.measure", name, str(data), f"{place}/kept"]
            surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
            run = subprocess.run(
                command, check=True, capture_output=True, text=True, cwd=place, env=surroundings
            )
            found = json.loads(run.stdout.splitlines()[-1])
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=place, env=surroundings)
            figures[name] = found | {"first answer s": time.perf_counter() - started}
            print(name, found, file=sys.stderr)
            shutil.rmtree(Path(place) / "kept")
    return figures


def table(rounds: Sequence[dict[str, dict[str, float]]]) -> str:
    """The medians of all rounds, with the least and the greatest where they differ, in Markdown."""
    names = [name for name in SHOWN if name in next(iter(rounds[0].values()))]
    lines = ["| system | " + " | ".join(names) + " |", "| --- |" + " ---: |" * len(names)]
    for system in rounds[0]:
        cells = [cell([each[system][name] for each in rounds]) for name in names]
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cell(values: Sequence[float]) -> str:
    """A median, and the spread in brackets."""
    low, middle, high = (rounded(value) for value in (min(values), median(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def rounded(value: float) -> str:
    """Three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004


def processor() -> str:
    """What this ran on, and which of the instructions that matter it has."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    facts = {name.strip(): value.strip() for name, value in facts.items()}
    has = [name for name in INSTRUCTIONS if name in facts.get("flags", "").split()]
    return f"{facts.get('model name', '')}, {os.cpu_count()} cores, {' '.join(has)}"


if __name__ == "__main__":
    sys.exit(main())
