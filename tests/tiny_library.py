"""Small libraries made of texts, as a user makes them: files are written, then added."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from tiny_encoder import TinyEncoder

from index.encoder import Encoder
from index.store import Store
from index.sync import add_sources
from ingest.report import Outcome, Report
from ingest.sources import Limits, find_sources

TINY = TinyEncoder()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def add_texts(library: Path, texts: Mapping[str, str | bytes], encoder: Encoder = TINY) -> Report:
    """Write texts as files into ``sources`` beside the library, and add that folder."""
    return add_folder(library, write_texts(library, texts), encoder)


def write_texts(library: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write texts as files into ``sources`` beside the library; returns that folder."""
    folder = library.parent / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(data)
    return folder


def add_folder(library: Path, sources: Path, encoder: Encoder = TINY) -> Report:
    """Add a folder of files to a library."""
    limits = Limits()
    return add_sources(library, list(find_sources([sources], limits)), encoder, limits)


def outcomes(report: Report) -> dict[str, Outcome]:
    """What became of each file, by its name."""
    return {Path(entry.source).name: entry.outcome for entry in report.entries}


def id_of(store: Store, name: str) -> str:
    """The id of the document that was made of the file with this name."""
    (summary,) = [s for s in store.summaries() if Path(s.source).name == name]
    return summary.id


def random_prose(characters: int, seed: int) -> str:
    """Sentences of made-up words that no other seed has."""
    chance = random.Random(seed)
    sentences: list[str] = []
    length = 0
    while length < characters:
        words = ["".join(chance.choices(LETTERS, k=chance.randint(3, 12))) for _ in range(12)]
        sentences.append(" ".join(words).capitalize() + ".")
        length += len(sentences[-1]) + 1
    return " ".join(sentences)[:characters]
