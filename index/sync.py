"""Add, change, remove; unchanged content is never encoded twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.derived import refresh_derived
from index.encoder import Encoder, Vectors
from index.lock import write_lock
from index.progress import OnProgress, Progress, Reckoning, Stage
from index.schema import DocumentSummary, LibrarySettings
from index.store import DATABASE, Store
from ingest.chunking import ChunkSettings, chunk_document
from ingest.documents import LANGUAGE, READ_AS, READ_BY, Chunk, Document, hash_text
from ingest.errors import EncoderMismatchError, SourceError
from ingest.languages import language_of
from ingest.readers import VERSION, read_document
from ingest.readers.builder import FRONT_MATTER
from ingest.readers.scans import recognised_parts
from ingest.readers.sniffing import SHOWN, true_suffix
from ingest.report import Entry, Outcome, Report, left_out_counts
from ingest.sources import Found, Kind, Limits, Loaded, Skipped, Source, read_source

STAYS = "What was read of it before stays."
TEXTS_AT_ONCE = 64  # encoded between two reports of progress: about two seconds
REFRESH_SECONDS = 5.0  # at least, between two times that what is finished is made searchable
REFRESH_SHARE = 10  # and so many times as long as that took

OnEntry = Callable[[int, Entry], None]


def add_sources(
    folder: Path,
    found: Found,
    encoder: Encoder,
    limits: Limits,
    on_progress: OnProgress = lambda progress: None,
    on_entry: OnEntry = lambda number, entry: None,
) -> Report:
    """Bring sources into the library in a folder, which is made if need be.

    Each document is one change; a bad source is reported and the rest goes on. Now and then what is
    finished is made searchable. ``on_entry`` is told what became of each source, as soon as it is
    kept, with its number from 1.

    Raises:
        EncoderMismatchError: the library was encoded by another model.
        LibraryLockedError: another process is writing.
    """
    started = time.perf_counter()
    with write_lock(folder), closing(open_or_create(folder, encoder)) as store:
        reckoning = Reckoning([kind_and_size(item) for item in found])
        run = Run(store, encoder, limits, len(found), on_progress, reckoning)
        entries = bring_in(run, found, on_entry)
    return Report(entries, run.encoded, time.perf_counter() - started)


def bring_in(run: Run, found: Found, on_entry: OnEntry) -> tuple[Entry, ...]:
    """Bring in one source after another; what became of each. Only under the folder's lock."""
    entries, refreshing = [], _Refreshing(run.store)
    for number, item in enumerate(found, start=1):
        entries.append(run.add(number, item))
        on_entry(number, entries[-1])
        refreshing.now_and_then()
    refresh_derived(run.store)
    return tuple(entries)


def remove_documents(store: Store, summaries: Sequence[DocumentSummary]) -> Report:
    """Take documents out of the library; nothing of their text stays in its folder.

    Raises:
        LibraryLockedError: another process is writing.
    """
    started = time.perf_counter()
    with write_lock(store.folder):
        store.remove([summary.id for summary in summaries])
        refresh_derived(store)
    entries = tuple(
        Entry(s.source, Outcome.REMOVED, characters=s.characters, passages=s.passages)
        for s in summaries
    )
    return Report(entries, 0, time.perf_counter() - started)


def reindex(
    store: Store,
    encoder: Encoder,
    settings: ChunkSettings | None = None,
    on_progress: OnProgress = lambda progress: None,
) -> int:
    """Cut and encode every document anew, as one change; returns how many passages there are.

    Raises:
        LibraryLockedError: another process is writing.
    """
    fitted = (settings or ChunkSettings()).within(encoder.max_tokens)
    total = 0

    def passages() -> Iterator[tuple[Document, list[Chunk], Vectors]]:
        nonlocal total
        sizes = {each.id: each.characters for each in store.summaries()}
        ids = store.document_ids()
        reckoning = Reckoning([("", sizes[id_]) for id_ in ids])
        for number, document_id in enumerate(ids, start=1):
            document = store.document(document_id)
            if document is None:  # not while we hold the lock
                continue
            reckoning.begin(number)
            chunks = chunk_document(document, encoder.count_tokens, fitted)
            texts = [chunk.encoder_text for chunk in chunks]
            beginning = Progress(number, len(ids), document.source, 0, len(texts), total)
            yield (
                document,
                chunks,
                _encode_in_parts(encoder, texts, beginning, on_progress, reckoning),
            )
            total += len(chunks)

    with write_lock(store.folder):
        store.replace_all_chunks(_settings(encoder, fitted), passages())
        refresh_derived(store)
    return total


def open_or_create(folder: Path, encoder: Encoder) -> Store:
    """The library in a folder, made for this encoder if there is none. Only under the lock.

    Raises:
        EncoderMismatchError: the library was encoded by another model.
    """
    if not (folder / DATABASE).exists():
        return Store.create(folder, _settings(encoder, ChunkSettings()))
    store = Store(folder)
    check_encoder(store, encoder)
    return store


def check_encoder(store: Store, encoder: Encoder) -> None:
    """Refuse an encoder whose vectors cannot be compared with the library's.

    Raises:
        EncoderMismatchError: the library was encoded by another model.
    """
    settings = store.settings
    if settings.encoder_fingerprint != encoder.fingerprint:
        message = (
            f"The library in {store.folder} was encoded with {settings.encoder_fingerprint}, not "
            f"with {encoder.fingerprint}. Re-encode it with: footnote reindex --encoder {encoder.name}"
        )
        raise EncoderMismatchError(message)


def kind_and_size(item: Source | Skipped | Loaded) -> tuple[str, int | None]:
    """By what a source is likened to others, and its bytes where they are known before it is read."""
    if isinstance(item, Loaded):
        return item.suffix, len(item.data)
    if isinstance(item, Skipped):
        return "", 0
    try:
        return item.suffix, item.path.stat().st_size if item.kind is Kind.FILE else None
    except OSError:
        return item.suffix, 0


class _Refreshing:
    """Makes what is finished searchable now and then, in a small part of the time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = time.monotonic() + REFRESH_SECONDS

    def now_and_then(self) -> None:
        """Do so if it is time. Only under the folder's lock."""
        started = time.monotonic()
        if started < self._next:
            return
        refresh_derived(self._store)
        ended = time.monotonic()
        self._next = ended + max(REFRESH_SECONDS, REFRESH_SHARE * (ended - started))


@dataclass
class Run:
    """One run over sources; ``encoded`` passages so far.

    ``load`` gives a source's bytes; ``again``: also what is known and unchanged is read.
    """

    store: Store
    encoder: Encoder
    limits: Limits
    total: int
    on_progress: OnProgress
    reckoning: Reckoning
    load: Callable[[Source, Limits], Loaded] = read_source
    again: bool = False
    encoded: int = 0

    def add(self, number: int, item: Source | Skipped | Loaded) -> Entry:
        """Bring in one source and say what became of it."""
        self.reckoning.begin(number)
        if isinstance(item, Skipped):
            return Entry(item.name, Outcome.SKIPPED, item.reason)
        name = item.source.name if isinstance(item, Loaded) else item.name
        started = time.perf_counter()
        fraction = self.reckoning.fraction()
        self.on_progress(
            Progress(number, self.total, name, 0, 0, self.encoded, fraction, Stage.READING)
        )
        try:
            loaded = item if isinstance(item, Loaded) else self.load(item, self.limits)
            entry = self._add_loaded(number, loaded)
        except SourceError as error:
            stays = f" {STAYS}" if self.store.summary_by_source(name) else ""
            entry = Entry(name, Outcome.SKIPPED, f"{error}{stays}")
        return replace(entry, seconds=time.perf_counter() - started)

    def _add_loaded(self, number: int, loaded: Loaded) -> Entry:
        name = loaded.source.name
        old = self.store.summary_by_source(name)
        was_kept = old is not None and self.store.has_original(old.id)
        original = loaded.data if was_kept or _is_to_keep(loaded) else None
        is_same = old is not None and old.sha256 == loaded.sha256
        # What an earlier version read is read again: it may be read better now.
        if old and is_same and not (self.again or old.is_outdated):
            # A library may be older than the keeping of originals.
            if original is not None and not was_kept:
                self.store.keep_original(old.id, original)
            return Entry(name, Outcome.UNCHANGED, "", old.characters, old.passages)
        twin = self.store.source_of_bytes(loaded.sha256)
        if twin is not None and old is None:  # else what the source said before would stay
            return Entry(name, Outcome.DUPLICATE, f"The same content is there as {twin}.")
        document = read_document(loaded.data, name, loaded.suffix)
        document = replace(
            document,
            title=loaded.title or document.title,
            added_at=old.added_at if old and is_same else document.added_at,
            metadata={
                **document.metadata,
                LANGUAGE: language_of(document.text),
                READ_AS: true_suffix(loaded.data, loaded.suffix.lower()),
                READ_BY: str(VERSION),
            },
        )
        settings = ChunkSettings.from_fingerprint(self.store.settings.chunking)
        chunks = chunk_document(document, self.encoder.count_tokens, settings)
        vectors = self._encode(number, document, chunks)
        self.store.put(document, chunks, vectors, old.id if old else None, original)
        outcome = _outcome(old, document)
        empty = document.metadata.get("pages_without_text")
        pages = tuple(map(int, empty.split(", "))) if empty else ()
        return Entry(
            name, outcome, "", len(document.text), len(chunks), pages,
            left_out=left_out_counts(document.metadata),
            by_ocr={part.name: part.sure for part in recognised_parts(document)},
            document=document.id,
            front_matter=document.metadata.get(FRONT_MATTER, ""),
        )  # fmt: skip

    def _encode(self, number: int, document: Document, chunks: Sequence[Chunk]) -> Vectors:
        """One vector a passage; those of a text that the library knows are taken over."""
        texts = [chunk.encoder_text for chunk in chunks]
        known = self.store.known_vectors(texts)
        taken = [known.get(hash_text(text)) for text in texts]
        new = [text for text, vector in zip(texts, taken, strict=True) if vector is None]
        beginning = Progress(number, self.total, document.source, 0, len(new), self.encoded)
        encoded = iter(
            _encode_in_parts(self.encoder, new, beginning, self.on_progress, self.reckoning)
        )
        self.encoded += len(new)
        rows = [next(encoded) if vector is None else vector for vector in taken]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.encoder.dimension)


def _is_to_keep(loaded: Loaded) -> bool:
    """Whether a source's bytes are kept: its pages can be shown, or no path leads to it."""
    source = loaded.source
    is_far = source.kind in {Kind.PAGE, Kind.ARTICLE} or source.kept is not None
    return is_far or loaded.suffix.lower() in SHOWN


def _outcome(old: DocumentSummary | None, document: Document) -> Outcome:
    if old is None:
        return Outcome.ADDED
    is_same = (old.id, old.sha256) == (document.id, document.sha256)
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


def _encode_in_parts(
    encoder: Encoder,
    texts: Sequence[str],
    beginning: Progress,
    on_progress: OnProgress,
    reckoning: Reckoning,
) -> Vectors:
    """Encode a document's texts, (n, dimension), and say before each part how far it is."""
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    characters, done = sum(map(len, texts)), 0
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        fraction = reckoning.fraction(done / max(characters, 1), characters)
        encoded = beginning.encoded + start
        on_progress(replace(beginning, passages_done=start, encoded=encoded, fraction=fraction))
        part = texts[start : start + TEXTS_AT_ONCE]
        vectors[start : start + len(part)] = encoder.encode(part)
        done += sum(map(len, part))
    reckoning.finish(characters)
    return vectors


def _settings(encoder: Encoder, chunking: ChunkSettings) -> LibrarySettings:
    fitted = chunking.within(encoder.max_tokens).fingerprint()
    return LibrarySettings(encoder.name, encoder.fingerprint, encoder.dimension, fitted)
