"""The command line: which commands there are, and how each one ends."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from app.command import doctor, libraries, library, questions, table
from app.command.flags import Command, Options, build_parser
from app.command.output import Exit, say
from ingest.errors import FootnoteError

COMMANDS: dict[str, Command] = {
    "add": library.add_command,
    "read-again": library.read_again_command,
    "follow": library.follow_command,
    "tag": library.tag_command,
    "list": library.list_command,
    "remove": library.remove_command,
    "show": library.show_command,
    "formats": library.formats_command,
    "status": library.status_command,
    "verify": library.verify_command,
    "reindex": library.reindex_command,
    "libraries": libraries.list_command,
    "libraries new": libraries.new_command,
    "libraries describe": libraries.describe_command,
    "libraries copy": libraries.copy_command,
    "libraries export": libraries.export_command,
    "libraries import": libraries.import_command,
    "libraries remove": libraries.remove_command,
    "libraries undo": libraries.undo_command,
    "ask": questions.ask_command,
    "thorough": questions.thorough_command,
    "check": questions.check_command,
    "table": table.table_command,
    "serve": questions.serve_command,
    "doctor": doctor.doctor_command,
    "mcp": questions.mcp_command,
    "password": questions.password_command,
}


def main(
    arguments: Sequence[str] | None = None, parser: argparse.ArgumentParser | None = None
) -> int:
    """Run one command; an error a user can act on becomes one sentence and exit code 1.

    A ``parser`` may know more commands than those of this room.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what it cannot encode is shown escaped
            stream.reconfigure(errors="backslashreplace")
    options = (parser or build_parser(COMMANDS)).parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output, such as head, has had enough
        for stream in (sys.stdout, sys.stderr):  # else Python complains of what is left at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return Exit.NOT_READ
    return code


def _run(options: Options) -> int:
    try:
        return int(options.run(options))
    except FootnoteError as error:
        say(f"footnote: {error}")
        return Exit.ERROR
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "The system refused"
        say(f"footnote: {what}: {error.strerror or error}.")
        return Exit.ERROR
    except KeyboardInterrupt:
        say("Stopped. What was finished is kept.")
        return Exit.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
