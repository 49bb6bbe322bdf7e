"""Read documents again, from where they came from or from the bytes that were kept of them."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from index.encoder import Encoder
from index.lock import write_lock
from index.progress import OnProgress, Reckoning
from index.store import Store
from index.sync import OnEntry, Run, bring_in, check_encoder, kind_and_size
from ingest.documents import hash_bytes
from ingest.errors import SourceError
from ingest.report import Report
from ingest.sources import Kind, Limits, Loaded, Source, read_source, source_named

NOT_KEPT = "{} is not at hand, and its bytes were not kept: add it again, and it is read anew."
FAR = (Kind.PAGE, Kind.ARTICLE)


def read_again(
    folder: Path,
    ids: Collection[str],
    encoder: Encoder,
    on_progress: OnProgress = lambda progress: None,
    on_entry: OnEntry = lambda number, entry: None,
    *,
    fetch: bool,
) -> Report:
    """Read documents of the library in a folder again; what is read takes the place of what was.

    A file is read where it lies. Where it is gone, the bytes that were kept are read; where there are
    none, and where the reading fails, the text stays as it is, and the entry says so. The same goes
    for addresses, which are asked again only if ``fetch``.

    Raises:
        EncoderMismatchError: the library was encoded by another model.
        LibraryLockedError: another process is writing.
    """
    started = time.perf_counter()
    with write_lock(folder), closing(Store(folder)) as store:
        check_encoder(store, encoder)
        names = [each.source for each in store.summaries() if each.id in ids]
        found = [source_named(name) for name in names]
        reckoning = Reckoning([kind_and_size(source) for source in found])

        def load(source: Source, limits: Limits) -> Loaded:
            return _load(store, source, limits, fetch=fetch)

        run = Run(
            store, encoder, Limits(), len(found), on_progress, reckoning, load=load, again=True
        )
        entries = bring_in(run, found, on_entry)
    return Report(entries, run.encoded, time.perf_counter() - started)


def _load(store: Store, source: Source, limits: Limits, *, fetch: bool) -> Loaded:
    """The bytes of a source that has a document; what a browser sent has no path to look at."""
    failure = SourceError(NOT_KEPT.format(source.name))
    is_there = fetch if source.kind in FAR else Path(source.name).is_absolute()
    if is_there or source.kind is Kind.BUILT_IN:
        try:
            return read_source(source, limits)
        except SourceError as error:
            failure = error
    summary = store.summary_by_source(source.name)
    document = store.document(summary.id) if summary else None
    data = store.original(document.id) if document else None
    if document is None or data is None:
        raise failure
    title = document.title if source.kind is Kind.ARTICLE else None
    return Loaded(source, data, document.read_as, hash_bytes(data), title)
