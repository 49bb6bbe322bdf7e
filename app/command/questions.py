"""The commands that ask a library, and those that let others ask: the page and an assistant."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.answers import Risk
from app.command.flags import Options
from app.command.library import make_built_in, make_empty
from app.command.output import Exit, library_folder, read_line, say, show, show_json
from ingest.errors import FootnoteError

if TYPE_CHECKING:
    from app.answers import Answer
    from app.assemble import Footnote
    from app.page.layout import ExtraTab
    from app.shelf.shelf import Shelf


def ask_command(options: Options) -> int:
    """Ask one question, or many in a session."""
    from index.tags import LIBRARY

    if options.libraries:  # of the first one the documents are named
        options.library, *more = options.libraries
        together = options.libraries if more else ()
        options.documents = [*(options.documents or ()), *(f"{LIBRARY}{each}" for each in together)]
    footnote = _with_others(open_library(options))
    if options.question is not None:
        return Exit.OK if _answer(footnote, options.question, options).answered else Exit.DECLINED
    say("Ask about your documents. An empty line or Ctrl-D ends the session.")
    earlier: list[Answer] = []
    while question := read_line("? "):
        try:
            earlier.append(_answer(footnote, question, options, earlier))
        except FootnoteError as error:
            say(str(error))
        show("")
    return Exit.OK


def thorough_command(options: Options) -> int:
    """Fetch the larger reader, with which questions are read thoroughly."""
    from app.reading.fetching import fetch
    from app.reading.thorough import QUICK_ENOUGH

    took = fetch(say, options.wheels)
    usual = (
        "used unless --quick is given" if took <= QUICK_ENOUGH else "used where --thorough is given"
    )
    show(
        f"The larger reader is here: two passages take it {took} ms on this machine. It is {usual}."
    )
    return Exit.OK


def check_command(options: Options) -> int:
    """Check claims clause by clause against their closest evidence; exit with 5 where one differs."""
    from app.checking.claims import check_all
    from app.checking.statements import split_claims
    from app.checking.verdicts import Standing
    from app.command.terminal import question_bar
    from app.render.claims import claims_output

    if options.file is None and sys.stdin.isatty():
        say("Write one statement on each line. Ctrl-D ends them.")
    text = _handout(options.file) if options.file else sys.stdin.read()
    claims = split_claims(text)
    footnote = open_library(options)
    ids = footnote.ids_of(options.documents)
    with question_bar("claims") as on_progress:
        checked = check_all(claims, footnote.retriever, on_progress, documents=ids)
    if options.docx:
        from app.render.claims_docx import claims_docx

        options.docx.write_bytes(claims_docx(checked, datetime.now(UTC)))
        say(f"The report is in {options.docx}.")
    if options.form or not options.docx:
        sys.stdout.write(claims_output(checked, options.form))  # escaped already, but for line ends
    standings = [each.standing for each in checked]
    if options.fail_under is not None:
        agreeing = 100 * standings.count(Standing.AGREES) / len(standings)
        return Exit.DIFFERS if agreeing < options.fail_under else Exit.OK
    return Exit.DIFFERS if Standing.DIFFERS in standings else Exit.OK


def _handout(file: Path) -> str:
    """The statements of a file, one a line."""
    from app.checking.handout import statements_of
    from app.checking.statements import file_document
    from app.render.claims import handout_words

    handout = statements_of(file_document(file))
    say(f"{file.name}: {handout_words(handout)}")
    return "\n".join(handout.statements)


def serve_command(options: Options, tabs: Sequence[ExtraTab] = ()) -> int:
    """Serve the app; to a library that is not there yet the built-in collection is added meanwhile."""
    from app.doors.gate import Gate
    from app.doors.terms import Doors
    from app.doors.tunnel import confirm
    from app.doors.users import read_users
    from app.jobs.board import new_id
    from app.jobs.kept import COLLECTION

    doors = Doors(
        read_only=options.read_only,
        users=read_users(options.auth) if options.auth else None,
        gate=Gate(options.at_once, options.waiting),
    )
    if options.share and not confirm(doors, say, read_line):
        return Exit.ERROR
    # What ends a server from outside ends it as Ctrl-C does, so that uploads are deleted.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = library_folder(options)
    begins = not _is_library(folder) and not doors.read_only
    if begins:
        say(f"Making a library in {folder}; the built-in collection is added to it meanwhile.")
        make_empty(folder)
    else:
        _make_missing(folder)
    say("Starting the app ...")
    footnote = open_library(options)
    if begins:
        doors.jobs.open(folder)
        doors.jobs.add([COLLECTION], new_id())
    from app.server import serve

    browse = options.open or (sys.stdout.isatty() and not options.no_browser)
    serve(
        footnote, options.port, say, tabs, doors,
        browse=browse, share=options.share, bind=options.bind, shelf=_shelf(options),
    )  # fmt: skip
    return Exit.OK


def mcp_command(options: Options) -> int:
    """Let an assistant on this machine ask and quote, by the Model Context Protocol."""
    from app.api.mcp_server import serve_stdio

    footnote = open_library(options)
    serve_stdio(footnote if options.library else _with_others(footnote))
    return Exit.OK


def password_command(options: Options) -> int:
    """Ask for a password and print the user's line for footnote serve --auth."""
    from app.doors.users import check_name, type_password, user_line

    check_name(options.name)
    show(user_line(options.name, type_password(options.name)))
    return Exit.OK


def open_library(options: Options) -> Footnote:
    """The library; the usual one begins with the built-in collection, one that is named must be there."""
    from app.assemble import Footnote

    if options.library is None:
        _make_missing(library_folder(options))
    return Footnote.from_folder(library_folder(options), say)


def _with_others(footnote: Footnote) -> Footnote:
    """A library that can be asked together with the others of the user."""
    from app.shelf.beside import Beside
    from app.shelf.shelf import Shelf

    return replace(footnote, others=Beside(Shelf.of_user()))


def _shelf(options: Options) -> Shelf | None:
    """All libraries, unless one is named or strangers are let in: then only that one is served."""
    from app.shelf.shelf import Shelf

    return None if options.library or options.share else Shelf.of_user()


def _is_library(folder: Path) -> bool:
    from index.store import DATABASE

    return (folder / DATABASE).exists()


def _make_missing(folder: Path) -> None:
    if not _is_library(folder):
        say(f"Making a library in {folder} from the built-in collection ...")
        make_built_in(folder)


def _answer(
    footnote: Footnote, question: str, options: Options, earlier: Sequence[Answer] = ()
) -> Answer:
    from app.asking.ask import PASSAGES_READ
    from app.render.text import answer_json, answer_text

    among, documents = footnote.among(options.documents)
    answer = footnote.answer(
        question,
        k=options.k or PASSAGES_READ,
        documents=documents,
        among=among,
        risk=Risk(options.risk),
        earlier=earlier,
        thorough=options.thorough,
    )
    if options.json:
        show_json(answer_json(answer))
    else:
        show(answer_text(answer))
    return answer
