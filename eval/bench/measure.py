"""One system in a process of its own: what adding and asking take, as a line of JSON.

Run by ``eval.bench.__main__`` with the name of a system, a file of texts and questions, and a folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from eval.bench.systems import SYSTEMS, Found, System
from eval.memory import peak_memory_bytes

DEPTHS = (1, 5, 10)


def main(arguments: Sequence[str]) -> int:
    """Add and ask, or with a folder that is there already, only open it and ask once."""
    name, data, folder = (
        arguments[0],
        json.loads(Path(arguments[1]).read_bytes()),
        Path(arguments[2]),
    )
    system = SYSTEMS[name]()
    if folder.exists():
        system.load(folder)
        system.search(data["questions"][0]["question"], DEPTHS[-1])
        return 0
    figures = added(system, data["texts"]) | asked(system, data["questions"])
    system.save(folder)
    files = [folder, *folder.rglob("*")]
    figures["disk MB"] = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def added(system: System, texts: list[tuple[str, str]]) -> dict[str, float]:
    """How fast texts are cut, encoded and indexed, with what is loaded only then.

    The processor's time, of all threads together, is the surer measure where others are at work, too.
    """
    started, worked = time.perf_counter(), time.process_time()
    system.add(texts)
    spent, work = time.perf_counter() - started, time.process_time() - worked
    characters = sum(len(text) for _, text in texts)
    return {"characters/s": characters / spent, "characters/processor s": characters / work}


def asked(system: System, questions: list[dict[str, str]]) -> dict[str, float]:
    """How fast and how well questions are searched, and the most memory that it all took."""
    seconds, ranks, worked = [], [], time.process_time()
    for each in questions:
        started = time.perf_counter()
        found = system.search(each["question"], DEPTHS[-1])
        seconds.append(time.perf_counter() - started)
        if each.get("answer"):
            ranks.append(rank_of(each["name"], each["answer"], found))
    parts, work = quantiles(seconds[1:], n=20), time.process_time() - worked
    figures = {
        "search p50 ms": 1_000 * parts[9],
        "search p95 ms": 1_000 * parts[18],
        "search, processor ms": 1_000 * work / len(questions),
    }
    for depth in DEPTHS if ranks else ():
        figures[f"hit@{depth}"] = sum(rank <= depth for rank in ranks) / len(ranks)
    return figures | {"peak MB": peak_memory_bytes() / 1e6}


def rank_of(name: str, answer: str, found: Found) -> float:
    """Where the first passage of that text stands that holds the answer."""
    ranks = (
        rank for rank, (of, text) in enumerate(found, start=1) if of == name and answer in text
    )
    return next(ranks, float("inf"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
