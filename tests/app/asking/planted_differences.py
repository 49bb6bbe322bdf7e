"""Pairs of sentences that differ, that differ but are not told, and that do not: ``data/differences.txt``."""

from pathlib import Path

Case = tuple[str, str, str, tuple[str, ...]]  # question, two sentences, the headings over both


def read_cases(name: str) -> list[Case]:
    """The cases below ``== name``."""
    text = (Path(__file__).parent / "data/differences.txt").read_text("utf-8")
    part = text.split(f"== {name}\n")[1].split("\n==")[0]
    blocks = (
        [line for line in block.splitlines() if line and line[0] != "#"]
        for block in part.split("\n\n")
    )
    return [
        (question, one, other, tuple(section[0].split(" > ")) if section else ("Notes",))
        for question, one, other, *section in filter(None, blocks)
    ]


DIFFER, UNTOLD, QUIET = map(read_cases, ("DIFFER", "UNTOLD", "QUIET"))
(HOW_MANY, SOUFAN, GOVERNMENT, FRANCE), (_, ICCT, *_) = DIFFER[:2]
