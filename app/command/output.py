"""What every command shares: the one place that prints and reads a line, exit codes, the library's folder."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from typing import TextIO

from app.command.flags import Options


class Exit(IntEnum):
    """How a command ended; 2 is argparse's, and the last two are as a shell says SIGINT and SIGPIPE."""

    OK = 0
    ERROR = 1
    SKIPPED = 3
    DECLINED = 4
    DIFFERS = 5
    INTERRUPTED = 130
    NOT_READ = 141


def show(text: str, stream: TextIO | None = None) -> None:
    """Print a result; what a terminal would obey is shown instead."""
    from app.render.text import visible

    print(visible(text), file=stream)


def show_json(value: object) -> None:
    """Print a result as JSON."""
    from app.render.text import json_text

    print(json_text(value))


def say(sentence: str) -> None:
    """Say something that is no result."""
    show(sentence, sys.stderr)


def read_line(prompt: str) -> str:
    """What the user types; nothing where nobody does."""
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


def library_folder(options: Options) -> Path:
    """The folder of the library that a command works on.

    Raises:
        NoLibraryError: no library is called as it is named.
    """
    from app.shelf.shelf import Shelf

    shelf = Shelf.of_user()
    return shelf.folder_of(options.library) if options.library else shelf.first.folder
