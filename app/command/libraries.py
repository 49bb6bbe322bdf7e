"""The commands on libraries as a whole: which there are, and making, copying and carrying them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.command.flags import Options
from app.command.output import Exit, say, show, show_json
from ingest.errors import ShelfError

if TYPE_CHECKING:
    from app.shelf.shelf import Library


def list_command(options: Options) -> int:
    """List the libraries, or make, describe, copy, export, import and remove one."""
    from app.command.terminal import libraries_table, show_table
    from app.shelf.shelf import Shelf

    shelf = Shelf.of_user()
    counted = [(each, _documents(each)) for each in shelf.libraries()]
    if options.json:
        show_json(
            [
                {**asdict(each), "folder": str(each.folder), "documents": documents}
                for each, documents in counted
            ]
        )
        return Exit.OK
    rows = [(each.name, documents, each.description) for each, documents in counted]
    show_table(libraries_table(rows))
    if removed := shelf.removed():
        names = ", ".join(each.name for each in removed)
        say(
            f"Removed within the last day: {names}. Bring one back with: footnote libraries undo NAME"
        )
    return Exit.OK


def new_command(options: Options) -> int:
    """Make an empty library."""
    from app.shelf.shelf import Shelf

    made = Shelf.of_user().create(options.name, options.description)
    show(f"{made.name} is made. Add to it with: footnote add FILE --library {_quoted(made.name)}")
    return Exit.OK


def describe_command(options: Options) -> int:
    """Give a library another name, or say what is in it."""
    from app.shelf.shelf import Shelf

    shelf = Shelf.of_user()
    found = shelf.find(options.name)
    name = found.name if options.other is None else options.other
    description = found.description if options.description is None else options.description
    now = shelf.describe(found.id, name, description)
    show(f"{now.name}: {now.description}" if now.description else now.name)
    return Exit.OK


def copy_command(options: Options) -> int:
    """Copy a library with its documents, without its conversations."""
    from app.shelf.shelf import Shelf

    made = Shelf.of_user().copy(options.name, options.other)
    show(f"{made.name} is a copy of {options.name}, with its {_counted(made)}.")
    return Exit.OK


def export_command(options: Options) -> int:
    """Write a library into one file, without its conversations."""
    from app.shelf.carrying import SUFFIX, export_library
    from app.shelf.shelf import Shelf

    found = Shelf.of_user().find(options.name)
    path = options.file or Path(f"{found.id}{SUFFIX}").absolute()
    if path.exists():
        message = f"{path} is there already; name another file."
        raise ShelfError(message)
    export_library(found, path)
    show(
        f"{found.name} is in {path} ({path.stat().st_size / 1e6:,.1f} MB), with its {_counted(found)}."
    )
    return Exit.OK


def import_command(options: Options) -> int:
    """Take in a library that was exported, after checking all of it."""
    from app.shelf.carrying import import_library
    from app.shelf.shelf import Shelf

    made = import_library(options.file, Shelf.of_user(), options.name)
    show(f"{made.name} is taken in, with its {_counted(made)}: all as they were added.")
    return Exit.OK


def remove_command(options: Options) -> int:
    """Remove a library; for a day it can be brought back."""
    from app.shelf.shelf import Shelf

    gone = Shelf.of_user().remove(options.name)
    show(
        f"{gone.name} is removed, and gone for good in a day. "
        f"Until then: footnote libraries undo {_quoted(gone.name)}"
    )
    return Exit.OK


def undo_command(options: Options) -> int:
    """Bring a library back that was removed."""
    from app.shelf.shelf import Shelf

    back = Shelf.of_user().restore(options.name)
    show(f"{back.name} is back, with its {_counted(back)}.")
    return Exit.OK


def _documents(library: Library) -> int:
    """How many documents a library has; none where it was not made yet."""
    from index.store import DATABASE, Store

    there = (library.folder / DATABASE).exists()
    return len(Store(library.folder).document_ids()) if there else 0


def _counted(library: Library) -> str:
    count = _documents(library)
    return "1 document" if count == 1 else f"{count:,} documents"


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
