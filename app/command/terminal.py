"""What the command line shows: progress bars and tables, made with rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from app.language.tongues import name_of
from app.render.table_files import cell_text
from app.render.text import visible
from app.table.table import Table as QuestionsTable
from index.progress import OnProgress
from index.progress import Progress as Run
from index.schema import DocumentSummary
from index.status import Status
from ingest.readers.formats import Format
from ingest.report import Entry, Outcome, Report, left_out_words, recognised_words, unread_words

TABLE_ROWS = 50  # of a report's sources; those that need the user's eye come first
SUFFIX_WIDTH = 24  # characters for the suffixes of a format; the many of code fill several lines
NAME_WIDTH = 36  # characters of a source's name beside the bar


class Terminal(Console):
    """A console that leaves it to the command line how to end when nobody reads on."""

    def on_broken_pipe(self) -> None:
        """See rich.console.Console, which would exit here.

        Raises:
            BrokenPipeError: always.
        """
        raise BrokenPipeError

    @classmethod
    def on(cls, *, stderr: bool) -> Terminal:
        """The terminal behind stdout or stderr."""
        return cls(stderr=stderr, highlight=False)


def show_table(table: Table) -> None:
    """Print a table as a result."""
    Terminal.on(stderr=False).print(table)


class SpeedColumn(ProgressColumn):
    """Passages per second since the start, where it is one at least."""

    def render(self, task: Task) -> Text:
        """See rich.progress.ProgressColumn."""
        speed = round(task.fields["encoded"] / task.elapsed) if task.elapsed else 0
        return Text(f"{speed} passages/s" if speed else "")


@contextmanager
def progress_bar() -> Iterator[OnProgress]:
    """A bar on stderr for adding and re-encoding: the source at hand, passages per second, time left."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        SpeedColumn(),
        TimeRemainingColumn(),
    )
    with _progress(*columns) as progress:
        task = progress.add_task("", total=1.0, encoded=0)

        def show(run: Run) -> None:
            name = visible(PurePath(run.source).name)[-NAME_WIDTH:]
            progress.update(
                task,
                completed=run.fraction,
                encoded=run.encoded,
                description=f"{run.number}/{run.total} {name}",
            )

        yield show


@contextmanager
def question_bar(things: str = "questions") -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr for many questions or claims: how many of them are done, and the time left."""
    columns = (
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + things),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with _progress(*columns) as progress:
        task = progress.add_task("", total=1.0, visible=False)
        yield lambda done, total: progress.update(task, completed=done, total=total, visible=True)


def _progress(*columns: ProgressColumn) -> Progress:
    console = Terminal.on(stderr=True)
    hidden = not console.is_terminal  # a file or a pipe needs no bar
    return Progress(*columns, console=console, transient=True, disable=hidden)


def status_table(status: Status) -> Table:
    """What a library holds, as names and values."""
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=12)
    table.add_column(overflow="fold")
    for name, value in status.lines():
        table.add_row(name, Text(visible(value)))
    return table


def report_table(report: Report) -> Table:
    """A run's sources: what became of each and why."""
    table = _table("outcome", "characters", "passages", "source")
    urgent = sorted(report.entries, key=lambda entry: entry.outcome is not Outcome.SKIPPED)
    for entry in urgent[:TABLE_ROWS]:
        what = Text(visible(_what_became(entry)))
        for words in (unread_words(entry), recognised_words(entry), left_out_words(entry)):
            what.append(f" ({words})" if words else "")
        numbers = (f"{entry.characters:,}", f"{entry.passages:,}") if entry.passages else ("", "")
        table.add_row(str(entry.outcome), *numbers, what)
    if len(urgent) > TABLE_ROWS:
        table.add_row("", "", "", f"... and {len(urgent) - TABLE_ROWS:,} more; --json lists all")
    return table


def formats_table(formats: Sequence[Format]) -> Table:
    """The formats that are read: their suffixes, and what is read of them."""
    table = Table(box=None, pad_edge=False)
    table.add_column("suffix", max_width=SUFFIX_WIDTH, overflow="fold")
    table.add_column("read", overflow="fold")
    for each in formats:
        table.add_row(" ".join(each.suffixes), each.what)
    return table


def documents_table(summaries: Sequence[DocumentSummary]) -> Table:
    """The documents of a library."""
    table = _table("id", "title", "language", "characters", "passages", "source")
    for s in summaries:
        title, source = Text(visible(s.title)), Text(visible(s.source))
        table.add_row(
            s.id[:8],
            title,
            name_of(s.language or ""),
            f"{s.characters:,}",
            f"{s.passages:,}",
            source,
        )
    return table


def libraries_table(rows: Sequence[tuple[str, int, str]]) -> Table:
    """Libraries: their names, how many documents they have, and what is in them."""
    table = _table("library", "documents", "description")
    for name, documents, description in rows:
        table.add_row(Text(visible(name)), f"{documents:,}", Text(visible(description)))
    return table


def questions_table(table: QuestionsTable) -> Table:
    """A table of questions with the values of its cells."""
    shown = Table(box=None, pad_edge=False)
    for name in ("document", *table.questions):
        shown.add_column(Text(visible(name)), overflow="fold")
    for row, document in enumerate(table.documents):
        cells = (table.cells[row, column] for column in range(len(table.questions)))
        texts = (cell_text(cell) for cell in cells)
        shown.add_row(Text(visible(document.title)), *(Text(visible(text)) for text in texts))
    return shown


def _table(*names: str) -> Table:
    """A table without lines: numbers on the right, and what is long over several lines."""
    table = Table(box=None, pad_edge=False)
    for name in names:
        number = name in {"characters", "passages", "documents"}
        long = name in {"title", "source", "library", "description"}
        table.add_column(
            name, justify="right" if number else "left", overflow="fold" if long else "ellipsis"
        )
    return table


def _what_became(entry: Entry) -> str:
    """The source, with the reason if there is one; why it was skipped names the source itself."""
    if entry.outcome is Outcome.SKIPPED:
        return entry.reason
    return f"{entry.source}: {entry.reason}" if entry.reason else entry.source
