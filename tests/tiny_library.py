"""Small libraries made of texts, as a user makes them: files are written, then added."""

import random
from collections.abc import Mapping
from pathlib import Path

from index.encoder import Encoder
from index.store import Store
from index.sync import add_sources
from ingest.report import Outcome, Report
from ingest.sources import Limits, find_sources
from tests.tiny_encoder import TinyEncoder

TINY = TinyEncoder()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# One byte in seven becomes a space, so that words have six letters or so.
LETTERS_AND_SPACES = ((LETTERS * 9).encode() + b" " * 39)[:256].ljust(256, b" ")


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
    """Sentences of twelve made-up words, which no other seed has."""
    drawn = random.Random(seed).randbytes(2 * characters + 100).translate(LETTERS_AND_SPACES)
    words = [word for word in drawn.decode().split() if len(word) > 1]
    sentences = [" ".join(words[at : at + 12]).capitalize() for at in range(0, len(words), 12)]
    return ". ".join(sentences)[:characters]
