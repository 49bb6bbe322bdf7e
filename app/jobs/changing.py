"""The work of jobs that change a library, as another process does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from app.assemble import encoder_for
from app.jobs.job import Show, Step, Work
from app.keeping.kept import Kept
from index.encoder import Encoder
from index.following import follow
from index.progress import Progress, Stage
from index.rereading import read_again
from index.store import Store
from index.sync import add_sources, remove_documents
from index.tags import Tags
from ingest.report import Entry, Report
from ingest.sources import Limits, Skipped, Source


def adding(folder: Path, found: Sequence[Source | Skipped]) -> Work:
    """The work of adding these sources to the library in a folder."""
    return partial(_add, folder, tuple(found))


def reading_again(folder: Path, ids: Sequence[str]) -> Work:
    """The work of reading documents of it again."""
    return partial(_read_again, folder, frozenset(ids))


def removing(folder: Path, ids: Sequence[str]) -> Work:
    """The work of removing documents from it."""
    return partial(_remove, folder, frozenset(ids))


def following(folder: Path, followed: str) -> Work:
    """The work of bringing it up to a folder that it follows."""
    return partial(_follow, folder, followed)


def step_of(progress: Progress) -> Step:
    """A run's progress as a job's."""
    return Step(
        progress.number, progress.total, progress.source, _STAGES[progress.stage],
        progress.passages_done, progress.passages, progress.fraction,
    )  # fmt: skip


_STAGES = {Stage.READING: "reading", Stage.ENCODING: "encoding"}


def _add(folder: Path, found: Sequence[Source | Skipped], show: Show) -> Report:
    def keep(number: int, entry: Entry) -> None:
        """An uploaded file goes when its document is kept."""
        item = found[number - 1]
        if isinstance(item, Source) and item.kept:
            item.kept.unlink(missing_ok=True)
        show(entry)

    encoder = _encoder(folder)
    return add_sources(
        folder, found, encoder, Limits(), lambda progress: show(step_of(progress)), keep
    )


def _read_again(folder: Path, ids: frozenset[str], show: Show) -> Report:
    return read_again(
        folder,
        ids,
        _encoder(folder),
        lambda progress: show(step_of(progress)),
        lambda _, entry: show(entry),
        fetch=True,
    )


def _remove(folder: Path, ids: frozenset[str], show: Show) -> Report:
    store = Store(folder)
    doomed = [each for each in store.summaries() if each.id in ids]
    show(Step(1, len(doomed), "", "removing"))
    try:
        report = remove_documents(store, doomed)
        Kept(store).sweep()
        Tags(folder).keep_only({each.source for each in store.summaries()})
        return report
    finally:
        store.close()


def _follow(folder: Path, followed: str, show: Show) -> Report:
    report = follow(
        folder,
        followed,
        _encoder(folder),
        lambda progress: show(step_of(progress)),
        lambda _, entry: show(entry),
    )
    store = Store(folder)
    Kept(store).sweep()
    store.close()
    return report


@cache  # it is loaded once, for many jobs
def _encoder(folder: Path) -> Encoder:
    return encoder_for(folder, None, lambda sentence: None)
