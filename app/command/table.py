"""The command that asks questions of all documents at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.answers import Risk
from app.command.flags import Options
from app.command.output import Exit, show, show_json

if TYPE_CHECKING:
    from pathlib import Path

    from app.table.table import Table


def table_command(options: Options) -> int:
    """Ask the same questions of every document, and show what each says in a table."""
    from app.checking.statements import file_document
    from app.command.questions import open_library
    from app.command.terminal import question_bar, questions_table, show_table
    from app.render.table_files import table_json
    from app.table.table import begin, read_questions

    questions = read_questions(file_document(options.questions).text)
    footnote = open_library(options)
    wanted = footnote.ids_of(options.documents)
    summaries = footnote.store.summaries()
    table = begin(questions, [s for s in summaries if wanted is None or s.id in wanted])
    with question_bar("cells") as on_progress:
        for number, (row, column) in enumerate(table.places()):
            on_progress(number, table.size)
            only = [table.documents[row].id]
            answer = footnote.answer(questions[column], documents=only, risk=Risk(options.risk))
            table = table.with_cell((row, column), answer)
    written = _write(table, options)
    if options.json:
        show_json(table_json(table))
    elif written:
        show(f"{table.size:,} cells are in {', '.join(map(str, written))}.")
    else:
        show_table(questions_table(table))
    return Exit.OK


def _write(table: Table, options: Options) -> list[Path]:
    """Write the files that were asked for."""
    from app.render.claims import BYTE_ORDER_MARK
    from app.render.table_files import table_csv, table_page, table_xlsx

    written = []
    if options.csv:
        options.csv.write_text(BYTE_ORDER_MARK + table_csv(table), encoding="utf-8", newline="")
        written.append(options.csv)
    if options.xlsx:
        options.xlsx.write_bytes(table_xlsx(table))
        written.append(options.xlsx)
    if options.html:
        options.html.write_text(table_page(table, datetime.now(UTC)), encoding="utf-8")
        written.append(options.html)
    return written
