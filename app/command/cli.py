"""The command line: the one place that prints and exits."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.answers import Risk
from app.command.flags import Command, Options, build_parser
from ingest.errors import FootnoteError

if TYPE_CHECKING:
    from app.answers import Answer
    from app.assemble import Footnote
    from app.page.layout import ExtraTab
    from ingest.report import Report
    from ingest.sources import Limits, Skipped, Source

EXIT_OK, EXIT_ERROR, EXIT_SKIPPED, EXIT_DECLINED = 0, 1, 3, 4  # 2 is argparse's
EXIT_INTERRUPTED, EXIT_NOT_READ = 130, 141  # as a shell says SIGINT and SIGPIPE


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
        return EXIT_NOT_READ
    return code


def _run(options: Options) -> int:
    try:
        return int(options.run(options))
    except FootnoteError as error:
        _say(f"footnote: {error}")
        return EXIT_ERROR
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "The system refused"
        _say(f"footnote: {what}: {error.strerror or error}.")
        return EXIT_ERROR
    except KeyboardInterrupt:
        _say("Stopped. What was finished is kept.")
        return EXIT_INTERRUPTED


# The commands


def add_command(options: Options) -> int:
    """Add sources and report on each."""
    from ingest.library import built_in_sources
    from ingest.sources import Limits, find_sources

    if not options.targets and not options.built_in:
        _say("footnote: Name a file, a folder or an address to add, or give --built-in.")
        return EXIT_ERROR
    limits = Limits(int(options.max_megabytes * 1_000_000), options.allow_private)
    found = built_in_sources() if options.built_in else []
    found += find_sources(options.targets, limits)
    report = _add(_folder(options), found, limits, options.encoder)
    _print_report(report, as_json=options.json)
    return EXIT_SKIPPED if report.has_skipped else EXIT_OK


def list_command(options: Options) -> int:
    """List documents."""
    from app.assemble import search_documents
    from app.command.terminal import Terminal, documents_table
    from index.store import Store

    summaries = search_documents(Store(_folder(options)).summaries(), options.search)
    if options.json:
        _print_json([asdict(summary) for summary in summaries])
    elif summaries:
        Terminal.on(stderr=False).print(documents_table(summaries))
    else:
        print(
            "No document has this in its title or source."
            if options.search
            else "The library is empty."
        )
    return EXIT_OK


def remove_command(options: Options) -> int:
    """Remove documents, after a question."""
    from app.assemble import find_documents
    from index.store import Store
    from index.sync import remove_documents

    store = Store(_folder(options))
    doomed = find_documents(store.summaries(), options.documents, by_part=False)
    if not options.yes:
        for summary in doomed:
            _say(f"{summary.title} ({summary.source})")
        question = f"Remove {len(doomed)} from the library? Your files are not touched. [y/N] "
        if _read_line(question).casefold() not in {"y", "yes"}:
            _say("Nothing was removed.")
            return EXIT_ERROR
    _print_report(remove_documents(store, doomed), as_json=options.json)
    return EXIT_OK


def status_command(options: Options) -> int:
    """Show what the library holds."""
    from index.status import read_status

    status = read_status(_folder(options))
    if options.json:
        _print_json(asdict(status))
    else:
        for name, value in status.lines():
            _print(f"{name:<12} {value}")
    return EXIT_OK


def verify_command(options: Options) -> int:
    """Verify the library."""
    from index.store import Store
    from index.verify import verify

    result = verify(Store(_folder(options)))
    if options.json:
        _print_json(asdict(result))
    else:
        for line in (*result.faults, *result.repairs):
            _print(line)
        verdict = f"{len(result.faults)} faults" if result.faults else "all as they were added"
        print(f"{result.documents:,} documents, {result.passages:,} passages: {verdict}.")
    return EXIT_ERROR if result.faults else EXIT_OK


def reindex_command(options: Options) -> int:
    """Cut and encode every document anew."""
    from app.assemble import encoder_for
    from app.command.terminal import progress_bar
    from index.store import Store
    from index.sync import reindex

    store = Store(_folder(options))
    before = store.stamp
    try:
        encoder = encoder_for(store.folder, options.encoder, _say)
        with progress_bar() as show:
            passages = reindex(store, encoder, on_progress=show)
    except KeyboardInterrupt:
        if store.stamp != before:
            raise
        _say("Stopped. Nothing was changed.")
        return EXIT_INTERRUPTED
    _print(f"{passages:,} passages encoded with {encoder.name}.")
    return EXIT_OK


def ask_command(options: Options) -> int:
    """Ask one question, or many in a session."""
    from app.assemble import Footnote

    footnote = Footnote.from_folder(_folder(options), _say)
    if options.question is not None:
        return EXIT_OK if _ask(footnote, options.question, options).answered else EXIT_DECLINED
    _say("Ask about your documents. An empty line or Ctrl-D ends the session.")
    earlier: Answer | None = None
    while question := _read_line("? "):
        try:
            earlier = _ask(footnote, question, options, earlier)
        except FootnoteError as error:
            _say(str(error))
        print()
    return EXIT_OK


def check_command(options: Options) -> int:
    """Check claims: the closest evidence for each, and its numbers, dates and names compared."""
    from app.assemble import Footnote
    from app.checking.claims import check_all, read_claims, split_claims
    from app.command.terminal import question_bar
    from app.render.claims import claims_output

    if options.file is None and sys.stdin.isatty():
        _say("Write one statement on each line. Ctrl-D ends them.")
    claims = read_claims(options.file) if options.file else split_claims(sys.stdin.read())
    footnote = Footnote.from_folder(_folder(options), _say)
    ids = footnote.ids_of(options.documents)
    with question_bar("claims") as show:
        checked = check_all(claims, footnote.retriever, show, documents=ids)
    print(claims_output(checked, options.form), end="")
    return EXIT_OK


def serve_command(options: Options, tabs: Sequence[ExtraTab] = ()) -> int:
    """Serve the app; a library that is not there yet begins with the built-in collection."""
    from app.doors.gate import Gate
    from app.doors.terms import Doors
    from app.doors.tunnel import confirm
    from app.doors.users import read_users
    from index.store import DATABASE

    doors = Doors(
        read_only=options.read_only,
        users=read_users(options.auth) if options.auth else None,
        gate=Gate(options.at_once, options.waiting),
    )
    if options.share and not confirm(doors, _say, _read_line):
        return EXIT_ERROR
    # What ends a server from outside ends it as Ctrl-C does, so that uploads are deleted.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = _folder(options)
    if not (folder / DATABASE).exists():
        _say(f"Making a library in {folder} from the built-in collection ...")
        _make_built_in(folder)
    _say("Starting the app ...")
    from app.assemble import Footnote
    from app.server import serve

    browse = sys.stdout.isatty() and not options.no_browser
    footnote = Footnote.from_folder(folder, _say)
    serve(footnote, options.port, _say, tabs, doors, browse=browse, share=options.share)
    return EXIT_OK


def mcp_command(options: Options) -> int:
    """Let an assistant on this machine ask and quote, by the Model Context Protocol."""
    from app.api.mcp_server import serve_stdio
    from app.assemble import Footnote

    serve_stdio(Footnote.from_folder(_folder(options), _say))
    return EXIT_OK


def password_command(options: Options) -> int:
    """Ask for a password and print the user's line for footnote serve --auth."""
    from app.doors.users import ask_password, check_name, user_line

    check_name(options.name)
    print(user_line(options.name, ask_password(options.name)))
    return EXIT_OK


# What they share


def _add(
    folder: Path, found: list[Source | Skipped], limits: Limits, encoder_name: str | None
) -> Report:
    from app.assemble import encoder_for
    from app.command.terminal import progress_bar
    from index.sync import add_sources

    encoder = encoder_for(folder, encoder_name, _say)
    with progress_bar() as show:
        return add_sources(folder, found, encoder, limits, show)


def _make_built_in(folder: Path) -> None:
    """Make the built-in library beside its folder, which it becomes when it is whole."""
    from ingest.library import built_in_sources
    from ingest.sources import Limits

    taken = folder.exists() and any(folder.iterdir())  # by other files: it cannot be replaced
    part = folder if taken else folder.with_name(f"{folder.name}.part")
    _add(part, built_in_sources(), Limits(), None)
    part.replace(folder)


def _ask(
    footnote: Footnote, question: str, options: Options, earlier: Answer | None = None
) -> Answer:
    from app.asking.ask import PASSAGES_READ
    from app.render.text import answer_json, answer_text

    documents = footnote.ids_of(options.documents)
    answer = footnote.ask(
        question,
        k=options.k or PASSAGES_READ,
        documents=documents,
        risk=Risk(options.risk),
        earlier=earlier,
    )
    if options.json:
        _print_json(answer_json(answer))
    else:
        print(answer_text(answer))
    return answer


def _print_report(report: Report, *, as_json: bool) -> None:
    from app.command.terminal import Terminal, report_table
    from ingest.report import summary_line

    if as_json:
        _print_json(report.to_json())
    else:
        Terminal.on(stderr=False).print(report_table(report))
        print(summary_line(report))


def _folder(options: Options) -> Path:
    from app.assemble import default_folder

    folder: Path = options.library or default_folder()
    return folder.absolute()


def _print_json(value: object) -> None:
    from app.render.text import json_text

    print(json_text(value))


def _print(line: str, stream: TextIO | None = None) -> None:
    from app.render.text import visible

    print(visible(line), file=stream)


def _say(sentence: str) -> None:
    _print(sentence, sys.stderr)


def _read_line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


COMMANDS: dict[str, Command] = {
    "add": add_command,
    "list": list_command,
    "remove": remove_command,
    "status": status_command,
    "verify": verify_command,
    "reindex": reindex_command,
    "ask": ask_command,
    "check": check_command,
    "serve": serve_command,
    "mcp": mcp_command,
    "password": password_command,
}

if __name__ == "__main__":
    sys.exit(main())
