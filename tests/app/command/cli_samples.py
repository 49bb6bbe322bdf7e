"""What the tests of the command line share: texts, and looking into a library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.store import Store

Run = Callable[..., tuple[int, str, str]]

TEXTS = {
    "owls.txt": "Owls see well at night. They hear a mouse under the snow.",
    "bats.md": "# Bats of Europe\n\nBats hang upside down when they sleep.",
    "notes.txt": "The meeting was on 5 May 2014 in Geneva.",
    "more/notes.txt": "The next meeting was in Oslo.",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def titles(library: Path) -> list[str]:
    return [summary.title for summary in Store(library).summaries()]
