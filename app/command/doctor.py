"""What may be wrong with an installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.command.flags import Options
from app.command.output import Exit, library_folder, say, show, show_json
from ingest.errors import FootnoteError

OLDEST_PYTHON = (3, 11)
ROOM_BYTES = 1_000_000_000  # for the models' cache and a library of some size


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is in order, what was found, and how to mend it."""

    what: str
    is_well: bool
    found: str
    mend: str = ""


def doctor_command(options: Options) -> int:
    """Say what is wrong with this installation, and how to mend it."""
    findings = list(examine(library_folder(options), options.port))
    if options.json:
        show_json([asdict(each) for each in findings])
    else:
        for each in findings:
            show(f"{'ok   ' if each.is_well else 'WRONG'}  {each.what}: {each.found}")
            if not each.is_well:
                show(f"       {each.mend}")
    wrong = sum(not each.is_well for each in findings)
    if wrong:
        say(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
    return Exit.ERROR if wrong else Exit.OK


def examine(library: Path, port: int) -> Iterator[Finding]:
    """Look at everything that Footnote needs, one after another."""
    yield _versions()
    yield from _models()
    yield _folder(library)
    yield _room(library)
    yield _library(library)
    yield _port(port)


def _versions() -> Finding:
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    libraries = ("gradio", "onnxruntime", "faiss-cpu", "tantivy")
    found = ", ".join(f"{name} {version(name)}" for name in libraries)
    mend = f"Footnote needs Python {'.'.join(map(str, OLDEST_PYTHON))} or later: install that."
    found = f"footnote {version('footnote-qa')}, Python {python}, {found}"
    return Finding("versions", sys.version_info >= OLDEST_PYTHON, found, mend)


def _models() -> Iterator[Finding]:
    from app.reading.span_reader import load_reader
    from index.encoder import load_default

    def read() -> None:
        load_reader(load_default())

    again = "Install Footnote again: pip install --force-reinstall footnote-qa, from its folder."
    yield _try("the encoder's files", load_default, "as they were published", again)
    yield _try("the reader's files", read, "whole", again)


def _folder(library: Path) -> Finding:
    """Whether the library's folder, or the nearest above it that is there, can be written."""
    there = next(each for each in (library, *library.parents) if each.exists())
    mend = f"Make it yours, with: sudo chown -R $USER {there}; or name another with --library."
    may = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return Finding("permissions", may, f"{there} can {'' if may else 'not '}be written", mend)


def _room(library: Path) -> Finding:
    there = next(each for each in (library, *library.parents) if each.exists())
    free = shutil.disk_usage(there).free
    mend = "Make room on this disk, or name a folder on another with --library."
    return Finding("disk", free >= ROOM_BYTES, f"{free / 1e9:,.1f} GB free at {there}", mend)


def _library(library: Path) -> Finding:
    from index.status import read_status
    from index.store import DATABASE

    if not (library / DATABASE).exists():
        return Finding("library", True, f"none yet in {library}; footnote serve makes one")
    mend = "See what is wrong with: footnote verify"
    return _try(
        "library",
        lambda: read_status(library),
        f"{library} opens",
        mend,
    )


def _port(port: int) -> Finding:
    from app.server import check_port

    mend = f"If Footnote is not running already, choose another: footnote serve --port {port + 1}"
    return _try(f"port {port}", lambda: check_port(port), "free", mend)


def _try(what: str, work: Callable[[], object], found: str, mend: str) -> Finding:
    try:
        work()
    except (FootnoteError, OSError) as error:
        return Finding(what, False, str(error), mend)
    return Finding(what, True, found)
